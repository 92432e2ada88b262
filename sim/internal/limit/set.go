// Package limit counts calls in rolling windows of world time; now is always an
// argument.
//
// A call at the time now is admitted when fewer than Allow calls of its key were counted
// in (now-window, now]. [Set.Take] asks all limits of the operation first, and counts the
// call in all of them only if each admits it; one whose key is empty for the call does
// not apply. A refused call is counted nowhere, unless the limit says that it counts:
// then the key stays full for one window from that call. A call that is earlier than the
// last one under its key, as when two race, is counted at the time of that one.
package limit

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// MaxKeys is how many keys a limit remembers. When there are more, all start from zero.
const MaxKeys = 100_000

// Set holds the limits of one world with their counts, in order. The zero value has
// none. It is safe for concurrent use; its lock is never held while anything outside this package
// runs.
type Set struct {
	mu     sync.Mutex
	limits []*limit
}

// limit is one rule with its keys. The empty key stands for all of them.
type limit struct {
	rule sim.LimitRule
	keys map[string]*window
}

// window holds the instants of the calls of one key, oldest first. Slices of calls that
// were handed out stay as they are: calls grows at its end and is cut at its start.
type window struct {
	calls []time.Time
	full  time.Time // when the key was exhausted, for one window; zero for never
}

// Replace puts other limits in place. All counting starts anew, also for limits
// that stay the same. The rules must have passed [Check] and come through
// [Canonical].
func (s *Set) Replace(rules []sim.LimitRule) {
	limits := make([]sim.Limit, len(rules))
	for i, r := range rules {
		limits[i].LimitRule = r
	}
	s.Restore(limits)
}

// Restore replaces all limits and counts by those that [Set.Limits] gave. Of the
// usage it reads the instants; the rest follows from them.
func (s *Set) Restore(all []sim.Limit) {
	limits := make([]*limit, len(all))
	for i := range all {
		l := &limit{rule: all[i].LimitRule, keys: map[string]*window{}}
		for _, u := range all[i].Usage {
			w := &window{calls: slices.Clone(u.Calls)}
			if u.ExhaustedAt != nil {
				w.full = *u.ExhaustedAt
			}
			l.keys[string(u.Key)] = w
		}
		limits[i] = l
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits = limits
}

// Rules are the limits in order, each with its name. They must not be changed.
func (s *Set) Rules() []sim.LimitRule {
	s.mu.Lock()
	defer s.mu.Unlock()
	rules := make([]sim.LimitRule, len(s.limits))
	for i, l := range s.limits {
		rules[i] = l.rule
	}
	return rules
}

// Limits are the limits in order at the world time now, each with its usage: for
// each key with calls in the window, in the order of the keys. A limit that is
// exhausted for every key has an entry with an empty key first. Keys per token
// are the credentials themselves: mask them before anyone sees them. What the
// entries point to must not be changed.
func (s *Set) Limits(now time.Time) []sim.Limit {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]sim.Limit, len(s.limits))
	for i, l := range s.limits {
		out[i] = sim.Limit{LimitRule: l.rule, Usage: []sim.LimitUsage{}}
		for _, key := range slices.Sorted(maps.Keys(l.keys)) {
			if l.live(now, key) != nil {
				out[i].Usage = append(out[i].Usage, l.usage(now, key))
			}
		}
	}
	return out
}

// Exhaust fills the named limit for the key, or with an empty key for every key,
// seen or not, until one window has passed since the world time now. It returns
// false when there is no limit of that name.
func (s *Set) Exhaust(now time.Time, name, key string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.limits, func(l *limit) bool { return l.rule.Name == name })
	if i < 0 {
		return false
	}
	s.limits[i].touch(key).full = now
	return true
}

// WindowEnds are the moments after from, up to and with to, at which a window
// that was full at from admits a call again if none is counted meanwhile, in the order
// of the limits, then of the keys. A key that is free before its whole limit is has no
// moment of its own.
func (s *Set) WindowEnds(from, to time.Time) (ends []sim.Settled) {
	for _, l := range s.Limits(from) {
		whole := from
		for _, u := range l.Usage {
			at := from.Add(time.Duration(u.Regain))
			if at.After(whole) && !at.After(to) {
				detail := strings.TrimSpace(l.Name + " " + string(u.Key))
				ends = append(ends, sim.Settled{At: sim.Time{Time: at}, Event: sim.WindowEnded, Detail: detail})
			}
			if u.Key == "" {
				whole = at
			}
		}
	}
	return ends
}

