package world

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/entries"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// Diff lists the places in which two snapshots differ, in the order of the document, at
// most so many, and tells whether there are more. Entries of lists that have an id or a
// name are found by it, and new ones come last. The worlds' names, the program's version,
// wall times and what stands at or below the ignored paths are not compared, nor is the
// store's latest instant, which clock.now has already.
func Diff(from, to *Snapshot, most int, ignored ...string) (found []sim.Difference, more bool) {
	d := &differ{most: most, found: []sim.Difference{}, ignored: append(ignored, "store.at")}
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

// part is a member of a struct, or an entry of a map or a list, with the end of its path.
type part struct {
	name  string
	value reflect.Value
}

// compare goes into structs, maps and lists that differ. Without a value on a side, a
// part is missing there.
func (d *differ) compare(path string, a, b reflect.Value) {
	a, b = plain(a), plain(b)
	if d.more || a.IsValid() == b.IsValid() && (!a.IsValid() || reflect.DeepEqual(a.Interface(), b.Interface())) {
		return
	}
	from, to := parts(a), parts(b)
	if from == nil || to == nil {
		d.add(path, encoded(a), encoded(b))
		return
	}
	others := make(map[string]reflect.Value, len(to))
	for _, p := range to {
		others[p.name] = p.value
	}
	for _, p := range from {
		d.compare(strings.TrimPrefix(path+p.name, "."), p.value, others[p.name])
		delete(others, p.name)
	}
	for _, p := range to {
		if _, added := others[p.name]; added {
			d.compare(strings.TrimPrefix(path+p.name, "."), reflect.Value{}, p.value)
		}
	}
}

// plain is what a pointer points to, and what JSON that is not decoded holds.
func plain(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if v.IsValid() && v.Type() == reflect.TypeFor[json.RawMessage]() {
		decoded, _ := wire.Read(v.Bytes()) // it has been read or encoded before
		return reflect.ValueOf(decoded)
	}
	return v
}

// parts are those of a value that is compared part by part, in their order; nil for any
// other.
func parts(v reflect.Value) []part {
	out := []part{}
	switch {
	case !v.IsValid() || entries.Whole(v.Type()):
		return nil
	case v.Kind() == reflect.Struct:
		for _, m := range entries.Members(v.Type()) {
			if value := v.FieldByIndex(m.Index); !m.Omitted(value) && !slices.Contains(passing, m.Name) {
				out = append(out, part{"." + m.Name, value})
			}
		}
	case v.Kind() == reflect.Map:
		for _, key := range v.MapKeys() {
			out = append(out, part{"." + fmt.Sprint(key), v.MapIndex(key)})
		}
		slices.SortFunc(out, func(a, b part) int { return strings.Compare(a.name, b.name) })
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8:
		seen := map[string]int{}
		for i := range v.Len() {
			name := nameOf(v.Index(i), i)
			if seen[name]++; seen[name] > 1 {
				name += fmt.Sprintf(" #%d", seen[name])
			}
			out = append(out, part{"[" + name + "]", v.Index(i)})
		}
	default:
		return nil
	}
	return out
}

// nameOf is what an entry of a list goes by: else its place.
func nameOf(entry reflect.Value, place int) string {
	if entry.Kind() == reflect.Struct {
		for _, field := range []string{"ID", "Name", "NumberID", "Value"} {
			if f := entry.FieldByName(field); f.IsValid() {
				return f.String()
			}
		}
	}
	return strconv.Itoa(place)
}

func (d *differ) add(path string, from, to json.RawMessage) {
	switch {
	case d.ignores(path) || bytes.Equal(from, to):
	case len(d.found) == d.most:
		d.more = true
	default:
		d.found = append(d.found, sim.Difference{Path: path, From: from, To: to})
	}
}

// encoded writes a value of a snapshot down, null for none. It never fails.
func encoded(v reflect.Value) json.RawMessage {
	if !v.IsValid() {
		return json.RawMessage("null")
	}
	text, _ := json.Marshal(v.Interface())
	return text
}
