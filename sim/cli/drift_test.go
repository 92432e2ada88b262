package cli

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// A capture of the simulator itself must not drift from it, whatever ids and
// codes either run draws.

const recordedWorld = `
version: 1
seed: 7
profile: embedded-signup
clock: {mode: frozen, at: 2026-03-01T09:00:00Z}
dialect: %s
businesses:
  - id: "111122223333444"
    name: Lucky Shrub
    tokens: [EAAowner, {token: EAAold, expires: 1h ago}, {token: EAArevoked, revoked: true}, {token: EAAweak, permissions: []}]
  - {id: "555566667777888", name: Second Shrub, tokens: [EAAother]}
partners:
  - {id: firstPA, business: "555566667777888", api_keys: [first-key], users: [{username: a@example.com, password: pw}]}
  - {id: otherPA, business: "111122223333444", api_keys: [other-key]}
numbers:
  - {phone_number: "12115555105", id: "10001000100010", business: "111122223333444", status: VERIFIED, verified: 20d ago}
  - {phone_number: "12115555106", id: "10001000100011", business: "111122223333444", status: EXPIRED}
  - {phone_number: "12115555107", id: "10001000100012", business: "111122223333444", claimed: true, shared_with: ["555566667777888"]}
  - {phone_number: "12115555108", id: "10001000100013", business: "111122223333444", status: VERIFIED, verified: 80d ago}
  - {phone_number: "4915123456789", id: "20002000200020", partner: firstPA, status: VERIFIED, verified: 10d ago}
  - {phone_number: "4915123456780", id: "20002000200021", partner: firstPA}
wabas:
  - id: "102290129340398"
    business: "555566667777888"
    shared_with: ["111122223333444"]
    phone_numbers:
      - {phone_number: "12025550140", id: "110200345501442", quality_rating: GREEN}
      - {phone_number: "12025550141", id: "110200345501443", pin: "581063"}
      - {phone_number: "12025550142", id: "110200345501444", verified: false}
`

// recording plays a client whose requests are written down.
type recording struct {
	t       *testing.T
	srv     *server.Server
	world   *world.World
	entries []any
	values  map[string]string
}

func startRecording(t *testing.T, dialect sim.Dialect) *recording {
	t.Helper()
	srv, err := server.New(server.Options{
		QuietHeaders: true, ScenarioFile: "recorded.yaml", ScenarioText: fmt.Appendf(nil, recordedWorld, dialect),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	w, err := srv.Worlds().Get(world.Default)
	if err != nil {
		t.Fatal(err)
	}
	return &recording{t: t, srv: srv, world: w, values: map[string]string{}}
}

// pass moves the recorded world's clock.
func (r *recording) pass(d time.Duration) {
	r.t.Helper()
	if _, err := r.world.MoveTo(r.world.Clock.Now().Add(d)); err != nil {
		r.t.Fatal(err)
	}
}

func (r *recording) code(id string) string {
	var value string
	_ = r.world.Store.Do(r.world.Now(), func(tx *store.Tx) error {
		codes, _ := tx.Codes(store.CodeFilter{NumberID: id})
		for _, c := range codes {
			if value == "" {
				value = c.Code
			}
		}
		return nil
	})
	return value
}

// do makes one request and strips its secrets from what is written down.
func (r *recording) do(want int, secret, method, address, body string) map[string]any {
	r.t.Helper()
	r.pass(3 * time.Second)
	q := httptest.NewRequest(method, address, strings.NewReader(body))
	var headers []any
	pair := func(name, value, shown string) {
		q.Header.Set(name, value)
		headers = append(headers, map[string]any{"name": strings.ToLower(name), "value": shown})
	}
	switch {
	case secret == "":
	case strings.Contains(address, dialogHostForTests):
		pair("X-API-Key", secret, "***")
	default:
		pair("Authorization", "Bearer "+secret, "Bearer "+secret[:3]+"*****")
	}
	request := map[string]any{"method": method, "url": address}
	if body != "" {
		kind := "application/x-www-form-urlencoded"
		if body[0] == '{' {
			kind = "application/json"
		}
		pair("Content-Type", kind, kind)
		request["postData"] = map[string]any{"mimeType": kind, "text": strings.ReplaceAll(body, `"password":"pw"`, `"password":"***"`)}
	}
	request["headers"] = headers
	w := httptest.NewRecorder()
	r.srv.Handler().ServeHTTP(w, q)
	if w.Code != want {
		r.t.Fatalf("%s %s %s: %d %s, want %d", method, address, body, w.Code, w.Body, want)
	}
	var answered []any
	for name, values := range w.Header() { // HAR headers have no order
		answered = append(answered, map[string]any{"name": strings.ToLower(name), "value": values[0]})
	}
	r.entries = append(r.entries, map[string]any{
		"startedDateTime": r.world.Clock.Now().Format(time.RFC3339Nano), "request": request,
		"response": map[string]any{"status": w.Code, "headers": answered, "content": map[string]any{"text": w.Body.String()}},
	})
	var out map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &out) // lists of 360dialog are no objects
	return out
}

const (
	metaForTests       = "https://graph.facebook.com/v23.0/"
	dialogHostForTests = "hub.360dialog.io"
	poolForTests       = "https://" + dialogHostForTests + "/api/v2/partners/"
	owner, other       = "111122223333444", "555566667777888"
)

func (r *recording) file() string {
	r.t.Helper()
	data, err := json.Marshal(map[string]any{"log": map[string]any{"version": "1.2", "entries": r.entries}})
	if err != nil {
		r.t.Fatal(err)
	}
	file := filepath.Join(r.t.TempDir(), "capture.har")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		r.t.Fatal(err)
	}
	return file
}

