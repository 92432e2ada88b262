package drift

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/har"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// The kinds of a difference.
const (
	KindStatus  = "status"  // another HTTP status
	KindHeader  = "header"  // a header is missing, extra, or has another value or form
	KindMissing = "missing" // the simulated body lacks a member or an item
	KindExtra   = "extra"   // the simulated body has one that was not recorded
	KindType    = "type"    // a member has another JSON type
	KindValue   = "value"   // a code or a word of an enumeration is another
	KindShape   = "shape"   // a text has another form, such as that of a time
	KindBody    = "body"    // one of the bodies is not JSON
)

// nothing stands for the side that has no such header or member.
const nothing = "nothing"

// Difference is one point in which a simulated answer departs from a recorded
// one.
type Difference struct {
	// Entry is the place of the request in the file, from 1.
	Entry int `json:"entry"`
	// Operation is the name of what was called.
	Operation string `json:"operation"`
	// Kind is one of the kinds above.
	Kind string `json:"kind"`
	// Path is the header's name, or the member's place such as data[0].id.
	Path string `json:"path,omitempty"`
	// Recorded and Simulated are what either side has: a value for codes and
	// headers, a type or a form for what differs from call to call.
	Recorded  string `json:"recorded"`
	Simulated string `json:"simulated"`
	// More counts further items of a list with the same difference.
	More int `json:"more,omitempty"`
}

// String writes one line: the entry, the operation, and what differs.
func (d Difference) String() string {
	what := strings.TrimSpace(d.Kind + " " + d.Path)
	line := fmt.Sprintf("entry %d %s: %s: recorded %s, simulated %s", d.Entry, d.Operation, what, d.Recorded, d.Simulated)
	if d.More > 0 {
		line += " (and " + sim.Counted(d.More, "more item") + ")"
	}
	return line
}

// Terms say how two answers are compared.
type Terms struct {
	// Vendor is meta or 360dialog.
	Vendor string
	// Unversioned says that the request named no version of Graph, so that any
	// may answer.
	Unversioned bool
	// Open says that the next page of a list was not recorded, so that there need be
	// none.
	Open bool
	// IDs translates recorded ids into simulated ones; others are the same on
	// both sides.
	IDs map[string]string
	// Headers has vendor and name, with a space between them, of every header the
	// capture has anywhere; nil for all. Others were not kept by the recorder, and
	// are not compared.
	Headers map[string]bool
}

// Compare lists in what the simulated answer departs from the recorded one:
// first the status, then headers, then members in the order of their names.
// Entry and Operation of the differences are left empty.
func Compare(recorded, simulated har.Answer, t Terms) []Difference {
	c := comparison{terms: t, first: map[Difference]int{}}
	c.add(KindStatus, "", strconv.Itoa(recorded.Status), strconv.Itoa(simulated.Status))
	c.headers(recorded, simulated.Header)
	if !recorded.Unseen {
		c.bodies(recorded.Body, simulated.Body)
	}
	return c.found
}

type comparison struct {
	terms Terms
	found []Difference
	first map[Difference]int // the place in found of the first of a list's items with a difference
}

var index = pattern.Lazy(`\[[0-9]+\]`)

// add notes a difference; one that is the same in many items of a list is
// noted once.
func (c *comparison) add(kind, path, recorded, simulated string) {
	if recorded == simulated {
		return
	}
	d := Difference{Kind: kind, Path: index().ReplaceAllString(path, "[]"), Recorded: recorded, Simulated: simulated}
	if i, again := c.first[d]; again && d.Path != path {
		c.found[i].More++
		return
	}
	c.first[d] = len(c.found)
	d.Path = path
	c.found = append(c.found, d)
}

// headers compares what the recorder kept of the headers that count. One that keeps none
// may still note the content type beside them. No capture of 360dialog's is known, so
// that only its content type counts.
func (c *comparison) headers(recorded har.Answer, simulated http.Header) {
	names := metaHeaders
	if c.terms.Vendor == dialog || recorded.Headless {
		names = names[:min(1, len(recorded.Header))]
	}
	for _, name := range names {
		was, is := strings.Join(recorded.Header[name], ", "), strings.Join(simulated[name], ", ")
		if masked(was) || c.terms.Headers != nil && !c.terms.Headers[c.terms.Vendor+" "+name] {
			continue
		}
		form := forms[name]
		if name == "Facebook-Api-Version" && c.terms.Unversioned {
			form = like(pattern.Lazy(`^v[0-9]+\.[0-9]+$`), "a version")
		}
		reduced := func(value string) string {
			if value == "" {
				return nothing
			}
			return form(value)
		}
		c.add(KindHeader, strings.ToLower(name), reduced(was), reduced(is))
	}
}

