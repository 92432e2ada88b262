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

// fill adds count numbers in turn to alpha; every third is shared with beta.
func (b *bench) fill(count, from int) (ids []string) {
	b.t.Helper()
	for i := range count {
		id := b.add(alpha, fmt.Sprintf("1555%07d", from+i))
		if i%3 == 0 {
			b.must(func(tx *store.Tx) error { return tx.Share(alpha, id, beta, byAlpha) })
		}
		ids = append(ids, id)
	}
	return ids
}

func TestPages(t *testing.T) {
	b := newBench(t, store.Rules{})
	ids := b.fill(5, 0)
	expect := func(q store.Query, want []string, earlier, later bool) {
		t.Helper()
		p := b.page(byAlpha, q)
		if got := idsOf(p.Numbers); !slices.Equal(got, want) || p.Earlier != earlier || p.Later != later {
			t.Errorf("%+v: %v %v %v, want %v %v %v", q, got, p.Earlier, p.Later, want, earlier, later)
		}
	}
	expect(store.Query{Limit: 2}, ids[:2], false, true)
	expect(store.Query{Limit: 5}, ids, false, false)
	expect(store.Query{Limit: 2, After: ids[1]}, ids[2:4], true, true)
	expect(store.Query{Limit: 2, After: ids[3]}, ids[4:], true, false)
	expect(store.Query{Limit: 2, After: ids[4]}, []string{}, true, false)
	expect(store.Query{Limit: 2, Before: ids[4]}, ids[2:4], true, true)
	expect(store.Query{Limit: 2, Before: ids[1]}, ids[:1], false, true)
	expect(store.Query{Limit: 2, Before: ids[0]}, []string{}, false, true)
	expect(store.Query{Limit: 2, After: ids[1], Before: ids[0]}, ids[2:4], true, true) // After counts
	expect(store.Query{Phone: "15550000002"}, ids[2:3], false, false)
	expect(store.Query{Phone: "15550000002", After: ids[2]}, []string{}, true, false)
	expect(store.Query{Phone: "15550000002", Before: ids[2]}, []string{}, false, true)
	expect(store.Query{Phone: "15550000002", Status: sim.Verified}, []string{}, false, false)
	expect(store.Query{None: true}, []string{}, false, false)
	expect(store.Query{Region: "US"}, []string{}, false, false)

	b.must(func(tx *store.Tx) error { return tx.Verify("15550000001") })
	expect(store.Query{Status: sim.Verified, Limit: 2}, ids[1:2], false, false)
	expect(store.Query{Status: sim.Verified, Before: ids[3]}, ids[1:2], false, false) // no later page holds any
	expect(store.Query{Status: sim.Verified, After: ids[0]}, ids[1:2], false, false)
	for _, q := range []store.Query{{After: "404"}, {Before: "404"}, {After: b.add(beta, phoneA)}} {
		b.want(sim.InvalidCursor, func(tx *store.Tx) error { _, err := tx.Numbers(alpha, byAlpha, q); return err })
	}
	b.must(func(tx *store.Tx) error { return tx.DeleteNumber(ids[2], byAlpha) })
	b.want(sim.InvalidCursor, func(tx *store.Tx) error {
		_, err := tx.Numbers(alpha, byAlpha, store.Query{After: ids[2]})
		return err
	})
	b.do(func(tx *store.Tx) {
		if got := []int{tx.Count(alpha, store.Query{}), tx.Count(alpha, store.Query{Status: sim.Verified}), tx.Count("404", store.Query{})}; !slices.Equal(got, []int{4, 1, 0}) {
			t.Errorf("counts %v", got)
		}
	})
}

// walker goes through a list page by page while it changes.
type walker struct {
	*bench
	by      sim.Token
	filter  sim.Status
	through map[string]bool // shown at the start and ever since
	phones  int
}

// disturb adds, deletes and unshares between two pages; the cursor's own number
// is left alone, since its cursor would die with it.
func (w *walker) disturb(t *rapid.T, cursor string) {
	for range rapid.IntRange(0, 3).Draw(t, "changes") {
		victims := []string{}
		for _, n := range w.all(store.Query{}) {
			if n.ID != cursor && n.OwnerBusinessID == alpha {
				victims = append(victims, n.ID)
			}
		}
		switch op := rapid.IntRange(0, 2).Draw(t, "op"); {
		case op == 0 || len(victims) == 0:
			w.fill(1, w.phones)
			w.phones++
		case op == 1:
			id := rapid.SampledFrom(victims).Draw(t, "victim")
			w.must(func(tx *store.Tx) error { return tx.DeleteNumber(id, byAlpha) })
			delete(w.through, id)
		default:
			id := rapid.SampledFrom(victims).Draw(t, "victim")
			if w.try(func(tx *store.Tx) error { return tx.Unshare(alpha, id, beta, byAlpha) }) == "" && w.by.Business == beta {
				delete(w.through, id)
			}
		}
	}
}

