package simtest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

const popupScenario = `
version: 1
name: popup
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
switches: {offer: all, signup: {order: callback_first, message: twice}}
apps: [{id: "1017734028366125", secret: sim-app-secret}]
businesses:
  - {id: "506914307656634", name: Lucky Shrub, tokens: [EAAJBsimulator]}
  - {id: "9876543210987654", name: Another, tokens: [EAAJBother]}
wabas: [{id: "102290129340398", business: "9876543210987654", name: Wind and Wool}]
numbers:
  - {phone_number: "12115555105", id: "1001", status: VERIFIED}
  - {phone_number: "12115555106", id: "1002", status: EXPIRED}
  - {phone_number: "12115555107", id: "1003", status: VERIFIED}
  - {phone_number: "12115555108", id: "1004", business: "9876543210987654"}
timeline: [{at: +0s, do: {claim: "12115555107"}}]
`

// window is the address of the window with the parameters given, an even number of
// names and values, and the app of the scenario where none is.
func window(pairs ...string) string {
	query := url.Values{"client_id": {"1017734028366125"}}
	for i := 0; i < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	return "/v23.0/dialog/oauth?" + query.Encode()
}

func TestTheWindowShowsWhatWasAskedFor(t *testing.T) {
	s := simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(popupScenario)})
	setup := func(text string) []string { return []string{"extras", `{"setup":` + text + `}`} }
	for name, c := range map[string]struct {
		asked        []string
		status       int
		shows, lacks []string
	}{
		"numbers": {setup(`{"preVerifiedPhone":{"ids":["1001","","1002"]}}`), 200,
			[]string{`value="1001" checked> +1 211-555-5105</label>`, `value="1002"> +1 211-555-5106</label>`, ">Finish</button>",
				">Finish without a number</button>", ">Cancel</button>", ">Report an error</button>", "a simulator, not the vendor"},
			[]string{"Not offered"}},
		"numbers that cannot be offered": {setup(`{"preVerifiedPhone":{"ids":["1003","77","1004","1001"]}}`), 200,
			[]string{`value="1001" checked`, "<dt>1003</dt><dd>Phone number is already registered with WhatsApp Business</dd>",
				"<dt>77</dt><dd>Pre-verified phone number not found</dd>", "<dt>1004</dt><dd>Pre-verified phone number not found</dd>",
				`name="error_code" value="803"`},
			[]string{`type="radio" name="number" value="1004"`}},
		"no numbers":   {setup(`{"preVerifiedPhone":{"ids":[""]}}`), 200, []string{"No number is offered."}, []string{"radio"}},
		"wrong case":   {setup(`{"preverifiedPhone":{"ids":["1001"]}}`), 200, []string{"No number is offered."}, nil},
		"one as text":  {setup(`{"preVerifiedPhone":{"ids":1001}}`), 200, []string{`value="1001" checked`}, nil},
		"no extras":    {nil, 200, []string{"No number is offered.", "<dt>App</dt><dd>1017734028366125</dd>"}, nil},
		"the old form": {[]string{"extras", `{"feature":"whatsapp_embedded_signup","version":2}`}, 200, []string{"<option selected>lost</option>"}, nil},
		"switches":     {nil, 200, []string{"<option selected>callback_first</option>", "<option selected>twice</option>"}, nil},
		"features": {[]string{"extras", `{"features":[{"name":"app_only_install"},{"name":"marketing_messages_lite"}],"setup":{"solutionID":"1715120619246906"}}`}, 200,
			[]string{"<dd>app_only_install, marketing_messages_lite</dd>", "<dd>1715120619246906</dd>"}, nil},
		"session info": {[]string{"extras", `{"sessionInfoVersion":"3"}`}, 200, []string{`"event":"CANCEL","version":3}`}, nil},
		"waba": {setup(`{"whatsAppBusinessAccount":{"ids":["102290129340398"]},"business":{"id":"9876543210987654","name":"Another"}}`), 200,
			[]string{"<dd>102290129340398</dd>", "<dd>Another 9876543210987654</dd>"}, nil},
		"hostile texts": {append(setup(`{"business":{"name":"</dd><script>alert(1)</script>"}}`), "cb", `"><script>`, "origin", `https://shop.example/"onload="x`), 200,
			[]string{"</dd><script>alert(1)</script>", `data-origin="https://shop.example"`}, nil},
		"origin of a file":   {[]string{"origin", "null"}, 200, []string{`data-origin="*"`}, nil},
		"origin of a script": {[]string{"origin", "javascript:alert(1)"}, 200, []string{`data-origin="*"`}, nil},
		"no app":             {[]string{"client_id", ""}, 400, []string{"Error validating application. Invalid application ID. (code 101)"}, []string{"<form"}},
		"unknown app":        {[]string{"client_id", "77"}, 400, []string{"Error validating application. Invalid application ID. (code 101)"}, []string{"<form"}},
		"unknown waba":       {setup(`{"whatsAppBusinessAccount":{"id":"77"}}`), 400, []string{"WhatsApp Business Account not found (code 803)"}, nil},
		"broken extras":      {[]string{"extras", "{"}, 400, []string{"extras is no JSON object"}, nil},
		"extras of a list":   {[]string{"extras", "[]"}, 400, []string{"extras is no JSON object"}, nil},
		"a long name":        {setup(`{"phone":{"displayName":"` + strings.Repeat("n", 256) + `"}}`), 400, []string{"more than 255 characters"}, nil},
	} {
		a := s.Do("GET", window(c.asked...), nil)
		if a.Status != c.status {
			t.Errorf("%s: %d, want %d", name, a.Status, c.status)
		}
		body := html.UnescapeString(string(a.Body))
		for _, want := range c.shows {
			if !strings.Contains(body, want) {
				t.Errorf("%s: %q is not in\n%s", name, want, body)
			}
		}
		for _, not := range c.lacks {
			if strings.Contains(body, not) {
				t.Errorf("%s: %q is in\n%s", name, not, body)
			}
		}
		if n := strings.Count(string(a.Body), "<script"); n != 1 {
			t.Errorf("%s: %d scripts", name, n)
		}
	}
}

