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

// Progress is called while a large world is built: when it begins, on the way, and with
// done when it is built. took is the wall time since it began.
type Progress func(b sim.Building, took time.Duration, done bool)

// site is the building of a large world.
type site struct {
	what   sim.Building
	placed atomic.Int64
}

// track calls build, which makes a world from a scenario or a snapshot, and lets others
// see how far a large one is. build calls placed with the count of numbers in place,
// after each.
func (r *Registry) track(what sim.Building, build func(placed func(count int)) (*World, error)) (*World, error) {
	if what.Numbers < Large {
		return build(func(int) {})
	}
	s, began := &site{what: what}, r.wall()
	tell := func(done bool) { r.onProgress(s.state(), r.wall().Sub(began), done) }
	r.mu.Lock()
	r.sites = append(r.sites, s)
	r.mu.Unlock()
	tell(false)
	w, err := build(func(count int) {
		s.placed.Store(int64(count))
		if count%toldEvery == 0 && count < what.Numbers {
			tell(false)
		}
	})
	r.mu.Lock()
	r.sites = slices.DeleteFunc(r.sites, func(o *site) bool { return o == s })
	r.mu.Unlock()
	if err == nil {
		tell(true)
	}
	return w, err
}

func (s *site) state() sim.Building {
	b := s.what
	b.Placed = int(s.placed.Load())
	b.Percent = b.Placed * 100 / b.Numbers
	return b
}

// Buildings lists the large worlds that are being built, the one that began
// first before the others. A world that is built anew is there meanwhile as it
// was.
func (r *Registry) Buildings() (out []sim.Building) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, s := range r.sites {
		out = append(out, s.state())
	}
	return out
}

// build makes a world from a setup.
func (r *Registry) build(name string, s Setup) (*World, error) {
	what := sim.Building{Name: name, Scenario: s.Scenario, From: "scenario", Numbers: s.Numbers}
	return r.track(what, func(placed func(int)) (*World, error) {
		return build(name, r.wall, s, placed)
	})
}
