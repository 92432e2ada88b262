package failures

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// place is where something stands in a file, for error messages.
type place struct {
	file string
	line int
}

func (p place) errorf(format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s", p.file, p.line, fmt.Sprintf(format, args...))
}

// The raw types are a file as it was read. keys tells which keys were given, so
// that an overlay can be laid over what it leaves out.

type rawEntry struct {
	id         string
	at         place
	keys       map[string]bool
	summary    string
	source     Source
	where      string
	operations []rawName
	transient  bool
	documented rawRendering
	observed   rawRendering
}

type rawRendering struct {
	at           place
	keys         map[string]bool
	source       Source
	where        string
	status       int
	body         []rawMember
	headers      []rawMember
	perOperation []rawVariant
}

type rawVariant struct {
	operation rawName
	keys      map[string]bool
	source    Source
	where     string
	status    int
	members   []rawMember
}

type rawName struct {
	name string
	at   place
}

type rawMember struct {
	name  string
	value any // string, int or bool; nil takes the member out of a variant
	at    place
}

// parser reads one file and collects every error in it.
type parser struct {
	file string
	errs []error
}

func (p *parser) at(n *yaml.Node) place { return place{p.file, n.Line} }

func (p *parser) fail(n *yaml.Node, format string, args ...any) {
	p.errs = append(p.errs, p.at(n).errorf(format, args...))
}

// entries reads a whole file. An empty one has no entries.
func (p *parser) entries(data []byte) []rawEntry {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, second yaml.Node
	switch err := decoder.Decode(&doc); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		p.errs = append(p.errs, p.syntaxError(err))
		return nil
	}
	if err := decoder.Decode(&second); err == nil {
		p.fail(&second, "a second document; one file is one catalogue")
	} else if !errors.Is(err, io.EOF) {
		p.errs = append(p.errs, p.syntaxError(err))
	}
	if len(doc.Content) == 0 || doc.Content[0].Tag == "!!null" {
		return nil
	}
	var out []rawEntry
	p.pairs(doc.Content[0], "a catalogue", func(key, value *yaml.Node) {
		out = append(out, p.entry(key, value))
	})
	return out
}

var yamlLine = pattern.Lazy(`^yaml: line ([0-9]+): `)

// syntaxError turns "yaml: line 3: …" into "file:3: …".
func (p *parser) syntaxError(err error) error {
	message := err.Error()
	if m := yamlLine().FindStringSubmatch(message); m != nil {
		return fmt.Errorf("%s:%s: %s", p.file, m[1], message[len(m[0]):])
	}
	return fmt.Errorf("%s:1: %s", p.file, strings.TrimPrefix(message, "yaml: "))
}

func (p *parser) entry(key, value *yaml.Node) rawEntry {
	e := rawEntry{id: key.Value, at: p.at(key)}
	if !entryID().MatchString(e.id) {
		p.fail(key, "%q is no failure id; write meta.<name> or 360dialog.<name> in lower case", e.id)
	}
	e.keys = p.fields(value, e.id, []field{
		{"summary", func(n *yaml.Node) { e.summary = p.text(n) }},
		{"source", func(n *yaml.Node) { e.source = p.source(n) }},
		{"where", func(n *yaml.Node) { e.where = p.text(n) }},
		{"operations", func(n *yaml.Node) { e.operations = p.names(n) }},
		{"transient", func(n *yaml.Node) { e.transient = p.boolean(n) }},
		{"documented", func(n *yaml.Node) { e.documented = p.rendering(n, false) }},
		{"observed", func(n *yaml.Node) { e.observed = p.rendering(n, true) }},
	})
	return e
}

var entryID = pattern.Lazy(`^(meta|360dialog)\.[a-z][a-z0-9_]*$`)

// rendering reads a documented or observed block; only the latter states its own
// provenance.
func (p *parser) rendering(n *yaml.Node, provenance bool) rawRendering {
	r := rawRendering{at: p.at(n)}
	fields := []field{
		{"status", func(n *yaml.Node) { r.status = p.status(n) }},
		{"body", func(n *yaml.Node) { r.body = p.members(n, "body", false) }},
		{"headers", func(n *yaml.Node) { r.headers = p.headers(n) }},
		{"per_operation", func(n *yaml.Node) {
			p.pairs(n, "per_operation", func(key, value *yaml.Node) {
				r.perOperation = append(r.perOperation, p.variant(key, value))
			})
		}},
	}
	what := "documented"
	if provenance {
		what = "observed"
		fields = append(fields,
			field{"source", func(n *yaml.Node) { r.source = p.source(n) }},
			field{"where", func(n *yaml.Node) { r.where = p.text(n) }})
	}
	r.keys = p.fields(n, what, fields)
	return r
}

func (p *parser) variant(key, value *yaml.Node) rawVariant {
	v := rawVariant{operation: rawName{key.Value, p.at(key)}, keys: map[string]bool{}}
	p.pairs(value, key.Value, func(key, value *yaml.Node) {
		v.keys[key.Value] = true
		switch key.Value {
		case "status":
			v.status = p.status(value)
		case "source":
			v.source = p.source(value)
		case "where":
			v.where = p.text(value)
		default:
			v.members = append(v.members, p.member(key, value, true))
		}
	})
	return v
}

func (p *parser) members(n *yaml.Node, what string, nullable bool) []rawMember {
	var out []rawMember
	p.pairs(n, what, func(key, value *yaml.Node) {
		out = append(out, p.member(key, value, nullable))
	})
	return out
}

