package control_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

func TestHealth(t *testing.T) {
	r := newRig(t)
	h := r.want(200, "GET", "/health", "")
	if h["status"] != "ok" || h["version"] != "test" || h["uptime"] != 1.5 || h["worlds"] != 1.0 || h["violations"] != 0.0 {
		t.Errorf("health: %v", h)
	}
}

func TestWorlds(t *testing.T) {
	r := newRig(t)
	w := r.want(201, "PUT", "/worlds/a", `{"scenario": "default", "seed": 7}`)
	if w["name"] != "a" || w["scenario"] != "default" || w["seed"] != 7.0 || w["mode"] != "running" {
		t.Errorf("the new world: %v", w)
	}
	if w = r.want(200, "PUT", "/worlds/a", ""); w["scenario"] != "small" || w["seed"] != 42.0 || w["now"] != "2026-01-15T09:00:00.000Z" {
		t.Errorf("the world made anew: %v", w)
	}
	page := r.want(200, "GET", "/worlds?limit=1", "")
	rest := r.want(200, "GET", "/worlds?after="+page["next"].(string), "")
	if data(page)[0]["name"] != "a" || data(rest)[0]["name"] != "default" || rest["next"] != nil {
		t.Errorf("pages %v and %v", page, rest)
	}
	r.wantProblem(400, "invalid-request", "GET", "/worlds?after=nobody", "", "nobody")
	r.wantProblem(404, "unknown-scenario", "PUT", "/worlds/a", `{"scenario": "smal"}`, `did you mean "small"?`)
	r.wantProblem(422, "invalid-scenario", "PUT", "/worlds/a", `{"scenario": "broken"}`, "broken.yaml:2:1")
	r.wantProblem(400, "invalid-request", "PUT", "/worlds/a", `{"seed": -1}`, "seed")
	r.wantProblem(400, "invalid-request", "PUT", "/worlds/a%20b", "")
	r.want(201, "PUT", "/worlds/b", `{}`)
	r.want(201, "PUT", "/worlds/c", `{}`)
	r.wantProblem(503, "too-many-worlds", "PUT", "/worlds/d", `{}`)
	r.want(204, "DELETE", "/worlds/a", "")
	r.wantProblem(404, "unknown-world", "DELETE", "/worlds/a", "")
	r.place("12125550100")
	r.want(204, "DELETE", "/worlds/default", "")
	if n := len(data(r.want(200, "GET", "/numbers", ""))); n != 2 {
		t.Errorf("the default world was not started anew: %d numbers", n)
	}
}

func TestReset(t *testing.T) {
	r := newRig(t)
	r.place("12125550100")
	r.want(200, "POST", "/clock", `{"advance": "1d"}`)
	r.want(204, "DELETE", "/faults", "")
	r.want(204, "POST", "/reset", "")
	if n := len(data(r.want(200, "GET", "/numbers", ""))); n != 2 {
		t.Errorf("%d numbers after a reset", n)
	}
	if now := r.want(200, "GET", "/clock", "")["now"]; now != "2026-01-15T09:00:00.000Z" {
		t.Errorf("the clock shows %v after a reset", now)
	}
	if n := len(data(r.want(200, "GET", "/faults", ""))); n != 1 {
		t.Errorf("%d faults after a reset", n)
	}
}

