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
	v := viewVariant(r.For(""))
	for _, h := range r.Headers {
		if v.Headers == nil {
			v.Headers = map[string]string{}
		}
		v.Headers[h.Key] = h.Value
	}
	for _, p := range r.PerOperation {
		v.PerOperation = append(v.PerOperation, sim.OperationRendering{Operation: p.Key, Rendering: viewVariant(r.For(p.Key))})
	}
	return &v
}

func viewVariant(v failures.Variant) sim.Rendering {
	body, _ := wire.Append(nil, v.Members)
	return sim.Rendering{Status: v.Status, Body: body, Source: string(v.Source), Where: v.Where}
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
	var document sim.FaultBody // any value, with the members in their order
	err = strict.Decode(name, data, &document, strict.Options{})
	return answer{value: document}, err
}

const scenarioSchemaPath = "/scenario-schema"

// getScenarioSchema gives editors what they complete and check scenarios by.
func getScenarioSchema(*request) (answer, error) {
	return answer{raw: scenario.JSONSchema(), media: "application/schema+json"}, nil
}

const metricsType = "text/plain; version=0.0.4; charset=utf-8"

func getMetrics(q *request) (answer, error) {
	text, err := q.api.Metrics()
	return answer{raw: text, media: metricsType}, err
}

func getCA(q *request) (answer, error) {
	if q.api.CA == nil {
		return answer{}, noCA.fail("the process has made no certificate: it runs without --tls and --proxy, or with a pair it was given")
	}
	return answer{raw: q.api.CA, media: "application/x-pem-file"}, nil
}
