package world

import (
	"slices"
	"sync/atomic"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Large is the size in numbers from which on the building of a world is reported. A
// smaller one is built within a few milliseconds.
const Large = 10_000

const toldEvery = 100_000

// Construction is how far the building of a large world is.
type Construction struct {
	sim.Building
	// Took is the wall time since it began.
	Took time.Duration
	// Done is set once, when the world is built.
	Done bool
}

// site is the building of a large world.
type site struct {
	what   sim.Building
	began  time.Time
	placed atomic.Int64
}

// track calls build, which makes a world from a scenario or a snapshot, and lets others
// see how far a large one is. build calls placed with the count of numbers in place,
// after each.
func (r *Registry) track(what sim.Building, build func(placed func(count int)) (*World, error)) (*World, error) {
	if what.Numbers < Large {
		return build(func(int) {})
	}
	s := &site{what: what, began: r.wall()}
	r.mu.Lock()
	r.sites = append(r.sites, s)
	r.mu.Unlock()
	r.onProgress(r.state(s))
	w, err := build(func(count int) {
		s.placed.Store(int64(count))
		if count%toldEvery == 0 && count < what.Numbers {
			r.onProgress(r.state(s))
		}
	})
	r.mu.Lock()
	r.sites = slices.DeleteFunc(r.sites, func(o *site) bool { return o == s })
	r.mu.Unlock()
	if done := r.state(s); err == nil {
		done.Done = true
		r.onProgress(done)
	}
	return w, err
}

func (r *Registry) state(s *site) Construction {
	c := Construction{Building: s.what, Took: r.wall().Sub(s.began)}
	c.Placed = int(s.placed.Load())
	c.Percent = c.Placed * 100 / c.Numbers
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
		out[i] = r.state(s)
	}
	return out
}

// build makes a world from a setup.
func (r *Registry) build(name string, s Setup) (*World, error) {
	return r.track(sim.Building{Name: name, Scenario: s.Scenario, From: "scenario", Numbers: s.Numbers}, func(placed func(int)) (*World, error) {
		return build(name, r.wall, s, placed)
	})
}
