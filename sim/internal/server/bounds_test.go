package server_test

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// written writes form once for each number, with sep between.
func written(n int, form, sep string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(form, i)
	}
	return strings.Join(all, sep)
}

// meta sends a body to Meta with the token.
func (r *rig) meta(method, path, mediaType, body string) (int, string) {
	r.t.Helper()
	return r.do(method, path, body, "Authorization", "Bearer EAAJBsimulator", "Content-Type", mediaType)
}

// hub sends JSON to 360dialog with the key.
func (r *rig) hub(method, path, body string) (int, string) {
	r.t.Helper()
	return r.do(method, path, body, "X-Api-Key", "sim-api-key", "Content-Type", asJSON)
}

// yaml puts a scenario.
func (r *rig) yaml(text string) (int, string) {
	r.t.Helper()
	return r.do("PUT", "/_sim/v1/scenario", text, "Content-Type", "application/yaml")
}

const asForm = "application/x-www-form-urlencoded"

// A request has so many parameters and no more, wherever they stand; one that
// has too many costs no more than it is long.
func TestParametersAreBounded(t *testing.T) {
	r := listen(t, server.Options{})
	pairs := func(n int) string { return written(n, "p%x=1", "&") }
	object := func(n int) string { return "{" + written(n, `"p%x": 1`, ",") + "}" }
	parts := func(n int) string {
		return written(n, "--x\r\nContent-Disposition: form-data; name=p%x\r\n\r\n1\r\n", "") + "--x--\r\n"
	}
	const most, multi = trip.MostParams, "multipart/form-data; boundary=x"
	for _, x := range []struct{ name, query, media, body, says string }{
		{"a form", "", asForm, pairs(most), "phone_number"},
		{"a longer form", "", asForm, pairs(most + 1), "could not be read"},
		{"a form of 100,000", "", asForm, pairs(100_000), "could not be read"},
		{"an object", "", asJSON, object(most), "phone_number"},
		{"a longer object", "", asJSON, object(most + 1), "could not be read"},
		{"parts", "", multi, parts(most), "phone_number"},
		{"more parts", "", multi, parts(most + 1), "could not be read"},
		{"a query", pairs(most), asForm, "", "phone_number"},
		{"a longer query", pairs(most + 1), asForm, "", "could not be read"},
		{"query and body", pairs(most / 2), asJSON, "{" + written(most/2+1, `"q%x": 1`, ",") + "}", "could not be read"},
	} {
		if status, body := r.meta("POST", addPath+"?"+x.query, x.media, x.body); status != 400 || !strings.Contains(body, x.says) {
			t.Errorf("%s: answered with %d %s", x.name, status, body)
		}
	}
	if status, body := r.meta("GET", graphPath+"?fields="+written(8000, "f%x", ","), "", ""); status != 422 {
		t.Errorf("8000 fields: %d %s", status, body)
	}
	if status, _ := r.hub("GET", hubPath+"?"+pairs(8000)+"&phone_number=1", ""); status != 200 {
		t.Errorf("8000 parameters for 360dialog: %d", status)
	}
}

// A problem lists at most the first hundred places at which a body is wrong.
func TestViolationsAreBounded(t *testing.T) {
	r := listen(t, server.Options{})
	status, body := r.hub("POST", hubPath, "{"+written(6_000, `"u%05d": 1`, ",")+"}")
	if n := strings.Count(body, "Unknown field."); status != 400 || n != contract.MaxViolations {
		t.Errorf("answered with %d and %d fields", status, n)
	}
	record := r.control(200, "GET", "/requests?limit=1", "")["data"].([]any)[0].(map[string]any)
	if n := len(record["violations"].([]any)); n != contract.MaxViolations {
		t.Errorf("the record has %d violations", n)
	}
	r.refused(400, "invalid-request", "POST", "/clock", "{"+written(60_000, `"u%05d": 1`, ",")+"}")
}

