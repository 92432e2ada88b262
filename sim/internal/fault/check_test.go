package fault_test

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
)

var methods = map[string]string{
	"meta.verify_code": "POST", "meta.request_code": "POST", "meta.get_number": "GET", "meta.list_numbers": "GET",
	"360dialog.list_numbers": "GET", "360dialog.request_otp": "POST",
}

func known() fault.Known {
	errors := map[string][]string{
		"meta.code_wrong": {"meta.verify_code"}, "meta.unexpected_error": nil, "360dialog.internal_error": nil,
	}
	return fault.Known{
		Operations: func(name string) (string, bool) {
			if name == "verifyPreverifiedNumberCode" {
				return "meta.verify_code", true
			}
			_, ok := methods[name]
			return name, ok
		},
		OperationNames: []string{"meta.get_number", "meta.list_numbers", "meta.verify_code", "meta.request_code", "360dialog.list_numbers", "360dialog.request_otp"},
		Method:         func(operation string) string { return methods[operation] },
		ErrorIDs:       func(id string) ([]string, bool) { ops, ok := errors[id]; return ops, ok },
		ErrorNames:     []string{"meta.code_wrong", "meta.unexpected_error", "360dialog.internal_error"},
	}
}

func TestSoundRules(t *testing.T) {
	tests := map[string]sim.FaultRule{
		"error":                {Do: fail()},
		"error of the vendor":  {On: sim.FaultMatch{API: "360dialog"}, Do: sim.FaultAction{Error: "360dialog.internal_error"}},
		"alias":                {On: sim.FaultMatch{Operation: "verifyPreverifiedNumberCode", Method: "POST", API: "meta"}, Do: sim.FaultAction{Error: "meta.code_wrong"}},
		"undocumented error":   {On: sim.FaultMatch{Operation: "meta.get_number"}, Do: sim.FaultAction{Error: "meta.code_wrong", Violates: "seen once"}},
		"applied error":        {Do: sim.FaultAction{Error: "meta.unexpected_error", Apply: true, Latency: wait(time.Second)}},
		"status":               {Do: sim.FaultAction{Status: 503, Headers: map[string]string{"Retry-After": "1"}}},
		"status with body":     {Do: sim.FaultAction{Status: 599, Body: ptr(""), Violates: "a proxy's page"}},
		"204 with empty body":  {Do: sim.FaultAction{Status: 204, Body: ptr(""), Violates: "why"}},
		"latency":              {Do: sim.FaultAction{Latency: wait(fault.MaxLatency)}},
		"even latency":         {Do: sim.FaultAction{Latency: &sim.Latency{Max: dur(time.Second)}}},
		"latency curve":        {Do: sim.FaultAction{Latency: &sim.Latency{P50: dur(time.Second), P99: dur(time.Second)}}},
		"connection":           {Do: sim.FaultAction{Connection: "close", Latency: wait(time.Second)}},
		"drop":                 {Do: sim.FaultAction{Reply: "drop"}},
		"slow":                 {Do: sim.FaultAction{Reply: "slow"}},
		"truncate":             {Do: sim.FaultAction{Reply: "truncate", Violates: "a proxy died"}},
		"never delivered":      {Do: sim.FaultAction{Deliver: &sim.FaultDelivery{Outcome: "never"}}},
		"delivered late":       {On: sim.FaultMatch{Operation: "meta.request_code", Origin: "360dialog"}, Do: sim.FaultAction{Deliver: &sim.FaultDelivery{Late: dur(time.Second)}}},
		"every trigger":        {When: sim.FaultTrigger{Calls: []int{1, 6}, From: 3, Every: 3, Times: 1, Probability: ptr(1.0), After: dur(1), Until: dur(2), Status: "EXPIRED"}, Do: fail()},
		"phone number":         {On: sim.FaultMatch{PhoneNumber: "+49 (1512) 345-6789", NumberID: "1"}, Do: fail()},
		"name as people write": {Name: "second verify loses its reply: 50%", Do: fail()},
	}
	for name, r := range tests {
		if got := fault.Check(&r, known()); got != nil {
			t.Errorf("%s: %+v", name, got)
		}
		if got := fault.Check(&r, fault.Known{}); got != nil {
			t.Errorf("%s, with nothing known: %+v", name, got)
		}
	}
}

