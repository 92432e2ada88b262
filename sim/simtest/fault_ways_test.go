package simtest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// TestFaultAtMetaSurfacesAt360dialog puts rules on 360dialog's own calls.
func TestFaultAtMetaSurfacesAt360dialog(t *testing.T) {
	s := simtest.Start(t)
	add := func(l lab) simtest.Answer { return l.pool("POST", "", newNumber) }
	for name, tt := range map[string]struct {
		rule     string
		send     ask
		status   int
		failure  string
		children []string // operation, status and outcome
	}{
		"500 between add and share": {
			`{"on": {"operation": "meta.share_number", "origin": "360dialog"}, "do": {"error": "meta.unexpected_error"}}`, add, 502, "360dialog.meta_failed",
			[]string{"meta.add_number 200 replied", "meta.share_number 500 replied", "meta.delete_number 200 replied"},
		},
		"reset on add": {
			`{"on": {"operation": "meta.add_number"}, "do": {"connection": "reset"}}`, add, 502, "360dialog.meta_failed",
			[]string{"meta.add_number 0 reset"},
		},
		"add done, answer lost": {
			`{"on": {"operation": "meta.add_number"}, "do": {"reply": "drop"}}`, add, 502, "360dialog.meta_failed",
			[]string{"meta.add_number 200 dropped"},
		},
		"half an answer to share": {
			`{"on": {"operation": "meta.share_number"}, "do": {"reply": "truncate", "violates": "cut"}}`, add, 502, "360dialog.meta_failed",
			[]string{"meta.add_number 200 replied", "meta.share_number 200 truncated", "meta.delete_number 200 replied"},
		},
		"close on request_code": {
			`{"on": {"operation": "meta.request_code"}, "do": {"connection": "close"}}`, otp, 400, "360dialog.otp_failed",
			[]string{"meta.request_code 0 closed"},
		},
		"a page for request_code": {
			`{"on": {"operation": "meta.request_code"}, "do": {"reply": "garbage", "violates": "a proxy's page"}}`, otp, 400, "360dialog.otp_failed",
			[]string{"meta.request_code 200 garbage"},
		},
		"no body for request_code": {
			`{"on": {"operation": "meta.request_code"}, "do": {"reply": "empty", "violates": "a lost body"}}`, otp, 400, "360dialog.otp_failed",
			[]string{"meta.request_code 200 empty"},
		},
		"slow is only slow": {
			`{"on": {"operation": "meta.request_code"}, "do": {"reply": "slow", "latency": "20ms"}}`, otp, 200, "",
			[]string{"meta.request_code 200 slow"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, s, "hub-"+strings.NewReplacer(" ", "-", ",", "").Replace(name))
			l.rule(tt.rule)
			a := tt.send(l)
			alike(t, "answer", a.Status, tt.status)
			alike(t, "failure", l.errorOf(a), tt.failure)
			parent := l.record("origin=client&api=360dialog")
			var got []string
			for _, r := range l.records("origin=360dialog") {
				alike(t, "parent", r["parent"], parent["id"])
				got = append(got, fmt.Sprint(r["operation"], " ", r["status"], " ", r["outcome"]))
			}
			alike(t, "calls to Meta", got, tt.children)
			if a.Header.Get("X-Sim-Fault") != "" {
				t.Error("the client's own request was not hit, but says so")
			}
		})
	}
	t.Run("the client's own calls pass", func(t *testing.T) {
		l := newLab(t, s, "hub-own")
		l.rule(`{"on": {"origin": "360dialog"}, "do": {"error": "meta.unexpected_error"}}`)
		alike(t, "Meta", l.requestCode(freshPhone).Status, 200)
		alike(t, "360dialog's list", l.listPool().Status, 200)
		alike(t, "360dialog's code", l.requestOTP().Status, 400)
	})
}

