// Package wire holds the bodies of answers. A handler builds an [Object], whose
// members keep the order in which the vendor prints them, and [Append] writes it.
// [Read] is the way back, and [Plain] the short one, for the validator: it visits what
// is sent.
//
// The values allowed in a tree are: nil, bool, string, int, int64, float64,
// [encoding/json.Number], [Object], map[string]any, []any, []string, []Object and
// [Raw].
package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf16"
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

// Text is a body that need not be JSON: nil for an empty one, else [Raw] or a string.
func Text(body []byte) any {
	switch {
	case len(body) == 0:
		return nil
	case json.Valid(body):
		return Raw(body)
	default:
		return string(body)
	}
}

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
	if rest := text[d.InputOffset():]; len(bytes.Trim(rest, " \t\r\n")) > 0 {
		return nil, errors.New("there is more than one JSON value")
	}
	return out, nil
}

// Plain returns the value that [Read] finds in what [Append] writes of v, at a tenth of
// the cost. A value that cannot be sent becomes nil.
func Plain(v any) any {
	switch t := v.(type) {
	case nil, bool, json.Number:
		return v
	case string:
		return sent(t)
	case Object:
		out := make(map[string]any, len(t))
		for _, m := range t {
			out[sent(m.Name)] = Plain(m.Value)
		}
		return out
	case []Object:
		return plainList(t)
	case []any:
		return plainList(t)
	case []string:
		return plainList(t)
	default: // numbers, maps and what another API answered
		text, _ := Append(nil, v)
		out, _ := Read(text)
		return out
	}
}

func plainList[T any](list []T) []any {
	out := make([]any, len(list))
	for i := range list {
		out[i] = Plain(list[i])
	}
	return out
}

// sent is a text with U+FFFD for each byte that is not UTF-8.
func sent(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// Append appends the compact JSON text of v to dst: no blanks, members in order, those
// of a map in alphabetical order, everything outside ASCII escaped as \uXXXX. It
// returns an error for a value that is not allowed in a tree.
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
	case map[string]any:
		o := make(Object, 0, len(t))
		for _, name := range slices.Sorted(maps.Keys(t)) {
			o = append(o, Member{name, t[name]})
		}
		return appendObject(dst, o)
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

// escapes are the letters of the short escapes.
var escapes = map[rune]byte{'"': '"', '\\': '\\', '\n': 'n', '\r': 'r', '\t': 't'}

// appendString quotes s the way both vendors do: ASCII as it is, control
// characters and everything above ASCII as \uXXXX, pairs for what lies beyond
// the basic plane, U+FFFD for bytes that are not UTF-8.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		if b := s[i]; b >= 0x20 && b < 0x7f && b != '"' && b != '\\' {
			i++
			continue
		}
		dst = append(dst, s[start:i]...)
		r, n := utf8.DecodeRuneInString(s[i:])
		if letter, ok := escapes[r]; ok {
			dst = append(dst, '\\', letter)
		} else {
			for _, u := range utf16.AppendRune(nil, r) {
				dst = append(dst, '\\', 'u', hex[u>>12&0xf], hex[u>>8&0xf], hex[u>>4&0xf], hex[u&0xf])
			}
		}
		i += n
		start = i
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}
