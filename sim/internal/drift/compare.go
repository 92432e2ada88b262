package drift

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"regexp"
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
	c := comparison{terms: t}
	if recorded.Status != simulated.Status {
		c.add(KindStatus, "", strconv.Itoa(recorded.Status), strconv.Itoa(simulated.Status))
	}
	c.headers(recorded, simulated.Header)
	if !recorded.Unseen {
		c.bodies(recorded.Body, simulated.Body)
	}
	return c.found
}

type comparison struct {
	terms Terms
	found []Difference
}

var index = pattern.Lazy(`\[[0-9]+\]`)

// add notes a difference; one that is the same in many items of a list is
// noted once.
func (c *comparison) add(kind, path, recorded, simulated string) {
	general := index().ReplaceAllString(path, "[]")
	for i := range c.found {
		d := &c.found[i]
		if d.Kind == kind && d.Recorded == recorded && d.Simulated == simulated && general != path &&
			index().ReplaceAllString(d.Path, "[]") == general {
			d.More++
			return
		}
	}
	c.found = append(c.found, Difference{Kind: kind, Path: path, Recorded: recorded, Simulated: simulated})
}

// headerRule says what of a header's value must be equal.
type headerRule struct {
	name string
	form func(string) string
}

// metaHeaders are those recorded with Graph's answers (public captures of 2018
// to 2026, which have the content type with a charset and without, and Vary with
// Origin and without). No capture of 360dialog's is known, so that only its content
// type counts.
var metaHeaders = []headerRule{
	{"Content-Type", quoted(mediaType)},
	{"Facebook-Api-Version", quoted(strings.TrimSpace)},
	{"X-Fb-Request-Id", form(pattern.Lazy(`^A[A-Za-z0-9_-]{22}$`), "23 characters, the first an A")},
	{"X-Fb-Trace-Id", form(pattern.Lazy(`^[A-Za-z0-9+/]{11}$`), "11 characters of base64")},
	{"X-Fb-Rev", form(pattern.Lazy(`^[0-9]{10}$`), "10 digits")},
	{"X-Fb-Debug", form(pattern.Lazy(`^[A-Za-z0-9+/]{86}==$`), "88 characters of base64")},
	{"Cache-Control", quoted(list)},
	{"Pragma", quoted(list)},
	{"Expires", quoted(strings.TrimSpace)},
	{"Etag", presence},
	{"Www-Authenticate", challenge},
	{"Vary", presence}, // its words changed over the years
	{"Strict-Transport-Security", quoted(list)},
	{"Access-Control-Allow-Origin", quoted(strings.TrimSpace)},
}

// headers compares what the recorder kept. One that keeps none may still note the
// content type beside them.
func (c *comparison) headers(recorded har.Answer, simulated http.Header) {
	rules := metaHeaders
	if c.terms.Vendor == dialog || recorded.Headless {
		rules = rules[:min(1, len(recorded.Header))]
	}
	for _, r := range rules {
		was, is := strings.Join(recorded.Header[r.name], ", "), strings.Join(simulated[r.name], ", ")
		same := r.form
		if r.name == "Facebook-Api-Version" && c.terms.Unversioned {
			same = form(pattern.Lazy(`^v[0-9]+\.[0-9]+$`), "a version")
		}
		if was == is || masked(was) || c.terms.Headers != nil && !c.terms.Headers[c.terms.Vendor+" "+r.name] {
			continue
		}
		before, now := nothing, nothing
		if was != "" {
			before = same(was)
		}
		if is != "" {
			now = same(is)
		}
		if before != now {
			c.add(KindHeader, strings.ToLower(r.name), before, now)
		}
	}
}

// form reduces a value that differs from call to call to whether it has its
// form.
func form(re func() *regexp.Regexp, name string) func(string) string {
	return func(s string) string {
		if re().MatchString(s) {
			return name
		}
		return fmt.Sprintf("%.60q", s)
	}
}

func presence(string) string { return "a value" }

// quoted shows a value as such, so that commas in it part nothing.
func quoted(same func(string) string) func(string) string {
	return func(s string) string { return fmt.Sprintf("%.60q", same(s)) }
}

