package fault_test

import (
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
)

func TestEveryMemberOfOnMustHold(t *testing.T) {
	tests := []struct {
		name string
		on   sim.FaultMatch
		want bool
	}{
		{"nothing asked", sim.FaultMatch{}, true},
		{"operation", sim.FaultMatch{Operation: "meta.verify_code"}, true},
		{"another operation", sim.FaultMatch{Operation: "meta.get_number"}, false},
		{"api", sim.FaultMatch{API: "meta"}, true},
		{"another api", sim.FaultMatch{API: "360dialog"}, false},
		{"method", sim.FaultMatch{Method: "POST"}, true},
		{"another method", sim.FaultMatch{Method: "GET"}, false},
		{"origin", sim.FaultMatch{Origin: "client"}, true},
		{"another origin", sim.FaultMatch{Origin: "360dialog"}, false},
		{"phone number", sim.FaultMatch{PhoneNumber: "15550783881"}, true},
		{"phone number as people write it", sim.FaultMatch{PhoneNumber: "+1 (555) 078-3881"}, true},
		{"another phone number", sim.FaultMatch{PhoneNumber: "15550783882"}, false},
		{"number id", sim.FaultMatch{NumberID: "106540352242922"}, true},
		{"another number id", sim.FaultMatch{NumberID: "1"}, false},
		{"business", sim.FaultMatch{Business: "506914307656634"}, true},
		{"another business", sim.FaultMatch{Business: "1"}, false},
		{"partner", sim.FaultMatch{Partner: "simul8PA"}, true},
		{"another partner", sim.FaultMatch{Partner: "x"}, false},
		{"all of them", sim.FaultMatch{
			Operation: "meta.verify_code", API: "meta", Method: "POST", Origin: "client", PhoneNumber: "15550783881",
			NumberID: "106540352242922", Business: "506914307656634", Partner: "simul8PA"}, true},
		{"all but one", sim.FaultMatch{
			Operation: "meta.verify_code", API: "meta", Method: "POST", Origin: "client", PhoneNumber: "15550783881",
			NumberID: "106540352242922", Business: "506914307656634", Partner: "other"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := fault.New(noDice(t))
			e.Add(sim.FaultRule{Name: "r", On: tt.on, Do: fail()}, start)
			d := e.Decide(start, sim.PointAdmit, verify())
			if got := d.Rule == "r"; got != tt.want {
				t.Errorf("acted %v, want %v", got, tt.want)
			}
			if got := e.Rules(start)[0].Seen == 1; got != tt.want {
				t.Errorf("seen %v, want %v", got, tt.want)
			}
		})
	}
}

func TestAnErrorIsForItsOwnVendorOnly(t *testing.T) {
	e := fault.New(noDice(t))
	e.Add(sim.FaultRule{Do: sim.FaultAction{Error: "360dialog.internal_error"}}, start)
	if d := e.Decide(start, sim.PointAdmit, verify()); d.Action != nil {
		t.Errorf("a request to Meta got %s", d.Action.Error)
	}
	d := e.Decide(start, sim.PointAdmit, &fault.Subject{Operation: "360dialog.list_numbers", API: "360dialog"})
	if d.Rule != "360dialog-error-internal_error" {
		t.Errorf("a request to 360dialog met %q", d.Rule)
	}
}