func TestEveryProblem(t *testing.T) {
	on := func(m sim.FaultMatch) sim.FaultRule { return sim.FaultRule{On: m, Do: fail()} }
	when := func(w sim.FaultTrigger) sim.FaultRule { return sim.FaultRule{When: w, Do: fail()} }
	do := func(a sim.FaultAction) sim.FaultRule { return sim.FaultRule{Do: a} }
	latency := func(l sim.Latency) sim.FaultRule { return do(sim.FaultAction{Latency: &l}) }
	const name = "a name has at most 128 printable ASCII characters, no slash, and no space at its ends"
	const forms = "give one of error, status, connection, reply and deliver, with or without latency, or latency alone"
	tests := []struct {
		rule sim.FaultRule
		want []fault.Problem
	}{
		{sim.FaultRule{Name: "a/b", Do: fail()}, []fault.Problem{{"name", name}}},
		{sim.FaultRule{Name: "größer", Do: fail()}, []fault.Problem{{"name", name}}},
		{sim.FaultRule{Name: " a", Do: fail()}, []fault.Problem{{"name", name}}},
		{sim.FaultRule{Name: strings.Repeat("x", 129), Do: fail()}, []fault.Problem{{"name", name}}},
		{on(sim.FaultMatch{Operation: "meta.verfy_code"}), []fault.Problem{{"on.operation", `there is no operation "meta.verfy_code"; did you mean "meta.verify_code"?`}}},
		{on(sim.FaultMatch{Operation: "send_message"}), []fault.Problem{{"on.operation", `there is no operation "send_message"`}}},
		{on(sim.FaultMatch{API: "Meta"}), []fault.Problem{{"on.api", `"Meta" is not one of meta, 360dialog; did you mean "meta"?`}}},
		{on(sim.FaultMatch{Operation: "meta.get_number", API: "360dialog"}), []fault.Problem{{"on.api", "meta.get_number is an operation of meta, not of 360dialog"}}},
		{on(sim.FaultMatch{Method: "post"}), []fault.Problem{{"on.method", `"post" is not one of GET, POST, DELETE, PUT, PATCH; did you mean "POST"?`}}},
		{on(sim.FaultMatch{Method: "POTS"}), []fault.Problem{{"on.method", `"POTS" is not one of GET, POST, DELETE, PUT, PATCH; did you mean "POST"?`}}},
		{on(sim.FaultMatch{Operation: "meta.get_number", Method: "POST"}), []fault.Problem{{"on.method", "meta.get_number is a GET request, never POST"}}},
		{on(sim.FaultMatch{Origin: "clients"}), []fault.Problem{{"on.origin", `"clients" is not one of client, 360dialog; did you mean "client"?`}}},
		{sim.FaultRule{On: sim.FaultMatch{Operation: "360dialog.list_numbers", Origin: "360dialog"}, Do: sim.FaultAction{Reply: "drop"}},
			[]fault.Problem{{"on.origin", "360dialog calls Meta only: origin 360dialog never meets an operation of 360dialog"}}},
		{sim.FaultRule{On: sim.FaultMatch{API: "360dialog", Origin: "360dialog"}, Do: sim.FaultAction{Reply: "drop"}},
			[]fault.Problem{{"on.origin", "360dialog calls Meta only: origin 360dialog never meets an operation of 360dialog"}}},
		{on(sim.FaultMatch{PhoneNumber: "call me"}), []fault.Problem{{"on.phone_number", `"call me" is not a phone number: a phone number has its country code and 5 to 15 digits, such as +1 555 078 3881`}}},
		{on(sim.FaultMatch{PhoneNumber: "015123456789"}), []fault.Problem{{"on.phone_number", `"015123456789" is not a phone number: a phone number has its country code and 5 to 15 digits, such as +1 555 078 3881`}}},
		{on(sim.FaultMatch{NumberID: "abc"}), []fault.Problem{{"on.number_id", `"abc" is not a number's id: ids have digits only`}}},
		{sim.FaultRule{On: sim.FaultMatch{Operation: "360dialog.request_otp"}, Do: sim.FaultAction{Deliver: &sim.FaultDelivery{Outcome: "never"}}},
			[]fault.Problem{{"on.operation", "360dialog has Meta send the code: write operation: meta.request_code, with origin: 360dialog"}}},
		{sim.FaultRule{On: sim.FaultMatch{Operation: "meta.get_number"}, Do: sim.FaultAction{Deliver: &sim.FaultDelivery{Outcome: "never"}}},
			[]fault.Problem{{"on.operation", "deliver is about the code that meta.request_code sends; meta.get_number sends none"}}},
		{sim.FaultRule{On: sim.FaultMatch{API: "360dialog"}, Do: sim.FaultAction{Deliver: &sim.FaultDelivery{Outcome: "never"}}},
			[]fault.Problem{{"on.api", "meta.request_code is an operation of meta, not of 360dialog"}}},
		{when(sim.FaultTrigger{Calls: []int{}}), []fault.Problem{{"when.calls", "an empty list never matches; leave calls out for every request"}}},
		{when(sim.FaultTrigger{Calls: []int{2, 0}}), []fault.Problem{{"when.calls", "requests are counted from 1, there is no request 0"}}},
		{when(sim.FaultTrigger{Calls: []int{1, 2}, From: 3}), []fault.Problem{{"when.calls", "none of these requests fits from and every: the rule never acts"}}},
		{when(sim.FaultTrigger{Calls: []int{1, 3}, Every: 2}), []fault.Problem{{"when.calls", "none of these requests fits from and every: the rule never acts"}}},
		{when(sim.FaultTrigger{From: -1, Every: -2, Times: -3}), []fault.Problem{
			{"when.from", "must be at least 1, not -1"}, {"when.every", "must be at least 1, not -2"}, {"when.times", "must be at least 1, not -3"}}},
		{when(sim.FaultTrigger{Probability: ptr(1.01)}), []fault.Problem{{"when.probability", "must be above 0 and at most 1, not 1.01"}}},
		{when(sim.FaultTrigger{Probability: ptr(-0.5)}), []fault.Problem{{"when.probability", "must be above 0 and at most 1, not -0.5"}}},
		{when(sim.FaultTrigger{Probability: ptr(math.NaN())}), []fault.Problem{{"when.probability", "must be above 0 and at most 1, not NaN"}}},
		{when(sim.FaultTrigger{Probability: ptr(0.0)}), []fault.Problem{{"when.probability", "with 0 the rule never acts; leave the rule out"}}},
		{when(sim.FaultTrigger{After: dur(time.Hour), Until: dur(time.Hour)}), []fault.Problem{{"when.until", "the window is over before it opens: until (1h) must be later than after (1h)"}}},
		{when(sim.FaultTrigger{Status: "VERIFYED"}), []fault.Problem{{"when.status", `"VERIFYED" is not one of NOT_VERIFIED, VERIFIED, EXPIRED; did you mean "VERIFIED"?`}}},
		{do(sim.FaultAction{}), []fault.Problem{{"do", "nothing goes wrong here: " + forms}}},
		{do(sim.FaultAction{Error: "meta.unexpected_error", Status: 500, Reply: "drop"}), []fault.Problem{{"do", "error and status and reply exclude each other: " + forms}}},
		{do(sim.FaultAction{Connection: "reset", Deliver: &sim.FaultDelivery{Outcome: "never"}}), []fault.Problem{{"do", "connection and deliver exclude each other: " + forms}}},
		{do(sim.FaultAction{Reply: "drop", Apply: true}), []fault.Problem{{"do.apply", "goes with error or status only: the change is made, and the client is told that it failed"}}},
		{do(sim.FaultAction{Error: "meta.unexpected_eror"}), []fault.Problem{{"do.error", `the catalogue has no entry "meta.unexpected_eror"; did you mean "meta.unexpected_error"?`}}},
		{sim.FaultRule{On: sim.FaultMatch{Operation: "360dialog.list_numbers"}, Do: fail()}, []fault.Problem{{"do.error", "meta.unexpected_error is an answer of meta, but the rule is about requests to 360dialog"}}},
		{sim.FaultRule{On: sim.FaultMatch{API: "meta"}, Do: sim.FaultAction{Error: "360dialog.internal_error"}}, []fault.Problem{{"do.error", "360dialog.internal_error is an answer of 360dialog, but the rule is about requests to meta"}}},
		{sim.FaultRule{On: sim.FaultMatch{Operation: "meta.get_number"}, Do: sim.FaultAction{Error: "meta.code_wrong"}}, []fault.Problem{{"do.violates", "meta.get_number never answers with meta.code_wrong: say why it shall"}}},
		{do(sim.FaultAction{Status: 199}), []fault.Problem{{"do.status", "must be 200 to 599, not 199"}}},
		{do(sim.FaultAction{Status: 600}), []fault.Problem{{"do.status", "must be 200 to 599, not 600"}}},
		{do(sim.FaultAction{Body: ptr("x"), Headers: map[string]string{"A": "b"}}), []fault.Problem{{"do.body", "goes with status only"}, {"do.headers", "go with status only"}}},
		{do(sim.FaultAction{Status: 204, Body: ptr("x"), Violates: "why"}), []fault.Problem{{"do.body", "an answer with status 204 has no body"}}},
		{do(sim.FaultAction{Status: 500, Headers: map[string]string{"A b": "c", "A": "x\r\ny", "": "z"}}), []fault.Problem{
			{"do.headers", `"" is not the name of a header`}, {"do.headers.A", "a header's value has no control characters"}, {"do.headers", `"A b" is not the name of a header`}}},
		{latency(sim.Latency{}), []fault.Problem{{"do.latency", "must be longer than 0s: a duration, {min, max} or {p50, p99}"}}},
		{latency(sim.Latency{Fixed: dur(time.Second), Max: dur(time.Second)}), []fault.Problem{{"do.latency", "a duration, {min, max} and {p50, p99} exclude each other: give one"}}},
		{latency(sim.Latency{Min: dur(time.Second)}), []fault.Problem{{"do.latency.max", "min needs max beside it"}}},
		{latency(sim.Latency{Min: dur(2 * time.Second), Max: dur(time.Second)}), []fault.Problem{{"do.latency.min", "must not be longer than max: 2s is longer than 1s"}}},
		{latency(sim.Latency{P50: dur(time.Second)}), []fault.Problem{{"do.latency", "p50 and p99 go together, both longer than 0s"}}},
		{latency(sim.Latency{P50: dur(2 * time.Second), P99: dur(time.Second)}), []fault.Problem{{"do.latency.p50", "must not be longer than p99: 2s is longer than 1s"}}},
		{latency(sim.Latency{Fixed: dur(time.Hour)}), []fault.Problem{{"do.latency", "must be at most 10m, not 1h; connection: hang never answers"}}},
		{do(sim.FaultAction{Connection: "rest"}), []fault.Problem{{"do.connection", `"rest" is not one of reset, close, hang; did you mean "reset"?`}}},
		{do(sim.FaultAction{Reply: "lost"}), []fault.Problem{{"do.reply", `"lost" is not one of drop, truncate, garbage, slow`}}},
		{do(sim.FaultAction{Deliver: &sim.FaultDelivery{Outcome: "30s"}}), []fault.Problem{{"do.deliver", `"30s" is not one of never, wrong; a late code is {late: 30s}`}}},
		{do(sim.FaultAction{Deliver: &sim.FaultDelivery{}}), []fault.Problem{{"do.deliver", "must be never, wrong or {late: 30s} with a time longer than 0s"}}},
		{do(sim.FaultAction{Deliver: &sim.FaultDelivery{Outcome: "never", Late: dur(time.Second)}}), []fault.Problem{{"do.deliver", "never and late exclude each other"}}},
		{do(sim.FaultAction{Reply: "truncate"}), []fault.Problem{{"do.violates", "reply: truncate breaks the vendor's contract: say why it may"}}},
		{do(sim.FaultAction{Reply: "garbage"}), []fault.Problem{{"do.violates", "reply: garbage breaks the vendor's contract: say why it may"}}},
		{do(sim.FaultAction{Status: 500, Body: ptr("{}")}), []fault.Problem{{"do.violates", "a body of your own may break the vendor's contract: say why it may"}}},
	}
	for _, tt := range tests {
		if got := fault.Check(&tt.rule, known()); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%+v:\n got %+v\nwant %+v", tt.rule, got, tt.want)
		}
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	r := sim.FaultRule{
		Name: "a/b",
		On:   sim.FaultMatch{Operation: "meta.nothing_like_it", Origin: "x"},
		When: sim.FaultTrigger{Probability: ptr(2.0), Status: "x"},
		Do:   sim.FaultAction{Status: 1000, Reply: "garbage", Latency: &sim.Latency{}},
	}
	var paths []string
	for _, p := range fault.Check(&r, known()) {
		paths = append(paths, p.Path)
	}
	want := []string{"name", "on.operation", "on.origin", "when.probability", "when.status", "do", "do.status", "do.latency", "do.violates"}
	if !reflect.DeepEqual(paths, want) {
		t.Errorf("got %v, want %v", paths, want)
	}
}

