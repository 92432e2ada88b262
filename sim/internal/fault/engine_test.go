package fault_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
)

func TestPoints(t *testing.T) {
	tests := []struct {
		do   fault.Action
		want string
	}{
		{fault.Action{Connection: "reset"}, "arrive"},
		{fault.Action{Connection: "hang", Latency: wait(1)}, "arrive"},
		{fault.Action{Latency: wait(1)}, "arrive"},
		{fault.Action{Error: "meta.rate_limited"}, "admit"},
		{fault.Action{Error: "meta.rate_limited", Latency: wait(1)}, "admit"},
		{fault.Action{Status: 500}, "admit"},
		{fault.Action{Deliver: &fault.Delivery{Outcome: "never"}}, "admit"},
		{fault.Action{Error: "meta.rate_limited", Apply: true}, "reply"},
		{fault.Action{Status: 500, Apply: true}, "reply"},
		{fault.Action{Reply: "drop", Latency: wait(1)}, "reply"},
	}
	for _, tt := range tests {
		r := fault.Rule{Do: tt.do}
		if got := r.Point().String(); got != tt.want {
			t.Errorf("%+v acts at %s, want %s", tt.do, got, tt.want)
		}
	}
}

func TestNamelessRulesGetStableNames(t *testing.T) {
	tests := []struct {
		on   fault.Match
		do   fault.Action
		want string
	}{
		{fault.Match{Operation: "meta.verify_code"}, fault.Action{Reply: "drop"}, "meta.verify_code-reply-drop"},
		{fault.Match{Operation: "meta.verify_code"}, fault.Action{Reply: "drop"}, "meta.verify_code-reply-drop-2"},
		{fault.Match{Operation: "meta.verify_code"}, fault.Action{Reply: "drop"}, "meta.verify_code-reply-drop-3"},
		{fault.Match{Operation: "meta.add_number"}, fail(), "meta.add_number-error-unexpected_error"},
		{fault.Match{Operation: "meta.add_number"}, fault.Action{Error: "meta.rate_limited", Apply: true}, "meta.add_number-error-rate_limited-applied"},
		{fault.Match{}, fail(), "meta-error-unexpected_error"},
		{fault.Match{API: "360dialog"}, fault.Action{Status: 502}, "360dialog-status-502"},
		{fault.Match{}, fault.Action{Connection: "hang"}, "any-connection-hang"},
		{fault.Match{}, fault.Action{Latency: wait(time.Second)}, "any-latency"},
		{fault.Match{}, fault.Action{Deliver: &fault.Delivery{Outcome: "wrong"}}, "meta.request_code-deliver-wrong"},
		{fault.Match{}, fault.Action{Deliver: &fault.Delivery{Late: dur(time.Second)}}, "meta.request_code-deliver-late"},
	}
	e := fault.New(noDice(t))
	for _, tt := range tests {
		if got, err := e.Add(fault.Rule{On: tt.on, Do: tt.do}, start); err != nil || got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
}

func names(e *fault.Engine) []string {
	var out []string
	for _, s := range e.Rules(start) {
		out = append(out, s.Rule.Name)
	}
	return out
}

func TestARuleOfTheSameNameReplacesInPlace(t *testing.T) {
	e := fault.New(noDice(t))
	for _, n := range []string{"a", "b", "c"} {
		e.Add(fault.Rule{Name: n, When: fault.Trigger{Times: 1}, Do: fail()}, start)
	}
	e.Decide(start, fault.Admit, verify())
	later := start.Add(time.Hour)
	e.Add(fault.Rule{Name: "a", When: fault.Trigger{Times: 5}, Do: fault.Action{Status: 500}}, later)
	if got := names(e); !reflect.DeepEqual(got, []string{"a", "b", "c"}) {
		t.Errorf("order is %v", got)
	}
	s := e.Rules(later)[0]
	if s.Matched != 0 || s.Acted != 0 || !s.Since.Equal(later) || *s.Remaining != 5 || s.Rule.Do.Status != 500 {
		t.Errorf("the counters did not start anew: %+v", s)
	}
	if got := e.Decide(later, fault.Admit, verify()).Rule; got != "a" {
		t.Errorf("%q decided, want the replaced a", got)
	}
}

func TestRemoveAndClear(t *testing.T) {
	e := fault.New(noDice(t))
	for _, n := range []string{"a", "b"} {
		e.Add(fault.Rule{Name: n, Do: fail()}, start)
	}
	if !e.Remove("a") || e.Remove("a") {
		t.Error("a rule is removed exactly once")
	}
	if got := e.Decide(start, fault.Admit, verify()).Rule; got != "b" {
		t.Errorf("%q decided, want b", got)
	}
	e.Clear()
	if d := e.Decide(start, fault.Admit, verify()); d.Action != nil || len(e.Rules(start)) != 0 {
		t.Errorf("after Clear: %+v", d)
	}
}

func TestSwitchingOffKeepsTheCounters(t *testing.T) {
	e := fault.New(noDice(t))
	e.Add(fault.Rule{Name: "r", When: fault.Trigger{Calls: []int{2}}, Do: fail()}, start)
	e.Decide(start, fault.Admit, verify())
	if !e.Enable("r", false) || e.Enable("x", false) {
		t.Error("Enable knows r and nothing else")
	}
	if e.Decide(start, fault.Admit, verify()).Steps != nil || e.Wants(fault.Admit, "meta.verify_code") {
		t.Error("a rule that is off was asked")
	}
	if s := e.Rules(start)[0]; s.Enabled || s.Active || s.Matched != 1 {
		t.Errorf("switched off: %+v", s)
	}
	e.Enable("r", true)
	if e.Decide(start, fault.Admit, verify()).Rule != "r" {
		t.Error("after switching on, the next request was not call 2")
	}
}

func TestWants(t *testing.T) {
	e := fault.New(noDice(t))
	if e.Wants(fault.Admit, "meta.verify_code") {
		t.Error("an engine without rules wants nothing")
	}
	e.Add(fault.Rule{Name: "r", On: fault.Match{Operation: "meta.verify_code"}, Do: fail()}, start)
	if !e.Wants(fault.Admit, "meta.verify_code") || e.Wants(fault.Reply, "meta.verify_code") || e.Wants(fault.Admit, "meta.get_number") {
		t.Error("a rule wants its own point and operation")
	}
	e.Add(fault.Rule{Name: "any", Do: fault.Action{Status: 500}}, start)
	if !e.Wants(fault.Admit, "meta.get_number") || !e.Wants(fault.Admit, "") {
		t.Error("a rule without operation wants every operation")
	}
}

func TestRulesWithAndWithoutOperationKeepTheirOrder(t *testing.T) {
	e := fault.New(noDice(t))
	e.Add(fault.Rule{Name: "any 1", When: fault.Trigger{Calls: []int{1}}, Do: fault.Action{Status: 500}}, start)
	e.Add(fault.Rule{Name: "own", On: fault.Match{Operation: "meta.verify_code"}, When: fault.Trigger{Calls: []int{1, 2}}, Do: fail()}, start)
	e.Add(fault.Rule{Name: "any 2", Do: fault.Action{Status: 500}}, start)
	for i, want := range []string{"any 1", "own", "any 2"} {
		if got := e.Decide(start, fault.Admit, verify()).Rule; got != want {
			t.Errorf("call %d: %q decided, want %q", i+1, got, want)
		}
	}
}

func TestActive(t *testing.T) {
	tests := []struct {
		name  string
		when  fault.Trigger
		calls int
		at    time.Duration
		want  bool
	}{
		{"always", fault.Trigger{}, 3, 0, true},
		{"before the window", fault.Trigger{After: dur(time.Minute)}, 0, 59 * time.Second, false},
		{"at its opening", fault.Trigger{After: dur(time.Minute)}, 0, time.Minute, true},
		{"at its end", fault.Trigger{Until: dur(time.Minute)}, 0, time.Minute, false},
		{"times left", fault.Trigger{Times: 2}, 1, 0, true},
		{"no times left", fault.Trigger{Times: 2}, 2, 0, false},
		{"call to come", fault.Trigger{Calls: []int{2}}, 1, 0, true},
		{"calls gone", fault.Trigger{Calls: []int{2}}, 2, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := fault.New(noDice(t))
			e.Add(fault.Rule{When: tt.when, Do: fail()}, start)
			for range tt.calls {
				e.Decide(start, fault.Admit, verify())
			}
			if got := e.Rules(start.Add(tt.at))[0].Active; got != tt.want {
				t.Errorf("active %v, want %v", got, tt.want)
			}
		})
	}
}

