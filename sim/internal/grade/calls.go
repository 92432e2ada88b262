package grade

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

func (ev *evidence) calls(x *sim.ExpectCalls) verdict {
	found := ev.aboutPhone(ev.of(x.Operation, x.Origin), x.PhoneNumber)
	v := counts(x, found, "called")
	if !v.passed && x.Min != nil && len(found) < *x.Min {
		near, record := ev.nearest(x.Operation, x.Origin)
		v.message += "; " + near
		if record != nil {
			v.records = append(v.records, record)
		}
	}
	return v
}

// effects counts the requests that made their change, of every origin unless one
// is given.
func (ev *evidence) effects(x *sim.ExpectCalls) verdict {
	all := ev.aboutPhone(ev.where(func(r *journal.Record) bool {
		return r.Operation == x.Operation && (x.Origin == "" || r.Origin == x.Origin)
	}), x.PhoneNumber)
	made := slices.DeleteFunc(slices.Clone(all), func(r *journal.Record) bool { return !applied(r) })
	v := counts(x, made, "carried out")
	if !v.passed && len(made) == 0 {
		v.records = all
	}
	return v
}

// applied tells that a request made its change, whatever the client was told.
func applied(r *journal.Record) bool {
	switch r.Outcome {
	case "reset", "closed", "hung":
		return false
	}
	for _, d := range r.Decisions {
		switch {
		case d.Point == string(sim.PointReply) && strings.HasSuffix(d.Action, "-applied"):
			return true
		case d.Point == string(sim.PointAdmit) && strings.HasPrefix(d.Action, "status-"):
			return false
		}
	}
	return r.Status < 400
}

// aboutPhone keeps the records about a phone number; "" keeps all.
func (ev *evidence) aboutPhone(records []*journal.Record, phone string) []*journal.Record {
	if phone == "" {
		return records
	}
	msisdn := sim.MSISDN(phone)
	return slices.DeleteFunc(slices.Clone(records), func(r *journal.Record) bool { return ev.about(r) != msisdn })
}

func counts(x *sim.ExpectCalls, found []*journal.Record, done string) verdict {
	n := len(found)
	said := x.Operation + " " + often(done, n)
	if x.PhoneNumber != "" {
		said += " for " + sim.MSISDN(x.PhoneNumber)
	}
	if x.Min != nil && n < *x.Min || x.Max != nil && n > *x.Max {
		return fail(found, "%s, expected %s", said, wanted(x.Min, x.Max))
	}
	return pass("%s", said)
}

// rate looks for more than max calls about one subject in a window.
func (ev *evidence) rate(x *sim.ExpectRate) verdict {
	found := ev.of(x.Operation, x.Origin)
	for _, group := range grouped(found, ev.subject) {
		for i := x.Max; i < len(group); i++ {
			burst := group[i-x.Max : i+1]
			if pause(burst[0], group[i]) >= time.Duration(x.Within) {
				continue
			}
			return tooSoon(burst, "%s about %s came within %s (%s to %s), expected at most %d in %s", sim.Counted(len(burst), "call"),
				ev.subject(burst[0]), shownPause(burst[0], group[i]), burst[0].ID, group[i].ID, x.Max, x.Within)
		}
	}
	return pass("%s %s, never more than %d in %s about one subject", x.Operation, often("called", len(found)), x.Max, x.Within)
}

// wanted words bounds of which at least one is given.
func wanted(low, high *int) string {
	switch {
	case high == nil:
		return fmt.Sprintf("at least %d", *low)
	case low == nil:
		return fmt.Sprintf("at most %d", *high)
	case *low == *high:
		return fmt.Sprintf("exactly %d", *low)
	default:
		return fmt.Sprintf("%d to %d", *low, *high)
	}
}

// nearest finds the request that came closest to being one of the operation and
// origin without being it, and words what did not fit: the same operation for
// another origin, else the latest request of the origin to the same vendor, else
// the latest of all.
func (ev *evidence) nearest(operation string, origin sim.Origin) (words string, record *journal.Record) {
	origin = orClient(origin)
	api, _, _ := strings.Cut(operation, ".")
	best := 0
	for _, r := range ev.records {
		closeness := 1
		switch {
		case r.Operation == operation && r.Origin == origin:
			continue
		case r.Operation == operation:
			closeness = 4
		case r.Origin == origin && r.API == api:
			closeness = 3
		case r.Origin == origin:
			closeness = 2
		}
		if closeness >= best {
			best, record = closeness, r
		}
	}
	if record == nil {
		return "no other request was made", nil
	}
	return record.ID + " came closest: " + unfit(record, operation, origin), record
}

// unfit words what does not fit, as the nearest miss of a fault rule does.
func unfit(r *journal.Record, operation string, origin sim.Origin) string {
	var parts []string
	switch {
	case r.Operation == "" && r.Status < http.StatusBadRequest:
		parts = append(parts, fmt.Sprintf("%s %s is no operation (%s)", r.Method, r.Mask(r.Path), answer(r)))
	case r.Operation == "":
		parts = append(parts, fmt.Sprintf("%s %s was refused before its operation was known (%s)", r.Method, r.Mask(r.Path), answer(r)))
	case r.Operation != operation:
		parts = append(parts, fmt.Sprintf("operation is %s, not %s", r.Operation, operation))
	}
	if r.Origin != origin {
		parts = append(parts, fmt.Sprintf("origin is %s, not %s", r.Origin, origin))
	}
	if r.Hint != "" {
		parts = append(parts, r.Mask(r.Hint))
	}
	return strings.Join(parts, ", ")
}