// A world holds so many numbers: Meta says that the business has as many as it
// may, 360dialog that Meta refused, the control API that there is no more room.
func TestNumbersOfAWorldAreBounded(t *testing.T) {
	r := listen(t, server.Options{MaxNumbers: 4})
	r.add()
	gone := r.add()
	r.phones += 2
	if status, _ := r.hub("POST", hubPath, `{"phone_number": "12125550301"}`); status != 201 {
		t.Fatal(status)
	}
	r.control(201, "POST", "/numbers", `{"phone_number": "12125550302"}`)
	const another = "12125550303"
	if status, body := r.meta("POST", addPath, asForm, "phone_number="+another); status != 422 || !strings.Contains(body, "Maximum number of phone numbers") {
		t.Errorf("Meta answers %d %s", status, body)
	}
	if status, body := r.hub("POST", hubPath, `{"phone_number": "`+another+`"}`); status != 400 || !strings.Contains(body, "Maximum number of phone numbers") {
		t.Errorf("360dialog answers %d %s", status, body)
	}
	r.refused(503, "too-many-numbers", "POST", "/numbers", `{"phone_number": "`+another+`"}`)
	if status, body := r.yaml("version: 1\nbusinesses: [{id: \"5\"}]\ngenerate: [{count: 5}]\n"); status != 503 || !strings.Contains(body, "too-many-numbers") {
		t.Errorf("a scenario with five numbers: %d %s", status, body)
	}
	if status, _ := r.meta("DELETE", "/v23.0/"+gone, "", ""); status != 200 {
		t.Fatal(status)
	}
	r.control(201, "POST", "/numbers", `{"phone_number": "`+another+`"}`)
	r.refused(503, "too-many-numbers", "POST", "/events", `{"restore": "12125550202"}`)
	_, snapshot := r.do("GET", "/_sim/v1/snapshot", "")
	r.control(200, "PUT", "/snapshot", snapshot)
	r.refused(503, "too-many-numbers", "POST", "/numbers", `{"phone_number": "12125550304"}`)
	r.control(204, "POST", "/reset", "")
	if status, body := r.yaml(fmt.Sprintf("version: 1\nbusinesses: [{id: \"5\"}]\ngenerate: [{count: 1000000}, {count: 1000000}, {count: %d}]\n", store.MaxNumbers-1_999_999)); status != 422 {
		t.Errorf("a scenario with more numbers than any world holds: %d %.300s", status, body)
	}
}

// Under --open, so many businesses and partners come into being on first
// mention, and none with an impossible id.
func TestMentionsAreBounded(t *testing.T) {
	most := store.MaxOnMention
	text := "version: 1\nbusinesses:\n" + written(most-2, "- {id: \"1%09d\"}", "\n") + "\npartners:\n" +
		written(most-1, "- {id: p%d, business: \"1000000000\"}", "\n")
	r := listen(t, server.Options{Open: true, ScenarioText: []byte(text), ScenarioFile: "open.yaml"})
	ask := func(path string, want int) {
		t.Helper()
		if status, body := r.do("GET", path, "", "Authorization", "Bearer any", "X-Api-Key", "any"); status != want {
			t.Errorf("%.80s: %d %.300s, want %d", path, status, body, want)
		}
	}
	pool := func(partner string) string { return "/api/v2/partners/" + partner + "/preverified-numbers" }
	ask("/v23.0/"+strings.Repeat("9", 65)+"/preverified_numbers", 404)
	ask("/v23.0/77/preverified_numbers", 200) // beside 360dialog's own, the last
	ask("/v23.0/78/preverified_numbers", 404)
	ask(pool(strings.Repeat("x", 65)), 404)
	ask(pool("one-more"), 200)
	ask(pool("one-too-many"), 404)
	ask(pool("one-more"), 200)
	r.control(200, "PUT", "/scenario", `{"name": "default"}`)
}

// The rules of a world are bounded, however they come, and so is what one holds.
func TestRulesAreBounded(t *testing.T) {
	r := listen(t, server.Options{})
	rules := func(n int) string {
		return "version: 1\nbusinesses: [{id: \"506914307656634\", tokens: [EAAJBsimulator]}]\nfaults:\n" +
			written(n, "- {name: f%d, on: {operation: meta.get_business}, when: {calls: [1000000]}, do: {error: meta.rate_limited}}", "\n")
	}
	if status, body := r.yaml(rules(fault.MaxRules + 1)); status != 422 || !strings.Contains(body, "at most 1000") {
		t.Errorf("a scenario with one rule too many: %d %.300s", status, body)
	}
	if status, body := r.yaml(rules(fault.MaxRules)); status != 200 {
		t.Fatalf("a scenario with as many rules as may be: %d %.300s", status, body)
	}
	another := func(name string) string { return `{"name": "` + name + `", "do": {"error": "meta.rate_limited"}}` }
	r.refused(503, "too-many-faults", "POST", "/faults", another("more"))
	r.refused(503, "too-many-faults", "POST", "/events", `{"add_fault": `+another("more")+`}`)
	r.control(201, "POST", "/faults", another("f1")) // in the place of one
	r.control(204, "DELETE", "/faults", "")
	for what, rule := range map[string]string{
		"body":    `{"do": {"status": 500, "violates": "x", "body": "` + strings.Repeat("x", 64<<10+1) + `"}}`,
		"headers": `{"do": {"status": 500, "violates": "x", "headers": {"X-Long": "` + strings.Repeat("x", 8<<10) + `"}}}`,
		"reason":  `{"do": {"status": 500, "violates": "` + strings.Repeat("x", 513) + `"}}`,
		"calls":   `{"do": {"error": "meta.rate_limited"}, "when": {"calls": [` + written(1001, "1%03d", ",") + `]}}`,
		"partner": `{"do": {"error": "meta.rate_limited"}, "on": {"partner": "` + strings.Repeat("x", 129) + `"}}`,
		"name":    another(strings.Repeat("x", 129)),
		"marks":   `{"do": {"error": "meta.rate_limited"}, "when": {"calls": [` + written(60_000, "%d", ",") + `]}}`,
	} {
		if p := r.control(400, "POST", "/faults", rule); p["type"] != "/problems/invalid-request" {
			t.Errorf("%s: %v", what, p)
		}
	}
}

