package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// AddNumber registers a telephone number for a business, under a new id. It
// returns [BusinessNotFound], [InvalidPhoneNumber], [PhoneNumberTaken] (a number
// is unique in its world, across businesses) or [PoolFull].
func (tx *Tx) AddNumber(business, phone string) (sim.Number, error) {
	b, err := tx.business(business)
	if err != nil {
		return sim.Number{}, err
	}
	p, err := sim.ParsePhone(phone)
	if err != nil {
		return sim.Number{}, err
	}
	if n, taken := tx.s.byPhone[p.MSISDN]; taken {
		return sim.Number{}, sim.RefuseWith(sim.PhoneNumberTaken, "number "+n.id+" of business "+n.owner.ID+" has the phone number")
	}
	if p, taken := tx.s.onWABA[p.MSISDN]; taken {
		return sim.Number{}, sim.RefuseWith(sim.PhoneNumberTaken, "number "+p.ID+" on WABA "+p.WABA+" has the phone number")
	}
	if err := tx.s.full(); err != nil {
		return sim.Number{}, err
	}
	return tx.s.insert(tx.now, b, p, tx.s.newID()).copyAt(tx.now), nil
}

// insert makes a number whose id and telephone number are free.
func (s *Store) insert(now time.Time, b *business, p sim.Phone, id string) *number {
	s.seq++
	n := &number{id: id, phone: p, seq: s.seq, owner: b, createdAt: now, updatedAt: now}
	s.numbers[id] = n
	s.order = append(s.order, n)
	s.byPhone[p.MSISDN] = n
	b.insert(n)
	s.reached[stepAdd]++
	s.dropAfter(n, now)
	if s.placed != nil {
		s.placed(len(s.order))
	}
	return n
}

// dropAfter plans the removal of a number that is never verified, counted from
// since.
func (s *Store) dropAfter(n *number, since time.Time) {
	if after := s.rules.Profile.DropAfter; after > 0 {
		n.waits = s.schedule(since.Add(time.Duration(after)), EventDropped, n, nil)
	}
}

// newID draws an id that is free.
func (s *Store) newID() string {
	for {
		if id := s.ids.NodeID(); !s.taken(id) {
			return id
		}
	}
}

// Number returns the live number with the id, to the business that reads it:
// its owner or one it is shared with. It returns [NumberNotFound] or
// [PermissionDenied].
func (tx *Tx) Number(id string, reader sim.Token) (sim.Number, error) {
	n, err := tx.readable(id, reader)
	if err != nil {
		return sim.Number{}, err
	}
	return n.copyAt(tx.now), nil
}

func (tx *Tx) live(id string) (*number, error) {
	n, ok := tx.s.numbers[id]
	if !ok {
		return nil, sim.Refuse(sim.NumberNotFound)
	}
	if n.gone() {
		return nil, sim.RefuseWith(sim.NumberNotFound, "the number was deleted at "+stamp(n.deletedAt))
	}
	return n, nil
}

func (tx *Tx) readable(id string, reader sim.Token) (*number, error) {
	n, err := tx.live(id)
	if err != nil {
		return nil, err
	}
	if !reader.Open && !n.visibleTo(reader.Business) {
		return nil, sim.RefuseWith(sim.PermissionDenied, "the number belongs to business "+n.owner.ID)
	}
	return n, nil
}

// owned is the live number for a change that only its owner may make. It refuses a
// business that may read the number with the code shared.
func (tx *Tx) owned(id string, actor sim.Token, shared sim.ErrorCode) (*number, error) {
	n, err := tx.readable(id, actor)
	if err != nil {
		return nil, err
	}
	if !actor.Open && n.owner.ID != actor.Business {
		return nil, sim.RefuseWith(shared, "the number belongs to business "+n.owner.ID)
	}
	return n, nil
}

// forCodes is the live number for a code that is asked for or entered: by its owner,
// or under a switch by a business it is shared with.
func (tx *Tx) forCodes(id string, actor sim.Token, shared sim.ErrorCode) (*number, error) {
	if tx.s.rules.Switches.SharedWith == "may_verify" {
		return tx.readable(id, actor)
	}
	return tx.owned(id, actor, shared)
}

