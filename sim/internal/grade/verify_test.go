package grade_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// opening begins every scenario of these tests: a frozen world with the two
// businesses and the partner of the default one.
const opening = `
version: 1
name: judged
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
businesses: [{id: "506914307656634", tokens: [EAAJBsimulator, {token: EAAJBother, app: "2"}, {token: EAAJBthird, app: "2"}]}]
partners: [{id: simul8PA, business: "506914307656634", api_keys: [sim-api-key]}]
`

var nine = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

func newWorld(t *testing.T, text string, journalOptions journal.Options) *world.World {
	t.Helper()
	setup := scenario.Setup(parse(t, opening+text), scenario.Build{Journal: journalOptions})
	w, err := world.New("t-1", func() time.Time { return nine }, setup)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// part sets something of a record.
type part func(*journal.Record)

// call is a client's request at a world time after nine that succeeded, unless
// its parts say otherwise.
func call(operation string, after time.Duration, parts ...part) *journal.Record {
	api, _, _ := strings.Cut(operation, ".")
	r := &journal.Record{
		Operation: operation, API: api, Origin: "client", Method: "POST", At: nine.Add(after),
		Status: 200, Outcome: "replied", Conforms: true, Business: "506914307656634",
	}
	if strings.Contains(operation, ".get_") || strings.Contains(operation, ".list_") {
		r.Method = "GET"
	}
	for _, p := range parts {
		p(r)
	}
	return r
}

func failed(status int, id string) part {
	return func(r *journal.Record) { r.Status, r.Error = status, id }
}

// passing is a failure its catalogue entry calls transient.
func passing(status int, id string) part {
	return func(r *journal.Record) { r.Status, r.Error, r.Transient = status, id, true }
}

func lost(outcome string) part { return func(r *journal.Record) { r.Outcome = outcome } }

func about(phone string) part { return func(r *journal.Record) { r.PhoneNumber = phone } }

func numbered(id string) part { return func(r *journal.Record) { r.NumberID = id } }

func hub(parent string) part {
	return func(r *journal.Record) { r.Origin, r.Parent = "360dialog", parent }
}

func wait(d time.Duration) part { return func(r *journal.Record) { r.RetryAfter = d } }

func limited(name string) part { return func(r *journal.Record) { r.Limit = name } }

func body(text string) part { return func(r *journal.Record) { r.RequestBody = []byte(text) } }

func asked(query string) part { return func(r *journal.Record) { r.Query = query } }

func answered(text string) part { return func(r *journal.Record) { r.ResponseBody = []byte(text) } }

func header(name, value string) part {
	return func(r *journal.Record) { r.RequestHeader = http.Header{name: {value}} }
}

func replyHeader(name, value string) part {
	return func(r *journal.Record) { r.ResponseHeader.Set(name, value) }
}

func was(status sim.Status) part { return func(r *journal.Record) { r.NumberStatus = string(status) } }

func record(w *world.World, records ...*journal.Record) {
	for _, r := range records {
		r.Seq, r.ID = w.Journal.Open()
		w.Journal.Close(r)
	}
}

// holds compares one check with what was foreseen.
func holds(t *testing.T, c sim.Check, passed bool, message string, records ...string) {
	t.Helper()
	if c.Passed != passed || c.Message != message || !slices.Equal(c.Records, records) {
		t.Errorf("%s\n got %v %q %q\nwant %v %q %q", grade.Line(c.Expect), c.Passed, c.Message, c.Records, passed, message, records)
	}
	if c.Records == nil {
		t.Error("records are null")
	}
}

// judged is a case of a table: one expectation, what the client did, what comes
// of it.
type judged struct {
	name    string
	expect  string
	journal []*journal.Record
	passed  bool
	message string
	records []string
}

func runJudged(t *testing.T, text string, cases []judged) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, text+"\nexpect: [{"+c.expect+"}]", journal.Options{})
			record(w, c.journal...)
			r := grade.Verify(w)
			if len(r.Checks) != 1 || r.Passed != r.Checks[0].Passed {
				t.Fatalf("passed is %v, checks are %+v", r.Passed, r.Checks)
			}
			holds(t, r.Checks[0], c.passed, c.message, c.records...)
		})
	}
}

const (
	one   = "15550783881"
	other = "15550783882"
)

