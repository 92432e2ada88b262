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

func (c *checker) fail(path, format string, args ...any) {
	c.issues.Add(c.positions.Issue(path, fmt.Sprintf(format, args...)))
}

// failValue is fail, unless the value could not be read in the first place.
func (c *checker) failValue(path, format string, args ...any) {
	if !slices.ContainsFunc(c.issues, func(i sim.Issue) bool { return i.Path == path }) {
		c.fail(path, format, args...)
	}
}

var entryID = pattern.Lazy(`^(meta|360dialog)\.[a-z][a-z0-9_]*$`)

// values checks what a file gives of an entry.
func (c *checker) values(e *Entry) {
	at := strict.Join("", e.ID)
	if !entryID().MatchString(e.ID) {
		c.failValue(at, "%q is no failure id; write meta.<name> or 360dialog.<name> in lower case", strict.Clip(e.ID))
	}
	if d := e.Documented; d != nil && d.Source != "" {
		c.fail(at+".documented.source", "of the documented rendering is the source of the entry: write it there")
	}
	if d := e.Documented; d != nil && d.Where != "" {
		c.fail(at+".documented.where", "of the documented rendering is the where of the entry: write it there")
	}
	c.rendering(at+".documented", e.Documented)
	c.rendering(at+".observed", e.Observed)
}

func (c *checker) status(path string, status int) {
	if status < 100 || status > 599 {
		c.fail(path, "must be from 100 to 599, not %d", status)
	}
}

// template checks a text that may hold placeholders.
func (c *checker) template(path, text string) {
	if strings.TrimSpace(text) == "" {
		c.failValue(path, "must not be empty")
	}
	if _, err := fill(text, nil); err != nil {
		c.failValue(path, "%v", err)
	}
}

var (
	headerName  = pattern.Lazy("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
	headerValue = pattern.Lazy(`^[ -~]*$`)
)

func (c *checker) rendering(path string, r *Rendering) {
	if r == nil {
		return
	}
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
			c.failValue(at, "%q is no header: a token as its name and printable ASCII as its value", strict.Clip(h.Key))
		}
	}
	for _, v := range r.PerOperation {
		c.variant(strict.Join(path+".per_operation", v.Key), v.Value)
	}
}

// variant checks what differs for one operation: status, source and where of the
// rendering, and members of the body.
func (c *checker) variant(path string, given members) {
	for _, m := range given {
		at := strict.Join(path, m.Key)
		text, isText := m.Value.(string)
		status, isNumber := m.Value.(int)
		switch {
		case m.Key == "status" && isNumber:
			c.status(at, status)
		case m.Key == "status":
			c.failValue(at, "want a whole number")
		case m.Key == "source":
			if err := new(Source).UnmarshalText([]byte(text)); err != nil {
				c.failValue(at, "%s, got %q", err, strict.Clip(text))
			}
		case m.Key == "where" && isText:
			c.template(at, text)
		case m.Key == "where":
			c.failValue(at, "want text")
		default:
			c.member(at, m, true)
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

func (c *checker) member(at string, m strict.Member[any], nullable bool) {
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
		c.failValue(at, "%s is added when the answer is written; leave it out", m.Key)
	case nullable && m.Value == nil:
	case known && kind != want:
		c.failValue(at, "%s must be %s", m.Key, want)
	case m.Value == nil:
		c.failValue(at, "%s must be text, a whole number, true or false", m.Key)
	case isText:
		c.template(at, text)
	}
}

// complete checks an entry as it will answer: laid over another, if it is of an overlay.
func (c *checker) complete(e *Entry) {
	at := strict.Join("", e.ID)
	c.require(at, e.ID, "summary", e.Summary != "")
	c.require(at, e.ID, "source", e.Source != "")
	c.require(at, e.ID, "where", e.Where != "")
	c.require(at, e.ID, "operations", e.Operations != nil)
	c.require(at, e.ID, "transient", e.Transient != nil)
	c.require(at, e.ID, "documented", e.Documented != nil)
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
		c.completeRendering(at+".documented", e, e.Documented)
	}
	if o := e.Observed; o != nil {
		c.require(at+".observed", e.ID+" observed", "source", o.Source != "")
		c.require(at+".observed", e.ID+" observed", "where", o.Where != "")
		c.completeRendering(at+".observed", e, o)
	}
}

func (c *checker) require(path, what, key string, given bool) {
	if !given {
		c.fail(path, "%s has no %s", what, key)
	}
}

func (c *checker) completeRendering(path string, e *Entry, r *Rendering) {
	c.require(path, e.ID, "status", r.Status != nil)
	c.require(path, e.ID, "body", r.Body != nil)
	if r.Body != nil {
		c.requireMessage(path, e, r.For(""))
	}
	for _, m := range r.PerOperation {
		at := strict.Join(path+".per_operation", m.Key)
		if strings.HasSuffix(m.Key, "*") || !e.MayComeFrom(m.Key) {
			c.fail(at, "%s does not come from %q, so it cannot differ there", e.ID, m.Key)
		}
		c.requireMessage(at, e, r.For(m.Key))
	}
}

// requireMessage reports a body that does not say what went wrong, under the
// name the vendor has for it.
func (c *checker) requireMessage(path string, e *Entry, v Variant) {
	names := []string{"message"}
	if e.Vendor() == "360dialog" {
		names = []string{"developer_message", "error"}
	}
	said := func(name string) bool { _, ok := v.Members.Get(name); return ok }
	if !slices.ContainsFunc(names, said) {
		c.fail(path, "the body of %s has no %s", e.ID, names[0])
	}
}
