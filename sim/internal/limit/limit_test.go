package limit_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
)

var start = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

const verify = "meta.verify_code"

func rule(allow int, window time.Duration) sim.LimitRule {
	return sim.LimitRule{Operations: sim.LimitOperations{verify}, Per: "business", Allow: allow, Window: sim.Duration(window)}
}

func business(id string) limit.Keys { return limit.Keys{Business: id} }

func at(d time.Duration) time.Time { return start.Add(d) }

func TestTheWindowRolls(t *testing.T) {
	type call struct {
		at      time.Duration
		allowed bool
		wait    time.Duration
		used    int
		regain  time.Duration
	}
	calls := []call{
		{0, true, 0, 1, 0},
		{10 * time.Minute, true, 0, 2, 50 * time.Minute},
		{30 * time.Minute, false, 30 * time.Minute, 2, 30 * time.Minute},
		{time.Hour - 1, false, 1, 2, 1},
		{time.Hour, true, 0, 2, 10 * time.Minute}, // the first has left, to the nanosecond
		{time.Hour, false, 10 * time.Minute, 2, 10 * time.Minute},
		{70 * time.Minute, true, 0, 2, 50 * time.Minute},
		{5 * time.Hour, true, 0, 1, 0},
	}
	s := limit.New([]sim.LimitRule{rule(2, time.Hour)})
	for i, c := range calls {
		v := s.Take(at(c.at), verify, business("b"))
		got := call{c.at, v.Allowed, v.Wait, v.Usage[0].Used, v.Usage[0].Regain}
		if got != c {
			t.Errorf("call %d: got %+v, want %+v", i+1, got, c)
		}
		if refused := v.Rule != nil && v.Rule.Name == "meta.verify_code-per-business" && v.Key == "b"; refused == c.allowed {
			t.Errorf("call %d: rule %+v, key %q", i+1, v.Rule, v.Key)
		}
	}
}

func TestARefusedCallCountsNowhere(t *testing.T) {
	wide, narrow := rule(10, time.Hour), rule(1, time.Minute)
	wide.Name, narrow.Name = "wide", "narrow"
	s := limit.New([]sim.LimitRule{wide, narrow})
	for range 5 {
		s.Take(start, verify, business("b"))
	}
	v := s.Take(start, verify, business("b"))
	if v.Allowed || v.Rule.Name != "narrow" || v.Usage[0].Used != 1 || v.Usage[1].Used != 1 {
		t.Errorf("got %+v", v)
	}
	// Refusals must not push the way back out.
	if v := s.Take(at(time.Minute), verify, business("b")); !v.Allowed || v.Usage[0].Used != 2 {
		t.Errorf("a minute later: %+v", v)
	}
}

func TestEveryKindOfKey(t *testing.T) {
	keys := limit.Keys{Business: "b", Number: "n", Token: "t", Partner: "p", App: "a"}
	others := map[string]limit.Keys{
		"business": {Number: "n", Token: "t", Partner: "p", App: "a", Business: "other"},
		"number":   {Business: "b", Token: "t", Partner: "p", App: "a", Number: "other"},
		"token":    {Business: "b", Number: "n", Partner: "p", App: "a", Token: "other"},
		"partner":  {Business: "b", Number: "n", Token: "t", App: "a", Partner: "other"},
		"app":      {Business: "b", Number: "n", Token: "t", Partner: "p", App: "other"},
	}
	for per, want := range map[string]string{"business": "b", "number": "n", "token": "t", "partner": "p", "app": "a"} {
		t.Run(per, func(t *testing.T) {
			r := rule(1, time.Hour)
			r.Per = sim.LimitKey(per)
			s := limit.New([]sim.LimitRule{r})
			s.Take(start, verify, keys)
			v := s.Take(start, verify, keys)
			if v.Allowed || v.Key != want || string(v.Usage[0].Per) != per || v.Usage[0].Key != want {
				t.Errorf("the second call: %+v", v)
			}
			if !s.Take(start, verify, others[per]).Allowed {
				t.Error("another key is counted apart")
			}
			if v := s.Take(start, verify, limit.Keys{}); !v.Allowed || v.Usage != nil {
				t.Errorf("without the key the limit does not apply: %+v", v)
			}
		})
	}
}

