package simtest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// badCall is a request the control API refuses. The path begins behind
// /_sim/v1.
type badCall struct {
	name, method, path string
	body               any
	status             int
	problem            string
	headers            []string
}

var badCalls = []badCall{
	{"unknown path", "GET", "/colours", nil, 404, "unknown-path", nil},
	{"root", "GET", "/", nil, 404, "unknown-path", nil},
	{"double slash", "GET", "//numbers", nil, 404, "unknown-path", nil},
	{"slash at the end", "GET", "/numbers/", nil, 404, "unknown-path", nil},
	{"NUL in the path", "GET", "/num%00bers", nil, 404, "unknown-path", nil},
	{"long path", "GET", "/" + strings.Repeat("x", 32000), nil, 404, "unknown-path", nil},
	{"wrong method", "PATCH", "/numbers", nil, 405, "method-not-allowed", nil},
	{"wrong method for one thing", "POST", "/numbers/1", nil, 405, "method-not-allowed", nil},
	{"made-up method", "BREW", "/clock", nil, 405, "method-not-allowed", nil},
	{"OPTIONS", "OPTIONS", "/clock", nil, 405, "method-not-allowed", nil},
	{"another origin", "POST", "/reset", nil, 403, "foreign-origin", []string{"Origin", "http://example.com"}},
	{"null as origin", "POST", "/reset", nil, 403, "foreign-origin", []string{"Origin", "null"}},

	{"unknown parameter", "GET", "/numbers?colour=red", nil, 400, "invalid-request", nil},
	{"parameter twice", "GET", "/numbers?status=VERIFIED&status=EXPIRED", nil, 400, "invalid-request", nil},
	{"broken query", "GET", "/numbers?status=%zz", nil, 400, "invalid-request", nil},
	{"unknown status", "GET", "/numbers?status=verified", nil, 400, "invalid-request", nil},
	{"limit 0", "GET", "/numbers?limit=0", nil, 400, "invalid-request", nil},
	{"limit 10001", "GET", "/numbers?limit=10001", nil, 400, "invalid-request", nil},
	{"limit in words", "GET", "/codes?limit=ten", nil, 400, "invalid-request", nil},
	{"huge limit", "GET", "/requests?limit=" + strings.Repeat("9", 400), nil, 400, "invalid-request", nil},
	{"unknown after", "GET", "/numbers?after=1", nil, 400, "invalid-request", nil},
	{"made-up after", "GET", "/codes?after=x", nil, 400, "invalid-request", nil},
	{"after NUL", "GET", "/worlds?after=%00", nil, 400, "invalid-request", nil},
	{"no time", "GET", "/codes/latest?since=yesterday", nil, 400, "invalid-request", nil},
	{"endless wait", "GET", "/codes/latest?wait=2h", nil, 400, "invalid-request", nil},
	{"no duration", "GET", "/codes/latest?wait=5", nil, 400, "invalid-request", nil},

	{"unknown number", "GET", "/numbers/1", nil, 404, "unknown-number", nil},
	{"long number", "GET", "/numbers/" + strings.Repeat("9", 32000), nil, 404, "unknown-number", nil},
	{"NUL as number", "GET", "/numbers/%00", nil, 404, "unknown-number", nil},
	{"no code", "GET", "/codes/latest?phone_number=12025550199", nil, 404, "no-code", nil},
	{"unknown rule", "DELETE", "/faults/nothing", nil, 404, "unknown-fault", nil},
	{"filter that is no phone number", "GET", "/codes?phone_number=call+me", nil, 400, "invalid-request", nil},
	{"unknown limit", "POST", "/limits/nothing/exhaust", nil, 404, "unknown-limit", nil},
	{"unknown record", "GET", "/requests/r999", nil, 404, "unknown-request", nil},
	{"no record", "GET", "/requests/%2e%2e", nil, 404, "unknown-request", nil},
	{"unknown document", "GET", "/openapi/mars", nil, 404, "unknown-document", nil},
	{"unknown world", "DELETE", "/worlds/nowhere", nil, 404, "unknown-world", nil},
	{"unknown scenario", "PUT", "/scenario", params{"name": "nowhere"}, 404, "unknown-scenario", nil},
	{"path as scenario", "PUT", "/scenario", params{"name": "../../etc/passwd"}, 404, "unknown-scenario", nil},
	{"world of an unknown scenario", "PUT", "/worlds/new", params{"scenario": "nowhere"}, 404, "unknown-scenario", nil},
	{"blank as world", "PUT", "/worlds/%20", nil, 400, "", nil},
	{"long world", "PUT", "/worlds/" + strings.Repeat("x", 65), nil, 400, "", nil},

	{"number without digits", "POST", "/numbers", params{"phone_number": "nobody"}, 400, "invalid-request", nil},
	{"number of NUL", "POST", "/numbers", params{"phone_number": "\x00"}, 400, "invalid-request", nil},
	{"long phone number", "POST", "/numbers", params{"phone_number": strings.Repeat("9", 100000)}, 400, "invalid-request", nil},
	{"number that exists", "POST", "/numbers", params{"phone_number": phoneNew}, 409, "number-taken", nil},
	{"unknown business", "POST", "/numbers", params{"phone_number": phoneUnused, "business": "1"}, 404, "unknown-business", nil},
	{"unknown partner", "POST", "/numbers", params{"phone_number": phoneUnused, "partner": "x"}, 404, "unknown-partner", nil},
	{"business and partner", "POST", "/numbers", params{"phone_number": phoneUnused, "partner": simtest.PartnerID, "business": simtest.BusinessID}, 400, "invalid-request", nil},
	{"made-up status", "POST", "/numbers", params{"phone_number": phoneUnused, "status": "OLD"}, 400, "invalid-request", nil},

	{"backwards", "POST", "/clock", params{"at": "2000-01-01T00:00:00Z"}, 400, "invalid-request", nil},
	{"advance by minus", "POST", "/clock", params{"advance": "-1h"}, 400, "invalid-request", nil},
	{"advance by ages", "POST", "/clock", params{"advance": "101000w"}, 400, "invalid-request", nil},
	{"advance by a number", "POST", "/clock", params{"advance": 5}, 400, "invalid-request", nil},
	{"two moves", "POST", "/clock", params{"advance": "1h", "mode": "frozen"}, 400, "invalid-request", nil},
	{"made-up mode", "POST", "/clock", params{"mode": "sideways"}, 400, "invalid-request", nil},
	{"end of time", "POST", "/clock", params{"at": "9999-01-01T00:00:00Z"}, 400, "invalid-request", nil},

	{"unknown verb", "POST", "/events", params{"paint": phoneNew}, 400, "invalid-request", nil},
	{"two verbs", "POST", "/events", params{"claim": phoneNew, "delete": phoneNew}, 400, "invalid-request", nil},
	{"event for an unknown number", "POST", "/events", params{"claim": "12025550199"}, 404, "", nil},
	{"event for an unknown token", "POST", "/events", params{"revoke_token": "nobody"}, 404, "", nil},

	{"rule without do", "POST", "/faults", params{"on": params{"operation": "meta.get_number"}}, 400, "invalid-request", nil},
	{"rule for an unknown operation", "POST", "/faults", params{"on": params{"operation": "meta.fly"}, "do": params{"error": "meta.rate_limited"}}, 400, "invalid-request", nil},
	{"rule with an unknown error", "POST", "/faults", params{"do": params{"error": "meta.too_sunny"}}, 400, "invalid-request", nil},
	{"rule with a probability of 2", "POST", "/faults", params{"when": params{"probability": 2}, "do": params{"error": "meta.rate_limited"}}, 400, "invalid-request", nil},
	{"rule for ever slow", "POST", "/faults", params{"do": params{"latency": "1"}}, 400, "invalid-request", nil},
	{"limit of nothing", "PUT", "/limits", []params{{"operation": "meta.get_number", "per": "token", "allow": 0, "window": "1h"}}, 400, "invalid-request", nil},
	{"limit per number that adding has not", "PUT", "/limits", []params{{"operation": "meta.add_number", "per": "number", "allow": 1, "window": "1h"}}, 400, "invalid-request", nil},
	{"limit per moon", "PUT", "/limits", []params{{"operation": "meta.get_number", "per": "moon", "allow": 1, "window": "1h"}}, 400, "invalid-request", nil},
	{"limit with a long name", "PUT", "/limits", []params{{"name": strings.Repeat("x", 1000), "operation": "meta.get_number", "per": "token", "allow": 1, "window": "1h"}}, 400, "invalid-request", nil},

	{"number without an outcome", "POST", "/signups", params{"phone_numbers": []string{phoneNew}, "number": phoneNew}, 400, "invalid-request", nil},
	{"step beside finish", "POST", "/signups", params{"phone_numbers": []string{phoneNew}, "outcome": "finish", "step": "PERMISSIONS"}, 400, "invalid-request", nil},
	{"number beside cancel", "POST", "/signups/f00/finish", params{"outcome": "cancel", "number": phoneNew}, 400, "invalid-request", nil},
	{"error code beside only_waba", "POST", "/events", params{"signup": params{"outcome": "only_waba", "error_code": "1"}}, 400, "invalid-request", nil},
	{"signup of no phone number", "POST", "/signups", params{"phone_numbers": []string{"hello"}}, 422, "", nil},
	{"redirect_uri that is no address", "POST", "/signups", params{"redirect_uri": "not a url"}, 400, "invalid-request", nil},
	{"display name of one character", "POST", "/signups", params{"display_name": "x"}, 400, "invalid-request", nil},
	{"redirect_uri of an event", "POST", "/events", params{"signup": params{"redirect_uri": "/back"}}, 400, "invalid-request", nil},
	{"unknown webhook field", "PUT", "/apps/1017734028366125/webhook", params{"url": "http://127.0.0.1:1/", "fields": []string{"bogus"}}, 400, "invalid-request", nil},
	{"unknown webhook field without a callback", "PUT", "/apps/1017734028366125/webhook", params{"url": "", "fields": []string{"bogus"}}, 400, "invalid-request", nil},

	{"scenario that is none", "PUT", "/scenario", "version: 1\nname: [", 422, "invalid-scenario", []string{"Content-Type", "application/yaml"}},
	{"scenario with unknown keys", "PUT", "/scenario", "version: 1\nname: x\ncolour: red\n", 422, "invalid-scenario", []string{"Content-Type", "text/yaml"}},
	{"scenario of NUL", "PUT", "/scenario", "\x00", 422, "invalid-scenario", []string{"Content-Type", "application/yaml"}},
	{"scenario of aliases", "PUT", "/scenario", billionLaughs, 422, "invalid-scenario", []string{"Content-Type", "application/yaml"}},
	{"scenario too long", "PUT", "/scenario", strings.Repeat("#", 8*mebibyte+1), 413, "body-too-large", []string{"Content-Type", "application/yaml"}},
}