func newWalker(t *rapid.T) *walker {
	w := &walker{bench: newBench(t, store.Rules{}), through: map[string]bool{}}
	w.by = rapid.SampledFrom([]sim.Token{byAlpha, byBeta}).Draw(t, "reader")
	w.filter = rapid.SampledFrom([]sim.Status{"", sim.NotVerified, sim.Verified}).Draw(t, "filter")
	w.phones = rapid.IntRange(0, 30).Draw(t, "numbers")
	w.fill(w.phones, 0)
	for i := range w.phones {
		if rapid.Bool().Draw(t, "verified") {
			w.must(func(tx *store.Tx) error { return tx.Verify(fmt.Sprintf("1555%07d", i)) })
		}
	}
	for _, n := range w.page(w.by, store.Query{Status: w.filter}).Numbers {
		w.through[n.ID] = true
	}
	return w
}

// walk follows the cursors in one direction to the end.
func (w *walker) walk(t *rapid.T, q store.Query, forward bool) (seen []string) {
	q.Limit, q.Status = rapid.IntRange(1, 7).Draw(t, "limit"), w.filter
	for {
		p := w.page(w.by, q)
		ids := idsOf(p.Numbers)
		more := p.Later
		if forward {
			seen = append(seen, ids...)
		} else {
			seen, more = slices.Concat(ids, seen), p.Earlier
		}
		if !more {
			return seen
		}
		if len(ids) != q.Limit {
			t.Fatalf("a page of %d with more to come, limit %d", len(ids), q.Limit)
		}
		if q.After = ids[len(ids)-1]; !forward {
			q.After, q.Before = "", ids[0]
		}
		w.disturb(t, q.After+q.Before)
	}
}

func (w *walker) judge(t *rapid.T, seen []string) {
	for i, id := range seen {
		if slices.Contains(seen[:i], id) {
			t.Fatalf("%s was listed twice", id)
		}
	}
	for _, n := range w.all(store.Query{}) {
		if w.through[n.ID] && !slices.Contains(seen, n.ID) {
			t.Fatalf("%s was there all the time and not listed", n.ID)
		}
	}
	added := idsOf(w.all(store.Query{Deleted: true}))
	if !slices.IsSortedFunc(seen, func(a, b string) int { return slices.Index(added, a) - slices.Index(added, b) }) {
		t.Fatalf("not in the order of insertion: %v", seen)
	}
}

// TestWalkForward: a walk by After lists each number that was shown throughout
// exactly once, whatever comes and goes meanwhile.
func TestWalkForward(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWalker(t)
		w.judge(t, w.walk(t, store.Query{}, true))
	})
}

// TestWalkBackward mirrors it by Before, from a last number that stays.
func TestWalkBackward(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWalker(t)
		last := w.add(w.by.Business, phoneB)
		w.judge(t, w.walk(t, store.Query{Before: last}, false))
	})
}

// TestSweep deletes and unshares so much that the lists are rebuilt, and brings
// some of it back before and after.
func TestSweep(t *testing.T) {
	b := newBench(t, store.Rules{})
	ids := b.fill(900, 0)
	want := map[string][]string{alpha: slices.Clone(ids)}
	for i := 0; i < len(ids); i += 3 {
		want[beta] = append(want[beta], ids[i])
	}
	gone := func(business, id string) {
		want[business] = slices.DeleteFunc(want[business], func(x string) bool { return x == id })
	}
	check := func() {
		t.Helper()
		for _, by := range []sim.Token{byAlpha, byBeta} {
			got := idsOf(b.page(by, store.Query{}).Numbers)
			if !slices.Equal(got, want[by.Business]) {
				t.Fatalf("%s lists %d, want %d", by.Business, len(got), len(want[by.Business]))
			}
			b.do(func(tx *store.Tx) {
				if n := tx.Count(by.Business, store.Query{}); n != len(got) {
					t.Fatalf("%s counts %d of %d", by.Business, n, len(got))
				}
			})
		}
	}
	for i := 0; i < 750; i++ {
		id := ids[i]
		if i%6 == 0 {
			b.must(func(tx *store.Tx) error { return tx.Unshare(alpha, id, beta, byAlpha) })
			gone(beta, id)
			if i%12 == 0 { // the entry in beta's list is dead or swept by now
				b.must(func(tx *store.Tx) error { return tx.Share(alpha, id, beta, byAlpha) })
				b.must(func(tx *store.Tx) error { return tx.Unshare(alpha, id, beta, byAlpha) })
			}
		}
		b.must(func(tx *store.Tx) error { return tx.DeleteNumber(id, byAlpha) })
		gone(alpha, id)
		gone(beta, id)
		if i%5 == 0 {
			phone := fmt.Sprintf("1555%07d", i)
			b.must(func(tx *store.Tx) error { return tx.Restore(phone) })
			b.must(func(tx *store.Tx) error { return tx.Remove(phone) })
		}
		if i%50 == 0 {
			check()
		}
	}
	check()
	for i := 3; i < 750; i += 30 { // each was shared with beta to the end
		b.must(func(tx *store.Tx) error { return tx.Restore(fmt.Sprintf("1555%07d", i)) })
		want[alpha] = append(want[alpha], ids[i])
		want[beta] = append(want[beta], ids[i])
	}
	order := func(a, c string) int { return slices.Index(ids, a) - slices.Index(ids, c) }
	slices.SortFunc(want[alpha], order)
	slices.SortFunc(want[beta], order)
	check()
}

