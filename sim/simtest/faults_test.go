package simtest_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// ground is the world of the tests of faults and limits: one number of each
// kind, a frozen clock, no rules.
const ground = `
version: 1
name: ground
summary: One number of each kind, and nothing goes wrong.
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
businesses:
  - {id: "506914307656634", name: Lucky Shrub, tokens: [EAAJBsimulator, {token: EAAJBsecond, app: "77"}]}
  - {id: "9876543210987654", name: Another, tokens: [EAAJBother]}
partners:
  - {id: simul8PA, business: "506914307656634", api_keys: [sim-api-key, second-key], users: [{username: partner@example.com, password: simulator}]}
  - {id: otherPA, business: "9876543210987654", api_keys: [other-key]}
numbers:
  - {phone_number: "12125550001", business: "506914307656634"}
  - {phone_number: "12125550002", business: "506914307656634", status: VERIFIED}
  - {phone_number: "12125550003", business: "9876543210987654"}
  - {phone_number: "4915123456789", partner: simul8PA}
`

// The numbers of ground.
const (
	freshPhone    = "12125550001"
	verifiedPhone = "12125550002"
	foreignPhone  = "12125550003"
	pooledPhone   = "4915123456789"
)

// object is a JSON object.
type object = map[string]any

// lab is a world of ground, for one test.
type lab struct{ caller }

// newLab makes a world of its own from a scenario, ground unless another is
// given.
func newLab(t testing.TB, s *simtest.Sim, world string, scenario ...string) lab {
	t.Helper()
	l := lab{caller{t, s.In(world)}}
	l.load(append(scenario, ground)[0])
	return l
}

func (l lab) load(scenario string) {
	l.t.Helper()
	a := l.do("PUT", "/_sim/v1/scenario", scenario, "Content-Type", "application/yaml")
	l.want(200, a, "PUT", "/scenario")
}

// rule puts a fault rule in place; rule is the JSON of it.
func (l lab) rule(rule string) {
	l.t.Helper()
	l.control(201, "POST", "/faults", rule)
}

// fault shows one rule as it stands.
func (l lab) fault(name string) object {
	l.t.Helper()
	for _, f := range list(l.t, l.control(200, "GET", "/faults", nil)) {
		if f["name"] == name {
			return f
		}
	}
	l.t.Fatalf("there is no fault rule %s", name)
	return nil
}

func (l lab) acted(name string) int {
	l.t.Helper()
	return int(l.fault(name)["acted"].(float64))
}

// records are those of the journal that fit a query, oldest first.
func (l lab) records(query string) []object {
	l.t.Helper()
	out := list(l.t, l.control(200, "GET", "/requests?"+query, nil))
	slices.Reverse(out)
	return out
}

// record is the only one that fits.
func (l lab) record(query string) object {
	l.t.Helper()
	found := l.records(query)
	if len(found) != 1 {
		l.t.Fatalf("%d records fit %s, not one", len(found), query)
	}
	return found[0]
}

func (l lab) graph(method, path string, body any) simtest.Answer {
	l.t.Helper()
	return l.do(method, "/v23.0/"+path, body, "Authorization", "Bearer "+simtest.MetaToken)
}

func (l lab) pool(method, path string, body any) simtest.Answer {
	l.t.Helper()
	return l.do(method, poolOf(simtest.PartnerID)+path, body, "X-API-Key", simtest.APIKey)
}

func (l lab) get(phone string) simtest.Answer {
	l.t.Helper()
	return l.graph("GET", l.id(phone), nil)
}

var codeRequest = map[string]string{"code_method": "SMS", "language": "en_US"}

func (l lab) requestCode(phone string) simtest.Answer {
	l.t.Helper()
	return l.graph("POST", l.id(phone)+"/request_code", codeRequest)
}

func (l lab) verifyCode(phone, code string) simtest.Answer {
	l.t.Helper()
	return l.graph("POST", l.id(phone)+"/verify_code", map[string]string{"code": code})
}

func (l lab) requestOTP() simtest.Answer {
	l.t.Helper()
	return l.pool("POST", "/"+l.id(pooledPhone)+"/request-otp", otpRequest)
}

func (l lab) listPool() simtest.Answer { return l.pool("GET", "", nil) }

func (l lab) listNumbers() simtest.Answer {
	l.t.Helper()
	return l.graph("GET", simtest.BusinessID+"/preverified_numbers", nil)
}

