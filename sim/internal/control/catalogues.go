package control

import (
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
	"github.com/preverified-sim/preverified-sim/specs"
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

func bodyText(v failures.Variant) []byte {
	text, _ := wire.Append(nil, v.Members)
	return text
}

func listOperations(q *request) (answer, error) {
	return answer{value: paged{Data: q.api.Operations}}, nil
}

const yamlType = "application/yaml"

var documents = []string{"360dialog", "control", "meta"}

func getDocument(q *request) (answer, error) {
	name := q.vars["document"]
	if !slices.Contains(documents, name) {
		return answer{}, unknownDocument.fail("there is no document %q; there are %s", strict.Clip(name), sim.List(documents))
	}
	data, err := specs.FS.ReadFile(name + ".yaml")
	if err != nil || !prefers(q.http, yamlType, jsonType) {
		return answer{raw: data, media: yamlType}, err
	}
	asJSON, err := toJSON(name, data)
	return answer{raw: asJSON, media: jsonType}, err
}

const scenarioSchemaPath = "/scenario-schema"

// getScenarioSchema gives editors what they complete and check scenarios by.
func getScenarioSchema(*request) (answer, error) {
	return answer{raw: scenario.JSONSchema(), media: "application/schema+json"}, nil
}

// toJSON writes a YAML document as JSON with the members in their order.
func toJSON(name string, data []byte) ([]byte, error) {
	var document sim.FaultBody // any value
	err := strict.Decode(name, data, &document, strict.Options{})
	return append([]byte(document.String()), '\n'), err
}
