package store_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

var jumps = []time.Duration{
	time.Nanosecond, time.Second, 10*time.Minute - time.Nanosecond, 10 * time.Minute,
	day, 14*day - 10*time.Minute, 14 * day, 45*day - time.Nanosecond, 45 * day, 90 * day,
}

// TestLateRequestsLeaveNothingBehind: a request reads the clock before it gets
// to the store. When the clock is moved meanwhile, it comes late, with an instant
// that has passed. In the end the pools have learned and unverified numbers have
// gone all the same, also in a store that was written down and read back.
func TestLateRequestsLeaveNothingBehind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := store.Rules{
			Profile: rapid.SampledFrom(sim.Profiles).Draw(t, "profile"), Codes: sim.CodeRules{}.Filled(),
			PoolSync: sim.Duration(rapid.SampledFrom([]time.Duration{day, 4*day + time.Hour, 30 * day}).Draw(t, "pool sync")),
		}
		b := newBench(t, rules)
		ids := []string{b.pooled("simul8PA", phoneA), b.pooled("simul8PA", phoneB)}
		latest := b.now
		t.Repeat(map[string]func(*rapid.T){
			"move": func(t *rapid.T) {
				latest = latest.Add(rapid.SampledFrom(jumps).Draw(t, "jump"))
				b.s.Settle(latest)
			},
			"act": func(t *rapid.T) {
				b.now = latest.Add(-rapid.SampledFrom([]time.Duration{0, time.Minute, 15 * day, 91 * day}).Draw(t, "late"))
				b.try(lateAct(t, ids))
			},
		})
		b.now = latest
		again, err := store.Restore(rules, 42, b.s.Snapshot(latest), func(int) {})
		if err != nil {
			t.Fatal(err)
		}
		b.now = latest.Add(200 * day)
		if happened := b.s.Settle(b.now); !slices.Equal(happened, again.Settle(b.now)) {
			t.Fatalf("read back, the store does not go on as it was: %+v", happened)
		}
		for _, id := range ids {
			b.wantNothingLeft(id)
		}
	})
}

// lateAct is something that changes what becomes due.
func lateAct(t *rapid.T, ids []string) func(*store.Tx) error {
	phone, byHub := rapid.SampledFrom([]string{phoneA, phoneB}).Draw(t, "phone"), actsFor(store.Business360dialog)
	return rapid.SampledFrom([]func(*store.Tx) error{
		func(tx *store.Tx) error { return tx.Verify(phone) },
		func(tx *store.Tx) error { return tx.Expire(phone) },
		func(tx *store.Tx) error { return tx.Restore(phone) },
		func(tx *store.Tx) error { return tx.Remove(phone) },
		func(tx *store.Tx) error { return tx.Claim(phone, false) },
		func(tx *store.Tx) error { _, err := tx.AddNumber(alpha, phone); return err },
		request(ids[0], byHub),
	}).Draw(t, "act")
}

// wantNothingLeft checks a number long after all that could be due.
func (b *bench) wantNothingLeft(id string) {
	b.t.Helper()
	n, r := b.number(id), b.row("simul8PA", id)
	live := n.DeletedAt.IsZero()
	if live && r.Status != n.Status {
		b.t.Fatalf("%s is %s and 360dialog still says %s", id, n.Status, r.Status)
	}
	if live && n.Availability == sim.Available && n.VerifiedAt.IsZero() && b.s.Rules().Profile.DropAfter > 0 {
		b.t.Fatalf("%s was never verified and is still there", id)
	}
}
