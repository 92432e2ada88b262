// Package world bundles what belongs to one isolated universe, a [World], and keeps the
// [Registry] of all worlds of a process.
//
// A reset builds a world anew from its [Setup] and puts it in the place of the old one,
// so nothing can be left over. Requests under way finish on the world they began with.
package world

import (
	"context"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// Setup is everything a world is built from. One can build any number of worlds.
type Setup struct {
	// Scenario is the name of the scenario the setup was made from.
	Scenario string
	// Document is the parsed scenario, for the package that made the setup; nil
	// when it was made by hand.
	Document any
	// Seed starts every random stream.
	Seed uint64
	// Mode says whether the clock runs; At is the world time it starts at, zero
	// for the wall's.
	Mode sim.Mode
	At   time.Time
	// Speed is how many times as fast as real time a running clock goes; 0 means 1.
	Speed int
	// Dialect is how failures are answered at first.
	Dialect sim.Dialect
	// Rules are the settings of the store.
	Rules store.Rules
	// Limits and Faults are in place from the start.
	Limits []sim.LimitRule
	Faults []sim.FaultRule
	// Timeline gives the steps of a world that starts at start, in any order; nil
	// means none.
	Timeline func(start time.Time) []Step
	// JournalSize is how many records the journal keeps; see [journal.New].
	JournalSize int
	// Populate fills the store at the world's first instant; nil leaves it empty.
	Populate func(tx *store.Tx, pool *store.Stream) error
	// Numbers is how many numbers Populate places, for reports of its progress.
	Numbers int
}

// Step is one entry of a timeline.
type Step struct {
	// At is the world time at which it is due.
	At time.Time
	// Event is its name in lists of what became due, such as claim.
	Event string
	// Detail says what it was done to.
	Detail string
	// Optional steps need not have happened for a report to pass.
	Optional bool
	// Do carries it out at its instant.
	Do func(w *World, at time.Time) error

	// Done says that it was due and was carried out; Failure is why that failed,
	// or "".
	Done    bool
	Failure string
}

func (s *Step) settled() sim.Settled {
	return sim.Settled{At: sim.Time{Time: s.At}, Event: s.Event, Detail: strings.TrimSpace(s.Detail)}
}

// World is one isolated universe. Its parts are safe for concurrent use.
type World struct {
	// Name is its name, "default" for the one that always exists.
	Name string
	// Store, Clock, Faults, Limits, Journal and Coverage are its parts.
	Store    *store.Store
	Clock    *Clock
	Faults   *fault.Engine
	Limits   *limit.Set
	Journal  *journal.Journal
	Coverage *Coverage
	// Traces is the stream of trace ids.
	Traces *store.Stream
	// Started is the world time at which it began.
	Started time.Time

	setup   Setup
	dialect atomic.Pointer[sim.Dialect]
	closed  <-chan struct{} // closed when the process stops; nil outside of a registry
	life    context.Context // ends with the world
	leave   context.CancelFunc
	running atomic.Int32 // requests, waits and streams in the world

	dice *store.Stream // of the fault rules

	waits atomic.Int32
	// wake has webhooks sent, and rest waits until they were tried; both are nil outside
	// of a registry that delivers.
	wake func()
	rest func(context.Context)

	moving   sync.Mutex // held while the clock is moved, before mu
	mu       sync.Mutex
	steps    []Step // of the timeline, in order
	done     int    // how many are behind
	nextStep atomic.Int64
	used     atomic.Int64 // wall time of the last use, unix nanoseconds
}

// New builds a world. wall is the only source of real time. It returns the
// error of Populate.
func New(name string, wall func() time.Time, s Setup) (*World, error) {
	return build(name, wall, s, func(int) {})
}

// newWorld makes a world without store and journal, which has not begun.
func newWorld(name string, s Setup, clock *Clock) *World {
	dice := store.NewStream(s.Seed, "faults")
	w := &World{
		Name: name, setup: s, Clock: clock, dice: dice,
		Faults:   fault.New(dice.Float),
		Limits:   new(limit.Set),
		Coverage: &Coverage{counts: Counts{}.clone()},
		Traces:   store.NewStream(s.Seed, "traces"),
	}
	w.life, w.leave = context.WithCancel(context.Background())
	return w
}

// build tells placed how many numbers are in place, after each.
func build(name string, wall func() time.Time, s Setup, placed func(count int)) (*World, error) {
	w := newWorld(name, s, NewClock(wall, s.Mode, s.Speed, s.At))
	w.Store = store.New(s.Rules, s.Seed)
	w.Journal = journal.New(s.JournalSize, w.Store.Credentials)
	w.Limits.Replace(s.Limits)
	w.SetDialect(s.Dialect)
	w.Started = w.Clock.Now()
	w.plan()
	for _, rule := range s.Faults {
		if _, err := w.Faults.Add(rule, w.Started); err != nil {
			return nil, err
		}
	}
	if s.Populate == nil {
		return w, nil
	}
	return w, w.Store.Populate(w.Started, placed, func(tx *store.Tx) error {
		return s.Populate(tx, store.NewStream(s.Seed, "pool"))
	})
}

func (w *World) plan() {
	if w.setup.Timeline != nil {
		w.steps = w.setup.Timeline(w.Started)
	}
	slices.SortStableFunc(w.steps, func(a, b Step) int { return a.At.Compare(b.At) })
	w.planStep()
}

// Steps lists the timeline, with what became of each step so far.
func (w *World) Steps() []Step {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.steps)
}

