package scenario

import (
	"fmt"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// DefaultSeed is the seed of a scenario that gives none.
const DefaultSeed uint64 = 42

// FrozenStart is where a frozen clock stands when the scenario does not say: a
// fixed instant, so that such a world is the same on every day.
var FrozenStart = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

// SeedOr returns the seed to use: override when it is not nil, else the
// scenario's, else [DefaultSeed].
func SeedOr(f *sim.Scenario, override *uint64) uint64 {
	switch {
	case override != nil:
		return *override
	case f.Seed != nil:
		return *f.Seed
	}
	return DefaultSeed
}

// ModeOf is how the clock moves.
func ModeOf(f *sim.Scenario) sim.Mode {
	if f.Clock.Mode == "" {
		return sim.Running
	}
	return f.Clock.Mode
}

// Start is the world time at the start, in UTC. now is the wall time, which
// counts only for a running clock without a time of its own.
func Start(f *sim.Scenario, now time.Time) time.Time {
	switch {
	case !f.Clock.At.IsZero():
		return f.Clock.At.UTC()
	case ModeOf(f) == sim.Frozen:
		return FrozenStart
	}
	return now.UTC().Round(0)
}

// CleansUp reports whether 360dialog takes a number back at Meta that it could
// not share.
func CleansUp(f *sim.Scenario) bool { return f.Cleanup == nil || *f.Cleanup }

// DialectName is documented or observed.
func DialectName(f *sim.Scenario) string {
	if f.Dialect == "" {
		return dialects[0]
	}
	return f.Dialect
}

// RulesOf are the settings of the world's store.
func RulesOf(f *sim.Scenario) store.Rules {
	return store.Rules{
		Profile:  profileOf(f),
		Codes:    f.Code.Filled(),
		PoolSync: f.PoolSync,
		Switches: f.Switches, KeepOrphans: !CleansUp(f),
	}
}

func profileOf(f *sim.Scenario) sim.Profile {
	p := sim.Profiles[0]
	if i := slices.IndexFunc(sim.Profiles, func(p sim.Profile) bool { return p.Name == f.Profile }); i >= 0 {
		p = sim.Profiles[i]
	}
	for _, o := range []struct{ from, to *sim.Duration }{
		{f.Validity, &p.Validity}, {f.ReverifyWindow, &p.ReverifyBefore}, {f.DropAfter, &p.DropAfter},
	} {
		if o.from != nil {
			*o.to = *o.from
		}
	}
	return p
}

// Owner tells who has a number: the id of the business that owns it at Meta,
// and the one it is shared with as a partner's, or "". business and partner are
// those of a [Number] or [Generate]. A scenario without businesses gives "".
func Owner(f *sim.Scenario, business, partner string) (owner, sharedWith string) {
	if partner != "" {
		for _, p := range f.Partners {
			if p.ID == partner {
				sharedWith = p.Business
			}
		}
		return store.Business360dialog, sharedWith
	}
	if business == "" && len(f.Businesses) > 0 {
		business = f.Businesses[0].ID
	}
	return business, ""
}

// justExpired is how long ago the verification of an EXPIRED number ended when
// the scenario does not say when it was verified.
const justExpired = time.Second

// Times are the instants at which a number was added and last verified in a
// world that starts at start; verified is zero for a NOT_VERIFIED number. It
// returns an error when status and times contradict each other under the rules
// of the scenario.
func Times(f *sim.Scenario, n sim.ScenarioNumber, start time.Time) (added, verified time.Time, err error) {
	added, verified, member, contradiction := timesOf(f, n, start)
	if contradiction != "" {
		err = fmt.Errorf("%s: %s", member, contradiction)
	}
	return added, verified, err
}

func timesOf(f *sim.Scenario, n sim.ScenarioNumber, start time.Time) (added, verified time.Time, member, contradiction string) {
	p := profileOf(f)
	verified, contradiction = verifiedAt(n, p, start)
	if contradiction != "" {
		return added, verified, "verified", contradiction
	}
	added = start
	if !verified.IsZero() {
		added = verified
	}
	if !n.Added.IsZero() {
		added = n.Added.Resolve(start)
	}
	return added, verified, "added", addedContradicts(added, verified, p, start)
}

func verifiedAt(n sim.ScenarioNumber, p sim.Profile, start time.Time) (at time.Time, contradiction string) {
	at = n.Verified.Resolve(start)
	validity, lasts := time.Duration(p.Validity), fmt.Sprintf("a verification lasts %s here", p.Validity)
	switch {
	case at.After(start):
		return at, "lies after the start of the world"
	case n.Status == sim.NotVerified && !at.IsZero():
		return at, "a number that was verified is VERIFIED or EXPIRED, never NOT_VERIFIED"
	case n.Status == sim.Verified && at.IsZero():
		return start, ""
	case n.Status == sim.Verified && !start.Before(at.Add(validity)):
		return at, lasts + ": the number is EXPIRED, not VERIFIED"
	case n.Status == sim.Expired && at.IsZero():
		return start.Add(-validity - justExpired), ""
	case n.Status == sim.Expired && start.Before(at.Add(validity)):
		return at, lasts + ": the number is still VERIFIED, not EXPIRED"
	}
	return at, ""
}

func addedContradicts(added, verified time.Time, p sim.Profile, start time.Time) string {
	switch {
	case added.After(start):
		return "lies after the start of the world"
	case !verified.IsZero() && added.After(verified):
		return "the number was verified before it was added"
	case verified.IsZero() && p.DropAfter > 0 && !start.Before(added.Add(time.Duration(p.DropAfter))):
		return fmt.Sprintf("a number never verified is dropped after %s here, so this one is gone", p.DropAfter)
	}
	return ""
}

// Moment is an [Event] with its instant.
type Moment struct {
	At       time.Time
	Do       sim.Event
	Optional bool
}

// Schedule is the timeline in the order in which it happens in a world that
// starts at start. Events of the same instant keep the order of the file.
func Schedule(f *sim.Scenario, start time.Time) []Moment {
	out := make([]Moment, len(f.Timeline))
	for i, e := range f.Timeline {
		out[i] = Moment{e.At.Resolve(start), e.Do, e.Optional}
	}
	slices.SortStableFunc(out, func(a, b Moment) int { return a.At.Compare(b.At) })
	return out
}
