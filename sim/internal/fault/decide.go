package fault

import (
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Subject is what rules look at in a request. A member that is not known, or
// does not exist for the request, is empty; it fits no rule that asks for it.
type Subject struct {
	// Request is the id of the journal record. No rule asks for it.
	Request string
	// Operation is the canonical name, such as meta.verify_code.
	Operation string
	// API is meta or 360dialog.
	API string
	// Method is the HTTP method in capitals.
	Method string
	// At is the world time it came. No rule asks for it.
	At time.Time
	// Origin is the sender.
	Origin sim.Origin
	// PhoneNumber is the MSISDN, digits only.
	PhoneNumber string
	// NumberID, Business and Partner are the ids of [Match].
	NumberID, Business, Partner string
	// Status is the verification status of the number now.
	Status string
}

// Decision is what happens to a request at one point. The zero Decision lets it
// pass.
type Decision struct {
	// Rule is the name of the rule that decided the point, or "".
	Rule string
	// Action is what that rule does, or nil. It must not be changed. Its Latency
	// is already drawn, in the Decision's.
	Action *sim.FaultAction
	// Latency is the wall time to wait at this point before Action, the sum over
	// all rules that acted.
	Latency time.Duration
	// Steps are the rules that counted the request, in order.
	Steps []Step
}

// Step is what one rule made of a request it counted.
type Step struct {
	// Rule is its name.
	Rule string
	// Call is the number of the request among those the rule counted, from 1.
	Call int
	// Draw is what the die of probability showed, or nil if none was thrown.
	Draw *float64
	// Acted says whether the rule acted.
	Acted bool
	// Latency is what the rule added to the wait.
	Latency time.Duration
}

// Decide asks the rules of the point in order and counts the request; the
// package comment has the rules of the game. now is the world time of the
// request. A request that no rule is about costs one look-up, takes no lock and
// allocates nothing.
func (e *Engine) Decide(now time.Time, p sim.FaultPoint, s *Subject) Decision {
	list := e.index.Load().find(p, s.Operation)
	if !slices.ContainsFunc(list, func(n *entry) bool { return fits(&n.rule.On, s) }) {
		return Decision{}
	}
	return e.decide(now, p, s)
}

func (e *Engine) decide(now time.Time, p sim.FaultPoint, s *Subject) Decision {
	e.mu.Lock()
	defer e.mu.Unlock()
	var d Decision
	for _, n := range e.index.Load().find(p, s.Operation) { // again: a rule may have gone since
		if !fits(&n.rule.On, s) {
			continue
		}
		n.seen++
		if n.missed = n.outside(now, s); n.missed.Reason != "" {
			continue
		}
		n.matched++
		step := Step{Rule: n.rule.Name, Call: n.matched}
		n.act(&d, &step, e.rand)
		d.Steps = append(d.Steps, step)
	}
	return d
}

// act decides whether the rule acts on the request it has just counted, and
// writes what follows into d and step.
func (n *entry) act(d *Decision, step *Step, rand func() float64) {
	if n.missed = n.undue(d.Rule); n.missed.Reason != "" {
		return
	}
	if p := n.rule.When.Probability; p != nil {
		draw := rand()
		step.Draw = &draw
		if draw >= *p {
			n.missed = Miss{Reason: MissDie, Call: n.matched, Draw: draw}
			return
		}
	}
	n.acted++
	step.Acted = true
	if l := n.rule.Do.Latency; l != nil {
		step.Latency = drawLatency(l, rand)
		d.Latency = min(d.Latency+step.Latency, MaxLatency)
	}
	if !latencyOnly(&n.rule.Do) {
		d.Rule, d.Action = n.rule.Name, &n.rule.Do
	}
}

// outside says why a request the rule sees is not one it counts.
func (n *entry) outside(now time.Time, s *Subject) Miss {
	w, age := &n.rule.When, now.Sub(n.since)
	switch {
	case age < time.Duration(w.After):
		return Miss{Reason: MissEarly}
	case w.Until > 0 && age >= time.Duration(w.Until):
		return Miss{Reason: MissLate}
	case w.Status != "" && w.Status != s.Status:
		return Miss{Reason: MissStatus, Status: s.Status}
	default:
		return Miss{}
	}
}

// undue says why a counted request is left alone before any die is thrown.
// decided is the rule that has decided the point already, or "".
func (n *entry) undue(decided string) Miss {
	w := &n.rule.When
	switch {
	case !scheduled(w, n.matched):
		return Miss{Reason: MissCall, Call: n.matched}
	case w.Times > 0 && n.acted >= int(w.Times):
		return Miss{Reason: MissTimes, Call: n.matched}
	case decided != "" && !latencyOnly(&n.rule.Do):
		return Miss{Reason: MissDecided, Call: n.matched, By: decided}
	default:
		return Miss{}
	}
}

// scheduled reports whether calls, from and every choose the request n.
func scheduled(w *sim.FaultTrigger, n int) bool {
	return n >= int(w.From) &&
		(w.Every <= 0 || n%int(w.Every) == 0) &&
		(len(w.Calls) == 0 || slices.Contains(w.Calls, n))
}

// fits compares a canonical match with a request.
func fits(m *sim.FaultMatch, s *Subject) bool {
	return (m.Operation == "" || m.Operation == s.Operation) &&
		(m.PhoneNumber == "" || m.PhoneNumber == s.PhoneNumber) &&
		(m.NumberID == "" || m.NumberID == s.NumberID) &&
		(m.API == "" || m.API == s.API) &&
		(m.Method == "" || m.Method == s.Method) &&
		(m.Origin == "" || m.Origin == s.Origin) &&
		(m.Business == "" || m.Business == s.Business) &&
		(m.Partner == "" || m.Partner == s.Partner)
}
