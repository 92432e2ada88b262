package store_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

var (
	modelBusinesses = []string{alpha, beta, gamma}
	modelPhones     = []string{phoneA, phoneB, phoneC}
	modelPartners   = []string{"simul8PA", "otherPA"}

	// The jumps meet the edges of codes, windows and validities exactly.
	modelJumps = []time.Duration{
		time.Nanosecond, time.Second, 10*time.Minute - time.Nanosecond, 10 * time.Minute,
		day, 14*day - 10*time.Minute, 14 * day, 45*day - time.Nanosecond, 45 * day, 90 * day,
	}
)

// machine drives the store and the model side by side.
type machine struct {
	*bench
	m *model
}

func newMachine(t *rapid.T) *machine {
	rules := store.Rules{
		Switches: sim.Switches{Claimed: rapid.SampledFrom([]string{"", "in_use"}).Draw(t, "claimed")},
		Profile:  rapid.SampledFrom(sim.Profiles).Draw(t, "profile"),
		Codes:    sim.CodeRules{Length: 6, TTL: sim.Duration(10 * time.Minute), Attempts: 2},
		PoolSync: sim.Duration(rapid.SampledFrom([]time.Duration{0, 14 * day, 4*day + time.Hour}).Draw(t, "pool sync")),
	}
	return &machine{bench: newBench(t, rules), m: &model{rules: rules, now: start}}
}

func (x *machine) same(t *rapid.T, what string, got, want sim.ErrorCode) {
	if got != want {
		t.Fatalf("%s: the store says %q, the model %q", what, got, want)
	}
}

func (x *machine) id(t *rapid.T) string {
	ids := []string{"1000000000000000"}
	for _, n := range x.m.numbers {
		ids = append(ids, n.id)
	}
	// The newest are the ones at which things still happen.
	ids = ids[max(0, len(ids)-4):]
	return rapid.SampledFrom(ids).Draw(t, "id")
}

func business(t *rapid.T, label string) string {
	return rapid.SampledFrom([]string{alpha, alpha, beta, gamma, "404404404404404"}).Draw(t, label)
}

func phone(t *rapid.T) string { return rapid.SampledFrom(modelPhones).Draw(t, "phone") }

func (x *machine) addNumber(t *rapid.T) {
	owner, msisdn, id := business(t, "owner"), phone(t), ""
	got := x.try(func(tx *store.Tx) error {
		n, err := tx.AddNumber(owner, "+"+msisdn)
		id = n.ID
		return err
	})
	want := x.m.canAdd(owner, msisdn)
	x.same(t, "add", got, want)
	if want == refusalOfNone {
		if x.m.byID(id) != nil {
			t.Fatalf("id %s was given twice", id)
		}
		x.m.add(id, owner, msisdn)
	}
}

func (x *machine) requestCode(t *rapid.T) {
	id, actor := x.id(t), business(t, "actor")
	got := x.try(request(id, actsFor(actor)))
	n, want := x.m.mayVerify(id, actor, sim.BusinessAccessDenied)
	x.same(t, "request", got, want)
	if want == refusalOfNone {
		x.m.request(n, x.newest().Code)
	}
}

func (x *machine) verifyCode(t *rapid.T) {
	id, actor := x.id(t), business(t, "actor")
	if n := x.m.byID(id); n != nil && rapid.Bool().Draw(t, "as owner") {
		actor = n.owner
	}
	value := "x"
	if c := x.knownCode(id); c != nil {
		value = c.value
	}
	if old := x.m.codes; len(old) > 0 && rapid.IntRange(0, 3).Draw(t, "stale") == 0 {
		value = rapid.SampledFrom(old).Draw(t, "old").value
	}
	if rapid.IntRange(0, 2).Draw(t, "wrong") == 0 {
		value += "0"
	}
	x.same(t, "verify", x.try(verify(id, actsFor(actor), value)), x.m.verifyCode(id, actor, value))
}