// billionLaughs is a short text that would be long if its aliases were written
// out.
var billionLaughs = func() string {
	text := "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
	for i := 1; i < 10; i++ {
		before, name := string(rune('0'+i-1)), string(rune('0'+i))
		text += "a" + name + ": &a" + name + " [" + strings.Repeat("*a"+before+", ", 9) + "*a" + before + "]\n"
	}
	return text
}()

// badBodies go to every call that takes a body.
var badBodies = []badCall{
	{name: "broken JSON", body: `{"phone_number": `, status: 400, problem: "invalid-request"},
	{name: "two values", body: `{} {}`, status: 400, problem: "invalid-request"},
	{name: "a byte order mark", body: "\ufeff{}", status: 400, problem: "invalid-request"},
	{name: "a text", body: `"text"`, status: 400, problem: "invalid-request"},
	{name: "a number", body: `1e999`, status: 400, problem: "invalid-request"},
	{name: "an unknown member", body: `{"colour": "red"}`, status: 400, problem: "invalid-request"},
	{name: "a member of NUL", body: `{"\u0000": 1}`, status: 400, problem: "invalid-request"},
	{name: "only NUL bytes", body: "\x00\x00", status: 400, problem: "invalid-request"},
	{name: "no UTF-8", body: "{\"name\": \"\xff\"}", status: 400, problem: "invalid-request"},
	{name: "deep lists", body: strings.Repeat("[", 100000), status: 400, problem: "invalid-request"},
	{name: "another media type", body: "hello", status: 415, problem: "unsupported-media-type", headers: []string{"Content-Type", "text/plain"}},
	{name: "a broken media type", body: "hello", status: 415, problem: "unsupported-media-type", headers: []string{"Content-Type", ";;;"}},
}

