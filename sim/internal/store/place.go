package store

import (
	"maps"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Placement describes a number that is put into a world as it shall be,
// without a vendor's call: by a scenario or by the control API.
type Placement struct {
	// Phone is the telephone number.
	Phone sim.Phone
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
// [PartnerNotFound], [AlreadyInPool] or [PoolFull], and refuses a telephone number
// or an id that no world can hold (see [IsNodeID]).
func (tx *Tx) Place(p Placement) (sim.Number, error) {
	id, ok := packDigits(p.ID)
	if p.ID != "" && !ok {
		return sim.Number{}, errNodeID
	}
	msisdn, err := tx.free(p.Phone, id)
	if err != nil {
		return sim.Number{}, err
	}
	h, err := tx.home(p)
	if err != nil {
		return sim.Number{}, err
	}
	if h.pool != nil && tx.s.held(msisdn) {
		return sim.Number{}, sim.Refuse(sim.AlreadyInPool)
	}
	if p.ID == "" { // not before: what is refused moves no stream
		id = tx.s.newID()
	}
	n := tx.s.settleIn(tx.at, h, p.Phone, msisdn, id, momentOf(p.CreatedAt), momentOf(p.VerifiedAt))
	n.claimed = p.Claimed
	return tx.copy(n), nil
}

// free returns the packed telephone number if neither it nor the id is taken and
// there is room for another.
func (tx *Tx) free(p sim.Phone, id digits) (digits, error) {
	msisdn, ok := packDigits(p.MSISDN)
	if !ok {
		return 0, sim.Refuse(sim.InvalidPhoneNumber)
	}
	_, number := tx.s.numbers[id]
	_, phone := tx.s.byPhone[msisdn]
	if number || phone {
		return 0, sim.RefuseWith(sim.PhoneNumberTaken, "the number "+p.MSISDN+" or its id exists already")
	}
	return msisdn, tx.s.full()
}

// home is where a number belongs.
type home struct {
	owner  *business
	shares *shares
	pool   *pool // nil: none
}

// home reads where a placement belongs. It changes nothing that is refused.
func (tx *Tx) home(p Placement) (h home, err error) {
	if p.Partner != "" {
		if h.pool, err = tx.pool(p.Partner); err != nil {
			return h, err
		}
		p.Business = HubBusiness
		p.SharedWith = slices.Concat([]string{h.pool.Business}, p.SharedWith)
	}
	if p.Business == "" {
		p.Business = tx.s.firstBiz
	}
	var with []string
	for _, id := range p.SharedWith {
		if id == p.Business || slices.Contains(with, id) {
			continue
		}
		if _, err := tx.business(id); err != nil {
			return h, err
		}
		with = append(with, id)
	}
	h.owner, err = tx.business(p.Business)
	h.shares = tx.s.sharesOf(with)
	return h, err
}

// settleIn puts a number in place that has been judged before. Zero instants
// mean now for its creation, and never for its verification.
func (s *Store) settleIn(now moment, h home, p sim.Phone, msisdn, id digits, created, verified moment) *number {
	if created == 0 {
		created = now
	}
	n := s.insert(created, h.owner, p, msisdn, id)
	n.shares = h.shares
	for _, with := range n.sharedWith() {
		s.businesses[with].insert(n)
	}
	if verified != 0 {
		n.verifiedAt = verified
		s.expireAt(n, verified.add(s.rules.Profile.Validity))
	}
	if h.pool != nil {
		s.addRow(h.pool, n, now).learn(now)
	}
	return n
}

// Batch places numbers that belong to the same business or partner.
type Batch struct {
	tx   *Tx
	home home
}

// NewBatch makes room for count numbers that belong where p does; all else of p
// is left alone. It returns what [Tx.Place] does.
func (tx *Tx) NewBatch(p Placement, count int) (*Batch, error) {
	h, err := tx.home(p)
	if err != nil {
		return nil, err
	}
	h.owner.numbers = slices.Grow(h.owner.numbers, count)
	if h.shares != nil {
		for _, id := range h.shares.ids {
			with := tx.s.businesses[id]
			with.numbers = slices.Grow(with.numbers, count)
		}
	}
	if h.pool != nil {
		h.pool.rows = slices.Grow(h.pool.rows, count)
		tx.s.newRows.expect(count)
	}
	return &Batch{tx: tx, home: h}, nil
}

// Place puts a number into the world, under an id that is drawn; see
// [Placement]. It returns [PhoneNumberTaken], [AlreadyInPool],
// [InvalidPhoneNumber] or [PoolFull].
func (b *Batch) Place(p sim.Phone, createdAt, verifiedAt time.Time) error {
	s := b.tx.s
	msisdn, err := b.tx.free(p, 0)
	if err != nil {
		return err
	}
	if b.home.pool != nil && s.held(msisdn) {
		return sim.Refuse(sim.AlreadyInPool)
	}
	s.settleIn(b.tx.at, b.home, p, msisdn, s.newID(), momentOf(createdAt), momentOf(verifiedAt))
	return nil
}

// Reserve makes room for that many more numbers at once: growing step by step
// would take about twice the memory and the time.
func (tx *Tx) Reserve(count int) { tx.s.reserve(count) }

func (s *Store) reserve(count int) {
	s.numbers, s.byPhone = withRoom(s.numbers, count), withRoom(s.byPhone, count)
	s.order = slices.Grow(s.order, count)
	s.numbersDue.items = slices.Grow(s.numbersDue.items, count)
	s.newNumbers.expect(count)
}

func withRoom(m map[digits]*number, count int) map[digits]*number {
	roomy := make(map[digits]*number, len(m)+count)
	maps.Copy(roomy, m)
	return roomy
}
