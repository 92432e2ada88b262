package simtest_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// hintScenario is a frozen world with one of everything a mistake needs.
const hintScenario = `
version: 1
name: hints
switches: {shared_with: may_verify}
summary: A world for mistakes.
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
businesses:
  - {id: "506914307656634", name: Mine, tokens: [EAAJBsimulator, {token: EAAJBshort, expires: +1h}, {token: EAAJBweak, permissions: [other]}]}
  - {id: "9876543210987654", name: Other, tokens: [EAAJBother]}
partners:
  - {id: simul8PA, business: "506914307656634", api_keys: [sim-api-key, gone-key], users: [{username: partner@example.com, password: simulator}]}
  - {id: secondPA, business: "9876543210987654", api_keys: [second-key]}
timeline:
  - {at: +30m, do: {revoke_token: EAAJBother}}
  - {at: +30m, do: {revoke_key: gone-key}}
`

// hintRig is that world after 40 minutes, with a second one beside it.
type hintRig struct {
	caller
	fresh, deleted, again, hub, ended string // ids
	voided                            string
	foreign                           string // of a number in world there
	bearer                            string
}

func newHintRig(t *testing.T) *hintRig {
	t.Helper()
	sim := simtest.Start(t, server.Options{ScenarioFile: "hints.yaml", ScenarioText: []byte(hintScenario)})
	r := &hintRig{caller: caller{t, sim}}
	r.bearer = r.do("POST", "/api/v2/token", map[string]string{"username": "partner@example.com", "password": "simulator"}).JSON(t)["access_token"].(string)
	r.advance(40 * time.Minute)
	r.fresh = r.add("12125550001")
	r.deleted = r.add("12125550002")
	r.meta(200, simtest.MetaToken, "DELETE", "/"+r.deleted, nil)
	r.again = r.add("12125550002")
	r.hub = r.caller.hub(201, "POST", "", map[string]string{"phone_number": "12125550003"}).JSON(t)["preverified_phone_number_id"].(string)
	r.ended, r.voided = r.add("12125550004"), r.add("12125550005")
	r.meta(200, simtest.MetaToken, "POST", "/"+r.ended+"/request_code", hintSMS)
	r.meta(200, simtest.MetaToken, "POST", "/"+r.voided+"/request_code", hintSMS)
	for range 5 {
		r.meta(422, simtest.MetaToken, "POST", "/"+r.voided+"/verify_code", hintWrong)
	}
	elsewhere := caller{t, sim.In("there")}
	for i := range 20 { // same seed, same ids: make sure that one is of that world only
		a := elsewhere.meta(200, simtest.MetaToken, "POST", "/506914307656634/add_phone_numbers", map[string]string{"phone_number": fmt.Sprintf("1212555%04d", 1000+i)})
		r.foreign = a.JSON(t)["id"].(string)
	}
	return r
}

var (
	hintSMS   = map[string]string{"code_method": "SMS", "language": "en_US"}
	hintWrong = map[string]string{"code": "0000"} // four digits are never drawn
)

func (r *hintRig) add(phone string) string {
	r.t.Helper()
	a := r.meta(200, simtest.MetaToken, "POST", "/506914307656634/add_phone_numbers", map[string]string{"phone_number": phone})
	return a.JSON(r.t)["id"].(string)
}

// mistake is a request that is refused, and the hint that goes with it.
type mistake struct {
	name, method, path, body string
	status                   int
	hint                     string // how it begins
	headers                  []string
}

