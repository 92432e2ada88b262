package control_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
)

func TestFaults(t *testing.T) {
	r := newRig(t)
	f := data(r.want(200, "GET", "/faults", ""))[0]
	if f["name"] != "never-there" || f["matched"] != 0.0 || f["acted"] != 0.0 || f["active"] != true || f["enabled"] != true ||
		f["nearest_miss"] != nil || f["point"] != "admit" || f["on"].(object)["operation"] != "meta.add_number" {
		t.Errorf("the rule: %v", f)
	}
	r.record(journal.Record{Operation: "meta.get_number", API: "meta", Method: "GET", Origin: "client", Status: 200})
	f = data(r.want(200, "GET", "/faults", ""))[0]
	miss, _ := f["nearest_miss"].(object)
	if miss["request"] != "r1" || !strings.Contains(fmt.Sprint(miss["missing"]), "operation is meta.get_number") {
		t.Errorf("the nearest miss: %v", f["nearest_miss"])
	}

	added := r.want(201, "POST", "/faults", `{"name": "a b", "on": {"operation": "getPreVerifiedPhoneNumberDetails", "phone_number": "+1 212-555-0100"},
		"when": {"calls": [2, 3], "times": 2}, "do": {"latency": {"min": "10ms", "max": "1s"}}}`)
	on := added["on"].(object)
	if on["operation"] != "meta.get_number" || on["phone_number"] != "12125550100" || added["remaining"] != 2.0 || added["point"] != "arrive" {
		t.Errorf("the rule is not canonical: %v", added)
	}
	if unnamed := r.want(201, "POST", "/faults", `{"do": {"deliver": "never"}}`); unnamed["name"] == "" {
		t.Errorf("a rule without a name: %v", unnamed)
	}
	page := r.want(200, "GET", "/faults?limit=2", "")
	if rest := data(r.want(200, "GET", "/faults?after="+url.QueryEscape(page["next"].(string)), "")); len(rest) != 1 {
		t.Errorf("%d rules on the second page", len(rest))
	}
	r.want(204, "DELETE", "/faults/a%20b", "")
	r.wantProblem(404, "unknown-fault", "DELETE", "/faults/never-ther", "", `did you mean "never-there"?`)
	r.want(204, "DELETE", "/faults", "")
	if n := len(data(r.want(200, "GET", "/faults", ""))); n != 0 {
		t.Errorf("%d rules are left", n)
	}
}

func TestFaultsAreSwitched(t *testing.T) {
	r := newRig(t)
	off := r.want(200, "PUT", "/faults/never-there", `{"enabled": false}`)
	if off["enabled"] != false || off["active"] != false || off["name"] != "never-there" {
		t.Errorf("the rule that is off: %v", off)
	}
	subject := &fault.Subject{Operation: "meta.add_number", API: "meta"}
	w := r.world()
	w.Faults.Decide(w.Now(), fault.Admit, subject)
	if on := r.want(200, "PUT", "/faults/never-there", `{"enabled": true}`); on["enabled"] != true || on["seen"] != 0.0 {
		t.Errorf("the rule has seen a request while it was off: %v", on)
	}
	w.Faults.Decide(w.Now(), fault.Admit, subject)
	if f := data(r.want(200, "GET", "/faults", ""))[0]; f["acted"] != 1.0 {
		t.Errorf("the rule that is on again: %v", f)
	}
	r.wantProblem(404, "unknown-fault", "PUT", "/faults/never-ther", `{"enabled": true}`, `did you mean "never-there"?`)
	r.wantProblem(400, "invalid-request", "PUT", "/faults/never-there", `{}`, "enabled")
	r.wantProblem(400, "invalid-request", "PUT", "/faults/never-there", ``, "body")
}

func TestNearestMissOfRequestsThatFit(t *testing.T) {
	r := newRig(t)
	r.record(journal.Record{Operation: "meta.add_number", API: "meta", Method: "POST", Origin: "client", Status: 401})
	if f := data(r.want(200, "GET", "/faults", ""))[0]; !strings.Contains(fmt.Sprint(f["nearest_miss"]), "before the rule's point, admit") {
		t.Errorf("a request that ended early: %v", f["nearest_miss"])
	}
	w := r.world()
	r.want(201, "POST", "/faults", `{"name": "never-there", "on": {"operation": "meta.add_number"}, "when": {"after": "1h"}, "do": {"reply": "drop"}}`)
	w.Faults.Decide(w.Now(), fault.Reply, &fault.Subject{Operation: "meta.add_number", API: "meta"})
	if f := data(r.want(200, "GET", "/faults", ""))[0]; f["seen"] != 1.0 || !strings.Contains(fmt.Sprint(f["nearest_miss"]), "window opens") {
		t.Errorf("a request outside of the window: %v", f)
	}
}

