package journal

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

var epoch = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

// add opens and closes a record in one go.
func add(j *Journal, change func(*Record)) *Record {
	r := &Record{World: "default", Origin: "client", Status: 200, Conforms: true, At: epoch}
	r.Seq, r.ID = j.Open()
	if change != nil {
		change(r)
	}
	j.Close(r)
	return r
}

func ids(recs []*Record) string {
	var out []string
	for _, r := range recs {
		out = append(out, r.ID)
	}
	return strings.Join(out, " ")
}

func expect[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestByteBound(t *testing.T) {
	const total = 100_000
	j := New(0, nil)
	j.most = total
	for i := range 500 {
		add(j, func(r *Record) {
			r.RequestBody = bytes.Repeat([]byte("a"), i*7%3000)
			r.ResponseHeader = Header{{"Link", []string{strings.Repeat("l", i%400)}}}
		})
		sum := 0
		for _, r := range j.All(sim.RecordFilter{}) {
			sum += r.size()
		}
		if sum != j.bytes || sum > total {
			t.Fatalf("after %d: records cost %d, the journal counts %d of %d", i, sum, j.bytes, total)
		}
	}
	kept := j.Count(sim.RecordFilter{})
	if kept < 20 || kept > 300 {
		t.Errorf("kept %d records", kept)
	}
	expect(t, "dropped", j.Dropped(), uint64(500-kept))

	big := add(j, func(r *Record) { r.Path = strings.Repeat("p", 2*total) })
	expect(t, "the newest stays alone", ids(j.All(sim.RecordFilter{})), big.ID)
	small := add(j, nil)
	expect(t, "and goes before the next", ids(j.All(sim.RecordFilter{})), small.ID)
}

func TestCutKeepsCharactersWhole(t *testing.T) {
	for _, c := range []struct {
		body  string
		limit int
		want  string
	}{
		{"aé", 2, "a"},
		{"aéb", 3, "aé"},
		{"a€b", 2, "a"},
		{"a€b", 3, "a"},
		{"a€b", 4, "a€"},
		{"😀😀", 7, "😀"},
		{"😀😀", 5, "😀"},
		{"abc", 2, "ab"},
		{"\x80\x80\x80\x80\x80", 4, "\x80\x80\x80\x80"},
		{"a\xff\xff", 2, "a\xff"},
		{"é", 1, ""},
	} {
		got := cutBody([]byte(c.body), c.limit, len(c.body) > c.limit)
		if string(got) != c.want {
			t.Errorf("%q cut to %d: %q, want %q", c.body, c.limit, got, c.want)
		}
	}
	// The caller had already cut it.
	expect(t, "cut before", string(cutBody([]byte("a\xc3"), 10, true)), "a")
	expect(t, "whole", string(cutBody([]byte("a\xc3"), 10, false)), "a\xc3")
}

func TestGet(t *testing.T) {
	j := New(20, nil)
	var recs []*Record
	for range 50 {
		recs = append(recs, add(j, nil))
	}
	for i, want := range recs {
		got, ok := j.Get(want.ID)
		if kept := i >= 30; ok != kept || kept && got != want {
			t.Errorf("%s: found %v", want.ID, ok)
		}
	}
	for _, id := range []string{"", "r", "r0", "r050", "r+50", "50", "R50", "r50 ", "r99999999999999999999"} {
		if _, ok := j.Get(id); ok {
			t.Errorf("Get(%q) found a record", id)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	j := New(100, nil)
	const writers, each = 8, 200
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			dice := rand.New(rand.NewPCG(42, uint64(w)))
			for range each {
				add(j, func(r *Record) {
					r.RequestBody = make([]byte, dice.IntN(100))
					r.RequestHeader = http.Header{"X-Api-Key": {"sim-api-key"}}
				})
			}
		})
	}
	for range 4 {
		wg.Go(func() {
			for i := range 100 {
				s, err := j.Subscribe(1)
				if err != nil {
					t.Error(err)
					return
				}
				all := j.All(sim.RecordFilter{Status: "2xx"})
				if !slices.IsSortedFunc(all, func(a, b *Record) int { return int(a.Seq) - int(b.Seq) }) {
					t.Errorf("out of order: %s", ids(all))
				}
				page, _ := j.List(sim.RecordFilter{}, fmt.Sprintf("r%d", i+1), 10)
				for _, r := range page {
					View(r)
				}
				j.Count(sim.RecordFilter{Origin: "client"})
				j.Get("r7")
				s.Close()
			}
		})
	}
	wg.Wait()
	kept := j.Count(sim.RecordFilter{})
	expect(t, "kept", kept, 100)
	expect(t, "none lost", j.Dropped()+uint64(kept), uint64(writers*each))
	seq, _ := j.Open()
	expect(t, "numbers", seq, uint64(writers*each+1))
}
