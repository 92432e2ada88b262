package strict

import (
	"bytes"
	"encoding/json"
	"reflect"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim"
)

// bodyType takes any value: text as it stands, everything else as JSON.
var bodyType = reflect.TypeFor[sim.FaultBody]()

// body fills a [sim.FaultBody] with a mapping or list.
func (d *decoder) body(n *yaml.Node, v reflect.Value, path string) {
	var text bytes.Buffer
	if d.json(&text, n, path) {
		_ = v.Addr().Interface().(*sim.FaultBody).UnmarshalJSON(text.Bytes()) // it has just been written
	}
}

// json writes a value as JSON, members in the order in which they stand and
// numbers digit by digit. It returns false after a problem.
func (d *decoder) json(out *bytes.Buffer, n *yaml.Node, path string) bool {
	n = resolve(n)
	before, first := len(d.issues), true
	separate := func(opening byte) {
		if !first {
			opening = ','
		}
		first = false
		out.WriteByte(opening)
	}
	switch n.Kind {
	case yaml.MappingNode:
		d.pairs(n, path, func(key, value *yaml.Node) {
			separate('{')
			out.Write(quoted(key.Value))
			out.WriteByte(':')
			d.json(out, value, Join(path, key.Value))
		})
		if first {
			out.WriteByte('{')
		}
		out.WriteByte('}')
	case yaml.SequenceNode:
		for _, item := range n.Content {
			separate('[')
			d.json(out, item, path)
		}
		if first {
			out.WriteByte('[')
		}
		out.WriteByte(']')
	default:
		d.jsonScalar(out, n, path)
	}
	return len(d.issues) == before
}

func (d *decoder) jsonScalar(out *bytes.Buffer, n *yaml.Node, path string) {
	text, tag, ok := d.expanded(n, path)
	switch {
	case !ok:
	case isNull(n):
		out.WriteString("null")
	case tag == "!!bool" || tag == "!!int" || tag == "!!float":
		if !json.Valid([]byte(text)) {
			d.problem(n, path, "%s is no value of JSON: put it in quotes, or write it as JSON does", Clip(text))
		}
		out.WriteString(text)
	default:
		out.Write(quoted(text))
	}
}

// quoted writes text as JSON does, with <, > and & as they are.
func quoted(text string) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(text) // text cannot fail
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
