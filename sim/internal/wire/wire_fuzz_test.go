package wire_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// encoding/json reads what Append writes, in ASCII and without a blank:
// any text, and any JSON as a tree.
func FuzzAppend(f *testing.F) {
	for _, text := range []string{"", "a\"\\/b", "\x00\x1f\x7f\u0080\u07ff\uffff", "\u2028\u2029", "\U0001f4a9\U0010ffff", "\xff\xfe", "\xed\xa0\x80", "\xc0\xaf", "\xf4\x90\x80\x80", "\xe2\x82", "<>&'", "\r\n\t\b\f", strings.Repeat("\u00e9", 3000)} {
		f.Add(text, `{"a":[1,"x",null,{"b":[]}]}`)
	}
	for _, document := range []string{
		`null`, `true`, `"x"`, `[]`, `{}`, `[["a","b"],["c"]]`, `[{"a":1},{"b":2}]`, `[{"a":1},2]`, `{"b":1,"a":{"d":2,"c":3}}`, `1e999`, `-0`, `1.0`, `1E+2`, `12345678901234567890`, `{"":""}`, `{"\u0000":"\ud800"}`, `{"a":{"a":{"a":{"a":[[[[]]]]}}}}`,
		`[` + strings.Repeat(`{"a":"\u00e9"},`, 500) + `{}]`,
	} {
		f.Add("a", document)
	}
	f.Fuzz(func(t *testing.T, text, document string) {
		d := json.NewDecoder(strings.NewReader(document))
		d.UseNumber()
		var value any
		if d.Decode(&value) != nil {
			value = nil
		}
		if text == "tree" || text == "raw" || text == "map" {
			text = ""
		}
		raw := rawOf(value)
		answer := wire.Object{{Name: text, Value: text}, {Name: "tree", Value: treeOf(value)}, {Name: "raw", Value: raw}, {Name: "map", Value: value}}
		written, err := wire.Append(nil, answer)
		if err != nil {
			t.Fatal(err)
		}
		numbers := wire.Object{{Name: text, Value: len(text)}, {Name: "x", Value: []any{-1.5e300, int64(-1), true}}, {Name: text, Value: answer}}
		long, _ := wire.Append(nil, numbers)
		if got, err := wire.Read(long); err != nil || !reflect.DeepEqual(wire.Plain(numbers), got) {
			t.Errorf("%s is plainly %v, not %v (%v)", long, wire.Plain(numbers), got, err)
		}
		if i := bytes.IndexFunc(written, func(r rune) bool { return r < ' ' || r > '~' }); i >= 0 && !strings.Contains(string(raw), string(written[i:i+1])) {
			t.Errorf("not ASCII at byte %d: %s", i, written)
		}
		sent := read(t, raw)
		if got, want := read(t, written), map[string]any{valid(text): valid(text), "tree": sent, "raw": sent, "map": sent}; !reflect.DeepEqual(got, want) {
			t.Errorf("written as %s, not as %v", written, want)
		}
	})
}

// valid is a text with U+FFFD in the place of bytes that are not UTF-8.
func valid(text string) string { return string([]rune(text)) }

// treeOf is a decoded value as handlers build it, lists by what is in them.
func treeOf(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := wire.Object{}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			out = append(out, wire.Member{Name: name, Value: treeOf(v[name])})
		}
		return out
	case []any:
		return listOf(v)
	default:
		return v
	}
}

func listOf(list []any) any {
	out, texts, objects := make([]any, len(list)), []string{}, []wire.Object{}
	for i, e := range list {
		out[i] = treeOf(e)
		switch v := out[i].(type) {
		case string:
			texts = append(texts, v)
		case wire.Object:
			objects = append(objects, v)
		}
	}
	switch len(list) {
	case len(texts):
		return texts
	case len(objects):
		return objects
	default:
		return out
	}
}

func rawOf(value any) wire.Raw {
	text, err := json.Marshal(value)
	if err != nil {
		return wire.Raw("null")
	}
	return text
}

// read decodes a text, with numbers as they are written.
func read(t *testing.T, text []byte) any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return normal(value)
}

// normal reads numbers as float64 where they fit, since a Raw part is decoded to
// them, and leaves the others out.
func normal(value any) any {
	switch v := value.(type) {
	case json.Number:
		n, err := v.Float64()
		if err != nil {
			return nil
		}
		return n
	case map[string]any:
		for name := range v {
			v[name] = normal(v[name])
		}
	case []any:
		for i := range v {
			v[i] = normal(v[i])
		}
	}
	return value
}
