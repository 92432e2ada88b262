package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// wabaNumber is the state behind a [sim.WABANumber].
type wabaNumber struct {
	sim.WABANumber
	code *code // the newest one that was not used
}

// The bounds of registering and deregistering (Meta's registration page): so many
// in a moving window, then none for as long.
const (
	mostRegistrations  = 10
	registrationWindow = 72 * time.Hour
)

// verified reports whether the number is verified: once it was, until its window
// for registering ends without a registration.
func (p *wabaNumber) verified(now time.Time) bool {
	return !p.VerifiedAt.IsZero() && (p.VerifiedUntil.IsZero() || now.Before(p.VerifiedUntil.Time))
}

func (p *wabaNumber) copyAt(now time.Time) sim.WABANumber {
	out := p.WABANumber
	out.DisplayPhoneNumber = p.Phone().Display()
	out.Verified = p.verified(now)
	out.Attempts = append([]sim.Time{}, p.Attempts...)
	return out
}

// addPhone puts a number on a WABA. The caller has looked that it is on none.
func (tx *Tx) addPhone(w *waba, p sim.WABANumber, verified bool) *wabaNumber {
	s := tx.s
	if p.ID == "" {
		p.ID = s.claimedID()
	}
	if !sim.IsVerifiedName(p.VerifiedName) { // that of a business may be longer
		p.VerifiedName = ""
	}
	p.NameStatus, p.Tier = cmp.Or(p.NameStatus, "AVAILABLE_WITHOUT_REVIEW"), cmp.Or(p.Tier, "TIER_250")
	p.WABA, p.CreatedAt, p.OnboardedAt = w.ID, tx.instant(), tx.instant()
	made := &wabaNumber{WABANumber: p}
	s.phones[p.ID], s.onWABA[p.PhoneNumber] = made, made
	w.numbers = append(w.numbers, made)
	if verified {
		tx.verifyPhone(made)
	}
	return made
}

// verifyPhone verifies a number and begins its window for registering.
func (tx *Tx) verifyPhone(p *wabaNumber) {
	p.VerifiedAt, p.VerifiedUntil = tx.instant(), sim.Time{Time: tx.instant().Add(tx.s.rules.Switches.RegisterFor())}
	tx.s.schedule(&due{at: p.VerifiedUntil.Time, event: registerLapsed, phone: p})
}

// dropPhone takes a number off its WABA, as if it had never been there.
func (s *Store) dropPhone(p *wabaNumber) {
	w := s.wabas[p.WABA]
	w.numbers = slices.DeleteFunc(w.numbers, func(o *wabaNumber) bool { return o == p })
	delete(s.phones, p.ID)
	delete(s.onWABA, p.PhoneNumber)
	p.VerifiedUntil = sim.Time{} // ends its wait in the agenda
}

// phone returns the number with this id to a token that may manage its WABA. It
// returns [sim.PhoneNotFound] or [sim.PhoneAccessDenied].
func (tx *Tx) phone(id string, actor sim.Token) (*wabaNumber, error) {
	p, ok := tx.s.phones[id]
	switch {
	case !ok:
		return nil, sim.Refuse(sim.PhoneNotFound)
	case !tx.s.wabas[p.WABA].allows(actor):
		return nil, sim.Refuse(sim.PhoneAccessDenied)
	}
	return p, nil
}

// WABANumber returns a number on a WABA. It returns [sim.PhoneNotFound] or
// [sim.PhoneAccessDenied].
func (tx *Tx) WABANumber(id string, reader sim.Token) (sim.WABANumber, error) {
	p, err := tx.phone(id, reader)
	if err != nil {
		return sim.WABANumber{}, err
	}
	return p.copyAt(tx.now), nil
}

// WABANumbers lists the numbers of a WABA, oldest first. It returns
// [sim.WABANotFound] or [sim.WABAAccessDenied].
func (tx *Tx) WABANumbers(id string, reader sim.Token) ([]sim.WABANumber, error) {
	w, err := tx.managed(id, reader)
	if err != nil {
		return nil, err
	}
	out := make([]sim.WABANumber, len(w.numbers))
	for i, p := range w.numbers {
		out[i] = p.copyAt(tx.now)
	}
	return out, nil
}

