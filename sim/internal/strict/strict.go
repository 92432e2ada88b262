// Package strict reads YAML that people write by hand. It reports every mistake at
// once, with file, line and column, and with what was meant.
//
// [Decode] reads one document, YAML or JSON (which is YAML), into a struct by
// its yaml tags:
//
//   - Unknown and duplicate keys are problems, and so is a value of another type.
//   - null is the same as leaving the key out. In a list or a free map it is a problem.
//   - Text takes any scalar as it is written: phone_number: 0123456 keeps its
//     zero. Numbers and true or false must be just that; a time is RFC 3339.
//   - A scalar where a list is wanted is a list of one.
//   - A list of [Member] reads a mapping with free keys in their order, and a value
//     of type any reads text, a whole number, true or false, or null.
//   - A [sim.FaultBody] takes any value, and keeps mappings and lists as JSON.
//   - A type with UnmarshalText reads scalars by it. When it is a struct, a
//     mapping sets its members, so that one type has a short and a long form.
//   - ${NAME} is replaced through [Options.Expand]; $${ stands for ${ itself.
//   - Anchors and aliases work within bounds; merge keys, several
//     documents and tags beyond YAML's own are refused.
//
// [Positions] tells later checks where a value stood, so that their problems
// read the same.
package strict

import (
	"cmp"
	"encoding"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim"
)

// The bounds of a document.
const (
	// MaxBytes is its length, 8 MiB.
	MaxBytes = 8 << 20
	// maxDepth is how deep lists and mappings may be nested.
	maxDepth = 64
	// maxAliased is how many nodes may be reached through aliases.
	maxAliased = 200_000
)

// Options are the settings of [Decode]. The zero value is usable.
type Options struct {
	// MaxMarks is how many line ends, commas, colons, opening brackets and the like the
	// document may have: each may begin a value, which takes some 200 bytes of memory.
	// Zero is a million.
	MaxMarks int
	// Expand gives the value of ${NAME} in scalars; false refuses the name. Nil
	// leaves ${NAME} as it stands.
	Expand func(name string) (string, bool)
	// JSON tells that the document is JSON: problems speak of JSON and its objects, not
	// of YAML and its mappings.
	JSON bool
	// AllowEmpty takes a document without a value: into stays as it is.
	AllowEmpty bool
	// Positions, when not nil, is filled with the places of the values. It stays
	// [Positions.Empty] when the document could not be read at all.
	Positions *Positions
	// Visit, when not nil, is called for each value that was read, after those within it,
	// and for each member that was left out although its yaml tag has no omitempty. tag
	// is that of the member that the value is or is an item of. The path of what a short
	// form holds is that of the whole. The value can be set.
	Visit func(path string, v reflect.Value, tag reflect.StructTag)
}

// Member is one key of a mapping whose keys are free and whose order counts.
type Member[T any] struct {
	Key   string
	Value T
}

func (Member[T]) ordered() {}

// isOrdered tells a list of [Member].
func isOrdered(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Implements(reflect.TypeFor[interface{ ordered() }]())
}

// Decode reads the one document in data into what into points to: a struct, or a
// list of [Member]. name stands for the file in messages. It returns nil or [sim.Issues]
// with everything that is wrong; into then holds what could be read. It panics when into
// points to anything else, or has a member of a kind that YAML cannot fill.
func Decode(name string, data []byte, into any, opts Options) error {
	target := reflect.ValueOf(into)
	if target.Kind() != reflect.Pointer || (target.Elem().Kind() != reflect.Struct && !isOrdered(target.Elem().Type())) {
		panic(fmt.Sprintf("strict: cannot decode into %T", into))
	}
	opts.MaxMarks = cmp.Or(opts.MaxMarks, 1_000_000)
	if opts.Visit == nil {
		opts.Visit = func(string, reflect.Value, reflect.StructTag) {}
	}
	d := decoder{file: name, opts: opts, types: map[reflect.Type]*members{}}
	root := d.parse(data)
	if root == nil || !d.bounded(root) {
		return d.issues.Err()
	}
	if opts.Positions != nil && root.Kind == yaml.MappingNode {
		*opts.Positions = Positions{name, map[string]*yaml.Node{}}
	}
	d.value(root, target.Elem(), "", "")
	return d.issues.Err()
}

