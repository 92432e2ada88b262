package server_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/client"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// gate is a log that blocks the writer of the line it waits for.
type gate struct {
	reached chan struct{}
	opened  chan struct{}

	mu    sync.Mutex
	line  string // a part of it; "" for none
	lines []string
}

func newGate(line string) *gate {
	return &gate{line: line, reached: make(chan struct{}), opened: make(chan struct{})}
}

func (g *gate) waitFor(line string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.line = line
}

// Write takes one line of a text handler.
func (g *gate) Write(line []byte) (int, error) {
	g.mu.Lock()
	g.lines = append(g.lines, strings.TrimSpace(string(line)))
	held := g.line != "" && strings.Contains(string(line), g.line)
	g.mu.Unlock()
	if held {
		g.reached <- struct{}{}
		<-g.opened
	}
	return len(line), nil
}

func (g *gate) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(g, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "elapsed" {
			return slog.Attr{} // wall time
		}
		return a
	}}))
}

// said are the lines about worlds.
func (g *gate) said() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(g.lines), func(s string) bool { return !strings.Contains(s, "world") })
}

// serving is a server on a port of its own, with its log.
type serving struct {
	*gate
	t    *testing.T
	url  string
	done chan error
}

// serveLarge starts a server whose default world is not built before it listens.
func serveLarge(t *testing.T, g *gate, scenario string) *serving {
	t.Helper()
	srv, err := server.New(server.Options{ScenarioFile: "s.yaml", ScenarioText: []byte(scenario), Log: g.log()})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &serving{gate: g, t: t, url: "http://" + l.Addr().String(), done: make(chan error, 1)}
	go func() { s.done <- srv.Serve(ctx, server.Endpoint{Listener: l, Handler: srv.Handler()}) }()
	t.Cleanup(func() {
		stop()
		if err := <-s.done; err != nil {
			t.Error(err)
		}
	})
	return s
}

// ask sends a request and returns the status, the header and the body.
func (s *serving) ask(method, path, body string) (int, http.Header, string) {
	r, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		s.t.Error(err)
		return 0, nil, ""
	}
	r.Header.Set("Authorization", "Bearer EAAJBsimulator")
	r.Header.Set("Content-Type", "application/json")
	if method == http.MethodPut && !strings.HasPrefix(body, "{") {
		r.Header.Set("Content-Type", "application/yaml")
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Error(err)
		return 0, nil, ""
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Error(err)
	}
	return answer.StatusCode, answer.Header, string(text)
}

func (s *serving) want(path string, status int, parts ...string) {
	s.t.Helper()
	got, _, body := s.ask(http.MethodGet, path, "")
	if got != status {
		s.t.Errorf("GET %s: %d, want %d: %s", path, got, status, body)
	}
	for _, part := range parts {
		if absent := strings.HasPrefix(part, "!"); strings.Contains(body, strings.TrimPrefix(part, "!")) == absent {
			s.t.Errorf("GET %s: %q in %s", path, part, body)
		}
	}
}

// later sends a request that is answered once the gate is open.
func (s *serving) later(method, path, body string) (status func() int) {
	answered := make(chan int, 1)
	go func() {
		got, _, text := s.ask(method, path, body)
		if got >= 300 {
			s.t.Errorf("%s %s: %d %s", method, path, got, text)
		}
		answered <- got
	}()
	return func() int { return <-answered }
}

func pool(name string, count int) string {
	return fmt.Sprintf("version: 1\nname: %s\nbusinesses: [{id: \"506914307656634\", tokens: [EAAJBsimulator]}]\ngenerate: [{count: %d}]\n", name, count)
}

const list = "/v23.0/506914307656634/preverified_numbers?summary=total_count"

