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
	"github.com/preverified-sim/preverified-sim/sim/internal/har"
)

// archive puts entries into the shortest file that is one.
func archive(entries ...string) string {
	return `{"log":{"version":"1.2","entries":[` + strings.Join(entries, ",") + `]}}`
}

func decode(t *testing.T, file string) []har.Entry {
	t.Helper()
	entries, err := har.Read("c.har", strings.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

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

// stub answers the requests to the vendors with one body, and keeps them.
type stub struct {
	body string
	seen []string
}

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	switch {
	case strings.HasPrefix(path, "/_sim/"):
		_, _ = io.WriteString(w, `{}`)
	default:
		body, _ := io.ReadAll(r.Body)
		credential := r.Header.Get("X-Api-Key") + strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		s.seen = append(s.seen, strings.TrimSpace(r.Method+" "+r.URL.RequestURI()+" ["+credential+"] "+string(body)))
		_, _ = io.WriteString(w, s.body)
	}
}

func replay(t *testing.T, s *stub, entries ...string) (*drift.Report, []string) {
	t.Helper()
	report, err := drift.New("c.har", decode(t, archive(entries...)), drift.Options{}).Replay(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return report, s.seen
}

// No recorded secret reaches the simulator, whose world takes any credential; where the
// recorded answer asks for one, none is sent.
func TestCredentials(t *testing.T) {
	for name, c := range map[string]struct{ entry, want string }{
		"stripped":       {exchange(1, "GET", graph+"70707070/preverified_numbers", "", "", 200, `{"data":[]}`), "GET /v23.0/70707070/preverified_numbers [drift]"},
		"kept":           {exchange(1, "GET", graph+"70707070/preverified_numbers", "Authorization: Bearer EAAsecret", "", 200, `{"data":[]}`), "GET /v23.0/70707070/preverified_numbers [drift]"},
		"in the query":   {exchange(1, "GET", graph+"70707070/preverified_numbers?limit=5&access_token=EAAsecret&appsecret_proof=f00", "", "", 200, `{"data":[]}`), "GET /v23.0/70707070/preverified_numbers?limit=5&access_token=drift []"},
		"in the body":    {exchange(1, "POST", graph+"70707070/add_phone_numbers", "", `{"access_token":"EAAsecret","phone_number":"15550783881"}`, 200, `{"id":"1234567"}`), `POST /v23.0/70707070/add_phone_numbers [drift] {"phone_number":"15550783881"}`},
		"in the form":    {exchange(1, "POST", graph+"70707070/add_phone_numbers", "", "access_token=EAAsecret&phone_number=15550783881", 200, `{"id":"1234567"}`), "POST /v23.0/70707070/add_phone_numbers [drift] phone_number=15550783881"},
		"none":           {exchange(1, "GET", graph+"70707070", "", "", 400, refusal(104, 0, "An access token is required")), "GET /v23.0/70707070 []"},
		"unknown":        {exchange(1, "GET", graph+"70707070", bearer, "", 401, refusal(190, 0, "Cannot parse access token")), "GET /v23.0/70707070 [drift]"},
		"key":            {exchange(1, "GET", pool, "x-api-key: secret", "", 200, `[]`), "GET /api/v2/partners/aPA/preverified-numbers [drift]"},
		"bearer":         {exchange(1, "GET", pool, bearer, "", 200, `[]`), "GET /api/v2/partners/aPA/preverified-numbers [drift]"},
		"bad key":        {exchange(1, "GET", pool, "x-api-key: secret", "", 401, `{}`), "GET /api/v2/partners/aPA/preverified-numbers []"},
		"no key":         {exchange(1, "GET", pool, "", "", 401, `{}`), "GET /api/v2/partners/aPA/preverified-numbers []"},
		"log-in":         {exchange(1, "POST", "https://hub.360dialog.io/api/v2/token", "", `{"username":"me","password":"***"}`, 200, `{}`), `POST /api/v2/token [drift] {"password":"drift","username":"me"}`},
		"failed log-in":  {exchange(1, "POST", "https://hub.360dialog.io/api/v2/token", "", `{"username":"me","password":"***"}`, 403, `{}`), `POST /api/v2/token [drift] {"password":"drift","username":"me"}`},
		"multipart form": {strings.Replace(exchange(1, "POST", graph+"70707070/add_phone_numbers", bearer, "--x\r\nContent-Disposition: form-data; name=\"phone_number\"\r\n\r\n+1 555\r\n--x--\r\n", 200, `{"id":"1234567"}`), "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", 1), "POST /v23.0/70707070/add_phone_numbers [drift] phone_number=%2B1+555"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, got := replay(t, &stub{body: `{}`}, c.entry); len(got) != 1 || got[0] != c.want {
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
		"text":            {verify("abc", 400, refusal(100, 0, "code must be a numeric string")), "code=abc"},
		"at 360dialog":    {exchange(1, "POST", pool+"/70707070/verify-otp", "", `{"code":"830123"}`, 200, `{}`), `{"code":"424242"}`},
	} {
		t.Run(name, func(t *testing.T) {
			_, got := replay(t, &stub{body: `{}`}, c.entry)
			if len(got) != 1 || !strings.HasSuffix(got[0], "] "+c.want) {
				t.Errorf("sent %q, want %s", got, c.want)
			}
		})
	}
}

func TestTranslation(t *testing.T) {
	s := &stub{body: `{"id":"88888888","data":[],"paging":{"cursors":{"after":"ours&"}}}`}
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
		"POST /v23.0/70707070/add_phone_numbers [drift] phone_number=12345678",
		`POST /v23.0/88888888/request_code/ [drift] {"id":88888888,"language":"x","phone_number":"12345678"}`,
		"DELETE /v23.0/70707070/share_preverified_numbers?partner_business_id=5&preverified_id=88888888 [drift]",
		`POST /api/v2/partners/aPA/preverified-numbers [drift] {"phone_number":"4915123456789"}`,
		"DELETE /api/v2/partners/aPA/preverified-numbers/88888888 [drift]",
		"GET /v23.0/70707070/preverified_numbers?limit=1 [drift]",
		"GET /v23.0/70707070/preverified_numbers?after=ours%26 [drift]",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("sent:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestNotes(t *testing.T) {
	report, got := replay(t, &stub{body: `{"success":true}`},
		exchange(1, "GET", "https://example.com/favicon.ico?token=s3cret", "", "", 200, ""),
		exchange(2, "GET", graph+"me?access_token=s3cret", "", "", 200, `{"id":"1"}`),
		exchange(3, "GET", graph+"70707070/message_templates", "", "", 200, `{"data":[]}`),
		exchange(4, "GET", graph+"70707071", "", "", 200, `{"about":"x"}`),
		exchange(5, "POST", graph, "", "batch=[]", 200, `[]`),
		exchange(6, "GET", graph+"70707070/preverified_numbers", "", "", 0, ``),
		exchange(7, "GET", graph+"70707070/preverified_numbers", "", "", 304, ``),
		exchange(8, "GET", graph+"70707070/preverified_numbers?after=x", "", "", 200, `{"data":[]}`),
		exchange(9, "POST", graph+"/request_code", "", "", 200, `{}`),
		exchange(10, "PUT", pool, "", "", 405, `{}`),
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
entry 9 POST graph.facebook.com/v23.0//request_code: not simulated: another node or edge
entry 10 PUT hub.360dialog.io/api/v2/partners/aPA/preverified-numbers: not simulated: no operation of the pool`)
	if strings.Join(notes, "\n") != want {
		t.Errorf("noted:\n%s\nwant:\n%s", strings.Join(notes, "\n"), want)
	}
	if text := report.Text(); strings.Contains(text, "s3cret") || !strings.HasSuffix(text, "c.har: nothing compared: 0 of 10 entries compared, 0 differences\n") {
		t.Errorf("the report: %s", text)
	}
}

// The world is that of the successes.
func TestWorld(t *testing.T) {
	f := drift.New("c.har", decode(t, archive(
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
		exchange(9, "GET", pool, "", "", 200, `[{"preverified_phone_number_id":"20000001","phone_number":"4915123456789","code_verification_status":"VERIFIED","created_at":"2026-01-03T00:00:00Z"}]`),
		exchange(10, "POST", strings.Replace(pool, "aPA", "bPA", 1), "", `{"phone_number":"442079460123"}`, 409, `{}`),
	)), drift.Options{}).Scenario
	var got []string
	for _, b := range f.Businesses {
		got = append(got, strings.TrimSpace("business "+b.ID+" "+b.Name))
	}
	for _, p := range f.Partners {
		got = append(got, "partner "+p.ID+" "+p.Business)
	}
	for _, n := range f.Numbers {
		got = append(got, fmt.Sprintf("%s %s %s%s %v verified=%v claimed=%t", n.ID, n.PhoneNumber, n.Business, n.Partner, n.SharedWith, n.Verified, n.Claimed))
	}
	want := strings.TrimSpace(`
business 70707070
business 70707071
business 990000000000001
partner aPA 990000000000001
10000001 12115555101 70707070 [] verified=14d9h1s ago claimed=false
10000002 12115555102 70707070 [] verified= claimed=true
10000003 12125550002 70707071 [{70707070 }] verified=91d ago claimed=false
20000001 4915123456789 aPA [] verified=1h ago claimed=false
10000004 12125550003 70707070 [] verified= claimed=false`)
	if strings.Join(got, "\n") != want {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), want)
	}
	if !f.Clock.At.Equal(time.Date(2026, 1, 15, 9, 0, 1, 0, time.UTC)) || time.Duration(*f.Validity) != 90*24*time.Hour || time.Duration(*f.ReverifyWindow) != 45*24*time.Hour {
		t.Errorf("at %v, validity %v, window %v", f.Clock.At, *f.Validity, *f.ReverifyWindow)
	}
}

// A list that goes on beyond the capture need not go on in a world learned from it.
func TestOpenPages(t *testing.T) {
	page := func(second int, query, after string) string {
		return exchange(second, "GET", graph+"70707070/preverified_numbers?"+query, "", "", 200,
			`{"data":[],"paging":{"cursors":{"after":"`+after+`"},"next":"https://x"}}`)
	}
	last := &stub{body: `{"data":[],"paging":{"cursors":{"after":"ours"}}}`}
	report, _ := replay(t, last, page(1, "limit=1", "a"), page(2, "limit=1&after=a", "b"))
	const want = "entry 1 meta.list_numbers: missing paging.next: recorded string, simulated nothing"
	if len(report.Differences) != 1 || report.Differences[0].String() != want || report.Compared != 2 {
		t.Errorf("want only %s:\n%s", want, report.Text())
	}
}
