package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// AddNumber registers a telephone number for a business, under a new id. It
// returns [BusinessNotFound], [InvalidPhoneNumber], [PhoneNumberTaken] (a number
// is unique in its world, across businesses) or [PoolFull].
func (tx *Tx) AddNumber(business, phone string) (sim.Number, error) {
	if _, err := tx.business(business); err != nil {
		return sim.Number{}, err
	}
	p, err := sim.ParsePhone(phone)
	if err != nil {
		return sim.Number{}, err
	}
	return tx.Place(Placement{Phone: p, Business: business})
}

// insert makes a number whose id and telephone number are free.
func (s *Store) insert(now time.Time, b *business, p sim.Phone, id string) *number {
	s.lastSeq++
	n := &number{seq: s.lastSeq, numberFields: numberFields{ID: id, Phone: p, Owner: b.ID, CreatedAt: now, UpdatedAt: now}}
	s.numbers[id] = n
	s.order = append(s.order, n)
	s.byPhone[p.MSISDN] = n
	b.insert(n)
	s.reached["add"]++
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
		n.waits = s.schedule(&due{at: since.Add(time.Duration(after)), event: numberDropped, number: n})
	}
}

// freeID draws an id that is free.
func (s *Store) freeID(from *Stream) string {
	for {
		if id := from.NodeID(); !s.taken(id) {
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
		happened := "deleted"
		if n.Claimed { // replaced by a phone number on a WABA
			happened = "claimed"
		}
		return nil, sim.RefuseWith(sim.NumberNotFound, "the number was "+happened+" at "+stamp(n.DeletedAt))
	}
	return n, nil
}

func (tx *Tx) readable(id string, reader sim.Token) (*number, error) {
	n, err := tx.live(id)
	if err != nil {
		return nil, err
	}
	if !reader.Open && !n.visibleTo(reader.Business) {
		return nil, sim.RefuseWith(sim.PermissionDenied, "the number belongs to business "+n.Owner)
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
	if !actor.Open && n.Owner != actor.Business {
		return nil, sim.RefuseWith(shared, "the number belongs to business "+n.Owner)
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
	if n.Claimed {
		return sim.RefuseWith(sim.NumberInUse, claimed)
	}
	tx.s.reached["delete"]++
	tx.s.remove(n, tx.now)
	return nil
}

// remove makes a tombstone of a live number. 360dialog's row stays, with the
// status it could last have read.
func (s *Store) remove(n *number, at time.Time) {
	if n.row != nil {
		s.orphans[n.MSISDN] = n.row
		if s.rules.PoolSync == 0 {
			n.row.learn(at)
		}
	}
	n.DeletedAt, n.UpdatedAt, n.waits = at, at, nil
	s.void(n.code, at)
	n.code = nil
	delete(s.byPhone, n.MSISDN)
	s.eachBusiness(n, (*business).leave)
	if len(s.numbers)-len(s.byPhone)-len(s.orphans) > maxTombstones {
		s.forget()
	}
}

// byDeletion orders tombstones by the time they went.
func byDeletion(a, b *number) int {
	return cmp.Or(a.DeletedAt.Compare(b.DeletedAt), bySeq(a, b))
}

// forget lets go of the oldest tenth of the tombstones without a row.
func (s *Store) forget() {
	var tombs []*number
	for _, n := range s.order {
		if n.gone() && n.row == nil {
			tombs = append(tombs, n)
		}
	}
	slices.SortFunc(tombs, byDeletion)
	for _, n := range tombs[:maxTombstones/10] {
		n.Ends = nil
		delete(s.numbers, n.ID)
	}
	s.order = slices.DeleteFunc(s.order, func(n *number) bool { return s.numbers[n.ID] != n })
}

// eachBusiness calls f for the owner and all the number is shared with.
func (s *Store) eachBusiness(n *number, f func(*business)) {
	f(s.businesses[n.Owner])
	for _, id := range n.SharedWith {
		f(s.businesses[id])
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
	tx.issue(&n.code, n.ID, n.MSISDN, method, language, delivery)
	tx.s.reached["request_code"]++
	return nil
}

// claimed and stamp word what a refusal says of a number, for people who read the
// journal.
const claimed = "a customer has claimed the number"

func stamp(t time.Time) string { return t.UTC().Format(sim.StampLayout) }

// verifiable tells whether a code may be asked for or entered now.
func (tx *Tx) verifiable(n *number) error {
	if n.Claimed {
		return sim.RefuseWith(sim.NumberInUse, claimed)
	}
	opens := n.ExpiresAt.Add(-time.Duration(tx.s.rules.Profile.ReverifyBefore))
	if !n.VerifiedAt.IsZero() && tx.now.Before(opens) {
		return sim.RefuseWith(sim.AlreadyVerified, "the number is VERIFIED until "+stamp(n.ExpiresAt))
	}
	return nil
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
	if err := tx.use(&n.code, value); err != nil {
		return sim.Number{}, err
	}
	tx.s.verify(tx.now, n)
	return n.copyAt(tx.now), nil
}

// verify starts a verification's validity.
func (s *Store) verify(at time.Time, n *number) {
	step := "verify"
	if !n.VerifiedAt.IsZero() {
		step = "reverify"
	}
	s.reached[step]++
	n.VerifiedAt, n.UpdatedAt = at, at
	s.expireAt(n, at.Add(time.Duration(s.rules.Profile.Validity)))
	s.markChanged(n, at)
}

func (s *Store) expireAt(n *number, at time.Time) {
	n.ExpiresAt = at
	n.waits = s.schedule(&due{at: at, event: numberExpired, number: n})
	if before := s.rules.Profile.ReverifyBefore; before > 0 {
		s.schedule(&due{at: at.Add(-time.Duration(before)), event: reverifyOpened, number: n, expiry: n.waits})
	}
}

// Business returns a business to a token that acts for it. It returns
// [BusinessNotFound] or [BusinessAccessDenied].
func (tx *Tx) Business(id string, reader sim.Token) (sim.Business, error) {
	b, err := tx.business(id)
	if err != nil {
		return sim.Business{}, err
	}
	if !reader.Open && reader.Business != id {
		return sim.Business{}, sim.RefuseWith(sim.BusinessAccessDenied, "the token acts for business "+reader.Business)
	}
	return b.Business, nil
}

// business is the business with this id. Under --open it is made known on its first
// mention, up to [MaxOnMention]; an id that names another node stays that node's.
func (tx *Tx) business(id string) (*business, error) {
	s := tx.s
	if s.rules.Open && id != "" && !s.taken(id) && len(id) <= longestOnMention && len(s.businesses) < MaxOnMention {
		id = strings.Clone(id) // it may be a piece of a long request
		tx.AddBusiness(id, "Business "+id)
	}
	b, ok := s.businesses[id]
	if !ok {
		return nil, sim.RefuseWith(sim.BusinessNotFound, "there is no business "+id)
	}
	return b, nil
}
