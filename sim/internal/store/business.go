package store

import (
	"cmp"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
)

type business struct {
	sim.Business
	numbers []*number // owned or shared, by seq; gone ones are swept later
	dead    int       // entries of numbers that are gone or no longer shared
	alone   shares    // the shares of a number that is shared with this business only
}

func newBusiness(b sim.Business) *business {
	return &business{Business: b, alone: shares{[]string{b.ID}}}
}

// sweepAfter is how many dead entries a list may hold before it is rebuilt,
// beside half of its length: rebuilding stays cheap per deletion.
const sweepAfter = 64

func (b *business) insert(n *number) {
	i, found := find(b.numbers, n.seq)
	if found {
		b.dead-- // it was shared before and the entry is still there
		return
	}
	b.numbers = slices.Insert(b.numbers, i, n)
}

// find returns the place of a number in a list that is ordered by seq, or where
// it would stand, and whether it is there. No two numbers have the same seq,
// which narrows the search down: to a single entry where none is missing.
func find(list []*number, seq uint64) (int, bool) {
	last := len(list) - 1
	switch {
	case last < 0 || list[last].seq < seq:
		return last + 1, false
	case seq <= list[0].seq:
		return 0, seq == list[0].seq
	}
	low := max(0, last-int(min(list[last].seq-seq, uint64(last))))
	high := int(min(seq-list[0].seq, uint64(last)))
	i, found := slices.BinarySearchFunc(list[low:high+1], seq, func(n *number, seq uint64) int {
		return cmp.Compare(n.seq, seq)
	})
	return low + i, found
}

// leave notes that one entry no longer counts.
func (b *business) leave() {
	b.dead++
	if b.dead > sweepAfter && b.dead > len(b.numbers)/2 {
		b.numbers = slices.DeleteFunc(b.numbers, func(n *number) bool {
			return n.gone() || !n.visibleTo(b.ID)
		})
		b.dead = 0
	}
}
