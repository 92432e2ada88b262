package strict

import (
	"encoding"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// isScalarKind tells text, booleans and numbers.
func isScalarKind(k reflect.Kind) bool {
	return k == reflect.String || k >= reflect.Bool && k <= reflect.Float64
}

func isNull(n *yaml.Node) bool {
	n = resolve(n)
	return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null"
}

// scalar fills v, whose type reads text or is of a scalar kind.
func (d *decoder) scalar(n *yaml.Node, v reflect.Value, path string) {
	text, tag, ok := d.expanded(n, path)
	if !ok {
		return
	}
	switch u := v.Addr().Interface().(type) {
	case *time.Time:
		t, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			d.problem(n, path, "want %s, got %q", d.wanted(timeType), Clip(text))
		} else if t.IsZero() { // it would stand for a time that is left out
			d.problem(n, path, "the year must be %d to %d", sim.FirstYear, sim.LastYear)
		}
		*u = t
	case encoding.TextUnmarshaler:
		if err := u.UnmarshalText([]byte(text)); err != nil {
			d.problem(n, path, "%s, got %q", err, Clip(text))
		}
	default:
		if v.Kind() == reflect.String {
			v.SetString(text)
		} else if !setNumber(v, text, tag) {
			d.problem(n, path, "want %s, got %s", d.wanted(v.Type()), described(text, tag))
		}
	}
}

var (
	reference = pattern.Lazy(`\$\$\{|\$\{[^}]*\}?`)
	variable  = pattern.Lazy(`^[A-Za-z_][A-Za-z0-9_]*$`)
)

// expanded returns a scalar's text with the variables replaced, and its tag. A
// text that came out of a variable has the tag it would have had if it had
// been written plainly, since quotes are needed around ${NAME} in a flow
// mapping whatever its type.
func (d *decoder) expanded(n *yaml.Node, path string) (text, tag string, ok bool) {
	if d.opts.Expand == nil || !strings.Contains(n.Value, "${") {
		return n.Value, n.ShortTag(), true
	}
	plain, ok := yaml.Node{Kind: yaml.ScalarNode}, true
	tag = n.ShortTag()
	plain.Value = reference().ReplaceAllStringFunc(n.Value, func(match string) string {
		if match == "$${" {
			return "${"
		}
		name, closed := strings.CutSuffix(match[2:], "}")
		switch value, known := d.opts.Expand(name); {
		case !closed || !variable().MatchString(name):
			d.problem(n, path, "${ must be followed by a name and }; write $${ for the text ${")
		case !known:
			d.problem(n, path, "the variable ${%s} is not set; write $${ for the text ${", Clip(name))
		default:
			tag = ""
			return value
		}
		ok = false
		return ""
	})
	if tag == "" {
		tag = plain.ShortTag()
	}
	return plain.Value, tag, ok
}

// plain fills a value of type any.
func (d *decoder) plain(n *yaml.Node, v reflect.Value, path string) {
	var value any
	switch _ = n.Decode(&value); value.(type) { // what cannot be decoded stays none of these
	case string, int, bool:
		v.Set(reflect.ValueOf(value))
	default:
		if !isNull(n) {
			d.problem(n, path, "want text, a whole number, true or false, got %s", d.got(n))
		}
	}
}

// setNumber fills bools and numbers; it reports whether the scalar is one that
// fits.
func setNumber(v reflect.Value, text, tag string) (fits bool) {
	switch {
	case v.Kind() == reflect.Bool:
		fits = tag == "!!bool"
	case v.CanFloat():
		f, err := strconv.ParseFloat(text, 64)
		fits = err == nil && (tag == "!!float" || tag == "!!int") && !math.IsNaN(f) && !math.IsInf(f, 0)
	default:
		fits = tag == "!!int" && wholeNumber().MatchString(text)
	}
	n := yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: text}
	return fits && n.Decode(v.Addr().Interface()) == nil
}

// A leading zero is octal to some YAML readers and not to others; neither is what
// the writer of 010 can rely on.
var wholeNumber = pattern.Lazy(`^[-+]?(0|[1-9][0-9]*|0x[0-9a-fA-F]+|0o[0-7]+)$`)

// mapping is the word of the document's language for a value with members.
func (d *decoder) mapping() string {
	if d.opts.JSON {
		return "an object"
	}
	return "a mapping"
}

// wanted names a type to a person.
func (d *decoder) wanted(t reflect.Type) string {
	switch {
	case t == timeType:
		return "a time such as 2026-01-15T09:00:00Z"
	case t.Kind() == reflect.Struct && readsText(t):
		return "text or " + d.mapping()
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Int:
		return "a whole number or a list of them"
	case t.Kind() == reflect.Slice && !isOrdered(t):
		return "a list"
	case isOrdered(t) || t.Kind() == reflect.Struct || t.Kind() == reflect.Map:
		return d.mapping()
	case t.Kind() == reflect.String || readsText(t):
		return "text"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Float32 || t.Kind() == reflect.Float64:
		return "a number"
	case isScalarKind(t.Kind()):
		return "a whole number"
	}
	panic("strict: cannot decode into " + t.String())
}

// got names a node to a person.
func (d *decoder) got(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return d.mapping()
	}
	return described(n.Value, n.ShortTag())
}

func described(text, tag string) string {
	quoted := strconv.Quote(Clip(text))
	switch tag {
	case "!!null":
		return "nothing"
	case "!!int", "!!float", "!!bool":
		return Clip(text)
	}
	return "the text " + quoted
}

// clipAt is how much of a foreign text a message repeats, in bytes.
const clipAt = 60

// Clip shortens a text from a document for a message.
func Clip(s string) string {
	if len(s) <= clipAt {
		return s
	}
	return strings.ToValidUTF8(s[:clipAt], "") + "…"
}
