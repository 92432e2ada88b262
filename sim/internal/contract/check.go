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
	for _, p := range o.params {
		text, given := r.Param(p.In, p.Name)
		switch {
		case given:
			out = append(out, o.checkParam(p, text)...)
		case p.Required:
			out = append(out, o.violation(p.In, p.Name, "required", "the parameter is missing"))
		}
	}
	switch {
	case o.body == nil:
	case r.HasBody:
		out = append(out, faults(o.body, r.Body, "request", "body", o.Name, " request body")...)
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

func (o *Operation) checkParam(p *openapi3.Parameter, text string) []sim.Violation {
	var value any = text
	var err error
	want := "an integer"
	switch {
	case p.Schema.Value.Type.Is("integer"):
		value, err = strconv.ParseInt(text, 10, 64)
	case p.Schema.Value.Type.Is("boolean"):
		value, err = strconv.ParseBool(text)
		want = "true or false"
	}
	if err != nil {
		return []sim.Violation{o.violation(p.In, p.Name, "type", "the value must be "+want)}
	}
	found := faults(p.Schema.Value, value, "request", p.In, o.Name, " request ", p.In, " /", p.Name)
	for i := range found {
		found[i].Name = p.Name
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
	if schema == nil {
		return nil
	}
	return faults(schema, value, "response", "body", o.answerAt(status))
}

// answerAt is where an answer stands in the document.
func (o *Operation) answerAt(status int) string { return o.Name + " response " + strconv.Itoa(status) }

// MaxViolations is how many places of one value are listed, so that a hostile body
// does not fill journal and answer.
const MaxViolations = 100

// faults lists what is wrong with a value, each thing once. One that kin accepts is
// visited once, any other again to find everything; only then is the place put together.
func faults(schema *openapi3.Schema, value any, direction, in string, place ...string) (out []sim.Violation) {
	if schema.VisitJSON(value) == nil {
		return nil
	}
	at := strings.Join(place, "")
	var found []*openapi3.SchemaError
	collect(schema.VisitJSON(value, openapi3.MultiErrors(), openapi3.DisableSchemaErrorDetails()), &found)
	for _, e := range found {
		for _, v := range explain(e) {
			v.Direction, v.In, v.SchemaPath = direction, in, at+v.SchemaPath
			if len(out) < MaxViolations && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
		if len(out) == MaxViolations { // kin reports an object once per unknown member
			break
		}
	}
	if out == nil {
		out = []sim.Violation{{Direction: direction, In: in, Keyword: "schema", SchemaPath: at, Message: "the value is not one a schema can check"}}
	}
	return out
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

// explain words what kin has found: one thing, or the unknown members of an object,
// which kin mentions in its text only.
func explain(e *openapi3.SchemaError) (out []sim.Violation) {
	pointer := e.JSONPointer()
	at := " /" + strings.Join(pointer, "/") + " "
	v := sim.Violation{Keyword: e.SchemaField, Message: e.Reason, SchemaPath: at + e.SchemaField}
	for _, step := range pointer {
		if _, err := strconv.Atoi(step); err == nil {
			v.Name += "[" + step + "]"
		} else {
			v.Name = strings.TrimPrefix(v.Name+"."+step, ".")
		}
	}
	members, isObject := e.Value.(map[string]any)
	if e.SchemaField != "properties" || !isObject {
		return []sim.Violation{v}
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if _, known := e.Schema.Properties[name]; !known {
			out = append(out, sim.Violation{
				Name: cmp.Or(v.Name, name), Keyword: "additionalProperties", SchemaPath: at + "additionalProperties",
				Message: "the member is not part of the contract",
			})
		}
	}
	return out
}
