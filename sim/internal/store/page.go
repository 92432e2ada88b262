package store

import (
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

// matches applies every filter except Phone, which callers look up in an index.
func (q *Query) matches(n *number, now time.Time) bool {
	return !q.None &&
		(q.Status == "" || n.status(now) == q.Status) &&
		(q.Availability == "" || n.availability() == q.Availability) &&
		(q.Region == "" || n.Region == q.Region) &&
		strings.Contains(n.MSISDN, q.Part)
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
	from, to, err := tx.bounds(b, q)
	if err != nil {
		return Page{}, err
	}
	if q.Phone != "" {
		return tx.byPhone(b, from, to, q), nil
	}
	if q.After == "" && q.Before != "" {
		return tx.walkBack(b, to, q), nil
	}
	return tx.walk(b, from, q), nil
}

// bounds turns the cursors into places in the list: [from, to).
func (tx *Tx) bounds(b *business, q Query) (from, to int, err error) {
	from, to = 0, len(b.numbers)
	place := func(id string) (int, error) {
		n, ok := tx.s.numbers[id]
		if !ok || !b.shows(n) {
			return 0, sim.Refuse(sim.InvalidCursor)
		}
		i, _ := find(b.numbers, n.Seq)
		return i, nil
	}
	if q.After != "" {
		if from, err = place(q.After); err != nil {
			return 0, 0, err
		}
		return from + 1, to, nil
	}
	if q.Before != "" {
		if to, err = place(q.Before); err != nil {
			return 0, 0, err
		}
	}
	return from, to, nil
}

func (tx *Tx) byPhone(b *business, from, to int, q Query) Page {
	n, ok := tx.s.byPhone[q.Phone]
	if !ok || !n.visibleTo(b.ID) || !q.matches(n, tx.now) {
		return Page{}
	}
	i, _ := find(b.numbers, n.Seq)
	if i < from || i >= to {
		return Page{Earlier: i < from, Later: i >= to}
	}
	return Page{Numbers: []sim.Number{n.copyAt(tx.now)}}
}

func (b *business) shows(n *number) bool { return !n.gone() && (n.owner == b || n.visibleTo(b.ID)) }

func (tx *Tx) walk(b *business, from int, q Query) (page Page) {
	page.Numbers, page.Later = tx.take(tx.shown(b, slices.All(b.numbers[from:]), q), min(q.Limit, len(b.numbers)))
	page.Earlier = anyOf(tx.shown(b, slices.Backward(b.numbers[:from]), q))
	return page
}

// walkBack reads the page before a place.
func (tx *Tx) walkBack(b *business, to int, q Query) (page Page) {
	page.Numbers, page.Earlier = tx.take(tx.shown(b, slices.Backward(b.numbers[:to]), q), min(q.Limit, len(b.numbers)))
	page.Later = anyOf(tx.shown(b, slices.All(b.numbers[to:]), q))
	slices.Reverse(page.Numbers)
	return page
}

func (tx *Tx) shown(b *business, all iter.Seq2[int, *number], q Query) iter.Seq[*number] {
	return func(yield func(*number) bool) {
		for _, n := range all {
			if b.shows(n) && q.matches(n, tx.now) && !yield(n) {
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

// anyOf tells whether a page beside this one would hold something. The number at the
// cursor itself counts, unless the filter leaves it out.
func anyOf(all iter.Seq[*number]) bool {
	for range all {
		return true
	}
	return false
}

// Count tells how many numbers a listing would hold in all its pages; cursors
// and limit do not matter. Without a filter it does not look at the numbers.
func (tx *Tx) Count(id string, q Query) int {
	b, ok := tx.s.businesses[id]
	if !ok {
		return 0
	}
	if q.Status == "" && q.Availability == "" && q.Phone == "" && q.Region == "" && !q.None {
		return len(b.numbers) - b.dead
	}
	if q.Phone != "" {
		return len(tx.byPhone(b, 0, len(b.numbers), q).Numbers)
	}
	total := 0
	for range tx.shown(b, slices.All(b.numbers), q) {
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