// TestTheWindowRunsItsOwnScriptAlone holds the policy to the page's own script and
// styles.
func TestTheWindowRunsItsOwnScriptAlone(t *testing.T) {
	s := simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(popupScenario)})
	a := s.Do("GET", window(), nil)
	policy := a.Header.Get("Content-Security-Policy")
	for element, directive := range map[string]string{"script": "script-src", "style": "style-src"} {
		inside := regexp.MustCompile(`(?s)<` + element + `>(.*)</` + element + `>`).FindSubmatch(a.Body)
		sum := sha256.Sum256(inside[1])
		if want := directive + " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; "; !strings.Contains(policy, want) {
			t.Errorf("%q is not in %q", want, policy)
		}
	}
	for name, want := range map[string]string{"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, want := range []string{"default-src 'none'; ", "connect-src 'self'; ", "form-action 'none'; ", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("%q is not in %q", want, policy)
		}
	}
	if regexp.MustCompile(`(src|href)="?(https?:)?//`).Match(a.Body) {
		t.Errorf("the window loads something: %s", a.Body)
	}
}

var openSignup = regexp.MustCompile(`name="signup" value="([0-9a-f]+)"`)

func TestTheWindowEndsItsSignup(t *testing.T) {
	s := simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(popupScenario)}).In("other")
	asked := window("extras", `{"setup":{"preVerifiedPhone":{"ids":["1001","1002"]}},"sessionInfoVersion":3}`)
	id := string(openSignup.FindSubmatch(s.Do("GET", asked, nil).Body)[1])
	const form, address = "application/x-www-form-urlencoded", "/v23.0/dialog/oauth"
	for _, c := range []struct {
		name, body string
		headers    []string
		status     int
	}{
		{"another site", "signup=" + id + "&outcome=cancel", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"another origin", "signup=" + id + "&outcome=cancel", []string{"Origin", "https://evil.example"}, 403},
		{"no outcome", "signup=" + id, nil, 400},
		{"unknown step", "signup=" + id + "&outcome=cancel&step=NOWHERE", nil, 400},
		{"a step beside a finish", "signup=" + id + "&outcome=finish&step=PERMISSIONS", nil, 400},
		{"no form", "%zz", nil, 400},
		{"a large form", strings.Repeat("x", 17<<10), nil, 413},
		{"unknown signup", "signup=77&outcome=cancel", nil, 404},
		{"a number that is not offered", "signup=" + id + "&outcome=finish&number=1004", nil, 422},
		{"the second number", "signup=" + id + "&outcome=finish&number=1002", []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"twice", "signup=" + id + "&outcome=finish&number=1002", nil, 409},
	} {
		a := s.Do("POST", address, c.body, append(c.headers, "Content-Type", form)...)
		if a.Status != c.status {
			t.Fatalf("%s: %d %s, want %d", c.name, a.Status, a.Body, c.status)
		}
		if a.Status != http.StatusOK {
			continue
		}
		var told struct{ State, Message, Code string }
		if err := json.Unmarshal(a.Body, &told); err != nil {
			t.Fatal(err)
		}
		signup := s.Control("GET", "/signups/"+id, nil).JSON(t)
		if told.State != "finished" || told.Message != signup["message"] || told.Code != signup["code"] || !strings.Contains(told.Message, `"version":3`) {
			t.Errorf("told %+v of %v", told, signup)
		}
		record := s.Control("GET", "/requests?limit=1", nil).JSON(t)["data"].([]any)[0].(map[string]any)
		if record["number_id"] != "1002" || record["world"] != "other" || record["path"] != address {
			t.Errorf("the record is %v", record)
		}
	}
	for _, method := range []string{"HEAD", "PUT", "DELETE"} {
		if a := s.Do(method, asked, nil); a.Status != 405 || a.Header.Get("Allow") != "GET, POST" {
			t.Errorf("%s: %d %v", method, a.Status, a.Header)
		}
	}
	if all := s.Control("GET", "/signups", nil).JSON(t)["data"].([]any); len(all) != 1 {
		t.Errorf("%d signups", len(all))
	}
}

