package world

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// Diff lists the places in which two snapshots differ: part by part in the order
// of [Snapshot], what has an id by id, members by name. It lists at most as many
// as asked for, and tells whether there are more.
//
// The worlds' names, the program's version and the wall time that requests took
// are not compared, nor are the ignored paths with everything below them.
func Diff(from, to *Snapshot, most int, ignored ...string) (found []sim.Difference, more bool) {
	d := &differ{most: most, found: []sim.Difference{}, ignored: ignored}
	d.value("version", from.Version, to.Version)
	d.value("scenario", from.Scenario, to.Scenario)
	d.value("seed", from.Seed, to.Seed)
	d.value("clock", from.Clock, to.Clock)
	d.value("dialect", from.Dialect, to.Dialect)
	d.value("rules", from.Rules, to.Rules)
	keyed(d, "limits", from.Limits, to.Limits, func(l sim.Limit) string { return l.Name })
	keyed(d, "faults", from.Faults, to.Faults, func(f sim.Fault) string { return f.Name })
	d.value("timeline_done", from.TimelineDone, to.TimelineDone)
	d.value("timeline_failed", from.TimelineFailed, to.TimelineFailed)
	d.store(from.Store, to.Store)
	d.value("streams", from.Streams, to.Streams)
	keyed(d, "coverage.answers", from.Coverage.Answers, to.Coverage.Answers, func(a SavedAnswer) string {
		return a.Operation + " " + strconv.Itoa(a.Status)
	})
	keyed(d, "coverage.failures", from.Coverage.Failures, to.Coverage.Failures, func(f SavedFailure) string { return f.ID })
	d.journal(from.Journal, to.Journal)
	return d.found, d.more
}

type differ struct {
	most  int
	found []sim.Difference
	more  bool
	// ignored are paths such as clock.now, store.codes and store.numbers[1001].
	ignored []string
}

