package grade

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// filter are those of a list for which a condition holds.
func filter[T any](list []T, holds func(T) bool) (out []T) {
	for _, v := range list {
		if holds(v) {
			out = append(out, v)
		}
	}
	return out
}

// of are the records of an operation and origin; "" is the client's.
func (ev *evidence) of(operation string, origin sim.Origin) []*journal.Record {
	if operation == sim.WebhookOperation {
		origin = sim.OriginMeta
	}
	return filter(ev.records, func(r *journal.Record) bool { return r.Operation == operation && r.Origin == orClient(origin) })
}

// clients are the requests of the client.
func (ev *evidence) clients() []*journal.Record {
	return filter(ev.records, func(r *journal.Record) bool { return r.Origin == sim.OriginClient })
}

func orClient(origin sim.Origin) sim.Origin { return cmp.Or(origin, sim.OriginClient) }

// about names the number a record is about, or is "". An id that no number has, or
// had, has no phone number.
func (ev *evidence) about(r *journal.Record) string {
	switch {
	case r.PhoneNumber != "":
		return r.PhoneNumber
	case r.NumberID != "":
		return "number " + r.NumberID
	default:
		return ""
	}
}

// subject names what a record is about: a number, else a partner or business.
func (ev *evidence) subject(r *journal.Record) string {
	switch about := ev.about(r); {
	case about != "":
		return about
	case r.Partner != "":
		return "partner " + r.Partner
	default:
		return "business " + r.Business
	}
}

// grouped sorts records by a key, the groups in the order in which each began.
func grouped(records []*journal.Record, key func(*journal.Record) string) [][]*journal.Record {
	var out [][]*journal.Record
	place := map[string]int{}
	for _, r := range records {
		k := key(r)
		i, known := place[k]
		if !known {
			i = len(out)
			place[k] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], r)
	}
	return out
}

// pause is the time between two requests: of the world or of the wall, whichever
// is longer.
func pause(a, b *journal.Record) time.Duration {
	passed := b.At.Sub(a.At)
	if a.Arrived.IsZero() || b.Arrived.IsZero() {
		return passed
	}
	return max(passed, b.Arrived.Sub(a.Arrived))
}

// shownPause is a pause as messages show it: wall time in whole seconds, so that a
// report of a frozen world repeats to the byte.
func shownPause(a, b *journal.Record) sim.Duration {
	passed := b.At.Sub(a.At)
	return sim.Duration(max(passed, pause(a, b).Truncate(time.Second)))
}

// unread tells that the client did not get the answer, or not as it was sent.
func unread(r *journal.Record) bool {
	return r.Status == 0 || r.Outcome != "replied" && r.Outcome != "slow"
}

func succeeded(r *journal.Record) bool { return !unread(r) && r.Status < 400 }

// transient tells that repeating the request may mend what went wrong.
func transient(r *journal.Record) bool {
	if unread(r) || r.Status >= 400 && r.Transient {
		return true
	}
	return r.Error == "" && (r.Status >= 500 || r.Status == 429)
}

func permanent(r *journal.Record) bool { return !succeeded(r) && !transient(r) }

// told is how long the answer asked the client to wait, 0 for not at all. An
// answer that a fault rule wrote out may say it in a header of its own.
func told(r *journal.Record) time.Duration {
	switch r.Outcome {
	case "reset", "closed", "hung", "dropped":
		return 0
	}
	if r.RetryAfter > 0 {
		return r.RetryAfter
	}
	seconds, err := strconv.ParseUint(r.ResponseHeader.Get("Retry-After"), 10, 31)
	if err != nil {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// credential is the secret a request came with.
func credential(r *journal.Record) string {
	if key := r.RequestHeader.Get("X-API-Key"); key != "" {
		return key
	}
	if _, token, ok := strings.Cut(strings.TrimSpace(r.RequestHeader.Get("Authorization")), " "); ok {
		return strings.TrimSpace(token)
	}
	return query(r).Get("access_token")
}

// answer words what a request was answered with.
func answer(r *journal.Record) string {
	switch {
	case unread(r) && r.Outcome != "" && r.Outcome != "replied":
		return "answer " + r.Outcome
	case unread(r):
		return "no answer"
	case r.Error != "":
		return r.Error
	default:
		return "status " + strconv.Itoa(r.Status)
	}
}

// often words how often something was done.
func often(done string, n int) string {
	if n == 0 {
		return "was never " + done
	}
	return "was " + done + " " + sim.Times(n)
}
