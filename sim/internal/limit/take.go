package limit

import (
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

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
