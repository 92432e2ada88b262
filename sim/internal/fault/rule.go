package fault

import (
	"maps"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
)

// PointOf says where the rule acts: arrive for connection and for latency alone,
// reply for reply and for an error or status with apply, else admit.
func PointOf(r *sim.FaultRule) sim.FaultPoint {
	switch {
	case r.Do.Connection != "" || latencyOnly(&r.Do):
		return sim.PointArrive
	case r.Do.Reply != "" || r.Do.Apply:
		return sim.PointReply
	default:
		return sim.PointAdmit
	}
}

// latencyOnly reports whether the action holds the request back and does nothing
// else to it.
func latencyOnly(a *sim.FaultAction) bool {
	return a.Error == "" && a.Status == 0 && a.Connection == "" && a.Reply == "" && a.Deliver == nil
}

// requestCode is the one operation that sends a code to a phone.
const requestCode = "meta.request_code"

// Canonical is a copy of the rule as an [Engine] compares it with requests: the
// operation by the name of the operation table, the phone number in digits, and
// what do implies about on filled in (see [Match]). It never fails; what it
// cannot read it leaves as it is, for [Rule.Check] to refuse.
func Canonical(r *sim.FaultRule, k Known) sim.FaultRule {
	c := clone(r)
	c.On = canonicalMatch(&c, k)
	return c
}

// canonicalMatch is what the canonical rule is about.
func canonicalMatch(r *sim.FaultRule, k Known) sim.FaultMatch {
	on := r.On
	on.Operation = operationOf(r, k)
	if digits, ok := sim.ReadMSISDN(on.PhoneNumber); ok {
		on.PhoneNumber = digits
	}
	if on.Operation == "" && on.API == "" {
		on.API = sim.Vendor(r.Do.Error)
	}
	return on
}

// operationOf is the canonical name of the operation the rule is about, or "".
func operationOf(r *sim.FaultRule, k Known) string {
	if r.On.Operation == "" {
		if r.Do.Deliver != nil {
			return requestCode
		}
		return ""
	}
	if k.Operations != nil {
		if name, ok := k.Operations(r.On.Operation); ok {
			return name
		}
	}
	return r.On.Operation
}

// clone copies the rule with all it points to, so that neither side of the
// engine can change what the other holds.
func clone(r *sim.FaultRule) sim.FaultRule {
	c := *r
	c.When.Calls = slices.Clone(r.When.Calls)
	c.When.Probability = copied(r.When.Probability)
	c.Do.Body = copied(r.Do.Body)
	c.Do.Headers = maps.Clone(r.Do.Headers)
	c.Do.Latency = copied(r.Do.Latency)
	c.Do.Deliver = copied(r.Do.Deliver)
	return c
}

func copied[T any](p *T) *T {
	if p == nil {
		return nil
	}
	v := *p
	return &v
}