func TestNumbersList(t *testing.T) {
	r := newRig(t)
	all := data(r.want(200, "GET", "/numbers", ""))
	first, second := all[0], all[1]
	want := object{
		"id": first["id"], "phone_number": "12115555105", "display_phone_number": "+1 211-555-5105", "status": "VERIFIED",
		"owner_business_id": "506914307656634", "partner_id": nil, "deleted_at": nil, "availability": "AVAILABLE",
		"created_at": "2026-01-02T09:00:00.000Z", "verified_at": "2026-01-02T09:00:00.000Z", "expires_at": "2026-01-16T09:00:00.000Z",
	}
	for name, value := range want {
		if first[name] != value {
			t.Errorf("%s is %v, want %v", name, first[name], value)
		}
	}
	if fmt.Sprint(first["shared_with"]) != "[]" || fmt.Sprint(second["shared_with"]) != "[506914307656634]" ||
		second["owner_business_id"] != store.HubBusiness || second["partner_id"] != "simul8PA" || second["expires_at"] != nil {
		t.Errorf("numbers %v", all)
	}
	for query, n := range map[string]int{
		"?phone_number=%2B49+1512+3456789": 1, "?phone_number=+4915123456789": 1, "?phone_number=491512": 0, "?status=VERIFIED": 1,
		"?status=EXPIRED": 0, "?include=deleted": 2, "?limit=1": 1,
	} {
		if got := len(data(r.want(200, "GET", "/numbers"+query, ""))); got != n {
			t.Errorf("numbers%s: %d, want %d", query, got, n)
		}
	}
	r.want(200, "POST", "/events", `{"delete": "12115555105"}`)
	if n := len(data(r.want(200, "GET", "/numbers", ""))); n != 1 {
		t.Errorf("%d numbers after a deletion", n)
	}
	gone := data(r.want(200, "GET", "/numbers?include=deleted", ""))[0]
	if gone["deleted_at"] != "2026-01-15T09:00:00.000Z" {
		t.Errorf("the tombstone: %v", gone)
	}
	if one := r.want(200, "GET", "/numbers/"+first["id"].(string), ""); one["deleted_at"] == nil {
		t.Errorf("the tombstone by its id: %v", one)
	}
	r.wantProblem(404, "unknown-number", "GET", "/numbers/12", "", `12`)
	r.wantProblem(400, "invalid-request", "GET", "/numbers?after=12", "", "12")
	r.wantProblem(400, "invalid-request", "GET", "/numbers?include=all", "", "include")
}

func TestNumbersPages(t *testing.T) {
	r := newRig(t)
	for i := range 5 {
		r.place(fmt.Sprintf("1212555010%d", i))
	}
	var seen []string
	for target := "/numbers?limit=3"; target != ""; {
		page := r.want(200, "GET", target, "")
		for _, n := range data(page) {
			seen = append(seen, n["phone_number"].(string))
		}
		target = ""
		if next, more := page["next"]; more {
			target = "/numbers?limit=3&after=" + next.(string)
		}
	}
	want := "12115555105 4915123456789 12125550100 12125550101 12125550102 12125550103 12125550104"
	if got := strings.Join(seen, " "); got != want {
		t.Errorf("pages show %s", got)
	}
}

func TestPlacingNumbers(t *testing.T) {
	r := newRig(t)
	n := r.want(201, "POST", "/numbers", `{"phone_number": "+1 (212) 555-0100"}`)
	if n["phone_number"] != "12125550100" || n["status"] != "NOT_VERIFIED" || n["owner_business_id"] != "506914307656634" {
		t.Errorf("the number: %v", n)
	}
	n = r.want(201, "POST", "/numbers", `{"phone_number": "12125550101", "business": "9876543210987654", "status": "VERIFIED"}`)
	if n["owner_business_id"] != "9876543210987654" || n["expires_at"] != "2026-01-29T09:00:00.000Z" {
		t.Errorf("the verified number: %v", n)
	}
	n = r.want(201, "POST", "/numbers", `{"phone_number": "12125550102", "partner": "simul8PA", "status": "EXPIRED"}`)
	if n["partner_id"] != "simul8PA" || n["owner_business_id"] != store.HubBusiness || n["status"] != "EXPIRED" || n["created_at"] != "2026-01-01T09:00:00.000Z" {
		t.Errorf("the partner's number: %v", n)
	}
	r.wantProblem(400, "invalid-request", "POST", "/numbers", `{"phone_number": "12125550103", "partner": "simul8PA", "business": "1"}`, "exclude")
	r.wantProblem(400, "invalid-request", "POST", "/numbers", `{"phone_number": "123"}`, "phone_number")
	r.wantProblem(404, "unknown-business", "POST", "/numbers", `{"phone_number": "12125550103", "business": "77"}`, "77")
	r.wantProblem(404, "unknown-partner", "POST", "/numbers", `{"phone_number": "12125550103", "partner": "nobody"}`, "nobody")
	r.wantProblem(409, "number-taken", "POST", "/numbers", `{"phone_number": "12125550100"}`, "12125550100")
	r.want(200, "POST", "/events", `{"delete": "12125550102"}`)
	r.wantProblem(409, "number-taken", "POST", "/numbers", `{"phone_number": "12125550102", "partner": "simul8PA"}`, "pool")
}

