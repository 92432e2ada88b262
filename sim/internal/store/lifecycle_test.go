package store_test

import (
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

func TestValidityEndsExactly(t *testing.T) {
	for _, p := range sim.Profiles {
		b := newBench(t, store.Rules{Profile: p})
		id := b.add(alpha, phoneA)
		if got := b.status(id); got != sim.NotVerified {
			t.Fatalf("%s: a new number is %s", p.Name, got)
		}
		b.verifyFully(id, byAlpha)
		verified := b.now
		b.now = verified.Add(time.Duration(p.Validity) - 1)
		if got := b.status(id); got != sim.Verified {
			t.Errorf("%s: a nanosecond before its expiry it is %s", p.Name, got)
		}
		b.now = verified.Add(time.Duration(p.Validity))
		if n := b.number(id); n.Status != sim.Expired || !n.ExpiresAt.Equal(b.now) || !n.VerifiedAt.Equal(verified) {
			t.Errorf("%s: at its expiry it is %+v", p.Name, n)
		}
		b.verifyFully(id, byAlpha)
		if n := b.number(id); n.Status != sim.Verified || !n.ExpiresAt.Equal(b.now.Add(time.Duration(p.Validity))) {
			t.Errorf("%s: verified again it is %+v", p.Name, n)
		}
	}
}

func TestReverifyWindowOpensExactly(t *testing.T) {
	for _, p := range sim.Profiles {
		b := newBench(t, store.Rules{Profile: p})
		id := b.add(alpha, phoneA)
		b.must(request(id, byAlpha))
		used := b.newest().Code
		b.must(verify(id, byAlpha, used))
		b.want(sim.AlreadyVerified, request(id, byAlpha))
		b.want(sim.AlreadyVerified, verify(id, byAlpha, used))
		opens := b.now.Add(time.Duration(p.Validity - p.ReverifyBefore))
		b.now = opens.Add(-1)
		b.want(sim.AlreadyVerified, request(id, byAlpha))
		b.now = opens
		b.must(request(id, byAlpha))
		if p.ReverifyBefore > 0 && b.status(id) != sim.Verified {
			t.Errorf("%s: asking for a code changed the status to %s", p.Name, b.status(id))
		}
		b.must(verify(id, byAlpha, b.newest().Code))
		if n := b.number(id); !n.ExpiresAt.Equal(opens.Add(time.Duration(p.Validity))) {
			t.Errorf("%s: the new validity ends at %v", p.Name, n.ExpiresAt)
		}
	}
}

func TestDropAfterNinetyDays(t *testing.T) {
	b := newBench(t, store.Rules{Profile: guide, Switches: sim.Switches{Claimed: "in_use"}})
	bare, verified, claimed := b.add(alpha, phoneA), b.add(alpha, phoneB), b.add(alpha, phoneC)
	b.verifyFully(verified, byAlpha)
	b.must(func(tx *store.Tx) error { return tx.Claim(phoneC, false) })
	b.now = start.Add(90*day - 1)
	if !b.number(bare).DeletedAt.IsZero() {
		t.Fatal("dropped too early")
	}
	b.now = start.Add(90 * day)
	if at := b.number(bare).DeletedAt; !at.Equal(b.now) {
		t.Fatalf("dropped at %v", at)
	}
	b.want(sim.NumberNotFound, request(bare, byAlpha))
	b.now = start.Add(1000 * day)
	if !b.number(verified).DeletedAt.IsZero() || !b.number(claimed).DeletedAt.IsZero() {
		t.Fatal("a number that was verified or claimed was dropped")
	}
	b.must(func(tx *store.Tx) error { return tx.Restore(phoneC) })
	b.now = b.now.Add(90 * day)
	if at := b.number(claimed).DeletedAt; !at.Equal(b.now) {
		t.Fatalf("a number given back is dropped at %v, want a full term later", at)
	}
	if r := newBench(t, store.Rules{}); true {
		id := r.add(alpha, phoneA)
		r.now = start.Add(1000 * day)
		if !r.number(id).DeletedAt.IsZero() {
			t.Fatal("the reference profile drops")
		}
	}
}

func TestRestoredNumberGetsAFullTerm(t *testing.T) {
	b := newBench(t, store.Rules{Profile: guide})
	id := b.add(alpha, phoneA)
	b.now = start.Add(10 * day)
	b.must(func(tx *store.Tx) error { return tx.DeleteNumber(id, byAlpha) })
	b.now = start.Add(80 * day)
	b.must(func(tx *store.Tx) error { return tx.Restore(phoneA) })
	b.now = start.Add(170*day - 1)
	if !b.number(id).DeletedAt.IsZero() {
		t.Fatal("the drop of its first life came due in its second")
	}
	b.now = start.Add(170 * day)
	if b.number(id).DeletedAt.IsZero() {
		t.Fatal("never dropped")
	}
}

func TestCodeRules(t *testing.T) {
	b := newBench(t, store.Rules{})
	id := b.add(alpha, phoneA)
	b.want(sim.CodeWrong, verify(id, byAlpha, "000000"))

	b.must(request(id, byAlpha))
	first := b.newest()
	if len(first.Code) != 6 || first.State != sim.CodePending || first.Method != "SMS" || first.Language != "en_US" ||
		first.PhoneNumber != phoneA || !first.ExpiresAt.Equal(b.now.Add(10*time.Minute)) || !first.DeliveredAt.Equal(b.now) {
		t.Fatalf("first code: %+v", first)
	}
	b.must(request(id, byAlpha))
	second := b.newest()
	b.want(sim.CodeWrong, verify(id, byAlpha, first.Code))
	b.now = b.now.Add(10 * time.Minute)
	b.want(sim.CodeExpired, verify(id, byAlpha, second.Code))
	for range 7 {
		b.want(sim.CodeWrong, verify(id, byAlpha, "x"))
	}
	b.want(sim.CodeExpired, verify(id, byAlpha, second.Code))

	b.must(request(id, byAlpha))
	third := b.newest()
	b.now = b.now.Add(10*time.Minute - 1)
	b.must(verify(id, byAlpha, third.Code))
	b.now = b.now.Add(14 * day)
	b.want(sim.CodeWrong, verify(id, byAlpha, third.Code)) // single use, whatever its age

	want := []sim.CodeState{sim.CodeUsed, sim.CodeLapsed, sim.CodeVoided}
	for i, c := range b.codes(store.CodeFilter{}) {
		if c.State != want[i] {
			t.Errorf("code %d is %s, want %s", i, c.State, want[i])
		}
	}
	if got := b.codes(store.CodeFilter{NumberID: id, Phone: phoneA, State: sim.CodeVoided}); len(got) != 1 || got[0].Code != first.Code {
		t.Errorf("voided: %+v", got)
	}
	if got := b.codes(store.CodeFilter{Phone: phoneB}); len(got) > 0 {
		t.Errorf("another's: %+v", got)
	}
}

func TestFiveWrongTriesVoid(t *testing.T) {
	b := newBench(t, store.Rules{})
	id := b.add(alpha, phoneA)
	b.must(request(id, byAlpha))
	for range 4 {
		b.want(sim.CodeWrong, verify(id, byAlpha, "x"))
	}
	if c := b.newest(); c.State != sim.CodePending || c.Attempts != 4 {
		t.Fatalf("after four: %+v", c)
	}
	b.want(sim.CodeWrong, verify(id, byAlpha, "x"))
	if c := b.newest(); c.State != sim.CodeVoided || c.Attempts != 5 {
		t.Fatalf("after five: %+v", c)
	}
	b.want(sim.CodeWrong, verify(id, byAlpha, b.newest().Code))
	b.verifyFully(id, byAlpha)
}

func TestFixedCode(t *testing.T) {
	b := newBench(t, store.Rules{Codes: sim.CodeRules{Length: 6, TTL: sim.Duration(time.Minute), Attempts: 5, Value: "123456"}})
	id := b.add(alpha, phoneA)
	b.must(request(id, byAlpha))
	b.must(verify(id, byAlpha, "123456"))
}

func TestDelivery(t *testing.T) {
	send := func(b *bench, id string, d sim.FaultDelivery) {
		b.must(func(tx *store.Tx) error { return tx.RequestCode(id, byAlpha, "VOICE", "de_DE", d) })
	}
	b := newBench(t, store.Rules{Codes: sim.CodeRules{Length: 6, TTL: sim.Duration(10 * time.Minute), Attempts: 5, Value: "909090"}})
	id := b.add(alpha, phoneA)

	send(b, id, sim.FaultDelivery{Outcome: sim.DeliverNever})
	if c := b.newest(); c.State != sim.CodeUndelivered || !c.DeliveredAt.IsZero() {
		t.Fatalf("never: %+v", c)
	}
	send(b, id, sim.FaultDelivery{Late: sim.Duration(30 * time.Second)})
	if c := b.newest(); c.State != sim.CodeUndelivered {
		t.Fatalf("late: %+v", c)
	}
	b.now = b.now.Add(30*time.Second - 1)
	if got := b.newest().State; got != sim.CodeUndelivered {
		t.Fatalf("too early: %s", got)
	}
	b.now = b.now.Add(1)
	if c := b.newest(); c.State != sim.CodePending || !c.DeliveredAt.Equal(b.now) || c.Method != "VOICE" {
		t.Fatalf("arrived: %+v", c)
	}
	send(b, id, sim.FaultDelivery{Outcome: sim.DeliverWrong})
	if c := b.newest(); c.Code != "010101" || c.State != sim.CodePending {
		t.Fatalf("wrong: %+v", c)
	}
	b.want(sim.CodeWrong, verify(id, byAlpha, "010101"))
	b.must(verify(id, byAlpha, "909090"))
	for i, want := range []sim.CodeState{sim.CodeUsed, sim.CodeVoided, sim.CodeVoided} {
		if c := b.codes(store.CodeFilter{})[i]; c.State != want {
			t.Errorf("code %d: %+v, want %s", i, c, want)
		}
	}
}

func TestCodeIsVoidedWithItsNumber(t *testing.T) {
	for name, end := range map[string]func(*store.Tx, string) error{
		"delete":  func(tx *store.Tx, id string) error { return tx.DeleteNumber(id, byAlpha) },
		"remove":  func(tx *store.Tx, _ string) error { return tx.Remove(phoneA) },
		"claim":   func(tx *store.Tx, _ string) error { return tx.Claim(phoneA, false) },
		"replace": func(tx *store.Tx, _ string) error { return tx.Claim(phoneA, true) },
		"verify":  func(tx *store.Tx, _ string) error { return tx.Verify(phoneA) },
	} {
		b := newBench(t, store.Rules{})
		id := b.add(alpha, phoneA)
		b.must(request(id, byAlpha))
		b.must(func(tx *store.Tx) error { return end(tx, id) })
		if got := b.newest().State; got != sim.CodeVoided {
			t.Errorf("%s leaves the code %s", name, got)
		}
	}
}

func TestClaimAndRestore(t *testing.T) {
	b := newBench(t, store.Rules{Switches: sim.Switches{Claimed: "in_use"}})
	id := b.add(alpha, phoneA)
	b.verifyFully(id, byAlpha)
	b.must(func(tx *store.Tx) error { return tx.Share(alpha, id, beta, byAlpha) })
	b.must(func(tx *store.Tx) error { return tx.Claim("+1 211-555-5105", false) })
	n := b.number(id)
	if n.Availability != sim.InUse || n.Status != sim.Verified || len(b.page(byAlpha, store.Query{Availability: sim.InUse}).Numbers) != 1 {
		t.Fatalf("claimed: %+v", n)
	}
	b.want(sim.NumberInUse, func(tx *store.Tx) error { return tx.DeleteNumber(id, byAlpha) })
	b.want(sim.NumberInUse, request(id, byAlpha))
	b.want(sim.NumberInUse, verify(id, byAlpha, "1"))
	b.want(sim.NotShareable, func(tx *store.Tx) error { return tx.Share(alpha, id, beta, byAlpha) })
	b.want(sim.NotShareable, func(tx *store.Tx) error { return tx.Share(alpha, id, gamma, byAlpha) })
	b.want(sim.NumberInUse, func(tx *store.Tx) error { return tx.Claim(phoneA, false) })
	b.want(sim.NumberInUse, func(tx *store.Tx) error { return tx.Verify(phoneA) })
	b.must(func(tx *store.Tx) error { return tx.Restore(phoneA) })
	b.want(sim.NothingToRestore, func(tx *store.Tx) error { return tx.Restore(phoneA) })
	b.must(func(tx *store.Tx) error { return tx.Claim(phoneA, false) })
	b.must(func(tx *store.Tx) error { return tx.Claim(phoneA, true) }) // first taken, then replaced
	if n := b.number(id); !n.DeletedAt.Equal(b.now) {
		t.Fatalf("replaced: %+v", n)
	}
	b.must(func(tx *store.Tx) error { return tx.Restore(phoneA) })
	if n := b.number(id); !n.DeletedAt.IsZero() || n.Availability != sim.Available || n.Status != sim.Verified {
		t.Fatalf("restored: %+v", n)
	}
}

func TestExpireAndRestore(t *testing.T) {
	b := newBench(t, store.Rules{})
	id := b.add(alpha, phoneA)
	b.must(func(tx *store.Tx) error { return tx.Expire(phoneA) })
	n := b.number(id)
	if n.Status != sim.Expired || !n.ExpiresAt.Equal(b.now) || !n.VerifiedAt.Equal(b.now.Add(-14*day)) {
		t.Fatalf("expired: %+v", n)
	}
	b.now = b.now.Add(time.Hour)
	b.must(func(tx *store.Tx) error { return tx.Expire(phoneA) })
	if again := b.number(id); !again.ExpiresAt.Equal(n.ExpiresAt.Time) {
		t.Fatal("expiring an expired number moved its expiry")
	}
	b.must(func(tx *store.Tx) error { return tx.Restore(phoneA) })
	if n := b.number(id); n.Status != sim.Verified || !n.ExpiresAt.Equal(b.now.Add(14*day)) {
		t.Fatalf("restored: %+v", n)
	}
}

func TestRestoreDoesNotDoubleANumber(t *testing.T) {
	b := newBench(t, store.Rules{})
	old := b.add(alpha, phoneA)
	b.must(func(tx *store.Tx) error { return tx.Remove(phoneA) })
	fresh := b.add(beta, phoneA)
	if fresh == old {
		t.Fatal("a number added anew has its old id")
	}
	b.want(sim.NothingToRestore, func(tx *store.Tx) error { return tx.Restore(phoneA) })
	if b.number(old).DeletedAt.IsZero() {
		t.Fatal("the tombstone lives again beside its successor")
	}
	b.must(func(tx *store.Tx) error { return tx.Remove(phoneA) })
	b.must(func(tx *store.Tx) error { return tx.Restore(phoneA) })
	if b.number(old).DeletedAt.IsZero() || !b.number(fresh).DeletedAt.IsZero() {
		t.Fatal("not the newest one came back")
	}
	for name, f := range map[string]func(*store.Tx) error{
		"restore": func(tx *store.Tx) error { return tx.Restore(phoneB) },
		"remove":  func(tx *store.Tx) error { return tx.Remove(phoneB) },
		"claim":   func(tx *store.Tx) error { return tx.Claim(phoneB, false) },
		"expire":  func(tx *store.Tx) error { return tx.Expire(phoneB) },
		"verify":  func(tx *store.Tx) error { return tx.Verify(phoneB) },
	} {
		if got := b.try(f); got != sim.NumberNotFound {
			t.Errorf("%s of an unknown number: %q", name, got)
		}
	}
}

func TestTombstones(t *testing.T) {
	b := newBench(t, store.Rules{})
	id := b.add(alpha, phoneA)
	kept := b.add(alpha, phoneB)
	b.must(func(tx *store.Tx) error { return tx.DeleteNumber(id, byAlpha) })
	b.want(sim.NumberNotFound, func(tx *store.Tx) error { return tx.DeleteNumber(id, byAlpha) })
	b.want(sim.NumberNotFound, func(tx *store.Tx) error { _, err := tx.Number(id, byAlpha); return err })
	if got := idsOf(b.all(store.Query{})); len(got) != 1 || got[0] != kept {
		t.Fatalf("live: %v", got)
	}
	if got := idsOf(b.all(store.Query{Deleted: true, Phone: phoneA})); len(got) != 1 || got[0] != id {
		t.Fatalf("with the deleted: %v", got)
	}
	if node := b.s.Peek(b.now, id); node.Kind != store.KindNumber || node.PhoneNumber != phoneA {
		t.Fatalf("peek: %+v", node)
	}
	if b.s.LookupID(phoneA).LiveID != "" || b.s.LookupID(phoneB).LiveID != kept {
		t.Fatal("peek by phone")
	}
}

func TestOldTombstonesAreForgotten(t *testing.T) {
	const most = 10_000
	b := newBench(t, store.Rules{})
	kept := b.add(alpha, phoneB)
	ids := make([]string, 0, most+500)
	for range most + 500 {
		id := b.add(alpha, phoneA)
		b.must(func(tx *store.Tx) error { return tx.Share(alpha, id, beta, byAlpha) })
		b.must(func(tx *store.Tx) error { return tx.Remove(phoneA) })
		ids = append(ids, id)
	}
	if got := len(b.all(store.Query{Deleted: true})); got <= most-most/10 || got > most+1 {
		t.Fatalf("%d numbers are known", got)
	}
	b.want(sim.NumberNotFound, func(tx *store.Tx) error { _, err := tx.AnyNumber(ids[499]); return err })
	b.must(func(tx *store.Tx) error { _, err := tx.AnyNumber(ids[1500]); return err })
	if got := idsOf(b.page(byAlpha, store.Query{}).Numbers); len(got) != 1 || got[0] != kept {
		t.Fatalf("live: %v", got)
	}
	b.must(func(tx *store.Tx) error { return tx.Restore(phoneA) })
	if !b.number(ids[most+499]).DeletedAt.IsZero() || len(b.page(byBeta, store.Query{}).Numbers) != 1 {
		t.Fatal("the newest did not come back with its share")
	}
}

func TestInboxIsBounded(t *testing.T) {
	b := newBench(t, store.Rules{})
	id := b.add(alpha, phoneA)
	for range 12_000 {
		b.must(request(id, byAlpha))
	}
	if got := len(b.codes(store.CodeFilter{})); got < 9_000 || got > 10_000 {
		t.Fatalf("%d messages are kept", got)
	}
	b.must(verify(id, byAlpha, b.newest().Code))
}
