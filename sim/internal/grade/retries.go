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

// problems are the findings of a check that may have several.
type problems struct {
	texts []string
	proof []*journal.Record
}

func (p *problems) add(proof []*journal.Record, format string, args ...any) {
	p.texts = append(p.texts, fmt.Sprintf(format, args...))
	p.proof = append(p.proof, proof...)
}

// listed is how many problems a message spells out.
const listed = 3

func (p *problems) verdict() verdict {
	texts := p.texts
	if more := len(texts) - listed; more > 0 {
		texts = append(slices.Clone(texts[:listed]), fmt.Sprintf("and %d more", more))
	}
	return fail(p.proof, "%s", strings.Join(texts, "; "))
}

func (ev *evidence) retries(x *sim.ExpectRetries) verdict {
	found := ev.of(x.Operation, x.Origin)
	if len(found) == 0 {
		return pass("%s was never called, so there was nothing to repeat", x.Operation)
	}
	var p problems
	failures := 0
	for _, group := range grouped(found, ev.subject) {
		for _, s := range transientSeries(group) {
			failures++
			p.judge(s, x.Transient)
		}
		for _, s := range ev.permanentSeries(group) {
			failures++
			p.judge(s, x.Permanent)
		}
	}
	if x.HonoursWait {
		ev.waits(found, &p)
	}
	switch {
	case len(p.texts) > 0:
		return p.verdict()
	case failures == 0:
		return pass("no call of %s failed, so there was nothing to repeat", x.Operation)
	default:
		return pass("%s of %s, each repeated as expected", counted(failures, "failure"), x.Operation)
	}
}

// transientSeries finds each transient failure with all that followed about the
// same subject, up to the first answer that is no such failure.
func transientSeries(group []*journal.Record) []series {
	var out []series
	open := false
	for _, r := range group {
		switch {
		case open:
			last := &out[len(out)-1]
			last.tries = append(last.tries, r)
			open = transient(r)
			last.open = open
		case transient(r):
			out = append(out, series{tries: []*journal.Record{r}, open: true})
			open = true
		}
	}
	return out
}

// permanentSeries finds each permanent failure with the requests that only
// repeated it. One that succeeds is the last of its series.
func (ev *evidence) permanentSeries(group []*journal.Record) []series {
	var out []series
	place := map[string]int{}
	for _, r := range group {
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

func (p *problems) judge(s series, b *sim.RetryBounds) {
	if b == nil {
		return
	}
	first, n := s.tries[0], len(s.tries)-1
	said := fmt.Sprintf("%s (%s) %s", first.ID, answer(first), often("repeated", n))
	switch {
	case b.Max != nil && n > *b.Max:
		p.add(s.tries, "%s, expected at most %d", said, *b.Max)
	case b.Min != nil && n < *b.Min && s.open:
		p.add(s.tries, "%s, expected at least %d", said, *b.Min)
	}
	if b.Backoff {
		p.backoff(s.tries)
	}
}

// backoff demands pauses that do not shrink. A pause the answer asked for has
// its length from the vendor, so it is not held against the others.
func (p *problems) backoff(tries []*journal.Record) {
	longest, at := time.Duration(0), 0
	for i := 1; i < len(tries); i++ {
		before, r := tries[i-1], tries[i]
		pause := r.At.Sub(before.At)
		switch {
		case pause <= 0:
			p.add([]*journal.Record{before, r}, "%s repeated %s without a pause", r.ID, before.ID)
			return
		case told(before) > 0:
		case pause < longest:
			p.add(tries[at-1:i+1], "%s came %s after %s, sooner than the %s before %s", r.ID, sim.Duration(pause), before.ID,
				sim.Duration(longest), tries[at].ID)
			return
		default:
			longest, at = pause, i
		}
	}
}

// waits holds each answer that asked for a pause against the next request it was
// meant for.
func (ev *evidence) waits(found []*journal.Record, p *problems) {
	for i, r := range found {
		wait := told(r)
		if wait == 0 {
			continue
		}
		whose := ev.whose(r)
		next := slices.IndexFunc(found[i+1:], func(o *journal.Record) bool { return whose(o) == whose(r) })
		if next < 0 {
			continue
		}
		o := found[i+1+next]
		if pause := o.At.Sub(r.At); pause < wait {
			p.add([]*journal.Record{r, o}, "%s asked for a pause of %s, %s came after %s", r.ID, sim.Duration(wait), o.ID, sim.Duration(pause))
		}
	}
}

// whose is the key by which the limit that refused r counts, else the subject.
func (ev *evidence) whose(r *journal.Record) func(*journal.Record) string {
	switch ev.per[r.Limit] {
	case "business":
		return func(o *journal.Record) string { return o.Business }
	case "partner":
		return func(o *journal.Record) string { return o.Partner }
	case "token":
		return credential
	case "app":
		return func(o *journal.Record) string { return ev.apps[credential(o)] }
	default:
		return ev.subject
	}
}