func TestEvents(t *testing.T) {
	r := newRig(t)
	for _, step := range []struct{ body, verb string }{
		{`{"expire": "+1 211-555-5105"}`, "expire"},
		{`{"restore": "12115555105"}`, "restore"},
		{`{"verify": "4915123456789"}`, "verify"},
		{`{"claim": "12115555105"}`, "claim"},
		{`{"claim": {"phone_number": "4915123456789", "replace": true}}`, "claim"},
		{`{"delete": "12115555105"}`, "delete"},
		{`{"add_fault": {"name": "slow", "do": {"latency": "1s"}}}`, "add_fault"},
		{`{"remove_fault": "slow"}`, "remove_fault"},
		{`{"set_permissions": {"token": "EAAJBother", "permissions": []}}`, "set_permissions"},
		{`{"revoke_token": "EAAJBother"}`, "revoke_token"},
		{`{"expire_token": "EAAJBsimulator"}`, "expire_token"},
		{`{"revoke_key": "sim-api-key"}`, "revoke_key"},
		{`{"set_dialect": "observed"}`, "set_dialect"},
	} {
		done := r.want(200, "POST", "/events", step.body)
		if done["applied"] != step.verb || done["now"] != "2026-01-15T09:00:00.000Z" {
			t.Errorf("%s: %v", step.body, done)
		}
	}
	if d := r.want(200, "GET", "/scenario", "")["dialect"]; d != "observed" {
		t.Errorf("the dialect is %v", d)
	}
	r.wantProblem(404, "unknown-number", "POST", "/events", `{"expire": "12125550199"}`, "12125550199")
	r.wantProblem(404, "unknown-name", "POST", "/events", `{"revoke_token": "nobody"}`, "token")
	r.wantProblem(404, "unknown-name", "POST", "/events", `{"remove_fault": "nobody"}`, "nobody")
	r.place("12125550100")
	r.wantProblem(409, "impossible", "POST", "/events", `{"restore": "12125550100"}`, "neither")
	r.want(200, "POST", "/events", `{"claim": "12125550100"}`)
	r.wantProblem(409, "number-in-use", "POST", "/events", `{"claim": "12125550100"}`)
	r.wantProblem(400, "invalid-request", "POST", "/events", `{}`, "nothing happens")
	r.wantProblem(400, "invalid-request", "POST", "/events", `{"claim": "12125550100", "expire": "12125550100"}`, "exclude each other")
	r.wantProblem(400, "invalid-request", "POST", "/events", `{"exprie": "12125550100"}`, `did you mean "expire"?`)
	r.wantProblem(400, "invalid-request", "POST", "/events", `{"add_fault": {"on": {"operation": "meta.get_numbr"}, "do": {"reply": "drop"}}}`, "add_fault.on.operation")
}

func TestClock(t *testing.T) {
	r := newRig(t)
	if c := r.want(200, "GET", "/clock", ""); c["now"] != "2026-01-15T09:00:00.000Z" || c["mode"] != "frozen" {
		t.Errorf("the clock: %v", c)
	}
	moved := r.want(200, "POST", "/clock", `{"advance": "1d23h"}`)
	settled := moved["settled"].([]any)
	if moved["now"] != "2026-01-17T08:00:00.000Z" || len(settled) != 1 {
		t.Fatalf("moved: %v", moved)
	}
	if e := settled[0].(object); e["event"] != "number_expired" || e["at"] != "2026-01-16T09:00:00.000Z" || e["phone_number"] != "12115555105" {
		t.Errorf("settled: %v", e)
	}
	moved = r.want(200, "POST", "/clock", `{"at": "2026-02-01T00:00:00+01:00"}`)
	if moved["now"] != "2026-01-31T23:00:00.000Z" || fmt.Sprint(moved["settled"]) != "[]" {
		t.Errorf("set: %v", moved)
	}
	for _, body := range []string{`{"advance": "-5d"}`, `{"advance": "soon"}`, `{"advance": "1y"}`, `{"advance": "101000d"}`, `{"advance": 5}`, `{"advance": ""}`} {
		r.wantProblem(400, "invalid-request", "POST", "/clock", body, sim.DurationForm)
	}
	r.wantProblem(400, "invalid-request", "POST", "/clock", `{"at": "2026-01-31T22:59:59Z"}`, "never goes backwards", "RFC 3339")
	r.wantProblem(400, "invalid-request", "POST", "/clock", `{"at": "yesterday"}`, "RFC 3339")
	r.wantProblem(400, "invalid-request", "POST", "/clock", `{"at": "2150-01-01T00:00:00Z"}`, "2149")
	r.want(200, "POST", "/clock", `{"advance": "100w"}`)
	r.wantProblem(400, "invalid-request", "POST", "/clock", `{"advance": "90w", "mode": "frozen"}`)
	r.wantProblem(400, "invalid-request", "POST", "/clock", `{}`)
	r.wantProblem(400, "invalid-request", "POST", "/clock", `{"mode": "stopped"}`, "mode")
	r.wantProblem(400, "invalid-request", "POST", "/clock", `{"advnace": "1d"}`, `did you mean "advance"?`)
	if c := r.want(200, "POST", "/clock", `{"mode": "running"}`); c["mode"] != "running" {
		t.Errorf("released: %v", c)
	}
	if c := r.want(200, "POST", "/clock", `{"advance": "0s"}`); fmt.Sprint(c["settled"]) != "[]" {
		t.Errorf("a running clock moved by nothing: %v", c)
	}
}

