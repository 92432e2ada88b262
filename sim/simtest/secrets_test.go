package simtest_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// TestSecretsAreMaskedEverywhere sends a secret in every place from which clients
// send credentials. It stands neither in a record, read in every way there is, nor in
// the snapshot's journal, a metric, a log line or a problem. Each ~ is the secret.
func TestSecretsAreMaskedEverywhere(t *testing.T) {
	const (
		token = "EAAGplaceholderplaceholder1234" // the form of Meta's tokens
		plain = "kept-from-every-reader-5678"    // of a form that only its place gives away
		json  = "application/json"
		form  = "application/x-www-form-urlencoded"
		node  = "/v23.0/1001"
		pool  = "/api/v2/partners/simul8PA/preverified-numbers"
	)
	boundary := "multipart/form-data; boundary=b"
	part := func(name string) string {
		return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n~\r\n--b--\r\n"
	}
	for _, row := range []struct{ secret, request, media, body string }{
		{token, "GET /v23.0/~", "", ""},
		{token, "GET /v23.0/~/preverified_numbers", "", ""},
		{token, "GET /v23.0/?ids=1001,~", "", ""},
		{token, "POST /v23.0/~/request_code", json, `{"code_method": "~", "language": "~"}`},
		{token, "POST /v23.0/506914307656634/add_phone_numbers", json, `{"phone_number": "~"}`},
		{token, "POST /v23.0/506914307656634/share_preverified_numbers", json, `{"preverified_id": "~", "partner_business_id": "~"}`},
		{token, "GET /api/v2/partners/~/preverified-numbers", "", ""},
		{token, "DELETE " + pool + "/~", "", ""},
		{token, "POST " + pool, json, `{"phone_number": "~"}`},
		{token, "GET /nothing/~", "", ""},
		{plain, "GET " + node + "?access_token=~", "", ""},
		{plain, "GET " + node + "/~?access_token=~", "", ""},
		{plain, "GET " + node + "?ACCESS%5FTOKEN=~", "", ""},
		{plain, "GET " + node + "?input_token=~", "", ""},
		{plain, "GET " + node + "?fb_exchange_token=~", "", ""},
		{plain, "GET " + node + "?client_secret=~", "", ""},
		{plain, "GET " + node + "?api_key=~", "", ""},
		{plain, "GET " + pool + "?apiKey=~&token=~", "", ""},
		{plain, "POST " + pool, json, `{"phone_number": "1", "accessToken": "~", "apikey": "~"}`},
		{plain, "POST " + pool, form, "APIKEY=~&client-secret=~&newPassword=~"},
		{plain, "GET " + node + "\nX-Access-Token: ~", "", ""},
		{plain, "GET " + node + "?app_secret=~&refresh_token=~", "", ""},
		{plain, "GET " + node + "?appsecret_proof=~", "", ""},
		{plain, "GET /v23.0/oauth/access_token?client_id=1&code=~", "", ""},
		{plain, "POST /v23.0/oauth/access_token", form, "client_id=1&client_secret=~&code=~"},
		{plain, "POST /v23.0/oauth/access_token", json, `{"client_id": "1", "code": "~"}`},
		{plain, "POST " + node + "/verify_code", form, "access_token=~&code=123456"},
		{plain, "POST " + node + "/verify_code", json, `{"access_token": "~", "code": "123456"}`},
		{plain, "POST " + node + "/verify_code", json, `{"api_key": "~", "code": "~"}`},
		{plain, "POST " + node + "/verify_code", json, `{"urls": ["https://example.com/?access_token=~"]}`},
		{plain, "POST " + node + "/verify_code", json, `{"x": "{\"access_token\":\"a\\\"b~\"}"}`},
		{plain, "POST /v23.0/", json, `{"batch":[{"relative_url":"1001","body":"{\"access_token\":\"a\\u0022b~\"}"}]}`},
		{plain, "POST /v23.0/", form, `batch=[{"relative_url":"1001","body":"access_token=a\"b~"}]`},
		{plain, "POST /api/v2/token", form, "password=a b~"},
		{plain, "POST " + node + "/verify_code", boundary, part("access_token")},
		{plain, "POST " + node, form, "method=DELETE&access_token=~"},
		{plain, "POST /v23.0/", form, `batch=[{"relative_url":"1001?access_token=~"},{"method":"POST","relative_url":"1001/verify_code","body":"access_token=~"}]`},
		{plain, "POST /v23.0/", json, `{"batch": "[{\"relative_url\":\"oauth/access_token?code=~\"}]"}`},
		{plain, "POST /api/v2/token", json, `{"username": "partner@example.com", "password": "~"}`},
		{plain, "POST /api/v2/token", form, "username=partner@example.com&password=~"},
		{plain, "GET " + node + "\nAuthorization: Bearer ~", "", ""},
		{plain, "GET " + node + "\nAuthorization: OAuth ~", "", ""},
		{plain, "GET " + node + "\nAuthorization: Basic ~", "", ""},
		{plain, "GET " + pool + "\nX-API-Key: ~", "", ""},
		{plain, "GET " + pool + "/~\nX-API-Key: ~", "", ""},
		{plain, "GET " + pool + "\nD360-API-Key: ~", "", ""},
		{plain, "GET " + pool + "\nAuthorization: Bearer ~", "", ""},
		{plain, "GET " + node + "\nCookie: session=~", "", ""},
		{simtest.MetaToken, "GET /v23.0/~?fields=~", "", ""},
		{simtest.APIKey, "GET " + pool + "/~", "", ""},
		{simtest.MetaToken, "GET " + pool + "?phone_number=~", "", ""},
	} {
		t.Run(strings.SplitN(row.request, "\n", 2)[0]+" "+row.body, func(t *testing.T) {
			var logged bytes.Buffer
			s := simtest.StartInProcess(t, simtest.Options{
				ScenarioText: []byte(twoPartners), Log: slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
			})
			c := caller{t, s}
			request, header, _ := strings.Cut(strings.ReplaceAll(row.request, "~", row.secret), "\n")
			method, target, _ := strings.Cut(request, " ")
			headers := []string{"Authorization", "Bearer " + simtest.MetaToken, "X-API-Key", simtest.APIKey}
			if name, value, found := strings.Cut(header, ": "); found {
				headers = []string{name, value}
			}
			if row.media != "" {
				headers = append(headers, "Content-Type", row.media)
			}
			var body any
			if row.body != "" {
				body = strings.ReplaceAll(row.body, "~", row.secret)
			}
			c.do("GET", node, nil) // r1: the stream repeats what follows a record
			c.do(method, target, body, headers...)
			hidden := row.secret[:len(row.secret)-4]
			shown := everyReading(t, c)
			for name, text := range shown {
				if strings.Contains(text, hidden) {
					t.Errorf("%s shows the secret: %s", name, text)
				}
			}
			if strings.Contains(logged.String(), hidden) {
				t.Errorf("the log shows the secret: %s", logged.String())
			}
			if !strings.Contains(shown["list"], "****"+row.secret[len(row.secret)-4:]) {
				t.Errorf("the end of the secret is not shown: %s", shown["list"])
			}
		})
	}
}

