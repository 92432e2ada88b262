package store

import (
	"cmp"
	"container/heap"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// event is what the passing of time brings to a store. At the same instant the events
// happen in the order of the constants, and those of one kind in the order in which
// their subjects came to be.
type event int

const (
	codeDelivered event = iota // whatever the state of its code
	codeExpired
	shareEnded // of a deleted number, too, for the case that it is restored
	reverifyOpened
	numberDropped
	numberExpired
	registerLapsed // a number on a WABA was not registered in time
	webhookDue     // another attempt to deliver it
	poolsSynced    // last, so that 360dialog learns of the instant's other events
)

var eventNames = [...]string{
	"code_delivered", "code_expired", "share_ended", "reverify_window_opened", "number_dropped", "number_expired",
	"register_window_ended", "webhook_due", "pool_synced",
}

// stepNames are the steps of the state machine that coverage counts, in the order in
// which they are listed.
var stepNames = []string{
	"add", "request_code", "verify", "expire", "reverify", "delete", "drop", "claim",
	"share", "unshare", "code_voided", "code_expired",
	"signup", "exchange_code", "register", "deregister", "register_window_ended",
	"request_phone_code", "verify_phone_code", "subscribe_app", "unsubscribe_app", "assign_user",
}

// Steps returns how often each step of the state machine was taken, in a fixed order.
func (s *Store) Steps() (out []sim.TransitionCoverage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range stepNames {
		out = append(out, sim.TransitionCoverage{Name: name, Count: s.reached[name]})
	}
	return out
}

// due is one entry of the agenda. An entry that no longer holds is stale: it is
// skipped when its time comes.
type due struct {
	at     time.Time
	event  event
	number *number
	code   *code
	phone  *wabaNumber
	with   *business // whose share ends
	hook   *Delivery
	expiry *due // before which the window opens
}

func (d *due) stale() bool {
	switch d.event {
	case codeDelivered:
		return d.code.Fallen
	case codeExpired:
		return d.code.Used || d.code.Voided
	case shareEnded:
		return !d.at.Equal(d.number.Ends[d.with.ID])
	case reverifyOpened:
		return d.expiry.stale()
	case registerLapsed:
		return !d.at.Equal(d.phone.VerifiedUntil.Time)
	case webhookDue:
		return d.hook.waits != d
	case poolsSynced:
		return false
	default:
		return d.number.waits != d
	}
}

// subject is the place of what an entry is about among others of its kind.
func (d *due) subject() (seq uint64, id string) {
	switch {
	case d.with != nil:
		return d.number.seq, d.with.ID
	case d.number != nil:
		return d.number.seq, ""
	case d.code != nil:
		return d.code.seq, ""
	case d.hook != nil:
		return d.hook.Seq, ""
	case d.phone != nil:
		return 0, d.phone.ID
	}
	return 0, ""
}

// agenda is a heap of entries in the order in which they happen.
type agenda []*due

func (a agenda) Len() int      { return len(a) }
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a agenda) Less(i, j int) bool {
	if c := cmp.Or(a[i].at.Compare(a[j].at), cmp.Compare(a[i].event, a[j].event)); c != 0 {
		return c < 0
	}
	one, of := a[i].subject()
	other, and := a[j].subject()
	return one < other || one == other && of < and
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

// schedule enters an entry if it is ahead. Events already due are skipped, as in a
// world that starts with expired numbers, except drops, which happen late.
func (s *Store) schedule(d *due) *due {
	if d.event == numberDropped && d.at.Before(s.at) {
		d.at = s.at
	}
	if d.event == numberDropped || d.code != nil || d.at.After(s.at) {
		s.enter(d)
	}
	return d
}

// Next lists the coming events in order, at most so many. Syncs of the pools are left
// out: whether one brings news shows when it is due.
func (s *Store) Next(most int) []sim.Settled {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []sim.Settled{}
	for ahead := slices.Clone(s.agenda); len(ahead) > 0 && len(out) < most; {
		if d := heap.Pop(&ahead).(*due); d.event != poolsSynced && !d.stale() { //nolint:forcetypeassert // entries only
			out = append(out, d.settled())
		}
	}
	return out
}

// Settle makes everything happen that is due up to now, and lists it in order.
// Events that [Store.Do] or [Store.Peek] settled before are not listed again.
func (s *Store) Settle(now time.Time) []sim.Settled {
	s.mu.Lock()
	defer s.unlock()
	return s.settle(now)
}

// settle goes from one due instant to the next.
func (s *Store) settle(now time.Time) (out []sim.Settled) {
	for len(s.agenda) > 0 && !s.agenda[0].at.After(now) {
		if d := heap.Pop(&s.agenda).(*due); !d.stale() && s.apply(d) { //nolint:forcetypeassert // entries only
			out = append(out, d.settled())
		}
	}
	if now.After(s.at) {
		s.at = now
	}
	return out
}

// apply has the event of an entry happen, and reports whether it did.
func (s *Store) apply(d *due) bool {
	n := d.number
	switch d.event {
	case codeExpired:
		s.reached["code_expired"]++
	case registerLapsed:
		s.reached["register_window_ended"]++
	case webhookDue:
		s.send(d.hook)
	case numberExpired:
		s.reached["expire"]++
		s.markChanged(n, d.at)
	case shareEnded:
		s.unshare(n, d.with, d.at)
	case numberDropped:
		if n.waits = nil; n.Claimed {
			return false
		}
		s.reached["drop"]++
		s.remove(n, d.at)
	case poolsSynced:
		return s.syncPools(d.at) // a sync without news is no event
	}
	return true
}

func (d *due) settled() sim.Settled {
	s := sim.Settled{At: sim.Time{Time: d.at}, Event: eventNames[d.event]}
	switch {
	case d.number != nil:
		s.NumberID, s.PhoneNumber = d.number.ID, d.number.MSISDN
	case d.code != nil:
		s.NumberID, s.PhoneNumber = d.code.NumberID, d.code.PhoneNumber
	case d.hook != nil:
		s.Detail = string(d.hook.Event) + " to app " + d.hook.App
	case d.phone != nil:
		s.NumberID, s.PhoneNumber = d.phone.ID, d.phone.PhoneNumber
	}
	if d.with != nil {
		s.Detail = d.with.ID
	}
	return s
}

// markChanged notes that 360dialog's row of a number is out of date, and plans
// the next sync: the first at from or later that is still ahead.
func (s *Store) markChanged(n *number, from time.Time) {
	r := n.row
	if s.rules.PoolSync <= 0 || r == nil || r.waiting {
		return
	}
	r.waiting = true
	s.changed = append(s.changed, r)
	if s.syncPlanned {
		return
	}
	s.syncPlanned = true
	if !from.After(s.at) {
		from = s.at.Add(1)
	}
	every := time.Duration(s.rules.PoolSync)
	passed := from.Sub(s.syncEpoch)
	s.enter(&due{at: s.syncEpoch.Add((passed + every - 1) / every * every), event: poolsSynced})
}

// syncPools lets 360dialog learn of the changes, and reports whether that was news.
func (s *Store) syncPools(at time.Time) (news bool) {
	for _, r := range s.changed {
		r.waiting = false
		news = !r.number.gone() && r.learn(at) || news
	}
	clear(s.changed)
	s.changed, s.syncPlanned = s.changed[:0], false
	return news
}
