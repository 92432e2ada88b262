// Package entries writes and reads JSON documents with long lists an entry at a
// time, so that no document is ever in memory as a whole. Their form is that of
// encoding/json.
//
// A struct that holds a list of structs is taken apart: member by member, and the
// list entry by entry. Every other value is given to encoding/json whole.
package entries

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"strings"
)

// shapes remembers which types are taken apart.
type shapes map[reflect.Type]bool

var (
	selfMade = reflect.TypeFor[json.Marshaler]()
	texts    = reflect.TypeFor[encoding.TextMarshaler]()
)

// Whole reports whether a type writes itself in JSON.
func Whole(t reflect.Type) bool { return t.Implements(selfMade) || t.Implements(texts) }

func (s shapes) parted(t reflect.Type) bool {
	parted, known := s[t]
	if known {
		return parted
	}
	switch {
	case Whole(t):
	case t.Kind() == reflect.Pointer:
		parted = s.parted(t.Elem())
	case t.Kind() == reflect.Slice:
		parted = t.Elem().Kind() == reflect.Struct && !Whole(t.Elem())
	case t.Kind() == reflect.Struct:
		parted = slices.ContainsFunc(Members(t), func(m Member) bool { return s.parted(t.FieldByIndex(m.Index).Type) })
	}
	s[t] = parted
	return parted
}

// Member is a field of a struct by its name in JSON.
type Member struct {
	Name    string
	Index   []int
	Tag     reflect.StructTag
	options string
}

// Members lists the fields that are written, promoted ones included.
func Members(t reflect.Type) []Member {
	var out []Member
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.IsExported() && name != "-" && (!f.Anonymous || name != "") {
			out = append(out, Member{cmp.Or(name, f.Name), f.Index, f.Tag, options})
		}
	}
	return out
}

// Omitted reports whether encoding/json leaves the member out for this value.
func (m Member) Omitted(v reflect.Value) bool {
	if strings.Contains(m.options, "omitzero") {
		if zero, ok := v.Interface().(interface{ IsZero() bool }); ok {
			return zero.IsZero()
		}
		return v.IsZero()
	}
	if !strings.Contains(m.options, "omitempty") {
		return false
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	default:
		return v.IsZero()
	}
}

// Write writes v as a json.Encoder without HTML escapes does. It returns the error
// of w.
func Write(w io.Writer, v any) error {
	out := writer{Writer: bufio.NewWriterSize(w, 64<<10), shapes: shapes{}}
	out.encoder = json.NewEncoder(&out.text)
	out.encoder.SetEscapeHTML(false)
	if err := out.value(reflect.ValueOf(v)); err != nil {
		return err
	}
	_ = out.WriteByte('\n')
	return out.Flush()
}

type writer struct {
	*bufio.Writer // keeps its first error, which Flush returns
	shapes
	text    bytes.Buffer
	encoder *json.Encoder // writes to text
}

func (w *writer) value(v reflect.Value) error {
	if !w.parted(v.Type()) || v.Kind() != reflect.Struct && v.IsNil() {
		return w.whole(v)
	}
	switch v.Kind() {
	case reflect.Pointer:
		return w.value(v.Elem())
	case reflect.Slice:
		_ = w.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				_ = w.WriteByte(',')
			}
			if err := w.value(v.Index(i)); err != nil {
				return err
			}
		}
		return w.WriteByte(']')
	default:
		return w.object(v)
	}
}

func (w *writer) object(v reflect.Value) error {
	separator := byte('{')
	for _, m := range Members(v.Type()) {
		field := v.FieldByIndex(m.Index)
		if m.Omitted(field) {
			continue
		}
		_ = w.WriteByte(separator)
		separator = ','
		if err := w.whole(reflect.ValueOf(m.Name)); err != nil {
			return err
		}
		_ = w.WriteByte(':')
		if err := w.value(field); err != nil {
			return err
		}
	}
	if separator == '{' {
		_ = w.WriteByte('{')
	}
	return w.WriteByte('}')
}

func (w *writer) whole(v reflect.Value) error {
	w.text.Reset()
	if err := w.encoder.Encode(v.Interface()); err != nil {
		return err
	}
	_, err := w.Writer.Write(bytes.TrimSuffix(w.text.Bytes(), []byte("\n")))
	return err
}
