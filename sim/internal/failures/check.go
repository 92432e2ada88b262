package failures

import (
	"fmt"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// checker collects what is wrong with the entries of one file.
type checker struct {
	positions strict.Positions
	issues    sim.Issues
}

// fail notes what is wrong, unless the value could not be read in the first place.
func (c *checker) fail(path, format string, args ...any) {
	if !slices.ContainsFunc(c.issues, func(i sim.Issue) bool { return i.Path == path }) {
		c.issues.Add(c.positions.Issue(path, fmt.Sprintf(format, args...)))
	}
}

// require notes the first of the keys that is not given.
func (c *checker) require(path, what string, keys []string, given ...bool) {
	if i := slices.Index(given, false); i >= 0 {
		c.fail(path, "%s has no %s", what, keys[i])
	}
}

var (
	entryID     = pattern.Lazy(`^(meta|360dialog)\.[a-z][a-z0-9_]*$`)
	headerName  = pattern.Lazy("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
	headerValue = pattern.Lazy(`^[ -~]*$`)

	entryKeys     = []string{"summary", "source", "where", "operations", "transient", "documented"}
	renderingKeys = []string{"source", "where", "status", "body"}
)

// entry checks an entry as it will answer: laid over another, if it is of an overlay.
func (c *checker) entry(e *Entry) {
	at := strict.Join("", e.ID)
	if !entryID().MatchString(e.ID) {
		c.fail(at, "%q is no failure id; write meta.<name> or 360dialog.<name> in lower case", strict.Clip(e.ID))
	}
	c.require(at, e.ID, entryKeys,
		e.Summary != "", e.Source != "", e.Where != "", e.Operations != nil, e.Transient != nil, e.Documented != nil)
	for i, op := range e.Operations {
		path := fmt.Sprintf("%s.operations[%d]", at, i)
		if !strings.HasPrefix(op, e.Vendor()+".") {
			c.fail(path, "%s cannot come from %q, an operation of another vendor", e.ID, op)
		}
		if slices.Contains(e.Operations[:i], op) {
			c.fail(path, "%s lists %q twice", e.ID, op)
		}
	}
	if e.Documented != nil {
		c.rendering(at+".documented", e, e.Rendering(sim.Documented))
	}
	if e.Observed != nil {
		c.rendering(at+".observed", e, *e.Observed)
	}
}

func (c *checker) rendering(path string, e *Entry, r Rendering) {
	c.require(path, e.ID, renderingKeys, r.Source != "", r.Where != "", r.Status != nil, r.Body != nil)
	if r.Status != nil {
		c.status(path+".status", *r.Status)
	}
	for _, m := range r.Body {
		c.member(strict.Join(path+".body", m.Key), m, false)
	}
	for _, h := range r.Headers {
		at := strict.Join(path+".headers", h.Key)
		c.template(at, h.Value)
		if !headerName().MatchString(h.Key) || !headerValue().MatchString(h.Value) {
			c.fail(at, "%q is no header: a token as its name and printable ASCII as its value", strict.Clip(h.Key))
		}
	}
	c.message(path, e, r.For(""))
	for _, v := range r.PerOperation {
		at := strict.Join(path+".per_operation", v.Key)
		if strings.HasSuffix(v.Key, "*") || !e.MayComeFrom(v.Key) {
			c.fail(at, "%s does not come from %q, so it cannot differ there", e.ID, v.Key)
		}
		for _, m := range v.Value {
			c.difference(strict.Join(at, m.Key), m)
		}
		c.message(at, e, r.For(v.Key))
	}
}

func (c *checker) status(path string, status int) {
	if status < 100 || status > 599 {
		c.fail(path, "must be from 100 to 599, not %d", status)
	}
}

// template checks a text that may hold placeholders.
func (c *checker) template(path, text string) {
	if strings.TrimSpace(text) == "" {
		c.fail(path, "must not be empty")
	}
	if _, err := fill(text, nil); err != nil {
		c.fail(path, "%v", err)
	}
}

// difference checks what differs for one operation: status, source or where of the
// rendering, or a member of the body.
func (c *checker) difference(at string, m strict.Member[any]) {
	text, isText := m.Value.(string)
	status, isNumber := m.Value.(int)
	switch {
	case m.Key == "status" && isNumber:
		c.status(at, status)
	case m.Key == "status":
		c.fail(at, "want a whole number")
	case m.Key == "source":
		if err := new(Source).UnmarshalText([]byte(text)); err != nil {
			c.fail(at, "%s, got %q", err, strict.Clip(text))
		}
	case m.Key == "where" && !isText:
		c.fail(at, "want text")
	default:
		c.member(at, m, true)
	}
}

// memberKinds are the kinds of the members both vendors' schemas fix.
var memberKinds = map[string]string{
	"message": "text", "type": "text", "code": "a whole number", "error_subcode": "a whole number", "is_transient": "true or false",
	"error_user_title": "text", "error_user_msg": "text",
	"developer_message": "text", "error": "text", "error_description": "text",
}

// kinds are the kinds of members by their types in Go.
var kinds = map[string]string{"string": "text", "int": "a whole number", "bool": "true or false"}

// addedMembers are those that differ from answer to answer.
var addedMembers = []string{"fbtrace_id", "http_code", "success", "details", "360dialog_trace_id"}

func (c *checker) member(at string, m strict.Member[any], nullable bool) {
	kind := kinds[fmt.Sprintf("%T", m.Value)]
	want, known := memberKinds[m.Key]
	switch {
	case slices.Contains(addedMembers, m.Key):
		c.fail(at, "%s is added when the answer is written; leave it out", m.Key)
	case nullable && m.Value == nil:
	case known && kind != want:
		c.fail(at, "%s must be %s", m.Key, want)
	case m.Value == nil:
		c.fail(at, "%s must be text, a whole number, true or false", m.Key)
	case kind == "text":
		c.template(at, m.Value.(string))
	}
}

// message reports a body that does not say what went wrong, under the name the vendor
// has for it.
func (c *checker) message(path string, e *Entry, v Variant) {
	names := []string{"message"}
	if e.Vendor() == "360dialog" {
		names = []string{"developer_message", "error"}
	}
	said := func(name string) bool { _, ok := v.Members.Get(name); return ok }
	if !slices.ContainsFunc(names, said) {
		c.fail(path, "the body of %s has no %s", e.ID, names[0])
	}
}