// TestSignupsWhoseNumberIsGone fail with the words that refuse the same claim over Graph.
func TestSignupsWhoseNumberIsGone(t *testing.T) {
	for event, want := range map[string][2]any{
		"claim":  {"100", "Phone number is already registered with WhatsApp Business"},
		"delete": {"803", "Pre-verified phone number not found"},
	} {
		s := simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(popupScenario)})
		opened := s.Control("POST", "/signups", params{"ids": []string{"1001"}}).JSON(t)
		s.Control("POST", "/events", params{event: opened["offered"].([]any)[0].(map[string]any)["phone_number"]})
		ended := s.Control("POST", "/signups/"+opened["id"].(string)+"/finish", params{"outcome": "finish"}).JSON(t)
		if got := [2]any{ended["error_code"], ended["error_message"]}; ended["state"] != "failed" || got != want {
			t.Errorf("after %s the signup ends with %v, want %v", event, ended, want)
		}
	}
}

// TestTheSDKOpensWindowsOfItsWorld: the SDK of Meta's address opens Meta's windows,
// another one those of the address it came from.
func TestTheSDKOpensWindowsOfItsWorld(t *testing.T) {
	s := simtest.StartInProcess(t)
	for _, c := range []struct{ host, path, windows string }{
		{"connect.facebook.net", "/en_US/sdk.js", "http://www.facebook.com"},
		{"Connect.Facebook.net.:8443", "/_world/t-1/pt_BR/sdk.js", "http://www.facebook.com:8443/_world/t-1"},
		{"localhost:8360", "/en_US/sdk.js", "http://localhost:8360"},
		{"localhost:8360", "/_world/t-1/de_DE/sdk.js", "http://localhost:8360/_world/t-1"},
	} {
		r, a := httptest.NewRequest("GET", c.path, nil), httptest.NewRecorder()
		r.Host = c.host
		s.Server().Handler().ServeHTTP(a, r)
		if want := "})(\"" + c.windows + "\");\n"; a.Code != 200 || !strings.HasSuffix(a.Body.String(), want) ||
			a.Header().Get("Content-Type") != "text/javascript; charset=utf-8" || a.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s%s: %d %v, want the end %q", c.host, c.path, a.Code, a.Header(), want)
		}
	}
	if a := s.Do("POST", "/en_US/sdk.js", nil); a.Status != 405 || a.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d %v", a.Status, a.Header)
	}
	if a := s.Meta("GET", "/english/sdk.js", nil); a.Status != 400 {
		t.Errorf("no locale: %d %s", a.Status, a.Body)
	}
	if n := len(s.Control("GET", "/worlds", nil).JSON(t)["data"].([]any)); n != 1 {
		t.Errorf("the SDK made %d worlds", n-1)
	}
}

func TestSwitchesOfSignupsAreChecked(t *testing.T) {
	s := simtest.StartInProcess(t)
	wrong := strings.Replace(popupScenario, "callback_first", "never", 1)
	a := s.Do("PUT", "/_sim/v1/scenario", wrong, "Content-Type", "application/yaml")
	if want := `switches.signup.order: \"never\" is not one of message_first, callback_first`; a.Status != 422 || !strings.Contains(string(a.Body), want) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}
