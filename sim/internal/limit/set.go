package limit

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/preverified-sim/preverified-sim/sim"
)

// MaxKeys is how many keys a limit remembers, and MaxCalls how many calls of all
// of them. Beyond either the key that has been idle longest is forgotten.
const (
	MaxKeys  = 100_000
	MaxCalls = MaxAllow
)

// longestKey is how long a key is kept as it is, in bytes. A longer one, such as
// a bearer token of 360dialog, is kept by its SHA-256 and its last four
// characters, by which people know a masked credential.
const longestKey = 256

func short(key string) string {
	if len(key) <= longestKey {
		return key
	}
	sum, end := sha256.Sum256([]byte(key)), key[len(key)-4:]
	if strings.ContainsFunc(end, func(r rune) bool { return r >= utf8.RuneSelf }) {
		end = "" // it could be cut within a character
	}
	return "sha256:" + hex.EncodeToString(sum[:]) + end
}

// ErrNoLimit is what [Set.Exhaust] wraps when there is no limit of that name.
var ErrNoLimit = errors.New("there is no limit")

// Set holds the limits of one world with their counts, in order. It is safe for
// concurrent use; its lock is never held while anything outside this package
// runs.
type Set struct {
	mu     sync.Mutex
	limits []*limit
	// index is replaced, never changed, so that an operation without limits
	// costs no lock.
	index atomic.Pointer[index]
}

// index finds the limits of an operation in the order of the set. An operation
// that no limit names has those of its vendor's wildcard.
type index struct {
	byOperation map[string][]*limit
	byVendor    map[string][]*limit
}

func (x *index) find(operation string) []*limit {
	if len(x.byOperation) > 0 {
		if list, ok := x.byOperation[operation]; ok {
			return list
		}
	}
	if len(x.byVendor) > 0 {
		return x.byVendor[sim.Vendor(operation)]
	}
	return nil
}

// New makes a set of limits with nothing counted. The rules must have passed
// [Check] and should have come through [Canonical]; those without a name get
// one.
func New(rules []sim.LimitRule) *Set {
	s := new(Set)
	s.Replace(rules)
	return s
}

// Replace puts other limits in place, as [New] does. All counting starts anew,
// also for limits that stay the same.
func (s *Set) Replace(rules []sim.LimitRule) {
	own := Canonical(rules, Known{})
	limits := make([]*limit, len(own))
	for i := range own {
		limits[i] = newLimit(&own[i])
	}
	s.put(limits)
}

func (s *Set) put(limits []*limit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.limits = limits
	s.index.Store(newIndex(limits))
}

func newIndex(limits []*limit) *index {
	x := &index{byOperation: map[string][]*limit{}, byVendor: map[string][]*limit{}}
	for _, l := range limits {
		for _, op := range l.rule.Operations {
			if v, ok := strings.CutSuffix(op, ".*"); ok {
				x.byVendor[v] = nil
			} else {
				x.byOperation[op] = nil
			}
		}
	}
	// One limit after the other, so that every list is in the order of the set,
	// whatever the order of the maps.
	for _, l := range limits {
		for v, list := range x.byVendor {
			if slices.Contains(l.rule.Operations, v+".*") {
				x.byVendor[v] = append(list, l)
			}
		}
		for op, list := range x.byOperation {
			if slices.Contains(l.rule.Operations, op) || slices.Contains(l.rule.Operations, sim.Vendor(op)+".*") {
				x.byOperation[op] = append(list, l)
			}
		}
	}
	return x
}

// Rules are the limits in order, each with its name.
func (s *Set) Rules() []sim.LimitRule {
	s.mu.Lock()
	defer s.mu.Unlock()
	rules := make([]sim.LimitRule, len(s.limits))
	for i, l := range s.limits {
		rules[i] = l.copyRule()
	}
	return rules
}

func (l *limit) copyRule() sim.LimitRule {
	r := *l.rule
	r.Operations = slices.Clone(r.Operations)
	return r
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
	Usage []Usage
}

// Usage is how full one limit is for one key.
type Usage struct {
	// Limit is the name of the limit, Per what it counts by.
	Limit string
	Per   sim.LimitKey
	// Key is the business, number and so on. Per token it is the credential
	// itself: mask it before anyone sees it. It is empty for every key, seen or
	// not, after [Set.Exhaust] of all.
	Key string
	// Used is how many calls lie in the window, or Allow if it was exhausted.
	Used int
	// Allow is how many fit.
	Allow int
	// Percent is Used of Allow in whole percent, rounded down, at most 100. Meta
	// throttles from 100 (Meta's rate limiting guide).
	Percent int
	// Regain is the world time until the next call would be admitted; 0 when it
	// would be now.
	Regain time.Duration
}

