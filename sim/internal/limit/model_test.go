package limit

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/preverified-sim/preverified-sim/sim"
)

// model is the rolling window in its plainest form: every call ever counted,
// looked through from the start.
type model struct {
	rules []sim.LimitRule
	calls map[string][]time.Time
}

func (m *model) live(r *sim.LimitRule, key string, now time.Time) []time.Time {
	var in []time.Time
	for _, t := range m.calls[r.Name+"/"+key] {
		if t.After(now.Add(-time.Duration(r.Window))) && !t.After(now) {
			in = append(in, t)
		}
	}
	return in
}

func (m *model) take(now time.Time, keys Keys) (allowed bool, wait time.Duration, used []int) {
	allowed = true
	for i := range m.rules {
		r := &m.rules[i]
		if in := m.live(r, keys[r.Per], now); len(in) >= r.Allow {
			allowed = false
			wait = max(wait, in[len(in)-r.Allow].Add(time.Duration(r.Window)).Sub(now))
		}
	}
	for i := range m.rules {
		r := &m.rules[i]
		id := r.Name + "/" + keys[r.Per]
		if allowed {
			m.calls[id] = append(m.calls[id], now)
		}
		used = append(used, len(m.live(r, keys[r.Per], now)))
	}
	return allowed, wait, used
}

// ends brings every moment between from and to at which a call leaves a window
// and looks whether the window was full at from and is free since that moment.
func (m *model) ends(from, to time.Time) map[string]time.Time {
	ends := map[string]time.Time{}
	for i := range m.rules {
		r := &m.rules[i]
		for _, key := range []string{"a", "b", "c"} {
			in := m.live(r, key, from)
			if len(in) < r.Allow {
				continue
			}
			for _, t := range in {
				leaves := t.Add(time.Duration(r.Window))
				if free := len(m.live(r, key, leaves)) < r.Allow; free && !leaves.After(to) {
					ends[r.Name+"/"+key] = leaves
					break
				}
			}
		}
	}
	return ends
}

func TestRollingWindowsAgreeWithTheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rules := []sim.LimitRule{
			{Name: "one", Operations: []string{"meta.x"}, Per: "business", Allow: rapid.IntRange(1, 6).Draw(t, "allow one"), Window: sim.Duration(rapid.IntRange(1, 20).Draw(t, "window one"))},
			{Name: "two", Operations: []string{"meta.*"}, Per: "number", Allow: rapid.IntRange(1, 6).Draw(t, "allow two"), Window: sim.Duration(rapid.IntRange(1, 20).Draw(t, "window two"))},
		}
		s := new(Set)
		s.Replace(rules)
		m := &model{rules: rules, calls: map[string][]time.Time{}}
		now := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
		key := rapid.SampledFrom([]string{"a", "b", "c"})
		for range rapid.IntRange(1, 60).Draw(t, "calls") {
			next := now.Add(time.Duration(rapid.IntRange(0, 8).Draw(t, "step")))
			sameEnds(t, s.WindowEnds(now, next), m.ends(now, next))
			now = next
			keys := Keys{sim.PerBusiness: key.Draw(t, "business"), sim.PerNumber: key.Draw(t, "number")}
			v := s.Take(now, "meta.x", keys)
			allowed, wait, used := m.take(now, keys)
			if v.Allowed != allowed || v.Wait != wait || v.Usage[0].Used != used[0] || v.Usage[1].Used != used[1] {
				t.Fatalf("at %s: got %+v, the model says %v, %s, %v", now, v, allowed, wait, used)
			}
			if rapid.IntRange(0, 9).Draw(t, "restore") == 0 {
				states := s.Limits(now)
				s = new(Set)
				s.Restore(states)
			}
		}
	})
}

func sameEnds(t *rapid.T, got []sim.Settled, want map[string]time.Time) {
	if len(got) != len(want) {
		t.Fatalf("ends %v, the model says %v", got, want)
	}
	for _, e := range got {
		name, key, _ := strings.Cut(e.Detail, " ")
		if at, ok := want[name+"/"+key]; !ok || !at.Equal(e.At.Time) {
			t.Fatalf("ends %v, the model says %v", got, want)
		}
	}
}

func TestKeysAreBounded(t *testing.T) {
	s := new(Set)
	s.Replace([]sim.LimitRule{{Operations: []string{"meta.x"}, Per: "number", Allow: 1, Window: sim.Duration(time.Hour)}})
	now := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	take := func(key int) bool { return s.Take(now, "meta.x", Keys{sim.PerNumber: fmt.Sprint(key)}).Allowed }
	for key := range MaxKeys + 1 {
		if now = now.Add(time.Millisecond); !take(key) {
			t.Fatalf("the first call of %d was refused", key)
		}
	}
	if len(s.limits[0].keys) != 1 || take(MaxKeys) || !take(0) {
		t.Errorf("%d keys are kept, or not the one that was used last", len(s.limits[0].keys))
	}
}