func TestFaultHangAtMetaEndsWithTheClientOf360dialog(t *testing.T) {
	l, returned, _ := watched(t)
	l.rule(`{"name": "hung", "on": {"operation": "meta.share_number"}, "do": {"connection": "hang"}}`)
	before := l.numbers()
	conn := l.raw("POST", poolOf(simtest.PartnerID), newNumber)
	l.untilActed("hung")
	alike(t, "children so far", len(l.records("origin=360dialog")), 2)
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	within(t, "360dialog's request", returned)
	l.counted("operation=360dialog.add_number&status=502", 1)
	var got []string
	for _, r := range l.records("origin=360dialog") {
		got = append(got, fmt.Sprint(r["operation"], " ", r["outcome"]))
	}
	alike(t, "calls to Meta", got, []string{"meta.add_number replied", "meta.share_number hung", "meta.delete_number replied"})
	alike(t, "numbers", l.numbers(), before)

	l.rule(`{"name": "hung", "on": {"operation": "meta.request_code"}, "do": {"connection": "hang"}}`)
	conn = l.raw("POST", poolOf(simtest.PartnerID)+"/"+l.id(pooledPhone)+"/request-otp", otpRequest)
	l.untilActed("hung")
	l.control(204, "POST", "/reset", nil)
	a, _ := wholeAnswer(t, conn, "POST")
	alike(t, "when the world is reset under it", a.StatusCode, 400)
	within(t, "360dialog's request", returned)
}

// TestFaultWithoutAConnection has no connection to take: the server aborts, as
// it does for a stream of HTTP/2.
func TestFaultWithoutAConnection(t *testing.T) {
	s := simtest.Start(t)
	l := newLab(t, s, "abort")
	l.rule(`{"name": "cut", "do": {"connection": "reset"}}`)
	r := httptest.NewRequest("GET", "/_world/abort/v23.0/"+l.id(freshPhone), nil)
	r.Header.Set("Authorization", "Bearer "+simtest.MetaToken)
	defer func() {
		if p := recover(); p != http.ErrAbortHandler { //nolint:errorlint // a panic's value, not an error that travels
			t.Errorf("the handler ended with %v", p)
		}
		alike(t, "record", l.record("fault=cut")["outcome"], "reset")
	}()
	s.Server().Handler().ServeHTTP(httptest.NewRecorder(), r)
}

