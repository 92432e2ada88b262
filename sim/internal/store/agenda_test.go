package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// told writes what was settled as lines one can compare.
func told(all []sim.Settled) []string {
	out := make([]string, 0, len(all))
	for _, e := range all {
		out = append(out, fmt.Sprintf("%s %s %s", e.At.Sub(start), e.Event, e.PhoneNumber))
	}
	return out
}

func TestSettleListsInOrder(t *testing.T) {
	b := newBench(t, store.Rules{Profile: guide, PoolSync: sim.Duration(90 * day)})
	a := b.pooled("simul8PA", phoneA)
	c := b.add(alpha, phoneB)
	b.must(func(tx *store.Tx) error { return tx.Verify(phoneA) })
	b.must(func(tx *store.Tx) error {
		return tx.RequestCode(c, byAlpha, "SMS", "en", sim.FaultDelivery{Late: sim.Duration(10 * time.Minute)})
	})
	if at, ok := nextDue(b.s); !ok || !at.Equal(start.Add(10*time.Minute)) {
		t.Fatalf("next: %v %v", at, ok)
	}
	if got := b.s.Settle(start.Add(10*time.Minute - 1)); got != nil {
		t.Fatalf("too early: %v", told(got))
	}
	want := []string{
		"10m0s code_delivered " + phoneB,
		"10m0s code_expired " + phoneB,
		"1080h0m0s reverify_window_opened " + phoneA,
		"2160h0m0s number_dropped " + phoneB,
		"2160h0m0s number_expired " + phoneA,
		"2160h0m0s pool_synced ",
	}
	if got := told(b.s.Settle(start.Add(1000 * day))); !slices.Equal(got, want) {
		t.Fatalf("settled\n%q, want\n%q", got, want)
	}
	if _, ok := nextDue(b.s); ok || b.s.Settle(start.Add(2000*day)) != nil {
		t.Fatal("something is left")
	}
	b.now = start.Add(2000 * day)
	b.wantRow(a, sim.Expired, true)
	steps := b.s.Steps()
	if !slices.Contains(steps, sim.TransitionCoverage{Name: "drop", Count: 1}) || steps[0] != (sim.TransitionCoverage{Name: "add", Count: 2}) {
		t.Fatalf("steps %v", steps)
	}
}

func TestEveryEventHappensOnce(t *testing.T) {
	b := newBench(t, store.Rules{Profile: guide})
	b.add(alpha, phoneA)
	for range 3 { // the same expiry three times over
		b.must(func(tx *store.Tx) error { return tx.Verify(phoneA) })
		b.must(func(tx *store.Tx) error { return tx.Remove(phoneA) })
		b.must(func(tx *store.Tx) error { return tx.Restore(phoneA) })
	}
	want := []string{"1080h0m0s reverify_window_opened " + phoneA, "2160h0m0s number_expired " + phoneA}
	if got := told(b.s.Settle(start.Add(1000 * day))); !slices.Equal(got, want) {
		t.Fatalf("settled %q, want %q", got, want)
	}
}

func TestDoSettlesToo(t *testing.T) {
	b := newBench(t, store.Rules{Profile: guide})
	id := b.add(alpha, phoneA)
	b.now = start.Add(91 * day)
	b.s.Peek(b.now, id)
	if n := b.number(id); n.DeletedAt.IsZero() {
		t.Fatalf("a peek leaves a dropped number alive: %+v", n)
	}
	b.add(beta, phoneA) // its telephone number is free again
	if n := b.number(id); !n.DeletedAt.Equal(start.Add(90 * day)) {
		t.Fatalf("it went at %v, not when it was due", n.DeletedAt)
	}
	if got := b.s.Settle(b.now); got != nil {
		t.Fatalf("listed again: %v", told(got))
	}
}