// PlaceWABANumber puts a number on a WABA as it shall be, without a vendor's call.
// It returns [sim.WABANotFound], [sim.WABAFull], [sim.PoolFull] and
// [sim.PhoneNumberTaken] for a telephone number or an id that is there already.
func (tx *Tx) PlaceWABANumber(n sim.WABANumber, verified bool) error {
	w, ok := tx.s.wabas[n.WABA]
	switch {
	case !ok:
		return sim.RefuseWith(sim.WABANotFound, "no WABA "+n.WABA)
	case len(w.numbers) >= maxPerWABA:
		return sim.Refuse(sim.WABAFull)
	}
	if err := tx.free(n.Phone(), n.ID); err != nil {
		return err
	}
	registered, pin := n.Registered, n.PIN
	n.Registered, n.PIN = false, ""
	p := tx.addPhone(w, n, verified)
	if registered {
		tx.registered(p, string(pin))
	}
	return nil
}

// AddWABANumber puts a number on a WABA; it starts not verified. With the id of a
// pre-verified number it claims that, as the end of a signup does: the owner of the
// number, or a business it is shared with, does it for a WABA that its token may
// manage. It returns [sim.WABANotFound], [sim.WABAAccessDenied],
// [sim.PhoneAlreadyRegistered] for a number that is claimed, on a WABA or, without a
// pre-verified id, in a pool, [sim.PreverifiedNotFound] for an unknown one or one of
// others, [sim.WABAPhoneInvalid] when phone is not the pre-verified number's, and
// [sim.WABAFull].
func (tx *Tx) AddWABANumber(id string, actor sim.Token, preverified string, phone sim.Phone, name string) (sim.WABANumber, error) {
	w, err := tx.managed(id, actor)
	n, refusal := tx.s.numbers[preverified], sim.ErrorCode("")
	switch {
	case err != nil:
		return sim.WABANumber{}, err
	case preverified == "" && (tx.s.onWABA[phone.MSISDN] != nil || tx.s.byPhone[phone.MSISDN] != nil):
		refusal = sim.PhoneAlreadyRegistered
	case preverified != "" && (n == nil || !actor.Open && !n.visibleTo(actor.Business) || n.gone() && !n.Claimed):
		refusal = sim.PreverifiedNotFound
	case n != nil && n.Claimed:
		refusal = sim.PhoneAlreadyRegistered
	case n != nil && n.MSISDN != phone.MSISDN:
		refusal = sim.WABAPhoneInvalid
	case len(w.numbers) >= maxPerWABA:
		refusal = sim.WABAFull
	}
	switch {
	case refusal != "":
		return sim.WABANumber{}, sim.Refuse(refusal)
	case n != nil:
		return tx.claim(n, w, name).copyAt(tx.now), nil
	default:
		return tx.addPhone(w, numberOf(phone, name), false).copyAt(tx.now), nil
	}
}

func numberOf(p sim.Phone, name string) sim.WABANumber {
	return sim.WABANumber{PhoneNumber: p.MSISDN, CountryPrefix: p.CountryPrefix, Region: p.Region, VerifiedName: strings.Clone(name)}
}

// claim gives a pre-verified number to a WABA: the number there begins verified if
// the pre-verified one was. Unless the world keeps claimed ones in use, it is
// replaced.
func (tx *Tx) claim(n *number, w *waba, name string) *wabaNumber {
	p := numberOf(n.Phone, name)
	p.PreverifiedID = sim.OptionalText(n.ID)
	made := tx.addPhone(w, p, n.status(tx.now) == sim.Verified)
	n.Claimed, n.UpdatedAt = true, tx.now
	tx.s.reached["claim"]++
	tx.s.void(n.code, tx.now)
	if tx.s.rules.Switches.Claimed != "in_use" {
		tx.s.remove(n, tx.now)
	}
	return made
}

