package grade

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// number judges the live number with the MSISDN, else the one deleted last. All
// that is given must hold.
func (ev *evidence) number(x *sim.ExpectNumber) verdict {
	phone := sim.MSISDN(x.PhoneNumber)
	n, found := ev.latest(phone)
	live := found && n.DeletedAt.IsZero()
	status := n.Status
	if found && !live {
		status = statusAt(n, n.DeletedAt.Time)
	}
	var missing []string
	want := func(holds bool, words string) {
		if !holds {
			missing = append(missing, words)
		}
	}
	if x.Status != nil {
		want(found && slices.Contains(x.Status, status), x.Status.String())
	}
	if x.Exists != nil {
		want(live == *x.Exists, "it to "+either(*x.Exists, "exist", "be gone"))
	}
	if x.InPool != nil {
		want((live && ev.pooled[phone]) == *x.InPool, "it to be in "+either(*x.InPool, "a partner's pool", "no pool"))
	}
	if x.SharedWith != nil && len(x.SharedWith) == 0 {
		want(!live || len(n.SharedWith) == 0, "it to be shared with no business")
	}
	for _, id := range x.SharedWith {
		want(live && slices.Contains(n.SharedWith, id), "it to be shared with "+id)
	}
	if x.Registered != nil {
		n, waba := ev.claimed[phone], ev.askedWABA(phone)
		is := n.Registered && (waba == "" || waba == n.WABA)
		words := either(*x.Registered, "registered", "not registered") + either(waba != "", " on WABA "+waba, "")
		want(is == *x.Registered, "it to be "+words)
	}
	is := ev.state(phone, found, live, status)
	if len(missing) == 0 {
		return pass("%s", is)
	}
	return fail(ev.changes(phone), "%s, expected %s", is, strings.Join(missing, " and "))
}

// state words how a number is.
func (ev *evidence) state(phone string, found, live bool, status sim.Status) string {
	switch n, claimed := ev.claimed[phone]; {
	case live:
		return fmt.Sprintf("%s is %s", phone, status)
	case claimed:
		return fmt.Sprintf("%s is on WABA %s, %s", phone, n.WABA, either(n.Registered, "registered", "not registered"))
	case found:
		return fmt.Sprintf("%s is deleted and was %s", phone, status)
	default:
		return "there is no number " + phone
	}
}

// askedWABA is the id of the WABA on which the task wants the number, or "".
func (ev *evidence) askedWABA(phone string) string {
	if ev.file.Task != nil {
		for _, c := range ev.file.Task.Claim {
			if sim.MSISDN(c.PhoneNumber) == phone {
				return c.WABA
			}
		}
	}
	return ""
}

// handOuts looks for the number that the most signups offered at the same time.
func (ev *evidence) handOuts(x *sim.AtMost) verdict {
	most, worst := 0, ""
	for _, s := range ev.signups {
		for _, offer := range s.Offered {
			if offer.Open > most {
				most, worst = offer.Open, offer.PhoneNumber
			}
		}
	}
	switch {
	case most == 0:
		return pass("no signup offered a number")
	case most > *x.Max:
		return fail(nil, "%s was offered in %s open at once, expected at most %d", worst, sim.Counted(most, "signup"), *x.Max)
	default:
		return pass("no number was offered in more than %s at once", sim.Counted(most, "signup"))
	}
}

func either(yes bool, one, other string) string {
	if yes {
		return one
	}
	return other
}

// latest is the live number with the MSISDN, else the one deleted last.
func (ev *evidence) latest(phone string) (n sim.Number, found bool) {
	for i, o := range ev.numbers[phone] {
		if i == 0 || o.DeletedAt.IsZero() || !n.DeletedAt.IsZero() && !o.DeletedAt.Before(n.DeletedAt.Time) {
			n, found = o, true
		}
	}
	return n, found
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
	return filter(ev.records, func(r *journal.Record) bool {
		return r.Origin == sim.OriginClient && r.Method != "GET" && ev.about(r) == phone
	})
}

// askedCodes judges the requests for codes. The inbox knows what became of a
// code: a used one was used before the next came, since the next would have voided
// it, and so was one void after too many wrong tries.
func (ev *evidence) askedCodes(x *sim.ExpectCodes) verdict {
	requests, pending := ev.earlyCodes(x)
	soon := filter(pending, func(e earlyCode) bool { return e.prev.Attempts == 0 && e.pause < time.Duration(x.Within) })
	switch said := fmt.Sprintf("%s while an earlier one lived", sim.Counted(len(pending), "code")); {
	case requests == 0:
		return pass("no request sent a code")
	case len(soon) > 0:
		return tooSoon(proof(soon), "%s, expected at least %s", soon[0].words, x.Within)
	case x.WhilePending != nil && len(pending) > *x.WhilePending.Max:
		return fail(proof(pending), "%s, expected at most %d; %s", said, *x.WhilePending.Max, pending[0].words)
	default:
		return pass("%s of %d asked for", said, requests)
	}
}

// earlyCode is a code that was asked for while the one before lived. Its proof are the
// requests for both, as far as there are records of them.
type earlyCode struct {
	prev  sim.Code
	proof []*journal.Record
	pause time.Duration
	words string
}

func proof(codes []earlyCode) (all []*journal.Record) {
	for _, e := range codes {
		all = append(all, e.proof...)
	}
	return all
}

// earlyCodes finds the codes that were asked for while the one before lived, of how
// many requests.
func (ev *evidence) earlyCodes(x *sim.ExpectCodes) (requests int, pending []earlyCode) {
	asked := ev.askers(orClient(x.Origin))
	phone := sim.MSISDN(x.PhoneNumber)
	before := map[string]int{}
	for i, c := range ev.codes {
		prev, any := before[c.NumberID]
		before[c.NumberID] = i
		by := asked[i]
		if by == nil || phone != "" && c.PhoneNumber != phone {
			continue
		}
		requests++
		if any && ev.lived(ev.codes[prev], c.IssuedAt.Time) {
			pending = append(pending, early(ev.codes[prev], c, asked[prev], by))
		}
	}
	return requests, pending
}

// early is the code c, asked for by a request while prev lived; old, the request for
// that one, is nil when its record is gone.
func early(prev, c sim.Code, old, by *journal.Record) earlyCode {
	e := earlyCode{prev: prev, proof: []*journal.Record{by}, pause: c.IssuedAt.Sub(prev.IssuedAt.Time)}
	shown := sim.Duration(e.pause)
	if old != nil {
		e.proof, e.pause, shown = []*journal.Record{old, by}, pause(old, by), shownPause(old, by)
	}
	e.words = fmt.Sprintf("%s asked for a code for %s, %s after the one before, which lived until %s",
		by.ID, c.PhoneNumber, shown, prev.ExpiresAt.UTC().Format(time.RFC3339))
	return e
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
		if r.Operation != "meta.request_code" || !applied(r) || len(waiting[m]) == 0 {
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
