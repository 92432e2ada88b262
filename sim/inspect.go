package sim

import "slices"

// NumberFilter chooses numbers as tests see them.
type NumberFilter struct {
	// Phone is an MSISDN, Status one of the three; empty chooses all.
	Phone  string
	Status Status
	// Deleted lists tombstones too: the newest 10,000 deleted numbers.
	Deleted bool
	// After is the id of the number behind which to begin; an unknown one
	// begins at the start.
	After string
	// Limit is how many are listed at most.
	Limit int
}

// AllNumbers lists the numbers of every business in the order of insertion.
func (tx *Tx) AllNumbers(f NumberFilter) (page []Number, more bool) {
	from := uint64(0)
	if n, ok := tx.s.numbers[f.After]; ok {
		from = n.seq
	}
	start, _ := slices.BinarySearchFunc(tx.s.order, from+1, func(n *number, seq uint64) int {
		return int(int64(n.seq) - int64(seq))
	})
	for _, n := range tx.s.order[start:] {
		if n.forgotten || n.gone() && !f.Deleted || f.Phone != "" && n.phone.MSISDN != f.Phone ||
			f.Status != "" && n.status(tx.now) != f.Status {
			continue
		}
		if len(page) == f.Limit {
			return page, true
		}
		page = append(page, n.copyAt(tx.now))
	}
	return page, false
}

// AnyNumber returns a number by its id, a tombstone too. It returns
// [NumberNotFound].
func (tx *Tx) AnyNumber(id string) (Number, error) {
	n, ok := tx.s.numbers[id]
	if !ok {
		return Number{}, refuse(NumberNotFound)
	}
	return n.copyAt(tx.now), nil
}

// CodeFilter chooses messages of the inbox; empty members choose all.
type CodeFilter struct {
	Phone    string
	NumberID string
	State    CodeState
}

// Codes lists the inbox, newest first.
func (tx *Tx) Codes(f CodeFilter) []Code {
	var out []Code
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
