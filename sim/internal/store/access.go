package store

import (
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Authenticate returns the token with this value, for use at now. It returns
// [InvalidToken], [TokenExpired], [TokenRevoked] or
// [TokenAppRemoved].
func (s *Store) Authenticate(now time.Time, value string) (sim.Token, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t, ok := s.tokens[value]; ok {
		return *t, dead(t, now)
	}
	app, isApp := s.appToken(value)
	switch {
	case isApp:
		return app, nil
	case s.rules.Open && value != "":
		return sim.Token{Value: value, App: s.firstApp(), Business: s.firstBiz, Open: true}, nil
	default:
		return sim.Token{}, sim.Refuse(sim.InvalidToken)
	}
}

// dead is why a token is refused at now; nil for a valid one.
func dead(t *sim.Token, now time.Time) error {
	switch {
	case t.AppRemoved:
		return sim.RefuseWith(sim.TokenAppRemoved, "app removed at "+stamp(t.RevokedAt))
	case !t.RevokedAt.IsZero():
		return sim.RefuseWith(sim.TokenRevoked, "token revoked at "+stamp(t.RevokedAt))
	case !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt):
		return sim.RefuseWith(sim.TokenExpired, "token expired at "+stamp(t.ExpiresAt))
	}
	return nil
}

// Token360dialog returns the token 360dialog uses at Meta in this world: the first
// one made known for its business, or "" when there is none.
func (s *Store) Token360dialog() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token360dialog
}

// Key returns the partner an API key belongs to. It returns [Unauthorized] for
// an unknown or a revoked one. Under --open any key passes, with "" as the
// partner: it may speak for all.
func (s *Store) Key(value string) (partner string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, ok := s.keys[value]
	switch {
	case ok && !k.Revoked:
		return k.Partner, nil
	case ok:
		return "", sim.RefuseWith(sim.Unauthorized, "the API key was revoked")
	case !ok && value != "" && s.rules.Open:
		return "", nil
	default:
		return "", sim.Refuse(sim.Unauthorized)
	}
}

// Credentials returns the tokens that the store knows, their app secrets and the API
// keys, in no order. Passwords are left out: they may be ordinary words.
func (s *Store) Credentials() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []string
	for _, t := range s.tokens {
		all = append(all, t.Value, t.AppSecret)
	}
	for key := range s.keys {
		all = append(all, key)
	}
	for _, a := range s.apps {
		all = append(all, a.Secret)
	}
	for _, s := range s.signups {
		all = append(all, string(s.Code))
	}
	return all
}

// Login returns the partner of a hub user. It returns [Unauthorized] when the
// name or the password is wrong.
func (s *Store) Login(username, password string) (partner string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, p := range s.pools {
		known := slices.Contains(p.Users, sim.User{Username: username, Password: password})
		if known && (partner == "" || id < partner) {
			partner = id
		}
	}
	if partner == "" {
		return "", sim.Refuse(sim.Unauthorized)
	}
	return partner, nil
}

// AddBusiness makes a business known. The first but 360dialog's owns what names no owner.
func (tx *Tx) AddBusiness(id, name string) {
	tx.s.businesses[id] = &business{Business: sim.Business{ID: id, Name: name, CreatedAt: tx.now}}
	if tx.s.firstBiz == "" && id != Business360dialog {
		tx.s.firstBiz = id
		tx.Equip(id, sim.DefaultSystemUser, sim.DefaultCreditLine)
	}
}

// Equip gives a business a system user and a credit line; "" changes nothing, and
// an id that names a node already is not taken.
func (tx *Tx) Equip(business, user, line string) {
	b := tx.s.businesses[business]
	if user != "" && !tx.s.taken(user) {
		delete(tx.s.users, b.SystemUser)
		b.SystemUser, tx.s.users[user] = user, b
	}
	if line != "" && !tx.s.taken(line) {
		delete(tx.s.lines, b.CreditLine)
		b.CreditLine, tx.s.lines[line] = line, b
	}
}

func (s *Store) firstApp() string {
	if len(s.apps) == 0 {
		return sim.DefaultApp
	}
	return s.apps[0].ID
}

// AddToken makes a token known, replacing one of the same value.
func (tx *Tx) AddToken(t sim.Token) {
	if t.App == "" {
		t.App = tx.s.firstApp()
	}
	tx.s.tokens[t.Value] = &t
	if t.Business == Business360dialog && tx.s.token360dialog == "" {
		tx.s.token360dialog = t.Value
	}
}

// AddPartner makes a partner known, with its keys and users. The first one begins the
// syncs of the pools.
func (tx *Tx) AddPartner(p sim.Partner) {
	tx.s.pools[p.ID] = &pool{Partner: p}
	if len(tx.s.pools) == 1 {
		tx.s.syncEpoch = tx.now
	}
	for _, k := range p.Keys {
		tx.s.keys[k] = &SavedKey{Value: k, Partner: p.ID}
	}
}

// ChangeToken changes what is known of a token. It returns [UnknownName].
func (tx *Tx) ChangeToken(value string, change func(*sim.Token)) error {
	t, ok := tx.s.tokens[value]
	if !ok {
		return sim.RefuseWith(sim.UnknownName, "no such token")
	}
	change(t)
	return nil
}

// RevokeKey withdraws an API key of a partner. It returns [UnknownName].
func (tx *Tx) RevokeKey(value string) error {
	k, ok := tx.s.keys[value]
	if !ok {
		return sim.RefuseWith(sim.UnknownName, "no such API key")
	}
	k.Revoked = true
	return nil
}

// LimitKey is the key under which limits count what the text names: an id, a
// credential, or for a number also its phone number in any writing. ok is false
// for text that names nothing of the kind. An open world takes any credential,
// business and partner.
func (s *Store) LimitKey(per sim.LimitKey, text string) (key string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch per {
	case sim.PerNumber:
		if _, ok = s.numbers[text]; !ok {
			text = s.liveID(sim.MSISDN(text))
		}
		return text, text != ""
	case sim.PerBusiness:
		_, ok = s.businesses[text]
	case sim.PerPartner:
		_, ok = s.pools[text]
	case sim.PerToken:
		_, ok = s.tokens[text]
		ok = ok || s.keys[text] != nil
	case sim.PerApp:
		ok = s.appAt(text) >= 0
		for _, t := range s.tokens {
			ok = ok || t.App == text
		}
		return text, ok
	}
	return text, ok || s.rules.Open
}
