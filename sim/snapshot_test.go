package sim_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/preverified-sim/preverified-sim/sim"
)

// saved writes a store down.
func (b *bench) saved() string {
	b.t.Helper()
	text, err := json.Marshal(b.s.Snapshot(b.now))
	if err != nil {
		b.t.Fatalf("%v", err)
	}
	return string(text)
}

// twin is a bench on what is read back from this one, under another seed: the
// streams' places must come from the state.
func (b *bench) twin() *bench {
	b.t.Helper()
	text := b.saved()
	var st sim.StoreState
	if err := json.Unmarshal([]byte(text), &st); err != nil {
		b.t.Fatalf("%v", err)
	}
	s, err := sim.RestoreStore(b.s.Rules(), 7, st)
	if err != nil {
		b.t.Fatalf("refused: %v in %s", err, text)
	}
	out := *b
	out.s = s
	if again := out.saved(); again != text {
		b.t.Fatalf("restored as\n%s\nfrom\n%s", again, text)
	}
	return &out
}

// TestModelThroughSnapshots: a store that is written down and read back at any
// moment is as good as one that never was.
func TestModelThroughSnapshots(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := newMachine(t)
		t.Repeat(map[string]func(*rapid.T){
			"add": x.addNumber, "request": x.requestCode, "verify": x.verifyCode, "delete": x.deleteNumber,
			"share": x.share, "unshare": x.unshare, "event": x.event, "pool": x.pool, "move": x.move,
			"snapshot": func(*rapid.T) { x.s = x.twin().s }, "": x.check,
		})
	})
}

// goOn does random things to the numbers that populate has made, and adds more.
func goOn(b *bench, ops []int) {
	for i, op := range ops {
		phone := fmt.Sprintf("1555%07d", i)
		by := sim.Token{Business: sim.HubBusiness}
		b.do(func(tx *sim.Tx) { // some are refused, by both twins alike
			switch op % 6 {
			case 0:
				_ = tx.Remove(phone)
			case 1:
				_ = tx.Restore(phone)
			case 2:
				_ = tx.Expire(phone)
			case 3:
				_ = tx.Claim(phone, op%2 == 0)
			case 4:
				_, _ = tx.AddNumber(alpha, fmt.Sprintf("1666%07d", i))
			default:
				for _, n := range first(tx.AllNumbers(sim.NumberFilter{Phone: phone, Limit: 1})) {
					_ = tx.RequestCode(n.ID, by, "SMS", "en", sim.Delivery{Wrong: op > 20})
				}
			}
		})
		b.now = b.now.Add(time.Duration(op) * time.Hour)
	}
}

func first(numbers []sim.Number, _ bool) []sim.Number { return numbers }

// TestTwinsGoOnAlike: what becomes due after a restore, its order, and every id
// and code drawn are those of the store that went on.
func TestTwinsGoOnAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := sim.Rules{
			Profile:  rapid.SampledFrom(sim.Profiles).Draw(t, "profile"),
			PoolSync: rapid.SampledFrom([]time.Duration{0, time.Hour, 14 * day, 40*day + 7}).Draw(t, "sync"),
		}
		ops := rapid.SliceOfN(rapid.IntRange(0, 30), 0, 12)
		one := newBench(t, rules)
		populate(one, ops.Draw(t, "before"))
		goOn(one, ops.Draw(t, "between"))
		two, after := one.twin(), ops.Draw(t, "after")
		goOn(one, after)
		goOn(two, after)
		end := one.now.Add(rapid.SampledFrom([]time.Duration{time.Hour, 14 * day, 100 * day}).Draw(t, "jump"))
		if got, want := told(two.s.Settle(end)), told(one.s.Settle(end)); !slices.Equal(got, want) {
			t.Fatalf("restored\n%q, want\n%q", got, want)
		}
		one.now, two.now = end, end
		goOn(one, after)
		goOn(two, after)
		if got, want := two.saved(), one.saved(); got != want {
			t.Fatalf("restored\n%s, want\n%s", got, want)
		}
	})
}