// DeleteNumber takes a number away for good; a tombstone stays for tests. Only
// the owner may. It returns [NumberNotFound], [PermissionDenied] or
// [NumberInUse].
func (tx *Tx) DeleteNumber(id string, actor sim.Token) error {
	n, err := tx.owned(id, actor, sim.PermissionDenied)
	if err != nil {
		return err
	}
	if n.claimed {
		return sim.RefuseWith(sim.NumberInUse, claimed)
	}
	tx.s.reached[stepDelete]++
	tx.s.remove(n, tx.now)
	return nil
}

// remove makes a tombstone of a live number. 360dialog's row stays, with the
// status it could last have read.
func (s *Store) remove(n *number, at time.Time) {
	if n.row != nil {
		s.orphans[n.phone.MSISDN] = n.row
		if s.rules.PoolSync == 0 {
			n.row.learn(at)
		}
	}
	n.deletedAt, n.updatedAt, n.waits = at, at, nil
	s.voidCode(n, at)
	n.code = nil
	delete(s.byPhone, n.phone.MSISDN)
	s.eachBusiness(n, (*business).leave)
	s.tombs = append(s.tombs, n)
	if len(s.tombs) > maxTombstones {
		s.forget(s.tombs[0])
		s.tombs[0], s.tombs = nil, s.tombs[1:]
	}
}

// forget lets go of a tombstone.
func (s *Store) forget(n *number) {
	n.forgotten = true
	delete(s.numbers, n.id)
	if n.row != nil {
		s.lost[n.id] = n.row
	}
	s.forgotten++
	if s.forgotten > sweepAfter && s.forgotten > len(s.order)/2 {
		s.order = slices.DeleteFunc(s.order, func(n *number) bool { return n.forgotten })
		s.forgotten = 0
	}
}

// eachBusiness calls f for the owner and all the number is shared with.
func (s *Store) eachBusiness(n *number, f func(*business)) {
	f(n.owner)
	for _, id := range n.sharedWith {
		if b, ok := s.businesses[id]; ok {
			f(b)
		}
	}
}

// voidCode ends the number's code if it could still be accepted.
func (s *Store) voidCode(n *number, now time.Time) { s.void(n.code, now) }

func (s *Store) void(c *code, now time.Time) {
	if c.live(now) {
		c.voided = true
		s.reached[stepCodeVoid]++
	}
}

// RequestCode issues a new code for a number and, unless the rules keep it, voids the
// one before. It returns [NumberNotFound], [PermissionDenied], for a business that
// only shares the number [BusinessAccessDenied] (Meta OpenAPI v23.0), [NumberInUse]
// or, while the number is verified and its re-verify window has not opened,
// [AlreadyVerified].
func (tx *Tx) RequestCode(id string, actor sim.Token, method, language string, delivery sim.FaultDelivery) error {
	n, err := tx.forCodes(id, actor, sim.BusinessAccessDenied)
	if err != nil {
		return err
	}
	if err := tx.verifiable(n); err != nil {
		return err
	}
	tx.s.voidCode(n, tx.now)
	c := tx.s.newCode(tx.now, n.id, n.phone.MSISDN, delivery)
	n.code = c
	c.method, c.language = strings.Clone(method), strings.Clone(language) // they may be pieces of a long body
	tx.s.reached[stepRequest]++
	return nil
}

// claimed and stamp word what a refusal says of a number, for people who read the
// journal.
const claimed = "a customer has claimed the number"

func stamp(t time.Time) string { return t.UTC().Format(sim.StampLayout) }

// verifiable tells whether a code may be asked for or entered now.
func (tx *Tx) verifiable(n *number) error {
	if n.claimed {
		return sim.RefuseWith(sim.NumberInUse, claimed)
	}
	opens := n.expiresAt.Add(-time.Duration(tx.s.rules.Profile.ReverifyBefore))
	if !n.verifiedAt.IsZero() && tx.now.Before(opens) {
		return sim.RefuseWith(sim.AlreadyVerified, "the number is VERIFIED until "+stamp(n.expiresAt))
	}
	return nil
}