func (d *differ) ignores(path string) bool {
	return slices.ContainsFunc(d.ignored, func(whole string) bool {
		rest, below := strings.CutPrefix(path, whole)
		return below && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

func (d *differ) store(a, b store.State) {
	const at = "store."
	keyed(d, at+"businesses", a.Businesses, b.Businesses, func(b sim.Business) string { return b.ID })
	keyed(d, at+"tokens", a.Tokens, b.Tokens, func(t sim.Token) string { return t.Value })
	d.partners(at+"partners", a.Partners, b.Partners)
	keyed(d, at+"keys", a.Keys, b.Keys, func(k store.SavedKey) string { return k.Value })
	keyed(d, at+"numbers", a.Numbers, b.Numbers, func(n store.SavedNumber) string { return n.ID })
	keyed(d, at+"codes", countedCodes(a.Codes), countedCodes(b.Codes), func(c countedCode) string { return c.name })
	keyed(d, at+"apps", a.Apps, b.Apps, func(a sim.App) string { return a.ID })
	keyed(d, at+"wabas", a.WABAs, b.WABAs, func(w sim.WABA) string { return w.ID })
	keyed(d, at+"waba_numbers", a.WABANumbers, b.WABANumbers, func(n store.SavedWABANumber) string { return n.ID })
	keyed(d, at+"signups", a.Signups, b.Signups, func(s sim.Signup) string { return s.ID })
	keyed(d, at+"steps", a.Steps, b.Steps, func(s store.SavedStep) string { return s.Name })
	for _, s := range []*store.State{&a, &b} { // what is left are counters and lists of ids
		s.Businesses, s.Tokens, s.Partners, s.Keys, s.Numbers, s.Codes, s.Steps = nil, nil, nil, nil, nil, nil, nil
		s.Apps, s.WABAs, s.WABANumbers, s.Signups = nil, nil, nil, nil
	}
	d.value("store", a, b)
}

// partners compares them without their pools, then the pools row by row.
func (d *differ) partners(path string, a, b []store.SavedPartner) {
	bare := func(all []store.SavedPartner) []store.SavedPartner {
		out := slices.Clone(all)
		for i := range out {
			out[i].Pool = nil
		}
		return out
	}
	rows := func(all []store.SavedPartner) (out []pooledRow) {
		for _, p := range all {
			for _, r := range p.Pool {
				out = append(out, pooledRow{p.ID, r})
			}
		}
		return out
	}
	keyed(d, path, bare(a), bare(b), func(p store.SavedPartner) string { return p.ID })
	keyed(d, "store.pools", rows(a), rows(b), func(r pooledRow) string { return r.Partner + " " + r.NumberID })
}

type pooledRow struct {
	Partner string `json:"partner"`
	store.SavedRow
}

// countedCode is a code that goes by its number and its place among that
// number's.
type countedCode struct {
	name string
	store.SavedCode
}

func countedCodes(codes []store.SavedCode) []countedCode {
	seen, out := map[string]int{}, make([]countedCode, len(codes))
	for i, c := range codes {
		seen[c.NumberID]++
		out[i] = countedCode{fmt.Sprintf("%s #%d", c.NumberID, seen[c.NumberID]), c}
	}
	return out
}

func (d *differ) journal(a, b journal.State) {
	timeless := func(all []sim.Record) []sim.Record {
		out := slices.Clone(all)
		for i := range out {
			out[i].DurationMS, out[i].World = 0, ""
		}
		return out
	}
	d.value("journal.last", a.Last, b.Last)
	d.value("journal.dropped", a.Dropped, b.Dropped)
	keyed(d, "journal.records", timeless(a.Records), timeless(b.Records), func(r sim.Record) string { return r.ID })
}

// named is an entry of a list with what it goes by.
type named[T any] struct {
	name  string
	entry *T
}

// keyed compares two lists whose entries go by a name, in the order of the
// names: shorter ones first, so that numbers are in the order of numbers.
func keyed[T any](d *differ, path string, a, b []T, name func(T) string) {
	from, to := sortedByName(a, name), sortedByName(b, name)
	for len(from)+len(to) > 0 && !d.more {
		order := -1
		switch {
		case len(from) == 0:
			order = 1
		case len(to) > 0:
			order = byName(from[0].name, to[0].name)
		}
		switch {
		case order < 0:
			d.add(path+"["+from[0].name+"]", from[0].entry, nil)
			from = from[1:]
		case order > 0:
			d.add(path+"["+to[0].name+"]", nil, to[0].entry)
			to = to[1:]
		default:
			d.value(path+"["+from[0].name+"]", from[0].entry, to[0].entry)
			from, to = from[1:], to[1:]
		}
	}
}

func sortedByName[T any](list []T, name func(T) string) []named[T] {
	out := make([]named[T], len(list))
	for i := range list {
		out[i] = named[T]{name(list[i]), &list[i]}
	}
	slices.SortFunc(out, func(a, b named[T]) int { return byName(a.name, b.name) })
	return out
}

func byName(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) }

// value compares two values as they are written down, which takes a while and is for
// those that are not equal already. It goes into them only when they differ.
func (d *differ) value(path string, a, b any) {
	if d.more || reflect.DeepEqual(a, b) {
		return
	}
	from, to := encoded(a), encoded(b)
	if bytes.Equal(from, to) {
		return
	}
	d.walk(path, decoded(from), decoded(to))
}

// walk lists the places in which two decoded values differ.
func (d *differ) walk(path string, a, b any) {
	if d.more || reflect.DeepEqual(a, b) {
		return
	}
	from, object := a.(map[string]any)
	to, both := b.(map[string]any)
	if object && both {
		names := slices.AppendSeq(slices.Collect(maps.Keys(from)), maps.Keys(to))
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			d.walk(path+"."+name, from[name], to[name])
		}
		return
	}
	first, list := a.([]any)
	second, both := b.([]any)
	if !list || !both {
		d.add(path, a, b)
		return
	}
	for i := range max(len(first), len(second)) {
		d.walk(fmt.Sprintf("%s[%d]", path, i), at(first, i), at(second, i))
	}
}

func at(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

func (d *differ) add(path string, a, b any) {
	if d.ignores(path) {
		return
	}
	if len(d.found) == d.most {
		d.more = true
		return
	}
	d.found = append(d.found, sim.Difference{Path: path, From: encoded(a), To: encoded(b)})
}

// encoded writes a value down: one of a snapshot, or one that was read as JSON.
// Neither fails.
func encoded(v any) json.RawMessage {
	text, _ := json.Marshal(v)
	return text
}

func decoded(text []byte) (v any) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	_ = d.Decode(&v) // it has just been encoded
	return v
}