func TestThePastIsNoEvent(t *testing.T) {
	b := newBench(t, store.Rules{Profile: guide})
	b.must(func(tx *store.Tx) error {
		for i, age := range []time.Duration{0, 50 * day, 100 * day, 100 * day} {
			p, err := sim.ParsePhone(fmt.Sprintf("1555000000%d", i))
			if err != nil {
				return err
			}
			place := store.Placement{Phone: p, Business: alpha, CreatedAt: tx.Now().Add(-age), VerifiedAt: tx.Now().Add(-age)}
			if i == 3 {
				place.VerifiedAt = time.Time{}
			}
			if _, err := tx.Place(place); err != nil {
				return err
			}
		}
		return nil
	})
	want := []string{"0s number_dropped 15550000003", "960h0m0s number_expired 15550000001",
		"1080h0m0s reverify_window_opened 15550000000", "2160h0m0s number_expired 15550000000"}
	if got := told(b.s.Settle(start.Add(1000 * day))); !slices.Equal(got, want) {
		t.Fatalf("settled\n%q, want\n%q", got, want)
	}
}

// populate puts the same random things into a store each time it is given the
// same draws.
func populate(b *bench, ops []int) {
	for i, op := range ops {
		phone := fmt.Sprintf("1555%07d", i)
		id := b.pooled("simul8PA", phone)
		by := sim.Token{Business: store.Business360dialog}
		switch op % 5 {
		case 0:
			b.verifyFully(id, by)
		case 1:
			b.must(func(tx *store.Tx) error { return tx.Verify(phone) })
		case 2:
			b.must(func(tx *store.Tx) error {
				return tx.RequestCode(id, by, "SMS", "en", sim.FaultDelivery{Late: sim.Duration(time.Duration(op) * time.Minute)})
			})
		case 3:
			b.must(func(tx *store.Tx) error { return tx.Claim(phone, false) })
		}
		b.now = b.now.Add(time.Duration(op) * time.Hour)
	}
}

// TestOneJumpIsManySteps: what is listed does not depend on how often a caller
// asks.
func TestOneJumpIsManySteps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := store.Rules{
			Profile:  rapid.SampledFrom(sim.Profiles).Draw(t, "profile"),
			PoolSync: sim.Duration(rapid.SampledFrom([]time.Duration{0, time.Hour, day, 14 * day, 40*day + 7}).Draw(t, "sync")),
		}
		ops := rapid.SliceOfN(rapid.IntRange(0, 30), 0, 12).Draw(t, "ops")
		jump, steps := newBench(t, rules), newBench(t, rules)
		populate(jump, ops)
		populate(steps, ops)
		end := jump.now.Add(200 * day)
		want := told(jump.s.Settle(end))
		var got []string
		for steps.now.Before(end) {
			next := steps.now.Add(rapid.SampledFrom([]time.Duration{time.Minute, time.Hour, day, 14 * day, 60 * day}).Draw(t, "step"))
			if due, ok := nextDue(steps.s); ok && rapid.Bool().Draw(t, "to the next event") {
				next = due
			}
			if next.After(end) {
				next = end
			}
			got = append(got, told(steps.s.Settle(next))...)
			steps.now = next
		}
		if !slices.Equal(got, want) {
			t.Fatalf("in steps\n%q, at once\n%q", got, want)
		}
		jump.now = end
		for _, n := range jump.all(store.Query{Deleted: true}) {
			if a, b := jump.row("simul8PA", n.ID), steps.row("simul8PA", n.ID); a != b {
				t.Fatalf("row %+v after a jump, %+v after steps", a, b)
			}
		}
	})
}

// TestOrderSurvivesPruning: among thousands of stale entries the good ones come
// due in their order.
func TestOrderSurvivesPruning(t *testing.T) {
	b := newBench(t, store.Rules{Profile: guide})
	for i := range 3000 {
		b.fill(1, i)
		id := b.add(alpha, phoneA)
		b.must(request(id, byAlpha))
		b.must(func(tx *store.Tx) error { return tx.Verify(phoneA) })
		b.must(func(tx *store.Tx) error { return tx.DeleteNumber(id, byAlpha) })
	}
	if got := b.s.Settle(start.Add(1)); got != nil {
		t.Fatalf("settled %v", told(got))
	}
	got := b.s.Settle(start.Add(1000 * day))
	if len(got) != 3000 {
		t.Fatalf("%d events, want 3000", len(got))
	}
	for i, e := range got {
		if want := fmt.Sprintf("1555%07d", i); e.PhoneNumber != want || e.Event != "number_dropped" {
			t.Fatalf("event %d befell %s, want %s", i, e.PhoneNumber, want)
		}
	}
}