func TestTheEngineSharesNothing(t *testing.T) {
	e := fault.New(noDice(t))
	rule := fault.Rule{Name: "r", When: fault.Trigger{Calls: []int{1}}, Do: fault.Action{Status: 500, Headers: map[string]string{"A": "b"}}}
	e.Add(rule, start)
	rule.When.Calls[0] = 9
	rule.Do.Headers["A"] = "changed"
	e.Rules(start)[0].Rule.When.Calls[0] = 9
	e.Snapshot()[0].Rule.Do.Headers["A"] = "changed"
	d := e.Decide(start, fault.Admit, verify())
	if d.Action == nil || d.Action.Headers["A"] != "b" {
		t.Errorf("a change outside reached the engine: %+v", d.Action)
	}
}

func TestSnapshotAndRestore(t *testing.T) {
	fill := func(e *fault.Engine) {
		e.Add(fault.Rule{Name: "calls", On: fault.Match{PhoneNumber: "+1 555 078 3881"}, When: fault.Trigger{Calls: []int{3}}, Do: fail()}, start)
		e.Add(fault.Rule{Name: "times", When: fault.Trigger{Times: 3}, Do: fault.Action{Status: 500, Latency: &fault.Latency{P50: dur(time.Second), P99: dur(2 * time.Second)}}}, start)
		e.Add(fault.Rule{Name: "off", Do: fault.Action{Reply: "drop"}}, start)
		e.Enable("off", false)
		e.Decide(start, fault.Admit, verify())
	}
	a, b := fault.New(seeded(3)), fault.New(seeded(3))
	fill(a)
	fill(b)
	doc, err := json.Marshal(a.Snapshot())
	if err != nil {
		t.Fatal(err)
	}
	var states []fault.RuleState
	if err := json.Unmarshal(doc, &states); err != nil {
		t.Fatal(err)
	}
	b.Add(fault.Rule{Name: "to be gone", Do: fail()}, start)
	b.Restore(states)
	if !reflect.DeepEqual(a.Rules(start), b.Rules(start)) {
		t.Errorf("restored\n%+v\nwant\n%+v", b.Rules(start), a.Rules(start))
	}
	for i := range 4 {
		want, got := a.Decide(start, fault.Admit, verify()), b.Decide(start, fault.Admit, verify())
		if !reflect.DeepEqual(got, want) {
			t.Errorf("request %d: restored %+v, want %+v", i+2, got, want)
		}
	}
}
