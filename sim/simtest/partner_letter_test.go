package simtest_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// hubWorld is a frozen world with a partner and whatever a test adds.
func hubWorld(t *testing.T, more string) caller {
	t.Helper()
	return caller{t, simtest.Start(t, server.Options{ScenarioFile: "hub.yaml", ScenarioText: []byte(`
version: 1
name: hub
summary: One partner beside another.
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
businesses: [{id: "506914307656634", name: Mine, tokens: [EAAJBsimulator]}, {id: "9876543210987654", name: Other, tokens: [EAAJBother]}]
partners:
  - {id: simul8PA, business: "506914307656634", api_keys: [sim-api-key], users: [{username: partner@example.com, password: simulator}]}
  - {id: secondPA, business: "9876543210987654", api_keys: [second-key]}
` + more)})}
}

func (c caller) toPool(phone string) string {
	c.t.Helper()
	return c.hub(201, "POST", "", map[string]string{"phone_number": phone}).JSON(c.t)["preverified_phone_number_id"].(string)
}

// envelope reads meta of an error and holds it to its form.
func envelope(t *testing.T, a simtest.Answer) map[string]any {
	t.Helper()
	meta, _ := a.JSON(t)["meta"].(map[string]any)
	trace, _ := meta["360dialog_trace_id"].(string)
	if !regexp.MustCompile(`^[A-Za-z0-9]{19}$`).MatchString(trace) || meta["http_code"] != float64(a.Status) || meta["success"] != false || meta["developer_message"] == "" {
		t.Errorf("%d is told as %s", a.Status, a.Body)
	}
	return meta
}

// TestEveryAnswerOf360dialogIsSortedAndCompact writes each answer anew, with
// the names in order and all beyond ASCII escaped, and wants the same bytes.
func TestEveryAnswerOf360dialogIsSortedAndCompact(t *testing.T) {
	c := hubWorld(t, "")
	id := c.toPool("4915123456789")
	pool := poolOf(simtest.PartnerID)
	traces := map[any]bool{}
	key := []string{"X-API-Key", "sim-api-key"}
	for _, q := range []struct {
		method, path string
		body         any
		status       int
		headers      []string
	}{
		{"GET", pool, nil, 200, key},
		{"POST", pool, `{"phone_number":"4915123456780"}`, 201, key},
		{"POST", pool, `{"phone_number":"4915123456789"}`, 409, key},
		{"POST", pool, `{"phone_number":"+4","z":1,"ä":2,"<>&":3,"😀":4}`, 400, key},
		{"POST", pool, `{"phone_number":"000000"}`, 400, key},
		{"POST", pool, `{`, 400, key},
		{"POST", pool + "/" + id + "/request-otp", `{"code_method":"voice","language":"de"}`, 200, key},
		{"POST", pool + "/" + id + "/verify-otp", `{"code":""}`, 400, key},
		{"POST", pool + "/1/verify-otp", `{"code":"1"}`, 404, key},
		{"GET", pool, nil, 401, nil},
		{"GET", pool, nil, 403, []string{"X-API-Key", "second-key"}},
		{"GET", "/api/v2/nowhere", nil, 404, key},
		{"PATCH", pool, nil, 405, key},
		{"POST", "/api/v2/token", `{"username":"partner@example.com","password":"simulator"}`, 200, nil},
		{"POST", "/api/v2/token", `{"username":"partner@example.com","password":"no"}`, 403, nil},
		{"DELETE", pool + "/" + id, nil, 200, key},
	} {
		a := c.want(q.status, c.do(q.method, q.path, q.body, q.headers...), q.method, q.path)
		var value any
		if err := json.Unmarshal(a.Body, &value); err != nil {
			t.Fatalf("%v in %q", err, a.Body)
		}
		if again := pythonJSON(t, value); string(a.Body) != again {
			t.Errorf("%s %s\n got %q\nwant %q", q.method, q.path, a.Body, again)
		}
		if got := a.Header.Get("Content-Type"); got != "application/json" {
			t.Errorf("%s %s: Content-Type %q", q.method, q.path, got)
		}
		if object, _ := value.(map[string]any); object["meta"] != nil {
			trace := envelope(t, a)["360dialog_trace_id"]
			if traces[trace] {
				t.Errorf("trace id %v comes twice", trace)
			}
			traces[trace] = true
		}
		if a.Header.Get("Www-Authenticate") != "" {
			t.Errorf("%s %s: WWW-Authenticate", q.method, q.path)
		}
	}
}

