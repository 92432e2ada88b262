// Package simtest starts the simulator inside Go tests.
//
//	func TestPool(t *testing.T) {
//		s := simtest.Start(t)
//		pool := mypool.New(s.URL, simtest.MetaToken)
//		...
//		s.Advance(14 * 24 * time.Hour)
//	}
//
// [Start] listens on a free loopback port and stops with the test. A test in
// which the simulator itself broke a vendor's contract fails, and a failed test
// prints the journal of its world.
package simtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/journal"
	"github.com/preverified-sim/preverified-sim/sim/server"
	"github.com/preverified-sim/preverified-sim/sim/world"
)

// Credentials of the default scenario.
const (
	BusinessID      = "506914307656634"
	OtherBusinessID = "9876543210987654"
	MetaToken       = "EAAJBsimulator"
	OtherToken      = "EAAJBother"
	PartnerID       = "simul8PA"
	APIKey          = "sim-api-key"
)

// Sim is a running simulator, seen from one world.
type Sim struct {
	// URL is scheme, host, port and, outside the default world, its prefix.
	URL string
	// World is the name of the world.
	World string

	t   testing.TB
	srv *server.Server
}

// Start runs a simulator with the default options, or with those given, until
// the test ends.
func Start(t testing.TB, opts ...server.Options) *Sim {
	t.Helper()
	var o server.Options
	if len(opts) > 0 {
		o = opts[0]
	}
	srv, err := server.New(o)
	if err != nil {
		t.Fatalf("simtest: %v", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("simtest: %v", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- srv.Serve(ctx, server.Endpoint{Listener: l, Handler: srv.Handler()}) }()
	s := &Sim{URL: "http://" + l.Addr().String(), World: world.Default, t: t, srv: srv}
	t.Cleanup(func() {
		s.report()
		stop()
		if err := <-stopped; err != nil {
			t.Errorf("simtest: the server stopped with %v", err)
		}
		if n := srv.Violations(); n != 0 {
			t.Errorf("simtest: %d answers of the simulator broke a contract", n)
		}
	})
	return s
}

// report prints what a failed test asked of its world.
func (s *Sim) report() {
	if !s.t.Failed() {
		return
	}
	w, err := s.srv.Worlds().Lookup(s.World)
	if err != nil {
		return
	}
	for _, r := range w.Journal.All(journal.Filter{}) {
		s.t.Logf("%s %s %s %s %s -> %d %s %s", r.ID, r.At.Format(time.RFC3339), r.Origin, r.Method, r.Path, r.Status, r.Fault, r.Error)
	}
}

// Answer is what a call got back.
type Answer struct {
	// Status, Header and Body are the answer's.
	Status int
	Header http.Header
	Body   []byte
}

// JSON decodes the body; the test fails when it is not JSON.
func (a Answer) JSON(t testing.TB) map[string]any {
	t.Helper()
	var out map[string]any
	if err := json.Unmarshal(a.Body, &out); err != nil {
		t.Fatalf("%v in %q", err, a.Body)
	}
	return out
}

// client uses every connection once: on a kept one Go's transport repeats a GET
// whose answer was lost, and the test would not see the loss.
var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// Do sends one request: body may be nil, a string, or anything that encodes as
// JSON; headers are pairs of name and value. It fails the test when there is no
// answer.
func (s *Sim) Do(method, path string, body any, headers ...string) Answer {
	s.t.Helper()
	a, err := s.Try(method, path, body, headers...)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

// Try is [Sim.Do] for calls whose answer may be lost; it returns the error of
// the client.
func (s *Sim) Try(method, path string, body any, headers ...string) (Answer, error) {
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = bytes.NewReader([]byte(b))
	default:
		encoded, err := json.Marshal(b)
		if err != nil {
			return Answer{}, err
		}
		reader = bytes.NewReader(encoded)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, s.URL+path, reader)
	if err != nil {
		return Answer{}, err
	}
	if reader != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := client.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return Answer{answer.StatusCode, answer.Header, text}, err
}

// Meta calls the Graph API as the business of the default scenario.
func (s *Sim) Meta(method, path string, body any) Answer {
	s.t.Helper()
	return s.Do(method, path, body, "Authorization", "Bearer "+MetaToken)
}

// Dialog360 calls the Partner API as the partner of the default scenario.
func (s *Sim) Dialog360(method, path string, body any) Answer {
	s.t.Helper()
	return s.Do(method, path, body, "X-API-Key", APIKey)
}

// Control calls the control API; path begins behind /_sim/v1. An answer of 400
// or more fails the test.
func (s *Sim) Control(method, path string, body any) Answer {
	s.t.Helper()
	a := s.Do(method, "/_sim/v1"+path, body)
	if a.Status >= http.StatusBadRequest {
		s.t.Fatalf("%s /_sim/v1%s: %d %s", method, path, a.Status, a.Body)
	}
	return a
}

// Advance moves the world's clock forward; everything due has happened when it
// returns.
func (s *Sim) Advance(d time.Duration) {
	s.t.Helper()
	s.Control("POST", "/clock", map[string]string{"advance": fmt.Sprintf("%dms", d.Milliseconds())})
}

// Code returns the newest code that was delivered to a phone number.
func (s *Sim) Code(phone string) string {
	s.t.Helper()
	code, _ := s.Control("GET", "/codes/latest?phone_number="+phone, nil).JSON(s.t)["code"].(string)
	return code
}

// Server returns what runs, for tests that need more than HTTP shows.
func (s *Sim) Server() *server.Server { return s.srv }

// In returns the same simulator seen from another world.
func (s *Sim) In(name string) *Sim {
	out := *s
	out.World = name
	out.URL = s.URL + "/_world/" + name
	return &out
}