func TestVerifyCalls(t *testing.T) {
	runJudged(t, "", []judged{
		{"as many as wanted", "calls: {operation: meta.request_code, min: 2, max: 2}", []*journal.Record{
			call("meta.request_code", 0), call("meta.request_code", time.Second, failed(422, "meta.code_requests_exceeded")),
		}, true, "meta.request_code was called 2 times", nil},
		{"too many", "calls: {operation: meta.request_code, max: 1}", []*journal.Record{
			call("meta.request_code", 0), call("meta.get_number", 0), call("meta.request_code", 0),
		}, false, "meta.request_code was called 2 times, expected at most 1", []string{"r1", "r3"}},
		{"too few, only another operation", "calls: {operation: meta.request_code, min: 1, max: 3}", []*journal.Record{
			call("360dialog.list_numbers", 0), call("meta.verify_code", 0), call("360dialog.list_numbers", 0),
		}, false, "meta.request_code was never called, expected 1 to 3; the nearest other request is r2: operation is meta.verify_code",
			[]string{"r2"}},
		{"too few, another origin", "calls: {operation: meta.request_code, min: 2, max: 2}", []*journal.Record{
			call("360dialog.request_otp", 0), call("meta.request_code", 0, hub("r1")), call("meta.request_code", 0), call("meta.get_number", 0),
		}, false, "meta.request_code was called once, expected exactly 2; the nearest other request is r2: origin is 360dialog, not client",
			[]string{"r2", "r3"}},
		{"nothing at all", "calls: {operation: meta.request_code, min: 1}", nil,
			false, "meta.request_code was never called, expected at least 1; no other request was made", nil},
		{"an unknown path", "calls: {operation: meta.request_code, min: 1}", []*journal.Record{
			{API: "meta", Origin: "client", Method: "POST", Path: "/v23.0/1/request_codes", Status: 400, Error: "meta.unknown_path", Hint: "did you mean request_code"},
		}, false, "meta.request_code was never called, expected at least 1; the nearest other request is r1: " +
			"POST /v23.0/1/request_codes was refused before its operation was known (meta.unknown_path), did you mean request_code", []string{"r1"}},
		{"360dialog's own", "calls: {operation: meta.add_number, min: 1, origin: 360dialog}", []*journal.Record{
			call("360dialog.add_number", 0), call("meta.add_number", 0, hub("r1")),
		}, true, "meta.add_number was called once", nil},
	})
}

func TestVerifySpacing(t *testing.T) {
	const expect = "spacing: {operation: meta.request_code, at_least: 30s}"
	runJudged(t, "", []judged{
		{"one call", expect, []*journal.Record{call("meta.request_code", 0)},
			true, "no two calls of meta.request_code follow each other", nil},
		{"numbers do not wait for each other", expect, []*journal.Record{
			call("meta.request_code", 0, about(one)), call("meta.request_code", 0, about(other)),
			call("meta.request_code", 30*time.Second, about(one)), call("meta.request_code", 31*time.Second, about(other)),
		}, true, "the shortest pause is 30s", nil},
		{"too soon", expect, []*journal.Record{
			call("meta.request_code", 0, about(one)), call("meta.get_number", 0, about(one)),
			call("meta.request_code", 29*time.Second+999*time.Millisecond, about(one)),
		}, false, "r3 came 29s999ms after r1, expected at least 30s", []string{"r1", "r3"}},
		{"several too soon", expect, []*journal.Record{
			call("meta.request_code", 0), call("meta.request_code", time.Second), call("meta.request_code", time.Minute),
			call("meta.request_code", time.Minute),
		}, false, "r2 came 1s after r1, expected at least 30s; 2 of 3 pauses are too short", []string{"r1", "r2", "r3", "r4"}},
	})
}

