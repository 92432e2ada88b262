package store

import (
	"math"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

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

// due is one entry of an agenda: what happens to a number or to a code, and
// when. It is not taken back when the number or the code changes: it goes stale,
// is passed over when its time has come, and is thrown out when stale entries
// may have become the most.
type due[T subject] struct {
	at    moment
	place uint64 // the order in which it was entered, and its kind
	of    T
}

type subject interface {
	*number | *code
	// stale reports whether an entry no longer holds.
	stale(kind uint8, seq uint64) bool
}

const (
	dueArrival uint8 = iota
	dueCodeEnd
	dueReverify
	dueExpiry
	dueDrop
)

// kindBits is how many bits of a place are the kind. The others count further
// than any world lives.
const kindBits = 3

func entry[T subject](at moment, seq uint64, kind uint8, of T) due[T] {
	return due[T]{at: at, place: seq<<kindBits | uint64(kind), of: of}
}

func (d due[T]) kind() uint8 { return uint8(d.place & (1<<kindBits - 1)) }

func (d due[T]) seq() uint64 { return d.place >> kindBits }

func (d due[T]) stale() bool { return d.of.stale(d.kind(), d.seq()) }

func (d due[T]) before(o due[T]) bool { return d.at < o.at || d.at == o.at && d.place < o.place }

func (c *code) stale(kind uint8, _ uint64) bool {
	if kind == dueArrival {
		return c.lost
	}
	return c.used || c.voided
}

func (n *number) stale(kind uint8, seq uint64) bool {
	if kind == dueReverify { // entered right behind the expiry it belongs to
		return seq != n.due+1
	}
	return seq != n.due
}

// agenda is a binary heap of what becomes due, ordered by time, then by the
// order in which it was entered. container/heap would allocate per entry.
type agenda[T subject] struct {
	items   []due[T]
	pruneAt int // the length at which stale entries are looked for
}

// pruneAfter is the length below which looking for stale entries is not worth
// it.
const pruneAfter = 1024

// first is the entry that is due before all others; it lies beyond every
// instant when there is none.
func (a *agenda[T]) first() due[T] {
	if len(a.items) == 0 {
		return due[T]{at: never, place: math.MaxUint64}
	}
	return a.items[0]
}

func (a *agenda[T]) push(d due[T]) {
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

func (a *agenda[T]) pop() due[T] {
	first, last := a.items[0], len(a.items)-1
	a.items[0], a.items[last] = a.items[last], due[T]{}
	a.items = a.items[:last]
	a.sink(0)
	return first
}

func (a *agenda[T]) sink(i int) {
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
func (a *agenda[T]) prune() {
	a.items = slices.DeleteFunc(a.items, due[T].stale)
	for i := len(a.items)/2 - 1; i >= 0; i-- {
		a.sink(i)
	}
	a.pruneAt = 2 * len(a.items)
}

// awaitNumber enters something that will befall a number. A number waits for its
// drop or for its expiry, never for both: a new entry takes the place of the one
// before. What has come to pass by now is not entered, as in a world that is
// built with expired numbers; only a drop is made up for.
func (s *Store) awaitNumber(at moment, kind uint8, n *number) {
	s.lastDue++
	if kind == dueDrop || kind == dueExpiry {
		n.due = s.lastDue
	}
	if at <= s.at && kind != dueDrop {
		return
	}
	s.numbersDue.push(entry(max(at, s.at), s.lastDue, kind, n))
	s.setNext()
}

// awaitCode enters something that will befall a code.
func (s *Store) awaitCode(at moment, kind uint8, c *code) {
	s.lastDue++
	s.codesDue.push(entry(at, s.lastDue, kind, c))
	s.setNext()
}

func (s *Store) setNext() {
	s.next.Store(uint64(min(s.syncAt, s.numbersDue.first().at, s.codesDue.first().at)))
}

// NextDue returns the time of the next event, and false when there is none. An
// entry that has gone stale may still be named.
func (s *Store) NextDue() (time.Time, bool) {
	next := moment(s.next.Load())
	return next.time(), next != never
}

// Settle makes everything happen that is due up to now, and lists it in order.
// What [Store.Do] or [Store.Peek] has settled before is not listed again.
func (s *Store) Settle(now time.Time) []sim.Settled {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []sim.Settled
	at := momentOf(now)
	s.settle(at, &out)
	s.at = max(s.at, at)
	return out
}

// settle goes from one due instant to the next. At the same instant the pools
// sync last, so that they learn of what has just happened.
func (s *Store) settle(until moment, out *[]sim.Settled) {
	for moment(s.next.Load()) <= until {
		n, c := s.numbersDue.first(), s.codesDue.first()
		switch {
		case s.syncAt < min(n.at, c.at):
			s.syncPools(out)
		case c.at < n.at || c.at == n.at && c.place < n.place:
			s.befallCode(s.codesDue.pop(), out)
		default:
			s.befallNumber(s.numbersDue.pop(), out)
		}
		s.setNext()
	}
}

// befallCode carries out one entry of the agenda, unless it has gone stale.
func (s *Store) befallCode(d due[*code], out *[]sim.Settled) {
	if d.stale() {
		return
	}
	event := EventCodeDelivered
	if d.kind() == dueCodeEnd {
		event = EventCodeExpired
		s.reached[stepCodeLapse]++
	}
	tell(out, d.at, event, d.of.numberID, d.of.msisdn)
}

// befallNumber is befallCode's twin.
func (s *Store) befallNumber(d due[*number], out *[]sim.Settled) {
	if d.stale() {
		return
	}
	n, event := d.of, EventReverify
	switch d.kind() {
	case dueExpiry:
		event = EventExpired
		s.reached[stepExpire]++
		s.unlearn(n, d.at)
	case dueDrop:
		n.due = 0
		if n.claimed {
			return
		}
		event = EventDropped
		s.reached[stepDrop]++
		s.remove(n, d.at)
	}
	tell(out, d.at, event, n.id, n.msisdn)
}

// tell notes what has happened, if somebody wants to know.
func tell(out *[]sim.Settled, at moment, event string, number, phone digits) {
	if out != nil {
		*out = append(*out, sim.Settled{At: sim.Time{Time: at.time()}, Event: event, NumberID: number.String(), PhoneNumber: phone.String()})
	}
}

// unlearn notes that 360dialog's row of a number is out of date, and plans the
// sync, the first that is not before from. For a request that the clock has
// overtaken, that is one still to come: those in between have been, and what they
// would have learned may be out of date by now.
func (s *Store) unlearn(n *number, from moment) {
	r := n.row
	if s.rules.PoolSync <= 0 || r == nil || r.unlearned {
		return
	}
	if len(s.unlearned) > sweepAfter+2*s.rows { // on a frozen clock no sync clears it
		s.unlearned = slices.DeleteFunc(s.unlearned, func(r *poolRow) bool { return r.out })
	}
	r.unlearned = true
	s.unlearned = append(s.unlearned, r)
	if s.syncAt == never {
		every := s.rules.PoolSync
		passed := time.Duration(max(from, s.at+1) - s.syncEpoch)
		s.syncAt = s.syncEpoch.add((passed + every - 1) / every * every)
		s.setNext()
	}
}

// syncPools lets 360dialog learn what has changed. Syncs that would learn
// nothing are never planned.
func (s *Store) syncPools(out *[]sim.Settled) {
	at, news := s.syncAt, false
	for _, r := range s.unlearned {
		r.unlearned = false
		if !r.out && !r.number.gone() && r.learn(at) {
			news = true
		}
	}
	clear(s.unlearned)
	s.unlearned, s.syncAt = s.unlearned[:0], never
	if news {
		tell(out, at, EventPoolSynced, 0, 0)
	}
}
