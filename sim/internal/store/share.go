package store

import (
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

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
	target, err := tx.shareTarget(n, with)
	switch {
	case err != nil:
		return err
	case n.visibleTo(with) && !n.Claimed: // a claimed one is refused for that
		return sim.RefuseWith(sim.AlreadyShared, "the number is shared with business "+with)
	}
	return tx.share(n, target)
}

func (tx *Tx) shareTarget(n *number, with string) (*business, error) {
	target, err := tx.business(with)
	if err != nil {
		return nil, sim.RefuseWith(sim.PartnerBusinessNotFound, "there is no business "+with)
	}
	if target.ID == n.Owner {
		return nil, sim.RefuseWith(sim.RelationshipForbidden, "the number belongs to business "+with)
	}
	return target, nil
}

// share makes a new share, unless the number's state forbids it.
func (tx *Tx) share(n *number, target *business) error {
	switch {
	case n.Claimed:
		return sim.RefuseWith(sim.NotShareable, claimed)
	case n.status(tx.now) == sim.Expired && tx.s.rules.Switches.ShareExpired == "refused":
		return sim.RefuseWith(sim.NotShareable, "the number is EXPIRED since "+stamp(n.ExpiresAt))
	}
	n.SharedWith = slices.Concat(n.SharedWith, []string{target.ID})
	n.UpdatedAt = tx.now
	target.insert(n)
	tx.s.reached["share"]++
	return nil
}

// ShareUntil shares a live number on behalf of its owner; until is when the
// share ends by itself, the zero time for never. A share that is there gets this
// end. It returns what [Tx.Share] does of the number and the business to share
// with, and [ShareEnded] for an end that is not ahead.
func (tx *Tx) ShareUntil(phone, with string, until time.Time) error {
	n, err := tx.byMSISDN(phone)
	if err != nil {
		return err
	}
	target, err := tx.shareTarget(n, with)
	if err != nil {
		return err
	}
	if !until.IsZero() && !until.After(tx.now) {
		return sim.RefuseWith(sim.ShareEnded, "the share would have ended at "+stamp(until))
	}
	if !n.visibleTo(with) {
		if err := tx.share(n, target); err != nil {
			return err
		}
	}
	tx.s.endShare(n, target, until)
	return nil
}

// endShare plans the end of a share in the place of the one it has, if any.
func (s *Store) endShare(n *number, with *business, until time.Time) {
	delete(n.Ends, with.ID)
	if until.IsZero() {
		return
	}
	if n.Ends == nil {
		n.Ends = map[string]time.Time{}
	}
	n.Ends[with.ID] = until.UTC()
	s.enter(&due{at: until, event: shareEnded, number: n, with: with})
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
	return tx.unshare(n, with)
}

// TakeBack takes the share of a live number back on behalf of its owner. It
// returns [NumberNotFound] or [NotShared].
func (tx *Tx) TakeBack(phone, with string) error {
	n, err := tx.byMSISDN(phone)
	if err != nil {
		return err
	}
	return tx.unshare(n, with)
}

func (tx *Tx) unshare(n *number, with string) error {
	if !slices.Contains(n.SharedWith, with) {
		return sim.RefuseWith(sim.NotShared, "the number is not shared with business "+with)
	}
	tx.s.unshare(n, tx.s.businesses[with], tx.now)
	return nil
}

// unshare takes away a share that is there.
func (s *Store) unshare(n *number, with *business, at time.Time) {
	n.SharedWith = slices.DeleteFunc(slices.Clone(n.SharedWith), func(id string) bool { return id == with.ID })
	n.UpdatedAt = at
	delete(n.Ends, with.ID)
	if !n.gone() { // else the entry was given up with the number
		with.leave()
	}
	s.reached["unshare"]++
}

func (tx *Tx) shareable(business, id string, actor sim.Token) (*number, error) {
	if _, err := tx.Business(business, actor); err != nil {
		return nil, err
	}
	n, err := tx.live(id)
	if err != nil {
		return nil, err
	}
	if n.Owner != business && (tx.s.rules.Switches.Reshare != "allowed" || !n.visibleTo(business)) {
		return nil, sim.RefuseWith(sim.PermissionDenied, "the number belongs to business "+n.Owner)
	}
	return n, nil
}
