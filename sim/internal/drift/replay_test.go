package drift_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/drift"
)

// exchange is a recorded POST, DELETE or GET at the given second.
func exchange(second int, method, url, auth, body string, status int, reply string) string {
	kind := "application/x-www-form-urlencoded"
	if strings.HasPrefix(body, "{") {
		kind = "application/json"
	}
	headers := []map[string]string{}
	if name, value, ok := strings.Cut(auth, ": "); ok {
		headers = append(headers, map[string]string{"name": name, "value": value})
	}
	e := map[string]any{
		"startedDateTime": fmt.Sprintf("2026-01-15T09:00:%02dZ", second),
		"request":         map[string]any{"method": method, "url": url, "headers": headers},
		"response":        map[string]any{"status": status, "content": map[string]any{"text": reply}},
	}
	if body != "" {
		e["request"].(map[string]any)["postData"] = map[string]any{"mimeType": kind, "text": body}
	}
	text, _ := json.Marshal(e)
	return string(text)
}

const (
	graph  = "https://graph.facebook.com/v23.0/"
	pool   = "https://hub.360dialog.io/api/v2/partners/aPA/preverified-numbers"
	bearer = "Authorization: Bearer ***"
)

// refusal is an error body of Meta's.
func refusal(code, subcode int, message string) string {
	return fmt.Sprintf(`{"error":{"message":%q,"code":%d,"error_subcode":%d}}`, message, code, subcode)
}

// sent is what the simulator got: line, credential and body.
func sent(r *http.Request) string {
	body, _ := io.ReadAll(r.Body)
	credential := r.Header.Get("X-Api-Key") + strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	return strings.TrimSpace(r.Method + " " + r.URL.RequestURI() + " [" + credential + "] " + string(body))
}

func replay(t *testing.T, s *stub, entries ...string) (*drift.Report, []string) {
	t.Helper()
	report, err := drift.New(decode(t, har(entries...)), drift.Options{}).Replay(s)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range s.seen {
		out = append(out, sent(r))
	}
	return report, out
}

