package wire_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// tree draws any value that may be sent.
func tree(depth int) *rapid.Generator[any] {
	leaves := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.String().AsAny(), rapid.Int().AsAny(),
		rapid.Int64().AsAny(), rapid.Float64Range(-1e9, 1e9).AsAny(), rapid.Just[any](json.Number("12.5")),
		rapid.Just[any](wire.Raw(`{"a":[1,null]}`)), rapid.SliceOf(rapid.String()).AsAny(),
	}
	if depth == 0 {
		return rapid.OneOf(leaves...)
	}
	return rapid.OneOf(append(leaves, object(depth-1).AsAny(),
		rapid.SliceOfN(tree(depth-1), 0, 4).AsAny(), rapid.SliceOfN(object(depth-1), 0, 3).AsAny())...)
}

func object(depth int) *rapid.Generator[wire.Object] {
	return rapid.Custom(func(t *rapid.T) wire.Object {
		names := rapid.SliceOfNDistinct(rapid.String(), 0, 4, rapid.ID[string]).Draw(t, "names")
		out := wire.Object{}
		for _, name := range names {
			out = append(out, wire.Member{Name: name, Value: tree(depth).Draw(t, "value")})
		}
		return out
	})
}

// The bytes that are sent have been validated: the plain form and the decoded bytes are
// the same value.
func TestPlainAndBytesAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := tree(3).Draw(t, "v")
		text, err := wire.Append(nil, v)
		if err != nil {
			t.Fatal(err)
		}
		var sent, plain any
		if err := json.Unmarshal(text, &sent); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		again, err := json.Marshal(wire.Plain(v)) // both through the same decoder: one kind of number
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(again, &plain); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(sent, plain) {
			t.Fatalf("sent %v, validated %v", sent, plain)
		}
	})
}

// An empty list is sent as [], so a validator must not see null.
// Equal trees are written alike, and a tree equals itself alone.
func TestEqualTreesAreWrittenAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v, other := tree(2).Draw(t, "v"), tree(2).Draw(t, "other")
		if !wire.Equal(v, v) || !wire.Equal([]wire.Object{{{Name: "a", Value: v}}}, []wire.Object{{{Name: "a", Value: v}}}) {
			t.Fatalf("%v does not equal itself", v)
		}
		text, _ := wire.Append(nil, v)
		otherText, _ := wire.Append(nil, other)
		if string(text) != string(otherText) && wire.Equal(v, other) {
			t.Fatalf("%s equals %s", text, otherText)
		}
		for _, o := range []wire.Object{{{Name: "b", Value: v}}, {{Name: "a", Value: []any{v}}}, {}} {
			if wire.Equal(wire.Object{{Name: "a", Value: v}}, o) {
				t.Fatalf("a member %s equals %v", text, o)
			}
		}
	})
}

func TestAnEmptyListIsNotNull(t *testing.T) {
	for _, v := range []any{[]any{}, []string{}, []wire.Object{}, []any(nil), []string(nil)} {
		if text, err := json.Marshal(wire.Plain(v)); err != nil || string(text) != "[]" {
			t.Errorf("%#v is %s (%v)", v, text, err)
		}
	}
}

func TestAppendWritesAsTheVendorsDo(t *testing.T) {
	for _, c := range []struct {
		v    any
		want string
	}{
		{wire.Object{{Name: "b", Value: 1}, {Name: "a", Value: "é😀\u2028\x00\"\\\n\x7f"}}, `{"b":1,"a":"\u00e9\ud83d\ude00\u2028\u0000\"\\\n\u007f"}`},
		{"\xff", `"\ufffd"`},
		{[]wire.Object{}, `[]`},
		{wire.Sorted(wire.Object{{Name: "b", Value: []any{wire.Object{{Name: "d", Value: 1}, {Name: "c", Value: nil}}}}, {Name: "a", Value: true}}),
			`{"a":true,"b":[{"c":null,"d":1}]}`},
	} {
		if got, err := wire.Append(nil, c.v); err != nil || string(got) != c.want {
			t.Errorf("got %s (%v), want %s", got, err, c.want)
		}
	}
	if _, err := wire.Append(nil, wire.Object{{Name: "a", Value: []any{struct{}{}}}}); err == nil {
		t.Error("a value that may not be sent is sent")
	}
}

func TestWithLeavesTheOriginalAlone(t *testing.T) {
	o := wire.Object{{Name: "a", Value: 1}}
	changed, longer := o.With("a", 2), o.With("b", 3)
	if v, _ := o.Get("a"); v != 1 || len(o) != 1 {
		t.Errorf("the original became %v", o)
	}
	if v, _ := changed.Get("a"); v != 2 || len(longer) != 2 {
		t.Errorf("changed %v, longer %v", changed, longer)
	}
	if _, ok := o.Get("b"); ok {
		t.Error("a member that is not there is found")
	}
}

func TestPlainOfBrokenRaw(t *testing.T) {
	if got := wire.Plain(wire.Raw("no json")); got != "no json" {
		t.Errorf("%v", got)
	}
}
