package fault_test

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

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
	tests := map[string]fault.Rule{
		"error":                {Do: fail()},
		"error of the vendor":  {On: fault.Match{API: "360dialog"}, Do: fault.Action{Error: "360dialog.internal_error"}},
		"alias":                {On: fault.Match{Operation: "verifyPreverifiedNumberCode", Method: "POST", API: "meta"}, Do: fault.Action{Error: "meta.code_wrong"}},
		"undocumented error":   {On: fault.Match{Operation: "meta.get_number"}, Do: fault.Action{Error: "meta.code_wrong", Violates: "seen once"}},
		"applied error":        {Do: fault.Action{Error: "meta.unexpected_error", Apply: true, Latency: wait(time.Second)}},
		"status":               {Do: fault.Action{Status: 503, Headers: map[string]string{"Retry-After": "1"}}},
		"status with body":     {Do: fault.Action{Status: 599, Body: ptr(""), Violates: "a proxy's page"}},
		"204 with empty body":  {Do: fault.Action{Status: 204, Body: ptr(""), Violates: "why"}},
		"latency":              {Do: fault.Action{Latency: wait(fault.MaxLatency)}},
		"even latency":         {Do: fault.Action{Latency: &fault.Latency{Max: dur(time.Second)}}},
		"latency curve":        {Do: fault.Action{Latency: &fault.Latency{P50: dur(time.Second), P99: dur(time.Second)}}},
		"connection":           {Do: fault.Action{Connection: "close", Latency: wait(time.Second)}},
		"drop":                 {Do: fault.Action{Reply: "drop"}},
		"slow":                 {Do: fault.Action{Reply: "slow"}},
		"truncate":             {Do: fault.Action{Reply: "truncate", Violates: "a proxy died"}},
		"never delivered":      {Do: fault.Action{Deliver: &fault.Delivery{Outcome: "never"}}},
		"delivered late":       {On: fault.Match{Operation: "meta.request_code", Origin: "360dialog"}, Do: fault.Action{Deliver: &fault.Delivery{Late: dur(time.Second)}}},
		"every trigger":        {When: fault.Trigger{Calls: []int{1, 6}, From: 3, Every: 3, Times: 1, Probability: ptr(1.0), After: dur(1), Until: dur(2), Status: "EXPIRED"}, Do: fail()},
		"phone number":         {On: fault.Match{PhoneNumber: "+49 (1512) 345-6789", NumberID: "1"}, Do: fail()},
		"name as people write": {Name: "second verify loses its reply: 50%", Do: fail()},
	}
	for name, r := range tests {
		if got := r.Check(known()); got != nil {
			t.Errorf("%s: %+v", name, got)
		}
		if got := r.Check(fault.Known{}); got != nil {
			t.Errorf("%s, with nothing known: %+v", name, got)
		}
	}
}

