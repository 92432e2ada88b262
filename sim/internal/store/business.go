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
// it would stand, and whether it is there.
func find(list []*number, seq uint64) (int, bool) {
	return slices.BinarySearchFunc(list, seq, func(n *number, seq uint64) int { return cmp.Compare(n.seq, seq) })
}

func (b *business) leave() {
	b.dead++
	if b.dead > sweepAfter && b.dead > len(b.numbers)/2 {
		b.numbers = slices.DeleteFunc(b.numbers, func(n *number) bool {
			return n.gone() || !n.visibleTo(b.ID)
		})
		b.dead = 0
	}
}