// TestTriggers sends ten requests, one a minute, the first when the rule is put
// in place, and names those the rule must act on.
func TestTriggers(t *testing.T) {
	tests := []struct {
		name string
		when sim.FaultTrigger
		want []int
	}{
		{"always", sim.FaultTrigger{}, []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		{"one call", sim.FaultTrigger{Calls: []int{2}}, []int{2}},
		{"calls in any order", sim.FaultTrigger{Calls: []int{7, 2, 3}}, []int{2, 3, 7}},
		{"from", sim.FaultTrigger{From: 8}, []int{8, 9, 10}},
		{"every", sim.FaultTrigger{Every: 3}, []int{3, 6, 9}},
		{"every first", sim.FaultTrigger{Every: 1, Times: 2}, []int{1, 2}},
		{"times", sim.FaultTrigger{Times: 2}, []int{1, 2}},
		{"from and times", sim.FaultTrigger{From: 4, Times: 2}, []int{4, 5}},
		{"from and every", sim.FaultTrigger{From: 4, Every: 3}, []int{6, 9}},
		{"from, every and times", sim.FaultTrigger{From: 4, Every: 3, Times: 1}, []int{6}},
		{"calls and every", sim.FaultTrigger{Calls: []int{2, 3, 4}, Every: 2}, []int{2, 4}},
		{"calls and from", sim.FaultTrigger{Calls: []int{2, 3, 4}, From: 3}, []int{3, 4}},
		{"calls and times", sim.FaultTrigger{Calls: []int{2, 3, 4}, Times: 1}, []int{2}},
		{"after", sim.FaultTrigger{After: dur(7 * time.Minute)}, []int{8, 9, 10}},
		{"until", sim.FaultTrigger{Until: dur(2 * time.Minute)}, []int{1, 2}},
		{"after and until", sim.FaultTrigger{After: dur(2 * time.Minute), Until: dur(4 * time.Minute)}, []int{3, 4}},
		{"the window counts from its opening", sim.FaultTrigger{After: dur(5 * time.Minute), Calls: []int{2}}, []int{7}},
		{"status", sim.FaultTrigger{Status: "VERIFIED"}, []int{6, 7, 8, 9, 10}},
		{"another status", sim.FaultTrigger{Status: "EXPIRED"}, nil},
		{"the status counts from its start", sim.FaultTrigger{Status: "VERIFIED", Calls: []int{1}}, []int{6}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := fault.New(noDice(t))
			e.Add(sim.FaultRule{When: tt.when, Do: fail()}, start)
			var got []int
			for n := 1; n <= 10; n++ {
				s := verify()
				if n > 5 {
					s.Status = "VERIFIED"
				}
				if e.Decide(start.Add(time.Duration(n-1)*time.Minute), sim.PointAdmit, s).Action != nil {
					got = append(got, n)
				}
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("acted on %v, want %v", got, tt.want)
			}
		})
	}
}

func TestTheDieIsThrownLastAndOnlyWhenNeeded(t *testing.T) {
	e := fault.New(loaded(t, 0.25, 0.2, 0.1999, 0))
	e.Add(sim.FaultRule{Name: "dice", When: sim.FaultTrigger{From: 2, Times: 2, Probability: ptr(0.2)}, Do: fail()}, start)
	want := []bool{false, false, false, true, true, false}
	for i, w := range want {
		d := e.Decide(start, sim.PointAdmit, verify())
		if got := d.Action != nil; got != w {
			t.Errorf("call %d: acted %v, want %v", i+1, got, w)
		}
		if threw := d.Steps[0].Draw != nil; threw != (i >= 1 && i <= 4) {
			t.Errorf("call %d: die thrown %v", i+1, threw)
		}
	}
}

func TestCertainAndImpossibleDraws(t *testing.T) {
	e := fault.New(loaded(t, 0.999999, 0.5))
	e.Add(sim.FaultRule{When: sim.FaultTrigger{Probability: ptr(1.0)}, Do: fail()}, start)
	for range 2 {
		if e.Decide(start, sim.PointAdmit, verify()).Action == nil {
			t.Error("a rule with probability 1 did not act")
		}
	}
}

