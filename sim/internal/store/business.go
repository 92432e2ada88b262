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
	i, found := slices.BinarySearchFunc(b.numbers, n, bySeq)
	if found {
		b.dead-- // it was shared before and the entry is still there
		return
	}
	b.numbers = slices.Insert(b.numbers, i, n)
}

func bySeq(a, b *number) int { return cmp.Compare(a.seq, b.seq) }

func (b *business) leave() {
	b.dead++
	if b.dead > sweepAfter && b.dead > len(b.numbers)/2 {
		b.numbers = slices.DeleteFunc(b.numbers, func(n *number) bool {
			return n.gone() || !n.visibleTo(b.ID)
		})
		b.dead = 0
	}
}
