package sim

import (
	"math"
	"slices"
	"time"
)

// Transition is something that became due by the mere passing of time.
type Transition struct {
	// At is the world time at which it was due.
	At time.Time
	// Event names it: one of the names in [Events].
	Event string
	// NumberID and PhoneNumber (an MSISDN) say which number it befell, where it
	// befell one.
	NumberID, PhoneNumber string
}

// The events time brings to a store. A message arrives whatever has become of
// its code meanwhile; a sync is an event only when it has told 360dialog
// something new.
const (
	EventCodeDelivered = "code_delivered"
	EventCodeExpired   = "code_expired"
	EventExpired       = "number_expired"
	EventReverify      = "reverify_window_opened"
	EventDropped       = "number_dropped"
	EventPoolSynced    = "pool_synced"
)

// Steps of the state machine that coverage counts, in the order in which they
// are listed.
const (
	stepAdd = iota
	stepRequest
	stepVerify
	stepExpire
	stepReverify
	stepDelete
	stepDrop
	stepClaim
	stepShare
	stepUnshare
	stepCodeVoid
	stepCodeLapse
)

var transitionNames = [...]string{
	"add", "request_code", "verify", "expire", "reverify", "delete", "drop", "claim",
	"share", "unshare", "code_voided", "code_expired",
}

// Steps returns the names of the state machine's steps and how often each was
// taken, in a fixed order.
func (s *Store) Steps() (names []string, taken []uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(transitionNames[:]), slices.Clone(s.reached[:])
}

const never = math.MaxInt64

// due is one entry of the agenda. It is not taken back when the number or the
// code changes: it goes stale, is passed over when its time has come, and is
// thrown out when stale entries may have become the most.
type due struct {
	at   int64 // unix nanoseconds
	seq  uint64
	kind uint8
	n    *number
	c    *code
}

const (
	dueArrival uint8 = iota
	dueCodeEnd
	dueReverify
	dueExpiry
	dueDrop
)

// stale reports whether the entry no longer holds.
func (d due) stale() bool {
	switch d.kind {
	case dueArrival:
		return false
	case dueCodeEnd:
		return d.c.used || d.c.voided
	case dueReverify: // entered right behind the expiry it belongs to
		return d.seq != d.n.due+1
	default:
		return d.seq != d.n.due
	}
}

func (d due) before(o due) bool { return d.at < o.at || d.at == o.at && d.seq < o.seq }

// agenda is a binary heap of what becomes due, ordered by time, then by the
// order in which it was entered. container/heap would allocate per entry.
type agenda struct {
	items   []due
	seq     uint64
	pruneAt int // the length at which stale entries are looked for
}

// pruneAfter is the length below which looking for stale entries is not worth
// it.
const pruneAfter = 1024

func (a *agenda) push(d due) {
	if len(a.items) >= max(a.pruneAt, pruneAfter) {
		a.prune()
	}
	a.items = append(a.items, d)
	for i := len(a.items) - 1; i > 0; {
		parent := (i - 1) / 2
		if !a.items[i].before(a.items[parent]) {
			return
		}
		a.items[i], a.items[parent] = a.items[parent], a.items[i]
		i = parent
	}
}

func (a *agenda) pop() due {
	first, last := a.items[0], len(a.items)-1
	a.items[0], a.items[last] = a.items[last], due{}
	a.items = a.items[:last]
	a.sink(0)
	return first
}

func (a *agenda) sink(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(a.items); child++ {
			if a.items[child].before(a.items[least]) {
				least = child
			}
		}
		if least == i {
			return
		}
		a.items[i], a.items[least] = a.items[least], a.items[i]
		i = least
	}
}

// prune throws stale entries out. It waits for the heap to double before it
// looks again, so its cost per entry is constant.
func (a *agenda) prune() {
	a.items = slices.DeleteFunc(a.items, due.stale)
	for i := len(a.items)/2 - 1; i >= 0; i-- {
		a.sink(i)
	}
	a.pruneAt = 2 * len(a.items)
}

