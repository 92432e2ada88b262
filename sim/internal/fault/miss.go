package fault

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// The reasons why a rule leaves a request alone that fits its On.
const (
	// MissEarly: its window has not opened.
	MissEarly = "early"
	// MissLate: its window has closed.
	MissLate = "late"
	// MissStatus: the number has another status.
	MissStatus = "status"
	// MissCall: calls, from or every do not choose this request.
	MissCall = "call"
	// MissTimes: the rule has acted as often as it may.
	MissTimes = "times"
	// MissDecided: a rule before it decided the point.
	MissDecided = "decided"
	// MissDie: the die showed too much.
	MissDie = "die"
)

// Miss is why a rule left a request alone. The zero Miss means that it did not.
type Miss struct {
	// Reason is one of the Miss constants, or "".
	Reason string `json:"reason,omitempty"`
	// Call is the number of the request, where it was counted.
	Call int `json:"call,omitempty"`
	// Draw is what the die showed.
	Draw float64 `json:"draw,omitempty"`
	// Status is the status the number had; empty for none.
	Status string `json:"status,omitempty"`
	// By is the rule that decided the point.
	By string `json:"by,omitempty"`
}

// text words the miss for people.
func (m Miss) text(r *sim.FaultRule) string {
	w := &r.When
	switch m.Reason {
	case MissEarly:
		return fmt.Sprintf("the window opens %s after the rule was put in place", w.After)
	case MissLate:
		return fmt.Sprintf("the window closed %s after the rule was put in place", w.Until)
	case MissStatus:
		return unlike("status", m.Status, w.Status)
	case MissCall:
		return fmt.Sprintf("call %d, %s", m.Call, planOf(w, m.Call))
	case MissTimes:
		return fmt.Sprintf("call %d, the rule has acted %s, as often as it may", m.Call, often(int(w.Times)))
	case MissDecided:
		return fmt.Sprintf("call %d, the rule %s decided before this one", m.Call, m.By)
	case MissDie:
		return fmt.Sprintf("the die showed %s, the rule acts below %s", plain(roundedDown(m.Draw)), plain(*w.Probability))
	default:
		return ""
	}
}

// roundedDown keeps four digits of a draw.
func roundedDown(draw float64) float64 { return float64(int(draw*1e4)) / 1e4 }

// planOf says which requests the rule waits for after request n, or waited for.
func planOf(w *sim.FaultTrigger, n int) string {
	if len(w.Calls) == 0 {
		next := max(n+1, int(w.From))
		if every := int(w.Every); every > 1 {
			next += (every - next%every) % every
		}
		return fmt.Sprintf("the rule waits for call %d", next)
	}
	next := 0
	for _, c := range w.Calls {
		if c > n && scheduled(w, c) && (next == 0 || c < next) {
			next = c
		}
	}
	if next > 0 {
		return fmt.Sprintf("the rule waits for call %d", next)
	}
	var past []string
	for _, c := range w.Calls {
		if scheduled(w, c) {
			past = append(past, strconv.Itoa(c))
		}
	}
	return "the rule was for call " + strings.Join(past, ", ")
}

func often(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

// unlike words one part of a request that is not what the rule asks for.
func unlike(part, has, wants string) string {
	if has == "" {
		return fmt.Sprintf("the request has no %s, the rule wants %s", part, wants)
	}
	return fmt.Sprintf("%s is %s, not %s", part, has, wants)
}

// NearestMiss finds the request that came closest to a rule since it was put in
// place: the one with the fewest parts that did not fit its On and its status,
// the latest of several. subjects are requests, oldest first. It returns nil
// without requests and for a rule that has matched one; why such a rule did not
// act is in [State].
func NearestMiss(s State, subjects []Subject) *sim.NearestMiss {
	if s.Matched > 0 {
		return nil
	}
	rule := Canonical(&s.Rule, Known{})
	var best *Subject
	least := 0
	for i := range subjects {
		subject := &subjects[i]
		if n := misfits(&rule, subject, nil); !subject.At.Before(s.Since) && (best == nil || n <= least) {
			least, best = n, subject
		}
	}
	if best == nil {
		return nil
	}
	var missing []string
	misfits(&rule, best, &missing)
	switch {
	case len(missing) > 0:
	case s.Missed != "":
		missing = []string{s.Missed}
	case s.Point == sim.PointAdmit:
		missing = []string{"matches, but was refused before limits and faults are checked"}
	default:
		missing = []string{"matches, but ended before the rule's point, " + string(s.Point)}
	}
	return &sim.NearestMiss{Request: best.Request, Missing: missing}
}

// misfits counts the parts of s that do not fit, and words them into out unless
// that is nil.
func misfits(r *sim.FaultRule, s *Subject, out *[]string) int {
	n := 0
	for _, part := range [...]struct{ name, has, wants string }{
		{"operation", s.Operation, r.On.Operation},
		{"api", s.API, r.On.API},
		{"method", s.Method, r.On.Method},
		{"origin", string(s.Origin), string(r.On.Origin)},
		{"phone_number", s.PhoneNumber, r.On.PhoneNumber},
		{"number_id", s.NumberID, r.On.NumberID},
		{"business", s.Business, r.On.Business},
		{"partner", s.Partner, r.On.Partner},
		{"status", s.Status, r.When.Status},
	} {
		if part.wants == "" || part.wants == part.has {
			continue
		}
		n++
		if out != nil {
			*out = append(*out, unlike(part.name, part.has, part.wants))
		}
	}
	return n
}
