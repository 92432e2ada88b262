package store

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// PoolRow is a copy of one row of 360dialog's own table of numbers.
type PoolRow struct {
	// Partner is the id of the partner the row belongs to.
	Partner string
	// NumberID is Meta's node id, Phone the telephone number.
	NumberID string
	Phone    sim.Phone
	// Status is the last one 360dialog knows of. Once Meta has no such number,
	// it stays what it was.
	Status sim.Status
	// Lapsed says that the verification has passed its expiry by now, whatever
	// Status still says.
	Lapsed bool
	// CreatedAt is when the row was made.
	CreatedAt time.Time
}

// poolRow is the state behind a [PoolRow]. While the pool mirrors Meta, what it has learned
// is only read once the number is gone.
type poolRow struct {
	SavedRow
	number  *number
	pool    *pool
	waiting bool // for the next sync
}

// behind reports whether Meta says something else.
func (r *poolRow) behind(now time.Time) bool {
	return r.number.status(now) != r.Status || !r.number.ExpiresAt.Equal(r.ExpiresAt)
}

// learn takes over what Meta says, and reports whether that was news.
func (r *poolRow) learn(now time.Time) bool {
	news := r.behind(now)
	r.Status, r.ExpiresAt = r.number.status(now), r.number.ExpiresAt
	return news
}

func (tx *Tx) copyRow(r *poolRow) PoolRow {
	status, expiresAt := r.Status, r.ExpiresAt
	if tx.s.rules.PoolSync == 0 && !r.number.gone() {
		status, expiresAt = r.number.status(tx.now), r.number.ExpiresAt
	}
	return PoolRow{
		Partner: r.pool.ID, NumberID: r.NumberID, Phone: r.number.Phone, CreatedAt: r.CreatedAt,
		Status: status, Lapsed: status == sim.Expired || status == sim.Verified && !tx.now.Before(expiresAt),
	}
}

type pool struct {
	sim.Partner
	rows []*poolRow // in order of insertion
}

// Partner returns a partner of 360dialog. It returns [PartnerNotFound]; under
// --open it makes the partner known instead, up to [MaxOnMention].
func (tx *Tx) Partner(id string) (sim.Partner, error) {
	p, err := tx.pool(id)
	if err != nil {
		return sim.Partner{}, err
	}
	return p.Partner, nil
}

func (tx *Tx) pool(id string) (*pool, error) {
	if p, ok := tx.s.pools[id]; ok {
		return p, nil
	}
	if !tx.s.rules.Open || id == "" || len(id) > longestOnMention || len(tx.s.pools) >= MaxOnMention {
		return nil, sim.RefuseWith(sim.PartnerNotFound, "there is no partner "+id)
	}
	id = strings.Clone(id) // it may be a piece of a long request
	business := cmp.Or(tx.s.rules.OpenBusiness, tx.s.firstBiz)
	_, _ = tx.business(business) // makes it known
	tx.AddPartner(sim.Partner{ID: id, Business: business})
	return tx.s.pools[id], nil
}

// Pool lists a partner's rows in the order of insertion, without the deleted
// ones. It returns [PartnerNotFound].
func (tx *Tx) Pool(partner string) ([]PoolRow, error) {
	p, err := tx.pool(partner)
	if err != nil {
		return nil, err
	}
	out := make([]PoolRow, len(p.rows))
	for i, r := range p.rows {
		out[i] = tx.copyRow(r)
	}
	return out, nil
}

// PoolRow returns one live row of a partner. It returns [PartnerNotFound] or
// [NumberNotFound].
func (tx *Tx) PoolRow(partner, numberID string) (PoolRow, error) {
	r, err := tx.row(partner, numberID)
	if err != nil {
		return PoolRow{}, err
	}
	return tx.copyRow(r), nil
}

func (tx *Tx) row(partner, numberID string) (*poolRow, error) {
	p, err := tx.pool(partner)
	if err != nil {
		return nil, err
	}
	n := tx.s.numbers[numberID]
	switch {
	case n == nil:
		return nil, sim.Refuse(sim.NumberNotFound)
	case n.row != nil && n.row.pool == p:
		return n.row, nil
	case n.row != nil:
		return nil, sim.RefuseWith(sim.NumberNotFound, "the number is in the pool of partner "+n.row.pool.ID)
	case n.gone():
		_, err := tx.live(numberID)
		return nil, err
	}
	return nil, sim.RefuseWith(sim.NumberNotFound, "the number is in no pool of 360dialog")
}

// InAnyPool tells whether some partner's pool holds the telephone number, and
// returns [AlreadyInPool] if so.
func (tx *Tx) InAnyPool(msisdn string) error {
	if tx.s.held(msisdn) {
		return sim.Refuse(sim.AlreadyInPool)
	}
	return nil
}

// held tells whether some partner's pool holds the telephone number: as that of
// a live number, or of one that Meta has no more.
func (s *Store) held(msisdn string) bool {
	n, live := s.byPhone[msisdn]
	_, orphaned := s.orphans[msisdn]
	return live && n.row != nil || orphaned
}

// AddToPool makes a row for a number that Meta has registered. It returns
// [PartnerNotFound], [NumberNotFound] or [AlreadyInPool].
func (tx *Tx) AddToPool(partner, numberID string) (PoolRow, error) {
	p, err := tx.pool(partner)
	if err != nil {
		return PoolRow{}, err
	}
	n, err := tx.live(numberID)
	if err != nil {
		return PoolRow{}, err
	}
	if tx.s.held(n.MSISDN) {
		return PoolRow{}, sim.Refuse(sim.AlreadyInPool)
	}
	r := tx.s.addRow(p, n, tx.now)
	r.learn(tx.now)
	return tx.copyRow(r), nil
}

func (s *Store) addRow(p *pool, n *number, now time.Time) *poolRow {
	r := &poolRow{SavedRow: SavedRow{NumberID: n.ID, CreatedAt: now}, number: n, pool: p}
	n.Partner, n.row = p.ID, r
	p.rows = append(p.rows, r)
	return r
}

// TakeFromPool soft-deletes a row. It returns [PartnerNotFound] or
// [NumberNotFound].
func (tx *Tx) TakeFromPool(partner, numberID string) error {
	r, err := tx.row(partner, numberID)
	if err != nil {
		return err
	}
	n, same := r.number, func(o *poolRow) bool { return o == r }
	n.row = nil
	if n.gone() {
		delete(tx.s.orphans, n.MSISDN)
	} else {
		n.Partner = ""
	}
	r.pool.rows = slices.DeleteFunc(r.pool.rows, same)
	tx.s.changed = slices.DeleteFunc(tx.s.changed, same)
	return nil
}

// LearnStatus lets 360dialog take over a number's status at once, as it does
// after a verification that went through it. It returns what [Tx.PoolRow] does.
func (tx *Tx) LearnStatus(partner, numberID string) (PoolRow, error) {
	if r, err := tx.row(partner, numberID); err == nil {
		r.learn(tx.now)
	}
	return tx.PoolRow(partner, numberID)
}