// TestForgottenButSpokenOf: a row of a number that Meta has long forgotten, and
// a message for it that is still on its way, outlive a restore.
func TestForgottenButSpokenOf(t *testing.T) {
	one := newBench(t, sim.Rules{PoolSync: day})
	lost := one.pooled("simul8PA", phoneA)
	one.must(func(tx *sim.Tx) error {
		late := sim.Delivery{Late: 3 * day}
		if err := tx.RequestCode(lost, sim.Token{Business: sim.HubBusiness}, "SMS", "en", late); err != nil {
			return err
		}
		return tx.Remove(phoneA)
	})
	kept := one.add(alpha, phoneB)
	one.must(request(kept, byAlpha))
	for range 10_001 { // one more than tombstones and messages are remembered
		id := one.add(alpha, phoneC)
		one.must(request(id, byAlpha))
		one.must(func(tx *sim.Tx) error { return tx.DeleteNumber(id, byAlpha) })
	}
	one.want(sim.NumberNotFound, func(tx *sim.Tx) error { _, err := tx.AnyNumber(lost); return err })
	two := one.twin()
	if got, want := two.row("simul8PA", lost), one.row("simul8PA", lost); got != want || got.NumberID != lost {
		t.Errorf("the row is %+v, want %+v", got, want)
	}
	two.want(sim.AlreadyInPool, func(tx *sim.Tx) error { return tx.InAnyPool(phoneA) })
	two.want(sim.NumberNotFound, func(tx *sim.Tx) error { _, err := tx.AnyNumber(lost); return err })
	two.want(sim.CodeWrong, verify(kept, byAlpha, "x")) // its code has left the inbox, and still counts
	one.want(sim.CodeWrong, verify(kept, byAlpha, "x"))
	end := start.Add(4 * day)
	got, want := told(two.s.Settle(end)), told(one.s.Settle(end))
	if !slices.Equal(got, want) || !slices.ContainsFunc(got, func(s string) bool {
		return strings.Contains(s, sim.EventCodeDelivered+" "+phoneA)
	}) {
		t.Errorf("settled %q, want %q", got, want)
	}
}

// edited is a state with one thing changed, and where that is noticed.
type edited struct {
	path string
	edit func(*sim.StoreState)
}

func TestRestoreRefuses(t *testing.T) {
	b := newBench(t, sim.Rules{Profile: guide, PoolSync: day})
	b.must(func(tx *sim.Tx) error {
		tx.AddToken(sim.Token{Value: "EAAJB", Business: alpha})
		return nil
	})
	a := b.pooled("simul8PA", phoneA)
	b.verifyFully(a, sim.Token{Business: sim.HubBusiness})
	gone := b.add(alpha, phoneB)
	b.must(request(gone, byAlpha))
	b.must(func(tx *sim.Tx) error { return tx.DeleteNumber(gone, byAlpha) })
	for _, c := range refusals {
		var st sim.StoreState
		if err := json.Unmarshal([]byte(b.saved()), &st); err != nil {
			t.Fatal(err)
		}
		c.edit(&st)
		s, err := sim.RestoreStore(b.s.Rules(), 42, st)
		var found sim.Defects
		if !errors.As(err, &found) || s != nil {
			t.Errorf("%s: restored, want it refused", c.path)
			continue
		}
		if !slices.ContainsFunc(found, func(d sim.Defect) bool { return d.Path == c.path }) {
			t.Errorf("want a defect at %s, got %v", c.path, found)
		}
	}
}