// statuses are those of the dialects, for the same requests.
type statuses struct{ bad, unprocessable, absent, unauthorized, stale int }

var statusesOf = map[sim.Dialect]statuses{
	sim.Documented: {400, 422, 404, 401, 401},
	sim.Observed:   {400, 400, 400, 401, 400},
}

func (r *recording) meta(s statuses) {
	list := metaForTests + owner + "/preverified_numbers"
	first := r.do(200, "EAAowner", "GET", list+"?limit=2", "")
	after := first["paging"].(map[string]any)["cursors"].(map[string]any)["after"].(string)
	r.do(200, "EAAowner", "GET", list+"?limit=2&after="+url.QueryEscape(after), "")
	r.do(200, "EAAowner", "GET", list+"?fields=id,display_phone_number,owner_business,availability_status,created_time", "")
	r.do(s.bad, "EAAowner", "GET", list+"?limit=0", "")
	r.do(s.bad, "EAAowner", "GET", list+"?after=nonsense", "")
	r.do(s.unprocessable, "EAAowner", "GET", list+"?fields=nonsense", "")

	id := r.do(200, "EAAowner", "POST", metaForTests+owner+"/add_phone_numbers", "phone_number=%2B1+555+078+3881")["id"].(string)
	node := metaForTests + id
	r.do(s.unprocessable, "EAAowner", "POST", metaForTests+owner+"/add_phone_numbers", `{"phone_number":"15550783881"}`)
	r.do(400, "EAAowner", "POST", metaForTests+owner+"/add_phone_numbers", `{"phone_number":"12"}`)
	r.do(200, "EAAowner", "POST", node+"/request_code", `{"code_method":"SMS","language":"en_US","id":"`+id+`"}`)
	r.do(400, "EAAowner", "POST", node+"/request_code", `{"language":"en_US"}`)
	r.do(s.unprocessable, "EAAowner", "POST", node+"/verify_code", "code="+wrongFor(r.code(id)))
	r.do(400, "EAAowner", "POST", node+"/verify_code", "code=abc")
	r.pass(11 * time.Minute)
	r.do(s.unprocessable, "EAAowner", "POST", node+"/verify_code", "code="+r.code(id))
	r.do(200, "EAAowner", "POST", node+"/request_code", "code_method=VOICE&language=de")
	r.do(200, "EAAowner", "POST", node+"/verify_code?code="+r.code(id), "")
	r.do(s.unprocessable, "EAAowner", "POST", node+"/verify_code", "code="+r.code(id))
	r.do(s.unprocessable, "EAAowner", "POST", node+"/request_code", "code_method=SMS&language=de")
	r.do(200, "EAAowner", "GET", node, "")
	r.do(200, "EAAowner", "GET", node+"?fields=phone_number,code_verification_time,verification_expiry_time", "")
	r.do(200, "EAAowner", "GET", metaForTests+owner, "")

	share := metaForTests + owner + "/share_preverified_numbers"
	ids := "preverified_id=" + id + "&partner_business_id=" + other
	r.do(200, "EAAowner", "POST", share, ids)
	r.do(s.unprocessable, "EAAowner", "POST", share, ids)
	r.do(200, "EAAowner", "GET", node+"/partners", "")
	r.do(200, "EAAother", "GET", metaForTests+other+"/preverified_numbers", "")
	r.do(200, "EAAowner", "DELETE", share+"?"+ids, "")
	r.do(s.unprocessable, "EAAowner", "DELETE", share+"?"+ids, "")
	r.do(200, "EAAowner", "DELETE", node, "")
	r.do(s.absent, "EAAowner", "GET", node, "")
	r.do(200, "EAAowner", "POST", metaForTests+owner+"/add_phone_numbers", "phone_number=15550783881")

	r.do(s.unprocessable, "EAAowner", "DELETE", metaForTests+"10001000100012", "")
	r.do(s.unprocessable, "EAAowner", "POST", metaForTests+"10001000100010/request_code", "code_method=SMS&language=de")
	r.do(200, "EAAowner", "POST", metaForTests+"10001000100013/request_code", "code_method=SMS&language=de")
	r.do(200, "EAAowner", "POST", metaForTests+"10001000100013/verify_code", "code="+r.code("10001000100013"))
	r.do(200, "EAAowner", "POST", share, "preverified_id=10001000100011&partner_business_id="+other)
	r.do(s.absent, "EAAowner", "GET", metaForTests+"98765432109876", "")
	r.do(400, "EAAowner", "GET", metaForTests+"not-a-number", "")
}

