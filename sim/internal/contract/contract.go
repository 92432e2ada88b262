// Package contract checks requests and answers against OpenAPI documents with
// kin-openapi. It neither routes nor renders: the caller names the operation and words
// the refusal.
//
// Documents are OpenAPI 3.0.3, because kin's 3.1 mode rejects "nullable" and compiles
// every schema for every value. Parameters are plain strings, integers and booleans, and
// all media types of a request have one schema. A test holds the documents to all of it.
//
// Everything is read-only after loading and safe for concurrent use.
package contract

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/preverified-sim/preverified-sim/sim"
)

// nameExtension is the member of a document with the project's own name of an
// operation.
const nameExtension = "x-sim-operation"

// Spec is one loaded document.
type Spec struct {
	name    string
	byName  map[string]*Operation
	order   []*Operation
	schemas openapi3.Schemas
}

// Operation is one operation of a document with its prepared plan.
type Operation struct {
	// Name is the project's name, such as meta.get_number; the vendor's
	// operationId where the document gives none.
	Name string
	// ID is the vendor's own operationId.
	ID string
	// Method and Path are those of the document, the path with its templates.
	Method, Path string
	// Summary is the document's one-line description.
	Summary string

	params []*openapi3.Parameter
	body   *openapi3.Schema
	needs  bool // the body is required
	fields []string
	// answers has the schemas by status and media type, nil where the body is not JSON.
	answers map[int]map[string]*openapi3.Schema
}

// Load reads a document and prepares its operations. It returns an error for a document
// that cannot be read, and does not validate it: that takes longer than the rest of a
// start, and a test does it for the documents that the program comes with.
func Load(name string, data []byte) (*Spec, error) {
	doc, err := read(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	s := &Spec{name: name, byName: map[string]*Operation{}, schemas: doc.Components.Schemas}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			o := plan(method, path, item, op)
			s.byName[o.Name], s.byName[o.ID] = o, o
			s.order = append(s.order, o)
		}
	}
	slices.SortFunc(s.order, func(a, b *Operation) int { return strings.Compare(a.Name, b.Name) })
	return s, nil
}

// Operation returns an operation by its name or by the vendor's operationId.
func (s *Spec) Operation(name string) (*Operation, bool) {
	o, ok := s.byName[name]
	return o, ok
}

// Operations lists the operations by name.
func (s *Spec) Operations() []*Operation { return s.order }

// CheckSchema checks a value against a named component schema; it serves
// answers that belong to no operation, such as a 404 for an unknown path.
func (s *Spec) CheckSchema(schema string, value any) []sim.Violation {
	ref, ok := s.schemas[schema]
	if !ok {
		return []sim.Violation{{Keyword: "schema", Message: "the document has no schema " + schema}}
	}
	return faults(ref.Value, value, "response", "body", s.name+" "+schema)
}

func plan(method, path string, item *openapi3.PathItem, op *openapi3.Operation) *Operation {
	name, _ := op.Extensions[nameExtension].(string)
	o := &Operation{
		ID: op.OperationID, Name: cmp.Or(name, op.OperationID), Method: method, Path: path, Summary: op.Summary,
		answers: map[int]map[string]*openapi3.Schema{},
	}
	for _, ref := range slices.Concat(item.Parameters, op.Parameters) {
		o.params = append(o.params, ref.Value)
	}
	if op.RequestBody != nil {
		o.needs = op.RequestBody.Value.Required
		for _, media := range op.RequestBody.Value.Content {
			o.body = media.Schema.Value // the same for every media type
		}
		o.fields = slices.Sorted(maps.Keys(o.body.Properties))
	}
	for status, ref := range op.Responses.Map() {
		code, _ := strconv.Atoi(status)
		o.answers[code] = map[string]*openapi3.Schema{}
		for mediaType, media := range ref.Value.Content {
			o.answers[code][mediaType] = nil
			if media.Schema != nil {
				o.answers[code][mediaType] = media.Schema.Value
			}
		}
	}
	return o
}

// Statuses lists the documented statuses, lowest first.
func (o *Operation) Statuses() []int { return slices.Sorted(maps.Keys(o.answers)) }

// Takes tells whether a parameter or a member of the request body has the name.
func (o *Operation) Takes(name string) bool {
	return slices.Contains(o.fields, name) || slices.ContainsFunc(o.params, func(p *openapi3.Parameter) bool { return p.Name == name })
}

// BodyFields lists the members of the request body by name.
func (o *Operation) BodyFields() []string { return o.fields }