func (c *comparison) bodies(recorded, simulated []byte) {
	was, is := decoded(recorded), decoded(simulated)
	if wasText, isText := textual(recorded, was), textual(simulated, is); wasText != "JSON" || isText != "JSON" {
		c.add(KindBody, "", wasText, isText)
		return
	}
	c.values("", "", was, is)
}

// textual says what a body is.
func textual(body []byte, value any) string {
	switch text := strings.TrimSpace(string(body)); {
	case text == "":
		return "no body"
	case value == nil && text != "null":
		return "no JSON"
	default:
		return "JSON"
	}
}

func (c *comparison) values(path, name string, was, is any) {
	if before, isText := was.(string); isText && masked(before) {
		return
	}
	if typeOf(was) != typeOf(is) {
		c.add(KindType, cmp.Or(path, "body"), typeOf(was), typeOf(is))
		return
	}
	switch was := was.(type) {
	case map[string]any:
		c.objects(path, was, object(is))
	case []any:
		c.lists(path, name, was, is.([]any)) //nolint:forcetypeassert // of the same type
	case string:
		c.texts(path, name, was, fmt.Sprint(is))
	default:
		// A number may have been claimed before the capture.
		if _, isBool := was.(bool); byValue[name] || isBool && name != "is_preverified_number" {
			c.add(KindValue, path, fmt.Sprint(was), fmt.Sprint(is))
		}
	}
}

// typeOf is the JSON type of a value.
func typeOf(v any) string {
	switch v.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "boolean"
	case json.Number:
		return "number"
	default:
		return "null"
	}
}

// texts compares two strings: by value where that counts, else by their form.
func (c *comparison) texts(path, name, was, is string) {
	switch form := forms[name]; {
	case byValue[name] && c.plain(was) != c.plain(is):
		c.add(KindValue, path, strconv.Quote(was), strconv.Quote(is))
	case byValue[name]:
	case form != nil:
		c.add(KindShape, path, form(was), form(is))
	default:
		c.add(KindShape, path, shape(was), shape(is))
	}
}

func (c *comparison) objects(path string, was, is map[string]any) {
	names := slices.AppendSeq(slices.Collect(maps.Keys(was)), maps.Keys(is))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		at := strings.TrimPrefix(path+"."+name, ".")
		before, recorded := was[name]
		now, simulated := is[name]
		switch {
		case !simulated && at == "paging.next" && c.terms.Open:
		case !simulated:
			c.add(KindMissing, at, typeOf(before), nothing)
		case !recorded:
			c.add(KindExtra, at, nothing, typeOf(now))
		default:
			c.values(at, name, before, now)
		}
	}
}

// lists compares items with the same id, whatever their order, and items
// without one by their place.
func (c *comparison) lists(path, name string, was, is []any) {
	places, met := map[string]int{}, make([]bool, len(is))
	for j, now := range is {
		places[idOf(now)] = j
	}
	for i, before := range was {
		at := path + "[" + strconv.Itoa(i) + "]"
		j, there := i, i < len(is)
		if id := idOf(before); id != "" {
			j, there = places[c.ours(id)]
		}
		if !there || met[j] {
			c.add(KindMissing, at, typeOf(before), nothing)
			continue
		}
		met[j] = true
		c.values(at, name, before, is[j])
	}
	for j, now := range is {
		if !met[j] {
			c.add(KindExtra, path+"["+strconv.Itoa(j)+"]", nothing, typeOf(now))
		}
	}
}

// ours is what the simulator calls a recorded id.
func (c *comparison) ours(id string) string { return cmp.Or(c.terms.IDs[id], id) }

var (
	// A Graph time within a message, such as Friday, 18-Sep-26 10:00:00 PDT.
	spokenTime = pattern.Lazy(`[A-Z][a-z]+day, [0-9]{2}-[A-Z][a-z]{2}-[0-9]{2} [0-9:]{8} [A-Z]{3,4}`)
	longDigits = pattern.Lazy(`[0-9]{5,}`)
)

// plain takes out of a message what differs from call to call: times, and ids
// that stand for each other. Error codes of six digits stay.
func (c *comparison) plain(s string) string {
	return longDigits().ReplaceAllStringFunc(spokenTime().ReplaceAllString(s, "<time>"), c.ours)
}
