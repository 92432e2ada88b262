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
			Operations: append([]string{}, e.Operations...), Transient: e.Transient,
		}
		var err error
		if v.Documented, err = viewRendering(&e.Documented); err != nil {
			return answer{}, err
		}
		if e.HasObserved {
			if v.Observed, err = viewRendering(&e.Observed); err != nil {
				return answer{}, err
			}
		}
		out = append(out, v)
	}
	return answer{value: sim.Catalogue{Failures: out, Switches: sim.AllSwitches}}, nil
}

func viewRendering(r *failures.Rendering) (*sim.Rendering, error) {
	body, err := wire.Append(nil, r.Members)
	if err != nil {
		return nil, err
	}
	v := &sim.Rendering{Status: r.Status, Body: body, Source: string(r.Source), Where: r.Where}
	for _, h := range r.Headers {
		if v.Headers == nil {
			v.Headers = map[string]string{}
		}
		v.Headers[h[0]] = h[1]
	}
	for _, p := range r.PerOperation {
		if body, err = wire.Append(nil, p.Members); err != nil {
			return nil, err
		}
		v.PerOperation = append(v.PerOperation, sim.OperationRendering{
			Operation: p.Operation, Status: p.Status, Body: body, Source: string(p.Source), Where: p.Where,
		})
	}
	return v, nil
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
