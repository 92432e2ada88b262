// Package journal keeps the bounded record of what was asked and answered in
// one world.
//
//	j := journal.New(0, nil)
//	seq, id := j.Open()
//	j.Close(&journal.Record{Seq: seq, ID: id, Operation: "meta.get_number", Status: 200})
//	page, more := j.List(sim.RecordFilter{Operation: "meta.get_number"}, "", 100)
//
// Calls that one API makes to the other have records of their own, which name their
// parent and close before it, so what is read is in the order of the numbers. The record
// closed longest ago is dropped first. Records are shared: those handed out must not be
// changed.
//
// A record in memory holds what was sent, secrets included, because expectations
// compare requests and credentials. What leaves the journal is masked by value ([View],
// [Journal.Snapshot], [Record.Mask]).
//
// All methods may be called from several goroutines.
package journal

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/preverified-sim/preverified-sim/sim"
)

// The bounds of a journal: how many records it keeps unless it is told, how much of each
// body, and what all records cost together, in bytes. The newest record stays even if it
// alone costs more.
const (
	defaultSize = 1000
	mostBody    = 16 << 10
	mostBytes   = 8 << 20
)

// Journal is the record of one world. Make one with [New].
type Journal struct {
	size    int
	most    int             // bytes
	secrets func() []string // nil for none
	last    atomic.Uint64

	mu      sync.Mutex
	records []*Record // in order of closing
	bytes   int       // about what the records cost
	dropped uint64
	subs    []*Subscription
	down    bool
}

// New makes an empty journal that keeps so many records; 0 means 1000, a negative size
// none (subscribers still get them). secrets returns the credentials that the world
// knows, to be masked in every record; nil for none.
func New(size int, secrets func() []string) *Journal {
	return &Journal{size: max(cmp.Or(size, defaultSize), 0), most: mostBytes, secrets: secrets}
}

// Open takes the next number for a request that has just arrived, counting
// from 1, and the id that goes with it: "r1", "r2" and so on.
func (j *Journal) Open() (seq uint64, id string) {
	seq = j.last.Add(1)
	return seq, formatID(seq)
}

func formatID(seq uint64) string {
	return "r" + strconv.FormatUint(seq, 10)
}

// ParseID returns the number in a record's id, and false when id is not
// written the way [Journal.Open] writes it.
func ParseID(id string) (seq uint64, ok bool) {
	digits, found := strings.CutPrefix(id, "r")
	if !found {
		return 0, false
	}
	seq, err := strconv.ParseUint(digits, 10, 64)
	return seq, err == nil && seq > 0 && formatID(seq) == id
}

// Close puts a finished record into the journal and passes it to the
// subscribers. It cuts the bodies to 16 KiB and sets sizes that are 0; after that the
// record belongs to the journal and must not be changed, nor may the header maps and body
// slices it refers to. A record without a number is given the next one.
func (j *Journal) Close(r *Record) {
	if r.Seq == 0 {
		r.Seq, r.ID = j.Open()
	}
	r.cut()
	j.take(r)
}

func (j *Journal) take(r *Record) {
	r.known = j.secrets
	j.mu.Lock()
	defer j.mu.Unlock()
	j.keep(r)
	j.publish(r)
}

// keep appends r and drops the oldest records until the bounds hold.
func (j *Journal) keep(r *Record) {
	j.records = append(j.records, r)
	j.bytes += r.size()
	for len(j.records) > j.size || j.bytes > j.most && len(j.records) > 1 {
		j.bytes -= j.records[0].size()
		j.records[0] = nil
		j.records = j.records[1:]
		j.dropped++
	}
}

// Clear forgets all records and sets the count of dropped ones to zero. The
// numbering goes on, subscriptions stay.
func (j *Journal) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.records, j.bytes, j.dropped = nil, 0, 0
}

// Dropped returns how many records have fallen out since the journal was made
// or cleared.
func (j *Journal) Dropped() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.dropped
}

// Get returns the record with that id, if it is still kept.
func (j *Journal) Get(id string) (*Record, bool) {
	seq, ok := ParseID(id)
	if !ok {
		return nil, false
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, r := range slices.Backward(j.records) {
		if r.Seq == seq {
			return r, true
		}
	}
	return nil, false
}

// All returns the records that f chooses, oldest first by number. A filter
// that is not valid chooses none; so it is for the other methods that take
// one.
func (j *Journal) All(f sim.RecordFilter) []*Record {
	m, err := compile(f)
	if err != nil {
		return nil
	}
	j.mu.Lock()
	recs := slices.Clone(j.records) // filters run without the lock
	j.mu.Unlock()
	recs = slices.DeleteFunc(recs, func(r *Record) bool { return !m.match(r) })
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