func (r *recording) credentials(s statuses) {
	list := metaForTests + owner + "/preverified_numbers"
	r.do(map[int]int{401: 401, 400: 400}[s.stale], "", "GET", list, "")
	r.do(s.unauthorized, "EAAunheard", "GET", list, "")
	r.do(s.stale, "EAAold", "GET", list, "")
	r.do(s.stale, "EAArevoked", "GET", list, "")
	r.do(403, "EAAweak", "GET", list, "")
	r.do(map[int]int{401: 403, 400: 400}[s.stale], "EAAother", "GET", list, "")
	r.do(200, "", "GET", list+"?limit=1&access_token=EAAowner", "")
}

func (r *recording) dialog360() {
	pool := poolForTests + "firstPA/preverified-numbers"
	token := "https://" + dialogHostForTests + "/api/v2/token"
	r.do(200, "", "POST", token, `{"password":"pw","username":"a@example.com"}`)
	r.do(403, "", "POST", token, `{"username":"a@example.com","password":"guess"}`)
	r.do(400, "", "POST", token, `{}`)
	r.do(200, "first-key", "GET", pool+"?country_code=gb", "")
	r.do(200, "first-key", "GET", pool+"?code_verification_status=VERIFIED", "")
	r.do(400, "first-key", "GET", pool+"?code_verification_status=verified", "")
	id := r.do(201, "first-key", "POST", pool, `{"phone_number":"442079460123"}`)["preverified_phone_number_id"].(string)
	r.do(409, "first-key", "POST", pool, `{"phone_number":"442079460123"}`)
	r.do(400, "first-key", "POST", pool, `{"phone_number":"+44"}`)
	r.do(400, "first-key", "POST", pool, `{"phone_number":`)
	r.do(200, "first-key", "POST", pool+"/"+id+"/request-otp", `{"code_method":"sms","language":"en"}`)
	r.do(400, "first-key", "POST", pool+"/"+id+"/request-otp", `{"code_method":"SMS","language":""}`)
	r.do(400, "first-key", "POST", pool+"/"+id+"/verify-otp", `{"code":"`+wrongFor(r.code(id))+`"}`)
	r.do(200, "first-key", "POST", pool+"/"+id+"/verify-otp", `{"code":"`+r.code(id)+`"}`)
	r.do(400, "first-key", "POST", pool+"/"+id+"/request-otp", `{"code_method":"voice","language":"en"}`)
	r.do(200, "first-key", "GET", pool, "")
	r.do(200, "EAAother", "GET", metaForTests+other+"/preverified_numbers?fields=id,owner_business", "")
	r.do(200, "first-key", "DELETE", pool+"/"+id, "")
	r.do(404, "first-key", "DELETE", pool+"/"+id, "")
	r.do(404, "first-key", "POST", pool+"/123456789/request-otp", `{"code_method":"sms","language":"en"}`)
	r.do(404, "first-key", "GET", poolForTests+"unknownPA/preverified-numbers", "")
	r.do(403, "other-key", "GET", pool, "")
	r.do(401, "bad-key", "GET", pool, "")
	r.do(401, "", "GET", pool, "")
}