// live is the window of the key without the calls that have left it; nil for a
// key that has none, which is forgotten.
func (l *limit) live(now time.Time, key string) *window {
	w := l.keys[key]
	if w == nil {
		return nil
	}
	width := time.Duration(l.rule.Window)
	for len(w.calls) > 0 && now.Sub(w.calls[0]) >= width {
		w.calls = w.calls[1:]
	}
	if len(w.calls) == 0 && now.Sub(w.full) >= width {
		delete(l.keys, key)
		return nil
	}
	return w
}

// usage is how full the limit is for the key, or with an empty key for every key.
func (l *limit) usage(now time.Time, key string) sim.LimitUsage {
	u := sim.LimitUsage{Limit: l.rule.Name, Per: l.rule.Per, Key: sim.OptionalText(key), Allow: l.rule.Allow}
	width := time.Duration(l.rule.Window)
	fill := func(full time.Time) {
		if left := width - now.Sub(full); left > 0 {
			u.Used, u.Regain = max(u.Used, u.Allow), max(u.Regain, sim.Duration(left))
		}
	}
	if w := l.live(now, key); w != nil {
		u.Calls, u.Used = w.calls, len(w.calls)
		if u.Used >= u.Allow {
			fill(w.calls[u.Used-u.Allow])
		}
		fill(w.full)
		if now.Sub(w.full) < width {
			at := w.full // the usual entry has none, and stays off the heap
			u.ExhaustedAt = &at
		}
	}
	if all := l.live(now, ""); all != nil {
		fill(all.full)
	}
	u.Percent = min(100, u.Used*100/u.Allow)
	return u
}

// touch is the window of the key, made if need be.
func (l *limit) touch(key string) *window {
	w := l.keys[key]
	if w == nil {
		if len(l.keys) >= MaxKeys {
			maps.DeleteFunc(l.keys, func(key string, _ *window) bool { return key != "" })
		}
		w = &window{}
		l.keys[strings.Clone(key)] = w // the key may be a piece of a long request
	}
	return w
}

// Verdict is what the limits say to one call.
type Verdict struct {
	// Allowed says that the call was admitted, and counted in every limit.
	Allowed bool
	// Rule is the limit that refused, or nil. Of several it is the one that
	// refuses longest. It must not be changed.
	Rule *sim.LimitRule
	// Key is the key it refused.
	Key string
	// Wait is the world time until every limit would admit the call, if no other
	// call comes first; 0 when allowed.
	Wait time.Duration
	// Usage is how full each limit that applies to the call is, in order, after
	// the call was counted. It is there for admitted and refused calls alike.
	Usage []sim.LimitUsage
}

// Take asks all limits of the operation whether a call at the world time now
// may pass, and counts it in each of them if all admit it. operation is the
// canonical name.
func (s *Set) Take(now time.Time, operation string, keys Keys) Verdict {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := Verdict{Allowed: true}
	var few [8]*limit // keeps the usual case off the heap
	applying := few[:0]
	for _, l := range s.limits {
		key := keys[l.rule.Per]
		if key == "" || !about(&l.rule, operation) {
			continue
		}
		applying = append(applying, l)
		if wait := time.Duration(l.usage(now, key).Regain); wait > v.Wait {
			v = Verdict{Rule: &l.rule, Key: key, Wait: wait}
		}
	}
	for _, l := range applying {
		key := keys[l.rule.Per]
		switch {
		case v.Allowed:
			l.count(now, key)
		case l.rule.Refused == sim.RefusedCounts && l.usage(now, key).Regain > 0:
			l.touch(key).full = now
			v.Wait = max(v.Wait, time.Duration(l.rule.Window))
		}
		v.Usage = append(v.Usage, l.usage(now, key))
	}
	return v
}

func (l *limit) count(now time.Time, key string) {
	w := l.touch(key)
	if n := len(w.calls); n > 0 && now.Before(w.calls[n-1]) {
		now = w.calls[n-1]
	}
	w.calls = append(w.calls, now)
}
