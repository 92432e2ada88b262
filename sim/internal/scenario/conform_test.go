package scenario_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

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
	for _, tt := range []struct {
		name, text, want string
	}{
		{"example", string(scenario.Example()), ""},
		{"default", string(byDefault), ""},
		{"unquoted ids", "version: 1\nbusinesses: [{id: 506914307656634, tokens: abc}]\nnumbers: [{phone_number: 15550783881}]\n", "/businesses/0/tokens: "},
		{"unknown key", "version: 1\nnmae: x\n", "/nmae: "},
		{"no version", "name: x\n", "/: version"},
		{"wrong word", "version: 1\ndialect: strict\n", "/dialect: "},
		{"short forms", "version: 1\nbusinesses: [{id: 1, tokens: [a, {token: b}]}]\ntimeline: [{at: 5m ago, do: {claim: 1}}, {at: in 1h, do: {claim: {phone_number: 1, replace: true}}}]\n" +
			"faults: [{do: {latency: 3s}}, {on: {operation: meta.request_code}, when: {calls: 1}, do: {deliver: wrong}}]\nlimits: [{operation: [meta.*], per: app, allow: 1, window: 1h}]\n", ""},
		{"unknown operation", "version: 1\nlimits: [{operation: meta.nothing, per: app, allow: 1, window: 1h}]\n", "/limits/0/operation: "},
		{"two expectations", "version: 1\nexpect: [{conforms: true, order: [meta.get_number]}]\n", "/expect/0: "},
		{"no duration", "version: 1\npool_sync: 5 minutes\n", "/pool_sync: "},
	} {
		var v any
		if err := yaml.Unmarshal([]byte(tt.text), &v); err != nil {
			t.Fatal(err)
		}
		got := conforms(t, v)
		if (got == "") != (tt.want == "") || !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func conforms(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var value any
	var root map[string]any
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(scenario.JSONSchema(), &root); err != nil {
		t.Fatal(err)
	}
	return (&visitor{root}).visit(root, value, "")
}

// visitor knows the keywords that the schema uses, no more.
type visitor struct{ root map[string]any }

func (s *visitor) visit(schema map[string]any, v any, at string) string {
	for keyword, arg := range schema {
		if bad := s.keyword(schema, keyword, arg, v, at); bad != "" {
			return bad
		}
	}
	return ""
}

func (s *visitor) keyword(schema map[string]any, keyword string, arg, v any, at string) string {
	object, _ := v.(map[string]any)
	text, isText := v.(string)
	number, isNumber := v.(float64)
	fail := func(ok bool) string {
		if ok {
			return ""
		}
		return fmt.Sprintf("%s: %s %v does not allow %v", "/"+strings.TrimPrefix(at, "/"), keyword, arg, v)
	}
	switch keyword {
	case "$schema", "$defs", "title", "description", "format":
	case "$ref":
		name := strings.TrimPrefix(arg.(string), "#/$defs/")
		return s.visit(s.root["$defs"].(map[string]any)[name].(map[string]any), v, at)
	case "type":
		types, many := arg.([]any)
		if !many {
			types = []any{arg}
		}
		return fail(slices.ContainsFunc(types, func(x any) bool { return isType(x.(string), v) }))
	case "enum":
		return fail(slices.Contains(arg.([]any), v))
	case "pattern":
		return fail(!isText || regexp.MustCompile(arg.(string)).MatchString(text))
	case "minimum":
		return fail(!isNumber || number >= arg.(float64))
	case "maximum":
		return fail(!isNumber || number <= arg.(float64))
	case "minProperties":
		return fail(object == nil || len(object) >= int(arg.(float64)))
	case "maxProperties":
		return fail(object == nil || len(object) <= int(arg.(float64)))
	case "required":
		for _, name := range arg.([]any) {
			if _, ok := object[name.(string)]; object != nil && !ok {
				return "/" + strings.TrimPrefix(at, "/") + ": " + name.(string) + " is missing"
			}
		}
	case "items":
		list, _ := v.([]any)
		for i, item := range list {
			if bad := s.visit(arg.(map[string]any), item, fmt.Sprintf("%s/%d", at, i)); bad != "" {
				return bad
			}
		}
	case "oneOf":
		matches := 0
		for _, branch := range arg.([]any) {
			if s.visit(branch.(map[string]any), v, at) == "" {
				matches++
			}
		}
		return fail(matches == 1)
	case "properties", "additionalProperties", "propertyNames":
		return s.members(schema, keyword, arg, object, at)
	default:
		return "the test does not know the keyword " + keyword
	}
	return ""
}

func (s *visitor) members(schema map[string]any, keyword string, arg any, object map[string]any, at string) string {
	declared, _ := schema["properties"].(map[string]any)
	for name, value := range object {
		path := at + "/" + name
		property, known := declared[name].(map[string]any)
		bad := ""
		switch {
		case keyword == "properties" && known:
			bad = s.visit(property, value, path)
		case keyword == "propertyNames":
			bad = s.visit(arg.(map[string]any), name, path)
		case keyword == "additionalProperties" && !known && arg == false:
			bad = path + ": unknown key"
		case keyword == "additionalProperties" && !known:
			bad = s.visit(arg.(map[string]any), value, path)
		}
		if bad != "" {
			return bad
		}
	}
	return ""
}

func isType(name string, v any) bool {
	switch x := v.(type) {
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case float64:
		return name == "number" || name == "integer" && x == float64(int64(x))
	case []any:
		return name == "array"
	case map[string]any:
		return name == "object"
	}
	return name == "null"
}
