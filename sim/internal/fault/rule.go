package fault

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// pointOf says where the rule acts: arrive for connection and for latency alone,
// reply for reply and for an error or status with apply, else admit.
func pointOf(r *sim.FaultRule) sim.FaultPoint {
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

// requestCode is the operation that a rule with deliver is about when it names none.
const requestCode = "meta.request_code"

// Canonical is the rule as an [Engine] compares it with requests: the operation
// by the name of the operation table, the phone number in digits, and what do
// implies about on filled in. It leaves what it cannot read for [Check] to refuse.
func Canonical(r sim.FaultRule, k sim.Known) sim.FaultRule {
	on := &r.On
	if on.Operation == "" && r.Do.Deliver != nil {
		on.Operation = requestCode
	}
	if name, ok := k.Operation(on.Operation); ok {
		on.Operation = name
	}
	if digits, ok := sim.ReadMSISDN(on.PhoneNumber); ok {
		on.PhoneNumber = digits
	}
	if on.Operation == "" && on.API == "" {
		on.API = sim.Vendor(r.Do.Error)
	}
	return r
}

// describe is the name of a rule that was given none.
func describe(r *sim.FaultRule) string {
	return cmp.Or(r.On.Operation, r.On.API, "any") + "-" + action(&r.Do)
}

// actions are the members of an action that do something to a request beside holding it
// back, and what each says in a word.
func actions(a *sim.FaultAction) (names, words []string) {
	give := func(given bool, name, word string) {
		if given {
			names, words = append(names, name), append(words, word)
		}
	}
	give(a.Error != "", "error", strings.TrimPrefix(a.Error, sim.Vendor(a.Error)+"."))
	give(a.Status != 0, "status", strconv.Itoa(a.Status))
	give(a.Connection != "", "connection", string(a.Connection))
	give(a.Reply != "", "reply", string(a.Reply))
	if d := a.Deliver; d != nil {
		give(true, "deliver", cmp.Or(string(d.Outcome), "late"))
	}
	return names, words
}

// action names the action in a few words, such as error-code_expired.
func action(a *sim.FaultAction) string {
	s := "latency"
	if names, words := actions(a); len(names) > 0 {
		s = names[0] + "-" + words[0]
	}
	if a.Apply {
		s += "-applied"
	}
	return s
}
