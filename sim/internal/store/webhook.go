package store

import (
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// maxDeliveries bounds the webhooks that wait in a world; beyond it the oldest is
// given up.
const maxDeliveries = 1_000

// outOfOrder is how long a webhook waits at most for the one that overtakes it.
const outOfOrder = time.Minute

// Delivery is a webhook that its app has not taken yet, as a snapshot stores it.
type Delivery struct {
	// Seq numbers the webhooks of a world.
	Seq uint64 `json:"-"`
	// App is the id of the app that is told; Event is what.
	App    string           `json:"app" refers:"app"`
	Event  sim.AccountEvent `json:"event"`
	WABA   string           `json:"waba"`
	Owner  string           `json:"owner"`
	Entry  string           `json:"entry"` // the id of the entry
	Number sim.OptionalText `json:"phone_number"`
	At     time.Time        `json:"at"`
	// Attempts were made so far; DueAt is when the next one is.
	Attempts uint32    `json:"attempts"`
	DueAt    time.Time `json:"due_at"`
	// Rule is the fault rule that has held it back. Behind waits for the next
	// webhook to be sent.
	Rule   string `json:"rule,omitempty"`
	Behind bool   `json:"behind,omitempty"`
	// URL is the callback it goes to, Secret that of the app, once it is handed over.
	URL    string `json:"-"`
	Secret string `json:"-"`
	out    bool   // it is being sent
	waits  *due   // its next attempt
}

// OnDue has call called, outside of the lock, whenever a webhook is due or is to wait.
func (s *Store) OnDue(call func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onDue = call
}

// unlock also tells of webhooks.
func (s *Store) unlock() {
	call, moved := s.onDue, s.hooksMoved
	s.hooksMoved = false
	s.mu.Unlock()
	if moved && call != nil {
		call()
	}
}

// tell plans a webhook to an app that has a callback for it.
func (tx *Tx) tell(a sim.App, event sim.AccountEvent, w *waba, phone string) {
	hook := a.Webhook
	if hook == nil || len(hook.Fields) > 0 && !slices.Contains(hook.Fields, sim.AccountUpdate) {
		return
	}
	s := tx.s
	s.lastHook++
	d := &Delivery{
		Seq: s.lastHook, App: a.ID, Event: event, WABA: w.ID, Owner: w.Business, Entry: a.Business,
		Number: sim.OptionalText(phone), At: tx.now, DueAt: tx.now,
	}
	if s.rules.Switches.EntryID == "waba" {
		d.Entry = w.ID
	}
	if len(s.hooks) >= maxDeliveries {
		s.drop(s.hooks[0])
	}
	s.hooks = append(s.hooks, d)
	s.send(d)
}

// send makes a webhook due.
func (s *Store) send(d *Delivery) {
	d.out, s.hooksMoved = false, true
}

// Update tells the app of an event of a customer's account, and makes it happen: a
// partner that was added may manage the WABA; an app that was removed, and a partner
// that was left, lose it, and the customer's tokens of that app end (inferred). It
// returns [sim.WABANotFound] or [sim.InvalidApp].
func (tx *Tx) Update(u sim.Update) error {
	w := tx.s.wabas[u.WABA]
	if w == nil {
		return sim.RefuseWith(sim.WABANotFound, "no WABA "+u.WABA)
	}
	a, err := tx.App(u.App)
	if err != nil {
		return err
	}
	switch u.Event {
	case sim.PartnerAdded:
		tx.manage(w, a.Business)
	case sim.PartnerUninstalled, sim.PartnerRemoved:
		w.unsubscribe(a.ID)
		tx.endTokens(w.Business, a.ID)
	}
	if u.Event == sim.PartnerRemoved {
		w.SharedWith = slices.DeleteFunc(w.SharedWith, func(id string) bool { return id == a.Business })
	}
	tx.tell(a, u.Event, w, "")
	return nil
}

// endTokens withdraws the tokens that a customer's business has given an app.
func (tx *Tx) endTokens(business, app string) {
	for _, t := range tx.s.tokens {
		if t.Scoped && t.Business == business && t.App == app && t.RevokedAt.IsZero() {
			t.RevokedAt, t.AppRemoved = tx.now, true
		}
	}
}

func (s *Store) drop(d *Delivery) {
	s.hooks = slices.DeleteFunc(s.hooks, func(o *Delivery) bool { return o == d })
	d.waits = nil
}

// TakeDue hands over the webhooks that are due, in order, each once. The caller
// tells with [Store.Attempted] or [Store.Hold] what became of it. One whose app
// has no callback any more is given up.
func (s *Store) TakeDue() (out []Delivery) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range slices.Clone(s.hooks) {
		if d.out || d.DueAt.After(s.at) {
			continue
		}
		i := s.appAt(d.App)
		if i < 0 || s.apps[i].Webhook == nil {
			s.drop(d)
			continue
		}
		d.out, d.Behind = true, false // its time has come, whether or not another was sent
		d.URL, d.Secret = s.apps[i].Webhook.URL, s.apps[i].Secret
		out = append(out, *d)
	}
	return out
}

func (s *Store) hook(seq uint64) *Delivery {
	if i := slices.IndexFunc(s.hooks, func(d *Delivery) bool { return d.Seq == seq }); i >= 0 {
		return s.hooks[i]
	}
	return nil
}

// Attempted says that an attempt was made, and whether the app has taken the
// webhook. One that it has not is due again later, for as long as Meta tries.
func (s *Store) Attempted(seq uint64, taken bool) {
	s.mu.Lock()
	defer s.unlock()
	d := s.hook(seq)
	if d == nil {
		return
	}
	d.Attempts++
	next := d.DueAt.Add(sim.WebhookPause(int(d.Attempts)))
	if taken || next.Sub(d.At) > s.rules.Switches.RetryFor() {
		s.drop(d)
	} else {
		s.wait(d, next)
	}
	for _, o := range s.hooks {
		if o.Behind && o.App == d.App && o != d {
			o.Behind = false
			s.wait(o, s.at)
		}
	}
}

// Hold has a webhook wait for so long, because a fault rule says so: 0 is until the
// next one to the app was sent.
func (s *Store) Hold(seq uint64, rule string, span time.Duration) {
	s.mu.Lock()
	defer s.unlock()
	if d := s.hook(seq); d != nil {
		d.Rule, d.Behind = rule, span == 0
		if d.Behind {
			span = outOfOrder
		}
		s.wait(d, d.DueAt.Add(span))
	}
}

// wait plans the next attempt; one whose time has come is due.
func (s *Store) wait(d *Delivery, at time.Time) {
	d.DueAt = at
	s.send(d)
	d.waits = s.schedule(&due{at: at, event: webhookDue, hook: d})
}

// NextHook is when the next webhook is due that waits.
func (s *Store) NextHook() (at time.Time, waits bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.hooks {
		if d.DueAt.After(s.at) && (!waits || d.DueAt.Before(at)) {
			at, waits = d.DueAt, true
		}
	}
	return at, waits
}

// Sending reports whether a webhook is due, or is being sent.
func (s *Store) Sending() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.hooks, func(d *Delivery) bool { return !d.DueAt.After(s.at) })
}
