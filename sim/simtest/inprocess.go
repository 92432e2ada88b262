package simtest

import (
	"context"
	"net"
	"net/http"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// memoryHost is the host of a simulator without a port. It never resolves (RFC 6761).
const memoryHost = "preverified-sim.test"

// dialer opens a connection to the one simulator there is.
type dialer func(context.Context) (net.Conn, error)

// through opens pipes within the process, which break as connections of a network do.
func through(l *server.Handed) dialer {
	return func(ctx context.Context) (net.Conn, error) {
		near, far := net.Pipe()
		if err := l.Hand(ctx, far); err != nil {
			_, _ = near.Close(), far.Close()
			return nil, &net.OpError{Op: "dial", Net: "memory", Addr: l.Addr(), Err: err}
		}
		return near, nil
	}
}

// into is a transport that takes every request into one world of one simulator.
type into struct {
	world string
	*http.Transport
}

func newInto(name string, dial dialer) into {
	anywhere := func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) }
	return into{name, &http.Transport{
		DialContext: anywhere,
		// An https URL is served without TLS: there is no wire to listen on.
		DialTLSContext:    anywhere,
		DisableKeepAlives: true,
	}}
}

// RoundTrip implements http.RoundTripper. The world goes into a header, since a vendor's
// address has no place for it; a prefix in the path wins.
func (i into) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if i.world != world.Default && r.Header.Get("X-Sim-World") == "" && !strings.HasPrefix(r.URL.Path, worldPrefix) {
		r.Header.Set("X-Sim-World", i.world)
	}
	if r.URL.Scheme == "https" && r.Header.Get("X-Forwarded-Proto") == "" {
		r.Header.Set("X-Forwarded-Proto", "https") // so that links in answers are https too
	}
	return i.Transport.RoundTrip(r)
}