// Setup returns what the world was built from.
func (w *World) Setup() Setup { return w.setup }

// Dialect returns how failures are answered.
func (w *World) Dialect() sim.Dialect { return *w.dialect.Load() }

// SetDialect switches how failures are answered. It takes no lock: a step of
// the timeline calls it while the world settles.
func (w *World) SetDialect(d sim.Dialect) { w.dialect.Store(&d) }

// Done is closed when the process stops and requests in flight have had their time.
func (w *World) Done() <-chan struct{} { return w.closed }

// Life ends when the world was reset, replaced or ended, or the process begins to stop.
func (w *World) Life() context.Context { return w.life }

// Leaving is closed at the end of [World.Life]: waits and streams end then.
func (w *World) Leaving() <-chan struct{} { return w.life.Done() }

// MaxWaits is how many calls of the control API may wait in one world at a time:
// each looks for what it waits for many times a second.
const MaxWaits = 256

// Wait takes a place among the waiting calls, and tells whether there was one;
// leave gives it back.
func (w *World) Wait() (leave func(), ok bool) {
	if w.waits.Add(1) > MaxWaits {
		w.waits.Add(-1)
		return nil, false
	}
	return func() { w.waits.Add(-1) }, true
}

// close ends what waits in the world.
func (w *World) close() {
	w.leave()
	w.Journal.Shutdown()
}

// Now reads the clock, once for a request, and carries out the steps of the timeline
// that are due by then.
func (w *World) Now() time.Time {
	now := w.Clock.Now()
	if w.nextStep.Load() <= now.UnixNano() {
		w.Settle(now)
	}
	return now
}

func (w *World) planStep() {
	next := int64(math.MaxInt64)
	if w.done < len(w.steps) {
		next = w.steps[w.done].At.UnixNano()
	}
	w.nextStep.Store(next)
}

// Settle carries out everything that is due by now, and lists it in order.
func (w *World) Settle(now time.Time) []sim.Settled {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.settle(now)
}

func (w *World) settle(now time.Time) []sim.Settled {
	var out []sim.Settled
	for w.done < len(w.steps) && !w.steps[w.done].At.After(now) {
		step := &w.steps[w.done]
		out = append(out, w.Store.Settle(step.At)...)
		w.done++
		step.Done = true
		s := step.settled()
		if err := step.Do(w, step.At); err != nil {
			step.Failure = err.Error()
			s.Detail = strings.TrimSpace(s.Detail + ": " + step.Failure)
		}
		w.planStep() // only now: a request that finds nothing due goes on without waiting
		out = append(out, s)
	}
	return append(out, w.Store.Settle(now)...)
}

