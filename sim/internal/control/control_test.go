package control_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/control"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
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

func TestUnknownPathsAndMethods(t *testing.T) {
	r := newRig(t)
	for _, path := range []string{"", "/", "/nothing", "/numbers/", "/codes/latest/1", "/health/"} {
		r.wantProblem(404, "unknown-path", "GET", path, "", "openapi/control")
	}
	for target, allow := range map[string]string{
		"/health": "GET, HEAD", "/clock": "GET, HEAD, POST", "/limits": "GET, HEAD, PUT",
		"/faults": "GET, HEAD, POST, DELETE", "/faults/a": "PUT, DELETE", "/limits/a/exhaust": "POST", "/worlds/w": "PUT, DELETE",
	} {
		rec := r.send("PATCH", target, "")
		if rec.Code != 405 || rec.Header().Get("Allow") != allow {
			t.Errorf("PATCH %s: %d, Allow %q, want %q", target, rec.Code, rec.Header().Get("Allow"), allow)
		}
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
	r := newRig(t)
	for _, origin := range []string{"http://evil.test", "null", "http://sim.test:8081", "https://sim.test:8360", "sim.test", "http://"} {
		if p := r.want(403, "POST", "/reset", "", "Origin", origin); p["type"] != "/problems/foreign-origin" {
			t.Errorf("Origin %s: %v", origin, p)
		}
	}
	for _, origin := range []string{"http://sim.test", "http://SIM.test:80", "https://sim.test"} {
		r.want(204, "POST", "/reset", "", "Origin", origin)
	}
}

func TestWorldsOfCalls(t *testing.T) {
	r := newRig(t)
	r.place("+1 212 555 0100")
	if n := len(data(r.want(200, "GET", "/numbers", "", "X-Sim-World", "t-42"))); n != 2 {
		t.Errorf("another world shows %d numbers, want its own 2", n)
	}
	if _, err := r.worlds.Lookup("t-42"); err != nil {
		t.Errorf("the world did not come into being: %v", err)
	}
	r.want(200, "GET", "/health", "", "X-Sim-World", "t-43")
	if _, err := r.worlds.Lookup("t-43"); !errors.Is(err, world.ErrUnknown) {
		t.Errorf("a call about no world made one: %v", err)
	}
	if p := r.want(400, "GET", "/clock", "", "X-Sim-World", "no/name"); p["type"] != "/problems/invalid-world-name" {
		t.Errorf("a bad name: %v", p)
	}
	r.want(200, "GET", "/clock", "", "X-Sim-World", "w3")
	r.want(200, "GET", "/clock", "", "X-Sim-World", "w4")
	if p := r.want(503, "GET", "/clock", "", "X-Sim-World", "w5"); p["type"] != "/problems/too-many-worlds" {
		t.Errorf("one world too many: %v", p)
	}
}

func TestBodiesAreStrict(t *testing.T) {
	r := newRig(t)
	p := r.wantProblem(400, "invalid-request", "POST", "/numbers", `{"phone_numbr": "12125550100", "status": "SOLD", "limit": 1}`,
		`unknown key "phone_numbr"; did you mean "phone_number"?`, `unknown key "limit"`, "phone_number")
	if n := len(p["errors"].([]any)); n != 4 {
		t.Errorf("%d problems, want two unknown members, one missing, one wrong: %v", n, p["errors"])
	}
	r.wantProblem(400, "invalid-request", "POST", "/numbers", `{"phone_number": "1", "phone_number": "2"}`, "duplicate key")
	r.wantProblem(400, "invalid-request", "POST", "/numbers", `{"phone_number": `, "not JSON")
	r.wantProblem(400, "invalid-request", "POST", "/numbers", `{} {}`, "more than one")
	r.wantProblem(400, "invalid-request", "POST", "/numbers", `phone_number: "12125550100"`, "not JSON")
	r.wantProblem(400, "invalid-request", "POST", "/numbers", `[]`)
	r.wantProblem(400, "invalid-request", "POST", "/numbers", `null`)
	r.wantProblem(400, "invalid-request", "POST", "/numbers", ``, "missing")
	r.wantProblem(413, "body-too-large", "POST", "/numbers", `{"phone_number": "`+strings.Repeat("1", 1<<20)+`"}`)
	for _, media := range []string{"text/plain", "application/yaml", ";"} {
		if p := r.want(415, "POST", "/numbers", `{}`, "Content-Type", media); p["type"] != "/problems/unsupported-media-type" {
			t.Errorf("%s: %v", media, p)
		}
	}
	r.want(201, "POST", "/numbers", `{"phone_number": "12125550100", "business": null}`, "Content-Type", "application/json; charset=utf-8")
	const curl = "application/x-www-form-urlencoded"
	r.want(201, "POST", "/numbers", ` {"phone_number": "12125550199"}`, "Content-Type", curl)
	r.want(415, "POST", "/numbers", `phone_number=12125550102`, "Content-Type", curl)
	r.want(201, "POST", "/numbers", `{"phone_number": "12125550101"}`, "Content-Type", "")
}

func TestSurrogatePairsInBodies(t *testing.T) {
	r := newRig(t)
	f := r.want(201, "POST", "/faults", `{"do": {"status": 500, "body": "\ud83d\ude00 \\ud83d\\ude00", "violates": "caf\u00e9"}}`)
	do := f["do"].(object)
	if do["body"] != "\U0001F600 \\ud83d\\ude00" || do["violates"] != "café" {
		t.Errorf("the texts became %q", do)
	}
}

func TestQueryIsStrict(t *testing.T) {
	r := newRig(t)
	r.wantProblem(400, "invalid-request", "GET", "/numbers?phone=1", "", `did you mean "phone_number"?`)
	r.wantProblem(400, "invalid-request", "GET", "/numbers?status=VERIFIED&status=EXPIRED", "", "more than once")
	r.wantProblem(400, "invalid-request", "GET", "/numbers?limit=0", "", "limit")
	r.wantProblem(400, "invalid-request", "GET", "/numbers?limit=10001", "", "limit")
	r.wantProblem(400, "invalid-request", "GET", "/numbers?limit=many", "", "limit")
	r.wantProblem(400, "invalid-request", "GET", "/numbers?phone_number=", "", "phone_number")
	r.wantProblem(400, "invalid-request", "GET", "/numbers?%zz", "")
	r.wantProblem(400, "invalid-request", "GET", "/health?verbose=1", "", "unknown parameter")
}

// TestMistakesOfOurs shows that a panic is answered, and that an answer that
// breaks the contract is counted.
func TestMistakesOfOurs(t *testing.T) {
	var counted int
	r := newRig(t, func(o *control.Options) {
		o.Verify = func(*world.World) control.Report { panic("verify") }
		o.Version = "v"
		o.Count = func(n int) { counted += n }
		o.Operations = append(o.Operations, control.Operation{Name: "meta.odd", Method: "GET", Statuses: []int{200}})
		o.Documents = map[string][]byte{"odd": []byte("openapi: 3.0.3\n")}
	})
	r.wantProblem(500, "internal", "POST", "/verify", "", "panic")
	if counted != 0 {
		t.Fatalf("%d breaches before any", counted)
	}
	if rec := r.send("GET", "/openapi/odd", "", "Accept", "application/json"); rec.Code != 200 || counted == 0 {
		t.Errorf("a document without paths: %d, counted %d", rec.Code, counted)
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
		if n := r.breaks.Swap(0); n > 0 {
			t.Errorf("%s %s %q: %d breaches in %s", method, target, body, n, rec.Body)
		}
		if method != http.MethodHead && strings.HasSuffix(rec.Header().Get("Content-Type"), "json") && !json.Valid(rec.Body.Bytes()) {
			t.Errorf("%s %s: not JSON: %s", method, target, rec.Body)
		}
	})
}