func TestVerifyNever(t *testing.T) {
	const expect = "never: {operation: meta.verify_code, after_error: meta.already_verified}"
	refused := failed(422, "meta.already_verified")
	runJudged(t, "", []judged{
		{"at all", "never: {operation: meta.delete_number}", []*journal.Record{call("meta.get_number", 0)},
			true, "meta.delete_number was never called", nil},
		{"at all, but was", "never: {operation: meta.delete_number}", []*journal.Record{call("meta.delete_number", 0)},
			false, "meta.delete_number was called once", []string{"r1"}},
		{"before the error", expect, []*journal.Record{
			call("meta.verify_code", 0, about(one)), call("meta.request_code", 0, about(one), refused),
		}, true, "meta.verify_code was never called after meta.already_verified", nil},
		{"another number", expect, []*journal.Record{
			call("meta.request_code", 0, about(one), refused), call("meta.verify_code", 0, about(other)),
		}, true, "meta.verify_code was never called after meta.already_verified", nil},
		{"an answer that got lost tells nothing", expect, []*journal.Record{
			call("meta.request_code", 0, about(one), refused, lost("dropped")), call("meta.verify_code", 0, about(one)),
		}, true, "meta.verify_code was never called after meta.already_verified", nil},
		{"after the error", expect, []*journal.Record{
			call("meta.verify_code", 0, about(one), refused), call("meta.verify_code", 0, about(one)),
			call("meta.get_number", 0, about(one)), call("meta.verify_code", 0, about(one)),
		}, false, "r2 came after r1 was answered meta.already_verified, and 1 call more", []string{"r1", "r2", "r4"}},
		{"the same number under a new id", expect, []*journal.Record{
			call("meta.add_number", 0, about(one), numbered("1001")), call("meta.request_code", 0, numbered("1001"), refused),
			call("meta.verify_code", 0, about(one), numbered("1002")),
		}, false, "r3 came after r2 was answered meta.already_verified", []string{"r2", "r3"}},
		{"an error about no number", "never: {operation: meta.verify_code, after_error: meta.token_expired}", []*journal.Record{
			call("", 0, failed(401, "meta.token_expired")), call("meta.verify_code", 0, about(one)),
		}, false, "r2 came after r1 was answered meta.token_expired", []string{"r1", "r2"}},
	})
}

func TestVerifyOrder(t *testing.T) {
	const expect = "order: [meta.request_code, meta.verify_code, meta.share_number]"
	runJudged(t, "", []judged{
		{"with others in between", expect, []*journal.Record{
			call("meta.verify_code", 0), call("meta.request_code", 0), call("meta.get_number", 0), call("meta.verify_code", 0),
			call("meta.share_number", 0),
		}, true, "called in this order: r2, r4, r5", nil},
		{"the wrong way round", expect, []*journal.Record{
			call("meta.verify_code", 0), call("meta.request_code", 0), call("meta.share_number", 0),
		}, false, "no call of meta.verify_code came after r2, the first of meta.request_code that fits the order", []string{"r1", "r2"}},
		{"one is missing", expect, []*journal.Record{
			call("meta.request_code", 0), call("meta.verify_code", 0), call("meta.share_number", 0, hub("r1")),
		}, false, "meta.share_number was never called; the nearest other request is r3: origin is 360dialog, not client",
			[]string{"r1", "r2", "r3"}},
	})
}

func TestVerifyConforms(t *testing.T) {
	broken := func(r *journal.Record) {
		r.Conforms = false
		r.Violations = []sim.Violation{
			{Direction: "response", Message: "ours"},
			{Direction: "request", In: "body", Name: "/code", Message: "access_token=EAAJBsimulator has no digits"},
		}
	}
	unreadable := func(r *journal.Record) { r.Conforms = false }
	runJudged(t, "", []judged{
		{"all do", "conforms: true", []*journal.Record{call("meta.get_number", 0), call("meta.add_number", 0, hub("r1"), broken)},
			true, "1 request, none broke a contract", nil},
		{"one does not", "conforms: true", []*journal.Record{call("meta.get_number", 0), call("meta.verify_code", 0, broken)},
			false, "1 of 2 requests broke a contract; r2 meta.verify_code, body /code: access_token=****ator has no digits", []string{"r2"}},
		{"one could not be read", "conforms: true", []*journal.Record{call("", 0, unreadable)},
			false, "1 of 1 request broke a contract; r1: it could not be read", []string{"r1"}},
		{"one should not", "conforms: false", []*journal.Record{call("meta.verify_code", 0, broken)},
			true, "1 of 1 request broke a contract; r1 meta.verify_code, body /code: access_token=****ator has no digits", nil},
		{"one should, but none does", "conforms: false", []*journal.Record{call("meta.verify_code", 0)},
			false, "1 request, none broke a contract, one that does was expected", nil},
		{"no request", "conforms: true", nil, true, "the client made no request", nil},
		{"no request where one should", "conforms: false", nil,
			false, "the client made no request, one that breaks a contract was expected", nil},
	})
}

