package fault_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
)

func TestPoints(t *testing.T) {
	tests := []struct {
		do   sim.FaultAction
		want string
	}{
		{sim.FaultAction{Connection: "reset"}, "arrive"},
		{sim.FaultAction{Connection: "hang", Latency: wait(1)}, "arrive"},
		{sim.FaultAction{Latency: wait(1)}, "arrive"},
		{sim.FaultAction{Error: "meta.rate_limited"}, "admit"},
		{sim.FaultAction{Error: "meta.rate_limited", Latency: wait(1)}, "admit"},
		{sim.FaultAction{Status: 500}, "admit"},
		{sim.FaultAction{Deliver: &sim.FaultDelivery{Outcome: "never"}}, "admit"},
		{sim.FaultAction{Error: "meta.rate_limited", Apply: true}, "reply"},
		{sim.FaultAction{Status: 500, Apply: true}, "reply"},
		{sim.FaultAction{Reply: "drop", Latency: wait(1)}, "reply"},
	}
	for _, tt := range tests {
		r := sim.FaultRule{Do: tt.do}
		if got := string(fault.PointOf(&r)); got != tt.want {
			t.Errorf("%+v acts at %s, want %s", tt.do, got, tt.want)
		}
	}
}

func TestNamelessRulesGetStableNames(t *testing.T) {
	tests := []struct {
		on   sim.FaultMatch
		do   sim.FaultAction
		want string
	}{
		{sim.FaultMatch{Operation: "meta.verify_code"}, sim.FaultAction{Reply: "drop"}, "meta.verify_code-reply-drop"},
		{sim.FaultMatch{Operation: "meta.verify_code"}, sim.FaultAction{Reply: "drop"}, "meta.verify_code-reply-drop-2"},
		{sim.FaultMatch{Operation: "meta.verify_code"}, sim.FaultAction{Reply: "drop"}, "meta.verify_code-reply-drop-3"},
		{sim.FaultMatch{Operation: "meta.add_number"}, fail(), "meta.add_number-error-unexpected_error"},
		{sim.FaultMatch{Operation: "meta.add_number"}, sim.FaultAction{Error: "meta.rate_limited", Apply: true}, "meta.add_number-error-rate_limited-applied"},
		{sim.FaultMatch{}, fail(), "meta-error-unexpected_error"},
		{sim.FaultMatch{API: "360dialog"}, sim.FaultAction{Status: 502}, "360dialog-status-502"},
		{sim.FaultMatch{}, sim.FaultAction{Connection: "hang"}, "any-connection-hang"},
		{sim.FaultMatch{}, sim.FaultAction{Latency: wait(time.Second)}, "any-latency"},
		{sim.FaultMatch{}, sim.FaultAction{Deliver: &sim.FaultDelivery{Outcome: "wrong"}}, "meta.request_code-deliver-wrong"},
		{sim.FaultMatch{}, sim.FaultAction{Deliver: &sim.FaultDelivery{Late: dur(time.Second)}}, "meta.request_code-deliver-late"},
	}
	e := fault.New(noDice(t))
	for _, tt := range tests {
		if got, err := e.Add(sim.FaultRule{On: tt.on, Do: tt.do}, start); err != nil || got != tt.want {
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
		e.Add(sim.FaultRule{Name: n, When: sim.FaultTrigger{Times: 1}, Do: fail()}, start)
	}
	e.Decide(start, sim.PointAdmit, verify())
	later := start.Add(time.Hour)
	e.Add(sim.FaultRule{Name: "a", When: sim.FaultTrigger{Times: 5}, Do: sim.FaultAction{Status: 500}}, later)
	if got := names(e); !reflect.DeepEqual(got, []string{"a", "b", "c"}) {
		t.Errorf("order is %v", got)
	}
	s := e.Rules(later)[0]
	if s.Matched != 0 || s.Acted != 0 || !s.Since.Equal(later) || *s.Remaining != 5 || s.Rule.Do.Status != 500 {
		t.Errorf("the counters did not start anew: %+v", s)
	}
	if got := e.Decide(later, sim.PointAdmit, verify()).Rule; got != "a" {
		t.Errorf("%q decided, want the replaced a", got)
	}
}

func TestRemoveAndClear(t *testing.T) {
	e := fault.New(noDice(t))
	for _, n := range []string{"a", "b"} {
		e.Add(sim.FaultRule{Name: n, Do: fail()}, start)
	}
	if !e.Remove("a") || e.Remove("a") {
		t.Error("a rule is removed exactly once")
	}
	if got := e.Decide(start, sim.PointAdmit, verify()).Rule; got != "b" {
		t.Errorf("%q decided, want b", got)
	}
	e.Clear()
	if d := e.Decide(start, sim.PointAdmit, verify()); d.Action != nil || len(e.Rules(start)) != 0 {
		t.Errorf("after Clear: %+v", d)
	}
}

func TestSwitchingOffKeepsTheCounters(t *testing.T) {
	e := fault.New(noDice(t))
	e.Add(sim.FaultRule{Name: "r", When: sim.FaultTrigger{Calls: []int{2}}, Do: fail()}, start)
	e.Decide(start, sim.PointAdmit, verify())
	if !e.Enable("r", false) || e.Enable("x", false) {
		t.Error("Enable knows r and nothing else")
	}
	if e.Decide(start, sim.PointAdmit, verify()).Steps != nil || e.Wants(sim.PointAdmit, "meta.verify_code") {
		t.Error("a rule that is off was asked")
	}
	if s := e.Rules(start)[0]; s.Enabled || s.Active || s.Matched != 1 {
		t.Errorf("switched off: %+v", s)
	}
	e.Enable("r", true)
	if e.Decide(start, sim.PointAdmit, verify()).Rule != "r" {
		t.Error("after switching on, the next request was not call 2")
	}
}

func TestWants(t *testing.T) {
	e := fault.New(noDice(t))
	if e.Wants(sim.PointAdmit, "meta.verify_code") {
		t.Error("an engine without rules wants nothing")
	}
	e.Add(sim.FaultRule{Name: "r", On: sim.FaultMatch{Operation: "meta.verify_code"}, Do: fail()}, start)
	if !e.Wants(sim.PointAdmit, "meta.verify_code") || e.Wants(sim.PointReply, "meta.verify_code") || e.Wants(sim.PointAdmit, "meta.get_number") {
		t.Error("a rule wants its own point and operation")
	}
	e.Add(sim.FaultRule{Name: "any", Do: sim.FaultAction{Status: 500}}, start)
	if !e.Wants(sim.PointAdmit, "meta.get_number") || !e.Wants(sim.PointAdmit, "") {
		t.Error("a rule without operation wants every operation")
	}
}

func TestRulesWithAndWithoutOperationKeepTheirOrder(t *testing.T) {
	e := fault.New(noDice(t))
	e.Add(sim.FaultRule{Name: "any 1", When: sim.FaultTrigger{Calls: []int{1}}, Do: sim.FaultAction{Status: 500}}, start)
	e.Add(sim.FaultRule{Name: "own", On: sim.FaultMatch{Operation: "meta.verify_code"}, When: sim.FaultTrigger{Calls: []int{1, 2}}, Do: fail()}, start)
	e.Add(sim.FaultRule{Name: "any 2", Do: sim.FaultAction{Status: 500}}, start)
	for i, want := range []string{"any 1", "own", "any 2"} {
		if got := e.Decide(start, sim.PointAdmit, verify()).Rule; got != want {
			t.Errorf("call %d: %q decided, want %q", i+1, got, want)
		}
	}
}

func TestActive(t *testing.T) {
	tests := []struct {
		name  string
		when  sim.FaultTrigger
		calls int
		at    time.Duration
		want  bool
	}{
		{"always", sim.FaultTrigger{}, 3, 0, true},
		{"before the window", sim.FaultTrigger{After: dur(time.Minute)}, 0, 59 * time.Second, false},
		{"at its opening", sim.FaultTrigger{After: dur(time.Minute)}, 0, time.Minute, true},
		{"at its end", sim.FaultTrigger{Until: dur(time.Minute)}, 0, time.Minute, false},
		{"times left", sim.FaultTrigger{Times: 2}, 1, 0, true},
		{"no times left", sim.FaultTrigger{Times: 2}, 2, 0, false},
		{"call to come", sim.FaultTrigger{Calls: []int{2}}, 1, 0, true},
		{"calls gone", sim.FaultTrigger{Calls: []int{2}}, 2, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := fault.New(noDice(t))
			e.Add(sim.FaultRule{When: tt.when, Do: fail()}, start)
			for range tt.calls {
				e.Decide(start, sim.PointAdmit, verify())
			}
			if got := e.Rules(start.Add(tt.at))[0].Active; got != tt.want {
				t.Errorf("active %v, want %v", got, tt.want)
			}
		})
	}
}