func (l lab) listForeign() simtest.Answer {
	l.t.Helper()
	return l.do("GET", "/v23.0/"+simtest.OtherBusinessID+"/preverified_numbers", nil, "Authorization", "Bearer "+simtest.OtherToken)
}

func (l lab) listOtherPool() simtest.Answer {
	l.t.Helper()
	return l.do("GET", poolOf("otherPA"), nil, "X-API-Key", "other-key")
}

// errorOf is the catalogue id of the failure of the last request.
func (l lab) errorOf(a simtest.Answer) string {
	l.t.Helper()
	id, _ := l.control(200, "GET", "/requests/"+a.Header.Get("X-Sim-Request"), nil).JSON(l.t)["error"].(string)
	return id
}

// ask is one request, made only for what a rule makes of it.
type ask = func(lab) simtest.Answer

func getting(phone string) ask { return func(l lab) simtest.Answer { return l.get(phone) } }
func coding(phone string) ask  { return func(l lab) simtest.Answer { return l.requestCode(phone) } }

var (
	pooling      ask = lab.listPool
	listing      ask = lab.listNumbers
	otherPooling ask = lab.listOtherPool
	foreign      ask = lab.listForeign
	otp          ask = lab.requestOTP
)

func TestFaultMatchers(t *testing.T) {
	s := simtest.Start(t)
	anyNumber := func(l lab) string { return fmt.Sprintf(`{"number_id": %q}`, l.id(freshPhone)) }
	plain := func(on string) func(lab) string { return func(lab) string { return on } }
	for name, tt := range map[string]struct {
		on           func(lab) string
		hits, misses []ask
	}{
		"operation":           {plain(`{"operation": "meta.get_number"}`), []ask{getting(freshPhone)}, []ask{listing, pooling}},
		"alias-meta":          {plain(`{"operation": "getPreVerifiedPhoneNumberDetails"}`), []ask{getting(freshPhone)}, []ask{listing}},
		"alias-360dialog":     {plain(`{"operation": "get_preverified_numbers_endpoints_list_preverified_numbers"}`), []ask{pooling}, []ask{listing}},
		"api-meta":            {plain(`{"api": "meta"}`), []ask{getting(freshPhone), otp}, []ask{pooling}},
		"api-360dialog":       {plain(`{"api": "360dialog"}`), []ask{pooling, otp}, []ask{getting(freshPhone)}},
		"method":              {plain(`{"method": "POST"}`), []ask{coding(freshPhone)}, []ask{listing, pooling}},
		"origin-client":       {plain(`{"operation": "meta.request_code", "origin": "client"}`), []ask{coding(freshPhone)}, []ask{otp}},
		"origin-360dialog":    {plain(`{"operation": "meta.request_code", "origin": "360dialog"}`), []ask{otp}, []ask{coding(freshPhone)}},
		"phone-digits":        {plain(`{"phone_number": "12125550001"}`), []ask{getting(freshPhone)}, []ask{getting(verifiedPhone), listing}},
		"phone-international": {plain(`{"phone_number": "+1 (212) 555-0001"}`), []ask{getting(freshPhone)}, []ask{getting(verifiedPhone)}},
		"phone-dotted":        {plain(`{"phone_number": "+1.212.555.0001"}`), []ask{getting(freshPhone)}, []ask{getting(verifiedPhone)}},
		"phone-of-pool":       {plain(`{"phone_number": "+49 1512 3456789", "api": "360dialog"}`), []ask{otp}, []ask{pooling}},
		"number-id":           {anyNumber, []ask{getting(freshPhone), coding(freshPhone)}, []ask{getting(verifiedPhone), listing}},
		"business-of-path":    {plain(`{"business": "9876543210987654"}`), []ask{foreign, otherPooling}, []ask{listing, pooling}},
		"business-of-token":   {plain(`{"business": "506914307656634"}`), []ask{getting(freshPhone), pooling}, []ask{foreign}},
		"partner":             {plain(`{"partner": "simul8PA"}`), []ask{pooling, getting(pooledPhone)}, []ask{otherPooling, getting(freshPhone)}},
		"everything":          {plain(`{}`), []ask{pooling, listing, getting(freshPhone)}, nil},
		"several-parts":       {plain(`{"api": "meta", "method": "GET", "phone_number": "12125550001", "origin": "client"}`), []ask{getting(freshPhone)}, []ask{coding(freshPhone), getting(verifiedPhone)}},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, s, "on-"+name)
			l.rule(`{"name": "it", "on": ` + tt.on(l) + `, "do": {"latency": "1ms"}}`)
			for i, miss := range tt.misses {
				miss(l)
				if n := l.acted("it"); n != 0 {
					t.Errorf("miss %d: the rule acted", i)
				}
			}
			for i, hit := range tt.hits {
				before := l.acted("it")
				hit(l)
				if n := l.acted("it"); n == before {
					t.Errorf("hit %d: the rule did not act", i)
				}
			}
		})
	}
}

