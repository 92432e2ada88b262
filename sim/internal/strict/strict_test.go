package strict_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// level has a short form, its name, and a long one.
type level struct {
	Name  string `yaml:"name"`
	Value int    `yaml:"value,omitempty"`
}

func (l *level) UnmarshalText(text []byte) error {
	if strings.Contains(string(text), " ") {
		return errors.New("a level is one word")
	}
	*l = level{Name: string(text)}
	return nil
}

type entry struct {
	PhoneNumber string            `yaml:"phone_number"`
	Status      string            `yaml:"status,omitempty"`
	Weights     map[string]int    `yaml:"weights,omitempty"`
	Headers     map[string]string `yaml:"headers,omitempty"`
}

type doc struct {
	Version int       `yaml:"version"`
	Name    string    `yaml:"name,omitempty"`
	Seed    *uint64   `yaml:"seed,omitempty"`
	Ratio   *float64  `yaml:"ratio,omitempty"`
	On      bool      `yaml:"on,omitempty"`
	Off     *bool     `yaml:"off,omitempty"`
	Small   int8      `yaml:"small,omitempty"`
	At      time.Time `yaml:"at,omitempty"`
	Level   level     `yaml:"level,omitempty"`
	Levels  []level   `yaml:"levels,omitempty"`
	Calls   []int     `yaml:"calls,omitempty"`
	Words   []string  `yaml:"words,omitempty"`
	Entry   *entry    `yaml:"entry,omitempty"`
	Numbers []entry   `yaml:"numbers,omitempty"`
	Hidden  string    `yaml:"-"`
	Plain   string
}

func decode(t *testing.T, text string, opts strict.Options) (doc, string) {
	t.Helper()
	var d doc
	err := strict.Decode("f.yaml", []byte(text), &d, opts)
	if err == nil {
		return d, ""
	}
	var errs sim.Issues
	if !errors.As(err, &errs) {
		t.Fatalf("got %T, want sim.Issues", err)
	}
	return d, err.Error()
}

func pointer[T any](v T) *T { return &v }

func TestDecodeEverything(t *testing.T) {
	want := doc{
		Version: 1, Name: "0123456", Seed: pointer(uint64(18446744073709551615)), Ratio: pointer(0.5),
		On: true, Off: pointer(false), Small: -8, At: time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC),
		Level: level{Name: "high"}, Levels: []level{{Name: "low"}, {Name: "mid", Value: 5}},
		Calls: []int{2}, Words: []string{"1e3", "true"},
		Entry:   &entry{PhoneNumber: "15550783881", Weights: map[string]int{"US": 3}, Headers: map[string]string{"Retry-After": "30"}},
		Numbers: []entry{{PhoneNumber: "+1 202"}, {PhoneNumber: "1_000", Status: "no"}},
	}
	inputs := map[string]string{
		"yaml": `
version: 1
name: 0123456
seed: 18446744073709551615
ratio: 0.5
on: true
off: False
small: -8
at: 2026-01-15T09:00:00Z
level: high
levels: [low, {name: mid, value: 5}]
calls: 2
words: [1e3, true]
entry:
  phone_number: 15550783881
  status:
  weights: {US: 3}
  headers: {Retry-After: 30}
numbers:
  - phone_number: +1 202
  - {phone_number: 1_000, status: no}
`,
		"json": `{"version": 1, "name": "0123456", "seed": 18446744073709551615, "ratio": 0.5, "on": true, "off": false, "small": -8,
 "at": "2026-01-15T09:00:00Z", "level": "high", "levels": ["low", {"name": "mid", "value": 5}], "calls": 2, "words": ["1e3", "true"],
 "entry": {"phone_number": "15550783881", "status": null, "weights": {"US": 3}, "headers": {"Retry-After": "30"}},
 "numbers": [{"phone_number": "+1 202"}, {"phone_number": "1_000", "status": "no"}]}`,
	}
	for name, text := range inputs {
		got, problems := decode(t, text, strict.Options{})
		if problems != "" {
			t.Errorf("%s: %s", name, problems)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", name, got, want)
		}
	}
}