// No recorded secret reaches the simulator; the credential is one that fails as
// the recorded one did.
func TestCredentials(t *testing.T) {
	for name, c := range map[string]struct{ entry, want string }{
		"stripped":       {exchange(1, "GET", graph+"70707070/preverified_numbers", "", "", 200, `{"data":[]}`), "GET /v23.0/70707070/preverified_numbers [EAAdrift70707070]"},
		"kept":           {exchange(1, "GET", graph+"70707070/preverified_numbers", "Authorization: Bearer EAAsecret", "", 200, `{"data":[]}`), "GET /v23.0/70707070/preverified_numbers [EAAdrift70707070]"},
		"in the query":   {exchange(1, "GET", graph+"70707070/preverified_numbers?limit=5&access_token=EAAsecret&appsecret_proof=f00", "", "", 200, `{"data":[]}`), "GET /v23.0/70707070/preverified_numbers?limit=5&access_token=EAAdrift70707070 []"},
		"in the body":    {exchange(1, "POST", graph+"70707070/add_phone_numbers", "", `{"access_token":"EAAsecret","phone_number":"15550783881"}`, 200, `{"id":"1234567"}`), `POST /v23.0/70707070/add_phone_numbers [EAAdrift70707070] {"phone_number":"15550783881"}`},
		"in the form":    {exchange(1, "POST", graph+"70707070/add_phone_numbers", "", "access_token=EAAsecret&phone_number=15550783881", 200, `{"id":"1234567"}`), "POST /v23.0/70707070/add_phone_numbers [EAAdrift70707070] phone_number=15550783881"},
		"none":           {exchange(1, "GET", graph+"70707070", "", "", 400, refusal(104, 0, "An access token is required")), "GET /v23.0/70707070 []"},
		"unknown":        {exchange(1, "GET", graph+"70707070", bearer, "", 401, refusal(190, 0, "Cannot parse access token")), "GET /v23.0/70707070 [EAAdriftUnknown]"},
		"expired":        {exchange(1, "GET", graph+"70707070", bearer, "", 400, refusal(190, 463, "Session has expired")), "GET /v23.0/70707070 [EAAdriftExpired]"},
		"revoked":        {exchange(1, "GET", graph+"70707070", bearer, "", 400, refusal(190, 460, "invalidated")), "GET /v23.0/70707070 [EAAdriftRevoked]"},
		"powerless":      {exchange(1, "GET", graph+"70707070", bearer, "", 403, refusal(200, 0, "(#200) Requires")), "GET /v23.0/70707070 [EAAdriftPowerless]"},
		"key":            {exchange(1, "GET", pool, "x-api-key: secret", "", 200, `[]`), "GET /api/v2/partners/aPA/preverified-numbers [drift-key-aPA]"},
		"bearer at hub":  {exchange(1, "GET", pool, bearer, "", 200, `[]`), "GET /api/v2/partners/aPA/preverified-numbers [drift-key-aPA]"},
		"bad key":        {exchange(1, "GET", pool, "x-api-key: secret", "", 401, `{}`), "GET /api/v2/partners/aPA/preverified-numbers [drift-key]"},
		"no key":         {exchange(1, "GET", pool, "", "", 401, `{}`), "GET /api/v2/partners/aPA/preverified-numbers []"},
		"another's":      {exchange(1, "GET", pool, "x-api-key: secret", "", 403, `{}`), "GET /api/v2/partners/aPA/preverified-numbers [drift-key-strangerPA]"},
		"unknown there":  {exchange(1, "GET", pool, "x-api-key: secret", "", 404, `{}`), "GET /api/v2/partners/aPA/preverified-numbers [drift-key-strangerPA]"},
		"log-in":         {exchange(1, "POST", "https://hub.360dialog.io/api/v2/token", "", `{"username":"me","password":"***"}`, 200, `{}`), `POST /api/v2/token [] {"password":"drift","username":"drift@example.com"}`},
		"failed log-in":  {exchange(1, "POST", "https://hub.360dialog.io/api/v2/token", "", `{"username":"me","password":"***"}`, 403, `{}`), `POST /api/v2/token [] {"password":"***","username":"me"}`},
		"multipart form": {strings.Replace(exchange(1, "POST", graph+"70707070/add_phone_numbers", bearer, "--x\r\nContent-Disposition: form-data; name=\"phone_number\"\r\n\r\n+1 555\r\n--x--\r\n", 200, `{"id":"1234567"}`), "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", 1), "POST /v23.0/70707070/add_phone_numbers [EAAdrift70707070] phone_number=%2B1+555"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := replay(t, &stub{status: 200, body: `{}`}, c.entry); len(got) != 1 || got[0] != c.want {
				t.Errorf("sent %q, want %q", got, c.want)
			}
		})
	}
}

func TestCodes(t *testing.T) {
	verify := func(code string, status int, reply string) string {
		return exchange(1, "POST", graph+"70707070/verify_code", bearer, "code="+code, status, reply)
	}
	for name, c := range map[string]struct{ entry, want string }{
		"accepted":        {verify("830123", 200, `{"success":true}`), "code=424242"},
		"stripped":        {verify("%2A%2A%2A%2A%2A%2A", 200, `{"success":true}`), "code=424242"},
		"refused":         {verify("424242", 400, refusal(136025, 0, "Verify code error")), "code=000000"},
		"stripped, wrong": {verify("%2A%2A%2A", 400, refusal(136025, 0, "Verify code error")), "code=000000"},
		"shorter":         {verify("4242", 400, refusal(136025, 0, "Verify code error")), "code=0000"},
		"expired":         {verify("830123", 422, refusal(100, 0, "The verification code has expired")), "code=424242"},
		"no code's form":  {verify("abc", 400, refusal(100, 0, "code must be a numeric string")), "code=abc"},
		"at 360dialog":    {exchange(1, "POST", pool+"/70707070/verify-otp", "", `{"code":"830123"}`, 200, `{}`), `{"code":"424242"}`},
	} {
		t.Run(name, func(t *testing.T) {
			_, got := replay(t, &stub{status: 200, body: `{}`}, c.entry)
			if len(got) != 1 || !strings.HasSuffix(got[0], "] "+c.want) {
				t.Errorf("sent %q, want %s", got, c.want)
			}
		})
	}
}