func (ev *evidence) spacing(x *sim.ExpectSpacing) verdict {
	var proof []*journal.Record
	shortest, pauses := sim.Duration(math.MaxInt64), 0
	for _, group := range grouped(ev.of(x.Operation, x.Origin), ev.about) {
		if ev.about(group[0]) == "" {
			continue
		}
		for i, r := range group[1:] {
			before := group[i]
			pauses++
			shortest = min(shortest, shownPause(before, r))
			if pause(before, r) < time.Duration(x.AtLeast) {
				proof = append(proof, before, r)
			}
		}
	}
	switch {
	case pauses == 0:
		return pass("no two calls of %s about the same number follow each other", x.Operation)
	case proof == nil:
		return pass("the shortest pause is %s", shortest)
	}
	v := tooSoon(proof, "%s came %s after %s, expected at least %s", proof[1].ID, shownPause(proof[0], proof[1]), proof[0].ID, x.AtLeast)
	if short := len(proof) / 2; short > 1 {
		v.message += fmt.Sprintf("; %d of %d pauses are too short", short, pauses)
	}
	return v
}

func (ev *evidence) never(x *sim.ExpectNever) verdict {
	found := ev.of(x.Operation, x.Origin)
	if x.AfterError == "" {
		if len(found) > 0 {
			return fail(found, "%s %s", x.Operation, often("called", len(found)))
		}
		return pass("%s was never called", x.Operation)
	}
	var proof []*journal.Record
	for _, r := range found {
		if cause := ev.toldBefore(x, r); cause != nil {
			proof = append(proof, cause, r)
		}
	}
	if proof == nil {
		return pass("%s was never called after %s", x.Operation, x.AfterError)
	}
	said := fmt.Sprintf("%s came after %s was answered %s", proof[1].ID, proof[0].ID, x.AfterError)
	if more := len(proof)/2 - 1; more > 0 {
		said += fmt.Sprintf(", and %s more", sim.Counted(more, "call"))
	}
	return fail(proof, "%s", said)
}

// toldBefore is the first record by which the client had learned of the error,
// about the number of r, when it sent r.
func (ev *evidence) toldBefore(x *sim.ExpectNever, r *journal.Record) *journal.Record {
	for _, e := range ev.records {
		if e.Seq >= r.Seq {
			return nil
		}
		if e.Error == x.AfterError && e.Origin == orClient(x.Origin) && !unread(e) &&
			(ev.about(e) == "" || ev.about(e) == ev.about(r)) {
			return e
		}
	}
	return nil
}

func (ev *evidence) order(operations []string) verdict {
	var found []*journal.Record
	after := uint64(0)
	for i, operation := range operations {
		all := ev.of(operation, "")
		next := slices.IndexFunc(all, func(r *journal.Record) bool { return r.Seq > after })
		switch {
		case next >= 0:
			found = append(found, all[next])
			after = all[next].Seq
		case len(all) == 0:
			return ev.neverCalled(operation, "", found)
		default:
			return fail(append(found, all...), "no call of %s came after %s, the first of %s that fits the order",
				operation, found[i-1].ID, operations[i-1])
		}
	}
	return pass("called in this order: %s", ids(found))
}

// neverCalled is the failure of an operation without a call, with the nearest miss.
func (ev *evidence) neverCalled(operation string, origin sim.Origin, proof []*journal.Record) verdict {
	near, record := ev.nearest(operation, origin)
	if record != nil {
		proof = append(proof, record)
	}
	return fail(proof, "%s was never called; %s", operation, near)
}

func (ev *evidence) conforms(want bool) verdict {
	all := ev.clients()
	broken := slices.DeleteFunc(slices.Clone(all), func(r *journal.Record) bool { return r.Conforms })
	said, other := "the client made no request", ", one that breaks a contract was expected"
	if len(broken) > 0 {
		said = fmt.Sprintf("%d of %s broke a contract; %s", len(broken), sim.Counted(len(all), "request"), breach(broken[0]))
	} else if len(all) > 0 {
		said, other = sim.Counted(len(all), "request")+", none broke a contract", ", one that does was expected"
	}
	switch sound := len(broken) == 0; {
	case sound == want:
		return pass("%s", said)
	case want:
		return fail(broken, "%s", said)
	default:
		return fail(nil, "%s", said+other)
	}
}

// breach words the first thing that was wrong with a request.
func breach(r *journal.Record) string {
	said := r.ID
	if r.Operation != "" {
		said += " " + r.Operation
	}
	for _, v := range r.Violations {
		if v.Direction != "request" {
			continue
		}
		if place := strings.TrimSpace(v.In + " " + v.Name); place != "" {
			said += ", " + place
		}
		return said + ": " + r.Mask(v.Message)
	}
	return said + ": it could not be read"
}
