package fault_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// TestForms reads each rule from YAML and from JSON, and from the JSON it writes.
func TestForms(t *testing.T) {
	tests := []struct {
		name, yaml, json string
		want             sim.FaultRule
		written          string // left out: json
	}{
		{"fixed latency", `do: {latency: 200ms}`, `{"do":{"latency":"200ms"}}`,
			sim.FaultRule{Do: sim.FaultAction{Latency: wait(200 * time.Millisecond)}}, ""},
		{"even latency", `do: {latency: {min: 1s, max: 2s}}`, `{"do":{"latency":{"min":"1s","max":"2s"}}}`,
			sim.FaultRule{Do: sim.FaultAction{Latency: &sim.Latency{Min: dur(time.Second), Max: dur(2 * time.Second)}}}, ""},
		{"latency curve", `do: {latency: {p50: 1s, p99: 2s}}`, `{"do":{"latency":{"p50":"1s","p99":"2s"}}}`,
			sim.FaultRule{Do: sim.FaultAction{Latency: &sim.Latency{P50: dur(time.Second), P99: dur(2 * time.Second)}}}, ""},
		{"never delivered", `do: {deliver: never}`, `{"do":{"deliver":"never"}}`,
			sim.FaultRule{Do: sim.FaultAction{Deliver: &sim.FaultDelivery{Outcome: "never"}}}, ""},
		{"delivered late", `do: {deliver: {late: 30s}}`, `{"do":{"deliver":{"late":"30s"}}}`,
			sim.FaultRule{Do: sim.FaultAction{Deliver: &sim.FaultDelivery{Late: dur(30 * time.Second)}}}, ""},
		{"one call", "when: {calls: 2}\ndo: {reply: drop}", `{"when":{"calls":2},"do":{"reply":"drop"}}`,
			sim.FaultRule{When: sim.FaultTrigger{Calls: []int{2}}, Do: sim.FaultAction{Reply: "drop"}},
			`{"when":{"calls":[2]},"do":{"reply":"drop"}}`},
		{"several calls", "when: {calls: [2, 3], times: 2}\ndo: {reply: drop}", `{"when":{"calls":[2,3],"times":2},"do":{"reply":"drop"}}`,
			sim.FaultRule{When: sim.FaultTrigger{Calls: []int{2, 3}, Times: 2}, Do: sim.FaultAction{Reply: "drop"}}, ""},
		{"nothing", `do: {latency: ~, deliver: ~}`, `{"do":{"latency":null,"deliver":null},"when":{"calls":null,"from":null}}`,
			sim.FaultRule{}, `{"do":{}}`},
		{"everything else",
			"name: n\non: {operation: meta.verify_code, phone_number: '15550783881'}\nwhen: {probability: 0.2, after: 1m, until: 1h, status: VERIFIED, from: 3, every: 5}\n" +
				"do: {status: 500, body: x, headers: {A: b}, apply: true, violates: why}",
			`{"name":"n","on":{"operation":"meta.verify_code","phone_number":"15550783881"},"when":{"from":3,"every":5,"probability":0.2,"after":"1m","until":"1h","status":"VERIFIED"},` +
				`"do":{"apply":true,"status":500,"body":"x","headers":{"A":"b"},"violates":"why"}}`,
			sim.FaultRule{Name: "n", On: sim.FaultMatch{Operation: "meta.verify_code", PhoneNumber: "15550783881"},
				When: sim.FaultTrigger{Probability: ptr(0.2), After: dur(time.Minute), Until: dur(time.Hour), Status: "VERIFIED", From: 3, Every: 5},
				Do:   sim.FaultAction{Status: 500, Body: sim.NewFaultBody("x"), Headers: map[string]string{"A": "b"}, Apply: true, Violates: "why"}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var fromYAML, fromJSON, again sim.FaultRule
			if err := read(tt.yaml, &fromYAML); err != nil {
				t.Fatal(err)
			}
			if err := read(tt.json, &fromJSON); err != nil {
				t.Fatal(err)
			}
			written, err := json.Marshal(fromJSON)
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(written, &again); err != nil {
				t.Fatal(err)
			}
			for form, got := range map[string]sim.FaultRule{"YAML": fromYAML, "JSON": fromJSON, "JSON written": again} {
				if !reflect.DeepEqual(got, tt.want) {
					t.Errorf("%s: got %+v, want %+v", form, got, tt.want)
				}
			}
			if want := tt.written; want == "" && string(written) != tt.json || want != "" && string(written) != want {
				t.Errorf("written as %s", written)
			}
		})
	}
}

func read(doc string, into any) error {
	return strict.Decode("rule", []byte(doc), into, strict.Options{})
}

func TestBadForms(t *testing.T) {
	tests := []struct{ json, yaml, want string }{
		{`{"do":{"latency":"soon"}}`, `do: {latency: soon}`, "a duration is"},
		{`{"do":{"latency":200}}`, `do: {latency: 200}`, "a duration is"},
		{`{"do":{"latency":{"mean":"1s"}}}`, `do: {latency: {mean: 1s}}`, "mean"},
		{`{"do":{"latency":{"min":"1"}}}`, `do: {latency: {min: "1"}}`, "a duration is"},
		{`{"do":{"deliver":{"soon":"1s"}}}`, `do: {deliver: {soon: 1s}}`, "soon"},
		{`{"when":{"calls":"x"}}`, `when: {calls: x}`, "want a whole number"},
		{`{"when":{"calls":["x"]}}`, `when: {calls: [x]}`, "want a whole number"},
		{`{"when":{"calls":1.5}}`, `when: {calls: 1.5}`, "want a whole number"},
		{`{"when":{"from":0}}`, `when: {from: 0}`, "must not be empty or 0: leave the key out"},
		{`{"when":{"every":1.5}}`, `when: {every: 1.5}`, "want a whole number"},
	}
	for _, tt := range tests {
		for _, doc := range []string{tt.json, tt.yaml} {
			if err := read(doc, &sim.FaultRule{}); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s: %v, want %q", doc, err, tt.want)
			}
		}
	}
}
