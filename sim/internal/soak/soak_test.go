//go:build soak && linux

package soak_test

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	lasts = flag.Duration("time", 2*time.Minute, "how long the load goes on")
	seed  = flag.Uint64("seed", 0, "seed of the load; 0 takes one from the clock")
	only  = flag.Uint64("client", 0, "play only the client of this number, which a failure tells beside the seed")
	rate  = flag.Int("rate", 400, "most calls a second, of all clients; 0 is without bound")
)

// Clients at a time.
const (
	loners     = 3 // in a world each
	companions = 3 // in worlds they share
)

// Tolerances of a mark against the first one.
const (
	moreRSS        = 10 << 20 // bytes: where the heap stood when it was last collected
	moreLive       = 1 << 20  // bytes
	perSeries      = 1 << 10  // bytes, for each series of the metrics that is new: they stay, and are bounded
	moreGoroutines = 2
	moreFDs        = 2
)

// soak is a run in progress.
type soak struct {
	*process
	seed   uint64
	counts tally
	guests guests
	next   atomic.Uint64 // number of the next client
	ticks  <-chan time.Time
}

// TestSoak runs everything; see the package comment.
func TestSoak(t *testing.T) {
	s := &soak{seed: *seed}
	if s.seed == 0 {
		s.seed = uint64(time.Now().UnixNano())
	}
	open := s.seed%2 == 1
	t.Logf("seed %d, %v, open: %v", s.seed, *lasts, open)
	s.process = start(t, open)
	if *rate > 0 {
		ticker := time.NewTicker(time.Second / time.Duration(*rate))
		defer ticker.Stop()
		s.ticks = ticker.C
	}
	if *only != 0 {
		if err := s.play(*only, never); err != nil {
			t.Error(err)
		}
		s.health(t)
		return
	}
	idle := s.rest(t)
	t.Logf("idle:           %v", idle)
	marks := make([]mark, 0, 3)
	for i, part := range []time.Duration{*lasts / 4, *lasts * 3 / 8, *lasts * 3 / 8} {
		s.load(t, part)
		marks = append(marks, s.rest(t))
		t.Logf("%s %v, after %d calls", []string{"after warming up:", "in the middle:  ", "at the end:     "}[i], marks[i], s.counts.requests.Load())
		if t.Failed() {
			break
		}
		s.compare(t, marks[0], marks[i])
	}
	s.health(t)
	took := s.end(t)
	if took > time.Second {
		t.Errorf("SIGTERM took %v", took)
	}
	_, ended := s.log.said()
	if left := s.guests.left.Load(); left > 0 && *lasts >= 8*worldTTL && ended == 0 {
		t.Errorf("of %d worlds that were left none has ended", left)
	}
	t.Logf("%d answers the same again, %d bodies the same in a journal, %d met a fault, %d worlds, %d subscribers saw %d records, %d waits, %d connections with rubbish, %d calls by TLS, %d idle worlds ended; SIGTERM took %v",
		s.counts.repeated.Load(), s.counts.bodies.Load(), s.counts.faulted.Load(), s.counts.worlds.Load(),
		s.guests.subscribers.Load(), s.guests.events.Load(), s.guests.waits.Load(), s.guests.rubbish.Load(), s.guests.secured.Load(), ended, took.Round(time.Millisecond))
}

// pause waits for the client's turn.
func (s *soak) pause() {
	if s.ticks != nil {
		<-s.ticks
	}
}

// load lets all clients work for a time, and waits for them.
func (s *soak) load(t *testing.T, part time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), part)
	defer cancel()
	stop := func() bool { return ctx.Err() != nil }
	for _, world := range crowds {
		s.ask(t, "PUT", "/worlds/"+world, `{"scenario":"default"}`)
	}
	var all sync.WaitGroup
	work := func(do func() error) {
		all.Go(func() {
			if err := do(); err != nil {
				t.Error(err)
				cancel()
			}
		})
	}
	for range loners {
		work(func() error { return s.alone(stop) })
	}
	for i := range companions {
		work(func() error { return s.together(crowds[i%len(crowds)], stop) })
	}
	for _, guest := range []func(string, *rand.Rand, func(), func() bool) error{s.guests.watch, s.guests.wait, s.guests.litter, s.unmodified} {
		rnd := rand.New(rand.NewPCG(s.seed, s.next.Add(1)))
		work(func() error { return guest(s.addr, rnd, s.pause, stop) })
	}
	all.Wait()
	s.readCrowds(t)
}

