// Package wire holds the bodies of answers: ordered JSON objects that are
// validated as values and encoded once.
//
// A handler builds an [Object], whose members keep the order in which the
// vendor prints them. [Plain] turns it into the maps and slices that a schema
// validator visits, [Append] into bytes. Both walk the same tree, so the bytes
// that are sent have been validated; a test compares the two for every kind of
// value. [Read] is the way back.
//
// The values allowed in a tree are: nil, bool, string, int, int64,
// float64, [encoding/json.Number], [Object], []any, []string, []Object and
// [Raw].
package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Member is one name and value of an [Object].
type Member struct {
	Name  string
	Value any
}

// Object is a JSON object whose members keep their order.
type Object []Member

// Raw is JSON text that is passed through as it stands, for instance an error
// object another API answered with. It must be valid JSON.
type Raw []byte

// Get returns the value of the first member called name.
func (o Object) Get(name string) (any, bool) {
	for _, m := range o {
		if m.Name == name {
			return m.Value, true
		}
	}
	return nil, false
}

// With returns o with the member set: in place when it is there, else at the
// end. The receiver is not changed.
func (o Object) With(name string, value any) Object {
	out := make(Object, len(o), len(o)+1)
	copy(out, o)
	for i := range out {
		if out[i].Name == name {
			out[i].Value = value
			return out
		}
	}
	return append(out, Member{name, value})
}

// Sorted returns the tree with the members of every object in alphabetical
// order, as Python's json module prints them with sort_keys. What [Read] returns
// becomes such a tree too.
func Sorted(v any) any {
	var out Object
	switch t := v.(type) {
	case Object:
		for _, m := range t {
			out = append(out, Member{m.Name, Sorted(m.Value)})
		}
	case map[string]any:
		for name, value := range t { // the order does not matter: they are sorted below
			out = append(out, Member{name, Sorted(value)})
		}
	case []Object:
		return sortedList(t)
	case []any:
		return sortedList(t)
	default:
		return v
	}
	slices.SortStableFunc(out, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func sortedList[T any](list []T) []any {
	out := make([]any, len(list))
	for i := range list {
		out[i] = Sorted(list[i])
	}
	return out
}

// Equal reports whether two trees hold the same values in the same order. A value that
// belongs in no tree equals none.
func Equal(a, b any) bool {
	switch x := a.(type) {
	case Object:
		y, ok := b.(Object)
		return ok && x.equal(y)
	case []Object:
		y, ok := b.([]Object)
		return ok && slices.EqualFunc(x, y, Object.equal)
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, Equal)
	case []string:
		y, ok := b.([]string)
		return ok && slices.Equal(x, y)
	case Raw:
		y, ok := b.(Raw)
		return ok && bytes.Equal(x, y)
	case nil, bool, string, int, int64, float64, json.Number:
		return a == b
	default:
		return false
	}
}

func (o Object) equal(other Object) bool {
	return slices.EqualFunc(o, other, func(m, n Member) bool { return m.Name == n.Name && Equal(m.Value, n.Value) })
}

// Plain returns the tree as the maps and slices a JSON schema validator
// visits. A [Raw] part is decoded; one that is not JSON becomes its text. An
// empty list stays a list: a nil one would be null.
func Plain(v any) any {
	switch t := v.(type) {
	case Object:
		out := make(map[string]any, len(t))
		for _, m := range t {
			out[m.Name] = Plain(m.Value)
		}
		return out
	case []Object:
		return plainList(t)
	case []any:
		return plainList(t)
	case []string:
		return plainList(t)
	case Raw:
		if out, err := Read(t); err == nil {
			return out
		}
		return string(t)
	default:
		return v
	}
}

func plainList[T any](list []T) []any {
	out := make([]any, len(list))
	for i := range list {
		out[i] = Plain(list[i])
	}
	return out
}

// Read decodes exactly one JSON value: maps, slices, strings, bools, nil, and
// [json.Number] for numbers, because not every number fits into a float64. It
// returns an error for anything else, a second value included.
func Read(text []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var out any
	if err := d.Decode(&out); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF { //nolint:errorlint // Token returns io.EOF as it is
		return nil, errTrailing
	}
	return out, nil
}

var errTrailing = errors.New("there is more than one JSON value")

// Append appends the compact JSON text of v to dst: no blanks, members in
// order, everything outside ASCII escaped as \uXXXX. It returns an error for a
// value that is not allowed in a tree.
func Append(dst []byte, v any) ([]byte, error) {
	switch t := v.(type) {
	case nil:
		return append(dst, "null"...), nil
	case bool:
		return strconv.AppendBool(dst, t), nil
	case string:
		return appendString(dst, t), nil
	case int:
		return strconv.AppendInt(dst, int64(t), 10), nil
	case int64:
		return strconv.AppendInt(dst, t, 10), nil
	case json.Number:
		return append(dst, t...), nil
	case Raw:
		return append(dst, t...), nil
	case Object:
		return appendObject(dst, t)
	case []Object:
		return appendList(dst, t)
	case []any:
		return appendList(dst, t)
	case []string:
		return appendList(dst, t)
	case float64:
		b, err := json.Marshal(t)
		return append(dst, b...), err
	default:
		return dst, fmt.Errorf("wire: a %T cannot be sent", v)
	}
}

func appendObject(dst []byte, o Object) ([]byte, error) {
	dst = append(dst, '{')
	var err error
	for i, m := range o {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendString(dst, m.Name)
		dst = append(dst, ':')
		if dst, err = Append(dst, m.Value); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

func appendList[T any](dst []byte, list []T) ([]byte, error) {
	dst = append(dst, '[')
	var err error
	for i := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, err = Append(dst, list[i]); err != nil {
			return dst, err
		}
	}
	return append(dst, ']'), nil
}

const hex = "0123456789abcdef"

// appendString quotes s the way both vendors do: ASCII as it is, control
// characters and everything above ASCII as \uXXXX, pairs for what lies beyond
// the basic plane, U+FFFD for bytes that are not UTF-8.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		b := s[i]
		if b >= 0x20 && b < 0x7f && b != '"' && b != '\\' {
			i++
			continue
		}
		dst = append(dst, s[start:i]...)
		if b < utf8.RuneSelf {
			dst = appendASCIIEscape(dst, b)
			i++
		} else {
			r, n := utf8.DecodeRuneInString(s[i:])
			dst = appendRuneEscape(dst, r)
			i += n
		}
		start = i
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

func appendASCIIEscape(dst []byte, b byte) []byte {
	switch b {
	case '"', '\\':
		return append(dst, '\\', b)
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	default:
		return append(dst, '\\', 'u', '0', '0', hex[b>>4], hex[b&0xf])
	}
}

func appendRuneEscape(dst []byte, r rune) []byte {
	if r > 0xffff {
		r -= 0x10000
		dst = appendUnit(dst, 0xd800+(r>>10))
		return appendUnit(dst, 0xdc00+(r&0x3ff))
	}
	return appendUnit(dst, r)
}

func appendUnit(dst []byte, u rune) []byte {
	return append(dst, '\\', 'u', hex[u>>12&0xf], hex[u>>8&0xf], hex[u>>4&0xf], hex[u&0xf])
}
