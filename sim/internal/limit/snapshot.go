package limit

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// LimitState is a limit and its counts as a snapshot of the world keeps them.
type LimitState struct {
	Rule sim.LimitRule `json:"rule"`
	// ExhaustedAt is when every key was exhausted, while that lasts.
	ExhaustedAt *time.Time `json:"exhausted_at,omitempty"`
	// Keys are the keys with calls in the window, in order.
	Keys []KeyState `json:"keys,omitempty"`
}

// KeyState is what a limit has counted under one key.
type KeyState struct {
	Key string `json:"key"`
	// Calls are the world times of the calls in the window, oldest first.
	Calls []time.Time `json:"calls,omitempty"`
	// ExhaustedAt is when the key was exhausted, while that lasts.
	ExhaustedAt *time.Time `json:"exhausted_at,omitempty"`
}

// Snapshot is everything the set holds at the world time now, in order. It
// shares nothing with the set. Keys per token are the credentials themselves.
func (s *Set) Snapshot(now time.Time) []LimitState {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]LimitState, len(s.limits))
	for i, l := range s.limits {
		all[i] = l.snapshot(now.UnixNano())
	}
	return all
}

func (l *limit) snapshot(now int64) LimitState {
	l.look(now, "")
	state := LimitState{Rule: l.copyRule()}
	if l.exhausted {
		at := moment(l.exhaustedAt)
		state.ExhaustedAt = &at
	}
	for _, key := range slices.Sorted(maps.Keys(l.keys)) {
		w := l.keys[key]
		l.prune(now, w)
		k := KeyState{Key: key}
		for i := range w.calls.n {
			k.Calls = append(k.Calls, moment(w.calls.at(i)))
		}
		if w.exhausted {
			at := moment(w.touched)
			k.ExhaustedAt = &at
		}
		if k.Calls != nil || k.ExhaustedAt != nil {
			state.Keys = append(state.Keys, k)
		}
	}
	return state
}

// Restore replaces all limits and counts by those of a snapshot. The limits must
// be sound, as for [New].
func (s *Set) Restore(all []LimitState) {
	rules := make([]sim.LimitRule, len(all))
	for i := range all {
		rules[i] = all[i].Rule
	}
	rules = Canonical(rules, Known{})
	limits := make([]*limit, len(all))
	for i := range all {
		limits[i] = newLimit(&rules[i])
		limits[i].restore(&all[i])
	}
	s.put(limits)
}

func (l *limit) restore(state *LimitState) {
	if state.ExhaustedAt != nil {
		l.exhausted, l.exhaustedAt = true, state.ExhaustedAt.UnixNano()
	}
	keys := slices.Clone(state.Keys)
	slices.SortStableFunc(keys, func(a, b KeyState) int { return cmp.Compare(a.touched(), b.touched()) })
	for i := range keys {
		k := &keys[i]
		w, _ := l.touch(k.touched(), k.Key, l.keys[k.Key])
		for _, t := range k.Calls {
			w.calls.push(t.UnixNano())
		}
		l.calls += len(k.Calls)
		l.shed(w)
		w.exhausted = k.ExhaustedAt != nil
	}
}

// touched is the time of the last thing counted under the key.
func (k *KeyState) touched() int64 {
	switch {
	case k.ExhaustedAt != nil:
		return k.ExhaustedAt.UnixNano()
	case len(k.Calls) > 0:
		return k.Calls[len(k.Calls)-1].UnixNano()
	default:
		return 0
	}
}
