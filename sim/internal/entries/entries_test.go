package entries_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/entries"
)

type inner struct {
	Name  string         `json:"name,omitempty"`
	At    time.Time      `json:"at,omitzero"`
	Count map[string]int `json:"count,omitempty"`
}

type entry struct {
	inner
	Inner
	Rows []inner `json:"rows"`
	Note *string `json:"note,omitempty"`
}

// Inner is an embedded struct whose members are those of the outer one.
type Inner struct {
	ID   string      `json:"id"`
	When []time.Time `json:"when"`
}

type document struct {
	Version int             `json:"version"`
	Raw     json.RawMessage `json:"raw"`
	hidden  int
	Skipped string  `json:"-"`
	Lists   []entry `json:"lists"`
	Nested  struct {
		Rows  []inner           `json:"rows,omitempty"`
		Times map[string]string `json:"times"`
	} `json:"nested"`
	Beside *document `json:"beside"`
	Plain  []string
}

var most = entries.Bounds{Entries: 10, Value: 100}

// TestWhatIsWrittenIsWhatEncodingJSONWrites and is read back as the same value.
func TestWhatIsWrittenIsWhatEncodingJSONWrites(t *testing.T) {
	note, at := "a <b> & \"c\"", time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	full := document{Version: 2, Raw: json.RawMessage(`{"a":1}`), Skipped: "x", hidden: 1, Plain: []string{"<"}}
	full.Lists = []entry{{}, {Inner: Inner{"7", []time.Time{at}}, Rows: []inner{{}, {"n", at, map[string]int{"b": 1, "a": 2}}}, Note: &note}}
	full.Nested.Rows = []inner{{Name: "😀"}}
	full.Beside = &document{Raw: json.RawMessage("null"), Lists: []entry{}}
	for _, v := range []document{{Raw: json.RawMessage("null")}, full} {
		var whole, parts bytes.Buffer
		e := json.NewEncoder(&whole)
		e.SetEscapeHTML(false)
		if err := errors.Join(e.Encode(v), entries.Write(&parts, &v)); err != nil {
			t.Fatal(err)
		}
		if whole.String() != parts.String() {
			t.Errorf("written:\n%s\nwant:\n%s", parts.String(), whole.String())
		}
		var got, want document
		if err := entries.Read(bytes.NewReader(parts.Bytes()), &got, most); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(parts.Bytes(), &want); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("read: %+v\nwant: %+v (%v)", got, want, err)
		}
	}
}

// TestReadingTellsWhatIsWrong: the place in JSON of another type, or why it is no JSON.
func TestReadingTellsWhatIsWrong(t *testing.T) {
	syntax := new(json.SyntaxError)
	for text, want := range map[string]any{
		`{"lists":[{"id":"1"},{"id":2}]}`:       "lists[1].id",
		`{"lists":[{"rows":[{"name":1}]}]}`:     "lists[0].rows[0].name",
		`{"lists":[{"rows":[{"nome":"1"}]}]}`:   "lists[0].rows[0].nome",
		`{"lists":{}}`:                          "lists",
		`{"lists":[7]}`:                         "lists[0]",
		`{"nested":[]}`:                         "nested",
		`{"other":1}`:                           "other",
		`{"VERSION":1}`:                         "VERSION",
		`{"version":1,"version":2}`:             "version",
		`{"beside":{"beside":{"version":"2"}}}`: "beside.beside.version",
		`[]`:                                    "",
		`7`:                                     "",
		``:                                      io.ErrUnexpectedEOF,
		`{`:                                     io.ErrUnexpectedEOF,
		`{"lists":[{"id":"1"},`:                 io.ErrUnexpectedEOF,
		`{"version":`:                           io.ErrUnexpectedEOF,
		`{"version":1`:                          io.ErrUnexpectedEOF,
		`{"version":1]`:                         syntax,
		`{"lists":[{"id":"1"}{"id":"2"}]}`:      syntax,
		`{"version":x}`:                         syntax,
		"\xef\xbb\xbf{}":                        syntax,
		`{"lists":[` + strings.Repeat("{},", 10) + `{}]}`: entries.ErrBound,
		`{"raw":"` + strings.Repeat("x", 1000) + `"}`:     entries.ErrBound,
	} {
		err := entries.Read(strings.NewReader(text), new(document), most)
		at := new(entries.Error)
		switch want := want.(type) {
		case string:
			if !errors.As(err, &at) || at.Path != want {
				t.Errorf("%s: %v, want something at %q", text, err, want)
			}
		case *json.SyntaxError:
			if !errors.As(err, &want) {
				t.Errorf("%s: %v, want a syntax error", text, err)
			}
		case error:
			if !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", text, err, want)
			}
		}
	}
	if err := entries.Read(strings.NewReader("{} {}"), new(document), most); err == nil {
		t.Error("two values are read as one")
	}
}

// endless is a text after which another comes again and again.
type endless struct {
	head io.Reader
	tail string
}

func (e *endless) Read(p []byte) (int, error) {
	n, err := e.head.Read(p)
	if errors.Is(err, io.EOF) {
		e.head = strings.NewReader(e.tail)
		return n, nil
	}
	return n, err
}

// TestADocumentWithoutAnEndEnds at a bound, wherever it goes on for ever.
func TestADocumentWithoutAnEndEnds(t *testing.T) {
	for _, text := range []endless{
		{strings.NewReader(``), " "}, {strings.NewReader(`{"lists":[{}`), ",{}"}, {strings.NewReader(`{"lists":[{"rows":[{}`), ",{}"},
		{strings.NewReader(`{"raw":"`), "x"}, {strings.NewReader(`{"raw":`), "["}, {strings.NewReader(`{"version":1`), "\n"},
		{strings.NewReader(`{"`), "x"}, {strings.NewReader(`{"Plain":[""`), `,""`}, {strings.NewReader(`{}`), " "},
	} {
		if err := entries.Read(&text, new(document), most); !errors.Is(err, entries.ErrBound) {
			t.Errorf("%v", err)
		}
	}
	failed := errors.New("the connection broke")
	for _, text := range []string{``, `{`, `{"lists":[{},`, `{"raw":"x`, `{}`} {
		broken := io.MultiReader(strings.NewReader(text), errorReader{failed})
		if err := entries.Read(broken, new(document), most); !errors.Is(err, failed) {
			t.Errorf("%s: %v, want the reader's error", text, err)
		}
	}
}

type errorReader struct{ error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.error }