func (r *hintRig) check(list []mistake) {
	r.t.Helper()
	for _, m := range list {
		var body any
		if m.body != "" {
			body = m.body
		}
		a := r.do(m.method, m.path, body, m.headers...)
		hint := a.Header.Get("X-Sim-Hint")
		if a.Status != m.status || !strings.HasPrefix(hint, m.hint) || (hint == "") != (m.hint == "") {
			r.t.Errorf("%s: %d %s\n hint %q\n want %q", m.name, a.Status, a.Body, hint, m.hint)
		}
		if len(hint) > 160 {
			r.t.Errorf("%s: a hint of %d bytes: %s", m.name, len(hint), hint)
		}
		for _, secret := range append(m.headers, "sim-api-key", "EAAJB", "eyJ") {
			if len(secret) > 3 && !hintHeaders[secret] && strings.Contains(hint, secret) {
				r.t.Errorf("%s: the hint tells a secret: %s", m.name, hint)
			}
		}
		record := r.control(200, "GET", "/requests/"+a.Header.Get("X-Sim-Request"), nil).JSON(r.t)
		cause, _ := record["cause"].(map[string]any)
		if told := cmp.Or(record["hint"], cause["state"], any("")); told != hint {
			r.t.Errorf("%s: the journal has the hint %q, the answer %q", m.name, told, hint)
		}
	}
}

// hintHeaders are the names of headers, which are no secrets.
var hintHeaders = map[string]bool{
	"X-API-Key": true, "Authorization": true, "D360-API-KEY": true, "Content-Type": true, "X-Sim-World": true, "X-Sim-Dialect": true,
	"application/x-www-form-urlencoded": true,
}

func asToken(value string) []string { return []string{"Authorization", "Bearer " + value} }
func asKey(value string) []string   { return []string{"X-API-Key", value} }

