package fault

import (
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Subject is what rules look at in a request. A part that is not known, or does not
// exist for the request, is empty; it fits no rule that asks for it.
type Subject struct {
	// Request is the id of the journal record, At the world time it came. No
	// rule asks for either.
	Request string
	At      time.Time
	// FaultMatch has the parts of the request: the canonical name of the operation,
	// the MSISDN, and so on.
	sim.FaultMatch
	// Status is the verification status of the number now.
	Status string
	// Fault and Limit are the rule that decided the answer and the limit that
	// refused the call, of a request that is over; Served says that it got what it
	// asked for. No rule asks for them.
	Fault, Limit string
	Served       bool
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
	Steps []sim.FaultDecision
}

// Decide asks the rules of the point in order and counts the request; the
// package comment says how. now is the world time of the request.
func (e *Engine) Decide(now time.Time, p sim.FaultPoint, s *Subject) Decision {
	e.mu.Lock()
	defer e.mu.Unlock()
	var d Decision
	has := parts(&s.FaultMatch)
	for _, f := range e.rules {
		if !f.Enabled || f.Point != p || !fits(&f.On, &has) {
			continue
		}
		f.Seen++
		if f.Missed = outside(f, now, s); f.Missed != "" {
			continue
		}
		f.Matched++
		step := sim.FaultDecision{Rule: f.Name, Point: string(p), Call: f.Matched}
		act(f, &d, &step, e.rand)
		d.Steps = append(d.Steps, step)
	}
	return d
}

// act decides whether the rule acts on the request it has just counted, and
// writes what follows into d and step.
func act(f *sim.Fault, d *Decision, step *sim.FaultDecision, rand func() float64) {
	if f.Missed = undue(f, d.Rule); f.Missed != "" {
		return
	}
	if p := f.When.Probability; p != nil {
		draw := rand()
		step.Draw = &draw
		if draw >= *p {
			f.Missed = against(draw, *p)
			return
		}
	}
	f.Acted++
	step.Action = "latency"
	if l := f.Do.Latency; l != nil {
		wait := drawLatency(l, rand)
		step.LatencyMS = wait.Milliseconds()
		d.Latency = min(d.Latency+wait, MaxLatency)
	}
	if !latencyOnly(&f.Do) {
		d.Rule, d.Action, step.Action = f.Name, &f.Do, action(&f.Do)
	}
}

// scheduled reports whether calls, from and every choose the request n.
func scheduled(w *sim.FaultTrigger, n int) bool {
	return n >= w.From &&
		(w.Every <= 0 || n%w.Every == 0) &&
		(len(w.Calls) == 0 || slices.Contains(w.Calls, n))
}

// parts are what a rule may ask for, in the order of partNames.
func parts(m *sim.FaultMatch) [8]string {
	return [...]string{m.Operation, m.API, m.Method, string(m.Origin), m.PhoneNumber, m.NumberID, m.Business, m.Partner}
}

var partNames = [8]string{"operation", "api", "method", "origin", "phone_number", "number_id", "business", "partner"}

// fits compares a canonical match with the parts of a request.
func fits(m *sim.FaultMatch, has *[8]string) bool {
	for i, want := range parts(m) {
		if want != "" && want != has[i] {
			return false
		}
	}
	return true
}