func TestOperations(t *testing.T) {
	hour := sim.Duration(time.Hour)
	s := limit.New([]sim.LimitRule{
		{Name: "all meta", Operations: sim.LimitOperations{"meta.*"}, Per: "business", Allow: 100, Window: hour},
		{Name: "codes", Operations: sim.LimitOperations{"meta.request_code", verify}, Per: "business", Allow: 3, Window: hour},
		{Name: "all", Operations: sim.LimitOperations{"360dialog.*", "meta.*"}, Per: "business", Allow: 100, Window: hour},
	})
	tests := []struct {
		operation string
		want      []string // limit:used
	}{
		{verify, []string{"all meta:1", "codes:1", "all:1"}},
		{"meta.request_code", []string{"all meta:2", "codes:2", "all:2"}},
		{"meta.get_number", []string{"all meta:3", "all:3"}},
		{"360dialog.list_numbers", []string{"all:4"}},
		{"", nil},
		{"other.operation", nil},
	}
	for _, tt := range tests {
		v := s.Take(start, tt.operation, business("b"))
		var got []string
		for _, u := range v.Usage {
			got = append(got, fmt.Sprintf("%s:%d", u.Limit, u.Used))
		}
		if !v.Allowed || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.operation, got, tt.want)
		}
	}
}

func TestOfSeveralRefusalsTheLongestIsTold(t *testing.T) {
	short, long := rule(1, time.Minute), rule(1, time.Hour)
	short.Name, long.Name = "short", "long"
	for _, rules := range [][]sim.LimitRule{{short, long}, {long, short}} {
		s := limit.New(rules)
		s.Take(start, verify, business("b"))
		v := s.Take(at(time.Second), verify, business("b"))
		if v.Allowed || v.Rule.Name != "long" || v.Wait != time.Hour-time.Second {
			t.Errorf("got %s for %s", v.Rule.Name, v.Wait)
		}
		if !s.Take(at(time.Second+v.Wait), verify, business("b")).Allowed {
			t.Error("after the wait the call is refused again")
		}
	}
}

func TestPercent(t *testing.T) {
	s := limit.New([]sim.LimitRule{rule(3, time.Hour)})
	for i, want := range []int{33, 66, 100, 100} {
		if got := s.Take(start, verify, business("b")).Usage[0].Percent; got != want {
			t.Errorf("call %d: %d percent, want %d", i+1, got, want)
		}
	}
}

func TestExhaust(t *testing.T) {
	named := rule(3, time.Hour)
	named.Name = "codes"
	t.Run("one key", func(t *testing.T) {
		s := limit.New([]sim.LimitRule{named})
		s.Take(start, verify, business("b"))
		if err := s.Exhaust(at(10*time.Minute), "codes", "b"); err != nil {
			t.Fatal(err)
		}
		v := s.Take(at(10*time.Minute), verify, business("b"))
		want := limit.Usage{Limit: "codes", Per: "business", Key: "b", Used: 3, Allow: 3, Percent: 100, Regain: time.Hour}
		if v.Allowed || v.Wait != time.Hour || v.Usage[0] != want {
			t.Errorf("got %+v", v)
		}
		if !s.Take(at(10*time.Minute), verify, business("other")).Allowed {
			t.Error("another key was exhausted too")
		}
		if s.Take(at(70*time.Minute-1), verify, business("b")).Allowed {
			t.Error("admitted before the window has passed")
		}
		if v := s.Take(at(70*time.Minute), verify, business("b")); !v.Allowed || v.Usage[0].Used != 1 {
			t.Errorf("after the window: %+v", v)
		}
	})
	t.Run("every key", func(t *testing.T) {
		s := limit.New([]sim.LimitRule{named})
		s.Take(start, verify, business("seen"))
		if err := s.Exhaust(start, "codes", ""); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"seen", "unseen"} {
			if v := s.Take(at(time.Hour-1), verify, business(key)); v.Allowed || v.Wait != 1 || v.Usage[0].Percent != 100 {
				t.Errorf("%s: %+v", key, v)
			}
		}
		if got := s.Usage(at(time.Minute)); len(got) != 2 || got[0].Key != "" || got[0].Used != 3 || got[1].Key != "seen" || got[1].Used != 3 {
			t.Errorf("usage %+v", got)
		}
		for _, key := range []string{"seen", "unseen"} {
			if v := s.Take(at(time.Hour), verify, business(key)); !v.Allowed || v.Usage[0].Used != 1 {
				t.Errorf("%s after the window: %+v", key, v)
			}
		}
	})
	t.Run("unknown", func(t *testing.T) {
		err := limit.New([]sim.LimitRule{named}).Exhaust(start, "code", "")
		if !errors.Is(err, limit.ErrNoLimit) || err.Error() != `there is no limit "code"; did you mean "codes"?` {
			t.Errorf("got %v", err)
		}
	})
}

