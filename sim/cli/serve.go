package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

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
		if err := s.fill(c.Flags(), p); err != nil {
			return err
		}
		return serve(c.Context(), s, c, p)
	}
	return c
}

// serve runs the simulator until ctx ends.
func serve(ctx context.Context, s *settings, c *cobra.Command, p *process) error {
	opts, err := s.options()
	if err != nil {
		return err
	}
	opts.Log = newLogger(s, p)
	t, err := s.transport()
	if err != nil {
		return err
	}
	opts.CA = t.ca
	srv, err := s.newServer(opts)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	// A signal may arrive as soon as others can see that the server runs.
	if err := reloadOnDemand(ctx, s, srv, opts.Log); err != nil {
		return err
	}
	ends, url, err := listen(s, srv, t)
	if err != nil {
		return err
	}
	boot := srv.Worlds().Boot()
	facts := []any{"url", url, "version", opts.Version, "scenario", boot.Scenario, "seed", boot.Seed}
	if s.httpAddr != "" {
		facts = append(facts, "http", endpointURL(ends[1]))
	}
	if s.controlAddr != "" {
		facts = append(facts, "control", endpointURL(ends[len(ends)-1]))
	}
	opts.Log.Info("listening", facts...)
	opts.Log.Info("settings", s.logged(c.Flags())...)
	if err := writeAddr(s.addrFile, url); err != nil {
		return err
	}
	go debug.FreeOSMemory() // what reading the documents left behind, some 2 MiB
	err = srv.Serve(ctx, ends...)
	opts.Log.Info("stopped")
	var unbuilt *server.BootError
	if errors.As(err, &unbuilt) {
		return usageError("%w", unbuilt)
	}
	return err
}

func newLogger(s *settings, p *process) *slog.Logger {
	o := &slog.HandlerOptions{Level: s.logLevel}
	if s.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, o))
	}
	return slog.New(slog.NewTextHandler(p.stderr, o))
}

// writeAddr puts the base URL into a file, renamed into place so that a reader
// never sees half of it.
func writeAddr(file, url string) error {
	if file == "" {
		return nil
	}
	temporary, err := os.CreateTemp(filepath.Dir(file), ".addr-*")
	if err != nil {
		return err
	}
	_, err = temporary.WriteString(url + "\n")
	// The reader may be another user, in another container.
	err = errors.Join(err, temporary.Chmod(0o644), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), file)
	}
	if err != nil {
		_ = os.Remove(temporary.Name()) // the first error is the one to tell
	}
	return err
}
