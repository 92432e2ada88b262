package scenario_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"
	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/specs"
)

var update = flag.Bool("update", false, "write golden files and schema.json anew")

// vocabulary is what the contracts and catalogues offer to name.
type vocabulary struct {
	operations   []string          // names of the operation table
	operationIDs map[string]string // the vendors' → ours
	catalogue    *failures.Catalogue
	errorIDs     []string
}

func loadVocabulary(t testing.TB) vocabulary {
	t.Helper()
	v := vocabulary{operationIDs: map[string]string{}}
	var files []failures.File
	for _, name := range []string{"meta", "360dialog"} {
		var doc struct {
			Paths yaml.Node `yaml:"paths"`
		}
		if err := yaml.Unmarshal(read(t, name+".yaml"), &doc); err != nil {
			t.Fatal(err)
		}
		v.collect(&doc.Paths)
		files = append(files, failures.File{Name: name + ".errors.yaml", Data: read(t, name+".errors.yaml")})
	}
	var err error
	if v.catalogue, err = failures.Load(files...); err != nil {
		t.Fatal(err)
	}
	for _, e := range v.catalogue.Entries() {
		v.errorIDs = append(v.errorIDs, e.ID)
	}
	return v
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := specs.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// collect finds the operations of a document in their order.
func (v *vocabulary) collect(n *yaml.Node) {
	var name, id string
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			switch c.Value {
			case "x-sim-operation":
				name = n.Content[i+1].Value
			case "operationId":
				id = n.Content[i+1].Value
			}
		}
		v.collect(c)
	}
	if name != "" {
		v.operations = append(v.operations, name)
		v.operationIDs[id] = name
	}
}

func (v *vocabulary) known() sim.Known {
	return sim.Known{
		Method: func(string) string { return "" },
		Operations: func(name string) (string, bool) {
			if ours, ok := v.operationIDs[name]; ok {
				return ours, true
			}
			return name, slices.Contains(v.operations, name)
		},
		OperationNames: v.operations,
		ErrorIDs: func(id string) ([]string, bool) {
			e, ok := v.catalogue.Entry(id)
			if !ok {
				return nil, false
			}
			return slices.DeleteFunc(slices.Clone(v.operations), func(op string) bool { return !e.MayComeFrom(op) }), true
		},
		ErrorNames: v.errorIDs,
	}
}

func (v *vocabulary) operationWords() []string {
	words := slices.Clone(v.operations)
	var ids []string
	for id := range v.operationIDs {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return append(words, ids...)
}

// TestSchema makes the schema from the types, their comments and the
// vocabulary, and compares it with the embedded one; -update writes it.
func TestSchema(t *testing.T) {
	v := loadVocabulary(t)
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(makeSchema(t, &v)); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("schema.json", out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(out.Bytes(), scenario.JSONSchema()) {
		t.Error("schema.json is stale: run go test ./sim/internal/scenario -run Schema -update")
	}
}

func makeSchema(t *testing.T, v *vocabulary) *jsonschema.Schema {
	t.Helper()
	r := &jsonschema.Reflector{
		Anonymous: true, ExpandedStruct: true, FieldNameTag: "yaml",
		Mapper: mapType,
	}
	t.Chdir("../../..") // comments are found by the import path that the directory's name gives
	if err := r.AddGoComments("github.com/preverified-sim/preverified-sim", "sim", jsonschema.WithFullComment()); err != nil {
		t.Fatal(err)
	}
	t.Chdir("sim/internal/scenario")
	for name, text := range r.CommentMap {
		r.CommentMap[name] = plainText(text)
	}
	root := r.Reflect(&sim.Scenario{})
	root.Title = "preverified-sim scenario"
	root.Description = r.CommentMap[reflect.TypeFor[sim.Scenario]().PkgPath()+".Scenario"]
	s := &schemaMaker{root: root, words: v}
	s.finish()
	return root
}

var docLink = regexp.MustCompile(`\[([A-Za-z.]+)\]`)

// plainText makes a description of a doc comment: one paragraph, no links.
func plainText(comment string) string {
	return docLink.ReplaceAllString(strings.Join(strings.Fields(comment), " "), "$1")
}

func textSchema() *jsonschema.Schema {
	// Text takes any scalar as it is written.
	return &jsonschema.Schema{Extras: map[string]any{"type": []string{"string", "number"}}}
}

func mapType(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[sim.Duration]():
		return &jsonschema.Schema{Type: "string", Pattern: `^([0-9]+(ms|s|m|h|d|w))+$`}
	case reflect.TypeFor[sim.Age]():
		return &jsonschema.Schema{Type: "string",
			Pattern: `^(([0-9]+(ms|s|m|h|d|w))+ ago|(\+|in )([0-9]+(ms|s|m|h|d|w))+|[0-9]{4}-[0-9]{2}-[0-9]{2}T.*)$`}
	case reflect.TypeFor[sim.FaultBody]():
		return &jsonschema.Schema{Extras: map[string]any{"type": []string{"string", "number", "boolean", "object", "array"}}}
	case reflect.TypeFor[sim.Statuses]():
		status := &jsonschema.Schema{Type: "string", Enum: enum(string(sim.NotVerified), string(sim.Verified), string(sim.Expired))}
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{status, {Type: "array", Items: status}}}
	}
	return nil
}

type schemaMaker struct {
	root  *jsonschema.Schema
	words *vocabulary
}

