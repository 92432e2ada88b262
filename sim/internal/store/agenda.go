package store

import (
	"container/heap"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// The events that the passing of time brings to a store. A message arrives
// whatever the state of its code; a sync is an event only when 360dialog has
// learned something new.
const (
	EventCodeDelivered = "code_delivered"
	EventCodeExpired   = "code_expired"
	EventExpired       = "number_expired"
	EventReverify      = "reverify_window_opened"
	EventDropped       = "number_dropped"
	EventPoolSynced    = "pool_synced"
	// EventShareEnded takes back a share whose time is over. A deleted number has
	// shares too, for the case that it is restored.
	EventShareEnded = "share_ended"
	// EventRegisterLapsed ends the verification of a number on a WABA that was not
	// registered in time.
	EventRegisterLapsed = "register_window_ended"
	// EventWebhookDue is another attempt to deliver a webhook.
	EventWebhookDue = "webhook_due"
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
	stepSignup
	stepExchange
	stepRegister
	stepDeregister
	stepRegisterLapse
	stepRequestPhone
	stepVerifyPhone
	stepSubscribe
	stepUnsubscribe
	stepAssign
)

var stepNames = [...]string{
	"add", "request_code", "verify", "expire", "reverify", "delete", "drop", "claim",
	"share", "unshare", "code_voided", "code_expired",
	"signup", "exchange_code", "register", "deregister", "register_window_ended",
	"request_phone_code", "verify_phone_code", "subscribe_app", "unsubscribe_app", "assign_user",
}

// Steps returns the names of the state machine's steps and how often each was
// taken, in a fixed order.
func (s *Store) Steps() (names []string, taken []uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(stepNames[:]), slices.Clone(s.reached[:])
}

// due is one entry of the agenda. An entry that no longer holds is stale: it is
// skipped when its time comes.
type due struct {
	at     time.Time
	seq    uint64 // the order of entries at the same instant
	event  string
	number *number // nil: the event is about the code or the number on a WABA
	code   *code
	phone  *wabaNumber
	with   *business // whose share ends
	hook   *delivery
}

func (d *due) stale() bool {
	switch d.event {
	case EventCodeDelivered:
		return d.code.Fallen
	case EventCodeExpired:
		return d.code.Used || d.code.Voided
	case EventRegisterLapsed:
		return d.phone.waits != d
	case EventShareEnded:
		return d.number.ends[d.with.ID] != d
	case EventWebhookDue:
		return d.hook.waits != d
	case EventReverify: // entered right behind the expiry it belongs to
		return d.number.waits == nil || d.seq != d.number.waits.seq+1
	default:
		return d.number.waits != d
	}
}

// agenda is a heap of entries by time, then by the order in which they were
// entered.
type agenda []*due

func (a agenda) Len() int      { return len(a) }
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a agenda) Less(i, j int) bool {
	if c := a[i].at.Compare(a[j].at); c != 0 {
		return c < 0
	}
	return a[i].seq < a[j].seq
}
func (a *agenda) Push(d any) { *a = append(*a, d.(*due)) } //nolint:forcetypeassert // heap.Push gets entries only
func (a *agenda) Pop() any {
	last := len(*a) - 1
	d := (*a)[last]
	(*a)[last] = nil
	*a = (*a)[:last]
	return d
}

// pruneAfter is the length below which stale entries are left alone.
const pruneAfter = 1024

// enter puts an entry into the agenda. Stale entries are thrown out each time the
// agenda has doubled, so that they cannot pile up on a frozen clock.
func (s *Store) enter(d *due) {
	if len(s.agenda) >= max(s.pruneAt, pruneAfter) {
		s.agenda = slices.DeleteFunc(s.agenda, (*due).stale)
		heap.Init(&s.agenda)
		s.pruneAt = 2 * len(s.agenda)
	}
	heap.Push(&s.agenda, d)
}

// schedule gives an entry its place, and enters it if it is ahead. Events already due
// are skipped, as in a world that starts with expired numbers, except drops, which
// happen late.
func (s *Store) schedule(d *due) *due {
	s.lastDue++
	d.seq = s.lastDue
	if d.event == EventDropped && d.at.Before(s.at) {
		d.at = s.at
	}
	if d.event == EventDropped || d.code != nil || d.at.After(s.at) {
		s.enter(d)
	}
	return d
}

