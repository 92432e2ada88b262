package history

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// ticker is real time for the simulator and its clients: a counter, so that no two
// readings are equal. A reading may yield the processor, so that requests overlap
// even on a single one.
type ticker struct{ n atomic.Int64 }

func (t *ticker) next() int64 {
	n := t.n.Add(1)
	if n*0x5851f42d%7 < 3 {
		runtime.Gosched()
	}
	return n
}

// jostle takes the store's lock again and again, and yields while it holds it,
// until stop is closed. So every request queues wherever it takes the lock, and
// work that is not done under one hold of it overlaps with other requests.
func jostle(w *universe, world string, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		here, err := w.worlds.Lookup(world)
		if err != nil {
			runtime.Gosched()
			continue // it has ended, and comes into being on its next use
		}
		_ = here.Store.Do(here.Now(), func(*store.Tx) error {
			for range 4 {
				runtime.Gosched()
			}
			return nil
		})
	}
}

// tickLength is one tick in the simulator's time.
const tickLength = time.Microsecond

// wall is far from now, so that no deadline of a connection is near.
func (t *ticker) wall() time.Time {
	return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(t.next()) * tickLength)
}

// stamps is a log that notes when each request ended. It also keeps the errors
// that the simulator logs.
type stamps struct {
	tick *ticker

	mu     sync.Mutex
	over   map[string]int64 // by the id of the journal record
	errors []string
}

func newTicker() (*ticker, *stamps) {
	tick := new(ticker)
	return tick, &stamps{tick: tick, over: map[string]int64{}}
}

// Enabled implements slog.Handler: requests are logged at debug level.
func (*stamps) Enabled(context.Context, slog.Level) bool { return true }

// Handle implements slog.Handler.
func (s *stamps) Handle(_ context.Context, r slog.Record) error {
	now := s.tick.next()
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Level >= slog.LevelError {
		s.errors = append(s.errors, r.Message)
	}
	r.Attrs(func(a slog.Attr) bool {
		if r.Message == "request" && a.Key == "id" {
			s.over[a.Value.String()] = now
		}
		return true
	})
	return nil
}

// WithAttrs implements slog.Handler.
func (s *stamps) WithAttrs([]slog.Attr) slog.Handler { return s }

// WithGroup implements slog.Handler.
func (s *stamps) WithGroup(string) slog.Handler { return s }

// forget removes all stamps: after a reset the ids of records start again.
func (s *stamps) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.over)
}

// options are those of a simulator that lives in the ticker's time.
func options(tick *ticker, log *stamps) simtest.Options {
	return simtest.Options{ScenarioText: []byte(scenario), Wall: tick.wall, Log: slog.New(log)}
}

// The businesses of the world. A code is void after three wrong tries.
const (
	alpha = "506914307656634"
	beta  = "9876543210987654"
	hub   = "1360360360360360"
	waba  = "102290129340398" // all three manage it

	scenario = `
version: 1
name: history
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
code: {attempts: 3}
switches: {claimed: in_use}
businesses:
  - {id: "506914307656634", name: Alpha, tokens: [EAAJBalpha]}
  - {id: "9876543210987654", name: Beta, tokens: [EAAJBbeta]}
  - {id: "1360360360360360", name: Hub, tokens: [EAAJBhub]}
wabas: [{id: "102290129340398", business: "506914307656634", name: Alpha, shared_with: ["9876543210987654", "1360360360360360"]}]
partners:
  - {id: alphaPA, business: "506914307656634", api_keys: [alpha-key]}
  - {id: betaPA, business: "9876543210987654", api_keys: [beta-key]}
`
)

var (
	businesses = []string{alpha, beta, hub}
	partners   = []string{"alphaPA", "betaPA"}

	tokenOf = map[string]string{alpha: "EAAJBalpha", beta: "EAAJBbeta", hub: "EAAJBhub"}
	keyOf   = map[string]string{"alphaPA": "alpha-key", "betaPA": "beta-key"}
)
