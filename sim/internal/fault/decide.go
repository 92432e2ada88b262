package fault

import (
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Subject is what rules look at in a request. A member that is not known, or
// does not exist for the request, is empty; it fits no rule that asks for it.
type Subject struct {
	// Request is the id of the journal record, At the world time it came. No
	// rule asks for either.
	Request string
	At      time.Time
	// The rest is as in [sim.FaultMatch]: the canonical name of the operation,
	// meta or 360dialog, the HTTP method in capitals, the sender, the MSISDN, and
	// ids.
	Operation, API, Method      string
	Origin                      sim.Origin
	PhoneNumber                 string
	NumberID, Business, Partner string
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
	for _, f := range e.rules {
		if !f.Enabled || f.Point != p || !fits(&f.On, s) {
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
