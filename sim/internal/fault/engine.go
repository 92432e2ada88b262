package fault

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Engine holds the rules of one world with their counters, in order. It is safe
// for concurrent use. Its lock is held while the dice function of [New] runs and
// never while anything else outside this package does.
type Engine struct {
	mu      sync.Mutex
	rand    func() float64
	entries []*entry
	// index is replaced, never changed, so that a request no rule is about is
	// let through without the lock.
	index atomic.Pointer[index]
}

// entry is a rule in its place. The rule itself is never changed; the counters
// are guarded by the engine's lock.
type entry struct {
	rule                 *sim.FaultRule
	point                sim.FaultPoint
	since                time.Time
	off                  bool
	seen, matched, acted int
	missed               Miss
}

// index finds the rules of a point that may be about an operation: those that
// name it mixed with those that name none, in the order of the engine.
type index map[sim.FaultPoint]*pointIndex

type pointIndex struct {
	byOperation map[string][]*entry
	rest        []*entry
}

func (x index) find(p sim.FaultPoint, operation string) []*entry {
	at := x[p]
	if at == nil {
		return nil
	}
	if list, ok := at.byOperation[operation]; ok {
		return list
	}
	return at.rest
}

// New makes an engine without rules. rand gives the next number in [0,1) of the
// world's fault stream; it must not be nil, it is called under the engine's
// lock, and it must not call the engine.
func New(rand func() float64) *Engine {
	e := &Engine{rand: rand}
	e.reindex()
	return e
}

// MaxRules is how many rules an engine holds.
const MaxRules = 1000

// ErrTooManyRules is the refusal of one rule more than [MaxRules].
var ErrTooManyRules = fmt.Errorf("a world has at most %d fault rules", MaxRules)

// Add puts a rule in place at the world time now and answers its name, or
// [ErrTooManyRules]. A rule of
// the same name is replaced where it stands and its counters start anew; a rule
// without a name gets one from its operation and action, such as
// meta.verify_code-reply-drop, with -2 and so on if it is taken. The rule must
// have passed [Rule.Check] and should have come through [Rule.Canonical]; the
// engine keeps a copy.
func (e *Engine) Add(rule sim.FaultRule, now time.Time) (name string, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	defer e.reindex()
	own := clone(&rule)
	return e.add(&own, now)
}

// AddAll puts rules in place one after the other, as [Engine.Add] does, up to the
// first that is refused. It does not copy them: the engines of many worlds may
// share them, and nobody may change them any more.
func (e *Engine) AddAll(rules []sim.FaultRule, now time.Time) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	defer e.reindex()
	for i := range rules {
		if _, err := e.add(&rules[i], now); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) add(rule *sim.FaultRule, now time.Time) (name string, err error) {
	if on := canonicalMatch(rule, Known{}); on != rule.On || rule.Name == "" {
		own := clone(rule)
		own.On = on
		if own.Name == "" {
			own.Name = e.freeName(describe(&own))
		}
		rule = &own
	}
	n := &entry{rule: rule, point: PointOf(rule), since: now}
	switch i := e.find(n.rule.Name); {
	case i >= 0:
		e.entries[i] = n
	case len(e.entries) >= MaxRules:
		return "", ErrTooManyRules
	default:
		e.entries = append(e.entries, n)
	}
	return n.rule.Name, nil
}

// Remove takes a rule away. It answers false when there is none of that name.
func (e *Engine) Remove(name string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := e.find(name)
	if i < 0 {
		return false
	}
	e.entries = slices.Delete(e.entries, i, i+1)
	e.reindex()
	return true
}

// Clear takes all rules away.
func (e *Engine) Clear() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.entries = nil
	e.reindex()
}

// Enable switches a rule on or off. A rule that is off sees and counts nothing
// and keeps its counters and its window. It answers false when there is none of
// that name.
func (e *Engine) Enable(name string, on bool) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := e.find(name)
	if i < 0 {
		return false
	}
	e.entries[i].off = !on
	e.reindex()
	return true
}

// Wants reports whether any rule might be about a request of that operation at
// that point. When it is false, Decide does nothing, whatever the request, and
// its [Subject] need not be put together.
func (e *Engine) Wants(p sim.FaultPoint, operation string) bool {
	return len(e.index.Load().find(p, operation)) > 0
}

func (e *Engine) find(name string) int {
	return slices.IndexFunc(e.entries, func(n *entry) bool { return n.rule.Name == name })
}

func (e *Engine) freeName(base string) string {
	name := base
	for n := 2; e.find(name) >= 0; n++ {
		name = base + "-" + strconv.Itoa(n)
	}
	return name
}

// reindex builds the index anew. Every list holds all the rules Decide has to
// ask for its operation, so that a request costs one look-up.
func (e *Engine) reindex() {
	x := index{}
	for _, n := range e.entries {
		if n.off {
			continue
		}
		if x[n.point] == nil {
			x[n.point] = &pointIndex{byOperation: map[string][]*entry{}}
		}
		if op := n.rule.On.Operation; op != "" {
			x[n.point].byOperation[op] = nil
		}
	}
	for _, n := range e.entries {
		if !n.off {
			x.place(n)
		}
	}
	e.index.Store(&x)
}

func (x index) place(n *entry) {
	at := x[n.point]
	if op := n.rule.On.Operation; op != "" {
		at.byOperation[op] = append(at.byOperation[op], n)
		return
	}
	at.rest = append(at.rest, n)
	for op, list := range at.byOperation {
		at.byOperation[op] = append(list, n)
	}
}

// describe is the name of a rule that was given none.
func describe(r *sim.FaultRule) string {
	about := r.On.Operation
	if about == "" {
		about = r.On.API
	}
	if about == "" {
		about = "any"
	}
	return about + "-" + Describe(&r.Do)
}

// Describe names the action in a few words, such as error-code_expired.
func Describe(a *sim.FaultAction) string {
	var s string
	switch {
	case a.Error != "":
		s = "error-" + strings.TrimPrefix(a.Error, sim.Vendor(a.Error)+".")
	case a.Status != 0:
		s = "status-" + strconv.Itoa(a.Status)
	case a.Connection != "":
		s = "connection-" + string(a.Connection)
	case a.Reply != "":
		s = "reply-" + string(a.Reply)
	case a.Deliver != nil && a.Deliver.Outcome != "":
		s = "deliver-" + string(a.Deliver.Outcome)
	case a.Deliver != nil:
		s = "deliver-late"
	default:
		s = "latency"
	}
	if a.Apply {
		s += "-applied"
	}
	return s
}