// pattern reads a number again and again and says which of the answers a rule
// took: x for those, a dot for the others.
func (l lab) pattern(phone string, n int) string {
	l.t.Helper()
	id, out := l.id(phone), ""
	for range n {
		if a := l.graph("GET", id, nil); a.Status == 503 {
			out += "x"
		} else {
			out += "."
		}
	}
	return out
}

func TestFaultTriggers(t *testing.T) {
	s := simtest.Start(t)
	for name, tt := range map[string]struct{ when, want string }{
		"always":              {`{}`, "xxxxxxxx"},
		"calls-one":           {`{"calls": 2}`, ".x......"},
		"calls-list":          {`{"calls": [1, 3, 8]}`, "x.x....x"},
		"from":                {`{"from": 3}`, "..xxxxxx"},
		"every":               {`{"every": 3}`, "..x..x.."},
		"times":               {`{"times": 2}`, "xx......"},
		"from-every-times":    {`{"from": 3, "every": 2, "times": 2}`, "...x.x.."},
		"certain":             {`{"probability": 1}`, "xxxxxxxx"},
		"status-of-another":   {`{"status": "VERIFIED"}`, "........"},
		"status":              {`{"status": "NOT_VERIFIED", "calls": 2}`, ".x......"},
		"window-not-yet-open": {`{"after": "1s"}`, "........"},
		"window-open":         {`{"until": "1s"}`, "xxxxxxxx"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, s, "when-"+name)
			l.rule(`{"on": {"operation": "meta.get_number"}, "when": ` + tt.when + `, "do": {"status": 503}}`)
			alike(t, name, l.pattern(freshPhone, len(tt.want)), tt.want)
		})
	}
}

func TestFaultTriggersCountPerRule(t *testing.T) {
	l := newLab(t, simtest.Start(t), "count")
	l.rule(`{"name": "one", "on": {"phone_number": "12125550001", "api": "meta"}, "when": {"calls": 2}, "do": {"status": 503}}`)
	alike(t, "first", l.pattern(freshPhone, 1), ".")
	alike(t, "requests of another number", l.pattern(verifiedPhone, 3), "...")
	alike(t, "second and third", l.pattern(freshPhone, 2), "x.")
	f := l.fault("one")
	alike(t, "seen, matched, acted", []any{f["seen"], f["matched"], f["acted"], f["active"]}, []any{3.0, 3.0, 1.0, false})

	l.rule(`{"name": "one", "on": {"phone_number": "12125550001", "api": "meta"}, "when": {"calls": 2}, "do": {"status": 503}}`)
	alike(t, "put in place again, counted anew", l.pattern(freshPhone, 3), ".x.")
}

func TestFaultWindowIsWorldTime(t *testing.T) {
	l := newLab(t, simtest.Start(t), "window")
	l.rule(`{"on": {"operation": "meta.get_number"}, "when": {"after": "10m", "until": "1h"}, "do": {"status": 503}}`)
	for _, step := range []struct {
		advance time.Duration
		want    string
	}{
		{0, "."}, {10*time.Minute - time.Millisecond, "."}, {time.Millisecond, "x"},
		{50*time.Minute - time.Millisecond, "x"}, {time.Millisecond, "."}, {day, "."},
	} {
		l.advance(step.advance)
		alike(t, "after "+step.advance.String(), l.pattern(freshPhone, 1), step.want)
	}
}

