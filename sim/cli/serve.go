package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

func newServe(p *process) *cobra.Command {
	s := &settings{}
	c := &cobra.Command{
		Use:   "serve",
		Short: "Start the simulator (the default)",
		Args:  noArgs,
	}
	s.define(c.Flags())
	c.RunE = func(c *cobra.Command, _ []string) error {
		ctx, stop := signal.NotifyContext(c.Context(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGQUIT)
		defer stop()
		if err := s.fill(c.Flags(), p); err != nil {
			return err
		}
		return serve(ctx, s, c, p)
	}
	return c
}

// serve runs the simulator until ctx ends: also while it reads a pipe that nothing
// writes to.
func serve(ctx context.Context, s *settings, c *cobra.Command, p *process) error {
	defer outliveReaders()()
	hangUp := make(chan os.Signal, 1) // SIGHUP must not end a process that still loads
	signal.Notify(hangUp, syscall.SIGHUP)
	defer signal.Stop(hangUp)
	l := newLog(s, p)
	// Loading allocates some 40 MiB, most of which stays reachable until its end:
	// collecting it meanwhile would double the time to the first answer. Afterwards
	// the heap may grow further than by Go's 100 %, or than GOGC says: an eighth more
	// requests are answered for some 8 MiB.
	usual := debug.SetGCPercent(-1)
	var srv *server.Server
	err := unless(ctx, func() (err error) { srv, err = load(s, l); return err })
	debug.SetGCPercent(usual * 7 / 4)
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	// A signal may arrive as soon as others can see that the server runs.
	reloadOnDemand(ctx, s, srv, l.log, hangUp)
	ends, url, err := listen(s, srv)
	if err != nil {
		return err
	}
	l.begin(s, c.Flags(), srv.Worlds().Boot(), ends, url)
	if err := writeAddr(s.addrFile, url); err != nil {
		return fmt.Errorf("%s: %w", s.source("addr-file"), err)
	}
	go debug.FreeOSMemory() // what reading the documents left behind, some 2 MiB
	err = srv.Serve(ctx, ends...)
	if errors.Is(err, scenario.ErrCrowded) { // which the scenario's numbers are, in a large world
		return usageError("%w", err)
	}
	return err
}

func load(s *settings, l *runLog) (*server.Server, error) {
	if err := checkAddrFile(s.addrFile); err != nil {
		return nil, usageError("%s: %q: %w", s.source("addr-file"), s.addrFile, err)
	}
	if err := s.secure(); err != nil {
		return nil, err
	}
	s.Log, s.Requests = l.log, l.requests(s)
	return s.newServer()
}

// outliveReaders lets writes to a closed standard output or error fail, which would
// else end the process, until stop is called.
func outliveReaders() (stop func()) {
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE)
	return func() { signal.Stop(broken) }
}