func TestEveryProblem(t *testing.T) {
	on := func(m fault.Match) fault.Rule { return fault.Rule{On: m, Do: fail()} }
	when := func(w fault.Trigger) fault.Rule { return fault.Rule{When: w, Do: fail()} }
	do := func(a fault.Action) fault.Rule { return fault.Rule{Do: a} }
	latency := func(l fault.Latency) fault.Rule { return do(fault.Action{Latency: &l}) }
	const name = "a name has at most 128 printable ASCII characters, no slash, and no space at its ends"
	const forms = "give one of error, status, connection, reply and deliver, with or without latency, or latency alone"
	tests := []struct {
		rule fault.Rule
		want []fault.Problem
	}{
		{fault.Rule{Name: "a/b", Do: fail()}, []fault.Problem{{"name", name}}},
		{fault.Rule{Name: "größer", Do: fail()}, []fault.Problem{{"name", name}}},
		{fault.Rule{Name: " a", Do: fail()}, []fault.Problem{{"name", name}}},
		{fault.Rule{Name: strings.Repeat("x", 129), Do: fail()}, []fault.Problem{{"name", name}}},
		{on(fault.Match{Operation: "meta.verfy_code"}), []fault.Problem{{"on.operation", `there is no operation "meta.verfy_code"; did you mean "meta.verify_code"?`}}},
		{on(fault.Match{Operation: "send_message"}), []fault.Problem{{"on.operation", `there is no operation "send_message"`}}},
		{on(fault.Match{API: "Meta"}), []fault.Problem{{"on.api", `"Meta" is not one of meta, 360dialog; did you mean "meta"?`}}},
		{on(fault.Match{Operation: "meta.get_number", API: "360dialog"}), []fault.Problem{{"on.api", "meta.get_number is an operation of meta, not of 360dialog"}}},
		{on(fault.Match{Method: "post"}), []fault.Problem{{"on.method", `"post" is not one of GET, POST, DELETE, PUT, PATCH; did you mean "POST"?`}}},
		{on(fault.Match{Method: "POTS"}), []fault.Problem{{"on.method", `"POTS" is not one of GET, POST, DELETE, PUT, PATCH; did you mean "POST"?`}}},
		{on(fault.Match{Operation: "meta.get_number", Method: "POST"}), []fault.Problem{{"on.method", "meta.get_number is a GET request, never POST"}}},
		{on(fault.Match{Origin: "clients"}), []fault.Problem{{"on.origin", `"clients" is not one of client, 360dialog; did you mean "client"?`}}},
		{fault.Rule{On: fault.Match{Operation: "360dialog.list_numbers", Origin: "360dialog"}, Do: fault.Action{Reply: "drop"}},
			[]fault.Problem{{"on.origin", "360dialog calls Meta only: origin 360dialog never meets an operation of 360dialog"}}},
		{fault.Rule{On: fault.Match{API: "360dialog", Origin: "360dialog"}, Do: fault.Action{Reply: "drop"}},
			[]fault.Problem{{"on.origin", "360dialog calls Meta only: origin 360dialog never meets an operation of 360dialog"}}},
		{on(fault.Match{PhoneNumber: "call me"}), []fault.Problem{{"on.phone_number", `"call me" is not an E.164 number of 5 to 15 digits with its country code`}}},
		{on(fault.Match{PhoneNumber: "015123456789"}), []fault.Problem{{"on.phone_number", `"015123456789" is not an E.164 number of 5 to 15 digits with its country code`}}},
		{on(fault.Match{NumberID: "abc"}), []fault.Problem{{"on.number_id", `"abc" is not a number's id: ids have digits only`}}},
		{fault.Rule{On: fault.Match{Operation: "360dialog.request_otp"}, Do: fault.Action{Deliver: &fault.Delivery{Outcome: "never"}}},
			[]fault.Problem{{"on.operation", "360dialog has Meta send the code: write operation: meta.request_code, with origin: 360dialog"}}},
		{fault.Rule{On: fault.Match{Operation: "meta.get_number"}, Do: fault.Action{Deliver: &fault.Delivery{Outcome: "never"}}},
			[]fault.Problem{{"on.operation", "deliver is about the code that meta.request_code sends; meta.get_number sends none"}}},
		{fault.Rule{On: fault.Match{API: "360dialog"}, Do: fault.Action{Deliver: &fault.Delivery{Outcome: "never"}}},
			[]fault.Problem{{"on.api", "meta.request_code is an operation of meta, not of 360dialog"}}},
		{when(fault.Trigger{Calls: []int{}}), []fault.Problem{{"when.calls", "an empty list never matches; leave calls out for every request"}}},
		{when(fault.Trigger{Calls: []int{2, 0}}), []fault.Problem{{"when.calls", "requests are counted from 1, there is no request 0"}}},
		{when(fault.Trigger{Calls: []int{1, 2}, From: 3}), []fault.Problem{{"when.calls", "none of these requests fits from and every: the rule never acts"}}},
		{when(fault.Trigger{Calls: []int{1, 3}, Every: 2}), []fault.Problem{{"when.calls", "none of these requests fits from and every: the rule never acts"}}},
		{when(fault.Trigger{From: -1, Every: -2, Times: -3}), []fault.Problem{
			{"when.from", "must be at least 1, not -1"}, {"when.every", "must be at least 1, not -2"}, {"when.times", "must be at least 1, not -3"}}},
		{when(fault.Trigger{Probability: ptr(1.01)}), []fault.Problem{{"when.probability", "must be above 0 and at most 1, not 1.01"}}},
		{when(fault.Trigger{Probability: ptr(-0.5)}), []fault.Problem{{"when.probability", "must be above 0 and at most 1, not -0.5"}}},
		{when(fault.Trigger{Probability: ptr(math.NaN())}), []fault.Problem{{"when.probability", "must be above 0 and at most 1, not NaN"}}},
		{when(fault.Trigger{Probability: ptr(0.0)}), []fault.Problem{{"when.probability", "with 0 the rule never acts; leave the rule out"}}},
		{when(fault.Trigger{After: dur(time.Hour), Until: dur(time.Hour)}), []fault.Problem{{"when.until", "the window is over before it opens: until (1h) must be later than after (1h)"}}},
		{when(fault.Trigger{Status: "VERIFYED"}), []fault.Problem{{"when.status", `"VERIFYED" is not one of NOT_VERIFIED, VERIFIED, EXPIRED; did you mean "VERIFIED"?`}}},
		{do(fault.Action{}), []fault.Problem{{"do", "nothing goes wrong here: " + forms}}},
		{do(fault.Action{Error: "meta.unexpected_error", Status: 500, Reply: "drop"}), []fault.Problem{{"do", "error and status and reply exclude each other: " + forms}}},
		{do(fault.Action{Connection: "reset", Deliver: &fault.Delivery{Outcome: "never"}}), []fault.Problem{{"do", "connection and deliver exclude each other: " + forms}}},
		{do(fault.Action{Reply: "drop", Apply: true}), []fault.Problem{{"do.apply", "goes with error or status only: the change is made, and the client is told that it failed"}}},
		{do(fault.Action{Error: "meta.unexpected_eror"}), []fault.Problem{{"do.error", `the catalogue has no entry "meta.unexpected_eror"; did you mean "meta.unexpected_error"?`}}},
		{fault.Rule{On: fault.Match{Operation: "360dialog.list_numbers"}, Do: fail()}, []fault.Problem{{"do.error", "meta.unexpected_error is an answer of meta, but the rule is about requests to 360dialog"}}},
		{fault.Rule{On: fault.Match{API: "meta"}, Do: fault.Action{Error: "360dialog.internal_error"}}, []fault.Problem{{"do.error", "360dialog.internal_error is an answer of 360dialog, but the rule is about requests to meta"}}},
		{fault.Rule{On: fault.Match{Operation: "meta.get_number"}, Do: fault.Action{Error: "meta.code_wrong"}}, []fault.Problem{{"do.violates", "meta.get_number never answers with meta.code_wrong: say why it shall"}}},
		{do(fault.Action{Status: 199}), []fault.Problem{{"do.status", "must be 200 to 599, not 199"}}},
		{do(fault.Action{Status: 600}), []fault.Problem{{"do.status", "must be 200 to 599, not 600"}}},
		{do(fault.Action{Body: ptr("x"), Headers: map[string]string{"A": "b"}}), []fault.Problem{{"do.body", "goes with status only"}, {"do.headers", "go with status only"}}},
		{do(fault.Action{Status: 204, Body: ptr("x"), Violates: "why"}), []fault.Problem{{"do.body", "an answer with status 204 has no body"}}},
		{do(fault.Action{Status: 500, Headers: map[string]string{"A b": "c", "A": "x\r\ny", "": "z"}}), []fault.Problem{
			{"do.headers", `"" is not the name of a header`}, {"do.headers.A", "a header's value has no control characters"}, {"do.headers", `"A b" is not the name of a header`}}},
		{latency(fault.Latency{}), []fault.Problem{{"do.latency", "must be longer than 0s: a duration, {min, max} or {p50, p99}"}}},
		{latency(fault.Latency{Fixed: dur(time.Second), Max: dur(time.Second)}), []fault.Problem{{"do.latency", "a duration, {min, max} and {p50, p99} exclude each other: give one"}}},
		{latency(fault.Latency{Min: dur(time.Second)}), []fault.Problem{{"do.latency.max", "min needs max beside it"}}},
		{latency(fault.Latency{Min: dur(2 * time.Second), Max: dur(time.Second)}), []fault.Problem{{"do.latency.min", "must not be longer than max: 2s is longer than 1s"}}},
		{latency(fault.Latency{P50: dur(time.Second)}), []fault.Problem{{"do.latency", "p50 and p99 go together, both longer than 0s"}}},
		{latency(fault.Latency{P50: dur(2 * time.Second), P99: dur(time.Second)}), []fault.Problem{{"do.latency.p50", "must not be longer than p99: 2s is longer than 1s"}}},
		{latency(fault.Latency{Fixed: dur(time.Hour)}), []fault.Problem{{"do.latency", "must be at most 10m, not 1h; connection: hang never answers"}}},
		{do(fault.Action{Connection: "rest"}), []fault.Problem{{"do.connection", `"rest" is not one of reset, close, hang; did you mean "reset"?`}}},
		{do(fault.Action{Reply: "lost"}), []fault.Problem{{"do.reply", `"lost" is not one of drop, truncate, garbage, slow`}}},
		{do(fault.Action{Deliver: &fault.Delivery{Outcome: "30s"}}), []fault.Problem{{"do.deliver", `"30s" is not one of never, wrong; a late code is {late: 30s}`}}},
		{do(fault.Action{Deliver: &fault.Delivery{}}), []fault.Problem{{"do.deliver", "must be never, wrong or {late: 30s} with a time longer than 0s"}}},
		{do(fault.Action{Deliver: &fault.Delivery{Outcome: "never", Late: dur(time.Second)}}), []fault.Problem{{"do.deliver", "never and late exclude each other"}}},
		{do(fault.Action{Reply: "truncate"}), []fault.Problem{{"do.violates", "reply: truncate breaks the vendor's contract: say why it may"}}},
		{do(fault.Action{Reply: "garbage"}), []fault.Problem{{"do.violates", "reply: garbage breaks the vendor's contract: say why it may"}}},
		{do(fault.Action{Status: 500, Body: ptr("{}")}), []fault.Problem{{"do.violates", "a body of your own may break the vendor's contract: say why it may"}}},
	}
	for _, tt := range tests {
		if got := tt.rule.Check(known()); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%+v:\n got %+v\nwant %+v", tt.rule, got, tt.want)
		}
	}
}

