package world

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/entries"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// Diff lists the places in which two snapshots differ, in the order of the document;
// entries of lists that have an id or a name are found by it. It lists at most as many
// as asked for, and tells whether there are more.
//
// The worlds' names, the program's version and the wall time that requests took
// are not compared, nor are the ignored paths with everything below them.
func Diff(from, to *Snapshot, most int, ignored ...string) (found []sim.Difference, more bool) {
	d := &differ{most: most, found: []sim.Difference{}, ignored: ignored}
	d.compare("", reflect.ValueOf(*from), reflect.ValueOf(*to))
	return d.found, d.more
}

var passing = []string{"world", "product", "duration_ms"}

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

// compare goes into structs and lists of named entries that differ, and compares
// everything else as it is written down.
func (d *differ) compare(path string, a, b reflect.Value) {
	if d.more || reflect.DeepEqual(a.Interface(), b.Interface()) {
		return
	}
	switch t := a.Type(); {
	case t.Kind() == reflect.Struct && !entries.Whole(t):
		for _, m := range entries.Members(t) {
			if !slices.Contains(passing, m.Name) {
				d.member(strings.TrimPrefix(path+"."+m.Name, "."), m, a.FieldByIndex(m.Index), b.FieldByIndex(m.Index))
			}
		}
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct && nameOf(reflect.Zero(t.Elem())) != nil:
		d.named(path, a, b)
	default:
		d.written(path, a.Interface(), b.Interface())
	}
}

func (d *differ) member(path string, m entries.Member, a, b reflect.Value) {
	switch {
	case m.Omitted(a) && m.Omitted(b):
	case m.Omitted(a):
		d.add(path, nil, b.Interface())
	case m.Omitted(b):
		d.add(path, a.Interface(), nil)
	default:
		d.compare(path, a, b)
	}
}

// nameOf is what an entry of a list goes by, or nil for one that goes by its place.
func nameOf(entry reflect.Value) *string {
	if entry.Type() == reflect.TypeFor[SavedAnswer]() {
		return new(fmt.Sprint(entry.FieldByName("Operation"), " ", entry.FieldByName("Status")))
	}
	for _, field := range []string{"ID", "Name", "NumberID", "Value"} {
		if f := entry.FieldByName(field); f.IsValid() {
			return new(f.String())
		}
	}
	return nil
}

// named is an entry of a list with what it goes by.
type named struct {
	name  string
	entry reflect.Value
}

// named compares two lists in the order of the names: shorter ones first, so that
// numbers are in the order of numbers.
func (d *differ) named(path string, a, b reflect.Value) {
	from, to := byName(a), byName(b)
	for len(from)+len(to) > 0 && !d.more {
		order := cmp.Compare(len(to), len(from)) // of an empty list
		if len(from) > 0 && len(to) > 0 {
			order = compareNames(from[0], to[0])
		}
		switch {
		case order < 0:
			d.add(path+"["+from[0].name+"]", from[0].entry.Interface(), nil)
			from = from[1:]
		case order > 0:
			d.add(path+"["+to[0].name+"]", nil, to[0].entry.Interface())
			to = to[1:]
		default:
			d.compare(path+"["+from[0].name+"]", from[0].entry, to[0].entry)
			from, to = from[1:], to[1:]
		}
	}
}

// byName sorts the entries of a list. The second and later ones of a name are
// numbered.
func byName(list reflect.Value) []named {
	out, seen := make([]named, list.Len()), map[string]int{}
	for i := range out {
		out[i] = named{*nameOf(list.Index(i)), list.Index(i)}
		if seen[out[i].name]++; seen[out[i].name] > 1 {
			out[i].name += fmt.Sprintf(" #%d", seen[out[i].name])
		}
	}
	slices.SortFunc(out, compareNames)
	return out
}

func compareNames(a, b named) int {
	return cmp.Or(cmp.Compare(len(a.name), len(b.name)), cmp.Compare(a.name, b.name))
}

func (d *differ) written(path string, a, b any) {
	from, to := encoded(a), encoded(b)
	if bytes.Equal(from, to) {
		return
	}
	first, _ := wire.Read(from) // it has just been encoded
	second, _ := wire.Read(to)
	d.walk(path, first, second)
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