func TestUsageIsSortedAndForgetsWhatHasLeft(t *testing.T) {
	other := rule(5, time.Minute)
	other.Per, other.Name = "number", "a"
	s := limit.New([]sim.LimitRule{rule(5, time.Hour), other})
	for _, id := range []string{"3", "1", "2"} {
		s.Take(start, verify, limit.Keys{Business: id, Number: "n" + id})
	}
	keys := func(now time.Time) string {
		var out []string
		for _, u := range s.Usage(now) {
			out = append(out, u.Limit+"/"+u.Key)
		}
		return strings.Join(out, " ")
	}
	const first = "meta.verify_code-per-business/"
	if got, want := keys(start), first+"1 "+first+"2 "+first+"3 a/n1 a/n2 a/n3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := keys(at(time.Minute)), first+"1 "+first+"2 "+first+"3"; got != want {
		t.Errorf("a minute later: %s, want %s", got, want)
	}
	if got := s.Usage(at(time.Hour)); got == nil || len(got) != 0 {
		t.Errorf("an hour later: %v", got)
	}
}

func TestWindowEnds(t *testing.T) {
	two, one := rule(2, time.Hour), rule(1, 30*time.Minute)
	two.Name, one.Name = "two", "one"
	one.Per = "number"
	s := limit.New([]sim.LimitRule{two, one})
	s.Take(at(0), verify, limit.Keys{Business: "b", Number: "n2"})
	s.Take(at(30*time.Minute), verify, limit.Keys{Business: "b", Number: "n1"})
	s.Take(at(30*time.Minute), verify, limit.Keys{Business: "half", Number: "n2"})
	from := at(40 * time.Minute)
	both := []limit.End{{"two", "b", at(time.Hour)}, {"one", "n1", at(time.Hour)}, {"one", "n2", at(time.Hour)}}
	tests := []struct {
		name     string
		from, to time.Time
		want     []limit.End
	}{
		{"nothing yet", from, at(time.Hour - 1), nil},
		{"up to and with the end", from, at(time.Hour), both},
		{"far beyond", from, at(100 * time.Hour), both},
		{"the start is left out", at(time.Hour), at(2 * time.Hour), nil},
	}
	for _, tt := range tests {
		if got := s.WindowEnds(tt.from, tt.to); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
	t.Run("exhausted", func(t *testing.T) {
		_ = s.Exhaust(from, "two", "x")
		_ = s.Exhaust(at(45*time.Minute), "two", "")
		_ = s.Exhaust(at(50*time.Minute), "two", "y")
		want := []limit.End{
			{"one", "n1", at(time.Hour)}, {"one", "n2", at(time.Hour)},
			{"two", "", at(105 * time.Minute)}, {"two", "y", at(110 * time.Minute)},
		}
		if got := s.WindowEnds(at(50*time.Minute), at(200*time.Minute)); !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestReplaceStartsAnew(t *testing.T) {
	s := limit.New([]sim.LimitRule{rule(1, time.Hour)})
	s.Take(start, verify, business("b"))
	s.Replace([]sim.LimitRule{rule(1, time.Hour), {Operations: sim.LimitOperations{"meta.*"}, Per: "app", Allow: 1, Window: 1}})
	if !s.Take(start, verify, business("b")).Allowed {
		t.Error("the old count is still there")
	}
	rules := s.Rules()
	if len(rules) != 2 || rules[0].Name != "meta.verify_code-per-business" || rules[1].Name != "meta.*-per-app" {
		t.Errorf("rules %+v", rules)
	}
	rules[0].Operations[0] = "changed"
	if s.Rules()[0].Operations[0] != verify {
		t.Error("Rules gave its own memory away")
	}
	s.Replace(nil)
	if v := s.Take(start, verify, business("b")); !v.Allowed || v.Usage != nil {
		t.Errorf("without limits: %+v", v)
	}
}

func TestDefaultNamesDiffer(t *testing.T) {
	taken := rule(1, 1)
	taken.Name = "meta.verify_code-per-business-2"
	several := rule(1, 1)
	several.Operations = sim.LimitOperations{verify, "meta.request_code"}
	var got []string
	for _, r := range limit.Canonical([]sim.LimitRule{rule(1, 1), rule(2, 2), taken, several}, limit.Known{}) {
		got = append(got, r.Name)
	}
	want := []string{"meta.verify_code-per-business", "meta.verify_code-per-business-3", "meta.verify_code-per-business-2", "meta.verify_code+meta.request_code-per-business"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestErrorFor(t *testing.T) {
	own := sim.LimitRule{Error: "meta.code_requests_exceeded"}
	for _, tt := range []struct {
		r               sim.LimitRule
		operation, want string
	}{
		{sim.LimitRule{}, verify, "meta.rate_limited"},
		{sim.LimitRule{}, "360dialog.list_numbers", "360dialog.too_many_requests"},
		{own, verify, "meta.code_requests_exceeded"},
		{sim.LimitRule{Operations: sim.LimitOperations{"meta.request_code"}}, "meta.request_code", "meta.code_requests_exceeded"},
		{sim.LimitRule{Operations: sim.LimitOperations{"meta.request_code", verify}}, "meta.request_code", "meta.rate_limited"},
	} {
		if got := limit.ErrorFor(&tt.r, tt.operation); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.operation, got, tt.want)
		}
	}
}

func TestSnapshotAndRestore(t *testing.T) {
	other := rule(2, 2*time.Hour)
	other.Name, other.Per = "numbers", "number"
	a := limit.New([]sim.LimitRule{rule(3, time.Hour), other})
	for i := range 4 {
		a.Take(at(time.Duration(i)*20*time.Minute), verify, limit.Keys{Business: "b", Number: fmt.Sprint(i % 3)})
	}
	now := at(time.Hour)
	_ = a.Exhaust(now, "numbers", "")
	_ = a.Exhaust(now, "meta.verify_code-per-business", "x")
	doc, err := json.Marshal(a.Snapshot(now))
	if err != nil {
		t.Fatal(err)
	}
	var states []limit.LimitState
	if err := json.Unmarshal(doc, &states); err != nil {
		t.Fatal(err)
	}
	b := limit.New([]sim.LimitRule{rule(1, time.Second)})
	b.Restore(states)
	for _, d := range []time.Duration{0, 10 * time.Minute, 30 * time.Minute, 90 * time.Minute, 5 * time.Hour} {
		if x, y := a.Usage(now.Add(d)), b.Usage(now.Add(d)); !reflect.DeepEqual(x, y) {
			t.Errorf("%s later: restored %+v, want %+v", d, y, x)
		}
		keys := limit.Keys{Business: "b", Number: "0"}
		if x, y := a.Take(now.Add(d), verify, keys), b.Take(now.Add(d), verify, keys); !reflect.DeepEqual(x, y) {
			t.Errorf("%s later: restored %+v, want %+v", d, y, x)
		}
	}
	again, _ := json.Marshal(b.Snapshot(now.Add(5 * time.Hour)))
	first, _ := json.Marshal(a.Snapshot(now.Add(5 * time.Hour)))
	if string(again) != string(first) {
		t.Errorf("snapshots differ:\n%s\n%s", again, first)
	}
}

func TestACallFromThePastIsCountedAsTheLast(t *testing.T) {
	s := limit.New([]sim.LimitRule{rule(2, time.Hour)})
	s.Take(at(10), verify, business("b"))
	s.Take(at(5), verify, business("b"))
	if s.Take(at(time.Hour+9), verify, business("b")).Allowed {
		t.Error("the second call left the window before the first")
	}
	if v := s.Take(at(time.Hour+10), verify, business("b")); !v.Allowed || v.Usage[0].Used != 1 {
		t.Errorf("got %+v", v)
	}
}

func TestConcurrentCallsNeverExceedTheLimit(t *testing.T) {
	s := limit.New([]sim.LimitRule{rule(50, time.Hour)})
	var wg sync.WaitGroup
	var mu sync.Mutex
	allowed := 0
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if s.Take(start, verify, business("b")).Allowed {
					mu.Lock()
					allowed++
					mu.Unlock()
				}
				s.Usage(start)
				s.WindowEnds(start, at(time.Hour))
			}
		})
	}
	wg.Wait()
	if allowed != 50 {
		t.Errorf("%d calls were admitted, want 50", allowed)
	}
}