func TestTheEngineSharesNothing(t *testing.T) {
	e := fault.New(noDice(t))
	rule := sim.FaultRule{Name: "r", When: sim.FaultTrigger{Calls: []int{1}}, Do: sim.FaultAction{Status: 500, Headers: map[string]string{"A": "b"}}}
	e.Add(rule, start)
	rule.When.Calls[0] = 9
	rule.Do.Headers["A"] = "changed"
	e.Rules(start)[0].Rule.When.Calls[0] = 9
	e.Snapshot()[0].Rule.Do.Headers["A"] = "changed"
	d := e.Decide(start, sim.PointAdmit, verify())
	if d.Action == nil || d.Action.Headers["A"] != "b" {
		t.Errorf("a change outside reached the engine: %+v", d.Action)
	}
}

func TestSnapshotAndRestore(t *testing.T) {
	fill := func(e *fault.Engine) {
		e.Add(sim.FaultRule{Name: "calls", On: sim.FaultMatch{PhoneNumber: "+1 555 078 3881"}, When: sim.FaultTrigger{Calls: []int{3}}, Do: fail()}, start)
		e.Add(sim.FaultRule{Name: "times", When: sim.FaultTrigger{Times: 3}, Do: sim.FaultAction{Status: 500, Latency: &sim.Latency{P50: dur(time.Second), P99: dur(2 * time.Second)}}}, start)
		e.Add(sim.FaultRule{Name: "off", Do: sim.FaultAction{Reply: "drop"}}, start)
		e.Enable("off", false)
		e.Decide(start, sim.PointAdmit, verify())
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
	b.Add(sim.FaultRule{Name: "to be gone", Do: fail()}, start)
	b.Restore(states)
	if !reflect.DeepEqual(a.Rules(start), b.Rules(start)) {
		t.Errorf("restored\n%+v\nwant\n%+v", b.Rules(start), a.Rules(start))
	}
	for i := range 4 {
		want, got := a.Decide(start, sim.PointAdmit, verify()), b.Decide(start, sim.PointAdmit, verify())
		if !reflect.DeepEqual(got, want) {
			t.Errorf("request %d: restored %+v, want %+v", i+2, got, want)
		}
	}
}
