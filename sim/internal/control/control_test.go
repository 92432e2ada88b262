package control_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/control"
	"github.com/preverified-sim/preverified-sim/specs"
)

func TestNewRefusesAnotherDocument(t *testing.T) {
	r := newRig(t)
	o := r.options
	o.Spec = spec(t, "360dialog.yaml")
	if _, err := control.New(o); err == nil {
		t.Error("a document of another API was accepted")
	}
	text := string(must[[]byte](t)(specs.FS.ReadFile("control.yaml")))
	moved := strings.Replace(text, "\n  /health:\n", "\n  /healthy:\n", 1)
	o.Spec = must[*contract.Spec](t)(contract.Load("moved.yaml", []byte(moved)))
	if _, err := control.New(o); err == nil || !strings.Contains(err.Error(), "GET /health") {
		t.Errorf("a moved path was accepted: %v", err)
	}
}

func TestHeadAnswersLikeGet(t *testing.T) {
	r := newRig(t)
	for _, target := range []string{"/numbers", "/openapi/meta", "/requests/stream", "/codes/latest"} {
		head := r.send("HEAD", target, "")
		if head.Body.Len() > 0 {
			t.Errorf("HEAD %s has a body", target)
		}
		if target == "/requests/stream" {
			continue // a GET would not end
		}
		get := r.send("GET", target, "")
		if head.Code != get.Code || head.Header().Get("Content-Length") != fmt.Sprint(get.Body.Len()) {
			t.Errorf("HEAD %s: %d with length %s, GET %d with %d", target, head.Code,
				head.Header().Get("Content-Length"), get.Code, get.Body.Len())
		}
	}
}

func TestTokenGuards(t *testing.T) {
	r := newRig(t, func(o *control.Options) { o.Token = "s3cret" })
	for _, auth := range []string{"", "s3cret", "Bearer wrong", "Bearer s3cret ", "Basic s3cret", "Bearer "} {
		rec := r.send("GET", "/health", "", "Authorization", auth)
		if rec.Code != 401 || rec.Header().Get("WWW-Authenticate") == "" || strings.Contains(rec.Body.String(), "s3cret") {
			t.Errorf("Authorization %q: %d %s", auth, rec.Code, rec.Body)
		}
	}
	r.want(200, "GET", "/health", "", "Authorization", "Bearer s3cret")
	if rec := r.send("GET", "/nothing", ""); rec.Code != 401 {
		t.Errorf("an unknown path tells who has no token: %d", rec.Code)
	}
}

func TestForeignOrigins(t *testing.T) {
	r := newRig(t, func(o *control.Options) { o.AllowHosts = []string{"sim.test"} })
	for _, origin := range []string{"http://evil.test", "null", "http://sim.test:8081", "https://sim.test:8360", "sim.test", "http://"} {
		if p := r.want(403, "POST", "/reset", "", "Origin", origin); p["type"] != "/problems/foreign-origin" {
			t.Errorf("Origin %s: %v", origin, p)
		}
	}
	for _, origin := range []string{"http://sim.test", "http://SIM.test:80", "https://sim.test"} {
		r.want(204, "POST", "/reset", "", "Origin", origin)
	}
}

// TestMistakesOfOurs shows that a panic is answered, and that an answer that
// breaks the contract is counted.
func TestMistakesOfOurs(t *testing.T) {
	r := newRig(t, func(o *control.Options) {
		o.Warnings = func() []string { panic("warnings") }
		o.Operations = append(o.Operations, sim.Operation{Name: "meta.odd", Method: "GET"})
	})
	r.wantProblem(500, "internal", "GET", "/health", "", "panic")
	if v, p := r.mistakes.Violations.Load(), r.mistakes.Panics.Load(); v != 0 || p != 1 {
		t.Fatalf("%d breaches and %d panics before any answer", v, p)
	}
	if rec := r.send("GET", "/operations", ""); rec.Code != 200 || r.mistakes.Violations.Swap(0) == 0 {
		t.Errorf("an operation without statuses: %d, and nothing is counted", rec.Code)
	}
}

func TestAnswersAreNotCached(t *testing.T) {
	r := newRig(t)
	rec := r.send("GET", "/clock", "")
	if rec.Header().Get("Cache-Control") != "no-store" || rec.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", rec.Header())
	}
}

// FuzzServe holds that no request makes the API fail or break its contract.
func FuzzServe(f *testing.F) {
	f.Add("POST", "/faults", `{"do": {"latency": {"min": "1s", "max": "2s"}}}`)
	f.Add("PUT", "/limits", `[{"operation": "meta.*", "per": "app", "allow": 1, "window": "1h"}]`)
	f.Add("POST", "/events", `{"claim": {"phone_number": "12115555105", "replace": true}}`)
	f.Add("POST", "/clock", `{"advance": "1d"}`)
	f.Add("GET", "/requests?since=r1&conforms=true", "")
	f.Add("PUT", "/limits", strings.Repeat(`{"a":`, 5000)+"1"+strings.Repeat("}", 5000))
	f.Add("POST", "/clock", "\xef\xbb\xbf{\"advance\":1e999}")
	f.Add("POST", "/numbers", `{"phone_number":"\ud800\u0000","phone_number":null}`)
	f.Add("PUT", "/worlds/%2e%2e", `{"seed":18446744073709551616}`)
	f.Add("GET", "/numbers?phone_number=%00%ff&limit=99999999999999999999", "")
	r := newRig(f)
	f.Fuzz(func(t *testing.T, method, target, body string) {
		path, query, _ := strings.Cut(target, "?")
		if path == "/requests/stream" || strings.Contains(query, "wait") {
			return // these do not end
		}
		req := httptest.NewRequest(http.MethodGet, "/", strings.NewReader(body))
		req.Method, req.URL.Path, req.URL.RawQuery = method, path, query
		rec := httptest.NewRecorder()
		r.ServeHTTP(rec, req, "", path)
		if rec.Code == 500 {
			t.Errorf("%s %s %q answered %s", method, target, body, rec.Body)
		}
		if n := r.mistakes.Violations.Swap(0); n > 0 {
			t.Errorf("%s %s %q: %d breaches in %s", method, target, body, n, rec.Body)
		}
		if method != http.MethodHead && strings.HasSuffix(rec.Header().Get("Content-Type"), "json") && !json.Valid(rec.Body.Bytes()) {
			t.Errorf("%s %s: not JSON: %s", method, target, rec.Body)
		}
	})
}
