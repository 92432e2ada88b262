package server

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Bounds against slow and oversize clients.
const (
	maxHeaderBytes = 64<<10 - headerSlack
	headerSlack    = 4 << 10 // net/http reads this much more before it refuses
	maxStreams     = 250     // of one HTTP/2 connection at a time
)

// A stop has two steps: requests in flight may finish until finishWithin, then
// their worlds end; connections still open at stopWithin are closed.
const (
	finishWithin = 500 * time.Millisecond
	stopWithin   = 700 * time.Millisecond
)

// Endpoint is one listener and its handler. HTTP/1.1 and HTTP/2 are served, by TLS and
// without.
type Endpoint struct {
	Listener net.Listener
	Handler  http.Handler
	TLS      *tls.Config
}

func (e Endpoint) serve(by *http.Server) error {
	if e.TLS != nil {
		return by.ServeTLS(e.Listener, "", "")
	}
	return by.Serve(e.Listener)
}

// Serve answers on the listeners until ctx ends, then stops within a second:
// requests in flight finish, those that hang are cut. It also builds the default
// world if that is missing. It returns the error of a listener that fails before
// ctx ends, or that of building the world.
func (s *Server) Serve(ctx context.Context, ends ...Endpoint) error {
	if s.opts.Proxy != nil {
		ends = append(slices.Clone(ends), Endpoint{s.tunnels, http.HandlerFunc(s.serveTunnel), s.opts.Proxy})
	}
	base, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	failed := make(chan error, len(ends)+1)
	servers := make([]*http.Server, len(ends))
	open := &connections{open: map[net.Conn]struct{}{}}
	for i, e := range ends {
		servers[i] = s.httpServer(e.Handler, base)
		servers[i].TLSConfig, servers[i].ConnState = e.TLS, open.track
		go func() { failed <- e.serve(servers[i]) }()
	}
	go s.endIdleWorlds(base)
	go func() {
		if _, err := s.worlds.Get(world.Default); err != nil {
			failed <- err
		}
	}()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	s.worlds.Leave()
	late := time.AfterFunc(finishWithin, func() {
		s.Close()
		hangUp()
	})
	defer late.Stop()
	err = errors.Join(err, stop(servers, open))
	s.Close()
	return err
}

// endIdleWorlds ends idle worlds, looking a few times within their time to live.
func (s *Server) endIdleWorlds(ctx context.Context) {
	ttl := s.opts.WorldTTL
	if ttl == 0 {
		return
	}
	look := time.Tick(max(ttl/8, time.Millisecond))
	for {
		select {
		case <-ctx.Done():
			return
		case <-look:
			if ended := s.worlds.EndIdle(ttl); len(ended) > 0 {
				s.log.Info("idle worlds ended", "worlds", ended)
			}
		}
	}
}

func (s *Server) httpServer(h http.Handler, base context.Context) *http.Server {
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(true) // by prior knowledge
	return &http.Server{
		Handler:           s.guarded(h),
		ReadHeaderTimeout: s.opts.HeaderTimeout,
		IdleTimeout:       s.opts.IdleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: maxStreams},
		Protocols:         &protocols,
		BaseContext:       func(net.Listener) context.Context { return base },
		ConnContext:       withTunnel,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// guarded bounds how long an answer may wait for its client, and catches panics. It
// also bounds how long the client may take with a body: net/http reads the rest that a
// handler leaves. A handler that reads a body sets a bound of its own.
func (s *Server) guarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.caught(w, r)
		a := &answer{w, http.NewResponseController(w), s.opts.WriteTimeout}
		if r.Body != nil && r.Body != http.NoBody {
			_ = a.control.SetReadDeadline(s.opts.Wall().Add(s.opts.BodyTimeout)) // a writer without deadlines has no slow client behind it
		}
		h.ServeHTTP(a, r)
		if r.Close && r.Body != nil {
			_, _ = io.CopyN(io.Discard, r.Body, mostLeft) // or the client is gone, or takes too long
		}
	})
}

// mostLeft is how many bytes of a body are read after an answer to a client that wants
// its connection closed: one that is still writing would lose the answer. For other
// clients net/http reads as many.
const mostLeft = 256 << 10

// caught answers a panic that no handler has caught: with a problem if the
// answer has not begun, else by cutting the connection. Every answer sets a
// header before it begins.
func (s *Server) caught(w http.ResponseWriter, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler { //nolint:errorlint,err113 // net/http compares it so
		panic(p)
	}
	s.trip.Panics.Add(1)
	s.log.Error("panic", "method", r.Method, "panic", p, "stack", string(debug.Stack()))
	if len(w.Header()) > 0 {
		panic(http.ErrAbortHandler)
	}
	problem(w, http.StatusInternalServerError, "internal", "the simulator made a mistake; its log has the stack")
}

// stop lets the servers finish what is in flight and closes the connections that
// are open after stopWithin. The servers stop side by side.
func stop(servers []*http.Server, open *connections) error {
	within, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	var all errgroup.Group
	for _, srv := range servers {
		all.Go(func() error {
			err := srv.Shutdown(within)
			if errors.Is(err, context.DeadlineExceeded) {
				open.cut()
				err = srv.Close()
			}
			return err
		})
	}
	return all.Wait()
}