// pythonJSON writes a value as Python's json module does with sorted names and
// compact separators, and a newline behind it.
func pythonJSON(t *testing.T, value any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b) // sorts names and ends with a newline
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, r := range b.String() {
		switch {
		case r < 0x80:
			out.WriteRune(r)
		case r < 0x10000:
			out.WriteString(hexEscape(r))
		default:
			r -= 0x10000
			out.WriteString(hexEscape(0xd800 + r>>10))
			out.WriteString(hexEscape(0xdc00 + r&0x3ff))
		}
	}
	return out.String()
}

func hexEscape(r rune) string {
	const digits = "0123456789abcdef"
	return `\u` + string([]byte{digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15]})
}

func TestSwitchesOf360dialog(t *testing.T) {
	plain := hubWorld(t, "")
	both := hubWorld(t, "switches: {meta_errors: bad_gateway, foreign_partner: not_found}\n")
	refused := map[string]string{"phone_number": "000000"}
	for _, c := range []struct {
		caller
		add, foreign int
	}{{plain, 400, 403}, {both, 502, 404}} {
		meta := envelope(t, c.hub(c.add, "POST", "", refused))
		details, _ := meta["details"].(map[string]any)
		if failure, _ := details["error"].(map[string]any); failure["code"] != 100.0 || failure["message"] != "Invalid phone number" {
			t.Errorf("details are %v", details)
		}
		path := poolOf("secondPA")
		meta = envelope(t, c.want(c.foreign, c.do("GET", path, nil, "X-API-Key", "sim-api-key"), "GET", path))
		if meta["details"] != nil {
			t.Errorf("another's partner: details %v", meta["details"])
		}
	}
}

func TestCountryCodesFollowThePrefix(t *testing.T) {
	c := hubWorld(t, "")
	for phone, country := range map[string]any{
		"14165550123": "ca", "12125550123": "us", "18765550123": "jm", "77172123456": "kz", "74951234567": "ru",
		"441534123456": "je", "442012345678": "gb", "80012345678": nil, "870773123456": nil, "15555550123": nil,
	} {
		row := c.hub(201, "POST", "", map[string]string{"phone_number": phone}).JSON(t)
		if row["country_code"] != country || row["phone_number"] != phone {
			t.Errorf("%s: %v, want %v", phone, row, country)
		}
	}
}

func TestReverificationAt360dialog(t *testing.T) {
	c := hubWorld(t, "profile: embedded-signup\n")
	id := c.toPool("4915123456789")
	sms := map[string]string{"code_method": "sms", "language": "en"}
	verify := func() {
		t.Helper()
		c.hub(200, "POST", "/"+id+"/request-otp", sms)
		c.hub(200, "POST", "/"+id+"/verify-otp", map[string]string{"code": c.s.Code("4915123456789")})
	}
	status := func() any {
		t.Helper()
		var rows []map[string]any
		if err := json.Unmarshal(c.hub(200, "GET", "", nil).Body, &rows); err != nil || len(rows) != 1 {
			t.Fatalf("%v: %v", rows, err)
		}
		return rows[0]["code_verification_status"]
	}
	verify()
	c.advance(45*24*time.Hour - time.Second)
	envelope(t, c.hub(400, "POST", "/"+id+"/request-otp", sms))
	c.advance(time.Second)
	c.hub(200, "POST", "/"+id+"/request-otp", sms)
	if got := status(); got != "VERIFIED" {
		t.Errorf("with a code under way the status is %v", got)
	}
	verify()
	c.advance(90 * 24 * time.Hour)
	if got := status(); got != "EXPIRED" {
		t.Errorf("after 90 days the status is %v", got)
	}
	verify()
	if got := status(); got != "VERIFIED" {
		t.Errorf("verified again the status is %v", got)
	}
}