type decoder struct {
	file   string
	opts   Options
	types  map[reflect.Type]*members
	issues sim.Issues
}

func (d *decoder) add(line, column int, path, message string) {
	d.issues.Add(sim.Issue{File: d.file, Line: line, Column: column, Path: path, Message: message})
}

func (d *decoder) problem(n *yaml.Node, path, format string, args ...any) {
	d.add(n.Line, n.Column, path, fmt.Sprintf(format, args...))
}

// note keeps the place of a value.
func (d *decoder) note(path string, n *yaml.Node) {
	if p := d.opts.Positions; p != nil && !p.Empty() {
		p.places[path] = n
	}
}

var (
	textType = reflect.TypeFor[encoding.TextUnmarshaler]()
	timeType = reflect.TypeFor[time.Time]()
)

// readsText reports whether scalars are read by the type's own UnmarshalText.
func readsText(t reflect.Type) bool { return reflect.PointerTo(t).Implements(textType) }

// value decodes the node into v, which is settable. A member with the tag
// strict:"filled" takes no empty text and no 0, which would stand for one that is left
// out. The caller handles nulls; at the root they are an empty document.
func (d *decoder) value(n *yaml.Node, v reflect.Value, path string, tag reflect.StructTag) {
	d.note(path, n)
	n = resolve(n)
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	switch t := v.Type(); {
	case n.Kind == yaml.ScalarNode && (readsText(t) || isScalarKind(t.Kind())):
		before := len(d.issues)
		if d.scalar(n, v, path); len(d.issues) > before {
			return
		}
		if tag.Get("strict") == "filled" && v.IsZero() {
			d.problem(n, path, "must not be empty or 0: leave the key out")
		}
		d.visit(v, path, tag)
	case t == bodyType:
		d.body(n, v, path)
	case t.Kind() == reflect.Interface:
		d.plain(n, v, path)
	case n.Kind == yaml.MappingNode && (isOrdered(t) || t.Kind() == reflect.Map):
		d.dictionary(n, v, path)
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Struct && t != timeType:
		d.object(n, v, path, tag)
	case n.Kind != yaml.MappingNode && t.Kind() == reflect.Slice && !isOrdered(t):
		d.list(n, v, path, tag)
	default:
		d.problem(n, path, "want %s, got %s", d.wanted(t), d.got(n))
	}
}

// visit visits a value that stands in its short form, or was left out, and what it
// holds.
func (d *decoder) visit(v reflect.Value, path string, tag reflect.StructTag) {
	if v.Kind() == reflect.Struct {
		for _, f := range d.members(v.Type()).fields {
			if member := v.FieldByIndex(f.Index); !member.IsZero() || required(f) {
				d.visit(member, path, f.Tag)
			}
		}
	}
	d.opts.Visit(path, v, tag)
}

// list fills a slice; a scalar is a list of one.
func (d *decoder) list(n *yaml.Node, v reflect.Value, path string, tag reflect.StructTag) {
	items := n.Content
	if n.Kind == yaml.ScalarNode {
		items = []*yaml.Node{n}
		if of := v.Type().Elem(); of.Kind() == reflect.Int {
			text, tag, ok := d.expanded(n, path)
			if !ok {
				return
			} else if !setNumber(reflect.New(of).Elem(), text, tag) {
				d.problem(n, path, "want %s, got %s", d.wanted(v.Type()), described(text, tag))
				return
			}
		}
	}
	if most := mostItems(tag); len(items) > most {
		d.problem(items[most], path+"["+strconv.Itoa(most)+"]", "is one too many: %s has at most %d entries", path, most)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(items), len(items)))
	for i, item := range items {
		at := path + "[" + strconv.Itoa(i) + "]"
		if isNull(item) {
			d.problem(item, at, "an item of a list must have a value")
			continue
		}
		d.value(item, v.Index(i), at, tag)
	}
	d.opts.Visit(path, v, tag)
}