// mediaType is a content type without its charset, which older captures have and
// recent ones do not.
func mediaType(s string) string {
	kind, _, err := mime.ParseMediaType(s)
	if err != nil {
		return s
	}
	return kind
}

// list compares the words of a header without regard to order and case.
func list(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ',' || r == ';' })
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

var challengePattern = pattern.Lazy(`^OAuth "Facebook Platform" "([a-z_]+)" ".*"$`)

// challenge keeps the reason of Graph's WWW-Authenticate; the message is in the
// body too.
func challenge(s string) string {
	if m := challengePattern().FindStringSubmatch(s); m != nil {
		return `OAuth "Facebook Platform" "` + m[1] + `"`
	}
	return s
}

func (c *comparison) bodies(recorded, simulated []byte) {
	was, is := decoded(recorded), decoded(simulated)
	if wasText, isText := textual(recorded, was), textual(simulated, is); wasText != "" || isText != "" {
		if wasText != isText {
			c.add(KindBody, "", cmp.Or(wasText, "JSON"), cmp.Or(isText, "JSON"))
		}
		return
	}
	c.values("", "", was, is)
}

// textual says what a body is that is not JSON, "" for JSON.
func textual(body []byte, value any) string {
	switch text := strings.TrimSpace(string(body)); {
	case text == "":
		return "no body"
	case value == nil && text != "null":
		return "no JSON"
	default:
		return ""
	}
}

func (c *comparison) values(path, name string, was, is any) {
	if kindOf(was) != kindOf(is) {
		if text, ok := was.(string); !ok || !masked(text) {
			c.add(KindType, cmp.Or(path, "body"), kindOf(was), kindOf(is))
		}
		return
	}
	switch was := was.(type) {
	case map[string]any:
		c.objects(path, was, is.(map[string]any)) //nolint:forcetypeassert // of the same kind
	case []any:
		c.lists(path, name, was, is.([]any)) //nolint:forcetypeassert // of the same kind
	case string:
		c.texts(path, name, was, is.(string)) //nolint:forcetypeassert // of the same kind
	case bool:
		if was != is && name != "is_preverified_number" { // it may have been claimed before the capture
			c.add(KindValue, path, strconv.FormatBool(was), strconv.FormatBool(!was))
		}
	case json.Number:
		if now := is.(json.Number); byValue[name] && was != now { //nolint:forcetypeassert // of the same kind
			c.add(KindValue, path, was.String(), now.String())
		}
	}
}

func kindOf(v any) string {
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

func (c *comparison) objects(path string, was, is map[string]any) {
	names := slices.AppendSeq(slices.Collect(maps.Keys(was)), maps.Keys(is))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		at := strings.TrimPrefix(path+"."+name, ".")
		before, recorded := was[name]
		now, simulated := is[name]
		switch {
		case !simulated:
			c.add(KindMissing, at, kindOf(before), nothing)
		case !recorded:
			c.add(KindExtra, at, nothing, kindOf(now))
		default:
			c.values(at, name, before, now)
		}
	}
}

// lists compares items with the same id, whatever their order, and items
// without one by their place.
func (c *comparison) lists(path, name string, was, is []any) {
	places := make(map[string]int, len(is))
	for j, now := range is {
		if id := idOf(now); id != "" {
			places[id] = j
		}
	}
	met := make([]bool, len(is))
	for i, before := range was {
		at := path + "[" + strconv.Itoa(i) + "]"
		j, there := i, i < len(is)
		if id := idOf(before); id != "" {
			j, there = places[c.ours(id)]
		}
		if !there || met[j] {
			c.add(KindMissing, at, kindOf(before), nothing)
			continue
		}
		met[j] = true
		c.values(at, name, before, is[j])
	}
	for j, now := range is {
		if !met[j] {
			c.add(KindExtra, path+"["+strconv.Itoa(j)+"]", nothing, kindOf(now))
		}
	}
}

// ours is what the simulator calls a recorded id.
func (c *comparison) ours(id string) string { return cmp.Or(c.terms.IDs[id], id) }

// idOf returns the id of an item of a list, "" when it has none that can be
// recognised.
func idOf(v any) string {
	for _, name := range []string{"id", "preverified_phone_number_id"} {
		if id, ok := object(v)[name].(string); ok && idPattern().MatchString(id) {
			return id
		}
	}
	return ""
}