// A scenario has so many entries of each kind, so many values and so deep.
func TestScenariosAreBounded(t *testing.T) {
	r := listen(t, server.Options{})
	head := "version: 1\nbusinesses: [{id: \"5\"}]\n"
	for what, text := range map[string]string{
		"businesses": "version: 1\nbusinesses:\n" + written(10_001, "- {id: \"1%09d\"}", "\n"),
		"partners":   head + "partners:\n" + written(10_001, "- {id: p%d, business: \"5\"}", "\n"),
		"numbers":    head + "numbers:\n" + written(100_001, "- {phone_number: \"1212%07d\"}", "\n"),
		"timeline":   head + "timeline:\n" + written(10_001, "- {at: +%ds, do: {claim: \"12125550100\"}}", "\n"),
		"limits":     head + "limits:\n" + written(101, "- {name: l%d, operation: meta.get_number, per: token, allow: 1, window: 1h}", "\n"),
		"expect":     head + "expect:\n" + written(1001, "- {calls: {operation: meta.get_number, min: %d}}", "\n"),
		"generate":   head + "generate:\n" + written(1001, "- {count: 1%d}", "\n"),
		"shares":     head + "numbers: [{phone_number: \"12125550100\", shared_with: [" + written(100_000, "\"%d\"", ",") + "]}]\n",
		"values":     head + "name: [" + strings.Repeat("x,", 1_000_001) + "]\n",
		"lists":      head + "name: [" + strings.Repeat("[],", 500_001) + "]\n",
		"lines":      head + "name:\n" + strings.Repeat("- x\n", 500_001),
		"depth":      head + "name: " + strings.Repeat("[", 65) + strings.Repeat("]", 65) + "\n",
		"aliases":    head + "name: &a [x, x, x, x, x, x, x, x, x, x]\nsummary: [" + strings.Repeat("*a,", 20_000) + "]\n",
		"copies":     head + "name: &a " + strings.Repeat("x", 1<<20) + "\nsummary: [" + strings.Repeat("*a,", 9) + "]\n",
		"bytes":      strings.Repeat("#", 8<<20+1),
	} {
		want := 422
		if what == "bytes" {
			want = 413
		}
		status, body := r.yaml(text)
		if status != want || len(body) > 4<<20 {
			t.Errorf("%s: answered with %d and %d bytes, want %d: %.300s", what, status, len(body), want, body)
		}
	}
	if status, body := r.yaml("# " + strings.Repeat("commented, out: [\n# ", 200_000) + "\n" + head); status != 200 {
		t.Errorf("long comments: %d %.300s", status, body)
	}
	r.control(200, "PUT", "/worlds/default", "{}")
}

// So many calls wait in a world, and so many streams follow it; one more is told.
func TestWaitingCallsAreBounded(t *testing.T) {
	r := listen(t, server.Options{})
	var all sync.WaitGroup
	leave := make(chan struct{})
	wait := func(path string) {
		c := r.dial()
		r.say(c, request("GET", path))
		all.Go(func() {
			<-leave
			_ = c.Close()
		})
	}
	for i := range world.MaxWaits {
		wait([]string{"/_sim/v1/codes/latest?wait=60s", "/_sim/v1/requests/count?wait=60s&min=1000000"}[i%2])
	}
	until(t, "a call too many", func() bool {
		status, body := r.do("GET", "/_sim/v1/codes/latest?wait=1ms", "")
		if status == 404 { // this call takes a place too, so the last of those that wait may have found it taken
			wait("/_sim/v1/codes/latest?wait=60s")
		}
		return status == 503 && strings.Contains(body, "too-many-waits")
	})
	r.refused(503, "too-many-waits", "GET", "/requests/count?wait=1s&min=1000000", "")
	r.control(404, "GET", "/codes/latest", "") // one that does not wait needs no place
	if status, _ := r.do("GET", "/_world/other/_sim/v1/codes/latest?wait=1ms", ""); status != 404 {
		t.Errorf("the waits of another world count: %d", status)
	}
	close(leave)
	all.Wait()
	until(t, "room for a call", func() bool { status, _ := r.do("GET", "/_sim/v1/codes/latest?wait=1ms", ""); return status == 404 })
}

