package sim

import (
	"container/heap"
	"math"
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

// The events time brings to a store.
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
	return transitionNames[:], append([]uint64(nil), s.reached[:]...)
}

const never = math.MaxInt64

// due is one entry of the agenda. It is not taken back when the number
// changes: it is checked against the number when its time has come.
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

// agenda is a heap of what becomes due, ordered by time, then by the order in
// which it was entered.
type agenda struct {
	items []due
	seq   uint64
}

func (a *agenda) Len() int { return len(a.items) }
func (a *agenda) Less(i, j int) bool {
	if a.items[i].at != a.items[j].at {
		return a.items[i].at < a.items[j].at
	}
	return a.items[i].seq < a.items[j].seq
}
func (a *agenda) Swap(i, j int) { a.items[i], a.items[j] = a.items[j], a.items[i] }
func (a *agenda) Push(x any)    { a.items = append(a.items, x.(due)) } //nolint:forcetypeassert // heap.Push of our own
func (a *agenda) Pop() any {
	last := a.items[len(a.items)-1]
	a.items[len(a.items)-1] = due{}
	a.items = a.items[:len(a.items)-1]
	return last
}

func (s *Store) schedule(at time.Time, kind uint8, n *number, c *code) {
	s.agenda.seq++
	heap.Push(&s.agenda, due{at: at.UnixNano(), seq: s.agenda.seq, kind: kind, n: n, c: c})
	s.setNext()
}

func (s *Store) setNext() {
	next := int64(never)
	if len(s.agenda.items) > 0 {
		next = s.agenda.items[0].at
	}
	if sync := s.nextSync(); sync < next {
		next = sync
	}
	s.next.Store(next)
}

func (s *Store) nextSync() int64 {
	if s.rules.PoolSync == 0 || s.syncedAt.IsZero() {
		return never
	}
	return s.syncedAt.Add(s.rules.PoolSync).UnixNano()
}

// NextDue returns the time of the next event, and false when there is none.
func (s *Store) NextDue() (time.Time, bool) {
	next := s.next.Load()
	if next == never {
		return time.Time{}, false
	}
	return time.Unix(0, next).UTC(), true
}

// Settle makes everything happen that is due up to now, and lists it in order.
func (s *Store) Settle(now time.Time) []Transition {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Transition
	s.settle(now, &out)
	return out
}

func (s *Store) settle(now time.Time, out *[]Transition) {
	until := now.UnixNano()
	for s.next.Load() <= until {
		if s.nextSync() <= s.next.Load() {
			s.syncPools(now, out)
		} else {
			s.happen(heap.Pop(&s.agenda).(due), out) //nolint:forcetypeassert // the heap holds nothing else
		}
		s.setNext()
	}
}

// happen carries out one entry of the agenda, unless the number or the code
// has changed since so that it no longer holds.
func (s *Store) happen(d due, out *[]Transition) {
	at := time.Unix(0, d.at).UTC()
	event := ""
	switch n, c := d.n, d.c; d.kind {
	case dueArrival:
		if !n.gone() && !c.used && !c.voided {
			event = EventCodeDelivered
		}
	case dueCodeEnd:
		if !n.gone() && !c.used && !c.voided {
			event = EventCodeExpired
			s.reached[stepCodeLapse]++
		}
	case dueReverify:
		if !n.gone() && n.expiresAt.Add(-s.rules.Profile.ReverifyBefore).Equal(at) {
			event = EventReverify
		}
	case dueExpiry:
		if !n.gone() && n.expiresAt.Equal(at) {
			event = EventExpired
			s.reached[stepExpire]++
		}
	case dueDrop:
		if !n.gone() && n.verifiedAt.IsZero() && !n.claimed {
			event = EventDropped
			s.reached[stepDrop]++
			s.remove(n, at)
		}
	}
	if event != "" && out != nil {
		*out = append(*out, Transition{At: at, Event: event, NumberID: d.n.id, PhoneNumber: d.n.phone.MSISDN})
	}
}

// syncPools lets 360dialog learn the statuses at the last sync time that is
// not after now. Nothing but the clock has changed since the agenda was
// settled, so the syncs skipped in between could not have been seen.
func (s *Store) syncPools(now time.Time, out *[]Transition) {
	at := s.syncedAt.Add(s.rules.PoolSync)
	if next, ok := s.firstDue(); ok && next.Before(now) {
		now = next
	}
	if behind := now.Sub(at); behind > 0 {
		at = at.Add(behind / s.rules.PoolSync * s.rules.PoolSync)
	}
	s.syncedAt = at
	for _, p := range s.pools {
		for _, r := range p.rows {
			if r.deletedAt.IsZero() && !r.number.gone() {
				r.learn(at)
			}
		}
	}
	if out != nil {
		*out = append(*out, Transition{At: at, Event: EventPoolSynced})
	}
}

func (s *Store) firstDue() (time.Time, bool) {
	if len(s.agenda.items) == 0 {
		return time.Time{}, false
	}
	return time.Unix(0, s.agenda.items[0].at).UTC(), true
}