func TestAllProblemsAtOnce(t *testing.T) {
	r := fault.Rule{
		Name: "a/b",
		On:   fault.Match{Operation: "meta.nothing_like_it", Origin: "x"},
		When: fault.Trigger{Probability: ptr(2.0), Status: "x"},
		Do:   fault.Action{Status: 1000, Reply: "garbage", Latency: &fault.Latency{}},
	}
	var paths []string
	for _, p := range r.Check(known()) {
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
		rule fault.Rule
		want fault.Match
	}{
		{"alias and phone number", fault.Rule{On: fault.Match{Operation: "verifyPreverifiedNumberCode", PhoneNumber: "+1 555 078 3881"}, Do: fault.Action{Reply: "drop"}},
			fault.Match{Operation: "meta.verify_code", PhoneNumber: "15550783881"}},
		{"unknown stays", fault.Rule{On: fault.Match{Operation: "x", PhoneNumber: "y"}, Do: fault.Action{Reply: "drop"}}, fault.Match{Operation: "x", PhoneNumber: "y"}},
		{"vendor of the error", fault.Rule{Do: fail()}, fault.Match{API: "meta"}},
		{"not beside an operation", fault.Rule{On: fault.Match{Operation: "meta.get_number"}, Do: fail()}, fault.Match{Operation: "meta.get_number"}},
		{"operation of deliver", fault.Rule{Do: fault.Action{Deliver: &fault.Delivery{Outcome: "never"}}}, fault.Match{Operation: "meta.request_code"}},
	}
	for _, tt := range tests {
		if got := tt.rule.Canonical(known()).On; got != tt.want {
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
	status := func(on fault.Match, status int, headers ...string) fault.Rule {
		r := fault.Rule{On: on, Do: fault.Action{Status: status}}
		for _, name := range headers {
			r.Do.Headers = map[string]string{name: "x"}
		}
		return r
	}
	const advice = ": name another operation, or say why it may"
	tests := []struct {
		name string
		rule fault.Rule
		want string
	}{
		{"documented everywhere", status(fault.Match{}, 500), ""},
		{"documented by the vendor", status(fault.Match{API: "meta"}, 503), ""},
		{"of 360dialog's own calls", status(fault.Match{Origin: "360dialog"}, 503), ""},
		{"not by every vendor", status(fault.Match{}, 503), "the contract of 360dialog.list_numbers has no failure with status 503" + advice},
		{"not for this method", status(fault.Match{Method: "POST"}, 503), "the contract of 360dialog.request_otp has no failure with status 503" + advice},
		{"not for this operation", status(fault.Match{Operation: "meta.get_number"}, 502), "the contract of meta.get_number has no failure with status 502" + advice},
		{"a success", status(fault.Match{Operation: "meta.get_number"}, 200), "the contract of meta.get_number has no failure with status 200" + advice},
		{"a header", status(fault.Match{API: "meta"}, 503, "Retry-After"), ""},
		{"another type", status(fault.Match{API: "meta"}, 503, "content-type"), "a Content-Type of your own may break the vendor's contract: say why it may"},
		{"an error of one's own", fault.Rule{On: fault.Match{Operation: "meta.verify_code"}, Do: fault.Action{Error: "meta.code_wrong"}}, ""},
		{"an error where it is documented", fault.Rule{Do: fault.Action{Error: "meta.code_wrong"}}, ""},
		{"an error where it is not", fault.Rule{Do: fault.Action{Error: "meta.unexpected_error"}}, "meta.unexpected_error with its status 413 breaks the contract of meta.get_number" + advice},
	}
	for _, tt := range tests {
		var want []fault.Problem
		if tt.want != "" {
			want = []fault.Problem{{Path: "do.violates", Message: tt.want}}
		}
		if got := tt.rule.Check(contract(known())); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, not %+v", tt.name, got, want)
		}
		tt.rule.Do.Violates = "on purpose"
		if got := tt.rule.Check(contract(known())); got != nil {
			t.Errorf("%s, declared: %+v", tt.name, got)
		}
	}
}
