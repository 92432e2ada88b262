package contract

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Request is a decoded request, as the validator sees it.
type Request struct {
	// Param returns the text of a path, query or header parameter.
	Param func(in, name string) (string, bool)
	// Body is the decoded body: maps, slices, strings, bools, nil and
	// json.Number or float64. HasBody tells a missing body from null.
	Body    any
	HasBody bool
}

// CheckRequest checks a request against the operation and lists every
// violation: parameters in the document's order, then the body's members by
// name.
func (o *Operation) CheckRequest(r Request) []sim.Violation {
	var out []sim.Violation
	for i := range o.params {
		p := &o.params[i]
		text, given := r.Param(p.in, p.name)
		switch {
		case given:
			out = append(out, o.checkParam(p, text)...)
		case p.required:
			out = append(out, o.violation(p.in, p.name, "required", "the parameter is missing"))
		}
	}
	switch {
	case o.body == nil:
	case r.HasBody:
		if !keeps(o.body, r.Body) {
			out = append(out, faults(o.body, r.Body, "request", "body", o.Name+" request body")...)
		}
	case o.needs:
		out = append(out, o.violation("body", "", "required", "the body is missing"))
	}
	return out
}

func (o *Operation) violation(in, name, keyword, message string) sim.Violation {
	path := o.Name + " request " + in
	if name != "" {
		path += " /" + name
	}
	return sim.Violation{
		Direction: "request", In: in, Name: name, Keyword: keyword,
		SchemaPath: path + " " + keyword, Message: message,
	}
}

func (o *Operation) checkParam(p *parameter, text string) []sim.Violation {
	var value any = text
	var err error
	want := "an integer"
	switch {
	case p.schema.Type.Is("integer"):
		value, err = strconv.ParseInt(text, 10, 64)
	case p.schema.Type.Is("boolean"):
		value, err = strconv.ParseBool(text)
		want = "true or false"
	}
	if err != nil {
		return []sim.Violation{o.violation(p.in, p.name, "type", "the value must be "+want)}
	}
	if keeps(p.schema, value) {
		return nil
	}
	found := faults(p.schema, value, "request", p.in, o.Name+" request "+p.in+" /"+p.name)
	for i := range found {
		found[i].Name = p.name
	}
	return found
}

// CheckResponse checks an answer against the operation. value is the plain form
// of the JSON that is sent; it is ignored for a media type without a schema.
func (o *Operation) CheckResponse(status int, contentType string, value any) []sim.Violation {
	a, ok := o.answers[status]
	if !ok {
		return []sim.Violation{{
			Direction: "response", In: "status", Keyword: "responses", SchemaPath: o.answerAt(status),
			Message: "the status is not documented for this operation",
		}}
	}
	if len(a) == 0 {
		return nil
	}
	mediaType, _, _ := strings.Cut(contentType, ";")
	schema, ok := a[strings.TrimSpace(mediaType)]
	if !ok {
		return []sim.Violation{{
			Direction: "response", In: "header", Name: "Content-Type", Keyword: "content", SchemaPath: o.answerAt(status),
			Message: "the media type is not documented for this status",
		}}
	}
	if schema == nil || keeps(schema, value) {
		return nil
	}
	return faults(schema, value, "response", "body", o.answerAt(status))
}

// answerAt is where an answer stands in the document.
func (o *Operation) answerAt(status int) string { return o.Name + " response " + strconv.Itoa(status) }

// keeps reports whether kin accepts a value. A refused value is visited again by
// faults, which collects everything that is wrong.
func keeps(schema *openapi3.Schema, value any) bool { return schema.VisitJSON(value) == nil }

// faults lists what is wrong with a value that kin has refused.
func faults(schema *openapi3.Schema, value any, direction, in, at string) []sim.Violation {
	var found []*openapi3.SchemaError
	collect(schema.VisitJSON(value, openapi3.MultiErrors(), openapi3.DisableSchemaErrorDetails()), &found)
	l := listing{direction: direction, in: in, at: at, seen: map[sim.Violation]bool{}}
	for _, e := range found {
		if l.explain(e); len(l.out) >= MaxViolations {
			break
		}
	}
	if len(l.out) == 0 {
		l.add(sim.Violation{Direction: direction, In: in, Keyword: "schema", SchemaPath: at, Message: "the value is not one a schema can check"})
	}
	return l.out
}

// MaxViolations is how many places of one value are listed, so that a hostile body
// does not fill journal and answer.
const MaxViolations = 100

// listing gathers what is wrong with one value, each thing once.
type listing struct {
	direction, in, at string
	out               []sim.Violation
	seen              map[sim.Violation]bool
}

func (l *listing) add(v sim.Violation) {
	if !l.seen[v] && len(l.out) < MaxViolations {
		l.seen[v] = true
		l.out = append(l.out, v)
	}
}

func collect(err error, found *[]*openapi3.SchemaError) {
	var multi openapi3.MultiError
	var schema *openapi3.SchemaError
	switch {
	case err == nil:
	case errors.As(err, &multi):
		for _, e := range multi {
			collect(e, found)
		}
	case errors.As(err, &schema):
		before := len(*found)
		if schema.Origin != nil { // allOf, anyOf and oneOf wrap the real error
			collect(schema.Origin, found)
		}
		if len(*found) == before {
			*found = append(*found, schema)
		}
	}
}

func (l *listing) explain(e *openapi3.SchemaError) {
	pointer := e.JSONPointer()
	v := sim.Violation{
		Direction: l.direction, In: l.in, Keyword: e.SchemaField, Message: e.Reason,
		SchemaPath: l.at + " /" + strings.Join(pointer, "/") + " " + e.SchemaField,
	}
	for _, step := range pointer {
		if _, err := strconv.Atoi(step); err == nil {
			v.Name += "[" + step + "]"
		} else {
			v.Name = strings.TrimPrefix(v.Name+"."+step, ".")
		}
	}
	members, isObject := e.Value.(map[string]any)
	if e.SchemaField != "properties" || !isObject || l.seen[v] {
		l.add(v)
		return
	}
	l.seen[v] = true // kin reports an object once per unknown member, which it only mentions in its text
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if _, known := e.Schema.Properties[name]; known {
			continue
		}
		u := v
		u.Name, u.Keyword, u.Message = cmp.Or(v.Name, name), "additionalProperties", "the member is not part of the contract"
		u.SchemaPath = strings.TrimSuffix(v.SchemaPath, " properties") + " additionalProperties"
		l.add(u)
	}
}