func TestClockEndsBeforeItsNanosecondsDo(t *testing.T) {
	r := newRig(t)
	r.want(200, "POST", "/clock", `{"at": "2149-12-31T00:00:00Z"}`)
	r.wantProblem(400, "invalid-request", "POST", "/clock", `{"advance": "1d"}`, "2149")
	r.want(200, "GET", "/numbers", "")
}

func TestCodes(t *testing.T) {
	r := newRig(t)
	a, b := r.place("12125550100"), r.place("12125550101")
	r.sendCode(a, sim.Delivery{})
	r.sendCode(a, sim.Delivery{})
	r.sendCode(b, sim.Delivery{Never: true})
	r.sendCode(b, sim.Delivery{Late: 30 * time.Second})
	var states []string
	for _, c := range data(r.want(200, "GET", "/codes", "")) {
		states = append(states, c["state"].(string))
	}
	if !slices.Equal(states, []string{"undelivered", "voided", "pending", "voided"}) {
		t.Errorf("states, newest first: %v", states)
	}
	for query, n := range map[string]int{
		"?phone_number=%2B1-212-555-0100": 2, "?number_id=" + b: 2, "?state=pending": 1, "?state=used": 0,
		"?state=voided&number_id=" + a: 1,
	} {
		if got := len(data(r.want(200, "GET", "/codes"+query, ""))); got != n {
			t.Errorf("codes%s: %d, want %d", query, got, n)
		}
	}
	r.wantProblem(400, "invalid-request", "GET", "/codes?state=lost", "", "state")

	c := r.want(200, "GET", "/codes/latest", "")
	if c["number_id"] != a || c["method"] != "SMS" || c["language"] != "en_US" || c["attempts"] != 0.0 ||
		c["delivered_at"] != "2026-01-15T09:00:00.000Z" || c["expires_at"] != "2026-01-15T09:10:00.000Z" || len(c["code"].(string)) != 6 {
		t.Errorf("the newest delivered code: %v", c)
	}
	r.wantProblem(404, "no-code", "GET", "/codes/latest?phone_number=12125550101", "", "wait=5s")
	r.want(200, "POST", "/clock", `{"advance": "30s"}`)
	if c = r.want(200, "GET", "/codes/latest?since=2026-01-15T09:00:00.000Z", ""); c["number_id"] != b {
		t.Errorf("the late code: %v", c)
	}
	r.wantProblem(404, "no-code", "GET", "/codes/latest?since=2026-01-15T09:00:01Z", "")
	r.wantProblem(400, "invalid-request", "GET", "/codes/latest?since=now", "", "RFC 3339")
	r.wantProblem(400, "invalid-request", "GET", "/codes/latest?wait=61s", "", "60s")
	r.wantProblem(400, "invalid-request", "GET", "/codes/latest?wait=5", "", sim.DurationForm)
}

