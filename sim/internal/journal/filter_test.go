package journal

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func filterJournal() *Journal {
	j := New(Options{})
	add(j, func(r *Record) {
		r.Operation, r.API, r.Method, r.Status = "360dialog.add_number", "360dialog", "POST", 502
		r.Partner, r.PhoneNumber, r.NumberID, r.Error = "simul8PA", "15550783881", "77", "360dialog.meta_failed"
	})
	add(j, func(r *Record) {
		r.Operation, r.API, r.Method, r.Status = "meta.add_number", "meta", "POST", 500
		r.Origin, r.Parent, r.At = "360dialog", "r1", epoch.Add(time.Second)
		r.Business, r.PhoneNumber, r.NumberID = "1360360360360360", "15550783881", "77"
		r.Fault, r.Error, r.Outcome = "broken", "meta.unexpected_error", "replied"
		r.Decisions = []Decision{{Rule: "slow", Action: "latency"}, {Rule: "rare"}, {Rule: "broken", Action: "error"}}
	})
	add(j, func(r *Record) {
		r.Operation, r.API, r.Method, r.Status = "meta.verify_code", "meta", "POST", 429
		r.At, r.Limit, r.Error = epoch.Add(time.Minute), "verify", "meta.rate_limited"
		r.Business, r.NumberID, r.Outcome = "506914307656634", "78", "truncated"
	})
	add(j, func(r *Record) {
		r.Method, r.Status, r.Conforms, r.At = "GET", 0, false, epoch.Add(time.Hour)
	})
	return j
}

func TestFilters(t *testing.T) {
	yes, no := true, false
	j := filterJournal()
	for _, c := range []struct {
		f    Filter
		want string
	}{
		{Filter{}, "r1 r2 r3 r4"},
		{Filter{Operation: "meta.verify_code"}, "r3"},
		{Filter{Operation: "meta.verify"}, ""},
		{Filter{API: "meta"}, "r2 r3"},
		{Filter{Method: "post"}, "r1 r2 r3"},
		{Filter{Status: "502"}, "r1"},
		{Filter{Status: "5xx"}, "r1 r2"},
		{Filter{Status: "4XX"}, "r3"},
		{Filter{Status: "2xx"}, ""},
		{Filter{Origin: "client"}, "r1 r3 r4"},
		{Filter{Origin: "360dialog"}, "r2"},
		{Filter{Parent: "r1"}, "r2"},
		{Filter{Parent: "r3"}, ""},
		{Filter{Fault: "broken"}, "r2"},
		{Filter{Fault: "slow"}, "r2"},
		{Filter{Fault: "rare"}, ""},
		{Filter{Fault: Any}, "r2"},
		{Filter{Limit: "verify"}, "r3"},
		{Filter{Limit: Any}, "r3"},
		{Filter{Error: "meta.rate_limited"}, "r3"},
		{Filter{Error: Any}, "r1 r2 r3"},
		{Filter{Outcome: "truncated"}, "r3"},
		{Filter{NumberID: "77"}, "r1 r2"},
		{Filter{PhoneNumber: "+1 (555) 078-3881"}, "r1 r2"},
		{Filter{PhoneNumber: "555"}, ""},
		{Filter{Business: "506914307656634"}, "r3"},
		{Filter{Partner: "simul8PA"}, "r1"},
		{Filter{Conforms: &yes}, "r1 r2 r3"},
		{Filter{Conforms: &no}, "r4"},
		{Filter{Since: "r2"}, "r3 r4"},
		{Filter{Since: "r4"}, ""},
		{Filter{Since: "2026-01-15T09:00:00Z"}, "r1 r2 r3 r4"},
		{Filter{Since: "2026-01-15T10:01:00+01:00"}, "r3 r4"},
		{Filter{Since: "2026-01-15T09:01:00.001Z"}, "r4"},
		{Filter{API: "meta", Status: "5xx", Since: "r1"}, "r2"},
	} {
		if err := c.f.Validate(); err != nil {
			t.Errorf("%+v: %v", c.f, err)
		}
		got := j.All(c.f)
		if ids(got) != c.want {
			t.Errorf("%+v: got %q, want %q", c.f, ids(got), c.want)
		}
		expect(t, "count", j.Count(c.f), len(got))
		for _, r := range got {
			expect(t, "match", c.f.Match(r), true)
		}
	}
}

func TestInvalidFilters(t *testing.T) {
	j := filterJournal()
	for _, f := range []Filter{
		{Status: "oops"}, {Status: "6xx"}, {Status: "4x"}, {Status: "99"}, {Status: "0200"}, {Status: "-12"},
		{Since: "yesterday"}, {Since: "2026-01-15"}, {Since: "r0"}, {Parent: "one"}, {PhoneNumber: "none"},
	} {
		if f.Validate() == nil {
			t.Errorf("%+v is taken for valid", f)
		}
		page, more := j.List(f, "", 10)
		if len(page) > 0 || more || j.Count(f) > 0 || len(j.All(f)) > 0 || f.Match(j.All(Filter{})[0]) {
			t.Errorf("%+v matches", f)
		}
		expect(t, "wait", j.WaitCount(t.Context(), f, 1), 0)
	}
}

func TestWaitCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := New(Options{})
		add(j, func(r *Record) { r.Operation = "meta.get_number" })
		f := Filter{Operation: "meta.get_number"}
		expect(t, "there already", j.WaitCount(t.Context(), f, 1), 1)

		got := make(chan int, 2)
		for range 2 {
			go func() { got <- j.WaitCount(t.Context(), f, 3) }()
		}
		for _, op := range []string{"meta.get_number", "meta.verify_code"} {
			add(j, func(r *Record) { r.Operation = op })
			synctest.Wait()
			expect(t, "answers before the third", len(got), 0)
		}
		add(j, func(r *Record) { r.Operation = "meta.get_number" })
		expect(t, "first waiter", <-got, 3)
		expect(t, "second waiter", <-got, 3)
	})
}

func TestWaitCountEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := New(Options{})
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		add(j, nil)
		start := time.Now()
		expect(t, "count", j.WaitCount(ctx, Filter{}, 2), 1)
		expect(t, "waited", time.Since(start), 5*time.Second)
	})
}
