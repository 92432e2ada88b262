package grade

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// series is a failure and its repetitions, oldest first.
type series struct {
	tries []*journal.Record
	// open says that the last try failed in the same way: nothing ended it.
	open bool
}

func (ev *evidence) retries(x *sim.ExpectRetries) verdict {
	found := ev.of(x.Operation, x.Origin)
	if len(found) == 0 {
		return pass("%s was never called, so there was nothing to repeat", x.Operation)
	}
	var wrong []verdict
	failures := len(found) - len(filter(found, succeeded))
	for _, group := range grouped(found, ev.subject) {
		for _, s := range transientSeries(group) {
			wrong = append(wrong, judge(s, x.Transient)...)
		}
		for _, s := range ev.permanentSeries(group) {
			wrong = append(wrong, judge(s, x.Permanent)...)
		}
	}
	if x.HonoursWait {
		wrong = append(wrong, ev.waits(found)...)
	}
	switch {
	case len(wrong) > 0:
		return together(wrong)
	case failures == 0:
		return pass("no call of %s failed, so there was nothing to repeat", x.Operation)
	default:
		return pass("%s of %s, none repeated too soon or too often", sim.Counted(failures, "failure"), x.Operation)
	}
}

// transientSeries finds each transient failure with all that followed about the
// same subject, up to the first answer that is no such failure.
func transientSeries(group []*journal.Record) []series {
	var out []series
	for _, r := range group {
		if n := len(out) - 1; n >= 0 && out[n].open {
			out[n] = series{append(out[n].tries, r), transient(r)}
		} else if transient(r) {
			out = append(out, series{[]*journal.Record{r}, true})
		}
	}
	return out
}

// permanentSeries finds each permanent failure with the requests that only
// repeated it. One that succeeds is the last of its series. Reading again repeats
// nothing.
func (ev *evidence) permanentSeries(group []*journal.Record) []series {
	var out []series
	place := map[string]int{}
	for _, r := range group {
		if r.Method == "GET" && r.Operation != sim.ExchangeOperation {
			continue
		}
		key := sameRequest(r)
		if i, known := place[key]; known && !ev.movedOn(last(out[i].tries), r) {
			out[i].tries = append(out[i].tries, r)
			if succeeded(r) {
				delete(place, key)
				out[i].open = false
			}
			continue
		}
		delete(place, key)
		if permanent(r) {
			place[key] = len(out)
			out = append(out, series{tries: []*journal.Record{r}, open: true})
		}
	}
	return out
}

func last(records []*journal.Record) *journal.Record { return records[len(records)-1] }

// sameRequest is equal for requests that ask for the same thing in the same
// words.
func sameRequest(r *journal.Record) string {
	return strings.Join([]string{r.Method, r.Path, r.Query, credential(r), string(r.RequestBody)}, "\x00")
}

// movedOn tells that r is no mere repetition of before, because the number was
// changed in between: by another request that succeeded, or by time.
func (ev *evidence) movedOn(before, r *journal.Record) bool {
	if r.NumberStatus != before.NumberStatus && !(succeeded(r) && setsStatus(r.Operation)) {
		return true
	}
	subject, key := ev.subject(r), sameRequest(r)
	return slices.ContainsFunc(ev.records, func(o *journal.Record) bool {
		return o.Seq > before.Seq && o.Seq < r.Seq && o.Method != "GET" && o.Status > 0 && o.Status < 400 &&
			ev.subject(o) == subject && sameRequest(o) != key
	})
}

// setsStatus: the record of such a call, when it succeeded, has the status the
// call itself brought about.
func setsStatus(operation string) bool {
	_, verb, _ := strings.Cut(operation, ".")
	return verb == "add_number" || verb == "verify_code" || verb == "verify_otp"
}

// judge holds a failure and its repetitions against their bounds.
func judge(s series, b *sim.RetryBounds) (wrong []verdict) {
	if b == nil {
		return nil
	}
	first, n := s.tries[0], len(s.tries)-1
	said := fmt.Sprintf("%s (%s) %s", first.ID, answer(first), often("repeated", n))
	switch {
	case b.Max != nil && n > *b.Max:
		wrong = append(wrong, fail(s.tries, "%s, expected at most %d", said, *b.Max))
	case b.Min != nil && n < *b.Min && s.open:
		wrong = append(wrong, fail(s.tries, "%s, expected at least %d", said, *b.Min))
	}
	if b.Backoff {
		wrong = append(wrong, backoff(s.tries)...)
	}
	return wrong
}

// backoff looks for bursts. How pauses grow is the client's affair.
func backoff(tries []*journal.Record) []verdict {
	for _, b := range []struct {
		attempts int
		within   time.Duration
		words    string
	}{{3, time.Second, "second"}, {11, time.Minute, "minute"}} {
		if many := burst(tries, b.attempts, b.within); many != nil {
			return []verdict{tooSoon(many, "%s to %s are %d attempts within a %s", many[0].ID, last(many).ID, b.attempts, b.words)}
		}
	}
	return nil
}

// burst is the first n records that follow each other within less than a span.
func burst(records []*journal.Record, n int, within time.Duration) []*journal.Record {
	for end := n; end <= len(records); end++ {
		if many := records[end-n : end]; pause(many[0], last(many)) < within {
			return many
		}
	}
	return nil
}

// waits holds each answer that asked for a pause against the next request it was
// meant for.
func (ev *evidence) waits(found []*journal.Record) (wrong []verdict) {
	for i, r := range found {
		wait, whose := told(r), ev.whose(r)
		if wait == 0 {
			continue
		}
		next := slices.IndexFunc(found[i+1:], func(o *journal.Record) bool { return whose(o) == whose(r) && !beside(r, o) })
		if next < 0 {
			continue
		}
		if o := found[i+1+next]; pause(r, o) < wait {
			wrong = append(wrong, tooSoon([]*journal.Record{r, o}, "%s asked for a pause of %s, %s came after %s",
				r.ID, sim.Duration(wait), o.ID, shownPause(r, o)))
		}
	}
	return wrong
}

// beside tells that o was on its way before r was answered, so that its sender could
// not know of the answer.
func beside(r, o *journal.Record) bool {
	return !r.Arrived.IsZero() && o.Arrived.Before(r.Arrived.Add(r.Duration))
}

// whose is the key by which the limit that refused r counts, else the subject.
func (ev *evidence) whose(r *journal.Record) func(*journal.Record) string {
	switch ev.per[r.Limit] {
	case sim.PerBusiness:
		return func(o *journal.Record) string { return o.Business }
	case sim.PerPartner:
		return func(o *journal.Record) string { return o.Partner }
	case sim.PerToken:
		return credential
	case sim.PerApp:
		return func(o *journal.Record) string { return ev.apps[credential(o)] }
	default:
		return ev.subject
	}
}