func TestVerifyReport(t *testing.T) {
	t.Run("a report that checked nothing has not passed", func(t *testing.T) {
		r := grade.Verify(newWorld(t, "seed: 7", journal.Options{}))
		if r.Passed || r.Message != "nothing was checked: the scenario expects nothing" || r.Checks == nil ||
			r.Scenario != "judged" || r.World != "t-1" || r.Seed != 7 {
			t.Errorf("got %+v", r)
		}
	})
	t.Run("a world made by hand has no expectations", func(t *testing.T) {
		w, err := world.New("t-1", func() time.Time { return nine }, world.Setup{Seed: 3})
		if err != nil {
			t.Fatal(err)
		}
		if r := grade.Verify(w); r.Passed || r.Message != "nothing was checked: the scenario expects nothing" || r.Seed != 3 {
			t.Errorf("got %+v", r)
		}
	})
	t.Run("what fell out of the journal is named", func(t *testing.T) {
		w := newWorld(t, `
numbers: [{phone_number: "`+one+`"}]
expect: [{calls: {operation: meta.get_number, max: 2}}, {number: {phone_number: "`+one+`", status: NOT_VERIFIED}}]`,
			journal.Options{Records: 2})
		record(w, call("meta.get_number", 0), call("meta.get_number", 0), call("meta.get_number", 0))
		r := grade.Verify(w)
		if !r.Passed || r.Dropped != 1 || r.Message != "2 checks passed" {
			t.Errorf("got %+v", r)
		}
		holds(t, r.Checks[0], true, "meta.get_number was called 2 times (1 older record fell out of the journal and could not be judged)")
		holds(t, r.Checks[1], true, one+" is NOT_VERIFIED")
	})
}

func TestVerifyIdleRules(t *testing.T) {
	w := newWorld(t, `
faults:
  - {name: early, on: {operation: meta.verify_code}, when: {calls: 3}, do: {latency: 1ms}}
  - {name: elsewhere, on: {operation: meta.share_number, phone_number: "`+one+`"}, do: {error: meta.unexpected_error}}
  - {name: unreached, on: {operation: meta.add_number}, do: {error: meta.unexpected_error}}
  - {name: acted, on: {operation: meta.verify_code}, do: {error: meta.unexpected_error}}
  - {name: off, on: {operation: meta.get_business}, do: {error: meta.unexpected_error}}
expect: [{conforms: true}]`, journal.Options{})
	w.Faults.Enable("off", false)
	r := call("meta.verify_code", 0, about(one))
	record(w, call("meta.add_number", 0, func(r *journal.Record) { r.Status = 400 }), call("meta.request_code", 0, about(one)), r)
	for _, p := range []sim.FaultPoint{sim.PointArrive, sim.PointAdmit} {
		w.Faults.Decide(nine, p, &world.Subjects([]*journal.Record{r})[0])
	}
	got := grade.Verify(w)
	want := []sim.IdleRule{
		{Name: "early", Message: "call 1, the rule waits for call 3"},
		{Name: "elsewhere", Message: "r3 came closest: operation is meta.verify_code, not meta.share_number", Record: "r3"},
		{Name: "unreached", Message: "r1 matches, but was refused before limits and faults are checked", Record: "r1"},
		{Name: "off", Message: "the rule is switched off"},
	}
	if !got.Passed || !slices.Equal(got.Rules, want) {
		t.Errorf("got %v %+v\nwant %+v", got.Passed, got.Rules, want)
	}
	for _, s := range w.Faults.Rules(nine) {
		if why, record := grade.WhyIdle(&s, nil); s.Name == "elsewhere" &&
			(why != "no request was made since the rule was put in place" || record != "") {
			t.Errorf("without requests: %q, %q", why, record)
		}
	}
}

// parse reads a scenario without checking names of operations and failures.
func parse(t *testing.T, text string) *sim.Scenario {
	t.Helper()
	f, err := scenario.Parse("s.yaml", []byte(text), nil, sim.Known{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}
