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

func TestTheNewestAreKept(t *testing.T) {
	for _, bound := range []int{1, 2, 15, 16, 17, 40} {
		j := New(Options{Records: bound})
		for i := 1; i <= 100; i++ {
			add(j, nil)
			kept := min(i, bound)
			all := j.All(sim.RecordFilter{})
			if len(all) != kept || all[0].Seq != uint64(i-kept+1) || all[kept-1].Seq != uint64(i) {
				t.Fatalf("bound %d after %d: kept %s", bound, i, ids(all))
			}
			expect(t, "dropped", j.Dropped(), uint64(i-kept))
		}
	}
}

func TestByteBound(t *testing.T) {
	const total = 100_000
	j := New(Options{TotalBytes: total})
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

func TestBodiesAreCut(t *testing.T) {
	j := New(Options{BodyBytes: 10})
	large := make([]byte, 1<<20)
	copy(large, "0123456789")
	r := add(j, func(r *Record) {
		r.RequestBody = large
		r.ResponseBody = large[:4]
	})
	expect(t, "request", string(r.RequestBody), "0123456789")
	expect(t, "response", string(r.ResponseBody), "0123")
	if cap(r.RequestBody) > 10 || cap(r.ResponseBody) > 10 {
		t.Errorf("the large slice is kept alive: %d and %d bytes", cap(r.RequestBody), cap(r.ResponseBody))
	}
	expect(t, "request size", r.RequestSize, int64(1<<20))
	expect(t, "response size", r.ResponseSize, int64(4))
	if !r.RequestCut || r.ResponseCut {
		t.Errorf("cut: request %v, response %v", r.RequestCut, r.ResponseCut)
	}

	body := []byte("short")[:5:5]
	r = add(j, func(r *Record) { r.RequestBody, r.RequestSize = body, 5 })
	if &r.RequestBody[0] != &body[0] {
		t.Error("a short body was copied")
	}
	r = add(New(Options{BodyBytes: -1}), func(r *Record) { r.RequestBody = body })
	expect(t, "no bodies wanted", len(r.RequestBody), 0)
	expect(t, "but the size", r.RequestSize, int64(5))
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

func TestChildrenCloseFirstAndAreListedInOrder(t *testing.T) {
	j := New(Options{})
	parent := &Record{Operation: "360dialog.add_number", Origin: "client"}
	parent.Seq, parent.ID = j.Open()
	for _, op := range []string{"meta.add_number", "meta.share_number"} {
		add(j, func(r *Record) { r.Operation, r.Origin, r.Parent = op, "360dialog", parent.ID })
	}
	add(j, nil)
	j.Close(parent)

	expect(t, "oldest first", ids(j.All(sim.RecordFilter{})), "r1 r2 r3 r4")
	page, more := j.List(sim.RecordFilter{}, "", 0)
	expect(t, "newest first", ids(page), "r4 r3 r2 r1")
	expect(t, "more", more, false)
	expect(t, "children", ids(j.All(sim.RecordFilter{Parent: "r1"})), "r2 r3")
	expect(t, "all children", ids(j.All(sim.RecordFilter{Parent: sim.Any})), "r2 r3")
}

func TestPages(t *testing.T) {
	j := New(Options{Records: 50})
	for i := range 30 {
		add(j, func(r *Record) {
			if i%2 == 1 {
				r.Status = 404
			}
		})
	}
	var seen []*Record
	after := ""
	for pages := 1; ; pages++ {
		page, more := j.List(sim.RecordFilter{Status: "404"}, after, 4)
		seen = append(seen, page...)
		if !more {
			expect(t, "pages", pages, 4)
			expect(t, "last page", ids(page), "r6 r4 r2")
			break
		}
		expect(t, "full page", len(page), 4)
		after = page[len(page)-1].ID
	}
	expect(t, "every record once", len(seen), 15)

	page, more := j.List(sim.RecordFilter{}, "r3", 2)
	expect(t, "exactly the rest", fmt.Sprint(ids(page), " ", more), "r2 r1 false")
	page, _ = j.List(sim.RecordFilter{}, "r1", 2)
	expect(t, "behind the last", len(page), 0)
	page, _ = j.List(sim.RecordFilter{}, "soon", 2)
	expect(t, "after no record", len(page), 0)
	for range 40 {
		add(j, nil)
	}
	page, _ = j.List(sim.RecordFilter{}, "r22", 2)
	expect(t, "the mark has fallen out", ids(page), "r21")
}

func TestGet(t *testing.T) {
	j := New(Options{Records: 20})
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

func TestClear(t *testing.T) {
	j := New(Options{Records: 5})
	for range 9 {
		add(j, nil)
	}
	j.Clear()
	expect(t, "dropped", j.Dropped(), uint64(0))
	expect(t, "count", j.Count(sim.RecordFilter{}), 0)
	expect(t, "bytes", j.bytes, 0)
	expect(t, "numbering goes on", add(j, nil).ID, "r10")
	expect(t, "kept", ids(j.All(sim.RecordFilter{})), "r10")
}

func TestRecordWithoutNumberAndJournalWithoutRecords(t *testing.T) {
	j := New(Options{Records: -1})
	s, err := j.Subscribe(1)
	if err != nil {
		t.Fatal(err)
	}
	r := &Record{}
	j.Close(r)
	expect(t, "id", r.ID, "r1")
	expect(t, "kept", j.Count(sim.RecordFilter{}), 0)
	expect(t, "dropped", j.Dropped(), uint64(1))
	expect(t, "delivered", (<-s.C).ID, "r1")
}

func TestConcurrentUse(t *testing.T) {
	j := New(Options{Records: 100})
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

func BenchmarkClose(b *testing.B) {
	header := http.Header{"Authorization": {"Bearer EAAJBsimulator"}, "Content-Type": {"application/json"},
		"User-Agent": {"Go-http-client/1.1"}, "Accept-Encoding": {"gzip"}}
	body := []byte(`{"code":"123456"}`)
	for _, c := range []struct {
		name string
		body []byte
	}{{"small", body}, {"cut", make([]byte, 64<<10)}} {
		b.Run(c.name, func(b *testing.B) {
			j := New(Options{})
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					r := &Record{Operation: "meta.verify_code", Status: 200, RequestHeader: header,
						RequestBody: c.body, ResponseHeader: HeaderOf(header), ResponseBody: body}
					r.Seq, r.ID = j.Open()
					j.Close(r)
				}
			})
		})
	}
}