func (s *Store) newCode(now time.Time, id, msisdn string, d sim.FaultDelivery) *code {
	rules := s.rules.Codes
	value := rules.Fixed
	if value == "" {
		value = s.codes.Digits(rules.Length)
	}
	c := &code{
		right: value, sent: value, numberID: id, msisdn: msisdn,
		issuedAt: now, arrivesAt: now.Add(time.Duration(d.Late)), expiresAt: now.Add(time.Duration(rules.TTL)),
	}
	switch {
	case d.Outcome == sim.DeliverWrong:
		c.sent = otherDigits(value)
	case d.Outcome == sim.DeliverTwice:
		c.twice = true
	case d.Outcome == sim.DeliverNever:
		c.arrivesAt = time.Time{}
	case d.Late > 0:
		c.arrival = s.schedule(c.arrivesAt, EventCodeDelivered, nil, c)
	}
	c.end = s.schedule(c.expiresAt, EventCodeExpired, nil, c)
	s.inbox = append(s.inbox, c)
	if len(s.inbox) > maxInbox {
		for _, old := range s.inbox[:maxInbox/10] {
			old.fallen = true
		}
		s.inbox = append(s.inbox[:0:0], s.inbox[maxInbox/10:]...)
	}
	return c
}

// otherDigits returns a code of the same length that is surely another.
func otherDigits(value string) string {
	return strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%10 }, value)
}

// VerifyCode tries a code. It returns [NumberNotFound], [PermissionDenied],
// [NumberInUse], [AlreadyVerified], [CodeExpired] for the right code after its
// time, and [CodeWrong] for every other code that is not accepted: a wrong, a
// used or a voided one, or one that was never asked for. Wrong tries after the
// code's time are counted but cannot void it.
func (tx *Tx) VerifyCode(id string, actor sim.Token, value string) (sim.Number, error) {
	n, err := tx.forCodes(id, actor, sim.PermissionDenied)
	if err != nil {
		return sim.Number{}, err
	}
	if err := tx.verifiable(n); err != nil {
		return sim.Number{}, err
	}
	if err := tx.tryCode(n.code, value); err != nil {
		return sim.Number{}, err
	}
	n.code.used = true
	n.code = nil
	tx.s.verify(tx.now, n)
	return n.copyAt(tx.now), nil
}

func (tx *Tx) tryCode(c *code, value string) error {
	switch {
	case c == nil || c.used:
		return sim.RefuseWith(sim.CodeWrong, "no code is pending")
	case c.voided:
		return sim.RefuseWith(sim.CodeWrong, fmt.Sprintf("the code was voided by %d wrong tries", c.attempts))
	case c.right != value:
		if c.attempts++; c.attempts >= tx.s.rules.Codes.Attempts && c.live(tx.now) {
			c.voided = true
			tx.s.reached[stepCodeVoid]++
		}
		return sim.RefuseWith(sim.CodeWrong, fmt.Sprintf("wrong code, try %d of %d", c.attempts, tx.s.rules.Codes.Attempts))
	case !tx.now.Before(c.expiresAt):
		return sim.RefuseWith(sim.CodeExpired, "code expired at "+stamp(c.expiresAt))
	default:
		return nil
	}
}

// verify starts a verification's validity.
func (s *Store) verify(at time.Time, n *number) {
	step := stepVerify
	if !n.verifiedAt.IsZero() {
		step = stepReverify
	}
	s.reached[step]++
	n.verifiedAt, n.updatedAt = at, at
	s.expireAt(n, at.Add(time.Duration(s.rules.Profile.Validity)))
	s.markChanged(n, at.Add(1)) // a sync of this very instant is over
}

func (s *Store) expireAt(n *number, at time.Time) {
	n.expiresAt = at
	n.waits = s.schedule(at, EventExpired, n, nil)
	if before := s.rules.Profile.ReverifyBefore; before > 0 {
		s.schedule(at.Add(-time.Duration(before)), EventReverify, n, nil)
	}
}