func TestCanonical(t *testing.T) {
	tests := []struct {
		name string
		rule sim.FaultRule
		want sim.FaultMatch
	}{
		{"alias and phone number", sim.FaultRule{On: sim.FaultMatch{Operation: "verifyPreverifiedNumberCode", PhoneNumber: "+1 555 078 3881"}, Do: sim.FaultAction{Reply: "drop"}},
			sim.FaultMatch{Operation: "meta.verify_code", PhoneNumber: "15550783881"}},
		{"unknown stays", sim.FaultRule{On: sim.FaultMatch{Operation: "x", PhoneNumber: "y"}, Do: sim.FaultAction{Reply: "drop"}}, sim.FaultMatch{Operation: "x", PhoneNumber: "y"}},
		{"vendor of the error", sim.FaultRule{Do: fail()}, sim.FaultMatch{API: "meta"}},
		{"not beside an operation", sim.FaultRule{On: sim.FaultMatch{Operation: "meta.get_number"}, Do: fail()}, sim.FaultMatch{Operation: "meta.get_number"}},
		{"operation of deliver", sim.FaultRule{Do: sim.FaultAction{Deliver: &sim.FaultDelivery{Outcome: "never"}}}, sim.FaultMatch{Operation: "meta.request_code"}},
	}
	for _, tt := range tests {
		if got := fault.Canonical(&tt.rule, known()).On; got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

// contract is what a vendor documents in these tests: 500 everywhere, 503 of
// Meta alone.
func contract(k fault.Known) fault.Known {
	k.Documents = func(operation string, status int) bool {
		return status == 500 || status == 503 && strings.HasPrefix(operation, "meta.")
	}
	k.Statuses = func(id, _ string) []int {
		if id == "meta.unexpected_error" {
			return []int{500, 413}
		}
		return []int{500}
	}
	return k
}

func TestAnswersOutsideTheContract(t *testing.T) {
	status := func(on sim.FaultMatch, status int, headers ...string) sim.FaultRule {
		r := sim.FaultRule{On: on, Do: sim.FaultAction{Status: status}}
		for _, name := range headers {
			r.Do.Headers = map[string]string{name: "x"}
		}
		return r
	}
	const advice = ": name another operation, or say why it may"
	tests := []struct {
		name string
		rule sim.FaultRule
		want string
	}{
		{"documented everywhere", status(sim.FaultMatch{}, 500), ""},
		{"documented by the vendor", status(sim.FaultMatch{API: "meta"}, 503), ""},
		{"of 360dialog's own calls", status(sim.FaultMatch{Origin: "360dialog"}, 503), ""},
		{"not by every vendor", status(sim.FaultMatch{}, 503), "the contract of 360dialog.list_numbers has no failure with status 503" + advice},
		{"not for this method", status(sim.FaultMatch{Method: "POST"}, 503), "the contract of 360dialog.request_otp has no failure with status 503" + advice},
		{"not for this operation", status(sim.FaultMatch{Operation: "meta.get_number"}, 502), "the contract of meta.get_number has no failure with status 502" + advice},
		{"a success", status(sim.FaultMatch{Operation: "meta.get_number"}, 200), "the contract of meta.get_number has no failure with status 200" + advice},
		{"a header", status(sim.FaultMatch{API: "meta"}, 503, "Retry-After"), ""},
		{"another type", status(sim.FaultMatch{API: "meta"}, 503, "content-type"), "a Content-Type of your own may break the vendor's contract: say why it may"},
		{"an error of one's own", sim.FaultRule{On: sim.FaultMatch{Operation: "meta.verify_code"}, Do: sim.FaultAction{Error: "meta.code_wrong"}}, ""},
		{"an error where it is documented", sim.FaultRule{Do: sim.FaultAction{Error: "meta.code_wrong"}}, ""},
		{"an error where it is not", sim.FaultRule{Do: sim.FaultAction{Error: "meta.unexpected_error"}}, "meta.unexpected_error with its status 413 breaks the contract of meta.get_number" + advice},
	}
	for _, tt := range tests {
		var want []fault.Problem
		if tt.want != "" {
			want = []fault.Problem{{Path: "do.violates", Message: tt.want}}
		}
		if got := fault.Check(&tt.rule, contract(known())); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, not %+v", tt.name, got, want)
		}
		tt.rule.Do.Violates = "on purpose"
		if got := fault.Check(&tt.rule, contract(known())); got != nil {
			t.Errorf("%s, declared: %+v", tt.name, got)
		}
	}
}
