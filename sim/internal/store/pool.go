package store

import (
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

type poolRow struct {
	number    *number
	pool      *pool
	createdAt time.Time
	expiresAt time.Time
	known     sim.Status // as of the last sync; while the pool mirrors Meta, only read once the number is gone
	changed   bool       // it waits for the next sync
}

// learn takes over what Meta says, and reports whether that was news.
func (r *poolRow) learn(now time.Time) bool {
	known, expiresAt := r.number.status(now), r.number.ExpiresAt
	news := known != r.known || !expiresAt.Equal(r.expiresAt)
	r.known, r.expiresAt = known, expiresAt
	return news
}

func (tx *Tx) copyRow(r *poolRow) PoolRow {
	known, expiresAt := r.known, r.expiresAt
	if tx.s.rules.PoolSync == 0 && !r.number.gone() {
		known, expiresAt = r.number.status(tx.now), r.number.ExpiresAt
	}
	return PoolRow{
		Partner: r.pool.ID, NumberID: r.number.ID, Phone: r.number.Phone,
		Status: known, Lapsed: known == sim.Expired || known == sim.Verified && !tx.now.Before(expiresAt),
		CreatedAt: r.createdAt,
	}
}

type pool struct {
	sim.Partner
	rows []*poolRow // in order of insertion
}