var callsWithBody = [][2]string{
	{"PUT", "/worlds/new"}, {"POST", "/numbers"}, {"POST", "/events"}, {"POST", "/clock"}, {"POST", "/faults"},
	{"PUT", "/limits"}, {"POST", "/limits/few/exhaust"}, {"PUT", "/scenario"},
	{"POST", "/signups"}, {"POST", "/signups/f00/finish"}, {"PUT", "/apps/1017734028366125/webhook"},
}

// TestBadControl: what is wrong is a problem of RFC 9457, and nothing has
// changed.
func TestBadControl(t *testing.T) {
	s := simtest.Start(t, server.Options{ScenarioFile: "two-partners.yaml", ScenarioText: []byte(twoPartners)})
	all := badCalls
	for _, call := range callsWithBody {
		for _, x := range badBodies {
			x.name, x.method, x.path = call[0]+call[1]+" "+x.name, call[0], call[1]
			all = append(all, x)
		}
		if call[1] != "/scenario" {
			all = append(all, badCall{
				call[0] + call[1] + " too long", call[0], call[1], `"` + strings.Repeat("x", mebibyte) + `"`, 413, "body-too-large", nil,
			})
		}
	}
	c := caller{t, s}
	before := c.everything()
	for _, x := range all {
		t.Run(strings.NewReplacer(" ", "-", "/", "_").Replace(x.name), func(t *testing.T) { x.run(caller{t, s}) })
	}
	same(t, "the world", c.everything(), before)
	same(t, "the worlds", column(t, c.control(200, "GET", "/worlds", nil), "name"), "default")
	same(t, "violations", c.control(200, "GET", "/health", nil).JSON(t)["violations"], any(float64(0)))
}

