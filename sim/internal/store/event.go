package store

import (
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

func (tx *Tx) byMSISDN(phone string) (*number, error) {
	phone = sim.MSISDN(phone)
	n, live := tx.s.byPhone[phone]
	switch p := tx.s.onWABA[phone]; {
	case live:
		return n, nil
	case p != nil && p.PreverifiedID != "":
		return nil, sim.RefuseWith(sim.NumberNotFound, "the number "+phone+" is claimed: it is on WABA "+p.WABA)
	}
	return nil, sim.RefuseWith(sim.NumberNotFound, "no live number "+phone)
}

// Claim gives a number to a customer, as the end of Embedded Signup does: a new
// business gets a WABA with the number on it, and the pre-verified number is
// replaced by that, unless the world keeps claimed ones in use. A number in use
// goes as well when replace asks for it. It returns [NumberNotFound],
// [NumberInUse] or [PoolFull].
func (tx *Tx) Claim(phone string, replace bool) error {
	n, err := tx.byMSISDN(phone)
	switch {
	case err != nil:
		return err
	case n.Claimed && !replace:
		return sim.Refuse(sim.NumberInUse)
	case !n.Claimed:
		w, err := tx.newCustomer("", "")
		if err != nil {
			return err
		}
		tx.manage(w, n.Owner)
		tx.claim(n, w, w.Name)
	}
	if replace && !n.gone() {
		tx.s.remove(n, tx.now)
	}
	return nil
}

// Expire ends a number's verification now; one that has ended stays as it is. A
// number that was never verified is taken as verified one validity ago. It
// returns [NumberNotFound].
func (tx *Tx) Expire(phone string) error {
	n, err := tx.byMSISDN(phone)
	if err != nil {
		return err
	}
	if n.status(tx.now) == sim.Expired {
		return nil
	}
	if n.VerifiedAt.IsZero() {
		n.VerifiedAt = tx.now.Add(-time.Duration(tx.s.rules.Profile.Validity))
	}
	tx.s.reached["expire"]++
	n.ExpiresAt, n.UpdatedAt, n.waits = tx.now, tx.now, nil
	tx.s.markChanged(n, tx.now)
	return nil
}

// Verify verifies a number now, without a code. It returns [NumberNotFound] or
// [NumberInUse].
func (tx *Tx) Verify(phone string) error {
	n, err := tx.byMSISDN(phone)
	if err != nil {
		return err
	}
	if n.Claimed {
		return sim.Refuse(sim.NumberInUse)
	}
	tx.s.void(n.code, tx.now)
	tx.s.verify(tx.now, n)
	return nil
}

// Remove takes a number away at Meta, of any owner and even in use. A row
// in 360dialog's pool stays. It returns [NumberNotFound].
func (tx *Tx) Remove(phone string) error {
	n, err := tx.byMSISDN(phone)
	if err != nil {
		return err
	}
	tx.s.reached["delete"]++
	tx.s.remove(n, tx.now)
	return nil
}

// Restore undoes what befell a number. A claimed one becomes available, an
// expired one has its validity start anew. When no live number has this MSISDN,
// the newest deleted one that had it comes back under its old id, with its
// verification and its shares; 360dialog's pools are left as they are. A number
// that was added anew after its deletion is live, so its tombstone stays one.
// It returns [NumberNotFound] for a number that never was or whose tombstone is
// forgotten, [NothingToRestore] for one nothing befell, and [PoolFull].
func (tx *Tx) Restore(phone string) error {
	if n, err := tx.byMSISDN(phone); err == nil {
		return tx.restoreLive(n)
	}
	var newest *number
	for _, n := range tx.s.order {
		if n.MSISDN == sim.MSISDN(phone) && (newest == nil || byDeletion(n, newest) > 0) {
			newest = n
		}
	}
	if newest == nil {
		return sim.RefuseWith(sim.NumberNotFound, "no number "+sim.MSISDN(phone))
	}
	if p := tx.s.onWABA[newest.MSISDN]; p != nil && string(p.PreverifiedID) != newest.ID {
		return sim.RefuseWith(sim.PhoneNumberTaken, "the number is on WABA "+p.WABA)
	}
	if err := tx.s.full(); err != nil {
		return err
	}
	tx.revive(newest)
	return nil
}

func (tx *Tx) restoreLive(n *number) error {
	switch {
	case n.Claimed:
		tx.unclaim(n)
		n.Claimed, n.UpdatedAt = false, tx.now
		if n.VerifiedAt.IsZero() && n.waits == nil { // its drop came due while it was in use
			tx.s.dropAfter(n, tx.now)
		}
	case n.status(tx.now) == sim.Expired:
		tx.s.verify(tx.now, n)
	default:
		return sim.RefuseWith(sim.NothingToRestore, "the number is neither deleted, claimed nor expired")
	}
	return nil
}

// unclaim takes the number that came of a claim off its WABA.
func (tx *Tx) unclaim(n *number) {
	if p := tx.s.onWABA[n.MSISDN]; p != nil && string(p.PreverifiedID) == n.ID {
		tx.s.dropPhone(p)
	}
}

func (tx *Tx) revive(n *number) {
	tx.unclaim(n)
	n.DeletedAt, n.Claimed, n.UpdatedAt = time.Time{}, false, tx.now
	tx.s.byPhone[n.MSISDN] = n
	tx.s.eachBusiness(n, func(b *business) { b.insert(n) })
	if n.VerifiedAt.IsZero() {
		tx.s.dropAfter(n, tx.now)
	} else {
		tx.s.expireAt(n, n.ExpiresAt)
	}
	if n.row == nil {
		n.Partner = ""
	} else {
		delete(tx.s.orphans, n.MSISDN)
	}
	tx.s.markChanged(n, tx.now)
}