// Register registers a number with the Cloud API; the first PIN becomes the
// number's. Graph as it is observed takes a second registration with the same PIN.
// It returns [sim.PhoneNotFound], [sim.PhoneAccessDenied], [sim.RegisterLimited],
// [sim.PINMismatch], and [sim.CannotRegister] for a number that is registered or
// not verified.
func (tx *Tx) Register(id string, actor sim.Token, pin string, again bool) error {
	p, err := tx.attempt(id, actor)
	switch {
	case err != nil:
		return err
	case p.Registered && !again:
		return sim.Refuse(sim.CannotRegister)
	case p.PIN != "" && string(p.PIN) != pin:
		return sim.Refuse(sim.PINMismatch)
	case !p.verified(tx.now):
		return sim.Refuse(sim.CannotRegister)
	}
	tx.s.reached["register"]++
	tx.registered(p, strings.Clone(pin))
	return nil
}

func (tx *Tx) registered(p *wabaNumber, pin string) {
	p.Registered, p.RegisteredAt, p.PIN = true, tx.instant(), sim.OptionalText(pin)
	p.VerifiedUntil, p.NameStatus = sim.Time{}, "APPROVED"
}

// Deregister takes a number off the Cloud API; its PIN stays. It returns
// [sim.PhoneNotFound], [sim.PhoneAccessDenied], [sim.RegisterLimited] or
// [sim.NotRegistered].
func (tx *Tx) Deregister(id string, actor sim.Token) error {
	p, err := tx.attempt(id, actor)
	switch {
	case err != nil:
		return err
	case !p.Registered:
		return sim.Refuse(sim.NotRegistered)
	}
	tx.s.reached["deregister"]++
	p.Registered = false
	return nil
}

// attempt counts a registration or deregistration. It returns what [Tx.phone]
// does, and [sim.RegisterLimited].
func (tx *Tx) attempt(id string, actor sim.Token) (*wabaNumber, error) {
	p, err := tx.phone(id, actor)
	if err != nil {
		return nil, err
	}
	if tx.now.Before(p.BlockedUntil.Time) {
		return nil, sim.Refuse(sim.RegisterLimited)
	}
	p.BlockedUntil = sim.Time{}
	p.Attempts = slices.DeleteFunc(p.Attempts, func(at sim.Time) bool { return !tx.now.Before(at.Add(registrationWindow)) })
	if len(p.Attempts) >= mostRegistrations {
		p.BlockedUntil = sim.Time{Time: tx.instant().Add(registrationWindow)}
		return nil, sim.Refuse(sim.RegisterLimited)
	}
	p.Attempts = append(p.Attempts, tx.instant())
	return p, nil
}

// RequestPhoneCode issues a new code for a number on a WABA and, unless the rules
// keep it, voids the one before. It returns [sim.PhoneNotFound], [sim.PhoneAccessDenied], and
// [sim.PhoneNotEligible] for one that is verified or whose window has ended in a
// world where only a new signup helps.
func (tx *Tx) RequestPhoneCode(id string, actor sim.Token, method, language string, delivery sim.FaultDelivery) error {
	p, err := tx.phone(id, actor)
	switch {
	case err != nil:
		return err
	case p.verified(tx.now), tx.s.rules.Switches.Late == "resignup" && !p.VerifiedAt.IsZero():
		return sim.Refuse(sim.PhoneNotEligible)
	}
	tx.issue(&p.code, p.ID, p.PhoneNumber, method, language, delivery)
	tx.s.reached["request_phone_code"]++
	return nil
}

// VerifyPhoneCode tries a code. It returns [sim.PhoneNotFound],
// [sim.PhoneAccessDenied], [sim.PhoneAttemptsExceeded] once wrong codes have
// voided the code, and [sim.PhoneCodeRefused] for every other code that is not
// accepted.
func (tx *Tx) VerifyPhoneCode(id string, actor sim.Token, value string) error {
	p, err := tx.phone(id, actor)
	switch {
	case err != nil:
		return err
	case p.code != nil && p.code.Voided && int(p.code.Attempts) >= tx.s.rules.Codes.Attempts:
		return sim.Refuse(sim.PhoneAttemptsExceeded)
	case tx.use(&p.code, value) != nil:
		return sim.Refuse(sim.PhoneCodeRefused)
	}
	tx.s.reached["verify_phone_code"]++
	tx.verifyPhone(p)
	return nil
}
