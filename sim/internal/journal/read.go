package journal

import (
	"cmp"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
)

// All returns the records that f chooses, oldest first by number. A filter
// that is not valid chooses none; so it is for the other methods that take
// one.
func (j *Journal) All(f sim.RecordFilter) []*Record {
	m, err := compile(f)
	if err != nil {
		return nil
	}
	recs := slices.DeleteFunc(j.snapshot(), func(r *Record) bool { return !m.match(r) })
	slices.SortFunc(recs, func(a, b *Record) int { return cmp.Compare(a.Seq, b.Seq) })
	return recs
}

// List returns one page of the records that f chooses, newest first by number,
// and whether there are more behind it. after is the id of the last record of
// the page before, which need not be kept any more, or "" for the first page;
// anything else finds nothing. A limit below 1 means no limit.
func (j *Journal) List(f sim.RecordFilter, after string, limit int) (page []*Record, more bool) {
	page = j.All(f)
	if after != "" {
		seq, ok := ParseID(after)
		if !ok {
			return nil, false
		}
		older, _ := slices.BinarySearchFunc(page, seq, func(r *Record, seq uint64) int { return cmp.Compare(r.Seq, seq) })
		page = page[:older]
	}
	if limit > 0 && len(page) > limit {
		page, more = page[len(page)-limit:], true
	}
	slices.Reverse(page)
	return page, more
}

// Count returns how many of the records kept f chooses.
func (j *Journal) Count(f sim.RecordFilter) int { return len(j.All(f)) }
