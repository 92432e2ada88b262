package fault

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// MaxRules is how many rules an engine holds.
const MaxRules = 1000

// ErrTooManyRules is the refusal of one rule more than [MaxRules].
var ErrTooManyRules = fmt.Errorf("a world has at most %d fault rules", MaxRules)

// Engine holds the rules of one world with their counters, in order. It is safe
// for concurrent use. Its lock is held while the dice function of [New] runs and
// never while anything else outside this package does.
type Engine struct {
	mu    sync.Mutex
	rand  func() float64
	rules []*sim.Fault
}

// New makes an engine without rules. rand gives the next number in [0,1) of the
// world's fault stream; it must not be nil, it is called under the engine's
// lock, and it must not call the engine.
func New(rand func() float64) *Engine { return &Engine{rand: rand} }

// Add puts a rule in place at the world time now and returns its name, or
// [ErrTooManyRules]. A rule of the same name is replaced where it stands and its
// counters start anew; a rule without a name gets one from its operation and
// action, such as meta.verify_code-reply-drop, with -2 and so on if it is taken.
// The rule must have passed [Check] and come through [Canonical], and what it points to
// must not change any more.
func (e *Engine) Add(rule sim.FaultRule, now time.Time) (name string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if rule.Name == "" {
		rule.Name = sim.FreeName(describe(&rule), func(name string) bool { return e.find(name) >= 0 })
	}
	f := &sim.Fault{FaultRule: rule, Point: pointOf(&rule), Since: sim.Time{Time: now}, Enabled: true}
	switch i := e.find(rule.Name); {
	case i >= 0:
		e.rules[i] = f
	case len(e.rules) >= MaxRules:
		return "", ErrTooManyRules
	default:
		e.rules = append(e.rules, f)
	}
	return rule.Name, nil
}

// Remove takes a rule away. It returns false when there is none of that name.
func (e *Engine) Remove(name string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := e.find(name)
	if i >= 0 {
		e.rules = slices.Delete(e.rules, i, i+1)
	}
	return i >= 0
}

// Clear takes all rules away.
func (e *Engine) Clear() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.rules = nil
}

// Enable switches a rule on or off. A rule that is off sees and counts nothing
// and keeps its counters and its window. It returns false when there is none of
// that name.
func (e *Engine) Enable(name string, on bool) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := e.find(name)
	if i >= 0 {
		e.rules[i].Enabled = on
	}
	return i >= 0
}

// Rules are all rules in order, as they stand at the world time now, without
// their nearest misses ([NearestMiss]). What they point to must not be changed.
func (e *Engine) Rules(now time.Time) []sim.Fault {
	e.mu.Lock()
	defer e.mu.Unlock()
	out := make([]sim.Fault, len(e.rules))
	for i, f := range e.rules {
		out[i] = *f
		out[i].Active = active(f, now)
		if times := f.When.Times; times > 0 {
			left := max(0, times-f.Acted)
			out[i].Remaining = &left
		}
	}
	return out
}

// Restore replaces all rules and counters by those that [Engine.Rules] gave. The
// rules must have passed [Check], and their names differ. What follows from the
// rest (point, active, remaining) is not read.
func (e *Engine) Restore(rules []sim.Fault) {
	restored := make([]*sim.Fault, len(rules))
	for i, f := range rules {
		f.FaultRule = Canonical(f.FaultRule, sim.Known{})
		f.Point, f.Remaining, f.NearestMiss = pointOf(&f.FaultRule), nil, nil
		restored[i] = &f
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.rules = restored
}

// active tells whether the rule may still act: it is on, its window is open, and
// neither calls nor times are used up.
func active(f *sim.Fault, now time.Time) bool {
	w, age := &f.When, now.Sub(f.Since.Time)
	switch {
	case !f.Enabled, age < time.Duration(w.After), w.Until > 0 && age >= time.Duration(w.Until):
		return false
	case w.Times > 0 && f.Acted >= w.Times:
		return false
	}
	toCome := func(call int) bool { return call > f.Matched && scheduled(w, call) }
	return len(w.Calls) == 0 || slices.ContainsFunc(w.Calls, toCome)
}

func (e *Engine) find(name string) int {
	return slices.IndexFunc(e.rules, func(f *sim.Fault) bool { return f.Name == name })
}