func TestSameSeedSameDecisions(t *testing.T) {
	run := func(seed uint64) string {
		e := fault.New(seeded(seed))
		e.Add(sim.FaultRule{When: sim.FaultTrigger{Probability: ptr(0.5)}, Do: fail()}, start)
		e.Add(sim.FaultRule{When: sim.FaultTrigger{Probability: ptr(0.3)}, Do: sim.FaultAction{Latency: &sim.Latency{Max: dur(time.Second)}, Error: "meta.rate_limited"}}, start)
		e.Add(sim.FaultRule{Do: sim.FaultAction{Latency: &sim.Latency{P50: dur(time.Second), P99: dur(time.Minute)}}}, start)
		var out string
		for range 50 {
			for _, p := range []sim.FaultPoint{sim.PointArrive, sim.PointAdmit, sim.PointReply} {
				d := e.Decide(start, p, verify())
				out += fmt.Sprint(d.Rule, d.Latency, len(d.Steps), ";")
			}
		}
		return out
	}
	first := run(7)
	if again := run(7); again != first {
		t.Error("two runs with one seed differ")
	}
	if run(8) == first {
		t.Error("the seed changes nothing")
	}
}

func TestTheFirstRuleOfAPointDecides(t *testing.T) {
	e := fault.New(noDice(t))
	e.Add(sim.FaultRule{Name: "reply", Do: sim.FaultAction{Reply: "drop"}}, start)
	e.Add(sim.FaultRule{Name: "first", When: sim.FaultTrigger{Times: 1}, Do: fail()}, start)
	e.Add(sim.FaultRule{Name: "second", When: sim.FaultTrigger{Times: 1}, Do: sim.FaultAction{Status: 503}}, start)
	e.Add(sim.FaultRule{Name: "arrive", Do: sim.FaultAction{Connection: "reset"}}, start)
	e.Add(sim.FaultRule{Name: "third", Do: sim.FaultAction{Deliver: &sim.FaultDelivery{Outcome: "never"}}}, start)
	for i, want := range []string{"first", "second", ""} {
		if got := e.Decide(start, sim.PointAdmit, verify()).Rule; got != want {
			t.Errorf("admit, call %d: %q decided, want %q", i+1, got, want)
		}
	}
	if got := e.Decide(start, sim.PointAdmit, &fault.Subject{Operation: "meta.request_code", API: "meta"}).Rule; got != "third" {
		t.Errorf("admit of request_code: %q decided, want third", got)
	}
	if got := e.Decide(start, sim.PointArrive, verify()).Rule; got != "arrive" {
		t.Errorf("arrive: %q decided", got)
	}
	if got := e.Decide(start, sim.PointReply, verify()); got.Rule != "reply" || got.Action.Reply != "drop" {
		t.Errorf("reply: %+v", got)
	}
}

func TestCallNumbersMeanTheSameInEveryRule(t *testing.T) {
	e := fault.New(noDice(t))
	e.Add(sim.FaultRule{Name: "one", When: sim.FaultTrigger{Calls: []int{1}}, Do: fail()}, start)
	e.Add(sim.FaultRule{Name: "two", When: sim.FaultTrigger{Calls: []int{2}}, Do: fail()}, start)
	e.Add(sim.FaultRule{Name: "one too", When: sim.FaultTrigger{Calls: []int{1}}, Do: fail()}, start)
	for i, want := range []string{"one", "two", ""} {
		if got := e.Decide(start, sim.PointAdmit, verify()).Rule; got != want {
			t.Errorf("call %d: %q decided, want %q", i+1, got, want)
		}
	}
}

func TestARuleBehindTheDecidingOneThrowsNoDie(t *testing.T) {
	e := fault.New(noDice(t))
	e.Add(sim.FaultRule{Name: "first", Do: fail()}, start)
	e.Add(sim.FaultRule{Name: "second", When: sim.FaultTrigger{Probability: ptr(0.5)}, Do: sim.FaultAction{Status: 500, Latency: wait(time.Second)}}, start)
	d := e.Decide(start, sim.PointAdmit, verify())
	want := []fault.Step{{Rule: "first", Call: 1, Acted: true}, {Rule: "second", Call: 1}}
	if !reflect.DeepEqual(d.Steps, want) || d.Latency != 0 {
		t.Errorf("got %+v, latency %s", d.Steps, d.Latency)
	}
	if got := e.Rules(start)[1]; got.Acted != 0 || got.Missed != "call 1, the rule first decided before this one" {
		t.Errorf("acted %d, missed %q", got.Acted, got.Missed)
	}
}