func TestCodesPagesAtOneInstant(t *testing.T) {
	r := newRig(t)
	a, b := r.place("12125550100"), r.place("12125550101")
	for range 3 {
		r.sendCode(a, sim.Delivery{})
		r.sendCode(b, sim.Delivery{})
	}
	whole := data(r.want(200, "GET", "/codes", ""))
	var seen []object
	for target := "/codes?limit=1"; target != ""; {
		page := r.want(200, "GET", target, "")
		seen = append(seen, data(page)...)
		if target = ""; page["next"] != nil {
			target = "/codes?limit=1&after=" + page["next"].(string)
		}
	}
	if fmt.Sprint(seen) != fmt.Sprint(whole) || len(whole) != 6 {
		t.Errorf("pages %v\nwhole %v", seen, whole)
	}
	if page := r.want(200, "GET", "/codes?state=pending&limit=1", ""); page["next"] == nil {
		t.Error("a filtered page does not lead on")
	} else if rest := data(r.want(200, "GET", "/codes?state=pending&after="+page["next"].(string), "")); len(rest) != 1 {
		t.Errorf("%d behind the first pending code, want 1", len(rest))
	}
	for _, after := range []string{"x", "1-2", "x-1-1"} {
		r.wantProblem(400, "invalid-request", "GET", "/codes?after="+after, "", after)
	}
	if n := len(data(r.want(200, "GET", "/codes?after=1-1-1", ""))); n != 0 {
		t.Errorf("%d codes behind one that is gone", n)
	}
}

// TestWaitingForACode covers the three ways a wait ends well: a code is there,
// a message arrives by the clock alone, a request brings one.
func TestWaitingForACode(t *testing.T) {
	r := newRig(t)
	id := r.place("12125550100")
	r.wantProblem(404, "no-code", "GET", "/codes/latest?wait=1ms", "", "1ms")
	got := make(chan object)
	go func() { got <- r.want(200, "GET", "/codes/latest?phone_number=12125550100&wait=20s", "") }()
	r.sendCode(id, sim.Delivery{Late: time.Minute})
	r.want(200, "POST", "/clock", `{"advance": "1m"}`)
	if c := <-got; c["number_id"] != id || c["delivered_at"] != "2026-01-15T09:01:00.000Z" {
		t.Errorf("the late code: %v", c)
	}
	if c := r.want(200, "GET", "/codes/latest?wait=20s", ""); c["number_id"] != id {
		t.Errorf("a code that is there: %v", c)
	}
}

func TestWaitingEndsWithTheWorldAndTheClient(t *testing.T) {
	r := newRig(t)
	for _, target := range []string{"/codes/latest?wait=50s", "/requests/count?wait=50s"} {
		done := make(chan int)
		ready := make(chan struct{})
		go func() {
			close(ready)
			done <- r.send("GET", target, "").Code
		}()
		<-ready
		ended := make(chan struct{})
		go func() { // until the call hangs in the world that ends
			for {
				select {
				case <-ended:
					return
				default:
					r.want(204, "POST", "/reset", "")
				}
			}
		}()
		if code := <-done; code != 404 && code != 200 {
			t.Errorf("%s in a world that ended: %d", target, code)
		}
		close(ended)

		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		req := httptest.NewRequest("GET", target, nil).WithContext(ctx)
		r.ServeHTTP(httptest.NewRecorder(), req, "", strings.SplitN(target, "?", 2)[0])
	}
}

func TestTimelineOnTheWay(t *testing.T) {
	r := newRig(t)
	r.want(200, "PUT", "/scenario", `
version: 1
clock: {mode: frozen}
timeline:
  - {at: +1m, do: {set_dialect: observed}}
  - {at: +2m, do: {add_fault: {name: late, do: {latency: 1s}}}}
  - {at: +3m, do: {remove_fault: nobody}}
`, "Content-Type", "text/yaml")
	settled := r.want(200, "POST", "/clock", `{"advance": "5m"}`)["settled"].([]any)
	var events []string
	for _, e := range settled {
		events = append(events, e.(object)["event"].(string))
	}
	if !slices.Equal(events, []string{"set_dialect", "add_fault", "remove_fault"}) {
		t.Errorf("settled: %v", settled)
	}
	if last := settled[2].(object); last["at"] != "2026-01-15T09:03:00.000Z" || !strings.Contains(last["detail"].(string), "no fault rule nobody") {
		t.Errorf("a step that could not be done: %v", last)
	}
	if d := r.want(200, "GET", "/scenario", "")["dialect"]; d != "observed" {
		t.Errorf("the dialect is %v", d)
	}
}
