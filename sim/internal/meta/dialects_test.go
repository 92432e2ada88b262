package meta_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/preverified-sim/preverified-sim/sim"
)

// both asks the same in both dialects.
func (b *bench) both(method, target, body, token string) (documented, observed answer) {
	b.t.Helper()
	ask := func(dialect string) answer {
		headers := []string{"Content-Type: application/json", "X-Sim-Dialect: " + dialect}
		if token != "" {
			headers = append(headers, "Authorization: Bearer "+token)
		}
		return b.send(method, target, body, headers...)
	}
	return ask("documented"), ask("observed")
}

// sum writes an error's members that clients branch on.
func (a answer) sum() string {
	e, ok := a.body["error"].(map[string]any)
	if !ok {
		return a.text
	}
	out, _ := json.Marshal([]any{a.status, e["type"], e["code"], e["error_subcode"]})
	return string(out)
}

// Where documents and reality differ: what is answered in each dialect.
func TestDocumentedAndObserved(t *testing.T) {
	b := newBench(t)
	fresh, used := b.add("15550000001"), b.verified("15550000002")
	b.advance(time.Hour) // EAAJBshort has lapsed
	fail := func(operation, id string) {
		b.world.Faults.Add(sim.FaultRule{Name: id, On: sim.FaultMatch{Operation: operation}, Do: sim.FaultAction{Error: id}}, b.world.Now())
	}
	fail("meta.list_partners", "meta.unexpected_error")
	b.world.Limits.Replace([]sim.LimitRule{
		{Name: "codes", Operations: []string{"meta.request_code"}, Per: "number", Allow: 1, Window: sim.Duration(time.Hour)},
		{Name: "reads", Operations: []string{"meta.get_business"}, Per: "business", Allow: 1, Window: sim.Duration(time.Hour)},
	})
	b.as("POST", "/v23.0/"+fresh+"/request_code", `{"code_method":"SMS","language":"en_US"}`)
	b.as("GET", "/v23.0/"+owner, "")
	for _, c := range []struct {
		name, method, target, body, token string
		documented, observed              string
	}{
		{"unknown id", "GET", "/v23.0/123", "", ownToken, `[404,"GraphMethodException",803,null]`, `[400,"GraphMethodException",100,33]`},
		{"id of letters", "GET", "/v23.0/abc", "", ownToken, `[400,"OAuthException",100,null]`, `[400,"OAuthException",803,null]`},
		{"no token", "GET", "/v23.0/123", "", "", `[401,"OAuthException",190,463]`, `[400,"OAuthException",104,null]`},
		{"unknown token", "GET", "/v23.0/123", "", "EAAJBnobody", `[401,"OAuthException",190,463]`, `[401,"OAuthException",190,null]`},
		{"expired token", "GET", "/v23.0/123", "", "EAAJBshort", `[401,"OAuthException",190,463]`, `[400,"OAuthException",190,463]`},
		{"no permission", "GET", "/v23.0/" + fresh, "", "EAAJBweak", `[403,"OAuthException",200,1349174]`, `[403,"OAuthException",200,null]`},
		{"wrong code", "POST", "/v23.0/" + fresh + "/verify_code", `{"code":"000000"}`, ownToken, `[422,"GraphMethodException",100,null]`, `[400,"OAuthException",136025,null]`},
		{"too many codes", "POST", "/v23.0/" + fresh + "/request_code", `{"code_method":"SMS","language":"en_US"}`, ownToken, `[422,"GraphMethodException",613,null]`, `[400,"OAuthException",136024,2388367]`},
		{"verified already", "POST", "/v23.0/" + used + "/request_code", `{"code_method":"SMS","language":"en_US"}`, ownToken, `[422,"GraphMethodException",100,null]`, ``},
		{"rate limit", "GET", "/v23.0/" + owner, "", ownToken, `[429,"OAuthException",4,2446079]`, `[400,"OAuthException",80008,null]`},
		{"server error", "GET", "/v23.0/" + fresh + "/partners", "", ownToken, `[500,"GraphMethodException",2,null]`, ``},
		{"unknown field", "GET", "/v23.0/" + fresh + "?fields=nope", "", ownToken, `[422,"GraphMethodException",100,null]`, `[400,"OAuthException",100,null]`},
	} {
		d, o := b.both(c.method, c.target, c.body, c.token)
		if d.sum() != c.documented {
			t.Errorf("%s, documented: %s, want %s", c.name, d.sum(), c.documented)
		}
		if c.observed != "" && o.sum() != c.observed {
			t.Errorf("%s, observed: %s, want %s", c.name, o.sum(), c.observed)
		}
		if d.header.Get("WWW-Authenticate") != "" {
			t.Errorf("%s: the documented dialect sends WWW-Authenticate", c.name)
		}
		if o.status < 500 && !strings.HasPrefix(o.header.Get("WWW-Authenticate"), `OAuth "Facebook Platform" "`) {
			t.Errorf("%s: the observed dialect sends %q", c.name, o.header.Get("WWW-Authenticate"))
		}
	}
	d, o := b.both("GET", "/v23.0/abc", "", ownToken)
	if !strings.Contains(o.problem(), "(#803) Some of the aliases you requested do not exist: abc") {
		t.Error(o.problem())
	}
	if !strings.Contains(d.text, `"code":100,"fbtrace_id":`) || !strings.HasSuffix(o.text, `"}}`) || !strings.Contains(o.text, `"code":803,"fbtrace_id"`) {
		t.Error(d.text, o.text)
	}
}

func TestObservedReading(t *testing.T) {
	b := newBench(t)
	id := b.verified("15550000002")
	if _, o := b.both("GET", "/v23.0/"+id, "", ownToken); !strings.HasPrefix(o.text,
		`{"code_verification_status":"VERIFIED","code_verification_time":"2026-01-15T09:00:00+0000","id":"`+id+`","phone_number":"+1 555-000-0002"`) {
		t.Error(o.text)
	}
	d, o := b.both("GET", "/v23.0/"+owner+"/preverified_numbers?code_verification_status=EXPIRED", "", ownToken)
	if d.text != `{"data":[],"paging":{"cursors":{}}}` || o.text != `{"data":[]}` {
		t.Error(d.text, o.text)
	}
	fresh := b.add("15550000001")
	d, o = b.both("POST", "/v23.0/"+fresh+"/request_code", `{"code_method":"IVR","language":"en_US"}`, ownToken)
	if d.status != 400 || o.status != 200 {
		t.Error(d.text, o.text)
	}
	b.world.SetDialect(sim.Observed)
	if a := b.as("GET", "/v23.0/123", ""); a.status != 400 {
		t.Error("a world's dialect does not count", a.text)
	}
}

// A header with control characters is no header: a client that reads strictly
// would lose the whole answer.
func TestTheChallengeQuotesNothingThatEndsAHeader(t *testing.T) {
	b := newBench(t)
	id := b.add("15550000001")
	for _, sent := range []string{"%00", "a%0D%0AX-Injected:+1", "%7F", "%1B[1m", "%22"} {
		a := b.send("GET", "/v23.0/"+id+"?fields="+sent, "", "Authorization: Bearer "+ownToken, "X-Sim-Dialect: observed")
		got := a.header.Get("WWW-Authenticate")
		if a.status != 400 || got == "" || strings.ContainsFunc(got, unicode.IsControl) || strings.Count(got, `"`) != 6 {
			t.Errorf("%s: %d %q", sent, a.status, got)
		}
	}
}