func (x *machine) knownCode(id string) *modelCode {
	for _, c := range slices.Backward(x.m.codes) {
		if c.number.id == id {
			return c
		}
	}
	return nil
}

func (x *machine) deleteNumber(t *rapid.T) {
	id, actor := x.id(t), business(t, "actor")
	got := x.try(func(tx *store.Tx) error { return tx.DeleteNumber(id, actsFor(actor)) })
	x.same(t, "delete", got, x.m.remove(id, actor))
}

func (x *machine) share(t *rapid.T) {
	b, id, with := business(t, "business"), x.id(t), business(t, "with")
	actor := b
	if rapid.IntRange(0, 5).Draw(t, "foreign") == 0 {
		actor = business(t, "actor")
	}
	got := x.try(func(tx *store.Tx) error { return tx.Share(b, id, with, actsFor(actor)) })
	x.same(t, "share", got, x.m.share(b, id, with, actor))
}

func (x *machine) unshare(t *rapid.T) {
	b, id, with := business(t, "business"), x.id(t), business(t, "with")
	got := x.try(func(tx *store.Tx) error { return tx.Unshare(b, id, with, actsFor(b)) })
	x.same(t, "unshare", got, x.m.unshare(b, id, with, b))
}

func (x *machine) event(t *rapid.T) {
	msisdn, replace := phone(t), rapid.Bool().Draw(t, "replace")
	switch rapid.IntRange(0, 5).Draw(t, "event") {
	case 0:
		got := x.try(func(tx *store.Tx) error { return tx.Claim("+"+msisdn, replace) })
		x.same(t, "claim", got, x.m.claim(msisdn, replace))
	case 1:
		x.same(t, "expire", x.try(func(tx *store.Tx) error { return tx.Expire(msisdn) }), x.m.expire(msisdn))
	case 2:
		x.same(t, "verify event", x.try(func(tx *store.Tx) error { return tx.Verify(msisdn) }), x.m.verifyEvent(msisdn))
	case 3:
		x.same(t, "restore", x.try(func(tx *store.Tx) error { return tx.Restore(msisdn) }), x.m.restore(msisdn))
	case 4:
		x.shareUntil(t, msisdn)
	default:
		want := sim.NumberNotFound
		if n := x.m.byPhone(msisdn); n != nil {
			want = refusalOfNone
			x.m.gone(n)
		}
		x.same(t, "remove", x.try(func(tx *store.Tx) error { return tx.Remove(msisdn) }), want)
	}
}

func (x *machine) shareUntil(t *rapid.T, msisdn string) {
	with, until := business(t, "with"), time.Time{}
	if after := rapid.SampledFrom(append(modelJumps, 0)).Draw(t, "until"); after > 0 || rapid.Bool().Draw(t, "ended") {
		until = x.now.Add(after)
	}
	got := x.try(func(tx *store.Tx) error { return tx.ShareUntil(msisdn, with, until) })
	x.same(t, "share until", got, x.m.shareUntil(msisdn, with, until))
}

func (x *machine) pool(t *rapid.T) {
	partner, id := rapid.SampledFrom(modelPartners).Draw(t, "partner"), x.id(t)
	if rapid.IntRange(0, 2).Draw(t, "take") > 0 {
		got := x.try(func(tx *store.Tx) error { _, err := tx.AddToPool(partner, id); return err })
		x.same(t, "to pool", got, x.m.toPool(partner, id))
		return
	}
	got := x.try(func(tx *store.Tx) error { return tx.TakeFromPool(partner, id) })
	x.same(t, "from pool", got, x.m.fromPool(partner, id))
}

func (x *machine) move(t *rapid.T) {
	d := rapid.SampledFrom(modelJumps).Draw(t, "jump")
	x.now = x.now.Add(d)
	x.m.advance(d)
	if rapid.Bool().Draw(t, "settle") {
		x.s.Settle(x.now)
	}
}

// check compares everything that can be seen.
func (x *machine) check(t *rapid.T) {
	x.checkNumbers(t)
	x.checkListings(t)
	x.checkCodes(t)
	x.checkPools(t)
}