// Share lets another business read and list a number. Only the owner may or, under a
// switch, a business it is shared with. It returns [BusinessNotFound] for an unknown sharer,
// [BusinessAccessDenied] for one the token does not act for, [NumberNotFound],
// [PermissionDenied], [PartnerBusinessNotFound], [RelationshipForbidden] for
// sharing with the owner itself, [AlreadyShared], and [NotShareable] for a
// number in use and, under a switch, for an expired one.
func (tx *Tx) Share(business, id, with string, actor sim.Token) error {
	n, err := tx.shareable(business, id, actor)
	if err != nil {
		return err
	}
	target, err := tx.business(with)
	if err != nil {
		return sim.RefuseWith(sim.PartnerBusinessNotFound, "there is no business "+with)
	}
	switch {
	case with == n.owner.ID:
		return sim.RefuseWith(sim.RelationshipForbidden, "the number belongs to business "+with)
	case n.visibleTo(with):
		return sim.RefuseWith(sim.AlreadyShared, "the number is shared with business "+with)
	case n.claimed:
		return sim.RefuseWith(sim.NotShareable, claimed)
	case n.status(tx.now) == sim.Expired && tx.s.rules.Switches.ShareExpired == "refused":
		return sim.RefuseWith(sim.NotShareable, "the number is EXPIRED since "+stamp(n.expiresAt))
	}
	n.sharedWith = slices.Concat(n.sharedWith, []string{target.ID})
	n.updatedAt = tx.now
	target.insert(n)
	tx.s.reached[stepShare]++
	return nil
}

// Unshare takes a share back, also that of a number in use. It returns
// [BusinessNotFound], [BusinessAccessDenied], [NumberNotFound] and
// [PermissionDenied] as [Tx.Share] does, and [NotShared] when there is nothing
// to take back.
func (tx *Tx) Unshare(business, id, with string, actor sim.Token) error {
	n, err := tx.shareable(business, id, actor)
	if err != nil {
		return err
	}
	kept := make([]string, 0, len(n.sharedWith))
	for _, b := range n.sharedWith {
		if b != with {
			kept = append(kept, b)
		}
	}
	if len(kept) == len(n.sharedWith) {
		return sim.RefuseWith(sim.NotShared, "the number is not shared with business "+with)
	}
	n.sharedWith, n.updatedAt = kept, tx.now
	if b, ok := tx.s.businesses[with]; ok {
		b.leave()
	}
	tx.s.reached[stepUnshare]++
	return nil
}

func (tx *Tx) shareable(business, id string, actor sim.Token) (*number, error) {
	if _, err := tx.Business(business, actor); err != nil {
		return nil, err
	}
	n, err := tx.live(id)
	if err != nil {
		return nil, err
	}
	if n.owner.ID != business && (tx.s.rules.Switches.Reshare != "allowed" || !n.visibleTo(business)) {
		return nil, sim.RefuseWith(sim.PermissionDenied, "the number belongs to business "+n.owner.ID)
	}
	return n, nil
}

// Business returns a business to a token that acts for it. It returns
// [BusinessNotFound] or [BusinessAccessDenied].
func (tx *Tx) Business(id string, reader sim.Token) (sim.Business, error) {
	if reader.Open {
		tx.EnsureBusiness(id)
	}
	b, err := tx.business(id)
	if err != nil {
		return sim.Business{}, err
	}
	if !reader.Open && reader.Business != id {
		return sim.Business{}, sim.RefuseWith(sim.BusinessAccessDenied, "the token acts for business "+reader.Business)
	}
	return b.Business, nil
}

func (tx *Tx) business(id string) (*business, error) {
	b, ok := tx.s.businesses[id]
	if !ok && tx.s.rules.Open {
		tx.EnsureBusiness(id)
		b, ok = tx.s.businesses[id]
	}
	if !ok {
		return nil, sim.RefuseWith(sim.BusinessNotFound, "there is no business "+id)
	}
	return b, nil
}
