package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// defaultSeed is the seed of a scenario that gives none.
const defaultSeed uint64 = 42

// frozenStart is where a frozen clock stands when the scenario does not say: a
// fixed instant, so that such a world is the same on every day.
var frozenStart = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

func modeOf(f *sim.Scenario) sim.Mode { return cmp.Or(f.Clock.Mode, sim.Running) }

// Start is the world time at the start, in UTC; zero when it is the real time.
func Start(f *sim.Scenario) time.Time {
	switch {
	case !f.Clock.At.IsZero():
		return f.Clock.At.UTC()
	case modeOf(f) == sim.Frozen:
		return frozenStart
	default:
		return time.Time{}
	}
}

func profileOf(f *sim.Scenario) sim.Profile {
	p := sim.Profiles[0]
	if i := slices.IndexFunc(sim.Profiles, func(p sim.Profile) bool { return p.Name == f.Profile }); i >= 0 {
		p = sim.Profiles[i]
	}
	p.Validity = or(f.Validity, p.Validity)
	p.ReverifyBefore = or(f.ReverifyWindow, p.ReverifyBefore)
	p.DropAfter = or(f.DropAfter, p.DropAfter)
	return p
}

// or is what is given, else the default.
func or[T any](given *T, otherwise T) T {
	if given != nil {
		return *given
	}
	return otherwise
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
// world that starts at start; verified is zero for a NOT_VERIFIED number. The issues
// say how status and times contradict each other under the rules of the scenario.
func Times(f *sim.Scenario, n sim.ScenarioNumber, start time.Time) (added, verified time.Time, issues sim.Issues) {
	p := profileOf(f)
	verified, contradiction := verifiedAt(n, p, start)
	if contradiction != "" {
		return added, verified, sim.Issues{{Path: "verified", Message: contradiction}}
	}
	added = cmp.Or(n.Added.Resolve(start), verified, start)
	if contradiction := addedContradicts(added, verified, p, start); contradiction != "" {
		return added, verified, sim.Issues{{Path: "added", Message: contradiction}}
	}
	return added, verified, nil
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
