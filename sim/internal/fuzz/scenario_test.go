package fuzz_test

import (
	"io/fs"
	"net/http"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/scenarios"
	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
)

// head is what scenarios need before anything else.
const head = "version: 1\nclock: {mode: frozen, at: 2026-01-15T09:00:00Z}\nbusinesses: [{id: \"1\", tokens: [a]}]\npartners: [{id: p, business: \"1\", api_keys: [k]}]\n"

var scenarioSeeds = []string{
	"", "\n", "{}", "[]", "null", "~", "1", "version: 1", "version: 1\n---\nversion: 1", "version: 1\n...\n", "version: 2", "version: 1.0", "version: \"1\"", "\xef\xbb\xbfversion: 1\r\nname: x\r\n", "version: 1\x00", "\xff\xfe",
	"%YAML 1.1\n---\nversion: 1", "version: 1\n\tname: x", "version: 1\nversion: 1", "<<: {version: 1}", "version: &v 1\nseed: *v", "a: &a [*a]", bomb(), strings.Repeat("[", 1000), strings.Repeat("a: ", 1000), strings.Repeat("- ", 5000),
	"version: !!int \"1\"", "version: !!binary MQ==", "version: 0b1", "version: 0o1", "version: 1e0", "? version\n: 1", "version: 1\nname: ${SIM_META_TOKEN}", "version: 1\nname: ${NOBODY}", "version: 1\nname: $${x}", "version: 1\nname: ${", "name: \"\\ud800\"\nversion: 1",
	"version: 1\nseed: 18446744073709551616", "version: 1\nseed: -1", "version: 1\nseed: 1e999", "version: 1\nseed: 0x10", "version: 1\nname: \"\\u0000\"", "version: 1\nname: " + strings.Repeat("x", 10000),
	head + "numbers: [{phone_number: +1 202-555-0140, verified: 13d ago}, {phone_number: \"4915123456789\", partner: p, status: EXPIRED}]",
	head + "numbers: [{phone_number: 12025550140, status: VERIFIED, verified: in 1d}]", head + "numbers: [{phone_number: 12025550140, verified: 0001-01-01T00:00:00Z}]", head + "numbers: [{phone_number: 12025550140, verified: 9999-12-31T23:59:59Z}]",
	head + "numbers: [{phone_number: 12025550140}, {phone_number: (202) 555-0140}]", head + "numbers: [{phone_number: 12025550140, id: 00012}, {phone_number: 12025550141, id: \"99999999999999999999\"}]", head + "numbers: [{phone_number: 12025550140, claimed: true, shared_with: [\"1\", \"1\"]}]",
	head + "generate: [{count: 20, countries: {US: 3, DE: 1}, statuses: {VERIFIED: 8, EXPIRED: 1}}, {count: 20, partner: p}]", head + "generate: [{count: 1500, countries: {SH: 1}}]", head + "generate: [{count: 1500, countries: {NU: 1, TK: 1, AC: 1}}]",
	head + "generate: [{count: 0}]", head + "generate: [{count: 1, countries: {ZZ: 1}}]", head + "generate: [{count: 1, countries: {US: 9223372036854775807, DE: 9223372036854775807}}]", head + "generate: [{count: 1, statuses: {VERIFIED: -1}}]",
	head + "code: {length: 4, ttl: 1ms, attempts: 1, value: \"0000\"}", head + "code: {length: 8, ttl: 36500d, attempts: 9223372036854775807}", head + "code: {value: 12345}", head + "pool_sync: 1ms\nprofile: embedded-signup", head + "pool_sync: 36500d",
	head + "timeline: [{at: +5m, do: {claim: 12025550140}}, {at: +0s, do: {set_dialect: observed}}, {at: 2026-01-15T09:05:00Z, do: {add_fault: {do: {error: meta.unexpected_error}}}}, {at: +1h, do: {set_permissions: {token: a, permissions: []}}}]\nnumbers: [{phone_number: 12025550140}]",
	head + "timeline: [{at: +36500d, do: {expire: 12025550140}}, {at: 1m ago, do: {verify: 1}}]", head + "limits: [{operation: meta.*, per: token, allow: 1, window: 1ms, error: meta.rate_limited}]", head + "limits: [{operation: [meta.add_number, addPhoneNumber], per: app, allow: 1, window: 5200w}]",
	head + "faults: [{on: {api: meta, origin: 360dialog}, when: {every: 2, probability: .5}, do: {status: 503, violates: proxy, body: \"<html>\", headers: {Retry-After: 1}}}]", head + "faults: [{name: x, do: {latency: {min: 1s, max: 2s}}}, {name: x, do: {deliver: {late: 30s}}}]",
	head + "expect: [{calls: {operation: meta.add_number, min: 1, max: 0}}, {conforms: true}, {order: [meta.add_number]}, {never: {operation: meta.get_number, after_error: meta.number_not_found}}]",
	head + "expect: [{retries: {operation: meta.verify_code, transient: {min: 1, max: 5, backoff: true}, permanent: {max: 0}, honours_wait: true}}, {pages: {operation: meta.list_numbers, to_the_end: true}}, {codes: {while_pending: {max: 0}}}, {spacing: {operation: meta.request_code, at_least: 30s}}]",
	"version: 1\nclock: {mode: running}\ndialect: observed\nbusinesses: [{id: 1, tokens: [{token: a, expires: +1h, permissions: []}, {token: b, revoked: true}, {token: c, app: 2, app_secret: s}]}]",
	"version: 1\nbusinesses: [{id: \"1360360360360360\", name: \"\\u2028<&>\", tokens: [\"a b\", \"\\u0001\"]}]\npartners: [{id: \"a/b?c\", business: \"1360360360360360\", users: [{username: \"\", password: \"\"}]}]",
	"{\"version\": 1, \"name\": \"\\ud83d\\ude00\", \"businesses\": [{\"id\": \"1\"}]}", "version: 1\nclock: {mode: frozen, at: 1600-01-01T00:00:00Z}", "version: 1\nclock: {mode: frozen, at: 2150-01-01T00:00:00Z}", "version: 1\nclock: {at: 2026-01-15}",
}