func TestFaultProbabilityRepeats(t *testing.T) {
	s := simtest.Start(t)
	const rule = `{"name": "dice", "on": {"operation": "meta.get_number"}, "when": {"probability": 0.4}, "do": {"status": 503}}`
	throw := func(l lab) string { l.rule(rule); return l.pattern(freshPhone, 40) }
	first, second := newLab(t, s, "dice-1"), newLab(t, s, "dice-2")
	got := throw(first)
	if hits := strings.Count(got, "x"); hits < 6 || hits > 30 {
		t.Errorf("%d hits of 40 with a probability of 0.4", hits)
	}
	alike(t, "another world", throw(second), got)
	second.control(204, "POST", "/reset", nil)
	alike(t, "after a reset", throw(second), got)
	other := newLab(t, s, "dice-3", strings.Replace(ground, "name: ground", "name: ground\nseed: 7", 1))
	if throw(other) == got {
		t.Error("another seed throws the same dice")
	}
	for _, r := range first.records("operation=meta.get_number") {
		d := decisionsOf(t, r)[0]
		draw := d["draw"].(float64)
		if hit := r["status"] == 503.0; hit != (draw < 0.4) || hit != (d["action"] == "status-503") {
			t.Errorf("%v answered %v with a draw of %v", d, r["status"], draw)
		}
	}
}

