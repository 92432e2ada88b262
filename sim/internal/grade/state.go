package grade

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// number judges the live number with the MSISDN, else the one deleted last by
// the status it had when it went.
func (ev *evidence) number(x *sim.ExpectNumber) verdict {
	phone := sim.MSISDN(x.PhoneNumber)
	all := ev.numbers[phone]
	if len(all) == 0 {
		return fail(ev.changes(phone), "there is no number %s, expected %s", phone, x.Status)
	}
	n := all[0]
	for _, o := range all[1:] {
		if o.DeletedAt.IsZero() || !n.DeletedAt.IsZero() && !o.DeletedAt.Before(n.DeletedAt.Time) {
			n = o
		}
	}
	status, verb := n.Status, "is"
	if !n.DeletedAt.IsZero() {
		status, verb = statusAt(n, n.DeletedAt.Time), "is deleted and was"
	}
	if slices.Contains(x.Status, status) {
		return pass("%s %s %s", phone, verb, status)
	}
	return fail(ev.changes(phone), "%s %s %s, expected %s", phone, verb, status, x.Status)
}

func statusAt(n sim.Number, at time.Time) sim.Status {
	switch {
	case n.VerifiedAt.IsZero():
		return sim.NotVerified
	case at.Before(n.ExpiresAt.Time):
		return sim.Verified
	default:
		return sim.Expired
	}
}

// changes are the client's requests about a number, without those that only
// read it.
func (ev *evidence) changes(phone string) []*journal.Record {
	var out []*journal.Record
	for _, r := range ev.records {
		if r.Origin == sim.OriginClient && r.Method != "GET" && ev.about(r) == phone {
			out = append(out, r)
		}
	}
	return out
}

// pendingCodes counts the codes asked for while the one before could still be
// entered. The inbox knows what became of a code: a used one was used before the
// next came, since the next would have voided it, and so was one void after too
// many wrong tries.
func (ev *evidence) pendingCodes(x *sim.ExpectCodes) verdict {
	asked := ev.askers(orClient(x.Origin))
	phone := sim.MSISDN(x.PhoneNumber)
	before := map[string]int{}
	var proof []*journal.Record
	requests, early, first := 0, 0, ""
	for i, c := range ev.codes {
		prev, any := before[c.NumberID]
		before[c.NumberID] = i
		by := asked[i]
		if by == nil || phone != "" && c.PhoneNumber != phone {
			continue
		}
		requests++
		if !any || !ev.lived(ev.codes[prev], c.IssuedAt.Time) {
			continue
		}
		if old := asked[prev]; old != nil {
			proof = append(proof, old)
		}
		proof = append(proof, by)
		if early++; early == 1 {
			first = fmt.Sprintf("%s asked for a code for %s, %s after the one before, which lived until %s", by.ID, c.PhoneNumber,
				sim.Duration(c.IssuedAt.Sub(ev.codes[prev].IssuedAt.Time)), ev.codes[prev].ExpiresAt.UTC().Format(time.RFC3339))
		}
	}
	switch said := fmt.Sprintf("%s while an earlier one lived", counted(early, "code")); {
	case requests == 0:
		return pass("no request sent a code")
	case early > *x.WhilePending.Max:
		return fail(proof, "%s, expected at most %d; %s", said, *x.WhilePending.Max, first)
	default:
		return pass("%s of %d asked for", said, requests)
	}
}

func (ev *evidence) lived(c sim.Code, at time.Time) bool {
	return at.Before(c.ExpiresAt.Time) && c.State != sim.CodeUsed && c.Attempts < ev.tries
}

// askers finds for each code of the inbox the request of the origin that asked
// for it. A request through 360dialog counts for the client that made it. A
// number's codes and the requests that sent one meet in order at each instant.
func (ev *evidence) askers(origin sim.Origin) map[int]*journal.Record {
	type moment struct {
		number string
		at     int64
	}
	waiting := map[moment][]int{}
	for i, c := range ev.codes {
		m := moment{c.NumberID, c.IssuedAt.UnixNano()}
		waiting[m] = append(waiting[m], i)
	}
	out := map[int]*journal.Record{}
	for _, r := range ev.records {
		m := moment{r.NumberID, r.At.UnixNano()}
		if !sentCode(r) || len(waiting[m]) == 0 {
			continue
		}
		i := waiting[m][0]
		waiting[m] = waiting[m][1:]
		if parent := ev.byID[r.Parent]; parent != nil && origin == sim.OriginClient {
			r = parent
		}
		if r.Origin == origin {
			out[i] = r
		}
	}
	return out
}

// sentCode tells that a request sent a code, whatever the client was told.
func sentCode(r *journal.Record) bool {
	if r.Operation != "meta.request_code" || r.Outcome == "reset" || r.Outcome == "closed" || r.Outcome == "hung" {
		return false
	}
	for _, d := range r.Decisions {
		if d.Point == "reply" && strings.HasSuffix(d.Action, "-applied") {
			return true
		}
	}
	return r.Status < 400
}
