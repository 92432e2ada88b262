package scenario

import (
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

func (c *checker) entry(path string, e *sim.TimelineEntry) {
	if start, ok := c.start(e.At); ok && !e.At.IsZero() && e.At.Resolve(start).Before(start) {
		c.add(path+".at", "lies before the start of the world")
	}
}

func (c *checker) event(path string, e *sim.Event) {
	switch given := e.Verbs(); {
	case len(given) > 1:
		c.add(path, "%s exclude each other: one verb a step", strings.Join(given, " and "))
	case len(given) == 0 && !c.incomplete(path):
		c.add(path, "nothing happens: give one of %s", strings.Join(sim.EventVerbs(), ", "))
	}
	if e.Share != nil && e.Share.Until.Relative() && !e.Share.Until.Resolve(time.Time{}).After(time.Time{}) {
		c.add(under(path, "share.until"), "lies before the share begins")
	}
	if s := e.Signup; s != nil {
		if member, with := s.Misplaced(); member != "" {
			c.add(under(path, "signup."+member), "goes with outcome: %s", with)
		}
		if s.Version != 0 && !slices.Contains(sim.SignupVersions, s.Version) {
			c.add(under(path, "signup.version"), "must be one of 2, 3, 4")
		}
	}
}