// memberKinds are the kinds of the members both vendors' schemas fix.
var memberKinds = map[string]string{
	"message": "!!str", "type": "!!str", "code": "!!int", "error_subcode": "!!int", "is_transient": "!!bool",
	"error_user_title": "!!str", "error_user_msg": "!!str",
	"developer_message": "!!str", "error": "!!str", "error_description": "!!str",
}

// addedMembers are those that differ from answer to answer.
var addedMembers = map[string]bool{
	"fbtrace_id": true, "http_code": true, "success": true, "details": true, "360dialog_trace_id": true,
}

func (p *parser) member(key, value *yaml.Node, nullable bool) rawMember {
	m := rawMember{name: key.Value, at: p.at(key)}
	value = resolve(value)
	kind, known := memberKinds[m.name]
	switch {
	case addedMembers[m.name]:
		p.fail(key, "%s is added when the answer is written; leave it out", m.name)
	case nullable && value.Tag == "!!null":
	case known && value.Tag != kind:
		p.fail(value, "%s must be %s", m.name, kindWords[kind])
	case value.Tag == "!!str":
		m.value = p.template(value)
	case value.Tag == "!!int":
		m.value = p.integer(value)
	case value.Tag == "!!bool":
		m.value = p.boolean(value)
	default:
		p.fail(value, "%s must be text, a whole number, true or false", m.name)
	}
	return m
}

var kindWords = map[string]string{"!!str": "text", "!!int": "a whole number", "!!bool": "true or false"}

var (
	headerName  = pattern.Lazy("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
	headerValue = pattern.Lazy(`^[ -~]*$`)
)

func (p *parser) headers(n *yaml.Node) []rawMember {
	var out []rawMember
	p.pairs(n, "headers", func(key, value *yaml.Node) {
		v := p.template(value)
		if !headerName().MatchString(key.Value) || !headerValue().MatchString(v) {
			p.fail(key, "%q is no header: a token as its name and printable ASCII as its value", key.Value)
		}
		out = append(out, rawMember{key.Value, v, p.at(key)})
	})
	return out
}

// field is a key a mapping may have, and what reads its value.
type field struct {
	name string
	read func(*yaml.Node)
}

// fields reads a mapping whose keys are fixed and returns those that were given.
func (p *parser) fields(n *yaml.Node, what string, known []field) map[string]bool {
	given := map[string]bool{}
	p.pairs(n, what, func(key, value *yaml.Node) {
		given[key.Value] = true
		for _, f := range known {
			if f.name == key.Value {
				f.read(value)
				return
			}
		}
		names := make([]string, len(known))
		for i, f := range known {
			names[i] = f.name
		}
		p.fail(key, "%s has no key %q; known are %s", what, key.Value, strings.Join(names, ", "))
	})
	return given
}

// pairs walks a mapping in file order. A repeated key is an error and is not
// visited again.
func (p *parser) pairs(n *yaml.Node, what string, visit func(key, value *yaml.Node)) {
	n = resolve(n)
	if n.Kind != yaml.MappingNode {
		p.fail(n, "%s must be a mapping", what)
		return
	}
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := resolve(n.Content[i])
		first, repeated := lines[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode:
			p.fail(key, "a key of %s must be text", what)
		case repeated:
			p.fail(key, "%q stands twice in %s, first on line %d", key.Value, what, first)
		default:
			lines[key.Value] = key.Line
			visit(key, n.Content[i+1])
		}
	}
}

// resolve follows a YAML alias to what it stands for.
func resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// text reads a text that is not empty.
func (p *parser) text(n *yaml.Node) string {
	n = resolve(n)
	if n.Tag != "!!str" || strings.TrimSpace(n.Value) == "" {
		p.fail(n, "want text, not %q", n.Value)
	}
	return n.Value
}

// template reads a text that may hold placeholders.
func (p *parser) template(n *yaml.Node) string {
	s := p.text(n)
	if _, err := parseText(s); err != nil {
		p.fail(n, "%v", err)
	}
	return s
}

func (p *parser) source(n *yaml.Node) Source {
	n = resolve(n)
	s, ok := parseSource(n.Value)
	if !ok {
		p.fail(n, "source is %q; it must be %s", n.Value, sourceWords)
	}
	return s
}

func (p *parser) boolean(n *yaml.Node) bool {
	var b bool
	if n = resolve(n); n.Tag != "!!bool" || n.Decode(&b) != nil {
		p.fail(n, "want true or false, not %q", n.Value)
	}
	return b
}

func (p *parser) integer(n *yaml.Node) int {
	var i int
	if n = resolve(n); n.Tag != "!!int" || n.Decode(&i) != nil {
		p.fail(n, "want a whole number, not %q", n.Value)
	}
	return i
}

func (p *parser) status(n *yaml.Node) int {
	i := p.integer(n)
	if i < 100 || i > 599 {
		p.fail(n, "status is %q; it must be from 100 to 599", resolve(n).Value)
	}
	return i
}

// names reads a list of operation names.
func (p *parser) names(n *yaml.Node) []rawName {
	n = resolve(n)
	if n.Kind != yaml.SequenceNode {
		p.fail(n, "operations must be a list of names")
		return nil
	}
	out := make([]rawName, 0, len(n.Content))
	for _, c := range n.Content {
		out = append(out, rawName{p.text(c), p.at(c)})
	}
	return out
}
