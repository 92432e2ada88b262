package store_test

import (
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// pooled adds a number for a partner the way 360dialog does.
func (b *bench) pooled(partner, phone string) string {
	b.t.Helper()
	id := b.add(store.Business360dialog, phone)
	b.must(func(tx *store.Tx) error { _, err := tx.AddToPool(partner, id); return err })
	return id
}

func (b *bench) row(partner, id string) store.PoolRow {
	b.t.Helper()
	var out store.PoolRow
	b.must(func(tx *store.Tx) (err error) { out, err = tx.PoolRow(partner, id); return err })
	return out
}

func (b *bench) wantRow(id string, status sim.Status, lapsed bool) {
	b.t.Helper()
	if r := b.row("simul8PA", id); r.Status != status || r.Lapsed != lapsed {
		b.t.Fatalf("row is %s, lapsed %v; want %s, %v", r.Status, r.Lapsed, status, lapsed)
	}
}

func TestPoolMirrors(t *testing.T) {
	b := newBench(t, store.Rules{})
	id := b.pooled("simul8PA", phoneA)
	b.wantRow(id, sim.NotVerified, false)
	b.must(func(tx *store.Tx) error { return tx.Verify(phoneA) })
	b.wantRow(id, sim.Verified, false)
	b.now = b.now.Add(14 * day)
	b.wantRow(id, sim.Expired, true)
	if n := b.number(id); n.PartnerID != "simul8PA" {
		t.Fatalf("the number's partner is %q", n.PartnerID)
	}
}

func TestPoolLags(t *testing.T) {
	b := newBench(t, store.Rules{PoolSync: sim.Duration(day)})
	id := b.pooled("simul8PA", phoneA)
	b.now = start.Add(time.Hour)
	b.must(func(tx *store.Tx) error { return tx.Verify(phoneA) })
	b.wantRow(id, sim.NotVerified, false)
	b.now = start.Add(day - 1)
	b.wantRow(id, sim.NotVerified, false)
	b.now = start.Add(day)
	b.wantRow(id, sim.Verified, false)
	b.now = start.Add(14*day + time.Hour - 1)
	b.wantRow(id, sim.Verified, false)
	b.now = start.Add(14*day + time.Hour)
	b.wantRow(id, sim.Verified, true) // 360dialog knows the time, not yet the status
	b.now = start.Add(15 * day)
	b.wantRow(id, sim.Expired, true)
	b.must(func(tx *store.Tx) error { return tx.Verify(phoneA) })
	b.wantRow(id, sim.Expired, true)
	b.do(func(tx *store.Tx) {
		_, _ = tx.LearnStatus("simul8PA", id)
		_, _ = tx.LearnStatus("x", id)
		_, _ = tx.LearnStatus("otherPA", id)
	})
	b.wantRow(id, sim.Verified, false)
	if got := b.s.Settle(b.now.Add(2 * day)); len(got) != 0 {
		t.Fatalf("a sync that told nothing new is listed: %+v", got)
	}
}

func TestPoolRefusals(t *testing.T) {
	b := newBench(t, store.Rules{})
	id := b.pooled("simul8PA", phoneA)
	other := b.add(store.Business360dialog, phoneB)
	into := func(partner, number string) func(*store.Tx) error {
		return func(tx *store.Tx) error { _, err := tx.AddToPool(partner, number); return err }
	}
	b.want(sim.AlreadyInPool, into("simul8PA", id))
	b.want(sim.AlreadyInPool, into("otherPA", id))
	b.want(sim.AlreadyInPool, func(tx *store.Tx) error { return tx.InAnyPool(phoneA) })
	b.must(func(tx *store.Tx) error { return tx.InAnyPool(phoneB) })
	b.want(sim.PartnerNotFound, into("404", other))
	b.want(sim.NumberNotFound, into("simul8PA", "404"))
	b.want(sim.PartnerNotFound, func(tx *store.Tx) error { _, err := tx.Pool("404"); return err })
	b.want(sim.PartnerNotFound, func(tx *store.Tx) error { _, err := tx.PoolRow("404", id); return err })
	b.want(sim.NumberNotFound, func(tx *store.Tx) error { _, err := tx.PoolRow("otherPA", id); return err })
	b.want(sim.PartnerNotFound, func(tx *store.Tx) error { return tx.TakeFromPool("404", id) })
	b.want(sim.NumberNotFound, func(tx *store.Tx) error { return tx.TakeFromPool("otherPA", id) })
	b.must(func(tx *store.Tx) error { return tx.TakeFromPool("simul8PA", id) })
	b.want(sim.NumberNotFound, func(tx *store.Tx) error { return tx.TakeFromPool("simul8PA", id) })
	if n := b.number(id); n.PartnerID != "" {
		t.Fatalf("a number in no pool has the partner %q", n.PartnerID)
	}
	b.must(into("otherPA", id))
}

func TestRowOutlivesItsNumber(t *testing.T) {
	for _, read := range []bool{true, false} {
		b := newBench(t, store.Rules{Profile: guide})
		id := b.pooled("simul8PA", phoneA)
		b.must(func(tx *store.Tx) error { return tx.Verify(phoneA) })
		if read {
			b.wantRow(id, sim.Verified, false)
		}
		b.must(func(tx *store.Tx) error { return tx.Remove(phoneA) })
		b.wantRow(id, sim.Verified, false) // whether or not it was read before
		b.now = b.now.Add(90 * day)
		b.wantRow(id, sim.Verified, true)
		b.want(sim.AlreadyInPool, func(tx *store.Tx) error { return tx.InAnyPool(phoneA) })
		b.must(func(tx *store.Tx) error { return tx.TakeFromPool("simul8PA", id) })
		if n := b.number(id); n.PartnerID != "simul8PA" {
			t.Fatalf("the tombstone's partner is %q", n.PartnerID)
		}
		b.must(func(tx *store.Tx) error { return tx.Restore(phoneA) })
		if n := b.number(id); n.PartnerID != "" {
			t.Fatalf("back, but in no pool, it has the partner %q", n.PartnerID)
		}
	}
}

func TestDroppedNumberKeepsItsRow(t *testing.T) {
	b := newBench(t, store.Rules{Profile: guide})
	id := b.pooled("simul8PA", phoneA)
	b.now = b.now.Add(90 * day)
	b.wantRow(id, sim.NotVerified, false)
	b.want(sim.NumberNotFound, request(id, sim.Token{Business: store.Business360dialog}))
}

func TestPoolSweeps(t *testing.T) {
	b := newBench(t, store.Rules{})
	ids := b.fill(400, 0)
	for _, id := range ids {
		b.must(func(tx *store.Tx) error { _, err := tx.AddToPool("simul8PA", id); return err })
	}
	for i, id := range ids {
		if i%8 != 0 {
			b.must(func(tx *store.Tx) error { return tx.TakeFromPool("simul8PA", id) })
		}
	}
	b.must(func(tx *store.Tx) error {
		rows, err := tx.Pool("simul8PA")
		if len(rows) != 50 {
			t.Errorf("%d rows, want 50", len(rows))
		}
		for i, r := range rows {
			if r.NumberID != ids[8*i] || r.Partner != "simul8PA" || !r.CreatedAt.Equal(start) {
				t.Errorf("row %d: %+v", i, r)
			}
		}
		return err
	})
}
