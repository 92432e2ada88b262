package store

import (
	"cmp"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// waba is the state behind a [sim.WABA]; its numbers are in the order in which
// they came.
type waba struct {
	sim.WABA
	numbers []*wabaNumber
}

// maxPerWABA is how many phone numbers a WABA holds (inferred: Meta has a limit
// and does not say here which).
const maxPerWABA = 20

// MaxWABAs is how many WABAs a world holds.
const MaxWABAs = 100_000

// allows reports whether a token may manage the WABA: a scoped one by its list,
// another as that of the owner or of a business that manages it for the owner.
func (w *waba) allows(t sim.Token) bool {
	switch {
	case t.Open:
		return true
	case t.Scoped:
		return slices.Contains(t.WABAs, w.ID)
	default:
		return w.Business == t.Business || slices.Contains(w.SharedWith, t.Business)
	}
}

// copyWABA copies a WABA; no list of the copy is nil.
func copyWABA(w sim.WABA) sim.WABA {
	w.SharedWith = append([]string{}, w.SharedWith...)
	w.SubscribedApps = append([]sim.Subscription{}, w.SubscribedApps...)
	w.AssignedUsers = append([]sim.AssignedUser{}, w.AssignedUsers...)
	for i, u := range w.AssignedUsers {
		w.AssignedUsers[i].Tasks = append([]string{}, u.Tasks...)
	}
	w.CreditShares = append([]sim.CreditShare{}, w.CreditShares...)
	return w
}

// instant is now as the parts of the claimed half keep it: to the millisecond, as
// it is written down.
func (tx *Tx) instant() sim.Time { return sim.Time{Time: tx.now.Truncate(time.Millisecond)} }

// taken reports whether an id names a node already.
func (s *Store) taken(id string) bool {
	return s.kindOf(id) != KindNumber || s.numbers[id] != nil
}

// claimedID draws an id of the claimed half. It has a stream of its own, so that the ids
// of pre-verified numbers stay what they were.
func (s *Store) claimedID() string { return s.freeID(s.claims) }

// AddApp makes an app known.
func (tx *Tx) AddApp(a sim.App) {
	a.Name = cmp.Or(a.Name, "App "+a.ID)
	tx.s.apps = append(tx.s.apps, a)
}

func (s *Store) appAt(id string) int {
	return slices.IndexFunc(s.apps, func(a sim.App) bool { return a.ID == id })
}

// App returns the app with this id, the first for "", with the business it
// belongs to. It returns [sim.InvalidApp].
func (tx *Tx) App(id string) (sim.App, error) {
	for _, a := range tx.s.apps {
		if id == "" || a.ID == id {
			return tx.s.owned(a), nil
		}
	}
	return sim.App{}, sim.RefuseWith(sim.InvalidApp, "no app "+id)
}

// owned fills in the business of an app: the first one of the world if it has a
// token of the app, else another that has one, the first by id, else the first.
func (s *Store) owned(a sim.App) sim.App {
	if a.Business != "" {
		return a
	}
	for _, t := range s.tokens {
		switch {
		case t.App != a.ID || t.Scoped || t.Business == Business360dialog:
		case t.Business == s.firstBiz:
			a.Business = s.firstBiz
			return a
		case a.Business == "" || t.Business < a.Business:
			a.Business = t.Business
		}
	}
	a.Business = cmp.Or(a.Business, s.firstBiz)
	return a
}

// Apps lists the apps in the order in which they came.
func (tx *Tx) Apps() []sim.App {
	out := make([]sim.App, len(tx.s.apps))
	for i, a := range tx.s.apps {
		out[i] = tx.s.owned(a)
	}
	return out
}

// SetWebhook gives an app a callback, or takes it away with nil. It returns
// [sim.InvalidApp].
func (tx *Tx) SetWebhook(app string, hook *sim.Webhook) error {
	i := tx.s.appAt(app)
	if i < 0 {
		return sim.RefuseWith(sim.InvalidApp, "no app "+app)
	}
	tx.s.apps[i].Webhook = hook
	return nil
}

// AddWABA makes a WABA of a business; an id that is left out is drawn. It returns
// [sim.BusinessNotFound], [sim.PhoneNumberTaken] for an id that exists already and
// [sim.PoolFull].
func (tx *Tx) AddWABA(w sim.WABA) (id string, err error) {
	s := tx.s
	switch {
	case s.businesses[w.Business] == nil:
		return "", sim.RefuseWith(sim.BusinessNotFound, "no business "+w.Business)
	case len(s.wabaOrder) >= MaxWABAs:
		return "", sim.RefuseWith(sim.PoolFull, "a world holds at most 100000 WABAs")
	case w.ID == "":
		w.ID = s.claimedID()
	case s.taken(w.ID):
		return "", sim.RefuseWith(sim.PhoneNumberTaken, "the id "+w.ID+" exists already")
	}
	w.Currency = cmp.Or(w.Currency, "USD")
	if w.Namespace == "" {
		hex := func(n int) string { return s.claims.Text(hexAlphabet, n) }
		w.Namespace = hex(8) + "_" + hex(4) + "_4" + hex(3) + "_b" + hex(3) + "_" + hex(12)
	}
	w.CreatedAt = tx.instant()
	s.insertWABA(w)
	return w.ID, nil
}

func (s *Store) insertWABA(w sim.WABA) {
	s.wabas[w.ID] = &waba{WABA: copyWABA(w)}
	s.wabaOrder = append(s.wabaOrder, s.wabas[w.ID])
}

// managed returns the WABA with this id to a token that may manage it. It returns
// [sim.WABANotFound] or [sim.WABAAccessDenied].
func (tx *Tx) managed(id string, actor sim.Token) (*waba, error) {
	w, ok := tx.s.wabas[id]
	switch {
	case !ok:
		return nil, sim.Refuse(sim.WABANotFound)
	case !w.allows(actor):
		return nil, sim.Refuse(sim.WABAAccessDenied)
	}
	return w, nil
}

// WABA returns a WABA. It returns [sim.WABANotFound] or [sim.WABAAccessDenied].
func (tx *Tx) WABA(id string, reader sim.Token) (sim.WABA, error) {
	w, err := tx.managed(id, reader)
	if err != nil {
		return sim.WABA{}, err
	}
	return copyWABA(w.WABA), nil
}

// AllWABAs lists every WABA of the world, oldest first.
func (tx *Tx) AllWABAs() []sim.WABA {
	return tx.wabasWhere(func(*waba) bool { return true })
}

func (tx *Tx) wabasWhere(chosen func(*waba) bool) []sim.WABA {
	out := []sim.WABA{}
	for _, w := range tx.s.wabaOrder {
		if chosen(w) {
			out = append(out, copyWABA(w.WABA))
		}
	}
	return out
}

// OwnedWABAs lists the WABAs that a business owns, oldest first; a token that is
// scoped sees its own of them. It returns what [Tx.Business] does.
func (tx *Tx) OwnedWABAs(business string, reader sim.Token) ([]sim.WABA, error) {
	_, err := tx.Business(business, reader)
	return tx.wabasWhere(func(w *waba) bool { return w.Business == business && (!reader.Scoped || w.allows(reader)) }), err
}

// ClientWABAs lists the WABAs that a business manages for others, oldest first. It
// returns what [Tx.Business] does.
func (tx *Tx) ClientWABAs(business string, reader sim.Token) ([]sim.WABA, error) {
	_, err := tx.Business(business, reader)
	return tx.wabasWhere(func(w *waba) bool { return slices.Contains(w.SharedWith, business) }), err
}

// SubscribeApp subscribes the app of the token to a WABA, with an override of its
// URL or, with "", without one. It returns [sim.WABANotFound],
// [sim.WABAAccessDenied] and [sim.OverrideBeforeSubscribe].
func (tx *Tx) SubscribeApp(id string, actor sim.Token, override string) (sim.WABA, error) {
	if err := tx.MayOverride(id, actor, override); err != nil {
		return sim.WABA{}, err
	}
	w, sub := tx.s.wabas[id], sim.Subscription{App: actor.App, OverrideURI: override}
	if i := w.subscription(actor.App); i >= 0 {
		w.SubscribedApps[i] = sub
	} else {
		w.SubscribedApps = append(w.SubscribedApps, sub)
		tx.s.reached["subscribe_app"]++
	}
	return copyWABA(w.WABA), nil
}

// MayOverride tells whether a subscription would be taken, before the URL of its
// override is called. It returns what [Tx.SubscribeApp] does: an override comes after
// the subscription that it changes, the app's to this WABA (Meta's page on overrides),
// or after the app's own webhook (two clients), by the rules of the world.
func (tx *Tx) MayOverride(id string, actor sim.Token, override string) error {
	w, err := tx.managed(id, actor)
	if err != nil || override == "" {
		return err
	}
	a, err := tx.App(actor.App)
	own, need := err == nil && a.Webhook != nil, tx.s.rules.Switches.OverrideRequires
	if need != "app" && w.subscription(actor.App) < 0 || (need == "app" || need == "both") && !own {
		return sim.Refuse(sim.OverrideBeforeSubscribe)
	}
	return nil
}

func (w *waba) subscription(app string) int {
	return slices.IndexFunc(w.SubscribedApps, func(s sim.Subscription) bool { return s.App == app })
}

func (w *waba) unsubscribe(app string) (subscribed bool) {
	i := w.subscription(app)
	if i >= 0 {
		w.SubscribedApps = slices.Delete(w.SubscribedApps, i, i+1)
	}
	return i >= 0
}

// UnsubscribeApp ends the subscription of the token's app. It returns
// [sim.WABANotFound], [sim.WABAAccessDenied] or [sim.NotSubscribed].
func (tx *Tx) UnsubscribeApp(id string, actor sim.Token) error {
	w, err := tx.managed(id, actor)
	if err != nil {
		return err
	}
	if !w.unsubscribe(actor.App) {
		return sim.Refuse(sim.NotSubscribed)
	}
	tx.s.reached["unsubscribe_app"]++
	return nil
}

// AssignUser gives a user tasks on a WABA. It returns [sim.WABANotFound],
// [sim.WABAAccessDenied], [sim.InvalidUser] for a user that does not exist and
// [sim.UserAlreadyAssigned].
func (tx *Tx) AssignUser(id string, actor sim.Token, user string, tasks []string) error {
	w, err := tx.managed(id, actor)
	switch {
	case err != nil:
		return err
	case tx.s.kindOf(user) != KindUser:
		return sim.Refuse(sim.InvalidUser)
	case w.user(user) >= 0:
		return sim.Refuse(sim.UserAlreadyAssigned)
	}
	w.AssignedUsers = append(w.AssignedUsers, sim.AssignedUser{User: user, Tasks: tasks})
	tx.s.reached["assign_user"]++
	return nil
}

func (w *waba) user(id string) int {
	return slices.IndexFunc(w.AssignedUsers, func(u sim.AssignedUser) bool { return u.User == id })
}

// UnassignUser takes the tasks of a user away. It returns [sim.WABANotFound],
// [sim.WABAAccessDenied] or [sim.UserNotAssigned].
func (tx *Tx) UnassignUser(id string, actor sim.Token, user string) error {
	w, err := tx.managed(id, actor)
	if err != nil {
		return err
	}
	i := w.user(user)
	if i < 0 {
		return sim.Refuse(sim.UserNotAssigned)
	}
	w.AssignedUsers = slices.Delete(w.AssignedUsers, i, i+1)
	return nil
}

// UserBusiness returns the business whose system user this is.
func (tx *Tx) UserBusiness(user string) sim.Business {
	if b, ok := tx.s.users[user]; ok {
		return b.Business
	}
	return sim.Business{}
}

// ShareCredit shares a credit line with a WABA; doing it again gives the same
// allocation. It returns [sim.CreditLineNotFound], [sim.WABANotFound], and
// [sim.CreditDenied] to a token of another business than the line's, to one that
// may not manage the WABA, and before the business's system user is assigned to it
// (Meta's page on onboarding as a solution partner).
func (tx *Tx) ShareCredit(line, id, currency string, actor sim.Token) (sim.CreditShare, error) {
	b, known := tx.s.lines[line]
	if !known {
		return sim.CreditShare{}, sim.Refuse(sim.CreditLineNotFound)
	}
	w, known := tx.s.wabas[id]
	switch {
	case !known:
		return sim.CreditShare{}, sim.Refuse(sim.WABANotFound)
	case !actor.Open && b.ID != actor.Business || !w.allows(actor):
		return sim.CreditShare{}, sim.Refuse(sim.CreditDenied)
	case w.user(b.SystemUser) < 0:
		return sim.CreditShare{}, sim.RefuseWith(sim.CreditDenied, "the system user "+b.SystemUser+" is not assigned to the WABA")
	}
	for _, share := range w.CreditShares {
		if share.CreditLine == line {
			return share, nil
		}
	}
	share := sim.CreditShare{ID: tx.s.claimedID(), CreditLine: line, Currency: currency}
	w.CreditShares = append(w.CreditShares, share)
	w.Currency = currency
	return share, nil
}
