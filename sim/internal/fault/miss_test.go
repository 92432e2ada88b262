package fault_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
)

func TestNearestMiss(t *testing.T) {
	get := fault.Subject{Request: "get", Operation: "meta.get_number", API: "meta", Method: "GET", Origin: "client", PhoneNumber: "15550783881", Status: "VERIFIED"}
	list := fault.Subject{Request: "list", Operation: "360dialog.list_numbers", API: "360dialog", Method: "GET", Origin: "client", Partner: "simul8PA"}
	post := *verify()
	tests := []struct {
		name     string
		rule     sim.FaultRule
		subjects []fault.Subject
		best     string
		missing  []string
	}{
		{"operation", sim.FaultRule{On: sim.FaultMatch{Operation: "meta.verify_code", PhoneNumber: "+1 555 078 3881"}},
			[]fault.Subject{list, get}, "get", []string{"operation is meta.get_number, not meta.verify_code"}},
		{"fewest parts, wherever it stands", sim.FaultRule{On: sim.FaultMatch{Operation: "meta.verify_code", PhoneNumber: "15550783881"}},
			[]fault.Subject{get, list}, "get", []string{"operation is meta.get_number, not meta.verify_code"}},
		{"the latest of several", sim.FaultRule{On: sim.FaultMatch{Operation: "meta.add_number"}},
			[]fault.Subject{get, list, post}, "r1", []string{"operation is meta.verify_code, not meta.add_number"}},
		{"every part", sim.FaultRule{
			On: sim.FaultMatch{Operation: "360dialog.list_numbers", API: "360dialog", Method: "GET", Origin: "360dialog",
				PhoneNumber: "4915123456789", NumberID: "7", Business: "8", Partner: "other"},
			When: sim.FaultTrigger{Status: "EXPIRED"}},
			[]fault.Subject{post}, "r1", []string{
				"operation is meta.verify_code, not 360dialog.list_numbers", "api is meta, not 360dialog", "method is POST, not GET",
				"origin is client, not 360dialog", "phone_number is 15550783881, not 4915123456789", "number_id is 106540352242922, not 7",
				"business is 506914307656634, not 8", "partner is simul8PA, not other", "status is NOT_VERIFIED, not EXPIRED"}},
		{"a part the request has not", sim.FaultRule{On: sim.FaultMatch{PhoneNumber: "15550783881"}},
			[]fault.Subject{list}, "list", []string{"the request has no phone_number, the rule wants 15550783881"}},
		{"what the action implies", sim.FaultRule{Do: sim.FaultAction{Deliver: &sim.FaultDelivery{Outcome: "never"}}},
			[]fault.Subject{get}, "get", []string{"operation is meta.get_number, not meta.request_code"}},
		{"it fitted", sim.FaultRule{On: sim.FaultMatch{API: "meta"}}, []fault.Subject{get, list}, "get", []string{"matches, but was refused before limits and faults are checked"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := fault.NearestMiss(fault.State{Rule: tt.rule, Point: sim.PointAdmit}, tt.subjects)
			if want := (&sim.NearestMiss{Request: tt.best, Missing: tt.missing}); !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
	for name, s := range map[string]fault.State{
		"put in place later": {Since: start.Add(time.Second), Point: sim.PointAdmit}, "has matched": {Matched: 1},
	} {
		subject := get
		subject.At = start
		if got := fault.NearestMiss(s, []fault.Subject{subject}); got != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestWhyARuleDidNotAct(t *testing.T) {
	tests := []struct {
		name  string
		when  sim.FaultTrigger
		calls int
		at    time.Duration
		want  string
	}{
		{"call to come", sim.FaultTrigger{Calls: []int{2}}, 1, 0, "call 1, the rule waits for call 2"},
		{"next of several", sim.FaultTrigger{Calls: []int{9, 4, 2}}, 3, 0, "call 3, the rule waits for call 4"},
		{"calls gone", sim.FaultTrigger{Calls: []int{2, 3}}, 4, 0, "call 4, the rule was for call 2, 3"},
		{"from", sim.FaultTrigger{From: 5}, 2, 0, "call 2, the rule waits for call 5"},
		{"every", sim.FaultTrigger{Every: 5}, 6, 0, "call 6, the rule waits for call 10"},
		{"every with from", sim.FaultTrigger{From: 11, Every: 5}, 6, 0, "call 6, the rule waits for call 15"},
		{"every, on the mark of from", sim.FaultTrigger{From: 10, Every: 1000000000}, 1, 0, "call 1, the rule waits for call 1000000000"},
		{"once", sim.FaultTrigger{Times: 1}, 2, 0, "call 2, the rule has acted once, as often as it may"},
		{"times", sim.FaultTrigger{Times: 2}, 3, 0, "call 3, the rule has acted 2 times, as often as it may"},
		{"status", sim.FaultTrigger{Status: "VERIFIED"}, 1, 0, "status is NOT_VERIFIED, not VERIFIED"},
		{"early", sim.FaultTrigger{After: dur(10 * time.Minute)}, 1, 0, "the window opens 10m after the rule was put in place"},
		{"late", sim.FaultTrigger{Until: dur(time.Hour)}, 1, time.Hour, "the window closed 1h after the rule was put in place"},
		{"the die", sim.FaultTrigger{Probability: ptr(0.2)}, 1, 0, "the die showed 0.8312, the rule acts below 0.2"},
		{"it acted", sim.FaultTrigger{Calls: []int{2}}, 2, 0, ""},
		{"it saw nothing", sim.FaultTrigger{}, 0, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := fault.New(func() float64 { return 0.83125 })
			e.Add(sim.FaultRule{When: tt.when, Do: fail()}, start)
			for range tt.calls {
				e.Decide(start.Add(tt.at), sim.PointAdmit, verify())
			}
			if got := e.Rules(start)[0].Missed; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