func TestHintsOfMeta(t *testing.T) {
	r := newHintRig(t)
	r.advance(10 * time.Minute) // codes end, but for the one asked for next
	taken := r.add("12125550009")
	signup := r.do("POST", "/_sim/v1/signups", map[string]any{"ids": []string{taken}, "outcome": "finish"}).JSON(t)
	gone := "number " + taken + " is gone; its phone number is on a WABA now, with the id " + signup["phone_number_id"].(string)
	mine, good := "/v23.0/506914307656634", asToken("EAAJBsimulator")
	r.check([]mistake{
		{"id of another world", "GET", "/v23.0/" + r.foreign, "", 404, r.foreign + " is known in world there; this request came to world default", good},
		{"unknown id", "GET", "/v23.0/123456789012345", "", 404, "the id names no pre-verified number the token can see", good},
		{"an empty parameter", "POST", "/v23.0/123456789012345/subscribed_apps", `{"override_callback_uri":"https://example.com/","verify_token":""}`, 400, "a required parameter is absent", good},
		{"no id", "GET", "/v23.0/preverified_numbers", "", 400, "the id is missing: /v23.0/{business-id}/preverified_numbers", good},
		{"no id to post to", "POST", "/v23.0/request_code", "{}", 400, "the id is missing: /v23.0/{number-id}/request_code", good},
		{"no id of a phone number", "POST", "/v23.0/register", "{}", 400, "the id is missing: /v23.0/{phone-number-id}/register", good},
		{"360dialog's path", "GET", "/partners/simul8PA/preverified-numbers", "", 400, "this is a path of 360dialog", good},
		{"360dialog's path behind a version", "GET", "/v23.0/api/v2/token", "", 400, "this is a path of 360dialog", good},
		{"360dialog's word", "POST", "/v23.0/" + r.fresh + "/request-otp", "{}", 400, "request-otp is 360dialog's word; Meta's edge is request_code", good},
		{"method of 360dialog", "POST", "/v23.0/" + r.fresh + "/request_code", `{"code_method":"sms","language":"en_US"}`, 400, "code_method is case-sensitive; write SMS", good},
		{"status in lower case", "GET", mine + "/preverified_numbers?code_verification_status=verified", "", 400, "code_verification_status is case-sensitive; write VERIFIED", good},
		{"deleted", "GET", "/v23.0/" + r.deleted, "", 404, "number " + r.deleted + " is gone; its phone number was added again as " + r.again, good},
		{"claimed", "GET", "/v23.0/" + taken, "", 404, gone, good},
		{"claimed, to be registered", "POST", "/v23.0/" + taken + "/register", `{"messaging_product":"whatsapp","pin":"123456"}`, 404, gone, good},
		{"business for a WABA", "POST", mine + "/subscribed_apps", "{}", 404, "506914307656634 is the id of a business; the id of a WABA is wanted", good},
		{"code too late", "POST", "/v23.0/" + r.ended + "/verify_code", `{"code":"0000"}`, 422, "the newest code expired at 2026-01-15T09:50:00.000Z", good},
		{"voided", "POST", "/v23.0/" + r.voided + "/verify_code", `{"code":"0000"}`, 422, "the code was voided by 5 wrong tries", good},
		{"never asked", "POST", "/v23.0/" + r.fresh + "/verify_code", `{"code":"0000"}`, 422, "no code is pending", good},
		{"key as a token", "GET", mine, "", 401, "this is an API key of 360dialog; Graph takes an access token", asToken("sim-api-key")},
		{"key header", "GET", mine, "", 401, "X-API-Key is 360dialog's header; Graph takes Authorization: Bearer", asKey("sim-api-key")},
		{"token of the hub", "GET", mine, "", 401, "this looks like a bearer token of 360dialog", asToken(r.bearer)},
		{"token without a scheme", "GET", mine, "", 401, "Graph wants the word Bearer and a blank before the token", []string{"Authorization", "EAAJBsimulator"}},
		{"token in the body of a GET", "GET", mine, `{"access_token":"EAAJBsimulator"}`, 401, "Graph does not read a body on GET", nil},
		{"revoked token", "GET", mine, "", 401, "token revoked at 2026-01-15T09:30:00.000Z", asToken("EAAJBother")},
		{"weak token", "GET", mine, "", 403, "the token lacks the permissions business_management and whatsapp_business_management; either is enough", asToken("EAAJBweak")},
		{"business for a number", "GET", mine + "/partners", "", 404, "506914307656634 is the id of a business; the id of a number is wanted", good},
		{"number for a business", "GET", "/v23.0/" + r.fresh + "/preverified_numbers", "", 404, r.fresh + " is the id of a number; the id of a business is wanted", good},
		{"number as a partner", "POST", mine + "/share_preverified_numbers", `{"preverified_id":"` + r.fresh + `","partner_business_id":"` + r.again + `"}`, 400, r.again + " is the id of a number", good},
		{"phone number for an id", "GET", "/v23.0/12125550001", "", 404, "12125550001 is a phone number; its id is " + r.fresh, good},
		{"partner for a business", "GET", "/v23.0/simul8PA/preverified_numbers", "", 400, "simul8PA is a partner at 360dialog; the id of a business is wanted", good},
		{"another's business", "GET", "/v23.0/9876543210987654/preverified_numbers", "", 403, "the token acts for business 506914307656634", good},
		{"unreleased version", "GET", "/v99.0/506914307656634", "", 400, "a Graph path begins with a version from v19.0 to v26.0, or with the id; v99.0 is neither", good},
		{"version without its v", "GET", "/23.0/506914307656634/preverified_numbers", "", 400, "a Graph path begins with a version", good},
		{"version without its zero", "GET", "/v23/506914307656634/preverified_numbers", "", 400, "a Graph path begins with a version", good},
		{"hyphen in the code", "POST", "/v23.0/" + r.fresh + "/verify_code", `{"code":"123-456"}`, 400, "the message shows the code with a hyphen", good},
		{"code as a number", "POST", "/v23.0/" + r.fresh + "/verify_code", `{"code":123456}`, 400, "code is text: put the digits into quotes", good},
		{"wrong verb", "GET", "/v23.0/" + r.fresh + "/verify_code", "", 400, "verify_code takes POST", good},
		{"wrong verb without an id", "POST", "/v23.0/debug_token", "", 400, "the node or edge exists and does not know this verb", good},
		{"edge like no other", "GET", mine + "/node", "", 400, "the path, its edge or its version does not exist", good},
		{"JSON called a form", "POST", "/v23.0/" + r.fresh + "/verify_code", `{"code":"123456"}`, 400, "the body is JSON, but its Content-Type says that it is a form", append(good[:2:2], "Content-Type", "application/x-www-form-urlencoded")},
		{"misnamed language", "POST", "/v23.0/" + r.fresh + "/request_code", `{"code_method":"SMS","locale":"en"}`, 400, "the parameter is called language, not locale", good},
		{"misnamed number", "POST", mine + "/share_preverified_numbers", `{"preverified_phone_number_id":"1","partner_business_id":"2"}`, 400, "the parameter is called preverified_id, not preverified_phone_number_id", good},
		{"edge without its s", "POST", mine + "/add_phone_number", `{"phone_number":"1"}`, 400, "there is no edge add_phone_number; did you mean add_phone_numbers?", good},
		{"edge with a word more", "GET", mine + "/preverified_phone_numbers", "", 400, "there is no edge preverified_phone_numbers; did you mean preverified_numbers?", good},
		{"field of a number", "GET", "/v23.0/" + r.fresh + "?fields=id,phone_numbr", "", 422, "there is no field phone_numbr; did you mean phone_number?", good},
		{"field of a business", "GET", mine + "?fields=nam", "", 422, "there is no field nam; did you mean name?", good},
		{"field of a list", "GET", mine + "/preverified_numbers?fields=code_verification_stat", "", 422, "there is no field code_verification_stat; did you mean code_verification_status?", good},
		{"field within a field", "GET", "/v23.0/" + r.fresh + "?fields=owner_business{nme}", "", 422, "there is no field nme; did you mean name?", good},
		{"field like no other", "GET", "/v23.0/" + r.fresh + "?fields=bogus", "", 422, "there is no field bogus; accepted are availability_status, code_verification_status, ", good},
		{"field that has no fields", "GET", "/v23.0/" + r.fresh + "?fields=id{phone_number}", "", 422, "the fields parameter names a field", good},
		{"packed body", "POST", "/v23.0/" + r.fresh + "/verify_code", "\x1f\x8b\b\x00", 400, "the body is packed, as by gzip; send it plain", append(good[:2:2], "Content-Type", "application/json")},
		{"byte order mark", "POST", "/v23.0/" + r.fresh + "/verify_code", "\ufeff{\"code\":\"1234\"}", 400, "the body begins with a byte order mark", append(good[:2:2], "Content-Type", "application/json")},
		{"another server's probe", "GET", "/healthz", "", 401, "the simulator's probes are /livez and /readyz", nil},
		{"dialect like no other", "GET", mine, "", 200, "X-Sim-Dialect is documented or observed; another word changes nothing", append(good[:2:2], "X-Sim-Dialect", "observd")},
		{"node by a name", "GET", "/v24.0/me", "", 400, "the node me is not simulated", good},
		{"phone number as a number", "POST", mine + "/add_phone_numbers", `{"phone_number":15550783882}`, 400, "put quotes around phone_number: text is wanted", good},
		{"ids as numbers", "POST", mine + "/share_preverified_numbers", `{"preverified_id":123,"partner_business_id":5}`, 400, "put quotes around partner_business_id and preverified_id: text is wanted", good},
		{"refusal with the status of a success", "GET", "/v23.0/9876543210987654/preverified_numbers?suppress_http_code=1", "", 200, "the token acts for business 506914307656634", good},
		{"edge for an id", "POST", "/v23.0//request_code", `{"code_method":"SMS","language":"en"}`, 400, "the id is missing: /v23.0/{number-id}/request_code", good},
	})
	r.advance(10 * time.Minute)
	r.check([]mistake{
		{"expired token", "GET", mine, "", 401, "token expired at 2026-01-15T10:00:00.000Z", asToken("EAAJBshort")},
	})
}

