package trip_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

func TestDecodeJSON(t *testing.T) {
	deep := strings.Repeat("[", trip.DeepestJSON) + strings.Repeat("]", trip.DeepestJSON)
	good := []string{
		`{}`, " {\"a\": 1}\r\n\t", `[1, 1.5e3, "x", null, true]`, `0`, `"a"`, `null`, deep,
		"[]" + strings.Repeat(" ", 5000), `"` + strings.Repeat("x", 40_000) + `"`,
	}
	bad := []string{
		``, ` `, `{`, `{"a":1}}`, `{} {}`, `1 2`, `[1,]`, `{"a":}`, `nul`, "[" + deep + "]",
		"[]" + strings.Repeat(" ", 5000) + "x", "{}" + strings.Repeat(" ", 600) + "{}", "\ufeff{}",
	}
	// Over and over, in every neighbourhood: a decoder that is used again must not
	// remember anything.
	for range 3 {
		for i, text := range good {
			value, err := trip.DecodeJSON([]byte(text))
			if err != nil {
				t.Fatalf("%.40q: %v", text, err)
			}
			if want := wanted(t, text); !reflect.DeepEqual(value, want) {
				t.Errorf("%.40q: %v, not %v", text, value, want)
			}
			if value, err := trip.DecodeJSON([]byte(bad[i%len(bad)])); err == nil {
				t.Errorf("%.40q was read as %v", bad[i%len(bad)], value)
			}
		}
		for _, text := range bad {
			if value, err := trip.DecodeJSON([]byte(text)); err == nil {
				t.Errorf("%.40q was read as %v", text, value)
			}
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

// Whatever is read before, a text is taken and refused as a fresh decoder takes
// and refuses it.
func TestDecodeJSONForgets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOf(rapid.StringMatching(`[\[\]{}"a1:, .-]{0,12}`)).Draw(t, "texts")
		for _, text := range texts {
			_, err := trip.DecodeJSON([]byte(text))
			if (err == nil) != json.Valid([]byte(text)) {
				t.Fatalf("%q: %v", text, err)
			}
		}
	})
}