func (x badCall) run(c caller) {
	a := c.do(x.method, "/_sim/v1"+x.path, x.body, x.headers...)
	if a.Status != x.status {
		c.t.Fatalf("%d, not %d: %.300s", a.Status, x.status, a.Body)
	}
	c.problem(a, x.problem)
	if (a.Status == 405) != (a.Header.Get("Allow") != "") {
		c.t.Errorf("Allow is %q", a.Header.Get("Allow"))
	}
}

// problem holds an answer to RFC 9457, with a kind unless that is "".
func (c caller) problem(a simtest.Answer, kind string) {
	c.t.Helper()
	same(c.t, "the media type", a.Header.Get("Content-Type"), "application/problem+json")
	var p struct {
		Type, Title, Detail string
		Status              int
	}
	if err := json.Unmarshal(a.Body, &p); err != nil {
		c.t.Fatalf("%v: %.300s", err, a.Body)
	}
	same(c.t, "the problem's status", p.Status, a.Status)
	if p.Title == "" || p.Detail == "" || len(p.Detail) > 1000 {
		c.t.Errorf("a title and a short detail are missing: %.1500s", a.Body)
	}
	if !strings.HasPrefix(p.Type, "/problems/") || kind != "" && p.Type != "/problems/"+kind {
		c.t.Errorf("the problem is %s, not %s", p.Type, kind)
	}
}

// TestBadWorlds: a world that cannot be is a problem before any vendor speaks.
func TestBadWorlds(t *testing.T) {
	s := simtest.Start(t, server.Options{MaxWorlds: 2})
	c := caller{t, s}
	for _, world := range []string{"%20", "a%20b", "%00", "%C3%A9", strings.Repeat("x", 65), strings.Repeat("x", 32000), ""} {
		for _, path := range []string{"/v23.0/1", poolOf(simtest.PartnerID), "/_sim/v1/numbers"} {
			a := c.do("GET", "/_world/"+world+path, nil)
			c.want(400, a, "GET", "/_world/"+world+path)
			c.problem(a, "invalid-world-name")
		}
	}
	for _, header := range []string{"a b", "../x", "\xff"} {
		a := c.want(400, c.do("GET", "/v23.0/1", nil, "X-Sim-World", header), "GET", header)
		c.problem(a, "invalid-world-name")
	}
	c.want(401, c.do("GET", "/_world/one-more/v23.0/1", nil), "GET", "one-more")
	full := c.want(503, c.do("GET", "/_world/one-too-many/v23.0/1", nil), "GET", "one-too-many")
	c.problem(full, "too-many-worlds")
	same(t, "violations", c.control(200, "GET", "/health", nil).JSON(t)["violations"], any(float64(0)))
}
