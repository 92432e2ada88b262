package store

import (
	"cmp"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// AllNumbers lists the numbers of every business, in the order of insertion or of
// expiry. Only the latter looks at all numbers for every page. An unknown After begins
// at the start.
func (tx *Tx) AllNumbers(q Query) (page []sim.Number, more bool) {
	list, order := tx.candidates(tx.s.order, q), bySeq
	if q.ByExpiry {
		list, order = slices.SortedFunc(tx.matching(slices.All(list), q, q.known), byExpiry), byExpiry
	}
	if last, ok := tx.s.numbers[q.After]; ok {
		at, found := slices.BinarySearchFunc(list, last, order)
		if found {
			at++
		}
		list = list[at:]
	}
	return tx.take(tx.matching(slices.All(list), q, q.known), q.Limit)
}

// known tells whether a number of the world may be shown.
func (q *Query) known(n *number) bool { return q.Deleted || !n.gone() }

// CountNumbers counts the numbers that the query chooses, on all pages.
func (tx *Tx) CountNumbers(q Query) int {
	return tx.count(tx.s.order, len(tx.s.byPhone), q, q.known)
}

// byExpiry orders numbers by the end of their verification, then by insertion. Those
// that were never verified come last.
func byExpiry(a, b *number) int {
	switch never := a.ExpiresAt.IsZero(); {
	case never == b.ExpiresAt.IsZero():
		return cmp.Or(a.ExpiresAt.Compare(b.ExpiresAt), bySeq(a, b))
	case never:
		return 1
	}
	return -1
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
	// Delivered messages have arrived, and were issued at Since or later.
	Delivered bool
	Since     time.Time
	// Before is what [Tx.Codes] returned with the page before this one; Limit is how
	// many messages a page holds at most, zero for all.
	Before uint64
	Limit  int
}

// Codes lists the inbox, newest first. next, where it is not 0, begins the next page: the
// place of the last message, which stays the same while the inbox grows.
func (tx *Tx) Codes(f CodeFilter) (page []sim.Code, next uint64) {
	page = []sim.Code{}
	for i := len(tx.s.inbox) - 1; i >= 0; i-- {
		c := tx.s.inbox[i]
		if !tx.chooses(f, c) {
			continue
		}
		arrivals := uint64(1)
		if c.Twice {
			arrivals = 2
		}
		for ; arrivals > 0; arrivals-- {
			place := 2*(c.seq-1) + arrivals
			switch {
			case f.Before > 0 && place >= f.Before:
				continue
			case f.Limit > 0 && len(page) == f.Limit:
				return page, next
			}
			page, next = append(page, c.copyAt(tx.now, &tx.s.rules.Codes)), place
		}
	}
	return page, 0
}

func (tx *Tx) chooses(f CodeFilter, c *code) bool {
	return (f.Phone == "" || c.PhoneNumber == f.Phone) && (f.NumberID == "" || c.NumberID == f.NumberID) &&
		(f.State == "" || c.state(tx.now) == f.State) &&
		(!f.Delivered || c.arrived(tx.now) && !c.IssuedAt.Before(f.Since))
}