func TestWhatMetaTakesAwayStaysInThePool(t *testing.T) {
	c := hubWorld(t, "profile: embedded-signup\nswitches: {claimed: in_use}\n")
	sms := map[string]string{"code_method": "sms", "language": "en"}
	dropped, claimed := c.toPool("4915123456789"), c.toPool("4915123456780")
	c.control(200, "POST", "/events", map[string]any{"verify": "4915123456780"})
	c.control(200, "POST", "/events", map[string]any{"claim": "4915123456780"})
	c.advance(90 * 24 * time.Hour)
	var rows []map[string]any
	if err := json.Unmarshal(c.hub(200, "GET", "", nil).Body, &rows); err != nil || len(rows) != 2 {
		t.Fatalf("the pool holds %v, %v", rows, err)
	}
	for _, id := range []string{dropped, claimed} {
		envelope(t, c.hub(400, "POST", "/"+id+"/request-otp", sms))
		envelope(t, c.hub(400, "POST", "/"+id+"/verify-otp", map[string]string{"code": "123456"}))
	}
	c.hub(200, "DELETE", "/"+dropped, nil)
	envelope(t, c.hub(400, "DELETE", "/"+claimed, nil))
}

func TestLimitsOf360dialog(t *testing.T) {
	c := hubWorld(t, `limits: [{name: hub, operation: "360dialog.list_numbers", per: partner, allow: 5, window: 30s}]`+"\n")
	for range 5 {
		c.hub(200, "GET", "", nil)
	}
	c.advance(10 * time.Second)
	a := c.hub(429, "GET", "", nil)
	if meta := envelope(t, a); meta["developer_message"] != "Too Many Requests" || a.Header.Get("Retry-After") != "20" {
		t.Errorf("429: %s, Retry-After %q", a.Body, a.Header.Get("Retry-After"))
	}
	c.advance(20 * time.Second)
	c.hub(200, "GET", "", nil)
}

func TestLagOfThePool(t *testing.T) {
	const day = 24 * time.Hour
	c := hubWorld(t, "pool_sync: 10d\n")
	c.toPool("4915123456789")
	shows := func(when string, verified, expired, unverified int) {
		t.Helper()
		for status, want := range map[string]int{"VERIFIED": verified, "EXPIRED": expired, "NOT_VERIFIED": unverified} {
			var rows []any
			if err := json.Unmarshal(c.hub(200, "GET", "?code_verification_status="+status, nil).Body, &rows); err != nil || len(rows) != want {
				t.Errorf("%s: %d rows are %s, want %d, %v", when, len(rows), status, want, err)
			}
		}
		var rows []any
		if err := json.Unmarshal(c.hub(200, "GET", "", nil).Body, &rows); err != nil || len(rows) != 1 {
			t.Errorf("%s: %d rows, %v", when, len(rows), err)
		}
	}
	c.control(200, "POST", "/events", map[string]any{"verify": "4915123456789"})
	shows("verified at Meta, no sync yet", 0, 0, 1)
	c.advance(10 * day)
	shows("after the sync", 1, 0, 0)
	c.advance(4 * day)
	shows("expired at Meta, no sync yet", 0, 0, 0)
	c.advance(6 * day)
	shows("after the next sync", 0, 1, 0)
}

func TestMethodsOf360dialogOnTheWire(t *testing.T) {
	c := hubWorld(t, "")
	c.toPool("4915123456789")
	pool := poolOf(simtest.PartnerID)
	listed := c.hub(200, "GET", "", nil)
	head := onTheWire(t, c.s, "HEAD "+pool+" HTTP/1.1\nHost: HOST\nX-API-Key: sim-api-key", "")
	if head.Status != 200 || len(head.Body) != 0 || head.Header.Get("Content-Length") != listed.Header.Get("Content-Length") {
		t.Errorf("HEAD: %d, %d bytes, length %q, not %q", head.Status, len(head.Body), head.Header.Get("Content-Length"), listed.Header.Get("Content-Length"))
	}
	options := onTheWire(t, c.s, "OPTIONS "+pool+"/1/verify-otp HTTP/1.1\nHost: HOST", "")
	if options.Status != 200 || len(options.Body) != 0 || options.Header.Get("Allow") != "OPTIONS, POST" {
		t.Errorf("OPTIONS: %d %q, Allow %q", options.Status, options.Body, options.Header.Get("Allow"))
	}
	for method, path := range map[string]string{http.MethodPut: "", http.MethodGet: "/1", http.MethodDelete: "/1/request-otp"} {
		a := onTheWire(t, c.s, method+" "+pool+path+" HTTP/1.1\nHost: HOST", "")
		if envelope(t, a); a.Status != 405 || a.Header.Get("Allow") == "" {
			t.Errorf("%s %s: %d, Allow %q", method, path, a.Status, a.Header.Get("Allow"))
		}
	}
}