func TestLatencyAddsUp(t *testing.T) {
	tests := []struct {
		name  string
		rules []sim.FaultAction
		point sim.FaultPoint
		rule  string
		want  time.Duration
	}{
		{"alone", []sim.FaultAction{{Latency: wait(time.Second)}}, sim.PointArrive, "", time.Second},
		{"two alone", []sim.FaultAction{{Latency: wait(time.Second)}, {Latency: wait(2 * time.Second)}}, sim.PointArrive, "", 3 * time.Second},
		{"before, at and behind the one that decides",
			[]sim.FaultAction{{Latency: wait(time.Second)}, {Connection: "reset", Latency: wait(2 * time.Second)}, {Latency: wait(4 * time.Second)}},
			sim.PointArrive, "meta.verify_code-connection-reset", 7 * time.Second},
		{"not of an action that came too late",
			[]sim.FaultAction{{Connection: "reset"}, {Connection: "hang", Latency: wait(2 * time.Second)}},
			sim.PointArrive, "meta.verify_code-connection-reset", 0},
		{"beside an error it waits where the error is", []sim.FaultAction{{Error: "meta.rate_limited", Latency: wait(time.Second)}},
			sim.PointAdmit, "meta.verify_code-error-rate_limited", time.Second},
		{"beside a reply it waits where the reply is", []sim.FaultAction{{Reply: "drop", Latency: wait(time.Second)}},
			sim.PointReply, "meta.verify_code-reply-drop", time.Second},
		{"never more than the longest", []sim.FaultAction{{Latency: wait(9 * time.Minute)}, {Latency: wait(9 * time.Minute)}},
			sim.PointArrive, "", fault.MaxLatency},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := fault.New(noDice(t))
			for _, do := range tt.rules {
				e.Add(sim.FaultRule{On: sim.FaultMatch{Operation: "meta.verify_code"}, Do: do}, start)
			}
			d := e.Decide(start, tt.point, verify())
			if d.Latency != tt.want || d.Rule != tt.rule {
				t.Errorf("got %q after %s, want %q after %s", d.Rule, d.Latency, tt.rule, tt.want)
			}
			var sum time.Duration
			for _, s := range d.Steps {
				sum += s.Latency
			}
			if min(sum, fault.MaxLatency) != tt.want {
				t.Errorf("the steps add up to %s", sum)
			}
		})
	}
}

