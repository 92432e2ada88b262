package wire_test

import (
	"encoding/json"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

func TestAppendWritesAsTheVendorsDo(t *testing.T) {
	for _, c := range []struct {
		v    any
		want string
	}{
		{wire.Object{{Name: "b", Value: 1}, {Name: "a", Value: "é😀\u2028\x00\"\\\n\x7f"}}, `{"b":1,"a":"\u00e9\ud83d\ude00\u2028\u0000\"\\\n\u007f"}`},
		{"\xff", `"\ufffd"`},
		{[]wire.Object{}, `[]`},
		{map[string]any{"b": []any{map[string]any{"d": int64(1), "c": nil}, 1.5}, "a": true}, `{"a":true,"b":[{"c":null,"d":1},1.5]}`},
		{wire.Object{{Name: "a", Value: []string{}}, {Name: "b", Value: []any(nil)}, {Name: "c", Value: json.Number("12.50")}, {Name: "d", Value: wire.Raw(`[1, 2]`)}},
			`{"a":[],"b":[],"c":12.50,"d":[1, 2]}`},
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
