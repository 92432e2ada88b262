package journal

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
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
		r.Decisions = []sim.FaultDecision{{Rule: "slow", Action: "latency"}, {Rule: "rare"}, {Rule: "broken", Action: "error"}}
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
		f    sim.RecordFilter
		want string
	}{
		{sim.RecordFilter{}, "r1 r2 r3 r4"},
		{sim.RecordFilter{Operation: "meta.verify_code"}, "r3"},
		{sim.RecordFilter{Operation: "meta.verify"}, ""},
		{sim.RecordFilter{API: "meta"}, "r2 r3"},
		{sim.RecordFilter{Method: "post"}, "r1 r2 r3"},
		{sim.RecordFilter{Status: "502"}, "r1"},
		{sim.RecordFilter{Status: "5xx"}, "r1 r2"},
		{sim.RecordFilter{Status: "4XX"}, "r3"},
		{sim.RecordFilter{Status: "2xx"}, ""},
		{sim.RecordFilter{Origin: "client"}, "r1 r3 r4"},
		{sim.RecordFilter{Origin: "360dialog"}, "r2"},
		{sim.RecordFilter{Parent: "r1"}, "r2"},
		{sim.RecordFilter{Parent: "r3"}, ""},
		{sim.RecordFilter{Fault: "broken"}, "r2"},
		{sim.RecordFilter{Fault: "slow"}, "r2"},
		{sim.RecordFilter{Fault: "rare"}, ""},
		{sim.RecordFilter{Fault: sim.Any}, "r2"},
		{sim.RecordFilter{Limit: "verify"}, "r3"},
		{sim.RecordFilter{Limit: sim.Any}, "r3"},
		{sim.RecordFilter{Error: "meta.rate_limited"}, "r3"},
		{sim.RecordFilter{Error: sim.Any}, "r1 r2 r3"},
		{sim.RecordFilter{Outcome: "truncated"}, "r3"},
		{sim.RecordFilter{NumberID: "77"}, "r1 r2"},
		{sim.RecordFilter{PhoneNumber: "+1 (555) 078-3881"}, "r1 r2"},
		{sim.RecordFilter{PhoneNumber: "555"}, ""},
		{sim.RecordFilter{Business: "506914307656634"}, "r3"},
		{sim.RecordFilter{Partner: "simul8PA"}, "r1"},
		{sim.RecordFilter{Conforms: &yes}, "r1 r2 r3"},
		{sim.RecordFilter{Conforms: &no}, "r4"},
		{sim.RecordFilter{Since: "r2"}, "r3 r4"},
		{sim.RecordFilter{Since: "r4"}, ""},
		{sim.RecordFilter{Since: "2026-01-15T09:00:00Z"}, "r1 r2 r3 r4"},
		{sim.RecordFilter{Since: "2026-01-15T10:01:00+01:00"}, "r3 r4"},
		{sim.RecordFilter{Since: "2026-01-15T09:01:00.001Z"}, "r4"},
		{sim.RecordFilter{API: "meta", Status: "5xx", Since: "r1"}, "r2"},
	} {
		if err := CheckFilter(c.f); err != nil {
			t.Errorf("%+v: %v", c.f, err)
		}
		got := j.All(c.f)
		if ids(got) != c.want {
			t.Errorf("%+v: got %q, want %q", c.f, ids(got), c.want)
		}
		expect(t, "count", j.Count(c.f), len(got))
		for _, r := range got {
			expect(t, "match", Match(c.f, r), true)
		}
	}
}

func TestInvalidFilters(t *testing.T) {
	j := filterJournal()
	for _, f := range []sim.RecordFilter{
		{Status: "oops"}, {Status: "6xx"}, {Status: "4x"}, {Status: "99"}, {Status: "0200"}, {Status: "-12"},
		{Since: "yesterday"}, {Since: "2026-01-15"}, {Since: "r0"}, {Parent: "one"}, {PhoneNumber: "none"},
	} {
		if CheckFilter(f) == nil {
			t.Errorf("%+v is taken for valid", f)
		}
		page, more := j.List(f, "", 10)
		if len(page) > 0 || more || j.Count(f) > 0 || len(j.All(f)) > 0 || Match(f, j.All(sim.RecordFilter{})[0]) {
			t.Errorf("%+v matches", f)
		}
		expect(t, "wait", j.WaitCount(t.Context(), f, 1), 0)
	}
}

func TestWaitCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := New(Options{})
		add(j, func(r *Record) { r.Operation = "meta.get_number" })
		f := sim.RecordFilter{Operation: "meta.get_number"}
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
		expect(t, "count", j.WaitCount(ctx, sim.RecordFilter{}, 2), 1)
		expect(t, "waited", time.Since(start), 5*time.Second)
	})
}