// Two long bodies are read at a time; a third waits for its turn, and is told
// when that does not come.
func TestLongBodiesTakeTurns(t *testing.T) {
	r := listen(t, server.Options{BodyTimeout: 60 * moment})
	text := "# " + strings.Repeat("x", 1<<20) + "\nversion: 1\n"
	head := request("PUT", "/_sim/v1/scenario", "Content-Type: application/yaml", fmt.Sprintf("Content-Length: %d", 8<<20))
	leave := make(chan struct{})
	var all sync.WaitGroup
	for range 2 { // as slowly as may be
		c := r.dial()
		r.say(c, head+strings.Repeat("\n", 300<<10))
		all.Go(func() {
			pace := time.NewTicker(2 * moment)
			defer pace.Stop()
			for {
				select {
				case <-pace.C:
					_, _ = io.WriteString(c, strings.Repeat("\n", 32<<10))
				case <-leave:
					_ = c.Close()
					return
				}
			}
		})
	}
	until(t, "a body whose turn does not come", func() bool {
		status, body := r.yaml(text)
		return status == 503 && strings.Contains(body, "too-many-long-bodies")
	})
	if status, _ := r.yaml("version: 1\n"); status != 200 {
		t.Errorf("a short body waits too: %d", status)
	}
	close(leave)
	all.Wait()
	until(t, "turns that are given back", func() bool { status, _ := r.yaml(text); return status == 200 })
	r.control(200, "PUT", "/worlds/default", "{}")
}

// The journal's bound counts all a request can make long: its method, and what
// it says it is about.
func TestTheJournalCountsWhatItKeeps(t *testing.T) {
	r := listen(t, server.Options{})
	c := r.dial()
	const many = 400
	method := strings.Repeat("M", 50_000)
	go func() {
		for range many {
			_, _ = io.WriteString(c, method+" /v23.0/1 HTTP/1.1\r\nHost: sim\r\n\r\n")
		}
	}()
	in := bufio.NewReader(c)
	for range many {
		next(t, in)
	}
	_ = c.Close()
	if dropped := r.control(200, "GET", "/requests?limit=1", "")["dropped"].(float64); dropped < many/2 {
		t.Errorf("of %d records with 50 KB each, %v fell out of 8 MiB", many, dropped)
	}
	r.control(204, "DELETE", "/requests", "")
	long := strings.Repeat("7", 500_000)
	r.meta("POST", graphPath+"/share_preverified_numbers", asForm, "partner_business_id=1&preverified_id="+long)
	_, body := r.do("GET", "/_sim/v1/requests?limit=1", "")
	if len(body) > 100_000 {
		t.Errorf("the record of a long id is %d bytes", len(body))
	}
}

// Health lists so many warnings.
func TestWarningsAreBounded(t *testing.T) {
	r := listen(t, server.Options{})
	for i := range 30 {
		token := "EAAG" + strings.Repeat("x1Yz", 40) + fmt.Sprintf("ZD%02d", i)
		r.do("GET", graphPath, "", "Authorization", "Bearer "+token)
	}
	if n := len(r.get("/_sim/v1/health")["warnings"].([]any)); n != 16 {
		t.Errorf("%d warnings", n)
	}
}

// A clock that stands still does not heap up messages that are on their way.
func TestMessagesOnTheirWayAreBounded(t *testing.T) {
	r := listen(t, server.Options{})
	const text = `version: 1
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
businesses: [{id: "506914307656634", tokens: [EAAJBsimulator]}]
numbers: [{phone_number: "12125550100", id: "77"}]
faults: [{name: late, do: {deliver: {late: 1h}}}]
`
	if status, body := r.yaml(text); status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	const many = 25_000
	c := r.dial()
	in := bufio.NewReader(c)
	one := request("POST", "/v23.0/77/request_code?code_method=SMS&language=en_US", "Content-Length: 0")
	go func() {
		for range many / 100 {
			_, _ = io.WriteString(c, strings.Repeat(one, 100))
		}
	}()
	for range many {
		if a := next(t, in); a.status != 200 {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	_ = c.Close()
	settled := r.control(200, "POST", "/clock", `{"advance": "2h"}`)["settled"].([]any)
	if n := len(settled); n < 10_000 || n > 21_000 {
		t.Errorf("%d things became due for %d messages", n, many)
	}
	r.control(200, "PUT", "/worlds/default", "{}")
}
