package compiled_test

import (
	"fmt"
	"go/format"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/preverified-sim/preverified-sim/sim/catalogue"
)

// printer writes a document as the Go code of a function that builds it. What
// stands under the document's components is a variable of the function, so that
// it is shared as the document shares it, and so is a type or a schema that is
// written more than once, which saves half of the code.
type printer struct {
	t       *testing.T
	names   map[any]string // of the values under components, by pointer
	state   map[string]int // of the variables: 1 being written, 2 written
	times   map[string]int // how often a literal that may be shared is written
	shared  map[string]string
	prelude strings.Builder
}

// prose are the fields, of any type of kin's, that nothing is checked against.
var prose = []string{
	"Info", "Origin", "Description", "Title", "Example", "Examples", "ExternalDocs", "Tags", "Security", "Servers",
	"Headers", "Links", "SecuritySchemes",
}

// lineWidth is where a literal is spread over several lines.
const lineWidth = 110

// document writes the function called name that returns doc.
func document(t *testing.T, file, name string, doc *openapi3.T) []byte {
	t.Helper()
	p := &printer{t: t, names: map[any]string{}, times: map[string]int{}}
	for key, ref := range doc.Components.Schemas {
		p.name("schema", key, ref.Value)
	}
	for key, ref := range doc.Components.Parameters {
		p.name("parameter", key, ref.Value)
	}
	for key, ref := range doc.Components.Responses {
		p.name("response", key, ref.Value)
	}
	for key, ref := range doc.Components.RequestBodies {
		p.name("body", key, ref.Value)
	}
	var components, paths string
	for range 2 { // the first time only counts
		p.state, p.shared = map[string]int{}, map[string]string{}
		p.prelude.Reset()
		components = p.value(reflect.ValueOf(doc.Components), false)
		paths = p.value(reflect.ValueOf(doc.Paths), false)
	}
	code := fmt.Sprintf(`// Code generated from specs/%s by go generate ./specs/compiled; DO NOT EDIT.

package compiled

import "github.com/getkin/kin-openapi/openapi3"

// %s is specs/%s without its prose.
func %s() *openapi3.T {
%s	return &openapi3.T{
		OpenAPI: %q,
		Components: %s,
		Paths: %s,
	}
}
`, file, name, file, name, p.prelude.String(), doc.OpenAPI, components, paths)
	return formatted(t, code)
}

// failures writes the variable that holds the entries of the error catalogues.
func failures(t *testing.T, entries []catalogue.Entry) []byte {
	t.Helper()
	p := &printer{t: t}
	code := fmt.Sprintf(`// Code generated from specs/*.errors.yaml by go generate ./specs/compiled; DO NOT EDIT.

package compiled

import (
	"github.com/preverified-sim/preverified-sim/sim/catalogue"
	"github.com/preverified-sim/preverified-sim/sim/wire"
)

var failures = %s
`, p.value(reflect.ValueOf(entries), false))
	return formatted(t, code)
}

func formatted(t *testing.T, code string) []byte {
	t.Helper()
	out, err := format.Source([]byte(code))
	if err != nil {
		t.Fatalf("%v\n%s", err, code)
	}
	return out
}

func (p *printer) name(kind, key string, value any) {
	p.names[value] = kind + strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || r == '_' {
			return -1
		}
		return r
	}, strings.ToUpper(key[:1])+key[1:])
}

// value writes any value as an expression. Where the literal around it says the
// type, elided leaves it out.
func (p *printer) value(v reflect.Value, elided bool) string {
	if v.Kind() == reflect.Interface && v.IsNil() {
		return "nil"
	}
	switch x := v.Interface().(type) {
	case *openapi3.Paths:
		return p.paths(x)
	case *openapi3.Responses:
		return p.responses(x)
	}
	switch v.Kind() {
	case reflect.Interface:
		return p.value(v.Elem(), false)
	case reflect.Pointer:
		return p.pointer(v, elided)
	case reflect.Struct:
		return p.structure(v, elided)
	case reflect.Map:
		return p.mapping(v, elided)
	case reflect.Slice, reflect.Array:
		var items []string
		for i := range v.Len() {
			items = append(items, p.value(v.Index(i), true))
		}
		return typed(v.Type(), elided) + braces(items)
	case reflect.String:
		return quoted(v.String())
	default:
		return fmt.Sprint(v.Interface())
	}
}