// alone plays clients in worlds of their own, one after the other.
func (s *soak) alone(stop func() bool) error {
	for !stop() {
		if err := s.play(s.next.Add(1), stop); err != nil {
			return err
		}
	}
	return nil
}

// play is one of them. What it does depends on its number and the seed only.
func (s *soak) play(n uint64, stop func() bool) error {
	c := newClient(s.addr, fmt.Sprintf("alone-%d", n), [2]uint64{s.seed, n}, &s.counts)
	c.pace = s.pause
	if err := roundTrip(c, 50+c.rnd.IntN(400), stop); err != nil {
		return fmt.Errorf("client %d of seed %d: %w", n, s.seed, err)
	}
	return nil
}

func (s *soak) together(world string, stop func() bool) error {
	n := s.next.Add(1)
	c := newClient(s.addr, world, [2]uint64{s.seed, n}, &s.counts)
	c.shared, c.table, c.pace, c.line.patient = true, sharedMoves, s.pause, 3*time.Second
	return c.run(0, stop)
}

// readCrowds reads the journals of the shared worlds.
func (s *soak) readCrowds(t *testing.T) {
	t.Helper()
	for _, world := range crowds {
		c := newClient(s.addr, world, [2]uint64{}, &s.counts)
		all, dropped, err := c.records("")
		if err == nil {
			err = uninjured(all, dropped)
		}
		if err != nil {
			t.Errorf("world %s: %v", world, err)
		}
		if len(all) > 1000 {
			t.Errorf("the journal of %s has %d records", world, len(all))
		}
	}
}

// compare checks a mark against the one after warming up.
func (s *soak) compare(t *testing.T, first, m mark) {
	t.Helper()
	if m.rss > first.rss+first.rss/10+moreRSS {
		t.Errorf("RSS grew from %d to %d bytes", first.rss, m.rss)
	}
	if m.live > first.live+moreLive+int64(m.series-first.series)*perSeries {
		t.Errorf("memory in use grew from %d to %d bytes", first.live, m.live)
	}
	if m.goroutines > first.goroutines+moreGoroutines {
		t.Errorf("goroutines grew from %d to %d", first.goroutines, m.goroutines)
	}
	if m.fds > first.fds+moreFDs {
		t.Errorf("descriptors grew from %d to %d", first.fds, m.fds)
	}
	if m.worlds != 1 || m.records != 0 || m.fell != 0 {
		t.Errorf("a fresh process has one world and no record: %v", m)
	}
}

// health checks what the process reports about itself.
func (s *soak) health(t *testing.T) {
	t.Helper()
	var h struct {
		Status             string
		Violations, Panics *int
	}
	s.get(t, "/health", &h)
	if h.Status != "ok" || h.Violations == nil || *h.Violations != 0 || h.Panics == nil || *h.Panics != 0 {
		t.Errorf("health: %s", s.ask(t, "GET", "/health", ""))
	}
	for _, text := range s.log.take() {
		t.Errorf("logged: %s", text)
	}
}

// end terminates the process while a request hangs, a call waits, a stream is
// open and a connection is idle.
func (s *soak) end(t *testing.T) time.Duration {
	t.Helper()
	s.ask(t, "POST", "/faults", `{"on":{"operation":"meta.get_business"},"do":{"connection":"hang"}}`)
	for _, x := range []call{
		{method: "GET", target: "/readyz"},
		call{method: "GET", target: "/v23.0/" + business}.with("Authorization", "Bearer EAAJBsimulator"),
		steer("GET", "/codes/latest?wait=60s", ""),
		steer("GET", "/requests/stream", ""),
	} {
		conn, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Write(x.bytes("default")); err != nil {
			t.Fatal(err)
		}
		if x.target == "/readyz" || x.target == controlPath+"/requests/stream" {
			if _, err := bufio.NewReader(conn).ReadString('\n'); err != nil {
				t.Fatal(err)
			}
		}
	}
	var n struct{ Count int }
	s.get(t, "/requests/count?outcome=hung&min=1&wait=60s", &n)
	if n.Count != 1 {
		t.Errorf("%d requests hang", n.Count)
	}
	return s.terminate(t)
}
