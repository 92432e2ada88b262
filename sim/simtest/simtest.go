package simtest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/client"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Credentials of the default scenario.
const (
	BusinessID      = sim.BusinessID
	OtherBusinessID = sim.OtherBusinessID
	MetaToken       = sim.MetaToken
	OtherToken      = sim.OtherToken
	PartnerID       = sim.PartnerID
	APIKey          = sim.APIKey
)

// Options are the settings of a simulator; the zero value is the default one.
// Those that tests need most are Scenario, the name of a scenario that comes
// with the simulator; ScenarioText, a scenario as YAML, which beats it; Seed,
// which beats the scenario's; and Open, which lets any credential in.
type Options = server.Options

// Sim is a running simulator, seen from one world.
type Sim struct {
	// URL is scheme, host, port and, outside the default world, its prefix.
	URL string
	// World is the name of the world.
	World string

	t testing.TB
	*running
}

// running is what all views of one simulator share.
type running struct {
	srv    *server.Server
	root   string // URL of the default world
	token  string // of the control API, or ""
	dial   dialer
	stop   context.CancelFunc
	failed chan error // of Serve, once

	naming sync.Mutex // of worlds after their tests
}

// Start runs a simulator on a free loopback port until the test ends. The test fails
// when it cannot.
func Start(t testing.TB, opts ...Options) *Sim {
	t.Helper()
	return begin(t, Run, opts)
}

// StartInProcess is [Start] without a port: only [Sim.Client] and what is built
// on it reach the simulator. [Sim.URL] has a host that does not exist. There is
// no TCP either, so a connection that a rule resets ends like one it closes.
func StartInProcess(t testing.TB, opts ...Options) *Sim {
	t.Helper()
	return begin(t, RunInProcess, opts)
}

func begin(t testing.TB, run func(...Options) (*Sim, error), opts []Options) *Sim {
	t.Helper()
	s, err := run(opts...)
	if err != nil {
		t.Fatalf("simtest: %v", err)
	}
	s.t = t
	t.Cleanup(func() {
		if t.Failed() {
			for _, w := range s.srv.Worlds().List() {
				report(t, w)
			}
		}
		if err := s.Close(); err != nil {
			t.Errorf("simtest: %v", err)
		}
	})
	return s
}

// Run is [Start] for a place without a test, such as TestMain or an example. The
// caller must call [Sim.Close]. It returns the problems of the options.
//
// A failure that would end a test panics: tests take a world each with
// [Sim.NewWorld], and the client of [Sim.Controls] returns errors.
func Run(opts ...Options) (*Sim, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	return serve(opts, l, "http://"+address, func(ctx context.Context) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", address)
	})
}

// RunInProcess is [StartInProcess] for a place without a test; see [Run].
func RunInProcess(opts ...Options) (*Sim, error) {
	l := server.NewHanded()
	return serve(opts, l, "http://"+memoryHost, through(l))
}

// serve runs a simulator with the first options, if any, until it is stopped.
func serve(opts []Options, l net.Listener, root string, dial dialer) (*Sim, error) {
	o := given(opts)
	o.ScenarioFile = cmp.Or(o.ScenarioFile, scenarioFile)
	srv, err := server.New(o)
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	ctx, stop := context.WithCancel(context.Background())
	r := &running{srv: srv, root: root, token: o.ControlToken, dial: dial, stop: stop, failed: make(chan error, 1)}
	go func() { r.failed <- srv.Serve(ctx, server.Endpoint{Listener: l, Handler: srv.Handler()}) }()
	return &Sim{URL: root, World: world.Default, t: panics{}, running: r}, nil
}

// given are the options of a call that may have none.
func given[T any](opts []T) (o T) {
	if len(opts) > 0 {
		o = opts[0]
	}
	return o
}

// scenarioFile stands for a scenario that came as text in messages.
const scenarioFile = "scenario.yaml"

// Close stops a simulator of [Run], within a second even when connections hang.
// Its error tells that the server failed or panicked, or that an answer broke a
// vendor's contract. A simulator that a test started closes with the test.
func (s *Sim) Close() error {
	s.stop()
	err := <-s.failed
	s.failed <- nil // a second Close finds nothing to wait for
	if n := s.srv.Violations(); n != 0 {
		err = errors.Join(err, fmt.Errorf("%d answers of the simulator broke a contract", n))
	}
	if n := s.srv.Panics(); n != 0 {
		err = errors.Join(err, fmt.Errorf("the simulator panicked %d times", n))
	}
	return err
}

// Server returns what runs, for tests that need more than HTTP shows.
func (s *Sim) Server() *server.Server { return s.srv }

// Client returns an HTTP client that reaches only this simulator, in the world of s,
// whatever host a URL names. It uses every connection once, since Go's transport repeats
// a GET whose answer was lost on a kept one.
func (s *Sim) Client() *http.Client {
	if s.running == nil { // a literal with a URL alone
		return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	}
	return &http.Client{Transport: newInto(s.World, s.dial)}
}

// Controls returns the typed client of the control API, for the world of s.
func (s *Sim) Controls() client.Client {
	return client.Client{URL: s.URL, HTTP: s.Client(), Token: s.token}
}

// panics stands for the test of [Run].
type panics struct{ testing.TB }

func (panics) Helper() {}

func (panics) Fatalf(format string, args ...any) { panic("simtest: " + fmt.Sprintf(format, args...)) }
