package failures

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// rawEntry is an entry as a file has it. A key that the file leaves out is nil,
// so that an overlay changes only what it gives.
type rawEntry struct {
	id         string
	at         place
	namesAt    place         // of Operations
	Summary    *string       `yaml:"summary"`
	Source     *Source       `yaml:"source"`
	Where      *string       `yaml:"where"`
	Operations []string      `yaml:"operations"`
	Transient  *bool         `yaml:"transient"`
	Documented *rawRendering `yaml:"documented"`
	Observed   *rawRendering `yaml:"observed"`
}

// rawRendering is a documented or observed block. Only the latter has a source
// and a where of its own.
type rawRendering struct {
	at           place
	Status       *int                        `yaml:"status"`
	Body         rawMembers                  `yaml:"body"`
	Headers      []strict.Member[string]     `yaml:"headers"`
	PerOperation []strict.Member[rawMembers] `yaml:"per_operation"`
	Source       *Source                     `yaml:"source"`
	Where        *string                     `yaml:"where"`
}

// rawMembers are the members of a body: text, whole numbers, true or false. A
// nil takes the member out of a variant.
type rawMembers []strict.Member[any]

// place is a value of a file, for messages.
type place struct {
	positions *strict.Positions
	path      string
}

func (p place) member(name string) place { return place{p.positions, strict.Join(p.path, name)} }

// reader checks what can be known from one file alone.
type reader struct{ issues sim.Issues }

// fail notes an issue, unless the value could not be read in the first place.
func (r *reader) fail(at place, format string, args ...any) {
	if !slices.ContainsFunc(r.issues, func(i sim.Issue) bool { return i.Path == at.path }) {
		r.issues.Add(at.positions.Issue(at.path, fmt.Sprintf(format, args...)))
	}
}

var entryID = pattern.Lazy(`^(meta|360dialog)\.[a-z][a-z0-9_]*$`)

// read returns the entries of a file. An overlay may be empty.
func (f File) read(overlay bool) ([]rawEntry, sim.Issues) {
	var entries []strict.Member[rawEntry]
	var r reader
	positions := &strict.Positions{}
	errors.As(strict.Decode(f.Name, f.Data, &entries, strict.Options{Positions: positions, AllowEmpty: overlay}), &r.issues)
	out := make([]rawEntry, 0, len(entries))
	for _, m := range entries {
		e := m.Value
		e.id, e.at = m.Key, place{positions, strict.Join("", m.Key)}
		e.namesAt = e.at.member("operations")
		if !entryID().MatchString(e.id) {
			r.fail(e.at, "%q is no failure id; write meta.<name> or 360dialog.<name> in lower case", strict.Clip(e.id))
		}
		r.text(e.at.member("summary"), e.Summary)
		r.text(e.at.member("where"), e.Where)
		r.rendering(e.at.member("documented"), e.Documented)
		r.rendering(e.at.member("observed"), e.Observed)
		if d := e.Documented; d != nil && d.Source != nil {
			r.fail(d.at.member("source"), "of the documented rendering is the source of the entry: write it there")
		}
		if d := e.Documented; d != nil && d.Where != nil {
			r.fail(d.at.member("where"), "of the documented rendering is the where of the entry: write it there")
		}
		out = append(out, e)
	}
	return out, r.issues
}

func (r *reader) text(at place, text *string) {
	if text != nil && strings.TrimSpace(*text) == "" {
		r.fail(at, "must not be empty")
	}
}

func (r *reader) status(at place, status int) {
	if status < 100 || status > 599 {
		r.fail(at, "must be from 100 to 599, not %d", status)
	}
}

// template checks a text that may hold placeholders.
func (r *reader) template(at place, text string) {
	r.text(at, &text)
	if _, err := parseText(text); err != nil {
		r.fail(at, "%v", err)
	}
}

var (
	headerName  = pattern.Lazy("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
	headerValue = pattern.Lazy(`^[ -~]*$`)
)

func (r *reader) rendering(at place, d *rawRendering) {
	if d == nil {
		return
	}
	d.at = at
	if d.Status != nil {
		r.status(at.member("status"), *d.Status)
	}
	r.text(at.member("where"), d.Where)
	for _, m := range d.Body {
		r.member(at.member("body").member(m.Key), m, false)
	}
	for _, h := range d.Headers {
		at := at.member("headers").member(h.Key)
		r.template(at, h.Value)
		if !headerName().MatchString(h.Key) || !headerValue().MatchString(h.Value) {
			r.fail(at, "%q is no header: a token as its name and printable ASCII as its value", strict.Clip(h.Key))
		}
	}
	for _, v := range d.PerOperation {
		r.variant(at.member("per_operation").member(v.Key), v.Value)
	}
}

// variant checks what differs for one operation: status, source and where of the
// rendering, and members of the body.
func (r *reader) variant(at place, members rawMembers) {
	for _, m := range members {
		at := at.member(m.Key)
		text, isText := m.Value.(string)
		status, isNumber := m.Value.(int)
		switch {
		case m.Key == "status" && isNumber:
			r.status(at, status)
		case m.Key == "status":
			r.fail(at, "want a whole number")
		case m.Key == "source":
			if err := new(Source).UnmarshalText([]byte(text)); err != nil {
				r.fail(at, "%s, got %q", err, strict.Clip(text))
			}
		case m.Key == "where" && isText:
			r.text(at, &text)
		case m.Key == "where":
			r.fail(at, "want text")
		default:
			r.member(at, m, true)
		}
	}
}

// memberKinds are the kinds of the members both vendors' schemas fix.
var memberKinds = map[string]string{
	"message": "text", "type": "text", "code": "a whole number", "error_subcode": "a whole number", "is_transient": "true or false",
	"error_user_title": "text", "error_user_msg": "text",
	"developer_message": "text", "error": "text", "error_description": "text",
}

// addedMembers are those that differ from answer to answer.
var addedMembers = []string{"fbtrace_id", "http_code", "success", "details", "360dialog_trace_id"}

func (r *reader) member(at place, m strict.Member[any], nullable bool) {
	text, isText := m.Value.(string)
	kind := map[bool]string{true: "text"}[isText]
	switch m.Value.(type) {
	case int:
		kind = "a whole number"
	case bool:
		kind = "true or false"
	}
	want, known := memberKinds[m.Key]
	switch {
	case slices.Contains(addedMembers, m.Key):
		r.fail(at, "%s is added when the answer is written; leave it out", m.Key)
	case nullable && m.Value == nil:
	case known && kind != want:
		r.fail(at, "%s must be %s", m.Key, want)
	case m.Value == nil:
		r.fail(at, "%s must be text, a whole number, true or false", m.Key)
	case isText:
		r.template(at, text)
	}
}
