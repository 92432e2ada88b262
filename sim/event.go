package sim

import "time"

// byMSISDN finds the live number an event is about.
func (tx *Tx) byMSISDN(phone string) (*number, error) {
	n, ok := tx.s.byPhone[MSISDN(phone)]
	if !ok {
		return nil, refuseWith(NumberNotFound, "no live number "+MSISDN(phone))
	}
	return n, nil
}

// Claim gives a number to a customer, as the end of Embedded Signup does. With
// replace the number vanishes, because Meta puts a WhatsApp phone number with
// another id in its place; without, it stays listed as in use. It returns
// [NumberNotFound] or [NumberInUse].
func (tx *Tx) Claim(phone string, replace bool) error {
	n, err := tx.byMSISDN(phone)
	if err != nil {
		return err
	}
	if n.claimed {
		return refuse(NumberInUse)
	}
	tx.s.reached[stepClaim]++
	n.claimed, n.updatedAt = true, tx.now
	if n.code.live(tx.now) {
		n.code.voided = true
	}
	if replace {
		tx.s.remove(n, tx.now)
	}
	return nil
}

// Expire ends a number's verification now. A number that was never verified is
// taken as verified one validity ago. It returns [NumberNotFound].
func (tx *Tx) Expire(phone string) error {
	n, err := tx.byMSISDN(phone)
	if err != nil {
		return err
	}
	if n.verifiedAt.IsZero() {
		n.verifiedAt = tx.now.Add(-tx.s.rules.Profile.Validity)
	}
	if n.status(tx.now) != Expired {
		tx.s.reached[stepExpire]++
	}
	n.expiresAt, n.updatedAt = tx.now, tx.now
	return nil
}

// Verify verifies a number now, without a code. It returns [NumberNotFound] or
// [NumberInUse].
func (tx *Tx) Verify(phone string) error {
	n, err := tx.byMSISDN(phone)
	if err != nil {
		return err
	}
	if n.claimed {
		return refuse(NumberInUse)
	}
	if n.code.live(tx.now) {
		n.code.voided = true
	}
	tx.s.verify(tx.now, n)
	return nil
}

// SetVerified places a verification at a time of one's choice; used to build a
// world.
func (tx *Tx) SetVerified(id string, at, expires time.Time) error {
	n, err := tx.live(id)
	if err != nil {
		return err
	}
	n.verifiedAt = at
	tx.s.expireAt(n, expires)
	return nil
}

// SetCreated moves a number's creation to a time before; used to build a world.
func (tx *Tx) SetCreated(id string, at time.Time) error {
	n, err := tx.live(id)
	if err != nil {
		return err
	}
	n.createdAt, n.updatedAt = at, at
	if after := tx.s.rules.Profile.DropAfter; after > 0 {
		tx.s.schedule(at.Add(after), dueDrop, n, nil)
	}
	return nil
}

// Remove takes a number away at Meta, whoever owns it and even in use. A row
// in 360dialog's pool stays. It returns [NumberNotFound].
func (tx *Tx) Remove(phone string) error {
	n, err := tx.byMSISDN(phone)
	if err != nil {
		return err
	}
	tx.s.reached[stepDelete]++
	tx.s.remove(n, tx.now)
	return nil
}

// Restore undoes what befell a number: the newest deleted one with this MSISDN
// comes back under its old id, a claimed one becomes available, an expired one
// has its validity start anew. It returns [NumberNotFound] for a number that
// never was, and [NothingToRestore] for one nothing befell.
func (tx *Tx) Restore(phone string) error {
	if n, err := tx.byMSISDN(phone); err == nil {
		return tx.restoreLive(n)
	}
	msisdn := MSISDN(phone)
	for i := len(tx.s.order) - 1; i >= 0; i-- {
		if n := tx.s.order[i]; n.phone.MSISDN == msisdn {
			tx.revive(n)
			return nil
		}
	}
	return refuseWith(NumberNotFound, "no number "+msisdn)
}

func (tx *Tx) restoreLive(n *number) error {
	switch {
	case n.claimed:
		n.claimed, n.updatedAt = false, tx.now
	case n.status(tx.now) == Expired:
		tx.s.verify(tx.now, n)
	default:
		return refuseWith(NothingToRestore, "the number is neither deleted, claimed nor expired")
	}
	return nil
}

func (tx *Tx) revive(n *number) {
	n.deletedAt, n.claimed, n.updatedAt = time.Time{}, false, tx.now
	tx.s.byPhone[n.phone.MSISDN] = n
	for _, id := range append([]string{n.owner}, n.sharedWith...) {
		if b, ok := tx.s.businesses[id]; ok {
			b.insert(n)
		}
	}
	if !n.verifiedAt.IsZero() {
		tx.s.expireAt(n, n.expiresAt)
	} else if after := tx.s.rules.Profile.DropAfter; after > 0 {
		tx.s.schedule(tx.now.Add(after), dueDrop, n, nil)
	}
}