func TestHintsOf360dialog(t *testing.T) {
	r := newHintRig(t)
	r.caller.hub(200, "DELETE", "/"+r.hub, nil)
	other := r.caller.do("POST", "/api/v2/partners/secondPA/preverified-numbers", `{"phone_number":"12125550009"}`, "X-API-Key", "second-key").JSON(t)["preverified_phone_number_id"].(string)
	mineID := r.caller.hub(201, "POST", "", map[string]string{"phone_number": "12125550008"}).JSON(t)["preverified_phone_number_id"].(string)
	pool, good := "/api/v2/partners/simul8PA/preverified-numbers", asKey("sim-api-key")
	r.check([]mistake{
		{"id of another world", "DELETE", pool + "/" + r.foreign, "", 404, r.foreign + " is known in world there", good},
		{"Graph's path", "GET", "/api/v2/v23.0/506914307656634/preverified_numbers", "", 404, "this is a path of Meta's Graph API", good},
		{"Meta's word", "GET", "/api/v2/partners/simul8PA/preverified_numbers", "", 404, "preverified_numbers is Meta's word; 360dialog's is preverified-numbers", good},
		{"twice the base", "GET", "/api/v2/api/v2/token", "", 404, "/api/v2 stands in the path twice", good},
		{"no partner", "GET", "/api/v2/preverified-numbers", "", 404, "the partner is missing", good},
		{"trailing slash", "GET", pool + "/", "", 404, "360dialog's paths have no trailing slash", good},
		{"nothing near", "GET", "/api/v2/clients", "", 404, "the path does not exist", good},
		{"method in capitals", "POST", pool + "/" + mineID + "/request-otp", `{"code_method":"SMS","language":"en"}`, 400, "code_method is case-sensitive; write sms", good},
		{"deleted", "POST", pool + "/" + r.hub + "/verify-otp", `{"code":"1"}`, 404, "the number was deleted at 2026-01-15T09:40:00.000Z", good},
		{"another's number", "DELETE", pool + "/" + other, "", 404, "the number is in the pool of partner secondPA", good},
		{"number of Meta only", "DELETE", pool + "/" + r.fresh, "", 404, "the number is in no pool of 360dialog", good},
		{"phone number for an id", "DELETE", pool + "/+12125550008", "", 404, "+12125550008 is a phone number; its id is " + mineID, good},
		{"business for a number", "DELETE", pool + "/506914307656634", "", 404, "506914307656634 is the id of a business; the id of a number is wanted", good},
		{"business for a partner", "GET", "/api/v2/partners/9876543210987654/preverified-numbers", "", 404, "9876543210987654 is the id of a business; the id of a partner is wanted", good},
		{"partner in lower case", "GET", "/api/v2/partners/simul8pa/preverified-numbers", "", 404, "there is no partner simul8pa", good},
		{"token of Meta as a key", "GET", pool, "", 401, "this is an access token of Meta; X-API-Key takes an API key", asKey("EAAJBsimulator")},
		{"token of Meta", "GET", pool, "", 401, "this is an access token of Meta; X-API-Key takes an API key", asToken("EAAJBsimulator")},
		{"key as a token", "GET", pool, "", 401, "this is an API key of 360dialog; X-API-Key takes an API key", asToken("sim-api-key")},
		{"messaging header", "GET", pool, "", 401, "360dialog's Partner API takes X-API-Key; D360-API-KEY is for the messaging API", []string{"D360-API-KEY", "sim-api-key"}},
		{"revoked key", "GET", pool, "", 401, "the API key was revoked", asKey("gone-key")},
		{"bad key beside a token", "GET", pool, "", 401, "X-API-Key decides where a bearer token comes beside it", append(asKey("nope"), asToken(r.bearer)...)},
		{"another's key", "GET", pool, "", 403, "the credential is that of partner secondPA", asKey("second-key")},
		{"plus", "POST", pool, `{"phone_number":"+12125550007"}`, 400, "360dialog takes a phone number as digits only", good},
		{"form", "POST", pool, "phone_number=12125550007", 400, "the body counts as empty: its Content-Type is not application/json", append(good[:2:2], "Content-Type", "application/x-www-form-urlencoded")},
		{"number for text", "POST", pool, `{"phone_number":12125550007}`, 400, "put quotes around phone_number: text is wanted", good},
		{"misnamed phone number", "POST", pool, `{"phone":"12125550007"}`, 400, "the parameter is called phone_number, not phone", good},
		{"misnamed language", "POST", pool + "/" + mineID + "/request-otp", `{"code_method":"sms","locale":"en"}`, 400, "the parameter is called language, not locale", good},
		{"packed body", "POST", pool, "\x1f\x8b\b\x00", 400, "the body is packed, as by gzip; send it plain", append(good[:2:2], "Content-Type", "application/json")},
		{"byte order mark", "POST", pool, "\ufeff{}", 400, "the body begins with a byte order mark", append(good[:2:2], "Content-Type", "application/json")},
		{"hyphen in the code", "POST", pool + "/" + mineID + "/verify-otp", `{"code":"123-456"}`, 400, "the message shows the code with a hyphen", good},
		{"no code asked", "POST", pool + "/" + mineID + "/verify-otp", `{"code":"123456"}`, 400, "no code is pending", good},
	})
	r.advance(24 * time.Hour)
	r.check([]mistake{
		{"stale token", "GET", pool, "", 401, "token has invalid claims: token is expired", asToken(r.bearer)},
	})
}