func decisionsOf(t testing.TB, record object) []object {
	t.Helper()
	text, err := json.Marshal(record["decisions"])
	if err != nil {
		t.Fatal(err)
	}
	var out []object
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestFaultShiftsNothing holds two worlds with the same requests against each
// other: one with a rule that throws dice and draws latencies.
func TestFaultShiftsNothing(t *testing.T) {
	s := simtest.Start(t)
	calm, shaken := newLab(t, s, "calm"), newLab(t, s, "shaken")
	shaken.rule(`{"when": {"probability": 0.5}, "do": {"latency": {"min": "1ms", "max": "2ms"}}}`)
	shaken.rule(`{"on": {"operation": "meta.request_code"}, "when": {"probability": 0.0001}, "do": {"deliver": "never"}}`)
	live := func(l lab) (out []string) {
		for i := range 4 {
			phone := fmt.Sprintf("1212555010%d", i)
			added := l.graph("POST", simtest.BusinessID+"/add_phone_numbers", map[string]string{"phone_number": phone})
			l.want(200, added, "add", phone)
			l.want(200, l.requestCode(phone), "request code", phone)
			out = append(out, l.id(phone), l.code(phone), added.Header.Get("X-Fb-Trace-Id"))
		}
		return out
	}
	alike(t, "ids, codes and trace ids", live(shaken), live(calm))
}

func TestFaultPrecedence(t *testing.T) {
	s := simtest.Start(t)
	t.Run("the first at a point decides", func(t *testing.T) {
		l := newLab(t, s, "first")
		l.rule(`{"name": "second-call", "on": {"operation": "meta.get_number"}, "when": {"calls": 2}, "do": {"error": "meta.temporarily_unavailable"}}`)
		l.rule(`{"name": "always", "on": {"operation": "meta.get_number"}, "do": {"error": "meta.unexpected_error"}}`)
		var got []string
		for range 3 {
			a := l.get(freshPhone)
			got = append(got, fmt.Sprint(a.Status, " ", a.Header.Get("X-Sim-Fault")))
		}
		alike(t, "answers", got, []string{"500 always", "503 second-call", "500 always"})
		alike(t, "calls of the rule behind", l.fault("always")["matched"], 3.0)
	})
	t.Run("decided before", func(t *testing.T) {
		l := newLab(t, s, "decided")
		l.rule(`{"name": "a", "on": {"operation": "meta.get_number"}, "do": {"error": "meta.unexpected_error"}}`)
		l.rule(`{"name": "b", "on": {"operation": "meta.get_number"}, "when": {"times": 1, "probability": 1}, "do": {"status": 503}}`)
		l.get(freshPhone)
		b := l.fault("b")
		alike(t, "missed", b["missed"], "call 1, the rule a decided before this one")
		alike(t, "times left", b["remaining"], 1.0)
	})
	t.Run("an earlier point ends the request", func(t *testing.T) {
		l := newLab(t, s, "points")
		l.rule(`{"name": "late", "on": {"operation": "meta.request_code"}, "do": {"reply": "drop"}}`)
		l.rule(`{"name": "early", "on": {"operation": "meta.request_code"}, "when": {"calls": 1}, "do": {"error": "meta.unexpected_error"}}`)
		alike(t, "status", l.requestCode(freshPhone).Status, 500)
		alike(t, "seen at reply", l.fault("late")["seen"], 0.0)
		expectEOF(t, l.raw("POST", "/v23.0/"+l.id(freshPhone)+"/request_code", codeRequest))
		alike(t, "seen at reply", l.fault("late")["seen"], 1.0)
	})
	t.Run("reply counts what was applied", func(t *testing.T) {
		l := newLab(t, s, "applied")
		l.rule(`{"name": "lost", "on": {"operation": "meta.verify_code"}, "when": {"calls": 1}, "do": {"error": "meta.unexpected_error", "apply": true}}`)
		alike(t, "without a code", l.graph("POST", l.id(freshPhone)+"/verify_code", object{}).Status, 400)
		alike(t, "seen", l.fault("lost")["seen"], 0.0)
		l.requestCode(freshPhone)
		alike(t, "right", l.verifyCode(freshPhone, l.code(freshPhone)).Status, 500)
		alike(t, "status", l.state(freshPhone)["status"], "VERIFIED")
	})
}

func TestFaultLatencyAddsUp(t *testing.T) {
	l := newLab(t, simtest.Start(t), "sum")
	l.rule(`{"name": "a", "do": {"latency": "20ms"}}`)
	l.rule(`{"name": "b", "on": {"operation": "meta.get_number"}, "do": {"latency": "30ms"}}`)
	l.rule(`{"name": "c", "on": {"operation": "meta.get_number"}, "do": {"status": 503, "latency": "40ms"}}`)
	l.rule(`{"name": "behind", "on": {"operation": "meta.get_number"}, "do": {"status": 500, "latency": "10s"}}`)
	began := time.Now()
	a := l.get(freshPhone)
	if took := time.Since(began); took < 90*time.Millisecond {
		t.Errorf("answered after %s, not 90ms", took)
	}
	alike(t, "status", a.Status, 503)
	alike(t, "header", a.Header.Get("X-Sim-Fault"), "c")
	var got []string
	for _, d := range decisionsOf(t, l.record("operation=meta.get_number")) {
		got = append(got, fmt.Sprint(d["rule"], " ", d["point"], " ", d["action"], " ", d["call"], " ", d["latency_ms"]))
	}
	alike(t, "decisions", got, []string{"a arrive latency 1 20", "b arrive latency 1 30", "c admit status-503 1 40", "behind admit <nil> 1 <nil>"})
}

func TestFaultNearestMiss(t *testing.T) {
	l := newLab(t, simtest.Start(t), "miss")
	l.rule(`{"name": "never", "on": {"operation": "meta.verify_code", "phone_number": "12125550001", "origin": "360dialog"}, "do": {"reply": "drop"}}`)
	alike(t, "before any request", l.fault("never")["nearest_miss"], nil)
	l.listPool()
	alike(t, "of a far request", l.fault("never")["nearest_miss"].(object)["missing"], []any{
		"operation is 360dialog.list_numbers, not meta.verify_code", "origin is client, not 360dialog", "the request has no phone_number, the rule wants 12125550001",
	})
	near := l.verifyCode(freshPhone, "000000")
	l.get(verifiedPhone)
	alike(t, "of the nearest", l.fault("never")["nearest_miss"], object{
		"request": near.Header.Get("X-Sim-Request"), "missing": []any{"origin is client, not 360dialog"},
		"text": near.Header.Get("X-Sim-Request") + " came closest: origin is client, not 360dialog",
	})
	l.rule(`{"name": "ended", "on": {"operation": "meta.verify_code"}, "do": {"reply": "drop"}}`)
	bad := l.graph("POST", l.id(freshPhone)+"/verify_code", object{})
	alike(t, "of one that ended before", l.fault("ended")["nearest_miss"], object{
		"request": bad.Header.Get("X-Sim-Request"), "missing": []any{},
		"text": bad.Header.Get("X-Sim-Request") + " matches, but ended before the rule's point, reply",
	})
	l.rule(`{"name": "early", "on": {"operation": "meta.get_number"}, "when": {"after": "5m"}, "do": {"status": 503}}`)
	seen := l.get(freshPhone)
	alike(t, "of one outside the window", l.fault("early")["nearest_miss"], object{
		"request": seen.Header.Get("X-Sim-Request"), "missing": []any{},
		"text": seen.Header.Get("X-Sim-Request") + " matches, but the window opens 5m after the rule was put in place",
	})
}

// TestOneNearestMiss: the list of rules and the report name the same record for a rule
// that never acted, in the same sentence.
func TestOneNearestMiss(t *testing.T) {
	c := caller{t, simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(`version: 1
name: misses
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
businesses: [{id: "506914307656634", tokens: [EAAJBsimulator]}]
numbers: [{phone_number: "12125550100", id: "1001", business: "506914307656634"}]
limits: [{name: one, operation: meta.get_business, per: business, allow: 1, window: 1h}]
faults:
  - {name: first, on: {operation: meta.delete_number}, do: {connection: close}}
  - {name: invalid, on: {operation: meta.request_code}, do: {error: meta.unexpected_error}}
  - {name: limited, on: {operation: meta.get_business}, do: {error: meta.unexpected_error}}
  - {name: second, on: {operation: meta.delete_number}, do: {error: meta.unexpected_error}}
  - {name: elsewhere, on: {operation: meta.get_number, number_id: "7"}, do: {reply: drop}}
  - {name: late, on: {operation: meta.get_number}, when: {after: 1h}, do: {error: meta.unexpected_error}}
  - {name: third-call, on: {operation: meta.get_number}, when: {calls: [3]}, do: {error: meta.unexpected_error}}
expect: [{conforms: true}]
`)})}
	c.meta(422, simtest.MetaToken, "POST", "/1001/verify_code", map[string]string{"code": "000000"})
	c.control(200, "POST", "/limits/one/exhaust", nil)
	c.meta(400, simtest.MetaToken, "POST", "/1001/request_code", map[string]string{"code_method": "PIGEON", "language": "en_US"})
	c.meta(429, simtest.MetaToken, "GET", "/506914307656634", nil)
	_, _ = c.s.Try("DELETE", "/v23.0/1001", nil, "Authorization", "Bearer "+simtest.MetaToken)
	c.meta(200, simtest.MetaToken, "GET", "/1001", nil)
	c.control(201, "POST", "/faults", `{"name": "too-late", "on": {"operation": "meta.get_number"}, "do": {"error": "meta.unexpected_error"}}`)

	want := map[string]string{
		"invalid": "r2 matches, but was refused before limits and faults are checked", "second": "r4 matches, but the rule first decided before this one",
		"elsewhere": "r5 came closest: number_id is 1001, not 7", "late": "r5 matches, but the window opens 1h after the rule was put in place",
		"limited": "r3 matches, but the limit one refused it before faults are checked", "third-call": "call 1, the rule waits for call 3",
		"too-late": "r5 matches, but came before the rule was put in place",
	}
	listed, reported := map[string]string{}, map[string]string{}
	for _, f := range list(t, c.control(200, "GET", "/faults", nil)) {
		if f["acted"].(float64) > 0 {
			continue
		}
		miss, _ := f["nearest_miss"].(map[string]any)
		if listed[f["name"].(string)], _ = miss["text"].(string); miss == nil {
			listed[f["name"].(string)], _ = f["missed"].(string)
		}
	}
	alike(t, "the list", listed, want)
	checks, _ := c.control(200, "POST", "/verify", nil).JSON(t)["checks"].([]any)
	for name, text := range want {
		for _, check := range checks {
			c := check.(map[string]any)
			if strings.Contains(fmt.Sprint(c["expect"]), "fault "+name) && c["message"] == "never acted: "+text {
				reported[name] = text
			}
		}
	}
	delete(want, "too-late") // the report asks for the rules of the scenario
	alike(t, "the report", reported, want)
}

