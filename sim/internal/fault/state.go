package fault

import (
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// State is a rule as it stands.
type State struct {
	// Rule is a copy of the rule in its canonical form, with its name.
	Rule sim.FaultRule
	// Point is where it acts.
	Point sim.FaultPoint
	// Since is the world time it was put in place.
	Since time.Time
	// Enabled is false while the rule is switched off.
	Enabled bool
	// Active says whether the rule may still act on a request at the given now:
	// it is on, its window is open, and neither calls nor times are used up.
	Active bool
	// Seen is how many requests reached the rule's point and fitted On.
	Seen int
	// Matched is how many of those were in the window and had the status.
	Matched int
	// Acted is how many of those the rule acted on.
	Acted int
	// Remaining is how many of its times are left, or nil without times.
	Remaining *int
	// Missed says why the rule left the last request alone that it saw, in a
	// sentence without a full stop. It is empty when the rule saw none or acted
	// on the last. [NearestMiss] tells why it saw none.
	Missed string
}

// Rules are all rules in order, as they stand at the world time now.
func (e *Engine) Rules(now time.Time) []State {
	e.mu.Lock()
	defer e.mu.Unlock()
	states := make([]State, len(e.entries))
	for i, n := range e.entries {
		states[i] = n.state(now)
	}
	return states
}

func (n *entry) state(now time.Time) State {
	s := State{
		Rule: clone(n.rule), Point: n.point, Since: n.since, Enabled: !n.off, Active: n.active(now),
		Seen: n.seen, Matched: n.matched, Acted: n.acted, Missed: n.missed.text(n.rule),
	}
	if n.rule.When.Times > 0 {
		left := max(0, int(n.rule.When.Times)-n.acted)
		s.Remaining = &left
	}
	return s
}

func (n *entry) active(now time.Time) bool {
	w, age := &n.rule.When, now.Sub(n.since)
	switch {
	case n.off, age < time.Duration(w.After), w.Until > 0 && age >= time.Duration(w.Until):
		return false
	case w.Times > 0 && n.acted >= int(w.Times):
		return false
	}
	for _, c := range w.Calls {
		if c > n.matched && scheduled(w, c) {
			return true
		}
	}
	return len(w.Calls) == 0
}

// RuleState is a rule and its counters as a snapshot of the world keeps them.
type RuleState struct {
	Rule    sim.FaultRule `json:"rule"`
	Since   time.Time     `json:"since"`
	Enabled bool          `json:"enabled"`
	Seen    int           `json:"seen"`
	Matched int           `json:"matched"`
	Acted   int           `json:"acted"`
	Missed  Miss          `json:"missed,omitzero"`
}

// Snapshot is everything the engine holds except its dice, in order. It shares
// nothing with the engine.
func (e *Engine) Snapshot() []RuleState {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := make([]RuleState, len(e.entries))
	for i, n := range e.entries {
		all[i] = RuleState{
			Rule: clone(n.rule), Since: n.since, Enabled: !n.off,
			Seen: n.seen, Matched: n.matched, Acted: n.acted, Missed: n.missed,
		}
	}
	return all
}

// Restore replaces all rules and counters by those of a snapshot. The rules must
// be sound, as for [Engine.Add], and their names differ.
func (e *Engine) Restore(all []RuleState) {
	entries := make([]*entry, len(all))
	for i := range all {
		s := &all[i]
		rule := Canonical(&s.Rule, Known{})
		n := &entry{
			rule: &rule, since: s.Since, off: !s.Enabled,
			seen: s.Seen, matched: s.Matched, acted: s.Acted, missed: s.Missed,
		}
		n.point = PointOf(n.rule)
		entries[i] = n
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.entries = entries
	e.reindex()
}