func TestCredentialOfAnotherWorld(t *testing.T) {
	r := newHintRig(t)
	there := caller{t, r.s.In("there")}
	changed := strings.ReplaceAll(strings.ReplaceAll(hintScenario, "EAAJBsimulator", "EAAJBthere"), "sim-api-key", "key-there")
	there.want(200, there.do("PUT", "/_sim/v1/scenario", changed, "Content-Type", "application/yaml"), "PUT", "/scenario")
	r.check([]mistake{
		{"token of another world", "GET", "/v23.0/506914307656634", "", 401, "this credential belongs to world there; this request came to world default", asToken("EAAJBthere")},
		{"key of another world", "GET", poolOf("simul8PA"), "", 401, "this credential belongs to world there; this request came to world default", asKey("key-there")},
	})
}

func TestHintsStayOffSuccessesAndQuietServers(t *testing.T) {
	r := newHintRig(t)
	for _, a := range []simtest.Answer{
		r.meta(200, simtest.MetaToken, "GET", "/"+r.fresh, nil),
		r.meta(200, simtest.MetaToken, "DELETE", "/"+r.again, nil),
		r.caller.hub(200, "GET", "", nil),
	} {
		if hint := a.Header.Get("X-Sim-Hint"); hint != "" {
			t.Errorf("a success has the hint %q", hint)
		}
	}
	quiet := caller{t, simtest.Start(t, server.Options{QuietHeaders: true})}
	id := quiet.hub(201, "POST", "", map[string]string{"phone_number": "12125550008"}).JSON(t)["preverified_phone_number_id"].(string)
	a := quiet.hub(400, "POST", "/"+id+"/verify-otp", map[string]string{"code": "123-456"})
	for name := range a.Header {
		if strings.HasPrefix(name, "X-Sim-") {
			t.Errorf("a quiet server sends %s", name)
		}
	}
	record := quiet.control(200, "GET", "/requests?operation=360dialog.verify_otp", nil).JSON(t)["data"].([]any)[0].(map[string]any)
	if hint, _ := record["hint"].(string); !strings.Contains(hint, "hyphen") {
		t.Errorf("the journal of a quiet server has the hint %q", hint)
	}
}