func TestFaultRulesThatCannotBe(t *testing.T) {
	s := simtest.Start(t)
	l := newLab(t, s, "refused")
	for rule, want := range map[string]string{
		`{"on": {"operation": "meta.verify_cod"}, "do": {"status": 500}}`: `on.operation: there is no operation "meta.verify_cod"; did you mean "meta.verify_code"?`,
		`{"on": {"operation": "get_numbr"}, "do": {"latency": "1s"}}`:     `on.operation: there is no operation "get_numbr"; did you mean "meta.get_number"?`,
		"\ufeff{}": `the body begins with a byte order mark; leave it out`,
		`{"name": "\ud800", "do": {"latency": "1s"}}`:                                                                              `not valid JSON: found invalid Unicode character escape code`,
		`{"on": [1], "do": {"latency": "1s"}}`:                                                                                     `on: want an object, got a list`,
		`{"on": {"operation": "verify_code"}, "do": {"latency": "1s"}}`:                                                            `on.operation: there is no operation "verify_code"; did you mean "meta.verify_code"?`,
		`{"on": {"operation": "list_numbers"}, "do": {"latency": "1s"}}`:                                                           `on.operation: there is no operation "list_numbers"; did you mean "meta.list_numbers" or "360dialog.list_numbers"?`,
		`{"on": {"operation": "meta.get_number"}, "do": {"status": 200, "body": {"id": 7}}}`:                                       `do.violates: the body breaks the contract of meta.get_number with status 200: id: value must be a string`,
		`{"on": {"operation": "meta.get_number"}, "do": {"status": 418, "body": {}}}`:                                              `do.violates: the contract of meta.get_number has no answer with status 418`,
		`{"on": {"operation": "meta.get_number"}, "do": {"error": "meta.rate_limited", "headers": {"Content-Type": "text/html"}}}`: `do.violates: the contract of meta.get_number has no answer of type "text/html" with status 429`,
		`{"do": {"reply": "drop", "headers": {"A": "b"}}}`:                                                                         `do.headers: go with status or error only`,
		`{"do": {"deliver": "thrice"}}`:                                                                                            `do.deliver: "thrice" is not one of never, wrong, twice`,
		`{"when": {"probability": 1.5}, "do": {"latency": "1s"}}`:                                                                  `when.probability: must be above 0 and at most 1, not 1.5`,
		`{"when": {"probability": 0}, "do": {"latency": "1s"}}`:                                                                    `when.probability: with 0 the rule never acts; leave the rule out`,
		`{"when": {"after": "1h", "until": "30m"}, "do": {"latency": "1s"}}`:                                                       `when.until: the window is over before it opens: until (30m) must be later than after (1h)`,
		`{"when": {"calls": 0}, "do": {"latency": "1s"}}`:                                                                          `when.calls: requests are counted from 1, there is no request 0`,
		`{"when": {"calls": {"a": 1}}, "do": {"latency": "1s"}}`:                                                                   `when.calls: want a whole number or a list of them, got an object`,
		`{"when": {"calls": "x"}, "do": {"latency": "1s"}}`:                                                                        `when.calls: want a whole number or a list of them, got the text "x"`,
		`{"when": {"calls": 2, "every": 3}, "do": {"latency": "1s"}}`:                                                              `when.calls: none of these requests fits from and every: the rule never acts`,
		`{"when": {"status": "verified"}, "do": {"latency": "1s"}}`:                                                                `when.status: "verified" is not one of NOT_VERIFIED, VERIFIED, EXPIRED; did you mean "VERIFIED"?`,
		`{"do": {"error": "meta.code_late"}}`:                                                                                      `do.error: the catalogue has no entry "meta.code_late"`,
		`{"on": {"operation": "meta.get_number"}, "do": {"error": "360dialog.internal_error"}}`:                                    `do.error: 360dialog.internal_error is an answer of 360dialog, but the rule is about requests to meta`,
		`{"on": {"operation": "meta.get_number"}, "do": {"error": "meta.code_wrong"}}`:                                             `do.violates: meta.get_number never answers with meta.code_wrong: say why it shall`,
		`{"on": {"operation": "meta.get_number"}, "do": {"error": "meta.request_too_large"}}`:                                      `do.violates: the contract of meta.get_number has no failure with status 413: change the rule, or say why it may`,
		`{"on": {"api": "360dialog"}, "do": {"error": "360dialog.meta_failed"}}`:                                                   `do.violates: the contract of 360dialog.list_numbers has no failure with status 502`,
		`{"on": {"business": "ours"}, "do": {"latency": "1s"}}`:                                                                    `on.business: "ours" is not a business's id: ids have digits only`,
		`{"do": {}}`: `do: nothing goes wrong here`,
		`{"do": {"error": "meta.unexpected_error", "reply": "drop"}}`:                              `do: error and reply exclude each other`,
		`{"do": {"reply": "truncate"}}`:                                                            `do.violates: reply: truncate breaks the vendor's contract: say why it may`,
		`{"do": {"reply": "empty"}}`:                                                               `do.violates: reply: empty breaks the vendor's contract`,
		`{"do": {"reply": "garbage"}}`:                                                             `do.violates: reply: garbage breaks the vendor's contract: say why it may`,
		`{"on": {"operation": "meta.get_number"}, "do": {"status": 500, "body": "{}"}}`:            `do.violates: the body breaks the contract of meta.get_number with status 500: error: property "error" is missing: change the rule, or say why it may`,
		`{"on": {"operation": "meta.get_number"}, "do": {"status": 418}}`:                          `do.violates: the contract of meta.get_number has no failure with status 418: change the rule, or say why it may`,
		`{"on": {"operation": "meta.get_number"}, "do": {"status": 200}}`:                          `do.violates: the contract of meta.get_number has no failure with status 200`,
		`{"on": {"api": "360dialog"}, "do": {"status": 503}}`:                                      `do.violates: the contract of 360dialog.list_numbers has no failure with status 503`,
		`{"on": {"api": "meta"}, "do": {"status": 502}}`:                                           `do.violates: the contract of meta.get_number has no failure with status 502`,
		`{"on": {"operation": "360dialog.create_token"}, "do": {"status": 401}}`:                   `do.violates: the contract of 360dialog.create_token has no failure with status 401`,
		`{"on": {"api": "meta"}, "do": {"status": 500, "headers": {"content-type": "text/html"}}}`: `do.violates: the contract of meta.get_number has no answer of type "text/html" with status 500: change the rule, or say why it may`,
		`{"do": {"latency": "11h"}}`:                                                               `do.latency: must be at most`,
		`{"do": {"latency": {"min": "2s", "max": "1s"}}}`:                                          `do.latency.min: must not be longer than max: 2s is longer than 1s`,
		`{"on": {"operation": "360dialog.request_otp"}, "do": {"deliver": "never"}}`:               `on.operation: 360dialog has Meta send the code`,
		`{"on": {"origin": "360dialog", "api": "360dialog"}, "do": {"latency": "1s"}}`:             `on.origin: 360dialog calls Meta only`,
		`{"on": {"phone_number": "0049151"}, "do": {"latency": "1s"}}`:                             `on.phone_number: "0049151" is not a phone number`,
		`{"on": {"number": "1"}, "do": {"latency": "1s"}}`:                                         `on: unknown key "number"; did you mean "number_id"?`,
	} {
		a := l.control(400, "POST", "/faults", rule).JSON(t)
		if detail, _ := a["detail"].(string); !strings.HasPrefix(detail, want) {
			t.Errorf("%s\nis refused with %q\nnot %q", rule, detail, want)
		}
	}
	if n := len(list(t, l.control(200, "GET", "/faults", nil))); n != 0 {
		t.Errorf("%d of the refused rules are in place", n)
	}
	for _, rule := range []string{
		`{"on": {"api": "meta"}, "do": {"status": 503}}`,
		`{"on": {"origin": "360dialog"}, "do": {"status": 503}}`,
		`{"on": {"operation": "360dialog.add_number"}, "do": {"status": 502}}`,
		`{"do": {"status": 500}}`,
		`{"on": {"api": "360dialog"}, "do": {"error": "360dialog.internal_error"}}`,
		`{"on": {"phone_number": "12025550106"}, "do": {"error": "meta.rate_limited"}}`,
		`{"do": {"status": 418, "violates": "a teapot in between"}}`,
	} {
		l.control(201, "POST", "/faults", rule)
	}
}