// Take asks all limits of the operation whether a call at the world time now
// may pass, and counts it in each of them if all admit it. operation is the
// canonical name. An operation without limits costs one look-up and no lock.
func (s *Set) Take(now time.Time, operation string, keys Keys) Verdict {
	if len(s.index.Load().find(operation)) == 0 {
		return Verdict{Allowed: true}
	}
	return s.take(now.UnixNano(), operation, &keys)
}

func (s *Set) take(now int64, operation string, keys *Keys) Verdict {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.index.Load().find(operation) // again: the limits may have been replaced since
	var few [8]*window                     // keeps the usual case off the heap
	held, applying := few[:0], 0
	v := Verdict{Allowed: true}
	for _, l := range list {
		var w *window
		if key := short(keys.get(l.rule.Per)); key != "" {
			applying++
			w = l.look(now, key)
			if _, regain := l.use(now, w); regain > int64(v.Wait) {
				v = Verdict{Rule: l.rule, Key: key, Wait: time.Duration(regain)}
			}
		}
		held = append(held, w)
	}
	if applying == 0 {
		return v
	}
	v.Usage = make([]Usage, 0, applying)
	for i, l := range list {
		key := short(keys.get(l.rule.Per))
		if key == "" {
			continue
		}
		if v.Allowed {
			held[i] = l.count(now, key, held[i])
		}
		v.Usage = append(v.Usage, l.usage(now, key, held[i]))
	}
	return v
}

func (l *limit) count(now int64, key string, w *window) *window {
	w, at := l.touch(now, key, w)
	w.calls.push(at)
	l.calls++
	l.shed(w)
	return w
}

func (l *limit) usage(now int64, key string, w *window) Usage {
	used, regain := l.use(now, w)
	return Usage{
		Limit: l.rule.Name, Per: l.rule.Per, Key: key,
		Used: used, Allow: l.rule.Allow, Percent: min(100, used*100/l.rule.Allow),
		Regain: time.Duration(regain),
	}
}

// Usage is how full every limit is at the world time now, for each key with
// calls in the window, in the order of the limits and then of the keys. A limit
// exhausted for every key has an entry with an empty key first.
func (s *Set) Usage(now time.Time) []Usage {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := now.UnixNano()
	all := []Usage{}
	for _, l := range s.limits {
		l.look(at, "")
		if l.exhausted {
			all = append(all, l.usage(at, "", nil))
		}
		for _, key := range slices.Sorted(maps.Keys(l.keys)) {
			w := l.keys[key]
			if l.prune(at, w); w.calls.n > 0 || w.exhausted {
				all = append(all, l.usage(at, key, w))
			}
		}
	}
	return all
}

// Exhaust fills the named limit for the key, or with an empty key for every key,
// seen or not, until one window has passed since the world time now. It returns
// an error that wraps [ErrNoLimit] for an unknown name.
func (s *Set) Exhaust(now time.Time, name, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	key = short(key)
	i := slices.IndexFunc(s.limits, func(l *limit) bool { return l.rule.Name == name })
	if i < 0 {
		var names []string
		for _, l := range s.limits {
			names = append(names, l.rule.Name)
		}
		return fmt.Errorf("%w %q%s", ErrNoLimit, name, sim.DidYouMean(name, names))
	}
	l, at := s.limits[i], now.UnixNano()
	if key == "" {
		l.exhausted, l.exhaustedAt = true, at
		return nil
	}
	w, _ := l.touch(at, key, l.look(at, key))
	w.exhausted = true
	return nil
}

// End is the moment at which a full window admits a call again.
type End struct {
	// Limit is the name of the limit, Key the key, empty for every key.
	Limit, Key string
	// At is the world time.
	At time.Time
}

// WindowEnds are the moments after from, up to and with to, at which a window
// that was full at from admits a call again if none is counted meanwhile. They
// come in the order of time, then of the limits, then of the keys. A key that is
// free before its whole limit is has no moment of its own.
func (s *Set) WindowEnds(from, to time.Time) []End {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ends []End
	for _, l := range s.limits {
		ends = l.ends(ends, from.UnixNano(), to.UnixNano())
	}
	slices.SortStableFunc(ends, func(a, b End) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) })
	return ends
}

func (l *limit) ends(ends []End, from, to int64) []End {
	whole := from
	if l.exhausted && from-l.exhaustedAt < l.width {
		if whole = l.exhaustedAt + l.width; whole <= to {
			ends = append(ends, End{Limit: l.rule.Name, At: moment(whole)})
		}
	}
	for _, key := range slices.Sorted(maps.Keys(l.keys)) {
		if at, ok := l.freed(from, l.keys[key]); ok && at > whole && at <= to {
			ends = append(ends, End{Limit: l.rule.Name, Key: key, At: moment(at)})
		}
	}
	return ends
}

func moment(nanos int64) time.Time { return time.Unix(0, nanos).UTC() }
