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

// poolRow is the state behind a [PoolRow]. While the pool mirrors Meta, what it has learned
// is only read once the number is gone.
type poolRow struct {
	SavedRow
	number *number
	pool   *pool
}

// learn takes over what Meta says, and reports whether that was news.
func (r *poolRow) learn(now time.Time) bool {
	status, expiresAt := r.number.status(now), r.number.ExpiresAt
	news := status != r.Status || !expiresAt.Equal(r.ExpiresAt)
	r.Status, r.ExpiresAt = status, expiresAt
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
