package limit

import (
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// ring is a queue of times in nanoseconds, oldest first. It grows by doubling;
// it never holds more than the limit allows.
type ring struct {
	buf  []int64
	head int
	n    int
}

// smallRing is how long a ring may be that holds nothing.
const smallRing = 64

func (r *ring) at(i int) int64 { return r.buf[(r.head+i)%len(r.buf)] }

func (r *ring) push(t int64) {
	if r.n == len(r.buf) {
		grown := make([]int64, max(4, 2*r.n))
		for i := range r.n {
			grown[i] = r.at(i)
		}
		r.buf, r.head = grown, 0
	}
	r.buf[(r.head+r.n)%len(r.buf)] = t
	r.n++
}

func (r *ring) pop() {
	r.head = (r.head + 1) % len(r.buf)
	r.n--
}

// window holds the calls of one key. It is an element of its limit's list of
// keys, which is ordered by touched.
type window struct {
	key        string
	calls      ring
	touched    int64 // when the last call was counted or the key exhausted
	exhausted  bool  // full since touched, for one window, whatever the calls
	prev, next *window
}

// limit is one rule with its keys.
type limit struct {
	rule  *sim.LimitRule
	width int64 // the window in nanoseconds
	keys  map[string]*window
	// oldest and newest are the ends of the list by touched: whatever leaves,
	// for want of calls or of room, leaves at the oldest end.
	oldest, newest    *window
	calls             int // in all windows
	maxKeys, maxCalls int
	// exhausted says that every key is full for one window from exhaustedAt.
	exhausted   bool
	exhaustedAt int64
}

func newLimit(rule *sim.LimitRule) *limit {
	return &limit{rule: rule, width: int64(rule.Window), keys: map[string]*window{}, maxKeys: MaxKeys, maxCalls: MaxCalls}
}

// look brings the key's window up to date and gives it, or nil for a key without
// calls. It also forgets two idle keys if there are any, so that forgetting
// keeps pace with remembering.
func (l *limit) look(now int64, key string) *window {
	for range 2 {
		if l.oldest == nil || now-l.oldest.touched < l.width {
			break
		}
		l.drop(l.oldest)
	}
	if l.exhausted && now-l.exhaustedAt >= l.width {
		l.exhausted = false
	}
	w := l.keys[key]
	if w == nil {
		return nil
	}
	l.prune(now, w)
	return w
}

func (l *limit) prune(now int64, w *window) {
	for w.calls.n > 0 && now-w.calls.at(0) >= l.width {
		w.calls.pop()
		l.calls--
	}
	if w.calls.n == 0 && len(w.calls.buf) > smallRing {
		w.calls = ring{} // a burst long ago must not hold room for ever
	}
	if w.exhausted && now-w.touched >= l.width {
		w.exhausted = false
	}
}

// touch gives the key's window, made if need be, as the newest of the list, and
// the time to count at, which is never before the last one.
func (l *limit) touch(now int64, key string, w *window) (*window, int64) {
	if l.newest != nil {
		now = max(now, l.newest.touched)
	}
	if w == nil {
		if len(l.keys) >= l.maxKeys {
			l.drop(l.oldest)
		}
		w = &window{key: strings.Clone(key)} // it may be a piece of a long request
		l.keys[w.key] = w
	} else {
		l.unlink(w)
	}
	w.touched, w.prev = now, l.newest
	if l.newest == nil {
		l.oldest = w
	} else {
		l.newest.next = w
	}
	l.newest = w
	return w, now
}

// shed forgets the keys that have been idle longest while there are too many
// calls; that of the last one stays, since it has no more than the rule allows.
func (l *limit) shed(last *window) {
	for l.calls > l.maxCalls && l.oldest != last {
		l.drop(l.oldest)
	}
}

func (l *limit) drop(w *window) {
	l.calls -= w.calls.n
	l.unlink(w)
	delete(l.keys, w.key)
}

func (l *limit) unlink(w *window) {
	if w.prev == nil {
		l.oldest = w.next
	} else {
		w.prev.next = w.next
	}
	if w.next == nil {
		l.newest = w.prev
	} else {
		w.next.prev = w.prev
	}
	w.prev, w.next = nil, nil
}

// use is how much of the window is taken, and the nanoseconds until the next
// call would be admitted: 0 when it would be now. w may be nil.
func (l *limit) use(now int64, w *window) (used int, regain int64) {
	if w != nil {
		used = w.calls.n
		if used >= l.rule.Allow {
			regain = l.width - (now - w.calls.at(used-l.rule.Allow))
		}
		if w.exhausted {
			used, regain = max(used, l.rule.Allow), max(regain, l.width-(now-w.touched))
		}
	}
	if l.exhausted {
		used, regain = max(used, l.rule.Allow), max(regain, l.width-(now-l.exhaustedAt))
	}
	return used, regain
}

// freed is when the window, full at from, admits a call again; ok is false when
// it was not full. It changes nothing and leaves limit.exhausted aside.
func (l *limit) freed(from int64, w *window) (at int64, ok bool) {
	live := w.calls.n
	for live > 0 && from-w.calls.at(w.calls.n-live) >= l.width {
		live--
	}
	if live >= l.rule.Allow {
		at, ok = w.calls.at(w.calls.n-l.rule.Allow)+l.width, true
	}
	if w.exhausted && from-w.touched < l.width {
		at, ok = max(at, w.touched+l.width), true
	}
	return at, ok
}