// everyReading reads what the world has recorded in every way there is.
func everyReading(t *testing.T, c caller) map[string]string {
	t.Helper()
	out := map[string]string{
		"list": string(c.control(200, "GET", "/requests", nil).Body), "metrics": string(c.control(200, "GET", "/metrics", nil).Body),
		"archive": string(c.do("GET", "/_sim/v1/requests", nil, "Accept", "application/har+json").Body),
		"one":     string(c.control(200, "GET", "/requests/r2", nil).Body), "stream": streamed(t, c.s, "r2"),
		"limits": string(c.control(200, "GET", "/limits", nil).Body), "faults": string(c.control(200, "GET", "/faults", nil).Body),
		"report": string(c.control(200, "POST", "/verify", nil).Body), "coverage": string(c.control(200, "GET", "/coverage", nil).Body),
	}
	var snapshot struct {
		Journal json.RawMessage `json:"journal"`
	}
	if err := json.Unmarshal(c.control(200, "GET", "/snapshot", nil).Body, &snapshot); err != nil {
		t.Fatal(err)
	}
	out["snapshot"] = string(snapshot.Journal)
	return out
}

// streamed reads a record that follows r1 from the stream.
func streamed(t *testing.T, s *simtest.Sim, record string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/_sim/v1/requests/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Last-Event-ID", "r1")
	a, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	for lines := bufio.NewScanner(a.Body); lines.Scan(); {
		if data, found := strings.CutPrefix(lines.Text(), "data: "); found && strings.Contains(data, fmt.Sprintf("%q", record)) {
			return data
		}
	}
	t.Fatal("the stream has no record")
	return ""
}

// TestProblemsMaskSecrets: a refusal of the control API does not repeat a credential
// that it was given.
func TestProblemsMaskSecrets(t *testing.T) {
	c := caller{t, simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(twoPartners)})}
	for _, row := range []struct{ secret, method, path, body string }{
		{simtest.MetaToken, "GET", "/numbers/~", ""},
		{simtest.MetaToken, "GET", "/requests/~", ""},
		{simtest.APIKey, "GET", "/requests?operation=~", ""},
		{simtest.APIKey, "GET", "/requests?since=~", ""},
		{"EAAGplaceholderplaceholder1234", "GET", "/numbers?after=~", ""},
		{"EAAGplaceholderplaceholder1234", "PUT", "/faults/~", `{"enabled": true}`},
		{"EAAGplaceholderplaceholder1234", "GET", "/~", ""},
		{"EAAGplaceholderplaceholder1234", "POST", "/events", `{"revoke_token": "~"}`},
		{"EAAGplaceholderplaceholder1234", "POST", "/faults", `{"on": {"operation": "~"}, "do": {"reply": "drop"}}`},
	} {
		var body any
		if row.body != "" {
			body = strings.ReplaceAll(row.body, "~", row.secret)
		}
		a := c.do(row.method, "/_sim/v1"+strings.ReplaceAll(row.path, "~", row.secret), body)
		if a.Status < 400 || strings.Contains(string(a.Body), row.secret[:len(row.secret)-4]) {
			t.Errorf("%s %s %s: %d %s", row.method, row.path, row.body, a.Status, a.Body)
		}
	}
}