// schedule enters something into the agenda. A number waits for its drop or for
// its expiry, never for both: a new entry takes the place of the one before.
// What has come to pass by now is not entered, as in a world that is built with
// expired numbers; only a drop is made up for.
func (s *Store) schedule(at time.Time, kind uint8, n *number, c *code) {
	when := at.UnixNano()
	s.agenda.seq++
	if kind == dueDrop || kind == dueExpiry {
		n.due = s.agenda.seq
	}
	if when <= s.at && (kind == dueExpiry || kind == dueReverify) {
		return
	}
	if kind == dueDrop {
		when = max(when, s.at)
	}
	s.agenda.push(due{at: when, seq: s.agenda.seq, kind: kind, n: n, c: c})
	s.setNext()
}

func (s *Store) setNext() {
	next := s.syncAt
	if len(s.agenda.items) > 0 {
		next = min(next, s.agenda.items[0].at)
	}
	s.next.Store(next)
}

// NextDue returns the time of the next event, and false when there is none. An
// entry that has gone stale may still be named.
func (s *Store) NextDue() (time.Time, bool) {
	next := s.next.Load()
	if next == never {
		return time.Time{}, false
	}
	return time.Unix(0, next).UTC(), true
}

// Settle makes everything happen that is due up to now, and lists it in order.
// What [Store.Do] or [Store.Peek] has settled before is not listed again.
func (s *Store) Settle(now time.Time) []Transition {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Transition
	s.settle(now, &out)
	s.at = max(s.at, now.UnixNano())
	return out
}

// settle goes from one due instant to the next. At the same instant the pools
// sync last, so that they learn of what has just happened.
func (s *Store) settle(now time.Time, out *[]Transition) {
	until := now.UnixNano()
	for s.next.Load() <= until {
		if s.syncAt == s.next.Load() && (len(s.agenda.items) == 0 || s.agenda.items[0].at > s.syncAt) {
			s.syncPools(out)
		} else {
			s.happen(s.agenda.pop(), out)
		}
		s.setNext()
	}
}

// happen carries out one entry of the agenda, unless it has gone stale.
func (s *Store) happen(d due, out *[]Transition) {
	if d.stale() {
		return
	}
	at, event := time.Unix(0, d.at).UTC(), ""
	switch d.kind {
	case dueArrival:
		event = EventCodeDelivered
	case dueCodeEnd:
		event = EventCodeExpired
		s.reached[stepCodeLapse]++
	case dueReverify:
		event = EventReverify
	case dueExpiry:
		event = EventExpired
		s.reached[stepExpire]++
		s.unlearn(d.n, d.at)
	case dueDrop:
		d.n.due = 0
		if d.n.claimed {
			return
		}
		event = EventDropped
		s.reached[stepDrop]++
		s.remove(d.n, at)
	}
	if out != nil {
		*out = append(*out, Transition{At: at, Event: event, NumberID: d.n.id, PhoneNumber: d.n.phone.MSISDN})
	}
}

// unlearn notes that 360dialog's row of a number is out of date, and plans the
// sync, the first that is not before from.
func (s *Store) unlearn(n *number, from int64) {
	r, ok := s.pooled[n.phone.MSISDN]
	if s.rules.PoolSync <= 0 || !ok || r.number != n || r.unlearned {
		return
	}
	if len(s.unlearned) > sweepAfter+2*len(s.pooled) { // on a frozen clock no sync clears it
		s.unlearned = slices.DeleteFunc(s.unlearned, func(r *poolRow) bool { return !r.deletedAt.IsZero() })
	}
	r.unlearned = true
	s.unlearned = append(s.unlearned, r)
	if s.syncAt == never {
		every := int64(s.rules.PoolSync)
		s.syncAt = s.syncEpoch + (from-s.syncEpoch+every-1)/every*every
		s.setNext()
	}
}

// syncPools lets 360dialog learn what has changed. Syncs that would learn
// nothing are never planned.
func (s *Store) syncPools(out *[]Transition) {
	at, news := time.Unix(0, s.syncAt).UTC(), false
	for _, r := range s.unlearned {
		r.unlearned = false
		if r.deletedAt.IsZero() && !r.number.gone() && r.learn(at) {
			news = true
		}
	}
	clear(s.unlearned)
	s.unlearned, s.syncAt = s.unlearned[:0], never
	if news && out != nil {
		*out = append(*out, Transition{At: at, Event: EventPoolSynced})
	}
}