// TestAllNumbersOfAPhone: everything that ever had a telephone number is found,
// in its order, and can be paged through.
func TestAllNumbersOfAPhone(t *testing.T) {
	b := newBench(t, store.Rules{})
	b.fill(3, 0)
	var ids []string
	for range 3 {
		ids = append(ids, b.add(alpha, phoneA))
		b.fill(1, len(ids)+10)
		b.must(func(tx *store.Tx) error { return tx.Remove(phoneA) })
	}
	b.must(func(tx *store.Tx) error { return tx.Restore(phoneA) }) // the last one comes back
	b.must(func(tx *store.Tx) error { return tx.Verify(phoneA) })
	for name, c := range map[string]struct {
		filter store.Query
		want   []string
		more   bool
	}{
		"live":            {store.Query{Phone: phoneA, Limit: 10}, ids[2:], false},
		"all":             {store.Query{Phone: phoneA, Limit: 10, Deleted: true}, ids, false},
		"the first two":   {store.Query{Phone: phoneA, Limit: 2, Deleted: true}, ids[:2], true},
		"behind them":     {store.Query{Phone: phoneA, Limit: 2, Deleted: true, After: ids[1]}, ids[2:], false},
		"by status":       {store.Query{Phone: phoneA, Limit: 2, Deleted: true, Status: sim.NotVerified}, ids[:2], false},
		"nobody's":        {store.Query{Phone: "12025550199", Limit: 2, Deleted: true}, nil, false},
		"no phone number": {store.Query{Phone: "x", Limit: 2, Deleted: true}, nil, false},
	} {
		b.do(func(tx *store.Tx) {
			page, more := tx.AllNumbers(c.filter)
			var got []string
			for _, n := range page {
				got = append(got, n.ID)
			}
			if !slices.Equal(got, c.want) || more != c.more {
				t.Errorf("%s: %v, %v; want %v, %v", name, got, more, c.want, c.more)
			}
		})
	}
}

// TestTheEpochIsAnInstant: a world may begin at the zero of Unix time.
func TestTheEpochIsAnInstant(t *testing.T) {
	b := newBench(t, store.Rules{Profile: guide})
	b.now = time.Unix(0, 0).UTC()
	b.s = store.New(b.s.Rules(), 42)
	b.do(func(tx *store.Tx) { tx.AddBusiness(alpha, "") })
	id := b.add(alpha, phoneA)
	b.must(func(tx *store.Tx) error { return tx.Verify(phoneA) })
	if n := b.number(id); n.Status != sim.Verified || !n.CreatedAt.Equal(b.now) || !n.VerifiedAt.Equal(b.now) || !n.DeletedAt.IsZero() {
		t.Fatalf("verified at the epoch: %+v", n)
	}
	b.must(func(tx *store.Tx) error { return tx.DeleteNumber(id, byAlpha) })
	if n := b.number(id); !n.DeletedAt.Equal(b.now) || n.DeletedAt.IsZero() {
		t.Fatalf("deleted at the epoch: %+v", n)
	}
}

func TestAllNumbersPages(t *testing.T) {
	b := newBench(t, store.Rules{})
	ids := b.fill(7, 0)
	b.must(func(tx *store.Tx) error { return tx.DeleteNumber(ids[3], byAlpha) })
	b.must(func(tx *store.Tx) error { return tx.Verify("15550000005") })
	for _, c := range []struct {
		f    store.Query
		want []string
		more bool
	}{
		{store.Query{Limit: 3}, ids[:3], true},
		{store.Query{Limit: 3, After: ids[2]}, ids[4:], false},
		{store.Query{Limit: 3, After: ids[2], Deleted: true}, ids[3:6], true},
		{store.Query{Limit: 3, After: ids[3]}, ids[4:], false},
		{store.Query{Limit: 3, After: "404"}, ids[:3], true},
		{store.Query{Limit: 3, Status: sim.Verified}, ids[5:6], false},
	} {
		b.do(func(tx *store.Tx) {
			page, more := tx.AllNumbers(c.f)
			if got := idsOf(page); !slices.Equal(got, c.want) || more != c.more {
				t.Errorf("%+v: %v %v, want %v %v", c.f, got, more, c.want, c.more)
			}
		})
	}
}
