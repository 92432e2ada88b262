package simtest_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

const pool = `
version: 1
name: pool
apps: [{id: "1017734028366125", secret: sim-app-secret}]
businesses: [{id: "506914307656634", name: Lucky Shrub, tokens: [EAAJBsimulator]}]
numbers:
  - {phone_number: "12025550101", status: VERIFIED}
  - {phone_number: "12025550102", status: EXPIRED}
  - {phone_number: "12025550103", status: VERIFIED}
`

// onboarding takes one customer from the pool to a registered number, as a back end
// does: every step is a request over HTTP.
type onboarding struct {
	t     *testing.T
	s     *simtest.Sim
	token string // of the customer's business
	waba  string
	phone string // the id of the new number
}

// call sends a request with a token and returns the JSON of a success.
func (o *onboarding) call(method, path, token string, body any) map[string]any {
	a := o.s.Do(method, "/v23.0"+path, body, "Authorization", "Bearer "+token)
	if a.Status != http.StatusOK {
		o.t.Errorf("%s %s: %d %s", method, path, a.Status, a.Body)
	}
	return a.JSON(o.t)
}

// signUp has the customer take the number, and reads the window's message as a page
// does.
func (o *onboarding) signUp(id string) (code string) {
	done, err := o.s.Controls().OpenSignup(o.t.Context(), sim.SignupRequest{
		IDs: []string{id}, Version: 3, SignupEnd: sim.SignupEnd{Outcome: sim.OutcomeFinish},
	})
	if err != nil {
		o.t.Error(err)
	}
	var message struct {
		Data struct {
			Phone string `json:"phone_number_id"`
			WABA  string `json:"waba_id"`
		}
		Type, Event string
		Version     int
	}
	if err := json.Unmarshal([]byte(done.Message), &message); err != nil || message.Type != "WA_EMBEDDED_SIGNUP" || message.Event != "FINISH" || message.Version != 3 {
		o.t.Errorf("%v in the message %s", err, done.Message)
	}
	o.waba, o.phone = message.Data.WABA, message.Data.Phone
	return string(done.Code)
}

// claim makes the steps up to the registered number.
func (o *onboarding) claim(id, msisdn string) {
	code := o.signUp(id)
	exchange := "/oauth/access_token?client_id=" + sim.DefaultApp + "&client_secret=sim-app-secret&code=" + code
	o.token, _ = o.call("GET", exchange, "", nil)["access_token"].(string)
	told, _ := o.call("GET", "/debug_token?input_token="+url.QueryEscape(o.token), simtest.MetaToken, nil)["data"].(map[string]any)
	if text, _ := json.Marshal(told["granular_scopes"]); !strings.Contains(string(text), `"target_ids":["`+o.waba+`"]`) {
		o.t.Errorf("debug_token tells of %s, want WABA %s", text, o.waba)
	}
	o.call("GET", "/"+o.waba+"?fields=on_behalf_of_business_info,message_template_namespace", o.token, nil)
	o.call("POST", "/"+o.waba+"/assigned_users?user="+sim.DefaultSystemUser+"&tasks=MANAGE", simtest.MetaToken, nil)
	o.call("POST", "/"+sim.DefaultCreditLine+"/whatsapp_credit_sharing_and_attach?waba_id="+o.waba+"&waba_currency=USD", simtest.MetaToken, nil)
	o.call("POST", "/"+o.waba+"/subscribed_apps", o.token, nil)
	numbers, _ := o.call("GET", "/"+o.waba+"/phone_numbers", o.token, nil)["data"].([]any)
	if len(numbers) != 1 || digits(numbers[0].(map[string]any)["display_phone_number"]) != msisdn || numbers[0].(map[string]any)["id"] != o.phone {
		o.t.Errorf("WABA %s has %v, want %s with id %s", o.waba, numbers, msisdn, o.phone)
	}
	o.call("POST", "/"+o.phone+"/register", o.token, map[string]string{"messaging_product": "whatsapp", "pin": "581063"})
	if n := o.call("GET", "/"+o.phone, o.token, nil); n["status"] != "CONNECTED" || digits(n["display_phone_number"]) != msisdn {
		o.t.Errorf("the registered number is %v", n)
	}
}

func digits(text any) string {
	s, _ := text.(string)
	return strings.Map(onlyDigits, s)
}

// TestTwoCustomersAtOnce takes two customers from one pool to a registered number
// each, side by side.
func TestTwoCustomersAtOnce(t *testing.T) {
	s := simtest.Start(t, simtest.Options{ScenarioText: []byte(pool)})
	h := received(t)
	h.subscribed(t, s)
	free := func() []any {
		page, _ := s.Meta("GET", "/v23.0/"+simtest.BusinessID+"/preverified_numbers?code_verification_status=VERIFIED&availability_status=AVAILABLE", nil).JSON(t)["data"].([]any)
		return page
	}
	numbers := free()
	if len(numbers) != 2 {
		t.Fatalf("the pool has %v", numbers)
	}
	customers := make([]*onboarding, len(numbers))
	var side sync.WaitGroup
	for i, n := range numbers {
		customers[i] = &onboarding{t: t, s: s}
		one := n.(map[string]any)
		side.Go(func() { customers[i].claim(one["id"].(string), digits(one["phone_number"])) })
	}
	side.Wait()
	if left := free(); len(left) != 0 {
		t.Errorf("the pool still has %v", left)
	}
	told := map[string]bool{}
	for range customers {
		w := h.next(t)
		told[w.Info.WABA] = w.signed() && w.Event == sim.PartnerAdded && w.entry == simtest.BusinessID
	}
	wabas, err := s.Controls().WABAs(t.Context())
	if err != nil || len(wabas) != len(customers) {
		t.Fatalf("%v; the control API lists %d WABAs", err, len(wabas))
	}
	listed := map[string]sim.ListedWABA{}
	for _, w := range wabas {
		listed[w.ID] = w
	}
	for i, o := range customers {
		w := listed[o.waba]
		if len(w.PhoneNumbers) != 1 || len(w.SubscribedApps) != 1 || w.SubscribedApps[0].App != sim.DefaultApp {
			t.Errorf("WABA %s is listed as %+v", o.waba, w)
		} else if n := w.PhoneNumbers[0]; n.ID != o.phone || !n.Registered || string(n.PreverifiedID) != numbers[i].(map[string]any)["id"] {
			t.Errorf("number %s is listed as %+v", o.phone, n)
		}
		if !told[o.waba] {
			t.Errorf("no signed webhook tells of WABA %s", o.waba)
		}
		other := customers[1-i]
		for _, path := range []string{other.waba, other.waba + "/phone_numbers", other.phone} {
			if a := s.Do("GET", "/v23.0/"+path, nil, "Authorization", "Bearer "+o.token); a.Status != http.StatusForbidden {
				t.Errorf("the token of WABA %s reads %s: %d %s", o.waba, path, a.Status, a.Body)
			}
		}
		if a := s.Meta("GET", "/v23.0/"+numbers[i].(map[string]any)["id"].(string), nil); a.Status != http.StatusNotFound {
			t.Errorf("the pre-verified number: %d %s", a.Status, a.Body)
		}
	}
}
