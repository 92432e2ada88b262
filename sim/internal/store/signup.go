package store

import (
	"cmp"
	"crypto/subtle"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// maxSignups bounds the signups a world remembers; the oldest is forgotten first,
// and with it its code.
const maxSignups = 10_000

// The alphabets of what a signup hands out, and how long that is (Meta's page on
// onboarding shows several hundred characters of a code).
const (
	hexAlphabet   = "0123456789abcdef"
	codeAlphabet  = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
	tokenAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	codeLength    = 254
	tokenLength   = 180
)

// OpenSignup opens a run of Embedded Signup, and ends it where the request has an
// outcome. Nothing is reserved: two open signups may offer the same number. It returns
// [sim.InvalidApp], [sim.WABANotFound], [sim.BusinessNotFound], [sim.PhoneNumberTaken]
// for the id of a business that names another node, [sim.NumberNotFound] for a number
// that is unknown or not the app's business's to offer, [sim.NumberInUse] for a claimed
// one, and what [Tx.FinishSignup] does. It has changed nothing then.
func (tx *Tx) OpenSignup(r sim.SignupRequest) (sim.Signup, error) {
	s, err := tx.prepared(r)
	if err != nil {
		return sim.Signup{}, err
	}
	end, n, err := tx.ending(s, r.SignupEnd)
	if err != nil {
		return sim.Signup{}, err
	}
	s.ID = "f" + tx.s.claims.Text(hexAlphabet, 14)
	tx.s.signups = append(tx.s.signups, s)
	if len(tx.s.signups) > maxSignups {
		tx.s.signups = slices.Delete(tx.s.signups, 0, 1)
	}
	tx.s.reached["signup"]++
	if r.Outcome != "" {
		tx.end(s, end, n)
	}
	return copySignup(s), nil
}

// prepared is the signup of a request, which does not exist yet.
func (tx *Tx) prepared(r sim.SignupRequest) (*sim.Signup, error) {
	app, err := tx.App(r.App)
	if err != nil {
		return nil, err
	}
	if err := tx.customer(r); err != nil {
		return nil, err
	}
	numbers, err := tx.offered(app, r)
	if err != nil {
		return nil, err
	}
	s := &sim.Signup{
		State: sim.SignupOpen, App: app.ID, Version: r.Version, RedirectURI: r.RedirectURI, DisplayName: r.DisplayName,
		BusinessID: sim.OptionalText(r.Business.ID), BusinessName: r.Business.Name, WABAID: sim.OptionalText(r.WABA),
		OpenedAt: tx.instant(), Offered: []sim.Offer{}, Asked: []string{},
	}
	for i, n := range numbers {
		s.Asked = append(s.Asked, n.ID)
		if i == 0 || tx.s.rules.Switches.Offer == "all" {
			s.Offered = append(s.Offered, sim.Offer{
				ID: n.ID, PhoneNumber: n.MSISDN, DisplayPhoneNumber: n.Display(), Open: tx.s.openOffers(n.ID) + 1,
			})
		}
	}
	return s, nil
}

// openOffers counts the open signups that offer a number.
func (s *Store) openOffers(id string) (n int) {
	for _, o := range s.signups {
		if o.State == sim.SignupOpen && slices.ContainsFunc(o.Offered, func(offer sim.Offer) bool { return offer.ID == id }) {
			n++
		}
	}
	return n
}

func copySignup(s *sim.Signup) sim.Signup {
	out := *s
	out.Offered, out.Asked = slices.Clone(s.Offered), slices.Clone(s.Asked)
	return out
}

// customer checks the business and the WABA that a page names.
func (tx *Tx) customer(r sim.SignupRequest) error {
	w, known := tx.s.wabas[r.WABA]
	switch {
	case r.WABA != "" && !known:
		return sim.RefuseWith(sim.WABANotFound, "no WABA "+r.WABA)
	case known && r.Business.ID != "" && r.Business.ID != w.Business:
		return sim.RefuseWith(sim.WABANotFound, "the WABA "+r.WABA+" belongs to business "+w.Business)
	case r.Business.ID == "":
		return nil
	case !sim.IsNodeID(r.Business.ID):
		return sim.RefuseWith(sim.BusinessNotFound, r.Business.ID+" is not an id: give digits, the first not 0")
	case tx.s.businesses[r.Business.ID] == nil && tx.s.taken(r.Business.ID):
		return sim.RefuseWith(sim.PhoneNumberTaken, "the id "+r.Business.ID+" exists already")
	}
	return nil
}

// offered are the numbers a page names, each once.
func (tx *Tx) offered(app sim.App, r sim.SignupRequest) ([]*number, error) {
	var out []*number
	for i, text := range slices.Concat(r.IDs, r.PhoneNumbers) {
		if text == "" {
			continue
		}
		if _, phone := sim.ReadMSISDN(text); i >= len(r.IDs) && !phone && !sim.IsNodeID(text) { // an id passes, too
			return nil, sim.RefuseWith(sim.NumberNotFound, sim.NotAPhone(text))
		}
		n, err := tx.offerable(app, text)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out, nil
}

func (tx *Tx) offerable(app sim.App, text string) (*number, error) {
	n, known := tx.s.numbers[text]
	if !known {
		n, known = tx.s.byPhone[sim.MSISDN(text)]
	}
	switch {
	case known && n.Claimed, !known && tx.s.onWABA[sim.MSISDN(text)] != nil:
		return nil, sim.RefuseWith(sim.NumberInUse, "the number "+text+" is claimed, or on a WABA")
	case !known || n.gone():
		return nil, sim.RefuseWith(sim.NumberNotFound, "no pre-verified number "+text)
	case !n.visibleTo(app.Business):
		return nil, sim.RefuseWith(sim.NumberNotFound, "the number "+text+" is not business "+app.Business+"'s to offer")
	}
	return n, nil
}

// CheckOffer checks whether a signup of an app may offer a number, named by id or by
// phone number. It returns [sim.InvalidApp], [sim.NumberNotFound] or
// [sim.NumberInUse].
func (tx *Tx) CheckOffer(app, number string) error {
	a, err := tx.App(app)
	if err == nil {
		_, err = tx.offerable(a, number)
	}
	return err
}

// The step at which a customer without a code leaves a signup, and what one reports
// who says nothing (Meta's page on flow errors).
const (
	verifyStep   = "PHONE_NUMBER_VERIFICATION"
	errorCode    = "524126"
	errorMessage = "Your verified name violates WhatsApp guidelines. Please edit your verified name and try again."
)

// How a signup ends whose number was claimed or deleted meanwhile (inferred, with
// the words that refuse the same claim over Graph).
var (
	takenMeanwhile = sim.SignupEnd{
		Outcome: sim.OutcomeError, ErrorCode: "100", ErrorMessage: "Phone number is already registered with WhatsApp Business",
	}
	deletedMeanwhile = sim.SignupEnd{
		Outcome: sim.OutcomeError, ErrorCode: "803", ErrorMessage: "Pre-verified phone number not found",
	}
)

// FinishSignup ends a signup. With a number it claims that; one that was claimed
// or deleted meanwhile fails the signup, without an error. It returns
// [sim.UnknownName] for an unknown signup, [sim.SignupEnded], [sim.NotOffered],
// [sim.WABAFull], and [sim.PoolFull].
func (tx *Tx) FinishSignup(id string, asked sim.SignupEnd) (sim.Signup, error) {
	s, err := tx.signup(id)
	if err != nil {
		return sim.Signup{}, err
	}
	if s.State != sim.SignupOpen {
		return sim.Signup{}, sim.RefuseWith(sim.SignupEnded, "the signup "+id+" has ended already: it is "+string(s.State))
	}
	end, n, err := tx.ending(s, asked)
	if err != nil {
		return sim.Signup{}, err
	}
	tx.end(s, end, n)
	return copySignup(s), nil
}

// ending is how a signup ends, and the number it takes. One whose number is gone
// ends with an error. Version 2 ends with a verified number alone (Meta's page on
// versions), so a customer without a code leaves it where a code is asked for.
func (tx *Tx) ending(s *sim.Signup, end sim.SignupEnd) (_ sim.SignupEnd, n *number, err error) {
	onlyWABA := end.Outcome == sim.OutcomeOnlyWABA
	if end.Outcome != sim.OutcomeFinish && !onlyWABA {
		return end, nil, nil
	}
	if !onlyWABA || end.Number != "" {
		n, err = tx.chosen(s, end.Number)
	}
	w, old := tx.s.wabas[string(s.WABAID)]
	switch {
	case err != nil:
	case n != nil && n.Claimed:
		return takenMeanwhile, nil, nil
	case n != nil && n.gone():
		return deletedMeanwhile, nil, nil
	case n != nil && s.Version == 2 && n.status(tx.now) != sim.Verified:
		return sim.SignupEnd{Outcome: sim.OutcomeCancel, Step: verifyStep}, nil, nil
	case old && n != nil && len(w.numbers) >= maxPerWABA:
		err = sim.Refuse(sim.WABAFull)
	case !old && len(tx.s.wabaOrder) >= MaxWABAs:
		err = sim.Refuse(sim.PoolFull)
	}
	return end, n, err
}

// end ends a signup with the number that it takes, nil for none.
func (tx *Tx) end(s *sim.Signup, end sim.SignupEnd, n *number) {
	switch end.Outcome {
	case sim.OutcomeCancel:
		s.State, s.Step = sim.SignupCancelled, cmp.Or(end.Step, sim.CancelStep)
	case sim.OutcomeError:
		s.State, s.ErrorCode, s.ErrorMessage = sim.SignupFailed, cmp.Or(end.ErrorCode, errorCode), cmp.Or(end.ErrorMessage, errorMessage)
	default:
		tx.onboard(s, n)
		s.State = sim.SignupFinished
	}
	s.Outcome, s.EndedAt = end.Outcome, tx.instant()
}

// chosen is the offered number that a customer takes, nil where none is offered.
// A number that vanished since stays to be told apart by its id.
func (tx *Tx) chosen(s *sim.Signup, text string) (*number, error) {
	if text == "" && len(s.Offered) == 0 {
		return nil, nil
	}
	for _, offer := range s.Offered {
		if text == "" || offer.ID == text || offer.PhoneNumber == sim.MSISDN(text) {
			if n, ok := tx.s.numbers[offer.ID]; ok {
				return n, nil
			}
			_, claimed := tx.s.onWABA[offer.PhoneNumber]
			return &number{numberFields: numberFields{Claimed: claimed, DeletedAt: tx.now}}, nil // its tombstone is forgotten
		}
	}
	return nil, sim.RefuseWith(sim.NotOffered, "the signup does not offer "+text)
}

// onboard gives a signup its customer, its WABA, the number and the code, for which
// [Tx.ending] has found room.
func (tx *Tx) onboard(s *sim.Signup, n *number) {
	app, _ := tx.App(s.App) // an app stays
	w := tx.s.wabas[string(s.WABAID)]
	if w == nil {
		w, _ = tx.newCustomer(string(s.BusinessID), s.BusinessName)
	}
	tx.manage(w, app.Business)
	s.WABAID, s.BusinessID, s.BusinessName = sim.OptionalText(w.ID), sim.OptionalText(w.Business), tx.BusinessName(w.Business)
	phone := ""
	if n != nil {
		phone = n.MSISDN
		s.PhoneNumberID = sim.OptionalText(tx.claim(n, w, cmp.Or(s.DisplayName, s.BusinessName)).ID)
	}
	s.Code = sim.OptionalText("AQ" + tx.s.claims.Text(codeAlphabet, codeLength))
	s.CodeExpiresAt = sim.Time{Time: tx.instant().Add(sim.SignupCodeTTL)}
	tx.tell(app, sim.PartnerAdded, w, phone)
}

// newCustomer makes a WABA for a business, and the business where it is new.
func (tx *Tx) newCustomer(business, name string) (*waba, error) {
	if business == "" {
		business = tx.s.claimedID()
	}
	if tx.s.businesses[business] == nil {
		if name == "" {
			name = tx.s.claims.Company()
		}
		tx.AddBusiness(business, name)
	}
	id, err := tx.AddWABA(sim.WABA{Business: business, Name: tx.BusinessName(business)})
	return tx.s.wabas[id], err
}

// manage lets a business manage a WABA. What its numbers were verified for begins
// anew with the signup, where only a signup renews it.
func (tx *Tx) manage(w *waba, business string) {
	if business != w.Business && !slices.Contains(w.SharedWith, business) {
		w.SharedWith = append(w.SharedWith, business)
	}
	for _, p := range w.numbers {
		if tx.s.rules.Switches.Late == "resignup" && !p.VerifiedAt.IsZero() && !p.verified(tx.now) {
			p.OnboardedAt = tx.instant()
			tx.verifyPhone(p)
		}
	}
}

func (tx *Tx) signup(id string) (*sim.Signup, error) {
	for _, s := range tx.s.signups {
		if s.ID == id {
			return s, nil
		}
	}
	return nil, sim.RefuseWith(sim.UnknownName, "no signup "+id)
}

// Signup returns a signup. It returns [sim.UnknownName].
func (tx *Tx) Signup(id string) (sim.Signup, error) {
	s, err := tx.signup(id)
	if err != nil {
		return sim.Signup{}, err
	}
	return copySignup(s), nil
}

// Signups lists the signups, oldest first.
func (tx *Tx) Signups() []sim.Signup {
	out := make([]sim.Signup, len(tx.s.signups))
	for i, s := range tx.s.signups {
		out[i] = copySignup(s)
	}
	return out
}

// ExchangeCode exchanges the code of a signup for the token of the customer's
// business, which sees the WABAs that the business has gone through signups of the
// same partner with. It returns [sim.InvalidApp], [sim.InvalidClientSecret],
// [sim.InvalidSignupCode], [sim.RedirectURIMismatch], [sim.SignupCodeUsed] or
// [sim.SignupCodeLapsed].
func (tx *Tx) ExchangeCode(app, secret, redirectURI, code string) (sim.Token, error) {
	a, err := tx.App(app)
	if err != nil || app == "" {
		return sim.Token{}, sim.Refuse(sim.InvalidApp)
	}
	if subtle.ConstantTimeCompare([]byte(a.Secret), []byte(secret)) != 1 {
		return sim.Token{}, sim.Refuse(sim.InvalidClientSecret)
	}
	i := slices.IndexFunc(tx.s.signups, func(s *sim.Signup) bool {
		return code != "" && string(s.Code) == code && s.App == app
	})
	if i < 0 {
		return sim.Token{}, sim.Refuse(sim.InvalidSignupCode)
	}
	s := tx.s.signups[i]
	switch {
	case redirectURI != "" && s.RedirectURI != "" && redirectURI != s.RedirectURI:
		return sim.Token{}, sim.Refuse(sim.RedirectURIMismatch)
	case !s.UsedAt.IsZero():
		return sim.Token{}, sim.Refuse(sim.SignupCodeUsed)
	case !tx.now.Before(s.CodeExpiresAt.Time):
		return sim.Token{}, sim.Refuse(sim.SignupCodeLapsed)
	}
	s.UsedAt = tx.instant()
	tx.s.reached["exchange_code"]++
	return tx.businessToken(a, string(s.BusinessID)), nil
}

// businessToken makes a token of a customer's business for an app.
func (tx *Tx) businessToken(a sim.App, business string) sim.Token {
	t := sim.Token{
		Value: "EAA" + tx.s.claims.Text(tokenAlphabet, tokenLength), Business: business, App: a.ID,
		Permissions: []string{sim.WABAPermission, sim.MessagingPermission, "public_profile"},
		Scoped:      true, WABAs: []string{}, User: tx.s.claimedID(), IssuedAt: tx.now.Truncate(time.Second),
	}
	for _, w := range slices.Backward(tx.s.wabaOrder) {
		if w.Business == business && slices.Contains(w.SharedWith, a.Business) {
			t.WABAs = append(t.WABAs, w.ID)
		}
	}
	if tx.s.rules.Switches.BusinessToken == "60d" {
		t.ExpiresAt = t.IssuedAt.Add(60 * 24 * time.Hour)
	}
	tx.AddToken(t)
	return t
}

// SystemUserToken gives the partner of a signup the token of the customer's
// business. It returns [sim.BusinessNotFound], and [sim.SignupIncomplete] for a
// business that has finished no signup of the token's app.
func (tx *Tx) SystemUserToken(business string, actor sim.Token) (sim.Token, error) {
	if _, ok := tx.s.businesses[business]; !ok {
		return sim.Token{}, sim.Refuse(sim.BusinessNotFound)
	}
	app, err := tx.App(actor.App)
	if err != nil || !slices.ContainsFunc(tx.s.wabaOrder, func(w *waba) bool {
		return w.Business == business && slices.Contains(w.SharedWith, app.Business)
	}) {
		return sim.Token{}, sim.Refuse(sim.SignupIncomplete)
	}
	if t := tx.newest(business, app.ID); t.Value != "" {
		return t, nil
	}
	return tx.businessToken(app, business), nil
}

// newest is the valid token of a business for an app that was given out last; its
// value is "" where there is none.
func (tx *Tx) newest(business, app string) (best sim.Token) {
	for _, t := range tx.s.tokens {
		if !t.Scoped || t.Business != business || t.App != app || dead(t, tx.now) != nil {
			continue
		}
		if c := t.IssuedAt.Compare(best.IssuedAt); best.Value == "" || c > 0 || c == 0 && t.Value < best.Value {
			best = *t
		}
	}
	return best
}

// InspectToken returns a token to a caller of the same app, with the name of the
// app; alive is the refusal it would meet itself. It returns
// [sim.ViewingAppMismatch].
func (tx *Tx) InspectToken(value string, viewer sim.Token) (t sim.Token, app string, alive error, err error) {
	known, ok := tx.s.tokens[value]
	if !ok {
		return sim.Token{}, "", sim.Refuse(sim.InvalidToken), nil
	}
	if known.App != viewer.App && !viewer.Open {
		return sim.Token{}, "", nil, sim.Refuse(sim.ViewingAppMismatch)
	}
	a, _ := tx.App(known.App)
	t = *known
	if b := tx.s.businesses[t.Business]; b != nil && t.User == "" {
		t.User = b.SystemUser
	}
	return t, a.Name, dead(known, tx.now), nil
}

// appToken reads an app's id and secret in the place of a token: id|secret.
func (s *Store) appToken(value string) (sim.Token, bool) {
	for _, a := range s.apps {
		if subtle.ConstantTimeCompare([]byte(a.ID+"|"+a.Secret), []byte(value)) == 1 {
			return sim.Token{Value: value, App: a.ID, Business: s.owned(a).Business, AppToken: true}, true
		}
	}
	return sim.Token{}, false
}
