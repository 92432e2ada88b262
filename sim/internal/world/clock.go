package world

import (
	"sync"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Clock is the one time of a world. A running clock follows the monotonic part of wall
// time, so a corrected system clock does not move it.
type Clock struct {
	mu    sync.Mutex
	wall  func() time.Time
	mode  sim.Mode
	speed int       // at least 1
	at    time.Time // world time at the moment since
	base  time.Time // wall time at which the world time was at
}

// NewClock starts a clock at the given world time, between [sim.Earliest] and
// [sim.Latest]; the zero time means the wall's. speed is how many times as fast as
// real time it runs; 0 is taken as 1. wall is the only source of real time, time.Now
// outside of tests.
func NewClock(wall func() time.Time, mode sim.Mode, speed int, at time.Time) *Clock {
	base := wall()
	if at.IsZero() {
		at = base.Round(0)
	}
	return &Clock{wall: wall, mode: mode, speed: max(speed, 1), at: at.UTC().Round(0), base: base}
}

// Now returns the world time, in UTC.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.mode == sim.Frozen {
		return c.at
	}
	passed := c.wall().Sub(c.base)
	if passed > sim.Latest.Sub(c.at)/time.Duration(c.speed) {
		if c.at.After(sim.Latest) {
			return c.at
		}
		return sim.Latest
	}
	return c.at.Add(passed * time.Duration(c.speed))
}

// Mode returns how the clock moves.
func (c *Clock) Mode() sim.Mode {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.mode
}

// Set moves the clock forward to the given world time. One that lies behind changes
// nothing.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.After(c.now()) {
		c.rebase(at.UTC().Round(0))
	}
}

// Speed returns how many times as fast as real time the clock runs, 0 while it is
// frozen.
func (c *Clock) Speed() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.mode == sim.Frozen {
		return 0
	}
	return c.speed
}

// SetMode freezes the clock or lets it run at a speed, from the time it shows now.
func (c *Clock) SetMode(mode sim.Mode, speed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.rebase(c.now())
	c.mode, c.speed = mode, max(speed, 1)
}

func (c *Clock) rebase(at time.Time) {
	c.at, c.base = at, c.wall()
}