func TestFaultOverHTTP2(t *testing.T) {
	s := simtest.Start(t)
	l := newLab(t, s, "h2")
	front := httptest.NewUnstartedServer(s.Server().Handler())
	front.EnableHTTP2 = true
	front.StartTLS()
	t.Cleanup(front.Close)
	id := l.id(freshPhone)
	ask := func() (*http.Response, error) {
		r, err := http.NewRequest("POST", front.URL+"/_world/h2/v23.0/"+id+"/request_code", strings.NewReader(`{"code_method": "SMS", "language": "en_US"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+simtest.MetaToken)
		r.Header.Set("Content-Type", "application/json")
		a, err := front.Client().Do(r)
		if err == nil {
			t.Cleanup(func() { _ = a.Body.Close() })
		}
		return a, err
	}
	a, err := ask()
	if err != nil || a.ProtoMajor != 2 || a.StatusCode != 200 {
		t.Fatal(a, err)
	}
	for _, do := range []string{`{"connection": "reset"}`, `{"connection": "close"}`, `{"reply": "drop"}`} {
		l.rule(`{"name": "cut", "do": ` + do + `}`)
		if _, err := ask(); err == nil {
			t.Errorf("%s: there is an answer", do)
		}
	}
	l.control(204, "DELETE", "/faults", nil)
	l.rule(`{"name": "half", "do": {"reply": "truncate", "violates": "cut"}}`)
	if a, err = ask(); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(a.Body); err == nil {
		t.Error("half an answer was read to its end")
	}
	outcomes := []string{}
	for _, r := range l.records("operation=meta.request_code") {
		outcomes = append(outcomes, r["outcome"].(string))
	}
	if want := []string{"replied", "reset", "closed", "dropped", "truncated"}; !slices.Equal(outcomes, want) {
		t.Errorf("outcomes %v, not %v", outcomes, want)
	}
}

// TestFaultInABatch hits one part of a batch: the others have their answers,
// and a part whose answer is lost is null.
func TestFaultInABatch(t *testing.T) {
	s := simtest.Start(t)
	for do, want := range map[string]any{
		`{"connection": "reset"}`:                    nil,
		`{"connection": "close"}`:                    nil,
		`{"reply": "drop"}`:                          nil,
		`{"reply": "truncate", "violates": "cut"}`:   nil,
		`{"error": "meta.unexpected_error"}`:         500.0,
		`{"reply": "garbage", "violates": "a page"}`: 200.0,
	} {
		l := newLab(t, s, "batch")
		l.rule(`{"name": "part", "on": {"operation": "meta.get_number"}, "when": {"calls": 2}, "do": ` + do + `}`)
		part := object{"method": "GET", "relative_url": l.id(freshPhone)}
		a := l.graph("POST", "", object{"batch": []any{part, part, part}})
		var parts []object
		if err := json.Unmarshal(a.Body, &parts); err != nil || len(parts) != 3 {
			t.Fatalf("%s: %v in %s", do, err, a.Body)
		}
		alike(t, do, []any{a.Status, parts[0]["code"], parts[1]["code"], parts[2]["code"]}, []any{200, 200.0, want, 200.0})
		parent := l.record("fault=part")["parent"]
		alike(t, "parent", parent, a.Header.Get("X-Sim-Request"))
	}
}

// TestFaultCountsUnderLoad sends many requests at once: the rule finds each
// number exactly once.
func TestFaultCountsUnderLoad(t *testing.T) {
	const clients, each = 16, 10
	l := newLab(t, simtest.Start(t), "load")
	l.rule(`{"name": "every-tenth", "on": {"operation": "meta.get_number"}, "when": {"every": 10, "times": 12}, "do": {"status": 503}}`)
	path := "/v23.0/" + l.id(freshPhone)
	hits := make(chan int, clients)
	for range clients {
		go func() {
			n := 0
			for range each {
				a, err := l.s.Try("GET", path, nil, "Authorization", "Bearer "+simtest.MetaToken)
				if err != nil {
					t.Error(err)
				}
				if a.Status == 503 {
					n++
				}
			}
			hits <- n
		}()
	}
	sum := 0
	for range clients {
		sum += <-hits
	}
	f := l.fault("every-tenth")
	alike(t, "hits, seen, matched, acted, remaining", []any{sum, f["seen"], f["matched"], f["acted"], f["remaining"]}, []any{12, 160.0, 160.0, 12.0, 0.0})
	alike(t, "active", f["active"], false)
}

// TestFaultMagicNumbers are the outcomes the default world binds to phone
// numbers, through both vendors.
func TestFaultMagicNumbers(t *testing.T) {
	s := simtest.Start(t)
	l := lab{caller{t, s.In("magic")}}
	add := func(phone string) (int, int) {
		body := map[string]string{"phone_number": phone}
		hub := l.pool("POST", "", body).Status
		return l.graph("POST", simtest.BusinessID+"/add_phone_numbers", body).Status, hub
	}
	for phone, want := range map[string][2]int{
		"12025550100": {400, 400}, "12025550104": {500, 502}, "12025550105": {200, 502}, "12025550106": {429, 502},
	} {
		meta, hub := add(phone)
		alike(t, phone, [2]int{meta, hub}, want)
	}
	for _, phone := range []string{"12025550101", "12025550102", "12025550103"} {
		l.want(201, l.pool("POST", "", map[string]string{"phone_number": phone}), "POST", phone)
		l.want(200, l.pool("POST", "/"+l.id(phone)+"/request-otp", otpRequest), "POST", phone)
	}
	l.control(404, "GET", "/codes/latest?phone_number=12025550101", nil)
	l.control(404, "GET", "/codes/latest?phone_number=12025550102", nil)
	l.advance(30 * time.Second)
	l.control(404, "GET", "/codes/latest?phone_number=12025550101", nil)
	for phone, want := range map[string]int{"12025550102": 200, "12025550103": 400} {
		a := l.pool("POST", "/"+l.id(phone)+"/verify-otp", map[string]string{"code": l.code(phone)})
		alike(t, phone, a.Status, want)
	}
}

// TestFaultOn360dialogsOwnAnswers spoils what the partner's client gets, with
// everything in order at Meta.
func TestFaultOn360dialogsOwnAnswers(t *testing.T) {
	s := simtest.Start(t)
	for do, tt := range map[string]struct {
		expect  func(testing.TB, net.Conn)
		applied bool
		outcome string
	}{
		`{"connection": "reset"}`: {expectReset, false, "reset"},
		`{"connection": "close"}`: {expectEOF, false, "closed"},
		`{"reply": "drop"}`:       {expectEOF, true, "dropped"},
	} {
		l := newLab(t, s, "own-"+tt.outcome)
		l.rule(`{"name": "cut", "on": {"operation": "360dialog.add_number", "phone_number": "+1 212 555 0123"}, "when": {"times": 1}, "do": ` + do + `}`)
		tt.expect(t, l.raw("POST", poolOf(simtest.PartnerID), newNumber))
		alike(t, "outcome", l.record("fault=cut")["outcome"], tt.outcome)
		calls, again := 0, 201
		if tt.applied {
			calls, again = 2, 409
		}
		alike(t, "calls to Meta", len(l.records("origin=360dialog")), calls)
		alike(t, "a retry", l.pool("POST", "", newNumber).Status, again)
		alike(t, "in the pool", len(list(t, l.listPool())), 2)
	}
}

// TestFaultOnHEAD has an answer without a body to spoil.
func TestFaultOnHEAD(t *testing.T) {
	s := simtest.Start(t)
	for _, do := range []string{`{"status": 503}`, `{"reply": "truncate", "violates": "cut"}`, `{"reply": "slow", "latency": "10ms"}`} {
		l := newLab(t, s, "head")
		l.rule(`{"name": "it", "on": {"operation": "meta.get_number"}, "do": ` + do + `}`)
		a, text := wholeAnswer(t, l.raw("HEAD", "/v23.0/"+l.id(freshPhone), nil), "HEAD")
		if text != "" || a.Header.Get("X-Sim-Fault") != "it" || a.ContentLength <= 0 {
			t.Errorf("%s: %q, %v", do, text, a.Header)
		}
	}
}

// TestFaultRulesOfScenariosAndEvents holds rules that come another way against
// the same contract.
func TestFaultRulesOfScenariosAndEvents(t *testing.T) {
	l := newLab(t, simtest.Start(t), "ways")
	const want = "do.violates: the contract of meta.get_number has no failure with status 418"
	rule := `{name: tea, on: {operation: meta.get_number}, do: {status: 418}}`
	for _, scenario := range []string{"\nfaults: [" + rule + "]\n", "\ntimeline: [{at: +1m, do: {add_fault: " + rule + "}}]\n"} {
		a := l.do("PUT", "/_sim/v1/scenario", ground+scenario, "Content-Type", "application/yaml")
		if detail, _ := a.JSON(t)["detail"].(string); a.Status != 422 || !strings.Contains(detail, want) {
			t.Errorf("%s: %d %s", scenario, a.Status, a.Body)
		}
	}
	a := l.control(400, "POST", "/events", `{"add_fault": {"name": "tea", "on": {"operation": "meta.get_number"}, "do": {"status": 418}}}`)
	if detail, _ := a.JSON(t)["detail"].(string); !strings.Contains(detail, want) {
		t.Errorf("event: %s", a.Body)
	}
	l.control(200, "POST", "/events", `{"add_fault": {"name": "down", "on": {"operation": "meta.get_number"}, "do": {"status": 503}}}`)
	alike(t, "by an event", l.get(freshPhone).Status, 503)
	l.control(200, "POST", "/events", `{"remove_fault": "down"}`)
	alike(t, "removed by an event", l.get(freshPhone).Status, 200)
}

// TestFaultThatHangsDoesNotHoldTheServer stops a server with a request of each
// kind that waits.
func TestFaultThatHangsDoesNotHoldTheServer(t *testing.T) {
	l, _, stop := watched(t)
	l.rule(`{"name": "hang", "on": {"operation": "meta.get_number"}, "do": {"connection": "hang"}}`)
	l.rule(`{"name": "wait", "on": {"operation": "meta.list_numbers"}, "do": {"latency": "5m"}}`)
	l.rule(`{"name": "slow", "on": {"operation": "meta.get_business"}, "do": {"reply": "slow", "latency": "5m"}}`)
	l.rule(`{"name": "nested", "on": {"operation": "meta.request_code", "origin": "360dialog"}, "do": {"connection": "hang"}}`)
	business := "/v23.0/" + simtest.BusinessID
	l.raw("GET", "/v23.0/"+l.id(freshPhone), nil)
	l.raw("GET", business+"/preverified_numbers", nil)
	l.raw("GET", business, nil)
	l.raw("POST", poolOf(simtest.PartnerID)+"/"+l.id(pooledPhone)+"/request-otp", otpRequest)
	for _, name := range []string{"hang", "wait", "slow", "nested"} {
		l.untilActed(name)
	}
	began := time.Now()
	if err := stop(); err != nil {
		t.Errorf("the server stopped with %v", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("stopping took %s", took)
	}
}