// mostItems is how many entries a list of the member may have. Those of a longer one are
// not read.
func mostItems(tag reflect.StructTag) int {
	for part := range strings.SplitSeq(tag.Get("jsonschema"), ",") {
		if n, err := strconv.Atoi(strings.TrimPrefix(part, "maxItems=")); err == nil {
			return n
		}
	}
	return math.MaxInt
}

// dictionary fills a map, or a list of [Member], whose keys are free text.
func (d *decoder) dictionary(n *yaml.Node, v reflect.Value, path string) {
	isMap := v.Kind() == reflect.Map
	if isMap {
		v.Set(reflect.MakeMap(v.Type()))
	} else {
		v.Set(reflect.MakeSlice(v.Type(), 0, len(n.Content)/2))
	}
	d.pairs(n, path, func(key, value *yaml.Node) {
		item := reflect.New(v.Type().Elem()).Elem()
		if isMap {
			d.entry(value, item, Join(path, key.Value))
			v.SetMapIndex(reflect.ValueOf(key.Value).Convert(v.Type().Key()), item)
			return
		}
		item.Field(0).SetString(key.Value)
		d.entry(value, item.Field(1), Join(path, key.Value))
		v.Set(reflect.Append(v, item))
	})
}

// entry fills one value of a dictionary.
func (d *decoder) entry(n *yaml.Node, v reflect.Value, path string) {
	if isNull(n) && v.Kind() != reflect.Interface {
		d.problem(n, path, "an entry must have a value")
		return
	}
	d.value(n, v, path, "")
}

// object fills a struct.
func (d *decoder) object(n *yaml.Node, v reflect.Value, path string, tag reflect.StructTag) {
	all := d.members(v.Type())
	given := make([]bool, len(all.names))
	d.pairs(n, path, func(key, value *yaml.Node) {
		i := slices.Index(all.names, key.Value)
		if i < 0 {
			d.problem(key, path, "unknown key %q%s", Clip(key.Value), sim.Suggest(key.Value, all.names))
			return
		}
		at, field := Join(path, key.Value), all.fields[i]
		if given[i] = !isNull(value); given[i] {
			d.value(value, v.FieldByIndex(field.Index), at, field.Tag)
		} else {
			d.note(at, value)
		}
	})
	for i, f := range all.fields {
		if !given[i] && required(f) {
			d.visit(v.FieldByIndex(f.Index), Join(path, all.names[i]), f.Tag)
		}
	}
	d.opts.Visit(path, v, tag)
}

// members are the keys of a struct with their fields, in the order of their
// declaration: the exported fields with a yaml tag, those of embedded structs among them.
type members struct {
	names  []string
	fields []reflect.StructField
}

// members are those of a struct, listed once.
func (d *decoder) members(t reflect.Type) *members {
	if d.types[t] == nil {
		all := &members{}
		for _, f := range reflect.VisibleFields(t) {
			if name, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); f.IsExported() && name != "" && name != "-" {
				all.names, all.fields = append(all.names, name), append(all.fields, f)
			}
		}
		d.types[t] = all
	}
	return d.types[t]
}

// required tells a member that is visited when it is left out.
func required(f reflect.StructField) bool { return !strings.HasSuffix(f.Tag.Get("yaml"), ",omitempty") }

// pairs calls each for every usable pair of a mapping, and reports the keys
// that are not.
func (d *decoder) pairs(n *yaml.Node, path string, each func(key, value *yaml.Node)) {
	first := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := resolve(n.Content[i])
		if key.Kind != yaml.ScalarNode {
			d.problem(key, path, "a key must be text, got %s", d.got(key))
			continue
		}
		if key.Tag == "!!merge" {
			d.problem(key, path, "merge keys (<<) are not supported: write the members out")
			continue
		}
		if line, again := first[key.Value]; again {
			d.problem(key, path, "duplicate key %q, already on line %d", Clip(key.Value), line)
			continue
		}
		first[key.Value] = key.Line
		each(key, n.Content[i+1])
	}
}