// claimed are the calls about WABAs and the phone numbers on them.
func (r *recording) claimed(s statuses, taken int) {
	const (
		waba  = metaForTests + "102290129340398"
		one   = metaForTests + "110200345501442"
		two   = metaForTests + "110200345501443"
		third = metaForTests + "110200345501444"
		pin   = "messaging_product=whatsapp&pin=581063"
		user  = "user=1972555232742222"
	)
	do := func(want int, method, address, body string) map[string]any {
		return r.do(want, "EAAowner", method, address, body)
	}
	do(200, "GET", waba+"?fields=on_behalf_of_business_info,currency,phone_numbers{id}", "")
	do(200, "GET", metaForTests+owner+"/client_whatsapp_business_accounts", "")
	do(200, "GET", waba+"/phone_numbers", "")
	do(200, "POST", waba+"/subscribed_apps", "")
	do(200, "GET", waba+"/subscribed_apps", "")
	do(200, "DELETE", waba+"/subscribed_apps", "")
	do(s.absent, "DELETE", waba+"/subscribed_apps", "")
	do(200, "POST", waba+"/assigned_users?"+user+"&tasks=MANAGE", "")
	do(s.unprocessable, "POST", waba+"/assigned_users?"+user+"&tasks=MANAGE", "")
	do(200, "GET", waba+"/assigned_users?business="+owner, "")
	do(200, "GET", metaForTests+owner+"/extendedcredits", "")
	do(200, "POST", metaForTests+"1972385232742146/whatsapp_credit_sharing_and_attach?waba_id=102290129340398&waba_currency=USD", "")
	do(200, "DELETE", waba+"/assigned_users?"+user, "")
	do(s.absent, "DELETE", waba+"/assigned_users?"+user, "")

	do(200, "POST", one+"/register", pin)
	do(200, "GET", one+"?fields=status,platform_type,quality_rating", "")
	do(200, "POST", two+"/deregister", "")
	do(400, "POST", two+"/deregister", "")
	do(s.unprocessable, "POST", third+"/register", pin)
	do(200, "POST", third+"/request_code", "code_method=SMS&language=de")
	do(s.unprocessable, "POST", third+"/verify_code", "code="+wrongFor(r.code("110200345501444")))
	do(200, "POST", third+"/verify_code", "code="+r.code("110200345501444"))
	do(200, "POST", third+"/register", pin)

	claim := "phone_number=12115555105&verified_name=Wool&preverified_id=10001000100010"
	id := do(200, "POST", waba+"/phone_numbers", claim)["id"].(string)
	do(taken, "POST", waba+"/phone_numbers", claim)
	do(200, "GET", metaForTests+id, "")
	do(200, "POST", metaForTests+id+"/register", pin)
	do(s.absent, "GET", metaForTests+"98765432109876/phone_numbers", "")
	do(400, "GET", metaForTests+"oauth/access_token?client_id=1&client_secret=x&code=y", "")
	do(400, "GET", metaForTests+"debug_token", "")
}

func wrongFor(right string) string {
	if right == "999999" {
		return "888888"
	}
	return "999999"
}

func TestDriftOfTheSimulatorFromItself(t *testing.T) {
	for dialect, s := range statusesOf {
		for name, session := range map[string]func(*recording){
			"meta":        func(r *recording) { r.meta(s) },
			"credentials": func(r *recording) { r.credentials(s) },
			"360dialog":   func(r *recording) { r.dialog360() },
			"claimed":     func(r *recording) { r.claimed(s, map[sim.Dialect]int{sim.Documented: 409, sim.Observed: 400}[dialect]) },
			"all":         func(r *recording) { r.meta(s); r.credentials(s); r.dialog360() },
		} {
			t.Run(string(dialect)+"/"+name, func(t *testing.T) {
				r := startRecording(t, dialect)
				session(r)
				report, err := replay(t.Context(), &settings{}, r.file(), dialect)
				if err != nil {
					t.Fatal(err)
				}
				if report.Drifted || report.Compared != len(r.entries) {
					t.Errorf("a capture of the simulator drifts from it:\n%s", report.Text())
				}
			})
		}
	}
}

// The hand-made captures: one that matches, and the same with planted
// differences.
func TestDriftOfCaptures(t *testing.T) {
	const planted = `entry 1 meta.list_numbers: missing data[0].region: recorded string, simulated nothing (and 1 more item)
entry 1 meta.list_numbers: type data[0].verification_expiry_time: recorded number, simulated string
entry 2 meta.add_number: header x-fb-rev: recorded "abc", simulated 10 digits
entry 2 meta.add_number: header pragma: recorded nothing, simulated "no-cache"
entry 4 meta.verify_code: value error.code: recorded 136026, simulated 136025
entry 4 meta.verify_code: missing error.error_subcode: recorded number, simulated nothing
entry 6 meta.get_number: status: recorded 404, simulated 400
entry 7 meta.list_numbers: missing error.is_transient: recorded boolean, simulated nothing
entry 10 360dialog.add_number: type country_code: recorded null, simulated string
entry 10 360dialog.add_number: shape created_at: recorded a time with fractions, simulated a time with Z
entry 10 360dialog.add_number: extra partner_id: recorded nothing, simulated string
entry 12 360dialog.delete_number: body: recorded no JSON, simulated JSON
`
	for file, want := range map[string]string{"matching.har": "", "drifted.har": planted} {
		report, err := replay(t.Context(), &settings{}, "../internal/drift/testdata/"+file, "")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, d := range report.Differences {
			got += d.String() + "\n"
		}
		if got != want || report.Drifted != (want != "") {
			t.Errorf("%s:\n%s\nwant:\n%s", file, got, want)
		}
		if report.Entries != 12 || report.Compared != 11 || len(report.Notes) != 2 {
			t.Errorf("%s: %s", file, report.Text())
		}
	}
}
