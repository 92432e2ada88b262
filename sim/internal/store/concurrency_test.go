package store_test

import (
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// race runs f in many goroutines that begin together and counts the refusals.
func race(f func(i int) error) map[sim.ErrorCode]int {
	const many = 64
	var (
		mu    sync.Mutex
		all   sync.WaitGroup
		begin = make(chan struct{})
		out   = map[sim.ErrorCode]int{}
	)
	for i := range many {
		all.Go(func() {
			<-begin
			code := refusal(f(i))
			mu.Lock()
			defer mu.Unlock()
			out[code]++
		})
	}
	close(begin)
	all.Wait()
	return out
}

func oneWins(t *testing.T, got map[sim.ErrorCode]int, losers sim.ErrorCode) {
	t.Helper()
	if got[""] != 1 || got[losers] != 63 {
		t.Fatalf("outcomes %v, want one winner and 63 %s", got, losers)
	}
}

func TestExactlyOneWins(t *testing.T) {
	defer goleak.VerifyNone(t)
	b := newBench(t, store.Rules{})
	businesses := []string{alpha, beta, gamma}
	oneWins(t, race(func(i int) error {
		return b.s.Do(b.now, func(tx *store.Tx) error { _, err := tx.AddNumber(businesses[i%3], phoneA); return err })
	}), sim.PhoneNumberTaken)

	n := b.all(store.Query{})[0]
	owner := actsFor(n.OwnerBusinessID)
	b.must(request(n.ID, owner))
	code := b.newest().Code
	oneWins(t, race(func(int) error { return b.s.Do(b.now, verify(n.ID, owner, code)) }), sim.AlreadyVerified)

	oneWins(t, race(func(i int) error {
		return b.s.Do(b.now, func(tx *store.Tx) error {
			_, err := tx.AddToPool([]string{"simul8PA", "otherPA"}[i%2], n.ID)
			return err
		})
	}), sim.AlreadyInPool)
	oneWins(t, race(func(int) error {
		return b.s.Do(b.now, func(tx *store.Tx) error { return tx.DeleteNumber(n.ID, owner) })
	}), sim.NumberNotFound)
}

// TestWrongTriesAreCountedTogether: guessing from many sides gets no more tries.
func TestWrongTriesAreCountedTogether(t *testing.T) {
	defer goleak.VerifyNone(t)
	b := newBench(t, store.Rules{})
	id := b.add(alpha, phoneA)
	b.must(request(id, byAlpha))
	if got := race(func(int) error { return b.s.Do(b.now, verify(id, byAlpha, "x")) }); got[sim.CodeWrong] != 64 {
		t.Fatalf("outcomes %v", got)
	}
	if c := b.newest(); c.Attempts != 5 || c.State != sim.CodeVoided {
		t.Fatalf("code %+v", c)
	}
}

// TestEverythingAtOnce gives the race detector all verbs, readers and a clock
// that moves.
func TestEverythingAtOnce(t *testing.T) {
	defer goleak.VerifyNone(t)
	b := newBench(t, store.Rules{Profile: guide, PoolSync: sim.Duration(time.Hour)})
	ids := b.fill(8, 0)
	c := world.NewClock(func() time.Time { return start }, sim.Frozen, 1, start)
	race(func(i int) error {
		id := ids[i%len(ids)]
		for range 50 {
			c.Set(c.Now().Add(time.Minute))
			now := c.Now()
			b.s.Peek(now, id)
			b.s.Settle(now)
			nextDue(b.s)
			b.s.Steps()
			_ = b.s.Do(now, func(tx *store.Tx) error {
				_ = tx.RequestCode(id, byAlpha, "SMS", "en", sim.FaultDelivery{Late: sim.Duration(time.Minute)})
				_, _ = tx.AddToPool("simul8PA", id)
				page, err := tx.Numbers(alpha, byAlpha, store.Query{Limit: 3})
				for _, n := range page.Numbers {
					n.Phone().Display()
				}
				return err
			})
			for _, code := range b.codesAt(now, id) {
				_ = b.s.Do(now, verify(id, byAlpha, code.Code))
			}
		}
		return nil
	})
	ends := 0 // each number waits for its expiry or for its drop, once
	for _, e := range b.s.Settle(c.Now().Add(100 * day)) {
		if e.Event == "number_expired" || e.Event == "number_dropped" {
			ends++
		}
	}
	if ends != len(ids) {
		t.Fatalf("%d numbers came to an end, want %d", ends, len(ids))
	}
}

func (b *bench) codesAt(now time.Time, id string) (out []sim.Code) {
	_ = b.s.Do(now, func(tx *store.Tx) error {
		out, _ = tx.Codes(store.CodeFilter{NumberID: id, State: sim.CodePending})
		return nil
	})
	return out
}
