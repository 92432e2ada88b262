package store

import (
	"cmp"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Placement describes a number that is put into a world as it shall be,
// without a vendor's call: by a scenario or by the control API.
type Placement struct {
	// Phone is the telephone number.
	Phone sim.Phone
	// ID is its id at Meta, as [sim.IsNodeID] has it; left out, one is drawn.
	ID string
	// Business owns it. Left out, the first business does.
	Business string
	// Partner is the 360dialog partner in whose pool it is; 360dialog's business
	// owns it then and shares it with the partner's.
	Partner string
	// SharedWith are further businesses that may use it.
	SharedWith []PlacedShare
	// CreatedAt is when it was added; zero means now.
	CreatedAt time.Time
	// VerifiedAt is when it was verified last; zero means never. Whether it is
	// still verified follows from the profile.
	VerifiedAt time.Time
	// Claimed numbers are in use by a customer.
	Claimed bool
}

// PlacedShare is a share of a [Placement]. It ends at Until, or not by itself when
// that is zero.
type PlacedShare struct {
	With  string
	Until time.Time
}

// Place puts a number into the world. It returns [PhoneNumberTaken] for a
// telephone number or an id that is there already, [BusinessNotFound],
// [PartnerNotFound], [AlreadyInPool] or [PoolFull].
func (tx *Tx) Place(p Placement) (sim.Number, error) {
	if err := tx.free(p.Phone, p.ID); err != nil {
		return sim.Number{}, err
	}
	owner, in, err := tx.home(&p)
	if err != nil {
		return sim.Number{}, err
	}
	if in != nil && tx.s.held(p.Phone.MSISDN) {
		return sim.Number{}, sim.RefuseWith(sim.AlreadyInPool, "the number "+p.Phone.MSISDN+" is in a partner's pool already")
	}
	if p.ID == "" { // not before: a refusal draws no id
		p.ID = tx.s.freeID(tx.s.ids)
	}
	if p.CreatedAt.IsZero() {
		p.CreatedAt = tx.now
	}
	n := tx.s.insert(p.CreatedAt.UTC(), owner, p.Phone, p.ID)
	n.Claimed = p.Claimed
	for _, share := range p.SharedWith {
		if with := tx.s.businesses[share.With]; !n.visibleTo(share.With) {
			n.SharedWith = append(n.SharedWith, share.With)
			with.insert(n)
			tx.s.endShare(n, with, share.Until)
		}
	}
	if !p.VerifiedAt.IsZero() {
		n.VerifiedAt = p.VerifiedAt.UTC()
		tx.s.expireAt(n, n.VerifiedAt.Add(time.Duration(tx.s.rules.Profile.Validity)))
	}
	if in != nil {
		tx.s.addRow(in, n, tx.now).learn(tx.now)
	}
	return n.copyAt(tx.now), nil
}

// free returns an error when the telephone number or the id is taken, or the
// world is full.
func (tx *Tx) free(p sim.Phone, id string) error {
	if n := tx.s.byPhone[p.MSISDN]; n != nil {
		return sim.RefuseWith(sim.PhoneNumberTaken, "number "+n.ID+" of business "+n.Owner+" has the phone number")
	}
	if n := tx.s.onWABA[p.MSISDN]; n != nil {
		return sim.RefuseWith(sim.PhoneNumberTaken, "number "+n.ID+" on WABA "+n.WABA+" has the phone number")
	}
	if id != "" && tx.s.taken(id) {
		return sim.RefuseWith(sim.PhoneNumberTaken, "the id "+id+" exists already")
	}
	return tx.s.full()
}

// home fills in whom a number belongs to and is shared with, and finds its owner and
// its pool, nil for none.
func (tx *Tx) home(p *Placement) (owner *business, in *pool, err error) {
	if p.Partner != "" {
		if in, err = tx.pool(p.Partner); err != nil {
			return nil, nil, err
		}
		p.Business = Business360dialog
		p.SharedWith = slices.Concat([]PlacedShare{{With: in.Business}}, p.SharedWith)
	}
	p.Business = cmp.Or(p.Business, tx.s.firstBiz)
	for _, share := range p.SharedWith {
		if _, err = tx.business(share.With); err != nil {
			return nil, nil, err
		}
	}
	owner, err = tx.business(p.Business)
	return owner, in, err
}
