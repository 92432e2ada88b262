package store

import (
	"cmp"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
)

// NumberFilter chooses numbers as tests see them.
type NumberFilter struct {
	// Phone is an MSISDN, Status one of the three; empty chooses all.
	Phone  string
	Status sim.Status
	// Deleted lists tombstones too: the newest 10,000 deleted numbers.
	Deleted bool
	// After is the id of the number behind which to begin; an unknown one
	// begins at the start.
	After string
	// Limit is how many are listed at most.
	Limit int
}

// AllNumbers lists the numbers of every business in the order of insertion.
func (tx *Tx) AllNumbers(f NumberFilter) (page []sim.Number, more bool) {
	page = []sim.Number{}
	from := uint64(0)
	if n, ok := tx.s.numbers[f.After]; ok {
		from = n.seq
	}
	candidates := tx.s.order
	if f.Phone != "" {
		candidates = tx.having(f.Phone, f.Deleted)
	}
	start, _ := find(candidates, from+1)
	for _, n := range candidates[start:] {
		if n.forgotten || n.gone() && !f.Deleted || f.Status != "" && n.status(tx.now) != f.Status {
			continue
		}
		if len(page) == f.Limit {
			return page, true
		}
		page = append(page, n.copyAt(tx.now))
	}
	return page, false
}

// having are the numbers that have a telephone number and, if asked for, those
// that had it when they were deleted, in the order of insertion.
func (tx *Tx) having(phone string, deleted bool) []*number {
	var out []*number
	if n, ok := tx.s.byPhone[phone]; ok {
		out = append(out, n)
	}
	if !deleted {
		return out
	}
	for _, n := range tx.s.tombs {
		if n.phone.MSISDN == phone {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b *number) int { return cmp.Compare(a.seq, b.seq) })
	return out
}

// AnyNumber returns a number by its id, a tombstone too. It returns
// [NumberNotFound].
func (tx *Tx) AnyNumber(id string) (sim.Number, error) {
	n, ok := tx.s.numbers[id]
	if !ok {
		return sim.Number{}, sim.Refuse(sim.NumberNotFound)
	}
	return n.copyAt(tx.now), nil
}

// CodeFilter chooses messages of the inbox; empty members choose all.
type CodeFilter struct {
	Phone    string
	NumberID string
	State    sim.CodeState
}

// Codes lists the inbox, newest first.
func (tx *Tx) Codes(f CodeFilter) []sim.Code {
	var out []sim.Code
	for i := len(tx.s.inbox) - 1; i >= 0; i-- {
		c := tx.s.inbox[i]
		if f.Phone != "" && c.msisdn != f.Phone || f.NumberID != "" && c.numberID != f.NumberID ||
			f.State != "" && c.state(tx.now) != f.State {
			continue
		}
		out = append(out, c.copyAt(tx.now))
	}
	return out
}