func TestBounds(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c <= 'z'; c++ {
		bomb += fmt.Sprintf("%c: &%c [*%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c]\n", c, c, c-1)
	}
	for _, tt := range []struct {
		name, text string
		opts       strict.Options
		want       string
	}{
		{"JSON", `{"name": "\ud800"}`, strict.Options{JSON: true}, "1:16: not valid JSON: found invalid Unicode character escape code"},
		{"list in JSON", `[1]`, strict.Options{JSON: true}, "1:1: want an object, got a list"},
		{"not UTF-8", "name: \xff\n", strict.Options{}, "f.yaml:1:7: not valid YAML: invalid leading UTF-8 octet"},
		{"time that would be none", "at: 0001-01-01T00:00:00Z\n", strict.Options{}, "f.yaml:1:5: at: the year must be 1970 to 2100"},
		{"alias bomb", bomb, strict.Options{}, "aliases unfold to more than 200000 nodes"},
		{"deep", strings.Repeat("[", 5000) + strings.Repeat("]", 5000), strict.Options{}, "nested deeper than 64 levels"},
		{"deeper than the parser", strings.Repeat("[", 50_000), strict.Options{}, "exceeded max depth of 10000"},
		{"long", strings.Repeat(" ", strict.MaxBytes+1), strict.Options{}, "the document is longer than 8388608 bytes"},
	} {
		_, got := decode(t, tt.text, tt.opts)
		if !strings.Contains(got, tt.want) || strings.Contains(got, "\n") {
			t.Errorf("%s: got %.300q, want one problem with %q", tt.name, got, tt.want)
		}
	}
	many := "words:\n" + strings.Repeat("- [x]\n", 5000)
	_, got := decode(t, many, strict.Options{})
	if lines := strings.Split(got, "\n"); len(lines) != 1001 || !strings.HasSuffix(lines[1000], "too many problems; the rest is left out") {
		t.Errorf("%d problems were printed, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestAliases(t *testing.T) {
	var pos strict.Positions
	got, problems := decode(t, "entry: &e {phone_number: &p 0123}\nnumbers: [*e, {phone_number: *p}]\n", strict.Options{Positions: &pos})
	if problems != "" {
		t.Fatal(problems)
	}
	if len(got.Numbers) != 2 || got.Numbers[0].PhoneNumber != "0123" || got.Numbers[1].PhoneNumber != "0123" {
		t.Errorf("got %+v", got.Numbers)
	}
	if line, column := pos.At("numbers[0]"); line != 2 || column != 11 {
		t.Errorf("the alias stands at %d:%d, want 2:11", line, column)
	}
}

func TestExpand(t *testing.T) {
	opts := strict.Options{Expand: func(name string) (string, bool) {
		v, ok := map[string]string{"TOKEN": "EAAJB", "N": "7", "YES": "true", "EMPTY": "", "LOOP": "${TOKEN}"}[name]
		return v, ok
	}}
	got, problems := decode(t, `
version: ${N}
small: "${N}"
on: ${YES}
name: a-${TOKEN}-$${TOKEN}-${LOOP}$
words: [x$y, "${EMPTY}", "$$${N}"]
`, opts)
	if problems != "" {
		t.Fatal(problems)
	}
	want := doc{Version: 7, Small: 7, On: true, Name: "a-EAAJB-${TOKEN}-${TOKEN}$", Words: []string{"x$y", "", "$${N}"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	_, problems = decode(t, `
version: ${TOKEN}
name: ${MISSING} ${ALSO}
words: ["${", "${a-b}"]
`, opts)
	wantProblems := `f.yaml:2:10: version: want a whole number, got the text "EAAJB"
f.yaml:3:7: name: the variable ${MISSING} is not set; write $${ for the text ${
f.yaml:3:7: name: the variable ${ALSO} is not set; write $${ for the text ${
f.yaml:4:9: words[0]: ${ must be followed by a name and }; write $${ for the text ${
f.yaml:4:15: words[1]: ${ must be followed by a name and }; write $${ for the text ${`
	if problems != wantProblems {
		t.Errorf("got\n%s\nwant\n%s", problems, wantProblems)
	}
	if got, _ := decode(t, "version: 1\nname: ${N} $${N}\n", strict.Options{}); got.Name != "${N} $${N}" {
		t.Errorf("without Expand the text became %q", got.Name)
	}
}

func TestPositions(t *testing.T) {
	var pos strict.Positions
	text := "version: 1\nnumbers:\n  - {phone_number: a}\n  - phone_number: b\n    headers: {X.Y: z}\ncalls: 3\n"
	if _, problems := decode(t, text, strict.Options{Positions: &pos}); problems != "" {
		t.Fatal(problems)
	}
	for path, want := range map[string][2]int{
		"":                            {1, 1},
		"version":                     {1, 10},
		"nowhere":                     {1, 1},
		"numbers":                     {3, 3},
		"numbers[0]":                  {3, 5},
		"numbers[0].phone_number":     {3, 20},
		"numbers[0].status":           {3, 5},
		"numbers[1].phone_number":     {4, 19},
		"numbers[1].headers[\"X.Y\"]": {5, 20},
		"numbers[9].phone_number":     {3, 3},
		"numbers[9":                   {3, 3},
		"numbers[x].y":                {3, 3},
		"calls[0]":                    {6, 8},
		"calls[1]":                    {6, 8},
	} {
		if line, column := pos.At(path); line != want[0] || column != want[1] {
			t.Errorf("%q is at %d:%d, want %d:%d", path, line, column, want[0], want[1])
		}
	}
	if pos.Empty() || !pos.IsMapping("numbers[1]") || pos.IsMapping("numbers") {
		t.Error("Empty or IsMapping is wrong about what there is")
	}
	var none strict.Positions
	if line, column := none.At("a"); line != 1 || column != 1 || !none.Empty() {
		t.Errorf("no positions answered %d:%d", line, column)
	}
}

func TestDecodePanicsOnProgramMistakes(t *testing.T) {
	for name, into := range map[string]any{
		"no pointer": doc{},
		"no struct":  new(int),
		"a channel": &struct {
			C chan int `yaml:"c"`
		}{},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			_ = strict.Decode("f", []byte("c: 1"), into, strict.Options{})
		}()
	}
}