// pointer writes a variable's name, or the literal of what v points to.
func (p *printer) pointer(v reflect.Value, elided bool) string {
	name, named := p.names[v.Interface()]
	switch {
	case named:
		p.define(name, v)
		return name
	case v.Elem().Kind() == reflect.Struct || v.Elem().Kind() == reflect.Slice:
		if elided {
			return p.value(v.Elem(), true)
		}
		return p.share(v, "&"+p.value(v.Elem(), false))
	default:
		return fmt.Sprintf("new(%s(%s))", v.Elem().Type(), p.value(v.Elem(), false))
	}
}

// share writes a literal that stands in several places once, as a variable.
func (p *printer) share(v reflect.Value, literal string) string {
	prefix := ""
	switch v.Interface().(type) {
	case *openapi3.Types:
		prefix = "type"
	case *openapi3.Schema:
		prefix = "plain"
	case *openapi3.ResponseRef:
		prefix = "answer"
	}
	if prefix == "" || p.times == nil {
		return literal
	}
	p.times[literal]++
	if p.times[literal] == 1 || strings.Contains(literal, "\n") {
		return literal
	}
	name, known := p.shared[literal]
	if !known {
		name = prefix + strconv.Itoa(len(p.shared)+1)
		p.shared[literal] = name
		fmt.Fprintf(&p.prelude, "\t%s := %s\n", name, literal)
	}
	return name
}

// define writes a variable before the first use of it.
func (p *printer) define(name string, v reflect.Value) {
	switch p.state[name] {
	case 1:
		p.t.Fatalf("%s holds itself, which this printer cannot write", name)
	case 0:
		p.state[name] = 1
		literal := p.value(v.Elem(), false)
		fmt.Fprintf(&p.prelude, "\t%s := &%s\n", name, literal)
		p.state[name] = 2
	}
}

func (p *printer) structure(v reflect.Value, elided bool) string {
	var items []string
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() || v.Field(i).IsZero() || leftOut(v, field.Name) {
			continue
		}
		value := v.Field(i)
		if field.Name == "Extensions" {
			name, ok := v.Field(i).Interface().(map[string]any)["x-sim-operation"]
			if !ok {
				continue
			}
			value = reflect.ValueOf(map[string]any{"x-sim-operation": name})
		}
		items = append(items, field.Name+": "+p.value(value, false))
	}
	return typed(v.Type(), elided) + braces(items)
}

// leftOut tells what a compiled value does without: prose of a document, and an
// observed rendering that is the documented one.
func leftOut(v reflect.Value, field string) bool {
	if e, ok := v.Interface().(catalogue.Entry); ok {
		return field == "Observed" && !e.HasObserved
	}
	return strings.HasPrefix(v.Type().String(), "openapi3.") && slices.Contains(prose, field)
}

func (p *printer) mapping(v reflect.Value, elided bool) string {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	var items []string
	for _, key := range keys {
		items = append(items, quoted(key.String())+": "+p.value(v.MapIndex(key), true))
	}
	return typed(v.Type(), elided) + braces(items)
}

// paths and responses write kin's maps with private insides, by functions of
// package compiled.
func (p *printer) paths(paths *openapi3.Paths) string {
	var items []string
	for _, key := range paths.Keys() {
		items = append(items, fmt.Sprintf("{%s, %s}", quoted(key), p.value(reflect.ValueOf(paths.Value(key)), false)))
	}
	return "paths([]path" + braces(items) + ")"
}

func (p *printer) responses(responses *openapi3.Responses) string {
	var items []string
	for _, status := range responses.Keys() {
		items = append(items, fmt.Sprintf("{%s, %s}", quoted(status), p.value(reflect.ValueOf(responses.Value(status)), false)))
	}
	return "responses([]response" + braces(items) + ")"
}

func typed(t reflect.Type, elided bool) string {
	if elided {
		return ""
	}
	return strings.ReplaceAll(t.String(), "interface {}", "any")
}

func braces(items []string) string { return "{" + list(items) + "}" }

// list puts the items of a literal on one line, or on one each.
func list(items []string) string {
	line := strings.Join(items, ", ")
	if len(line) <= lineWidth && !strings.Contains(line, "\n") {
		return line
	}
	return "\n" + strings.Join(items, ",\n") + ",\n"
}

// quoted writes a text the way a reader likes it: raw where that saves escapes.
func quoted(s string) string {
	if plain := strconv.Quote(s); strings.Contains(plain, `\`) && strconv.CanBackquote(s) {
		return "`" + s + "`"
	}
	return strconv.Quote(s)
}
