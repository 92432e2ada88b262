package world

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// The sizes from which on the building of a world is reported: numbers, and
// bytes of a snapshot. Smaller ones are built within a few milliseconds.
const (
	Large      = 10_000
	largeBytes = 2 << 20
)

const toldEvery = 100_000

// Construction is how far the building of a large world is. Its scenario is "", and
// its counts are 0, while a snapshot is being read.
type Construction struct {
	sim.Building
	// Took is the wall time since it began.
	Took time.Duration
	// Done is set once, when the world is built.
	Done bool
}

// site tracks the building of a world.
type site struct {
	r        *Registry
	world    string
	from     string
	began    time.Time
	scenario atomic.Pointer[string]
	numbers  atomic.Int64
	placed   atomic.Int64
	open     bool // it is reported
}

// begin tracks the building of a world. A large one is reported at once, another when
// its numbers turn out to be many.
func (r *Registry) begin(name, from string, large bool) *site {
	s := &site{r: r, world: name, from: from, began: r.wall()}
	s.scenario.Store(new(string))
	if large {
		s.report()
	}
	return s
}

func (s *site) report() {
	s.open = true
	s.r.mu.Lock()
	s.r.sites = append(s.r.sites, s)
	s.r.mu.Unlock()
	s.r.onProgress(s.state())
}

func (s *site) expect(scenario string, numbers int) {
	s.scenario.Store(&scenario)
	s.numbers.Store(int64(numbers))
	if !s.open && numbers >= Large {
		s.report()
	}
}

func (s *site) place(count int) {
	s.placed.Store(int64(count))
	if s.open && count%toldEvery == 0 && int64(count) < s.numbers.Load() {
		s.r.onProgress(s.state())
	}
}

// end ends the tracking, with the error that kept the world from being built.
func (s *site) end(err error) {
	if !s.open {
		return
	}
	s.r.mu.Lock()
	s.r.sites = slices.DeleteFunc(s.r.sites, func(o *site) bool { return o == s })
	s.r.mu.Unlock()
	if done := s.state(); err == nil {
		done.Done = true
		s.r.onProgress(done)
	}
}

func (s *site) state() Construction {
	c := Construction{Took: s.r.wall().Sub(s.began)}
	c.Name, c.Scenario, c.From = s.world, *s.scenario.Load(), s.from
	c.Placed, c.Numbers = int(s.placed.Load()), int(s.numbers.Load())
	if c.Numbers > 0 {
		c.Percent = c.Placed * 100 / c.Numbers
	}
	return c
}

// Constructions lists the large worlds that are being built, the one that began
// first before the others. A world that is built anew is there meanwhile as it
// was.
func (r *Registry) Constructions() []Construction {
	r.mu.RLock()
	defer r.mu.RUnlock()
	out := make([]Construction, len(r.sites))
	for i, s := range r.sites {
		out[i] = s.state()
	}
	return out
}

// build makes a world, and lets others see how far it is.
func (r *Registry) build(name string, s Setup) (w *World, err error) {
	if s.Numbers < Large {
		return New(name, r.wall, s)
	}
	at := r.begin(name, "scenario", false)
	at.expect(s.Scenario, s.Numbers)
	defer func() { at.end(err) }()
	return build(name, r.wall, s, at.place)
}