func TestFaultsAreChecked(t *testing.T) {
	r := newRig(t)
	for body, texts := range map[string][]string{
		`{}`:                                     {"do"},
		`{"do": {"eror": "x"}}`:                  {`did you mean "error"?`},
		`{"do": {"error": "meta.code_expierd"}}`: {"do.error", "meta.code_expired"},
		`{"on": {"operation": "meta.verify_cod"}, "when": {"probability": 2}, "do": {"reply": "drop"}}`: {"on.operation", "meta.verify_code", "when.probability"},
		`{"do": {"reply": "drop", "connection": "reset"}}`:                                              {"do"},
		`{"do": {"latency": "fast"}}`:                                                                   {"do.latency", "a duration is"},
		`{"when": {"calls": 0}, "do": {"reply": "drop"}}`:                                               {"when.calls"},
	} {
		r.wantProblem(400, "invalid-request", "POST", "/faults", body, texts...)
	}
	if n := len(data(r.want(200, "GET", "/faults", ""))); n != 1 {
		t.Errorf("a refused rule was added: %d rules", n)
	}
}

func TestLimits(t *testing.T) {
	r := newRig(t)
	w := r.world()
	w.Limits.Take(w.Now(), "meta.verify_code", limit.Keys{Token: "EAAJBsimulator"})
	l := data(r.want(200, "GET", "/limits", ""))[0]
	usage := l["usage"].([]any)
	if l["name"] != "by-token" || l["allow"] != 2.0 || l["window"] != "1h" || len(usage) != 1 {
		t.Fatalf("the limit: %v", l)
	}
	u := usage[0].(object)
	if key := u["key"].(string); strings.Contains(key, "EAAJB") || !strings.HasSuffix(key, "ator") || u["used"] != 1.0 || u["percent"] != 50.0 || u["regain"] != "0s" {
		t.Errorf("the usage: %v", u)
	}
	all := r.want(200, "POST", "/limits/by-token/exhaust", "")
	if first := all["usage"].([]any)[0].(object); first["key"] != nil || first["percent"] != 100.0 || first["regain"] != "1h" {
		t.Errorf("an exhausted limit: %v", all)
	}
	r.wantProblem(404, "unknown-limit", "POST", "/limits/by-tokn/exhaust", "", `did you mean "by-token"?`)
	r.wantProblem(400, "invalid-request", "POST", "/limits/by-token/exhaust", `{"keys": "x"}`, `did you mean "key"?`)

	put := r.want(200, "PUT", "/limits", `[{"operation": ["meta.*"], "per": "app", "allow": 1, "window": "1h"}, {"name": "n", "operation": "getPreVerifiedPhoneNumbers", "per": "business", "allow": 3, "window": "1d", "error": "meta.rate_limited", "retry_after": true}]`)
	if got := data(put); len(got) != 2 || fmt.Sprint(got[1]["operation"]) != "[meta.list_numbers]" || got[0]["name"] == "" {
		t.Errorf("the limits put: %v", put)
	}
	if one := r.want(200, "POST", "/limits/n/exhaust", `{"key": "506914307656634"}`); one["usage"].([]any)[0].(object)["key"] != "506914307656634" {
		t.Errorf("one key exhausted: %v", one)
	}
	moved := r.want(200, "POST", "/clock", `{"advance": "1d"}`)
	if !strings.Contains(fmt.Sprint(moved["settled"]), "n 506914307656634") {
		t.Errorf("the end of a window is not listed: %v", moved)
	}
	scenarios := `{"limits": [{"operation": "meta.verify_code", "per": "business", "allow": 2, "window": "1h"}]}`
	if got := data(r.want(200, "PUT", "/limits", scenarios)); len(got) != 1 {
		t.Errorf("as a scenario spells it: %v", got)
	}
	r.wantProblem(400, "invalid-request", "PUT", "/limits", strings.Replace(scenarios, "business", "moon", 1), "limits[0].per")
	if got := data(r.want(200, "PUT", "/limits", `{"data": []}`)); len(got) != 0 {
		t.Errorf("limits are left: %v", got)
	}
	r.wantProblem(400, "invalid-request", "PUT", "/limits", `{"data": [{"operation": "meta.verify_cod", "per": "moon", "allow": 0, "window": "1h"}]}`,
		"data[0].operation", "data[0].per", "data[0].allow")
	r.wantProblem(400, "invalid-request", "PUT", "/limits", `[{"alow": 1}]`, `did you mean "allow"?`)
	r.wantProblem(400, "invalid-request", "PUT", "/limits", `"none"`)
	r.wantProblem(400, "invalid-request", "PUT", "/limits", `{}`, "data")
}

func TestWindowsPerTokenAreMaskedWhenTheyEnd(t *testing.T) {
	r := newRig(t)
	r.want(200, "POST", "/limits/by-token/exhaust", `{"key": "EAAJBsimulator"}`)
	moved := fmt.Sprint(r.want(200, "POST", "/clock", `{"advance": "1h"}`)["settled"])
	if strings.Contains(moved, "EAAJB") || !strings.Contains(moved, "window_ended") || !strings.Contains(moved, "ator") {
		t.Errorf("settled: %s", moved)
	}
}

