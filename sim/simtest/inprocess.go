package simtest

import (
	"context"
	"net"
	"net/http"
	"strings"
	"sync"

	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// memoryHost is the host of a simulator without a port. The top-level domain
// is set aside for tests (RFC 6761), so the name never resolves.
const memoryHost = "preverified-sim.test"

// dialer opens a connection to the one simulator there is.
type dialer func(context.Context) (net.Conn, error)

// memory is a listener whose connections are pipes within the process. The real
// server and the real transport stand at their ends, so that connections break
// under a client in the ways it knows from a network.
type memory struct {
	incoming chan net.Conn
	closed   chan struct{}
	once     sync.Once
}

func newMemory() *memory {
	return &memory{incoming: make(chan net.Conn), closed: make(chan struct{})}
}

func (m *memory) dial(ctx context.Context) (net.Conn, error) {
	near, far := net.Pipe()
	var err error
	select {
	case m.incoming <- far:
		return near, nil
	case <-m.closed:
		err = net.ErrClosed
	case <-ctx.Done():
		err = ctx.Err()
	}
	_, _ = near.Close(), far.Close()
	return nil, &net.OpError{Op: "dial", Net: "memory", Addr: memoryAddr{}, Err: err}
}

// Accept implements net.Listener.
func (m *memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.incoming:
		return c, nil
	case <-m.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (m *memory) Close() error {
	m.once.Do(func() { close(m.closed) })
	return nil
}

// Addr implements net.Listener.
func (*memory) Addr() net.Addr { return memoryAddr{} }

type memoryAddr struct{}

func (memoryAddr) Network() string { return "memory" }
func (memoryAddr) String() string  { return memoryHost }

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

// RoundTrip implements http.RoundTripper. The world goes into a header, since
// the address of a vendor's host has no place for it; a prefix in the path wins.
func (i into) RoundTrip(r *http.Request) (*http.Response, error) {
	set := map[string]string{}
	if i.world != world.Default && !strings.HasPrefix(r.URL.Path, worldPrefix) {
		set["X-Sim-World"] = i.world
	}
	if r.URL.Scheme == "https" {
		set["X-Forwarded-Proto"] = "https" // so that links in answers are https too
	}
	if len(set) > 0 {
		r = r.Clone(r.Context())
		for name, value := range set {
			if r.Header.Get(name) == "" {
				r.Header.Set(name, value)
			}
		}
	}
	return i.Transport.RoundTrip(r)
}
