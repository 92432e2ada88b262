package fault_test

import (
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
)

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
		{"calls gone", sim.FaultTrigger{Calls: []int{2, 3}}, 4, 0, "call 4, and no later call is the rule's"},
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
			if got := e.Rules(start)[0].Missed; string(got) != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
