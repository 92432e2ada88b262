package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/fsnotify/fsnotify"
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
	srv, err := server.New(opts)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	ends, url, err := listen(s, srv)
	if err != nil {
		return err
	}
	boot := srv.Worlds().Boot()
	opts.Log.Info("listening", "url", url, "version", version, "scenario", boot.Scenario, "seed", boot.Seed)
	opts.Log.Info("settings", s.logged(c.Flags())...)
	if err := writeAddr(s.addrFile, url); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	if err := reloadOnDemand(ctx, s, srv, opts.Log); err != nil {
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
	return ends, "http://" + main.Addr().String(), nil
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
	if err = errors.Join(err, temporary.Close()); err != nil {
		return err
	}
	return os.Rename(temporary.Name(), file)
}

// reloadOnDemand reads the boot scenario again on SIGHUP and, with --watch, when
// its file or directory changes. A scenario with errors changes nothing.
func reloadOnDemand(ctx context.Context, s *settings, srv *server.Server, log *slog.Logger) error {
	again := make(chan os.Signal, 1)
	signal.Notify(again, syscall.SIGHUP)
	changes, err := watch(s)
	if err != nil {
		return err
	}
	go func() {
		defer signal.Stop(again)
		for {
			select {
			case <-ctx.Done():
				return
			case <-again:
			case change := <-changes:
				if !strings.HasSuffix(change.Name, ".yaml") && !strings.HasSuffix(change.Name, ".yml") {
					continue
				}
			}
			reload(s, srv, log)
		}
	}()
	return nil
}

func reload(s *settings, srv *server.Server, log *slog.Logger) {
	var text []byte
	var err error
	if file := s.scenarioFile(); file != "" {
		text, err = os.ReadFile(file)
	}
	if err == nil {
		err = srv.Reload(text)
	}
	if err != nil {
		log.Error("the scenario was not reloaded", "error", err)
		return
	}
	log.Info("the scenario was reloaded", "scenario", srv.Worlds().Boot().Scenario)
}

// watch reports changes of the scenario's file, by way of its directory because
// editors replace files, and of the scenario directory.
func watch(s *settings) (<-chan fsnotify.Event, error) {
	if !s.watch {
		return nil, nil //nolint:nilnil // a nil channel never speaks
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	if file := s.scenarioFile(); file != "" {
		err = w.Add(filepath.Dir(file))
	}
	if s.scenarioDir != "" {
		err = errors.Join(err, w.Add(s.scenarioDir))
	}
	return w.Events, err
}
