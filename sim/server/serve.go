package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Bounds against slow and oversize clients.
const (
	headerTimeout  = 10 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 64<<10 - headerSlack
	headerSlack    = 4 << 10 // net/http reads this much more before it refuses
)

// stopWithin is how long a stop waits for what is in flight.
const stopWithin = 700 * time.Millisecond

// Endpoint is one listener and what answers on it; with TLS, by HTTP/2 too.
type Endpoint struct {
	Listener net.Listener
	Handler  http.Handler
	TLS      *tls.Config
}

// Serve answers on the listeners until ctx ends, then stops: requests in flight
// finish, whatever hangs is cut, all within a second. Meanwhile it builds the
// default world, if it is not there. It returns the error of a listener that
// fails before, or a [*BootError].
func (s *Server) Serve(ctx context.Context, ends ...Endpoint) error {
	base, hangUp := context.WithCancel(context.WithoutCancel(ctx))
	defer hangUp()
	failed := make(chan error, len(ends)+1)
	servers := make([]*http.Server, len(ends))
	for i, e := range ends {
		servers[i] = s.httpServer(e.Handler, base)
		servers[i].TLSConfig = e.TLS
		go func() {
			if e.TLS != nil {
				failed <- servers[i].ServeTLS(e.Listener, "", "")
				return
			}
			failed <- servers[i].Serve(e.Listener)
		}()
	}
	go s.endIdleWorlds(base)
	go func() {
		if err := s.Build(); err != nil {
			failed <- err
		}
	}()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
	}
	s.Close()
	hangUp()
	return errors.Join(err, stop(servers))
}

// endIdleWorlds looks for idle worlds, a few times within their time to live,
// until ctx ends.
func (s *Server) endIdleWorlds(ctx context.Context) {
	ttl := s.opts.WorldTTL
	if ttl == 0 {
		return
	}
	look := time.NewTicker(max(ttl/8, time.Millisecond))
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			if ended := s.worlds.EndIdle(ttl); len(ended) > 0 {
				s.log.Info("idle worlds ended", "worlds", ended)
			}
		}
	}
}

func (s *Server) httpServer(h http.Handler, base context.Context) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
}

// stop lets the servers finish what is in flight and cuts what is not done in
// time.
func stop(servers []*http.Server) error {
	within, cancel := context.WithTimeout(context.Background(), stopWithin)
	defer cancel()
	var all error
	for _, srv := range servers {
		err := srv.Shutdown(within)
		if errors.Is(err, context.DeadlineExceeded) {
			err = srv.Close()
		}
		all = errors.Join(all, err)
	}
	return all
}
