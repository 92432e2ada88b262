package control

import (
	"bytes"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

func listErrors(q *request) (answer, error) {
	out := []sim.Failure{}
	for _, e := range q.api.Errors.Entries() {
		v := sim.Failure{
			ID: e.ID, Summary: e.Summary, Source: string(e.Source), Where: e.Where,
			Operations: e.Operations, Transient: *e.Transient, Documented: viewRendering(e.Rendering(sim.Documented)),
		}
		if e.Observed != nil {
			v.Observed = viewRendering(e.Rendering(sim.Observed))
		}
		out = append(out, v)
	}
	return answer{value: sim.Catalogue{Failures: out, Switches: sim.AllSwitches}}, nil
}

func viewRendering(r failures.Rendering) *sim.Rendering {
	all := r.For("")
	v := &sim.Rendering{Status: all.Status, Body: bodyText(all), Source: string(all.Source), Where: all.Where}
	for _, h := range r.Headers {
		if v.Headers == nil {
			v.Headers = map[string]string{}
		}
		v.Headers[h.Key] = h.Value
	}
	for _, p := range r.PerOperation {
		own := r.For(p.Key)
		v.PerOperation = append(v.PerOperation, sim.OperationRendering{
			Operation: p.Key, Status: own.Status, Body: bodyText(own), Source: string(own.Source), Where: own.Where,
		})
	}
	return v
}

// bodyText is the body of a failure as JSON. The values of a catalogue can be written.
func bodyText(v failures.Variant) []byte {
	text, _ := wire.Append(nil, v.Members)
	return text
}

func listOperations(q *request) (answer, error) {
	return answer{value: paged{Data: q.api.Operations}}, nil
}

const yamlType = "application/yaml"

// getDocument gives a document as it is bundled, or as JSON.
func getDocument(q *request) (answer, error) {
	name := q.vars["document"]
	data, ok := q.api.Documents[name]
	if !ok {
		var names []string
		for n := range q.api.Documents {
			names = append(names, n)
		}
		slices.Sort(names)
		return answer{}, unknownDocument.fail("there is no document %q; there are %s", strict.Clip(name), strings.Join(names, ", "))
	}
	if !prefers(q.http, yamlType, jsonType) {
		return answer{raw: data, media: yamlType}, nil
	}
	asJSON, err := toJSON(data)
	return answer{raw: asJSON, media: jsonType}, err
}

const scenarioSchemaPath = "/scenario-schema"

// getScenarioSchema gives editors what they complete and check scenarios by.
func getScenarioSchema(*request) (answer, error) {
	return answer{raw: scenario.JSONSchema(), media: "application/schema+json"}, nil
}

// toJSON writes a YAML document as JSON with the members in their order.
func toJSON(data []byte) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	value, err := ordered(doc.Content[0])
	if err != nil {
		return nil, err
	}
	out, err := wire.Append(nil, value)
	return append(bytes.TrimSpace(out), '\n'), err
}

func ordered(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.MappingNode:
		out := wire.Object{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := ordered(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			out = append(out, wire.Member{Name: n.Content[i].Value, Value: v})
		}
		return out, nil
	case yaml.SequenceNode:
		out := make([]any, len(n.Content))
		for i, item := range n.Content {
			v, err := ordered(item)
			if err != nil {
				return nil, err
			}
			out[i] = v
		}
		return out, nil
	case yaml.AliasNode:
		return ordered(n.Alias)
	default:
		var v any
		if n.Tag == "!!timestamp" { // JSON has no times: as it is written
			return n.Value, nil
		}
		err := n.Decode(&v)
		return v, err
	}
}
