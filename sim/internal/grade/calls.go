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
	found := filter(ev.of(x.Operation, x.Origin), ev.concerning(x.PhoneNumber))
	v := counts(x, found, "called")
	if !v.passed && x.Min != nil && len(found) < *x.Min {
		return ev.withNearest(v, x.Operation, x.Origin)
	}
	return v
}

// effects counts the requests that made their change, of every origin unless one
// is given.
func (ev *evidence) effects(x *sim.ExpectCalls) verdict {
	all := filter(filter(ev.records, func(r *journal.Record) bool {
		return r.Operation == x.Operation && (x.Origin == "" || r.Origin == x.Origin)
	}), ev.concerning(x.PhoneNumber))
	made := filter(all, applied)
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

// concerning tells the records about a phone number; "" tells all.
func (ev *evidence) concerning(phone string) func(*journal.Record) bool {
	phone = sim.MSISDN(phone)
	return func(r *journal.Record) bool { return phone == "" || ev.about(r) == phone }
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
		if many := burst(group, x.Max+1, time.Duration(x.Within)); many != nil {
			first, end := many[0], last(many)
			return tooSoon(many, "%s about %s came within %s (%s to %s), expected at most %d in %s", sim.Counted(len(many), "call"),
				ev.subject(first), shownPause(first, end), first.ID, end.ID, x.Max, x.Within)
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

// withNearest adds to a failure the request that came closest to being one of the
// operation and origin without being it, and what did not fit: the same operation for
// another origin, else the latest request of the origin to the same vendor, else
// the latest of all.
func (ev *evidence) withNearest(v verdict, operation string, origin sim.Origin) verdict {
	origin = orClient(origin)
	var record *journal.Record
	best := 0
	for _, r := range ev.records {
		closeness := 1
		switch {
		case r.Operation == operation && r.Origin == origin:
			continue
		case r.Operation == operation:
			closeness = 4
		case r.Origin == origin && r.API == sim.Vendor(operation):
			closeness = 3
		case r.Origin == origin:
			closeness = 2
		}
		if closeness >= best {
			best, record = closeness, r
		}
	}
	if record == nil {
		v.message += "; no other request was made"
		return v
	}
	v.message += "; " + record.ID + " came closest: " + unfit(record, operation, origin)
	v.records = append(v.records, record)
	return v
}

// unfit words what does not fit, as the nearest miss of a fault rule does.
func unfit(r *journal.Record, operation string, origin sim.Origin) string {
	var parts []string
	switch {
	case r.Operation == "":
		what := either(r.Status < http.StatusBadRequest, "is no operation", "was refused before its operation was known")
		parts = append(parts, fmt.Sprintf("%s %s %s (%s)", r.Method, r.Mask(r.Path), what, answer(r)))
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
			return ev.withNearest(fail(found, "%s was never called", operation), operation, "")
		default:
			return fail(append(found, all...), "no call of %s came after %s, the first of %s that fits the order",
				operation, found[i-1].ID, operations[i-1])
		}
	}
	return pass("called in this order: %s", strings.Join(ids(found), ", "))
}

func (ev *evidence) conforms(want bool) verdict {
	all := ev.clients()
	broken := filter(all, func(r *journal.Record) bool { return !r.Conforms })
	said := "the client made no request"
	if len(broken) > 0 {
		said = fmt.Sprintf("%d of %s broke a contract; %s", len(broken), sim.Counted(len(all), "request"), breach(broken[0]))
	} else if len(all) > 0 {
		said = sim.Counted(len(all), "request") + ", none broke a contract"
	}
	switch sound := len(broken) == 0; {
	case sound == want:
		return pass("%s", said)
	case sound:
		said += ", one that breaks a contract was expected"
	}
	return fail(broken, "%s", said)
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