// TestFaultStatusesKeepTheContract gives every status that needs no reason to
// every operation; the simulator counts an answer that breaks its contract, and
// the end of the test finds it.
func TestFaultStatusesKeepTheContract(t *testing.T) {
	s := simtest.Start(t)
	l := newLab(t, s, "statuses", twoPartners+claimedWorld)
	for _, op := range list(t, l.control(200, "GET", "/operations", nil)) {
		name := op["name"].(string)
		if name == sim.WebhookOperation { // no client sends it
			continue
		}
		l.control(204, "POST", "/reset", nil)
		q := sound[name](l.caller)
		for _, status := range []int{400, 401, 403, 404, 405, 409, 422, 429, 500, 502, 503} {
			a := l.do("POST", "/_sim/v1/faults", object{"name": "it", "on": object{"operation": name}, "do": object{"status": status}})
			if a.Status == 400 {
				l.rule(fmt.Sprintf(`{"name": "it", "on": {"operation": %q}, "do": {"status": %d, "violates": "on purpose"}}`, name, status))
			}
			for _, dialect := range []string{"documented", "observed"} {
				alike(t, fmt.Sprint(name, " ", status), l.do(q.method, q.path, q.body, append(q.headers, "X-Sim-Dialect", dialect)...).Status, status)
			}
		}
		l.control(204, "DELETE", "/faults/it", nil)
	}
}

// alike holds two values of any kind against each other.
func alike(t testing.TB, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %v, not %v", what, got, want)
	}
}
