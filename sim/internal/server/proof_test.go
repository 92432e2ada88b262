package server_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// proofScenario has one number that every operation can be called on, of both
// vendors, and nothing that stands in the way.
const proofScenario = `
version: 1
name: proof
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
code: {value: "123456"}
businesses:
  - {id: "506914307656634", name: Lucky Shrub, tokens: [EAAJBsimulator]}
  - {id: "9876543210987654", name: Other}
partners: [{id: simul8PA, business: "506914307656634", api_keys: [sim-api-key], users: [{username: partner@example.com, password: simulator}]}]
wabas:
  - id: "102290129340398"
    business: "9876543210987654"
    shared_with: ["506914307656634"]
    phone_numbers:
      - {phone_number: "12125550190", id: "110200345501442"}
      - {phone_number: "12125550191", id: "110200345501443", pin: "581063"}
      - {phone_number: "12125550192", id: "110200345501444", verified: false}
  - {id: "102290129340399", business: "506914307656634"}
numbers:
  - {phone_number: "12115555105", business: "506914307656634"}
  - {phone_number: "4915123456789", partner: simul8PA}
`

// proofCalls has a request for every operation that succeeds; {own} and {pool}
// are the ids of the two numbers.
var proofCalls = map[string]string{
	"meta.get_number":           "GET /v23.0/{own}?fields=id,phone_number,code_verification_status,owner_business{id,name}",
	"meta.get_business":         "GET /v23.0/506914307656634",
	"meta.delete_number":        "DELETE /v23.0/{own}",
	"meta.list_numbers":         "GET /v23.0/506914307656634/preverified_numbers",
	"meta.verify_code":          "POST /v23.0/{own}/verify_code?code=123456",
	"meta.request_code":         "POST /v23.0/{own}/request_code?code_method=SMS&language=en_US",
	"meta.add_number":           "POST /v23.0/506914307656634/add_phone_numbers?phone_number=12125550199",
	"meta.share_number":         "POST /v23.0/506914307656634/share_preverified_numbers?preverified_id={own}&partner_business_id=9876543210987654",
	"meta.unshare_number":       "DELETE /v23.0/506914307656634/share_preverified_numbers?preverified_id={own}&partner_business_id=9876543210987654",
	"meta.list_partners":        "GET /v23.0/{own}/partners",
	"meta.get_waba":             "GET /v23.0/102290129340398?fields=id,name,on_behalf_of_business_info",
	"meta.get_phone":            "GET /v23.0/110200345501442",
	"meta.register_phone":       "POST /v23.0/110200345501442/register?messaging_product=whatsapp&pin=581063",
	"meta.deregister_phone":     "POST /v23.0/110200345501443/deregister",
	"meta.request_phone_code":   "POST /v23.0/110200345501444/request_code?code_method=SMS&language=en_US",
	"meta.verify_phone_code":    "POST /v23.0/110200345501444/verify_code?code=123456",
	"meta.list_waba_numbers":    "GET /v23.0/102290129340398/phone_numbers",
	"meta.add_waba_number":      "POST /v23.0/102290129340398/phone_numbers?phone_number=12125550197&verified_name=Wool",
	"meta.list_subscribed_apps": "GET /v23.0/102290129340398/subscribed_apps",
	"meta.subscribe_app":        "POST /v23.0/102290129340398/subscribed_apps",
	"meta.unsubscribe_app":      "DELETE /v23.0/102290129340398/subscribed_apps",
	"meta.list_assigned_users":  "GET /v23.0/102290129340398/assigned_users?business=506914307656634",
	"meta.assign_user":          "POST /v23.0/102290129340398/assigned_users?user=1972555232742222&tasks=MANAGE",
	"meta.unassign_user":        "DELETE /v23.0/102290129340398/assigned_users?user=1972555232742222",
	"meta.list_client_wabas":    "GET /v23.0/506914307656634/client_whatsapp_business_accounts",
	"meta.list_owned_wabas":     "GET /v23.0/506914307656634/owned_whatsapp_business_accounts",
	"meta.list_credit_lines":    "GET /v23.0/506914307656634/extendedcredits",
	"meta.share_credit_line":    "POST /v23.0/1972385232742146/whatsapp_credit_sharing_and_attach?waba_id=102290129340398&waba_currency=USD",
	"meta.exchange_code":        "GET /v23.0/oauth/access_token?client_id=1017734028366125&client_secret=sim-app-secret&code={code}",
	"meta.debug_token":          "GET /v23.0/debug_token?input_token=EAAJBsimulator",
	"meta.system_user_token":    "POST /v23.0/9876543210987654/system_user_access_tokens?appsecret_proof={proof}",
	"meta.set_webhook":          "POST /v23.0/1017734028366125/subscriptions?object=whatsapp_business_account&callback_url={hook}&fields=account_update&verify_token=t",
	"360dialog.list_numbers":    "GET /api/v2/partners/simul8PA/preverified-numbers",
	"360dialog.add_number":      `POST /api/v2/partners/simul8PA/preverified-numbers {"phone_number":"12125550198"}`,
	"360dialog.delete_number":   "DELETE /api/v2/partners/simul8PA/preverified-numbers/{pool}",
	"360dialog.request_otp":     `POST /api/v2/partners/simul8PA/preverified-numbers/{pool}/request-otp {"code_method":"sms","language":"en"}`,
	"360dialog.verify_otp":      `POST /api/v2/partners/simul8PA/preverified-numbers/{pool}/verify-otp {"code":"123456"}`,
	"360dialog.create_token":    `POST /api/v2/token {"username":"partner@example.com","password":"simulator"}`,
}

