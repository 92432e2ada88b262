package sim

import "time"

// PoolRow is a copy of one row of 360dialog's own table of numbers.
type PoolRow struct {
	// Partner is the id of the partner the row belongs to.
	Partner string
	// NumberID is Meta's node id, Phone the telephone number.
	NumberID string
	Phone    Phone
	// Status is the last one 360dialog knows of. Once Meta has no such number,
	// it stays what it was.
	Status Status
	// Lapsed says that the verification has passed its expiry by now, whatever
	// Status still says.
	Lapsed bool
	// CreatedAt is when the row was made; DeletedAt when it was taken out, zero
	// while it is there.
	CreatedAt, DeletedAt time.Time
}

type poolRow struct {
	number    *number
	pool      *pool
	createdAt time.Time
	deletedAt time.Time
	known     Status // as of the last sync; while the pool mirrors Meta, only read once the number is gone
	expiresAt time.Time
	unlearned bool // it waits for the next sync
}

// learn takes over what Meta says, and reports whether that was news.
func (r *poolRow) learn(now time.Time) bool {
	known, expiresAt := r.number.status(now), r.number.expiresAt
	news := known != r.known || !expiresAt.Equal(r.expiresAt)
	r.known, r.expiresAt = known, expiresAt
	return news
}

func (r *poolRow) copyAt(now time.Time, mirrored bool) PoolRow {
	known, expiresAt := r.known, r.expiresAt
	if mirrored && !r.number.gone() {
		known, expiresAt = r.number.status(now), r.number.expiresAt
	}
	return PoolRow{
		Partner: r.pool.ID, NumberID: r.number.id, Phone: r.number.phone,
		Status: known, Lapsed: known == Expired || known == Verified && !now.Before(expiresAt),
		CreatedAt: r.createdAt, DeletedAt: r.deletedAt,
	}
}

// pool is the table of one partner.
type pool struct {
	Partner
	rows    []*poolRow // in order of insertion; deleted ones are swept later
	byID    map[string]*poolRow
	deleted int
}

func (p *pool) sweep() {
	if p.deleted <= sweepAfter || p.deleted <= len(p.rows)/2 {
		return
	}
	kept := p.rows[:0:0]
	for _, r := range p.rows {
		if r.deletedAt.IsZero() {
			kept = append(kept, r)
		}
	}
	p.rows, p.deleted = kept, 0
}