func TestTranslation(t *testing.T) {
	s := &stub{status: 200, body: `{"id":"88888888","preverified_phone_number_id":"99999999",
		"data":[],"paging":{"cursors":{"after":"ours&"}}}`}
	_, got := replay(t, s,
		exchange(1, "POST", graph+"70707070/add_phone_numbers", "", "phone_number=12345678", 200, `{"id":"12345678"}`),
		exchange(2, "POST", graph+"12345678/request_code/", "", `{"id":12345678,"phone_number":"12345678","language":"x"}`, 200, `{}`),
		exchange(3, "DELETE", graph+"70707070/share_preverified_numbers?preverified_id=12345678&x=%zz&partner_business_id=5", "", "", 200, `{}`),
		exchange(4, "POST", pool, "", `{"phone_number":"4915123456789"}`, 201, `{"preverified_phone_number_id":"23456789"}`),
		exchange(5, "DELETE", pool+"/23456789", "", "", 200, `{}`),
		exchange(6, "GET", graph+"70707070/preverified_numbers?limit=1", "", "", 200, `{"data":[{"id":"12345678"}],"paging":{"cursors":{"after":"theirs"},"next":"x"}}`),
		exchange(7, "GET", graph+"70707070/preverified_numbers?after=theirs", "", "", 200, `{"data":[]}`),
	)
	want := []string{
		"POST /v23.0/70707070/add_phone_numbers [EAAdrift70707070] phone_number=12345678",
		`POST /v23.0/88888888/request_code/ [EAAdrift70707070] {"id":88888888,"language":"x","phone_number":"12345678"}`,
		"DELETE /v23.0/70707070/share_preverified_numbers?preverified_id=88888888&x=%zz&partner_business_id=5 [EAAdrift70707070]",
		`POST /api/v2/partners/aPA/preverified-numbers [drift-key-aPA] {"phone_number":"4915123456789"}`,
		"DELETE /api/v2/partners/aPA/preverified-numbers/99999999 [drift-key-aPA]",
		"GET /v23.0/70707070/preverified_numbers?limit=1 [EAAdrift70707070]",
		"GET /v23.0/70707070/preverified_numbers?after=ours%26 [EAAdrift70707070]",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("sent:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(s.moved) != 7 || !s.moved[6].Equal(time.Date(2026, 1, 15, 9, 0, 7, 0, time.UTC)) {
		t.Errorf("the clock was moved to %v", s.moved)
	}
}

func TestNotes(t *testing.T) {
	s := &stub{status: 200, body: `{"success":true}`}
	report, got := replay(t, s,
		exchange(1, "GET", "https://example.com/favicon.ico?token=s3cret", "", "", 200, ""),
		exchange(2, "GET", graph+"me?access_token=s3cret", "", "", 200, `{"id":"1"}`),
		exchange(3, "GET", graph+"70707070/message_templates", "", "", 200, `{"data":[]}`),
		exchange(4, "GET", graph+"70707071", "", "", 200, `{"id":"70707071","verified_name":"x"}`),
		exchange(5, "POST", graph, "", "batch=[]", 200, `[]`),
		exchange(6, "GET", graph+"70707070/preverified_numbers", "", "", 0, ``),
		exchange(7, "GET", graph+"70707070/preverified_numbers", "", "", 304, ``),
		exchange(8, "GET", graph+"70707070/preverified_numbers?after=x", "", "", 200, `{"data":[]}`),
		exchange(9, "GET", graph+"70707070/preverified_numbers", "", "", 502, `<html>`),
		exchange(10, "GET", graph+"70707070/preverified_numbers", "", "", 400, refusal(80008, 0, "x")),
		exchange(11, "PUT", pool, "", "", 405, `{}`),
	)
	if len(got) != 0 {
		t.Errorf("sent %q", got)
	}
	var notes []string
	for _, n := range report.Notes {
		notes = append(notes, n.String())
	}
	want := strings.TrimSpace(`
entry 1 GET example.com/favicon.ico: not simulated: none of the vendors' addresses
entry 2 GET graph.facebook.com/v23.0/me: not simulated: another node or edge
entry 3 GET graph.facebook.com/v23.0/70707070/message_templates: not simulated: another node or edge
entry 4 GET graph.facebook.com/v23.0/70707071: not simulated: a node of another kind
entry 5 POST graph.facebook.com/v23.0/: not simulated: batches and reading by ids are not taken apart
entry 6 meta.list_numbers: not reproducible by replay: no answer was recorded
entry 7 meta.list_numbers: not reproducible by replay: the client held the answer already, which the capture does not show
entry 8 meta.list_numbers: not reproducible by replay: it begins behind a page that is not in the capture
entry 9 meta.list_numbers: not reproducible by replay: compared with the catalogue
entry 10 meta.list_numbers: not reproducible by replay: compared with the catalogue
entry 11 PUT hub.360dialog.io/api/v2/partners/aPA/preverified-numbers: not simulated: no operation of the pool`)
	if strings.Join(notes, "\n") != want {
		t.Errorf("noted:\n%s\nwant:\n%s", strings.Join(notes, "\n"), want)
	}
	if text := report.Text(); strings.Contains(text, "s3cret") || !strings.Contains(text, "entry 10 meta.list_numbers: value error.code: recorded 80008, simulated 1") {
		t.Errorf("the report: %s", text)
	}
}

func TestWorld(t *testing.T) {
	at := time.Date(2026, 1, 15, 9, 0, 1, 0, time.UTC)
	w := drift.New(decode(t, har(
		exchange(1, "GET", graph+"70707070/preverified_numbers", "", "", 200, `{"data":[
			{"id":"10000001","phone_number":"+1 211-555-5101","code_verification_status":"VERIFIED","code_verification_time":"2026-01-01T00:00:00+0000","verification_expiry_time":"2026-04-01T00:00:00+0000"},
			{"id":"10000002","display_phone_number":"+1 211-555-5102","verification_status":"PENDING","availability_status":"IN_USE","created_time":"2026-01-02T00:00:00Z"},
			{"id":"10000003","phone_number":"***","code_verification_status":"EXPIRED","owner_business":{"id":"70707071","name":"Owner"}}]}`),
		exchange(2, "GET", graph+"70707070", "", "", 200, `{"id":"70707070","name":"Main"}`),
		exchange(3, "POST", graph+"10000004/verify_code", "", "code=1234", 200, `{"success":true}`),
		exchange(4, "GET", graph+"10000004", "", "", 200, `{"id":"10000004","code_verification_status":"VERIFIED"}`),
		exchange(5, "GET", graph+"10000005", "", "", 400, refusal(100, 33, "does not exist")),
		exchange(6, "POST", graph+"70707070/add_phone_numbers", "", "phone_number=15550783881", 200, `{"id":"10000006"}`),
		exchange(7, "POST", graph+"10000006/request_code", "", "language=de", 200, `{}`),
		exchange(8, "POST", graph+"70707070/share_preverified_numbers", "", "preverified_id=10000001&partner_business_id=70707072", 422, refusal(100, 0, "is already shared with the target business")),
		exchange(9, "POST", graph+"10000007/request_code", "", "language=de", 400, refusal(136024, 0, "Request code error")),
		exchange(10, "GET", pool, "", "", 200, `[{"preverified_phone_number_id":"20000001","phone_number":"4915123456789","code_verification_status":"VERIFIED","created_at":"2026-01-03T00:00:00Z"}]`),
		exchange(11, "POST", pool, "", `{"phone_number":"442079460123"}`, 409, `{}`),
	)), drift.Options{}).World
	if !w.At.Equal(at) || w.Validity != 90*24*time.Hour || w.Window != 45*24*time.Hour {
		t.Errorf("at %v, validity %v, window %v", w.At, w.Validity, w.Window)
	}
	var names []string
	for _, b := range w.Businesses {
		names = append(names, b.ID+" "+b.Name)
	}
	if got := strings.Join(names, ", "); !strings.HasPrefix(got, "70707070 Main, 70707071 Owner, 70707072 , ") {
		t.Errorf("businesses %s", got)
	}
	var numbers []string
	for _, n := range w.Numbers {
		verified := "never"
		if !n.VerifiedAt.IsZero() {
			verified = at.Sub(n.VerifiedAt).Round(24 * time.Hour).String()
		}
		numbers = append(numbers, fmt.Sprintf("%s %s %s%s %v %s claimed=%t", n.ID, n.Phone, n.Business, n.Partner, n.SharedWith, verified, n.Claimed))
	}
	want := strings.TrimSpace(`
10000001 12115555101 70707070 [70707072] 336h0m0s claimed=false
10000002 12115555102 70707070 [] never claimed=true
10000003 12125550003 70707071 [70707070] 2184h0m0s claimed=false
20000001 4915123456789 aPA [] 0s claimed=false
10000004 12125550005 70707070 [] never claimed=false
10000007 12125550006 70707070 [] 0s claimed=false
 442079460123 aPA [] never claimed=false`)
	if got := strings.Join(numbers, "\n"); got != want {
		t.Errorf("numbers:\n%s\nwant:\n%s", got, want)
	}
}

// A list that goes on beyond the capture needs a number to go on with.
func TestOpenPages(t *testing.T) {
	page := func(second int, query, id, after, next string) string {
		return exchange(second, "GET", graph+"70707070/preverified_numbers?"+query, "", "", 200,
			fmt.Sprintf(`{"data":[{"id":%q,"code_verification_status":"VERIFIED"}],"paging":{"cursors":{"after":%q}%s}}`, id, after, next))
	}
	const next = `,"next":"https://x"`
	for name, c := range map[string]struct {
		entries []string
		numbers int
	}{
		"the last is there":   {[]string{page(1, "limit=1", "10000001", "a", next), page(2, "limit=1&after=a", "10000002", "b", "")}, 2},
		"the last is missing": {[]string{page(1, "limit=1", "10000001", "a", next), page(2, "limit=1&after=a", "10000002", "b", next)}, 3},
		"another will do":     {[]string{page(1, "limit=1", "10000001", "a", next), page(2, "after=z", "10000002", "b", "")}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := drift.New(decode(t, har(c.entries...)), drift.Options{}).World
			if len(w.Numbers) != c.numbers {
				t.Errorf("%d numbers, want %d: %+v", len(w.Numbers), c.numbers, w.Numbers)
			}
		})
	}
}

func TestSilentSimulator(t *testing.T) {
	plan := drift.New(decode(t, har(exchange(1, "GET", graph+"70707070", "", "", 200, `{"id":"70707070"}`))), drift.Options{})
	if _, err := plan.Replay(silent{}); err == nil || err.Error() != "entry 1: the simulator gave no answer" {
		t.Errorf("got %v", err)
	}
}

type silent struct{}

func (silent) ServeHTTP(http.ResponseWriter, *http.Request) {}
func (silent) MoveTo(time.Time) error                       { return nil }
func (silent) Code(string, bool) string                     { return "" }
func (silent) Failure(drift.Failure) (map[string]any, bool) { return nil, false }