// proofBefore has the calls that must come before.
var proofBefore = map[string]string{
	"meta.verify_code":       "meta.request_code",
	"meta.unshare_number":    "meta.share_number",
	"meta.list_partners":     "meta.share_number",
	"meta.verify_phone_code": "meta.request_phone_code", "meta.list_subscribed_apps": "meta.subscribe_app", "meta.unsubscribe_app": "meta.subscribe_app",
	"meta.list_assigned_users": "meta.assign_user", "meta.unassign_user": "meta.assign_user", "meta.share_credit_line": "meta.assign_user",
	"360dialog.verify_otp": "360dialog.request_otp",
}

// proofFree are the members of which the contract says nothing.
var proofFree = map[string]string{
	"360dialog.delete_number": "/data", // of any kind, or null (seed 000)
	"360dialog.request_otp":   "/data",
}

// Every operation's answer is held against its contract on the way out, in the
// server as it is: an answer that is wrong in any one place is found.
func TestAWrongAnswerIsCaughtOnEveryOperation(t *testing.T) {
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.FormValue("hub.challenge")) }))
	t.Cleanup(hook.Close)
	p := &proof{t: t, hook: hook.URL, s: startOffline(t, server.Options{ScenarioFile: "proof.yaml", ScenarioText: []byte(proofScenario)})}
	for _, r := range p.s.Operations() {
		var places []string
		if n := p.run(r, func(value any) any {
			places = proofWalk(value, "", nil)
			return value
		}); n != 0 {
			t.Errorf("%s: %d violations in an answer that was left alone", r.Operation, n)
		}
		if len(places) == 0 {
			t.Errorf("%s: the answer has no place that could be wrong", r.Operation)
		}
		for _, place := range append(places, "the whole") {
			found := p.run(r, func(value any) any { return proofSpoil(value, "", place) })
			if (found == 0) != (proofFree[r.Operation] == place) {
				t.Errorf("%s: %d violations when %s was wrong", r.Operation, found, place)
			}
		}
	}
}

// proof runs every call in a world of its own.
type proof struct {
	t      *testing.T
	s      *server.Server
	hook   string // takes every challenge
	worlds int
}

// run makes the call of an operation whose handler's value goes through change,
// and counts the violations.
func (p *proof) run(r *trip.Route, change func(any) any) int64 {
	p.t.Helper()
	p.worlds++
	if before := proofBefore[r.Operation]; before != "" {
		p.call(before)
	}
	right, reached := r.Handler, false
	defer func() { r.Handler = right }()
	r.Handler = func(c *trip.Call) (any, error) {
		value, err := right(c)
		if err != nil {
			return nil, err
		}
		reached = true
		return change(value), nil
	}
	before := p.s.Violations()
	p.call(r.Operation)
	if !reached {
		p.t.Fatalf("%s was not reached", r.Operation)
	}
	return p.s.Violations() - before
}

