package trip_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

func TestDecodeJSON(t *testing.T) {
	deep := strings.Repeat("[", trip.DeepestJSON) + strings.Repeat("]", trip.DeepestJSON)
	good := []string{
		`{}`, " {\"a\": 1}\r\n\t", `[1, 1.5e3, "x", null, true]`, `0`, `"a"`, `null`, deep,
		`[` + strings.Repeat("1,", 10*trip.MostParams-1) + `1]`, "[]" + strings.Repeat(" ", 5000), `"` + strings.Repeat("x", 40_000) + `"`,
	}
	bad := []string{
		``, ` `, `{`, `{"a":1}}`, `{} {}`, `1 2`, `[1,]`, `{"a":}`, `nul`, "[" + deep + "]",
		`[` + strings.Repeat("1,", 10*trip.MostParams) + `1]`, "[]" + strings.Repeat(" ", 5000) + "x", "{}" + strings.Repeat(" ", 600) + "{}", "\ufeff{}",
	}
	for _, text := range good {
		value, err := trip.DecodeJSON([]byte(text))
		if err != nil {
			t.Fatalf("%.40q: %v", text, err)
		}
		if want := wanted(t, text); !reflect.DeepEqual(value, want) {
			t.Errorf("%.40q: %v, not %v", text, value, want)
		}
	}
	for _, text := range bad {
		if value, err := trip.DecodeJSON([]byte(text)); err == nil {
			t.Errorf("%.40q was read as %v", text, value)
		}
	}
}

func wanted(t *testing.T, text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var want any
	if err := d.Decode(&want); err != nil {
		t.Fatal(err)
	}
	return want
}

func TestPairsAreUnescaped(t *testing.T) {
	for text, want := range map[string]string{
		"a+b": "a b", "%41%4a%4A": "AJJ", "%": "%", "%4": "%4", "%zz": "%zz", "%ff": "\uFFFD", "\xff": "\uFFFD", "%C3%A9": "é",
	} {
		for name, value := range trip.Pairs("&" + text + "=" + text + "&&") {
			if name != want || value != want {
				t.Errorf("%q is %q and %q, want %q", text, name, value, want)
			}
		}
	}
}