func TestForms(t *testing.T) {
	want := sim.LimitRule{
		Name: "n", Operations: sim.LimitOperations{verify}, Per: "business", Allow: 125, Window: sim.Duration(time.Hour),
		Error: "meta.rate_limited", RetryAfter: true,
	}
	two := want
	two.Operations = sim.LimitOperations{verify, "meta.request_code"}
	tests := []struct {
		yaml, json string
		want       sim.LimitRule
	}{
		{"{name: n, operation: meta.verify_code, per: business, allow: 125, window: 1h, error: meta.rate_limited, retry_after: true}",
			`{"name":"n","operation":"meta.verify_code","per":"business","allow":125,"window":"1h","error":"meta.rate_limited","retry_after":true}`, want},
		{"{name: n, operation: [meta.verify_code, meta.request_code], per: business, allow: 125, window: 1h, error: meta.rate_limited, retry_after: true}",
			`{"name":"n","operation":["meta.verify_code","meta.request_code"],"per":"business","allow":125,"window":"1h","error":"meta.rate_limited","retry_after":true}`, two},
	}
	for _, tt := range tests {
		var fromYAML, fromJSON, again sim.LimitRule
		if err := yaml.Unmarshal([]byte(tt.yaml), &fromYAML); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(tt.json), &fromJSON); err != nil {
			t.Fatal(err)
		}
		written, _ := json.Marshal(fromJSON)
		if err := json.Unmarshal(written, &again); err != nil {
			t.Fatal(err)
		}
		for form, got := range map[string]sim.LimitRule{"YAML": fromYAML, "JSON": fromJSON, "JSON written": again} {
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s: got %+v, want %+v", form, got, tt.want)
			}
		}
	}
	var r sim.LimitRule
	for _, doc := range []string{`{"operation":7}`, `{"operation":[7]}`, `{"operation":{}}`} {
		if err := json.Unmarshal([]byte(doc), &r); err == nil || err.Error() != "operation is one name or a list of names" {
			t.Errorf("%s: %v", doc, err)
		}
	}
}