func (s *schemaMaker) property(def, name string) *jsonschema.Schema {
	p, ok := s.root.Definitions[def].Properties.Get(name)
	if !ok {
		panic("no member " + def + "." + name)
	}
	return p
}

func texts[T ~string](words []T) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}

func enum(words ...string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

// deliveries are what may become of a code or a webhook.
var deliveries = append(texts(sim.FaultOutcomes), string(sim.DeliverOutOfOrder), string(sim.DeliverBadSignature))

func (s *schemaMaker) finish() {
	for def, words := range map[string][]string{
		"FaultMatch.origin": texts(sim.Origins), "FaultMatch.api": {"meta", "360dialog"},
		"FaultMatch.method": {"GET", "POST", "DELETE"}, "FaultTrigger.status": {"NOT_VERIFIED", "VERIFIED", "EXPIRED"},
		"FaultAction.connection": texts(sim.FaultConnections), "FaultAction.reply": texts(sim.FaultReplies),
		"FaultDelivery.outcome": deliveries,
		"LimitRule.per":         texts(sim.LimitKeys), "LimitRule.refused": texts(sim.LimitRefusals),
	} {
		d, member, _ := strings.Cut(def, ".")
		s.property(d, member).Enum = enum(words...)
	}
	failure := s.define("Failure", s.words.errorIDs)
	for _, def := range []string{"FaultAction.error", "LimitRule.error", "ExpectNever.after_error"} {
		d, member, _ := strings.Cut(def, ".")
		*s.property(d, member) = described(failure, s.property(d, member))
	}
	operation := s.define("Operation", append(s.words.operationWords(), sim.WebhookOperation))
	for _, def := range []string{"FaultMatch", "ExpectCalls", "ExpectRate", "ExpectSpacing", "ExpectNever", "ExpectRetries", "ExpectPages"} {
		*s.property(def, "operation") = described(operation, s.property(def, "operation"))
	}
	s.property("Expectation", "order").Items = &operation
	calls, limited := s.property("FaultTrigger", "calls"), s.property("LimitRule", "operation")
	calls.Items.Minimum = "1"
	for _, p := range []*jsonschema.Schema{calls, limited} {
		*p = jsonschema.Schema{Description: p.Description, OneOf: []*jsonschema.Schema{p.Items, {Type: "array", Items: p.Items}}}
	}
	limited.OneOf[0].Enum = enum("meta.*", "360dialog.*")
	limited.OneOf = append(limited.OneOf, &operation)
	for _, name := range []string{"from", "every", "times"} {
		s.property("FaultTrigger", name).Minimum = "1"
	}
	for _, name := range []string{"countries", "statuses"} {
		s.property("Generate", name).AdditionalProperties.Minimum = "1"
	}
	s.property("Generate", "countries").PropertyNames = &jsonschema.Schema{Pattern: "^[A-Z]{2}$"}
	s.property("Generate", "statuses").PropertyNames = &jsonschema.Schema{Enum: enum("NOT_VERIFIED", "VERIFIED", "EXPIRED")}
	one := uint64(1)
	step, expectation := s.root.Definitions["Event"], s.root.Definitions["Expectation"]
	step.MinProperties, expectation.MinProperties, expectation.MaxProperties = &one, &one, &one
	s.loosen(s.root)
	for _, def := range s.root.Definitions {
		s.loosen(def)
	}
	s.shortForm("ScenarioToken", textSchema())
	s.shortForm("Claim", textSchema())
	s.shortForm("Share", textSchema())
	s.shortForm("Latency", mapType(reflect.TypeFor[sim.Duration]()))
	s.shortForm("FaultDelivery", &jsonschema.Schema{Type: "string", Enum: enum(deliveries...)})
}

// define names a long list of words, so that the schema has it once, and returns the
// reference to it.
func (s *schemaMaker) define(name string, words []string) jsonschema.Schema {
	s.root.Definitions[name] = &jsonschema.Schema{Type: "string", Enum: enum(words...)}
	return jsonschema.Schema{Ref: "#/$defs/" + name}
}

// described is a reference with the description of what it replaces.
func described(ref jsonschema.Schema, old *jsonschema.Schema) jsonschema.Schema {
	ref.Description = old.Description
	return ref
}

// loosen lets text be any scalar, since phone numbers and ids are often written
// without quotes.
func (s *schemaMaker) loosen(def *jsonschema.Schema) {
	for p := def.Properties.Oldest(); p != nil; p = p.Next() {
		// A comment begins with the Go name; a reader of the file knows the key.
		if word, rest, _ := strings.Cut(p.Value.Description, " "); strings.EqualFold(word, strings.ReplaceAll(p.Key, "_", "")) {
			p.Value.Description = p.Key + " " + rest
		}
		for _, x := range []*jsonschema.Schema{p.Value, p.Value.Items, p.Value.AdditionalProperties} {
			if x != nil && x.Type == "string" && x.Enum == nil && x.Pattern == "" && x.Format == "" {
				x.Type, x.Extras = "", textSchema().Extras
			}
		}
	}
}

// shortForm lets a scalar stand for the mapping.
func (s *schemaMaker) shortForm(def string, short *jsonschema.Schema) {
	long := s.root.Definitions[def]
	if long == nil {
		panic("no type " + def)
	}
	s.root.Definitions[def] = &jsonschema.Schema{Description: long.Description, OneOf: []*jsonschema.Schema{short, long}}
	long.Description = ""
}