// MoveTo settles and sets the clock forward, so that everything due has
// happened when it returns; the list also holds the rolling windows that have
// room again. It shows the clock as this move left it, and returns [sim.ErrBackwards] or
// [sim.ErrTooFar].
func (w *World) MoveTo(at time.Time) (sim.Moved, error) {
	return w.moveTo(func(time.Time) time.Time { return at })
}

// Advance does what [World.MoveTo] does, by an amount: calls that come at once add up.
// It returns [sim.ErrTooFar].
func (w *World) Advance(by time.Duration) (sim.Moved, error) {
	return w.moveTo(func(now time.Time) time.Time { return now.Add(by) })
}

func (w *World) moveTo(target func(now time.Time) time.Time) (sim.Moved, error) {
	w.moving.Lock()
	defer w.moving.Unlock()
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Clock.Now()
	at := target(now)
	switch {
	case at.Before(now):
		return sim.Moved{}, sim.ErrBackwards
	case at.After(sim.Latest):
		return sim.Moved{}, sim.ErrTooFar
	}
	return w.move(at), nil
}

// receivers is how long the receivers of webhooks may keep one move of the clock
// waiting, in wall time. What they answer later still counts, but is not listed.
const receivers = 5 * time.Second

// move goes from one stop to the next: whether a webhook is due again shows when its
// receiver has answered.
func (w *World) move(at time.Time) sim.Moved {
	ctx, cancel := context.WithTimeout(context.Background(), receivers)
	defer cancel()
	from := w.Clock.Now()
	var out []sim.Settled
	for stop := from; ; {
		// A request between the two would take the events for itself, and they would be
		// missing from the list.
		out = append(out, w.settle(stop)...)
		w.Clock.Set(stop) // a running clock may have passed a time just ahead
		w.await(ctx)
		if !stop.Before(at) {
			break
		}
		stop = w.stopBefore(at)
	}
	out = append(out, w.Limits.WindowEnds(from, at)...)
	slices.SortStableFunc(out, func(a, b sim.Settled) int { return a.At.Compare(b.At.Time) })
	return sim.Moved{Clock: w.reading(w.Clock.Now()), Settled: out}
}

// await waits for the receivers of webhooks that are due. It gives the lock up
// meanwhile, for a receiver may call the control API.
func (w *World) await(ctx context.Context) {
	if w.rest == nil || !w.Store.Sending() {
		return
	}
	w.mu.Unlock()
	defer w.mu.Lock()
	w.rest(ctx)
}

// stopBefore is when a webhook is due next, or a step of the timeline, which may cause
// one; at is the latest.
func (w *World) stopBefore(at time.Time) time.Time {
	if w.done < len(w.steps) && w.steps[w.done].At.Before(at) {
		at = w.steps[w.done].At
	}
	if due, waits := w.Store.NextHook(); waits && due.Before(at) {
		at = due
	}
	return at
}

// SetMode freezes the clock or lets it run at a speed; 0 is taken as 1. It shows the
// clock as it is then.
func (w *World) SetMode(mode sim.Mode, speed int) sim.Moved {
	w.mu.Lock()
	w.Clock.SetMode(mode, speed)
	moved := sim.Moved{Clock: w.reading(w.Clock.Now())}
	w.mu.Unlock()
	if w.wake != nil {
		w.wake() // webhooks that wait have another time left
	}
	return moved
}

// Reading shows the clock as it is by now, once everything due has happened.
func (w *World) Reading() sim.Clock {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Clock.Now()
	w.settle(now)
	return w.reading(now)
}

func (w *World) reading(now time.Time) sim.Clock {
	return sim.Clock{Now: sim.Time{Time: now}, Mode: w.Clock.Mode(), Speed: w.Clock.Speed(), Next: w.next()}
}

// next lists the coming events in order, at most [sim.MaxNext] of them: those of the
// store, and the steps of the timeline.
func (w *World) next() []sim.Settled {
	out := w.Store.Next(sim.MaxNext)
	for i := w.done; i < min(len(w.steps), w.done+sim.MaxNext); i++ {
		out = append(out, w.steps[i].settled())
	}
	slices.SortStableFunc(out, func(a, b sim.Settled) int { return a.At.Compare(b.At.Time) })
	return out[:min(len(out), sim.MaxNext)]
}