func TestOperationsWithoutLimitsAllocateNothing(t *testing.T) {
	s := limit.New([]sim.LimitRule{rule(1, time.Hour)})
	keys := business("b")
	if n := testing.AllocsPerRun(100, func() { s.Take(start, "meta.get_number", keys) }); n != 0 {
		t.Errorf("%v allocations a call", n)
	}
	s = limit.New([]sim.LimitRule{rule(1000, time.Minute)})
	now := start
	if n := testing.AllocsPerRun(1000, func() { now = now.Add(time.Second); s.Take(now, verify, keys) }); n > 1 {
		t.Errorf("%v allocations a counted call, want the usage only", n)
	}
}

func BenchmarkTakeOneLimit(b *testing.B) {
	s := limit.New([]sim.LimitRule{rule(1000, time.Minute)})
	keys, now := business("506914307656634"), start
	b.ReportAllocs()
	for b.Loop() {
		now = now.Add(time.Second)
		s.Take(now, verify, keys)
	}
}

func BenchmarkTakeNoLimit(b *testing.B) {
	s := limit.New([]sim.LimitRule{rule(1000, time.Minute)})
	keys := business("506914307656634")
	b.ReportAllocs()
	for b.Loop() {
		s.Take(start, "meta.get_number", keys)
	}
}