func (x *machine) checkNumbers(t *rapid.T) {
	all := x.all(store.NumberFilter{Deleted: true})
	if len(all) != len(x.m.numbers) {
		t.Fatalf("%d numbers, the model has %d", len(all), len(x.m.numbers))
	}
	for i, n := range all {
		w := x.m.numbers[i]
		if n.ID != w.id || n.PhoneNumber != w.phone || n.OwnerBusinessID != w.owner || !slices.Equal(n.SharedWith, w.shared) ||
			n.Status != w.statusAt(x.now) || (n.Availability == sim.InUse) != w.claimed {
			t.Fatalf("number %+v, the model has %+v (%s)", n, w, w.statusAt(x.now))
		}
		if !n.CreatedAt.Equal(w.created) || !n.VerifiedAt.Equal(w.verified) || !n.ExpiresAt.Equal(w.expires) ||
			!n.DeletedAt.Equal(w.deleted) {
			t.Fatalf("times of %+v, the model has %+v", n, w)
		}
	}
}

func (x *machine) checkListings(t *rapid.T) {
	for _, id := range modelBusinesses {
		var want []string
		for _, n := range x.m.numbers {
			if n.live() && n.seenBy(id) {
				want = append(want, n.id)
			}
		}
		page := x.page(actsFor(id), store.Query{})
		if !slices.Equal(idsOf(page.Numbers), want) && len(page.Numbers)+len(want) > 0 {
			t.Fatalf("list of %s: %v, the model has %v", id, idsOf(page.Numbers), want)
		}
		x.do(func(tx *store.Tx) {
			if got := tx.Count(id, store.Query{}); got != len(want) {
				t.Fatalf("count of %s: %d, want %d", id, got, len(want))
			}
		})
	}
}

func (x *machine) checkCodes(t *rapid.T) {
	codes := x.codes(store.CodeFilter{})
	slices.Reverse(codes)
	if len(codes) != len(x.m.codes) {
		t.Fatalf("%d codes, the model has %d", len(codes), len(x.m.codes))
	}
	for i, c := range codes {
		w := x.m.codes[i]
		if c.Code != w.value || c.NumberID != w.number.id || c.State != w.stateAt(x.now) || c.Attempts != w.attempts {
			t.Fatalf("code %+v, the model has %+v (%s)", c, w, w.stateAt(x.now))
		}
	}
}

func (x *machine) checkPools(t *rapid.T) {
	for _, partner := range modelPartners {
		var rows []store.PoolRow
		x.must(func(tx *store.Tx) (err error) { rows, err = tx.Pool(partner); return err })
		for _, w := range x.m.rows {
			if w.partner != partner || w.deleted {
				continue
			}
			if len(rows) == 0 {
				t.Fatalf("no row for %s", w.number.id)
			}
			known, ends := w.known, w.ends
			if x.m.rules.PoolSync == 0 && w.number.live() {
				known, ends = w.number.statusAt(x.now), w.number.expires
			}
			lapsed := known == sim.Expired || known == sim.Verified && !x.now.Before(ends)
			if r := rows[0]; r.NumberID != w.number.id || r.Status != known || r.Lapsed != lapsed {
				t.Fatalf("row %+v, the model has %+v, %s", r, w, known)
			}
			rows = rows[1:]
		}
		if len(rows) > 0 {
			t.Fatalf("a row too many: %+v", rows[0])
		}
	}
}

// TestModel holds the store against the model: after every step all statuses,
// lists, codes and refusals agree.
func TestModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := newMachine(t)
		t.Repeat(map[string]func(*rapid.T){
			"add": x.addNumber, "request": x.requestCode, "verify": x.verifyCode, "verify again": x.verifyCode,
			"delete": x.deleteNumber, "share": x.share, "unshare": x.unshare, "event": x.event,
			"pool": x.pool, "move": x.move, "": x.check,
		})
	})
}
