package scenario_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/scenarios"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
)

// TestFilesInAnEditor holds the files that ship, and some that must fail,
// against the schema that editors use.
func TestFilesInAnEditor(t *testing.T) {
	byDefault, err := scenarios.FS.ReadFile("default.yaml")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(scenario.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema := c.MustCompile("schema.json")
	for _, tt := range []struct {
		name, text, want string // where the schema refuses it
	}{
		{"example", string(scenario.Example()), ""},
		{"default", string(byDefault), ""},
		{"unquoted ids", "version: 1\nbusinesses: [{id: 506914307656634, tokens: abc}]\nnumbers: [{phone_number: 15550783881}]\n", "/businesses/0/tokens"},
		{"unknown key", "version: 1\nnmae: x\n", "/"},
		{"no version", "name: x\n", "/"},
		{"wrong word", "version: 1\ndialect: strict\n", "/dialect"},
		{"short forms", "version: 1\nbusinesses: [{id: 1, tokens: [a, {token: b}]}]\ntimeline: [{at: 5m ago, do: {claim: 1}}, {at: in 1h, do: {claim: {phone_number: 1, replace: true}}}]\n" +
			"faults: [{do: {latency: 3s}}, {on: {operation: meta.request_code}, when: {calls: 1}, do: {deliver: wrong}}]\nlimits: [{operation: [meta.*], per: app, allow: 1, window: 1h}]\n", ""},
		{"unknown operation", "version: 1\nlimits: [{operation: meta.nothing, per: app, allow: 1, window: 1h}]\n", "/limits/0/operation"},
		{"two expectations", "version: 1\nexpect: [{conforms: true, order: [meta.get_number]}]\n", "/expect/0"},
		{"no duration", "version: 1\npool_sync: 5 minutes\n", "/pool_sync"},
	} {
		var v any
		if err := yaml.Unmarshal([]byte(tt.text), &v); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		v, _ = jsonschema.UnmarshalJSON(bytes.NewReader(data)) // it has just been written
		var refused *jsonschema.ValidationError
		switch err := schema.Validate(v); {
		case errors.As(err, &refused) != (tt.want != ""):
			t.Errorf("%s: %v", tt.name, err)
		case refused != nil && !slices.Contains(places(refused), tt.want):
			t.Errorf("%s: refused at %q, want %s", tt.name, places(refused), tt.want)
		}
	}
}

// places are the parts of a document that a schema refuses.
func places(e *jsonschema.ValidationError) []string {
	if len(e.Causes) == 0 {
		return []string{"/" + strings.Join(e.InstanceLocation, "/")}
	}
	var out []string
	for _, cause := range e.Causes {
		out = append(out, places(cause)...)
	}
	return out
}
