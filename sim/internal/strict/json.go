package strict

import (
	"encoding/json"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim"
)

// bodyType takes any value: text as it stands, everything else as JSON.
var bodyType = reflect.TypeFor[sim.FaultBody]()

// body fills a [sim.FaultBody] with a mapping or list.
func (d *decoder) body(n *yaml.Node, v reflect.Value, path string) {
	before := len(d.issues)
	if text := d.json(n, path); len(d.issues) == before {
		_ = v.Addr().Interface().(*sim.FaultBody).UnmarshalJSON([]byte(text)) // it has just been written
	}
}

// json writes a value as JSON, members in the order in which they stand and
// numbers digit by digit.
func (d *decoder) json(n *yaml.Node, path string) string {
	n = resolve(n)
	var parts []string
	switch n.Kind {
	case yaml.MappingNode:
		d.pairs(n, path, func(key, value *yaml.Node) {
			parts = append(parts, quoted(key.Value)+":"+d.json(value, Join(path, key.Value)))
		})
		return "{" + strings.Join(parts, ",") + "}"
	case yaml.SequenceNode:
		for _, item := range n.Content {
			parts = append(parts, d.json(item, path))
		}
		return "[" + strings.Join(parts, ",") + "]"
	default:
		return d.jsonScalar(n, path)
	}
}

func (d *decoder) jsonScalar(n *yaml.Node, path string) string {
	text, tag, ok := d.expanded(n, path)
	switch {
	case isNull(n):
		return "null"
	case !ok || tag != "!!bool" && tag != "!!int" && tag != "!!float":
		return quoted(text)
	case !json.Valid([]byte(text)):
		d.problem(n, path, "%s is no value of JSON: put it in quotes, or write it as JSON does", Clip(text))
	}
	return text
}

// quoted writes text as JSON does, with <, > and & as they are.
func quoted(text string) string {
	out, _ := sim.NewFaultBody(text).MarshalJSON() // text cannot fail
	return string(out)
}
