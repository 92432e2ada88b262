package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim/server"
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
	srv, err := s.newServer(opts)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	// Before anybody can know that the server runs and send it a signal.
	if err := reloadOnDemand(ctx, s, srv, opts.Log); err != nil {
		return err
	}
	ends, url, err := listen(s, srv)
	if err != nil {
		return err
	}
	boot := srv.Worlds().Boot()
	facts := []any{"url", url, "version", version, "scenario", boot.Scenario, "seed", boot.Seed}
	if len(ends) > 1 {
		facts = append(facts, "control", baseURL(ends[1].Listener.Addr().String()))
	}
	opts.Log.Info("listening", facts...)
	opts.Log.Info("settings", s.logged(c.Flags())...)
	if err := writeAddr(s.addrFile, url); err != nil {
		return err
	}
	err = srv.Serve(ctx, ends...)
	opts.Log.Info("stopped")
	return err
}

func newLogger(s *settings, p *process) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(s.logLevel)) // one of four words, checked when it was set
	o := &slog.HandlerOptions{Level: level}
	if s.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, o))
	}
	return slog.New(slog.NewTextHandler(p.stderr, o))
}

// listen opens the listeners and returns the base URL of the first.
func listen(s *settings, srv *server.Server) (ends []server.Endpoint, url string, err error) {
	main, err := net.Listen("tcp", s.addr)
	if err != nil {
		return nil, "", err
	}
	ends = []server.Endpoint{{Listener: main, Handler: srv.Handler()}}
	if s.controlAddr != "" {
		control, err := net.Listen("tcp", s.controlAddr)
		if err != nil {
			return nil, "", err
		}
		ends = append(ends, server.Endpoint{Listener: control, Handler: srv.ControlHandler()})
	}
	return ends, baseURL(main.Addr().String()), nil
}

// baseURL is where a listener can be reached from this machine: one on every
// interface is at the loopback address.
func baseURL(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "http://" + addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
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
	// Whoever waits for the file may be another user, in another container.
	err = errors.Join(err, temporary.Chmod(0o644), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), file)
	}
	if err != nil {
		_ = os.Remove(temporary.Name()) // the first error is the one to tell
	}
	return err
}