func TestDrawnLatency(t *testing.T) {
	tests := []struct {
		name string
		l    sim.Latency
		draw float64
		want time.Duration
	}{
		{"least", sim.Latency{Min: dur(100 * time.Millisecond), Max: dur(300 * time.Millisecond)}, 0, 100 * time.Millisecond},
		{"middle", sim.Latency{Min: dur(100 * time.Millisecond), Max: dur(300 * time.Millisecond)}, 0.5, 200 * time.Millisecond},
		{"from nothing", sim.Latency{Max: dur(time.Second)}, 0.25, 250 * time.Millisecond},
		{"median", sim.Latency{P50: dur(200 * time.Millisecond), P99: dur(2 * time.Second)}, 0.5, 200 * time.Millisecond},
		{"99th percentile", sim.Latency{P50: dur(200 * time.Millisecond), P99: dur(2 * time.Second)}, 0.99, 2 * time.Second},
		{"first percentile", sim.Latency{P50: dur(200 * time.Millisecond), P99: dur(2 * time.Second)}, 0.01, 20 * time.Millisecond},
		{"flat curve", sim.Latency{P50: dur(time.Second), P99: dur(time.Second)}, 0.3, time.Second},
		{"far end", sim.Latency{P50: dur(time.Second), P99: dur(9 * time.Minute)}, 0.99999999, fault.MaxLatency},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := fault.New(loaded(t, tt.draw))
			e.Add(sim.FaultRule{Do: sim.FaultAction{Latency: &tt.l}}, start)
			got := e.Decide(start, sim.PointArrive, verify()).Latency
			if diff := got - tt.want; diff > tt.want/1000 || -diff > tt.want/1000 {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	e := fault.New(loaded(t, 0))
	e.Add(sim.FaultRule{Do: sim.FaultAction{Latency: &sim.Latency{P50: dur(time.Second), P99: dur(time.Minute)}}}, start)
	if got := e.Decide(start, sim.PointArrive, verify()).Latency; got < 0 || got > time.Second {
		t.Errorf("the lowest draw gave %s", got)
	}
}

func TestDieBeforeLatencyInTheOrderOfRules(t *testing.T) {
	e := fault.New(loaded(t, 0.1, 0.5, 0.25))
	e.Add(sim.FaultRule{Name: "a", When: sim.FaultTrigger{Probability: ptr(0.2)}, Do: sim.FaultAction{Latency: &sim.Latency{Max: dur(time.Second)}}}, start)
	e.Add(sim.FaultRule{Name: "b", Do: sim.FaultAction{Latency: &sim.Latency{Max: dur(time.Second)}}}, start)
	d := e.Decide(start, sim.PointArrive, verify())
	want := []fault.Step{
		{Rule: "a", Call: 1, Draw: ptr(0.1), Acted: true, Latency: 500 * time.Millisecond},
		{Rule: "b", Call: 1, Acted: true, Latency: 250 * time.Millisecond},
	}
	if !reflect.DeepEqual(d.Steps, want) || d.Latency != 750*time.Millisecond {
		t.Errorf("got %+v after %s", d.Steps, d.Latency)
	}
}

func TestConcurrentRequestsAreCountedOnceEach(t *testing.T) {
	e := fault.New(seeded(1))
	e.Add(sim.FaultRule{Name: "r", When: sim.FaultTrigger{Times: 40}, Do: fail()}, start)
	var wg sync.WaitGroup
	var mu sync.Mutex
	acted := 0
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if e.Decide(start, sim.PointAdmit, verify()).Action != nil {
					mu.Lock()
					acted++
					mu.Unlock()
				}
				e.Rules(start)
				e.Add(sim.FaultRule{Name: "other", On: sim.FaultMatch{Operation: "meta.get_number"}, Do: fail()}, start)
				e.Enable("other", false)
			}
		})
	}
	wg.Wait()
	if s := e.Rules(start)[0]; acted != 40 || s.Acted != 40 || s.Matched != 400 {
		t.Errorf("acted %d, counted %d of %d", acted, s.Acted, s.Matched)
	}
}

func BenchmarkDecideTenRulesForOthers(b *testing.B) {
	e := fault.New(seeded(1))
	for i := range 10 {
		e.Add(sim.FaultRule{On: sim.FaultMatch{Operation: fmt.Sprintf("meta.operation_%d", i)}, Do: fail()}, start)
	}
	s := verify()
	b.ReportAllocs()
	for b.Loop() {
		e.Decide(start, sim.PointAdmit, s)
	}
}

func BenchmarkDecideTenRulesForOtherNumbers(b *testing.B) {
	e := fault.New(seeded(1))
	for i := range 10 {
		e.Add(sim.FaultRule{On: sim.FaultMatch{Operation: "meta.verify_code", PhoneNumber: fmt.Sprintf("1202555010%d", i)}, Do: fail()}, start)
	}
	s := verify()
	b.ReportAllocs()
	for b.Loop() {
		e.Decide(start, sim.PointAdmit, s)
	}
}

func TestRulesForOthersAllocateNothing(t *testing.T) {
	e := fault.New(noDice(t))
	for i := range 10 {
		e.Add(sim.FaultRule{On: sim.FaultMatch{Operation: fmt.Sprintf("meta.operation_%d", i)}, Do: fail()}, start)
		e.Add(sim.FaultRule{On: sim.FaultMatch{PhoneNumber: fmt.Sprintf("1202555010%d", i)}, Do: fail()}, start)
	}
	s := verify()
	if n := testing.AllocsPerRun(100, func() { e.Decide(start, sim.PointAdmit, s) }); n != 0 {
		t.Errorf("%v allocations a request", n)
	}
}
