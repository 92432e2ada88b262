package store

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Query chooses numbers. Empty members choose all.
type Query struct {
	// Status and Availability must be those of the number, as of the instant.
	Status       sim.Status
	Availability sim.Availability
	// Phone is the MSISDN it must have, Part a part of it, digits only.
	Phone, Part string
	// Region is the ISO 3166-1 alpha-2 code, in capitals, it must have.
	Region string
	// None chooses nothing: a filter was asked for that no number can meet.
	None bool
	// Deleted chooses tombstones too, and ByExpiry puts the number that expires first
	// first; both for [Tx.AllNumbers] alone.
	Deleted, ByExpiry bool
	// After and Before are ids of numbers at which the page begins or ends,
	// exclusive. At most one of them counts: After.
	After, Before string
	// Limit is how many numbers a page holds at most.
	Limit int
}

// matches applies every filter.
func (q *Query) matches(n *number, now time.Time) bool {
	return !q.None &&
		(q.Status == "" || n.status(now) == q.Status) &&
		(q.Availability == "" || n.availability() == q.Availability) &&
		(q.Region == "" || n.Region == q.Region) &&
		(q.Phone == "" || n.MSISDN == q.Phone) && strings.Contains(n.MSISDN, q.Part)
}

// choosesAll reports whether there is no filter.
func (q Query) choosesAll() bool {
	q.After, q.Before, q.Limit, q.ByExpiry = "", "", 0, false
	return q == Query{}
}

// Page is one page of numbers, oldest first.
type Page struct {
	Numbers []sim.Number
	// Earlier and Later say whether there is another page on that side.
	Earlier, Later bool
}

// Numbers lists what a business owns or has shared with it, in the order of
// insertion. It returns what [Tx.Business] does, and [InvalidCursor] when After
// or Before names no number of the business, or one that is gone.
func (tx *Tx) Numbers(id string, reader sim.Token, q Query) (Page, error) {
	if _, err := tx.Business(id, reader); err != nil {
		return Page{}, err
	}
	b := tx.s.businesses[id]
	list, place := tx.candidates(b.numbers, q), 0
	if at := cmp.Or(q.After, q.Before); at != "" {
		n, ok := tx.s.numbers[at]
		if !ok || !b.shows(n) {
			return Page{}, sim.Refuse(sim.InvalidCursor)
		}
		var found bool
		if place, found = slices.BinarySearchFunc(list, n, bySeq); found && q.After != "" {
			place++
		}
	}
	before := tx.matching(slices.Backward(list[:place]), q, b.shows)
	after := tx.matching(slices.All(list[place:]), q, b.shows)
	most := min(q.Limit, len(b.numbers))
	var page Page
	if q.After == "" && q.Before != "" {
		page.Numbers, page.Earlier = tx.take(before, most)
		_, page.Later = tx.take(after, 0)
		slices.Reverse(page.Numbers)
	} else {
		page.Numbers, page.Later = tx.take(after, most)
		_, page.Earlier = tx.take(before, 0)
	}
	return page, nil
}

func (b *business) shows(n *number) bool { return !n.gone() && n.visibleTo(b.ID) }

// candidates are those of a list that may have the telephone number that is asked for.
func (tx *Tx) candidates(list []*number, q Query) []*number {
	if q.Phone == "" || q.Deleted {
		return list
	}
	if n, ok := tx.s.byPhone[q.Phone]; ok {
		return []*number{n}
	}
	return nil
}

// matching yields those of a list that may be shown and that the query chooses.
func (tx *Tx) matching(list iter.Seq2[int, *number], q Query, shows func(*number) bool) iter.Seq[*number] {
	return func(yield func(*number) bool) {
		for _, n := range list {
			if shows(n) && q.matches(n, tx.now) && !yield(n) {
				return
			}
		}
	}
}

func (tx *Tx) take(all iter.Seq[*number], most int) (out []sim.Number, more bool) {
	out = make([]sim.Number, 0, max(0, min(most, 100))) // growing would double what a page allocates
	for n := range all {
		if len(out) == most {
			return out, true
		}
		out = append(out, n.copyAt(tx.now))
	}
	return out, false
}

// Count tells how many numbers a listing would hold in all its pages; cursors
// and limit do not matter. Without a filter it does not look at the numbers.
func (tx *Tx) Count(id string, q Query) int {
	b, ok := tx.s.businesses[id]
	if !ok {
		return 0
	}
	return tx.count(b.numbers, len(b.numbers)-b.dead, q, b.shows)
}

// count counts those of a list that the query chooses: without a filter all of them.
func (tx *Tx) count(list []*number, all int, q Query, shows func(*number) bool) (total int) {
	if q.choosesAll() {
		return all
	}
	for range tx.matching(slices.All(tx.candidates(list, q)), q, shows) {
		total++
	}
	return total
}

// Partners lists the businesses a number is shared with, in the order of
// sharing. It returns what [Tx.Number] does.
func (tx *Tx) Partners(id string, reader sim.Token) ([]sim.Business, error) {
	n, err := tx.readable(id, reader)
	if err != nil {
		return nil, err
	}
	out := make([]sim.Business, 0, len(n.SharedWith))
	for _, id := range n.SharedWith {
		if b, ok := tx.s.businesses[id]; ok {
			out = append(out, b.Business)
		}
	}
	return out, nil
}

// BusinessName returns the name of a business, or "" for an unknown id.
func (tx *Tx) BusinessName(id string) string {
	if b, ok := tx.s.businesses[id]; ok {
		return b.Name
	}
	return ""
}

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