func (p *proof) call(operation string) {
	p.t.Helper()
	name := fmt.Sprintf("w%d", p.worlds)
	w, err := p.s.Worlds().Get(name)
	if err != nil {
		p.t.Fatal(err)
	}
	line := strings.NewReplacer("{own}", w.Store.LookupID("12115555105").LiveID, "{pool}", w.Store.LookupID("4915123456789").LiveID,
		"{proof}", proofOfSecret(), "{code}", signupCode(p.t, w), "{hook}", p.hook).
		Replace(proofCalls[operation])
	method, rest, _ := strings.Cut(line, " ")
	target, body, _ := strings.Cut(rest, " ")
	q := httptest.NewRequest(method, "/_world/"+name+target, strings.NewReader(body))
	q.Header.Set("Content-Type", "application/json")
	switch {
	case strings.HasPrefix(operation, "360dialog."):
		q.Header.Set("X-API-Key", "sim-api-key")
	case operation == "meta.set_webhook":
		q.Header.Set("Authorization", "Bearer 1017734028366125|sim-app-secret")
	default:
		q.Header.Set("Authorization", "Bearer EAAJBsimulator")
	}
	answer := httptest.NewRecorder()
	p.s.Handler().ServeHTTP(answer, q)
	if answer.Code >= http.StatusBadRequest {
		p.t.Fatalf("%s: %d %s", operation, answer.Code, answer.Body)
	}
}

// proofOfSecret is the appsecret_proof of the token under the secret of the app.
func proofOfSecret() string {
	mac := hmac.New(sha256.New, []byte(sim.DefaultAppSecret))
	mac.Write([]byte("EAAJBsimulator"))
	return hex.EncodeToString(mac.Sum(nil))
}

// signupCode is the code of a signup that has just been finished.
func signupCode(t *testing.T, w *world.World) (code string) {
	err := w.Store.Do(w.Now(), func(tx *store.Tx) error {
		s, err := tx.OpenSignup(sim.SignupRequest{})
		if err != nil {
			return err
		}
		s, err = tx.FinishSignup(s.ID, sim.SignupEnd{Outcome: sim.OutcomeOnlyWABA})
		code = string(s.Code)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// proofWalk lists the members of an answer by their paths, in lists those of the
// last element.
func proofWalk(value any, at string, out []string) []string {
	switch v := value.(type) {
	case wire.Object:
		for _, m := range v {
			out = proofWalk(m.Value, at+"/"+m.Name, append(out, at+"/"+m.Name))
		}
	case []wire.Object:
		if len(v) > 0 {
			out = proofWalk(v[len(v)-1], at+"/-", out)
		}
	case []any:
		if len(v) > 0 {
			out = proofWalk(v[len(v)-1], at+"/-", out)
		}
	}
	return out
}

// proofSpoil puts into one place what no member of any answer is: a number for
// everything but an object, a text for an object or a list.
func proofSpoil(value any, at, place string) any {
	if at == place || place == "the whole" {
		return proofWrong(value)
	}
	switch v := value.(type) {
	case wire.Object:
		out := make(wire.Object, len(v))
		for i, m := range v {
			out[i] = wire.Member{Name: m.Name, Value: proofSpoil(m.Value, at+"/"+m.Name, place)}
		}
		return out
	case []wire.Object:
		out := make([]any, len(v))
		for i, o := range v {
			if out[i] = o; i == len(v)-1 {
				out[i] = proofSpoil(o, at+"/-", place)
			}
		}
		return out
	}
	return value
}

func proofWrong(value any) any {
	switch value.(type) {
	case int, int64, float64, bool:
		return fmt.Sprint("not ", value)
	case wire.Object, []wire.Object, []any:
		return "neither object nor list"
	default:
		return wire.Object{{Name: "unexpected", Value: 1}}
	}
}
