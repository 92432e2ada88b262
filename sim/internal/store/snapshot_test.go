package store_test

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
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
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
	var st store.State
	if err := json.Unmarshal([]byte(text), &st); err != nil {
		b.t.Fatalf("%v", err)
	}
	s, err := store.Restore(b.s.Rules(), 7, st, func(int) {})
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

// goOn does random things to the numbers that populate has made, and adds more.
func goOn(b *bench, ops []int) {
	for i, op := range ops {
		phone := fmt.Sprintf("1555%07d", i)
		by := sim.Token{Business: store.Business360dialog}
		b.do(func(tx *store.Tx) { // some are refused, by both twins alike
			switch op % 6 {
			case 0:
				_ = tx.Remove(phone)
			case 1:
				_ = tx.Restore(phone)
			case 2:
				_ = tx.Expire(phone)
			case 3:
				_ = tx.Claim(phone, op%2 == 0)
				_ = tx.ShareUntil(phone, gamma, b.now.Add(time.Duration(op)*day))
			case 4:
				_, _ = tx.AddNumber(alpha, fmt.Sprintf("1666%07d", i))
			default:
				for _, n := range first(tx.AllNumbers(store.Query{Phone: phone, Limit: 1})) {
					_ = tx.RequestCode(n.ID, by, "SMS", "en", sim.FaultDelivery{Outcome: []sim.FaultOutcome{"", sim.DeliverWrong, sim.DeliverTwice}[op%3]})
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
		rules := store.Rules{
			Profile:  rapid.SampledFrom(sim.Profiles).Draw(t, "profile"),
			PoolSync: sim.Duration(rapid.SampledFrom([]time.Duration{0, time.Hour, 14 * day, 40*day + 7}).Draw(t, "sync")),
			Codes:    sim.CodeRules{Length: 6, TTL: sim.Duration(day), Attempts: 3, NewVoidsOld: new(rapid.Bool().Draw(t, "new voids old"))},
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

// TestTombstoneWithRow: a deleted number that has a row is never forgotten, and
// outlives a restore; a message that has left the inbox never arrives.
func TestTombstoneWithRow(t *testing.T) {
	one := newBench(t, store.Rules{PoolSync: sim.Duration(day)})
	lost := one.pooled("simul8PA", phoneA)
	one.must(func(tx *store.Tx) error {
		late := sim.FaultDelivery{Late: sim.Duration(3 * day)}
		if err := tx.RequestCode(lost, sim.Token{Business: store.Business360dialog}, "SMS", "en", late); err != nil {
			return err
		}
		return tx.Remove(phoneA)
	})
	kept := one.add(alpha, phoneB)
	one.must(request(kept, byAlpha))
	for range 10_001 { // one more than tombstones and messages are remembered
		id := one.add(alpha, phoneC)
		one.must(request(id, byAlpha))
		one.must(func(tx *store.Tx) error { return tx.DeleteNumber(id, byAlpha) })
	}
	one.must(func(tx *store.Tx) error { _, err := tx.AnyNumber(lost); return err })
	two := one.twin()
	if got, want := two.row("simul8PA", lost), one.row("simul8PA", lost); got != want || got.NumberID != lost {
		t.Errorf("the row is %+v, want %+v", got, want)
	}
	two.want(sim.AlreadyInPool, func(tx *store.Tx) error { return tx.InAnyPool(phoneA) })
	two.must(func(tx *store.Tx) error { _, err := tx.AnyNumber(lost); return err })
	two.want(sim.CodeWrong, verify(kept, byAlpha, "x")) // its code has left the inbox, and still counts
	one.want(sim.CodeWrong, verify(kept, byAlpha, "x"))
	end := start.Add(4 * day)
	got, want := told(two.s.Settle(end)), told(one.s.Settle(end))
	if !slices.Equal(got, want) || slices.ContainsFunc(got, func(s string) bool {
		return strings.Contains(s, "code_delivered"+" "+phoneA)
	}) {
		t.Errorf("settled %q, want %q", got, want)
	}
}

// edited is a state with one thing changed, and where that is noticed.
type edited struct {
	path string
	edit func(*store.State)
}

func TestRestoreRefuses(t *testing.T) {
	b := newBench(t, store.Rules{Profile: guide, PoolSync: sim.Duration(day)})
	b.must(func(tx *store.Tx) error {
		tx.AddToken(sim.Token{Value: "EAAJB", Business: alpha})
		return nil
	})
	a := b.pooled("simul8PA", phoneA)
	b.verifyFully(a, sim.Token{Business: store.Business360dialog})
	gone := b.add(alpha, phoneB)
	b.must(request(gone, byAlpha))
	b.must(func(tx *store.Tx) error { return tx.DeleteNumber(gone, byAlpha) })
	for _, c := range refusals {
		var st store.State
		if err := json.Unmarshal([]byte(b.saved()), &st); err != nil {
			t.Fatal(err)
		}
		c.edit(&st)
		s, err := store.Restore(b.s.Rules(), 42, st, func(int) {})
		var found sim.Issues
		if !errors.As(err, &found) || s != nil {
			t.Errorf("%s: restored, want it refused", c.path)
			continue
		}
		if !slices.ContainsFunc(found, func(d sim.Issue) bool { return d.Path == c.path }) {
			t.Errorf("want a defect at %s, got %v", c.path, found)
		}
	}
}

var refusals = []edited{
	{"at", func(st *store.State) { st.At = time.Time{} }},
	{"streams.ids", func(st *store.State) { st.Streams["ids"] = st.Streams["ids"][1:] }},
	{"streams.codes", func(st *store.State) { st.Streams["codes"] = nil }},
	{"steps.dance", func(st *store.State) { st.Steps["dance"] = 1 }},
	{"businesses[1].id", func(st *store.State) { st.Businesses[1].ID = st.Businesses[0].ID }},
	{"businesses[1].id", func(st *store.State) { st.Businesses[1].ID = "me" }},
	{"first_business", func(st *store.State) { st.FirstBusiness = "1" }},
	{"token_360dialog", func(st *store.State) { st.Token360dialog = "EAAJBnobody" }},
	{"tokens[0].business", func(st *store.State) { st.Tokens[0].Business = "1" }},
	{"tokens[0].value", func(st *store.State) { st.Tokens[0].Value = "" }},
	{"partners[1].id", func(st *store.State) { st.Partners[1].ID = st.Partners[0].ID }},
	{"partners[0].business", func(st *store.State) { st.Partners[0].Business = "1" }},
	{"keys[0].partner", func(st *store.State) { st.Keys[0].Partner = "nobody" }},
	{"keys[1].value", func(st *store.State) { st.Keys[1].Value = st.Keys[0].Value }},
	{"numbers[0].id", func(st *store.State) { st.Numbers[0].ID = "a" }},
	{"numbers[0].id", func(st *store.State) { st.Numbers[0].ID = "0" + st.Numbers[0].ID }},
	{"numbers[0].id", func(st *store.State) { st.Numbers[0].ID = "18446744073709551616" }},
	{"numbers[1].id", func(st *store.State) { st.Numbers[1].ID = st.Numbers[0].ID }},
	{"numbers[0].partner", func(st *store.State) { st.Numbers[0].Partner = "nobody" }},
	{"numbers[0].phone_number", func(st *store.State) { st.Numbers[0].MSISDN = "+1" }},
	{"numbers[0].country_prefix", func(st *store.State) { st.Numbers[0].CountryPrefix = 0 }},
	{"numbers[0].region", func(st *store.State) { st.Numbers[0].Region = "usa" }},
	{"numbers[0].region", func(st *store.State) { st.Numbers[0].Region = "12" }},
	{"numbers[0].owner", func(st *store.State) { st.Numbers[0].Owner = "1" }},
	{"numbers[0].shared_with[0]", func(st *store.State) { st.Numbers[0].SharedWith = []string{"1"} }},
	{"numbers[0].shared_with[0]", func(st *store.State) { st.Numbers[0].SharedWith = []string{st.Numbers[0].Owner} }},
	{"numbers[0].created_at", func(st *store.State) { st.Numbers[0].CreatedAt = time.Unix(1e12, 0) }},
	{"numbers[0].expires_at", func(st *store.State) { st.Numbers[0].ExpiresAt = time.Time{} }},
	{"numbers[0].drop_at", func(st *store.State) { st.Numbers[0].DropAt = time.Unix(1e12, 0) }},
	{"numbers[0].share_ends.1", func(st *store.State) { st.Numbers[0].Ends = map[string]time.Time{"1": st.At} }},
	{"partners[1].pool[0].number_id", func(st *store.State) { st.Partners[1].Pool[0].NumberID = "1" }},
	{"partners[1].pool[0].number_id", func(st *store.State) { st.Partners[0].Pool = st.Partners[1].Pool }},
	{"partners[1].pool[0].status", func(st *store.State) { st.Partners[1].Pool[0].Status = "GONE" }},
	{"sync_epoch", func(st *store.State) { st.SyncEpoch = time.Time{} }},
	{"codes[0].value", func(st *store.State) { st.Codes[0].Value = "" }},
	{"codes[0].number_id", func(st *store.State) { st.Codes[0].NumberID = "" }},
	{"codes[0].phone_number", func(st *store.State) { st.Codes[0].PhoneNumber = "01" }},
	{"codes[0].expires_at", func(st *store.State) { st.Codes[0].ExpiresAt = time.Time{} }},
	{"codes[1].current", func(st *store.State) { st.Codes[1].Current = true }},
	{"codes", func(st *store.State) {
		for range 10_000 {
			st.Codes = append(st.Codes, st.Codes[0])
		}
	}},
}