// Next lists the coming events in order, at most so many. It looks at the entries that
// are due first alone, for a heap has them at its top. Syncs of the pools are left out:
// whether one brings news shows when it is due.
func (s *Store) Next(most int) []sim.Settled {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []sim.Settled{}
	ahead := agenda{}
	places := map[*due]int{}
	look := func(i int) {
		if i < len(s.agenda) {
			places[s.agenda[i]] = i
			heap.Push(&ahead, s.agenda[i])
		}
	}
	look(0)
	for len(ahead) > 0 && len(out) < most {
		d := heap.Pop(&ahead).(*due) //nolint:forcetypeassert // entries only
		look(2*places[d] + 1)
		look(2*places[d] + 2)
		if d.stale() {
			continue
		}
		out = append(out, d.settled())
	}
	return out
}

func (s *Store) nextDue() (time.Time, bool) {
	if len(s.agenda) == 0 || !s.syncAt.IsZero() && s.syncAt.Before(s.agenda[0].at) {
		return s.syncAt, !s.syncAt.IsZero()
	}
	return s.agenda[0].at, true
}

// Settle makes everything happen that is due up to now, and lists it in order.
// Events that [Store.Do] or [Store.Peek] settled before are not listed again.
func (s *Store) Settle(now time.Time) []sim.Settled {
	s.mu.Lock()
	defer s.unlock()
	var out []sim.Settled
	s.settle(now, &out)
	return out
}

// settle goes from one due instant to the next. At the same instant the pools
// sync last, so that they learn of the instant's other events.
func (s *Store) settle(now time.Time, out *[]sim.Settled) {
	for {
		at, any := s.nextDue()
		if !any || at.After(now) {
			break
		}
		if len(s.agenda) == 0 || at.Before(s.agenda[0].at) {
			s.syncPools(out)
			continue
		}
		if d := heap.Pop(&s.agenda).(*due); !d.stale() { //nolint:forcetypeassert // entries only
			s.apply(d, out)
		}
	}
	if now.After(s.at) {
		s.at = now
	}
}

func (s *Store) apply(d *due, out *[]sim.Settled) {
	n := d.number
	switch d.event {
	case EventCodeDelivered:
		d.code.arrival = nil
	case EventCodeExpired:
		d.code.end = nil
		s.reached[stepCodeLapse]++
	case EventRegisterLapsed:
		d.phone.waits = nil
		s.reached[stepRegisterLapse]++
	case EventWebhookDue:
		s.send(d.hook)
	case EventExpired:
		s.reached[stepExpire]++
		s.markChanged(n, d.at)
	case EventShareEnded:
		s.unshare(n, d.with, d.at)
	case EventDropped:
		n.waits = nil
		if n.Claimed {
			return
		}
		s.reached[stepDrop]++
		s.remove(n, d.at)
	}
	report(out, d.settled())
}

func report(out *[]sim.Settled, s sim.Settled) {
	if out != nil {
		*out = append(*out, s)
	}
}

func (d *due) settled() sim.Settled {
	s := sim.Settled{At: sim.Time{Time: d.at}, Event: d.event}
	switch {
	case d.number != nil:
		s.NumberID, s.PhoneNumber = d.number.ID, d.number.MSISDN
	case d.code != nil:
		s.NumberID, s.PhoneNumber = d.code.NumberID, d.code.PhoneNumber
	case d.hook != nil:
		s.Detail = string(d.hook.Event) + " to app " + d.hook.App
	default:
		s.NumberID, s.PhoneNumber = d.phone.ID, d.phone.PhoneNumber
	}
	if d.with != nil {
		s.Detail = d.with.ID
	}
	return s
}

// markChanged notes that 360dialog's row of a number is out of date, and plans
// the next sync: the first at from or later. A request that the clock has
// overtaken gets one that is still ahead.
func (s *Store) markChanged(n *number, from time.Time) {
	r := n.row
	if s.rules.PoolSync <= 0 || r == nil || r.changed {
		return
	}
	if len(s.changed) > sweepAfter+2*s.rows { // on a frozen clock no sync clears it
		s.changed = slices.DeleteFunc(s.changed, func(r *poolRow) bool { return r.out })
	}
	r.changed = true
	s.changed = append(s.changed, r)
	if !s.syncAt.IsZero() {
		return
	}
	if !from.After(s.at) {
		from = s.at.Add(1)
	}
	every := time.Duration(s.rules.PoolSync)
	passed := from.Sub(s.syncEpoch)
	s.syncAt = s.syncEpoch.Add((passed + every - 1) / every * every)
}

// syncPools lets 360dialog learn of the changes. A sync without news is no
// event.
func (s *Store) syncPools(out *[]sim.Settled) {
	at, news := s.syncAt, false
	for _, r := range s.changed {
		r.changed = false
		if !r.out && !r.number.gone() && r.learn(at) {
			news = true
		}
	}
	clear(s.changed)
	s.changed, s.syncAt = s.changed[:0], time.Time{}
	if news {
		report(out, sim.Settled{At: sim.Time{Time: at}, Event: EventPoolSynced})
	}
}
