// Package contract checks requests and answers against OpenAPI documents with
// kin-openapi.
//
// [Load] prepares every operation of a document and refuses what it would not
// check. [Operation.CheckRequest] checks a decoded request and
// [Operation.CheckResponse] the value of an answer; both return a list of
// [sim.Violation], empty when the contract is kept. The package neither routes nor
// renders: the caller names the operation and words the refusal.
//
// Documents are OpenAPI 3.0.3. Kin's 3.1 mode rejects "nullable" and compiles
// every schema for every value, so such a document is refused. Path templates of
// the same shape, as Meta's document has them, are allowed, because the store
// decides which operation an id means; a test validates the documents path by
// path.
//
// Everything is read-only after loading and safe for concurrent use.
package contract

import (
	"errors"
	"fmt"
	"slices"
	"sort"
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

	params  []parameter
	body    *openapi3.Schema
	needs   bool // the body is required
	fields  []string
	answers map[int]*answer
}

type parameter struct {
	in, name string
	required bool
	integer  bool
	boolean  bool
	schema   *openapi3.Schema
}

type answer struct {
	byType map[string]*openapi3.Schema // nil schema: the body is not JSON
}

// Load reads a document and prepares its operations. It returns an error that
// names the place for everything it cannot check. It does not validate the
// document itself: that takes longer than the rest of a start, and a test does
// it for the documents that the program comes with.
func Load(name string, data []byte) (*Spec, error) {
	doc, err := read(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.0.") {
		return nil, fmt.Errorf("%s: OpenAPI %s is not checked here, only 3.0", name, doc.OpenAPI)
	}
	s := &Spec{name: name, byName: map[string]*Operation{}}
	if doc.Components != nil {
		s.schemas = doc.Components.Schemas
	}
	for _, path := range doc.Paths.Keys() {
		if err := s.addPath(path, doc.Paths.Value(path)); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", name, path, err)
		}
	}
	sort.Slice(s.order, func(i, j int) bool { return s.order[i].Name < s.order[j].Name })
	return s, nil
}

func (s *Spec) addPath(path string, item *openapi3.PathItem) error {
	for method, op := range item.Operations() {
		o, err := plan(method, path, item, op)
		if err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		for _, name := range slices.Compact([]string{o.Name, o.ID}) {
			if _, twice := s.byName[name]; twice || name == "" {
				return fmt.Errorf("%s: operation name %q is missing or used twice", method, name)
			}
			s.byName[name] = o
		}
		s.order = append(s.order, o)
	}
	return nil
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
	if keeps(ref.Value, value) {
		return nil
	}
	return faults(ref.Value, value, "response", "body", s.name+" "+schema)
}

func plan(method, path string, item *openapi3.PathItem, op *openapi3.Operation) (*Operation, error) {
	o := &Operation{
		ID: op.OperationID, Name: op.OperationID, Method: method, Path: path, Summary: op.Summary,
		answers: map[int]*answer{},
	}
	if name, ok := op.Extensions[nameExtension].(string); ok {
		o.Name = name
	}
	for _, ref := range append(slices.Clone(item.Parameters), op.Parameters...) {
		p, err := planParameter(ref.Value)
		if err != nil {
			return nil, err
		}
		o.params = append(o.params, p)
	}
	if err := o.planBody(op.RequestBody); err != nil {
		return nil, err
	}
	return o, o.planAnswers(op.Responses)
}

func planParameter(p *openapi3.Parameter) (parameter, error) {
	if p.Schema == nil || p.Content != nil || p.In == openapi3.ParameterInCookie {
		return parameter{}, fmt.Errorf("parameter %s: only plain schemas in path, query and header are checked", p.Name)
	}
	schema := p.Schema.Value
	out := parameter{
		in: p.In, name: p.Name, required: p.Required, schema: schema,
		integer: schema.Type.Is("integer"), boolean: schema.Type.Is("boolean"),
	}
	if !out.integer && !out.boolean && !schema.Type.Is("string") {
		return parameter{}, fmt.Errorf("parameter %s: type %v is not checked, only string, integer and boolean", p.Name, schema.Type)
	}
	return out, understood(schema, nil)
}

func (o *Operation) planBody(ref *openapi3.RequestBodyRef) error {
	if ref == nil {
		return nil
	}
	o.needs = ref.Value.Required
	for mediaType, media := range ref.Value.Content {
		schema := media.Schema.Value
		if o.body != nil && o.body != schema {
			return fmt.Errorf("%s: every media type of a request must have the same schema", mediaType)
		}
		o.body = schema
	}
	if o.body == nil {
		return errors.New("a request body without content")
	}
	for name := range o.body.Properties {
		o.fields = append(o.fields, name)
	}
	sort.Strings(o.fields)
	return understood(o.body, nil)
}

func (o *Operation) planAnswers(responses *openapi3.Responses) error {
	for status, ref := range responses.Map() {
		code, err := strconv.Atoi(status)
		if err != nil {
			return fmt.Errorf("status %q: only plain numbers are checked", status)
		}
		a := &answer{byType: map[string]*openapi3.Schema{}}
		for mediaType, media := range ref.Value.Content {
			if media.Schema == nil {
				a.byType[mediaType] = nil
				continue
			}
			if err := understood(media.Schema.Value, nil); err != nil {
				return fmt.Errorf("status %s: %w", status, err)
			}
			a.byType[mediaType] = media.Schema.Value
		}
		o.answers[code] = a
	}
	return nil
}

// understood refuses the keywords that the check of a value would ignore or that
// would change the request.
func understood(s *openapi3.Schema, seen []*openapi3.Schema) error {
	if s == nil || slices.Contains(seen, s) {
		return nil
	}
	if s.ReadOnly || s.WriteOnly || s.Default != nil {
		return errors.New("readOnly, writeOnly and default are not checked here")
	}
	seen = append(seen, s)
	var err error
	each(s, func(within *openapi3.Schema) {
		if err == nil {
			err = understood(within, seen)
		}
	})
	return err
}

// each visits the schemas directly within one.
func each(s *openapi3.Schema, visit func(*openapi3.Schema)) {
	for _, refs := range []openapi3.SchemaRefs{s.AllOf, s.AnyOf, s.OneOf} {
		for _, ref := range refs {
			visit(ref.Value)
		}
	}
	for _, ref := range []*openapi3.SchemaRef{s.Items, s.Not, s.AdditionalProperties.Schema} {
		if ref != nil {
			visit(ref.Value)
		}
	}
	for _, ref := range s.Properties {
		visit(ref.Value)
	}
}

// Statuses lists the documented statuses, lowest first.
func (o *Operation) Statuses() []int {
	out := make([]int, 0, len(o.answers))
	for status := range o.answers {
		out = append(out, status)
	}
	sort.Ints(out)
	return out
}

// Documents reports whether the status is documented.
func (o *Operation) Documents(status int) bool {
	_, ok := o.answers[status]
	return ok
}

// BodyFields lists the members of the request body by name.
func (o *Operation) BodyFields() []string { return o.fields }