// TestALargeDefaultWorldTellsHowFarItIs: the server listens, is not ready, and
// says how far it is; a client that cannot wait for that waits for an answer.
func TestALargeDefaultWorldTellsHowFarItIs(t *testing.T) {
	g := newGate("numbers=100000 ")
	s := serveLarge(t, g, pool("many", 150_000))
	<-g.reached
	s.want("/readyz", http.StatusServiceUnavailable, "building the world default: 100000 of 150000 numbers, 66%\n")
	if _, header, _ := s.ask(http.MethodHead, "/_world/t-1/readyz", ""); header.Get("Retry-After") != "1" {
		t.Errorf("the header says %v", header)
	}
	s.want("/livez", http.StatusOK, "ok\n")
	s.want("/_sim/v1/health", http.StatusOK, `"worlds":0`)
	s.want("/_sim/v1/worlds", http.StatusOK, `"data":[]`,
		`"building":[{"name":"default","scenario":"many","from":"scenario","placed":100000,"numbers":150000,"percent":66}]`)
	building, err := client.Client{URL: s.url}.Building(t.Context())
	if want := (sim.Building{Name: "default", Scenario: "many", From: "scenario", Placed: 100_000, Numbers: 150_000, Percent: 66}); err != nil || len(building) != 1 || building[0] != want {
		t.Errorf("the client is told %+v, %v; want %+v", building, err, want)
	}
	answered := s.later(http.MethodGet, list, "")
	close(g.opened)
	if status := answered(); status != http.StatusOK {
		t.Errorf("a request that was too early is answered with %d", status)
	}
	s.want("/readyz", http.StatusOK, "ok\n")
	s.want(list, http.StatusOK, `"total_count":150000`)
	s.want("/_sim/v1/worlds", http.StatusOK, `"name":"default"`, "!building")
	if got, want := g.said(), []string{
		`level=INFO msg="building a world" world=default scenario=many numbers=0 of=150000 percent=0`,
		`level=INFO msg="building a world" world=default scenario=many numbers=100000 of=150000 percent=66`,
		`level=INFO msg="a world was built" world=default scenario=many numbers=150000`,
	}; !slices.Equal(got, want) {
		t.Errorf("the log says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestOtherLargeWorldsTellHowFarTheyAre: whichever way a world comes to be, others
// see that it is being built, and one that is there stays until then.
func TestOtherLargeWorldsTellHowFarTheyAre(t *testing.T) {
	for name, c := range map[string]struct {
		method, path, body string
		line, view         string
	}{
		"first use": {
			http.MethodGet, "/_world/t-1" + list, "",
			"msg=\"building a world\" world=t-1 scenario=boot numbers=0 of=12000 percent=0", `"name":"t-1","scenario":"boot","from":"scenario","placed":0,"numbers":12000,"percent":0`,
		},
		"a world of a scenario": {
			http.MethodPut, "/_sim/v1/worlds/t-2", "{}",
			"msg=\"building a world\" world=t-2 scenario=boot", `"name":"t-2"`,
		},
		"a scenario": {
			http.MethodPut, "/_sim/v1/scenario", pool("put", 11_000),
			"msg=\"building a world\" world=default scenario=put numbers=0 of=11000", `"name":"default","scenario":"put"`,
		},
		"reset": {
			http.MethodPost, "/_sim/v1/reset", "",
			"msg=\"building a world\" world=default scenario=boot", `"name":"default","scenario":"boot"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGate("")
			s := serveLarge(t, g, pool("boot", 12_000))
			s.want(list, http.StatusOK) // it is there
			g.waitFor(c.line)
			answered := s.later(c.method, c.path, c.body)
			<-g.reached
			s.want("/readyz", http.StatusOK, "ok\n")
			s.want("/_sim/v1/worlds", http.StatusOK, `"name":"default","scenario":"boot","seed"`, `"building":[{`+c.view)
			s.want(list, http.StatusOK, `"total_count":12000`)
			close(g.opened)
			answered()
			s.want("/_sim/v1/worlds", http.StatusOK, "!building")
		})
	}
}

// TestALargeSnapshotTellsHowFarItIs once it is read.
func TestALargeSnapshotTellsHowFarItIs(t *testing.T) {
	g := newGate("")
	s := serveLarge(t, g, pool("boot", 12_000))
	_, _, snapshot := s.ask(http.MethodGet, "/_sim/v1/snapshot", "")
	g.waitFor("restoring a world")
	answered := s.later(http.MethodPut, "/_sim/v1/snapshot", snapshot)
	<-g.reached
	s.want("/_sim/v1/worlds", http.StatusOK, `"building":[{"name":"default","scenario":"boot","from":"snapshot","placed":0,"numbers":12000,"percent":0}]`)
	s.want("/readyz", http.StatusOK, "ok\n")
	close(g.opened)
	answered()
	s.want("/_sim/v1/worlds", http.StatusOK, "!building")
	if said := g.said(); !strings.Contains(said[len(said)-1], `msg="a world was restored" world=default scenario=boot numbers=12000`) {
		t.Errorf("the log says %q", said)
	}
}

// TestSmallWorldsAreSilent: there is nothing to tell of what is there at once.
func TestSmallWorldsAreSilent(t *testing.T) {
	g := newGate("")
	s := serveLarge(t, g, pool("small", 9_999))
	s.want("/readyz", http.StatusOK, "ok\n")
	s.want("/_world/t-1"+list, http.StatusOK, `"total_count":9999`)
	s.want("/_sim/v1/worlds", http.StatusOK, "!building")
	if said := g.said(); len(said) > 0 {
		t.Errorf("the log says %q", said)
	}
}
