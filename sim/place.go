package sim

import (
	"slices"
	"time"
)

// Placement describes a number that is put into a world as it shall be,
// without a vendor's call: by a scenario or by the control API.
type Placement struct {
	// Phone is the telephone number.
	Phone Phone
	// ID is its id at Meta; left out, one is drawn.
	ID string
	// Business owns it. Left out, the first business does.
	Business string
	// Partner is the 360dialog partner in whose pool it is; 360dialog's business
	// owns it then and shares it with the partner's.
	Partner string
	// SharedWith are further businesses that may use it.
	SharedWith []string
	// CreatedAt is when it was added; zero means now.
	CreatedAt time.Time
	// VerifiedAt is when it was verified last; zero means never. Whether it is
	// still verified follows from the profile.
	VerifiedAt time.Time
	// Claimed numbers are in use by a customer.
	Claimed bool
}

// Place puts a number into the world. It returns [PhoneNumberTaken] for a
// telephone number or an id that is there already, [BusinessNotFound],
// [PartnerNotFound] or [AlreadyInPool].
func (tx *Tx) Place(p Placement) (Number, error) {
	if err := tx.placeable(&p); err != nil {
		return Number{}, err
	}
	owner, err := tx.business(p.Business)
	if err != nil {
		return Number{}, err
	}
	if p.ID == "" { // not before: what is refused moves no stream
		p.ID = tx.s.newID()
	}
	created := p.CreatedAt
	if created.IsZero() {
		created = tx.now
	}
	n := tx.s.insert(created, owner, p.Phone, p.ID)
	n.claimed = p.Claimed
	for _, with := range p.SharedWith {
		tx.s.businesses[with].insert(n)
	}
	n.sharedWith = p.SharedWith
	if !p.VerifiedAt.IsZero() {
		n.verifiedAt = p.VerifiedAt
		tx.s.expireAt(n, p.VerifiedAt.Add(tx.s.rules.Profile.Validity))
	}
	if p.Partner != "" {
		if _, err := tx.AddToPool(p.Partner, n.id); err != nil {
			return Number{}, err
		}
	}
	return n.copyAt(tx.now), nil
}

// placeable fills in what was left out and refuses what cannot be, before
// anything is changed.
func (tx *Tx) placeable(p *Placement) error {
	_, number := tx.s.numbers[p.ID]
	_, phone := tx.s.byPhone[p.Phone.MSISDN]
	if number || phone {
		return refuseWith(PhoneNumberTaken, "the number "+p.Phone.MSISDN+" or its id exists already")
	}
	if p.Partner != "" {
		partner, err := tx.Partner(p.Partner)
		if err != nil {
			return err
		}
		if err := tx.InAnyPool(p.Phone.MSISDN); err != nil {
			return err
		}
		p.Business = HubBusiness
		if partner.Business != HubBusiness {
			p.SharedWith = append([]string{partner.Business}, p.SharedWith...)
		}
	}
	if p.Business == "" {
		p.Business = tx.s.firstBiz
	}
	var shared []string
	for _, with := range p.SharedWith {
		if _, err := tx.business(with); err != nil {
			return err
		}
		if with != p.Business && !slices.Contains(shared, with) {
			shared = append(shared, with)
		}
	}
	p.SharedWith = shared
	return nil
}