var refusals = []edited{
	{"at", func(st *sim.StoreState) { st.At = time.Time{} }},
	{"last_seq", func(st *sim.StoreState) { st.LastSeq = 1<<60 + 1 }},
	{"last_due", func(st *sim.StoreState) { st.LastDue = 1<<60 + 1 }},
	{"streams.ids", func(st *sim.StoreState) { st.Streams.IDs = st.Streams.IDs[1:] }},
	{"streams.codes", func(st *sim.StoreState) { st.Streams.Codes = nil }},
	{"steps[0].name", func(st *sim.StoreState) { st.Steps[0].Name = "dance" }},
	{"businesses[1].id", func(st *sim.StoreState) { st.Businesses[1].ID = st.Businesses[0].ID }},
	{"businesses[1].id", func(st *sim.StoreState) { st.Businesses[1].ID = "me" }},
	{"first_business", func(st *sim.StoreState) { st.FirstBusiness = "1" }},
	{"hub_token", func(st *sim.StoreState) { st.HubToken = "EAAJBnobody" }},
	{"tokens[0].business", func(st *sim.StoreState) { st.Tokens[0].Business = "1" }},
	{"tokens[0].value", func(st *sim.StoreState) { st.Tokens[0].Value = "" }},
	{"partners[1].id", func(st *sim.StoreState) { st.Partners[1].ID = st.Partners[0].ID }},
	{"partners[0].business", func(st *sim.StoreState) { st.Partners[0].Business = "1" }},
	{"keys[0].partner", func(st *sim.StoreState) { st.Keys[0].Partner = "nobody" }},
	{"keys[1].value", func(st *sim.StoreState) { st.Keys[1].Value = st.Keys[0].Value }},
	{"numbers[0].id", func(st *sim.StoreState) { st.Numbers[0].ID = "a" }},
	{"numbers[0].id", func(st *sim.StoreState) { st.Numbers[0].ID = "0" + st.Numbers[0].ID }},
	{"numbers[0].id", func(st *sim.StoreState) { st.Numbers[0].ID = "18446744073709551616" }},
	{"numbers[1].id", func(st *sim.StoreState) { st.Numbers[1].ID = st.Numbers[0].ID }},
	{"numbers[0].partner", func(st *sim.StoreState) { st.Numbers[0].Partner = "nobody" }},
	{"numbers[1].seq", func(st *sim.StoreState) { st.Numbers[1].Seq = st.Numbers[0].Seq }},
	{"numbers[1].seq", func(st *sim.StoreState) { st.LastSeq-- }},
	{"numbers[0].phone_number", func(st *sim.StoreState) { st.Numbers[0].PhoneNumber = "+1" }},
	{"numbers[0].country_prefix", func(st *sim.StoreState) { st.Numbers[0].CountryPrefix = 0 }},
	{"numbers[0].region", func(st *sim.StoreState) { st.Numbers[0].Region = "usa" }},
	{"numbers[0].region", func(st *sim.StoreState) { st.Numbers[0].Region = "12" }},
	{"numbers[0].owner", func(st *sim.StoreState) { st.Numbers[0].Owner = "1" }},
	{"numbers[0].shared_with[0]", func(st *sim.StoreState) { st.Numbers[0].SharedWith = []string{"1"} }},
	{"numbers[0].shared_with[0]", func(st *sim.StoreState) { st.Numbers[0].SharedWith = []string{st.Numbers[0].Owner} }},
	{"numbers[0].created_at", func(st *sim.StoreState) { st.Numbers[0].CreatedAt = time.Unix(1e12, 0) }},
	{"numbers[0].expires_at", func(st *sim.StoreState) { st.Numbers[0].ExpiresAt = time.Time{} }},
	{"numbers[0].drop_at", func(st *sim.StoreState) { st.Numbers[0].DropAt = st.At }},
	{"numbers[0].due", func(st *sim.StoreState) { st.Numbers[0].Due = st.LastDue + 1 }},
	{"numbers[0].forgotten", func(st *sim.StoreState) { st.Numbers[0].Forgotten = true }},
	{"tombstones", func(st *sim.StoreState) { st.Tombstones = nil }},
	{"tombstones[0]", func(st *sim.StoreState) { st.Tombstones[0] = st.Numbers[0].ID }},
	{"partners[1].pool[0].number_id", func(st *sim.StoreState) { st.Partners[1].Pool[0].NumberID = "1" }},
	{"partners[1].pool[0].number_id", func(st *sim.StoreState) { st.Partners[0].Pool = st.Partners[1].Pool }},
	{"partners[1].pool[0].status", func(st *sim.StoreState) { st.Partners[1].Pool[0].Status = "GONE" }},
	{"sync.next", func(st *sim.StoreState) { st.Sync.Next = time.Time{} }},
	{"codes[0]", func(st *sim.StoreState) { st.Codes[0].Value = "" }},
	{"codes[0].number_id", func(st *sim.StoreState) { st.Codes[0].NumberID = "" }},
	{"codes[0].phone_number", func(st *sim.StoreState) { st.Codes[0].PhoneNumber = "01" }},
	{"codes[0].expires_at", func(st *sim.StoreState) { st.Codes[0].ExpiresAt = time.Time{} }},
	{"codes[0].attempts", func(st *sim.StoreState) { st.Codes[0].Attempts = -1 }},
	{"codes[0].arrival_due", func(st *sim.StoreState) { st.Codes[0].EndDue = st.LastDue + 1 }},
	{"codes[1].current", func(st *sim.StoreState) { st.Codes[1].Current = true }},
	{"codes", func(st *sim.StoreState) {
		for len(st.Codes) <= 10_000 {
			st.Codes = append(st.Codes, st.Codes...)
		}
	}},
}

// BenchmarkSnapshot writes a store of 100,000 numbers down and reads it back.
func BenchmarkSnapshot(b *testing.B) {
	one := newBench(b, sim.Rules{Profile: guide})
	one.fill(100_000, 0)
	for b.Loop() {
		one.twin()
	}
}
