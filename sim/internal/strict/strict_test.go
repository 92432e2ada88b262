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

// TestAllProblemsAtOnce holds the exact text of every kind of problem a
// readable document can have.
func TestAllProblemsAtOnce(t *testing.T) {
	_, got := decode(t, `version: "1"
name: [a]
seed: -1
ratio: .nan
on: yes
small: 300
at: 2026-01-15
level: [x]
levels: [two words, 5, [z]]
calls: [1, 2.5, ~]
words: {a: b}
nmae: x
numbers:
  - [x]
  - {phone_number: {a: 1}, statsu: VERIFIED}
  - phone_number: "1"
    phone_number: "2"
    weights: {US: many, DE: }
  - 7
entry:
  <<: {a: 1}
  [a]: b
  zzzzzzz: 1
  headers: {X.Y: [1]}
Plain: x
small: 010
`, strict.Options{})
	want := `f.yaml:1:10: version: want a whole number, got the text "1"
f.yaml:2:7: name: want text, got a list
f.yaml:3:7: seed: want a whole number, got -1
f.yaml:4:8: ratio: want a number, got .nan
f.yaml:5:5: on: want true or false, got the text "yes"
f.yaml:6:8: small: want a whole number, got 300
f.yaml:7:5: at: want a time such as 2026-01-15T09:00:00Z, got "2026-01-15"
f.yaml:8:8: level: want text or a mapping, got a list
f.yaml:9:10: levels[0]: a level is one word, got "two words"
f.yaml:9:24: levels[2]: want text or a mapping, got a list
f.yaml:10:12: calls[1]: want a whole number, got 2.5
f.yaml:10:17: calls[2]: an item of a list must have a value
f.yaml:11:8: words: want a list, got a mapping
f.yaml:12:1: unknown key "nmae"; did you mean "name"?
f.yaml:14:5: numbers[0]: want a mapping, got a list
f.yaml:15:20: numbers[1].phone_number: want text, got a mapping
f.yaml:15:28: numbers[1]: unknown key "statsu"; did you mean "status"?
f.yaml:17:5: numbers[2]: duplicate key "phone_number", already on line 16
f.yaml:18:19: numbers[2].weights.US: want a whole number, got the text "many"
f.yaml:18:29: numbers[2].weights.DE: an entry must have a value
f.yaml:19:5: numbers[3]: want a mapping, got 7
f.yaml:21:3: entry: merge keys (<<) are not supported: write the members out
f.yaml:22:3: entry: a key must be text, got a list
f.yaml:23:3: entry: unknown key "zzzzzzz"; accepted are phone_number, status, weights, headers
f.yaml:24:18: entry.headers["X.Y"]: want text, got a list
f.yaml:25:1: unknown key "Plain"; accepted are version, name, seed, ratio, on, off, small, at, level, levels, calls, words, entry, numbers
f.yaml:26:1: duplicate key "small", already on line 6`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestDocumentsThatCannotBeRead(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"empty", "", "1:1: the document is empty"},
		{"comment only", "# nothing\n", "1:1: the document is empty"},
		{"null", "---\n", "2:1: the document is empty"},
		{"list", "- a\n", "1:1: want a mapping, got a list"},
		{"scalar", "\nabc\n", "2:1: want a mapping, got the text \"abc\""},
		{"two documents", "version: 1\n---\nversion: 2\n", "3:1: only one document is read; a second one starts here"},
		{"broken second document", "version: 1\n---\n]\n", "3:1: not valid YAML: did not find expected node content"},
		{"indentation", "version: 1\nname: a\n on: true\n", "3:7: not valid YAML: mapping values are not allowed in this context"},
		{"list in mapping", "version: 1\nname: a\n- b\nwords: c\n", "3:1: not valid YAML: did not find expected key"},
		{"open quote", "version: 1\nname: \"abc\nwords: x\n", "2:1: not valid YAML: found unexpected end of stream"},
		{"open bracket", "version: 1\nwords: [a, b\nname: c\n", "2:1: not valid YAML: did not find expected ',' or ']'"},
		{"tab", "version: 1\n\tname: a\n", "2:2: not valid YAML: found a tab character that violates indentation"},
		{"json", "{\"version\": 1,\n \"name\": }x}", "2:12: not valid YAML: did not find expected <document start>"},
		{"unknown anchor", "name: *x\n", "1:8: not valid YAML: unknown anchor 'x' referenced"},
		{"not UTF-8", "name: \xff\n", "1:7: not valid YAML: invalid leading UTF-8 octet"},
		{"time that would be none", "at: 0001-01-01T00:00:00Z\n", "1:5: at: the year must be 1970 to 2100"},
		{"own tag", "name: !secret x\n", "1:7: the tag !secret is not supported"},
		{"binary", "name: !!binary aGk=\n", "1:7: the tag !!binary is not supported"},
		{"self", "words: &a [x, *a]\n", "1:15: alias *a stands inside its own anchor"},
	} {
		if _, got := decode(t, tt.text, strict.Options{}); got != "f.yaml:"+tt.want {
			t.Errorf("%s: got  %q\nwant %q", tt.name, got, "f.yaml:"+tt.want)
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
	if !pos.Has("numbers[1].headers") || pos.Has("numbers[1].status") || pos.Empty() {
		t.Error("Has or Empty is wrong about what there is")
	}
	var none *strict.Positions
	if line, column := none.At("a"); line != 1 || column != 1 || !none.Empty() || none.Has("") {
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