// FuzzScenario puts any text in as a scenario. It is taken when scenario lint
// finds nothing wrong with it and not otherwise, and a world that was written
// down and put back can go back to its start.
func FuzzScenario(f *testing.F) {
	names, err := fs.Glob(scenarios.FS, "*.yaml")
	if err != nil || len(names) == 0 {
		f.Fatalf("%d scenarios, %v", len(names), err)
	}
	for i, name := range names {
		data, err := fs.ReadFile(scenarios.FS, name)
		if err != nil {
			f.Fatal(err)
		}
		if i%4 == 0 {
			f.Add(data)
		}
	}
	f.Add(scenario.Example())
	f.Add([]byte(scenarioText))
	for _, text := range scenarioSeeds {
		f.Add([]byte(text))
	}
	h := closed()
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<15 {
			return
		}
		setup, problems := h.Library().Parse("scenario.yaml", data)
		if file, ok := setup.Document.(*sim.Scenario); ok && generated(file) > 2000 {
			return // a million numbers take their time
		}
		a, _ := h.do(t, call{method: "PUT", target: "/_sim/v1/scenario", body: string(data)}.withHeader("Content-Type", "application/yaml"))
		switch {
		case len(data) == 0:
			return
		case problems == nil && a.status == http.StatusUnprocessableEntity && strings.Contains(string(a.body), scenario.ErrCrowded.Error()):
			return // what is drawn from a range that is nearly full may not fit, which no lint can tell
		case problems == nil && a.status != http.StatusOK:
			t.Errorf("lint finds nothing, and it is refused: %d %s", a.status, a.body)
		case problems != nil && a.status != http.StatusUnprocessableEntity:
			t.Errorf("lint finds %v, and the answer is %d %s", problems, a.status, a.body)
		case problems == nil:
			h.rebirth(t)
			h.live(t)
		}
	})
}

func generated(f *sim.Scenario) (n int) {
	for _, g := range f.Generate {
		n += g.Count
	}
	return n
}

// rebirth: a world that was written down and put back goes back to the same
// start.
func (h *house) rebirth(t *testing.T) {
	t.Helper()
	first := h.control(t, "GET", "/snapshot", "")
	h.control(t, "PUT", "/snapshot", string(first))
	h.control(t, "POST", "/reset", "")
	if again := h.control(t, "GET", "/snapshot", ""); string(again) != string(first) {
		t.Errorf("a reset after the snapshot was put back %s", difference(first, again))
	}
}