func TestScenario(t *testing.T) {
	r := newRig(t)
	s := r.want(200, "GET", "/scenario", "")
	if s["name"] != "small" || s["seed"] != 42.0 || s["profile"] != "reference" || s["mode"] != "frozen" || s["summary"] == "" {
		t.Errorf("the scenario: %v", s)
	}
	document := string(must[[]byte](t)(json.Marshal(s["document"])))
	r.want(204, "DELETE", "/faults", "")
	if again := r.want(200, "PUT", "/scenario", document, "Content-Type", "application/yaml"); again["name"] != "small" {
		t.Errorf("the document put again: %v", again)
	}
	if n := len(data(r.want(200, "GET", "/faults", ""))); n != 1 {
		t.Errorf("the world did not start anew: %d faults", n)
	}
	for _, media := range []string{"application/yaml", "text/yaml; charset=utf-8", "application/x-yaml"} {
		if s = r.want(200, "PUT", "/scenario", "version: 1\nseed: 7\nname: inline\n", "Content-Type", media); s["name"] != "inline" || s["seed"] != 7.0 {
			t.Errorf("%s: %v", media, s)
		}
	}
	p := r.want(422, "PUT", "/scenario", "version: 1\nsede: 7\nclock: {mode: fast}\n", "Content-Type", "text/yaml")
	errs := p["errors"].([]any)
	if p["type"] != "/problems/invalid-scenario" || len(errs) != 2 || errs[0].(object)["line"] != 2.0 ||
		!strings.Contains(p["detail"].(string), `scenario.yaml:2:1: unknown key "sede"; did you mean "seed"?`) {
		t.Errorf("an invalid scenario: %v", p)
	}
	if s = r.want(200, "GET", "/scenario", ""); s["name"] != "inline" {
		t.Errorf("an invalid scenario changed the world: %v", s)
	}
	if s = r.want(200, "PUT", "/scenario", `{"name": "small"}`); s["name"] != "small" {
		t.Errorf("by name: %v", s)
	}
	r.wantProblem(404, "unknown-scenario", "PUT", "/scenario", `{"name": "smoll"}`, "small")
	r.wantProblem(422, "invalid-scenario", "PUT", "/scenario", `{"name": "broken"}`, "broken.yaml:3:7")
	r.wantProblem(400, "invalid-request", "PUT", "/scenario", `{}`)
	r.wantProblem(400, "invalid-request", "PUT", "/scenario", ``, "missing")
	r.want(415, "PUT", "/scenario", "version: 1", "Content-Type", "text/plain")
	r.want(200, "PUT", "/scenario", "version: 1\n"+strings.Repeat("#\n", 1<<20), "Content-Type", "text/yaml")
	r.want(413, "PUT", "/scenario", "version: 1\n"+strings.Repeat("#\n", 4<<20), "Content-Type", "text/yaml")
	names := fmt.Sprint(r.want(200, "GET", "/scenarios?limit=1", ""))
	if !strings.Contains(names, "default") || !strings.Contains(names, "small") {
		t.Errorf("the library: %s", names)
	}
}

func TestVerify(t *testing.T) {
	r := newRig(t)
	report := r.want(200, "POST", "/verify", "")
	if report["passed"] != true || report["scenario"] != "small" || report["seed"] != 42.0 || len(report["checks"].([]any)) != 1 {
		t.Errorf("the report: %v", report)
	}
	r.record(journal.Record{Operation: "meta.get_number", API: "meta", Method: "GET", Origin: "client", Status: 400, Conforms: false})
	report = r.want(200, "POST", "/verify", "", "Accept", "application/json, application/xml;q=0.5")
	check := report["checks"].([]any)[0].(object)
	if report["passed"] != false || check["passed"] != false || fmt.Sprint(check["records"]) != "[r1]" {
		t.Errorf("the failed report: %v", report)
	}
	for _, accept := range []string{"application/xml", "text/xml, application/json;q=0.1"} {
		rec := r.send("POST", "/verify", "", "Accept", accept)
		var suites struct {
			Suite struct {
				Tests    int `xml:"tests,attr"`
				Failures int `xml:"failures,attr"`
			} `xml:"testsuite"`
		}
		if err := xml.Unmarshal(rec.Body.Bytes(), &suites); err != nil || rec.Code != 200 ||
			rec.Header().Get("Content-Type") != "application/xml" || suites.Suite.Tests != 1 || suites.Suite.Failures != 1 {
			t.Errorf("JUnit: %d %v %s", rec.Code, err, rec.Body)
		}
	}
	r.want(200, "PUT", "/scenario", "version: 1\n", "Content-Type", "text/yaml")
	if report = r.want(200, "POST", "/verify", ""); report["passed"] != false || fmt.Sprint(report["checks"]) != "[]" {
		t.Errorf("a scenario that expects nothing: %v", report)
	}
}

// record puts a record into the journal of the default world.
func (r *rig) record(rec journal.Record) {
	r.t.Helper()
	w := r.world()
	rec.Seq, rec.ID = w.Journal.Open()
	rec.At, rec.World, rec.Dialect, rec.Outcome, rec.Duration = w.Now(), w.Name, "documented", "replied", 1500*time.Microsecond
	w.Journal.Close(&rec)
}
