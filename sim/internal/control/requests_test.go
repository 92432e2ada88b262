package control_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// journalThree puts three records into the journal.
func journalThree(r *rig) {
	r.record(journal.Record{
		Operation: "meta.get_number", API: "meta", Origin: "client", Method: "GET", Path: "/v23.0/12", Query: "access_token=EAAJBsimulator",
		Status: 200, Conforms: true, PhoneNumber: "12115555105", NumberID: "12", Business: "506914307656634",
		RequestHeader: http.Header{"Authorization": {"Bearer EAAJBsimulator"}}, RequestBody: []byte(`{"a": "<b>"}`),
		ResponseBody: []byte(`{"id": "12"}`),
	})
	r.record(journal.Record{
		Operation: "meta.verify_code", API: "meta", Origin: "360dialog", Parent: "r9", Method: "POST", Status: 500, Conforms: true,
		Error: "meta.unexpected_error", Fault: "boom", Partner: "simul8PA",
		Decisions: []sim.FaultDecision{{Rule: "boom", Point: "admit", Action: "error-unexpected_error", Call: 1}},
	})
	r.record(journal.Record{
		API: "meta", Origin: "client", Method: "GET", Status: 404, Limit: "by-token",
		Violations: []sim.Violation{{Direction: "request", Message: "no such path"}},
	})
}

// follow opens the stream of a served API and returns its lines.
func follow(t *testing.T, r *rig, query string, headers ...string) (*bufio.Reader, func()) {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.ServeHTTP(w, req, "", req.URL.Path)
	}))
	t.Cleanup(srv.Close)
	req := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/requests/stream"+query, nil))
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp := must[*http.Response](t)(srv.Client().Do(req))
	t.Cleanup(func() { _ = resp.Body.Close() })
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("the stream answered %d %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	lines := bufio.NewReader(resp.Body)
	if first := must[string](t)(lines.ReadString('\n')); !strings.HasPrefix(first, ":") {
		t.Fatalf("the stream begins with %q", first)
	}
	must[string](t)(lines.ReadString('\n'))
	return lines, func() { _ = resp.Body.Close() }
}

// event reads one event: its name, id and data.
func event(t *testing.T, lines *bufio.Reader) (name, id, data string) {
	t.Helper()
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the stream ended with %v", err)
		}
		line = strings.TrimSuffix(line, "\n")
		switch field, value, _ := strings.Cut(line, ": "); field {
		case "event":
			name = value
		case "id":
			id = value
		case "data":
			data = value
		case "":
			if name != "" {
				return name, id, data
			}
		}
	}
}

func TestStream(t *testing.T) {
	r := newRig(t)
	lines, _ := follow(t, r, "?origin=client")
	journalThree(r)
	for _, want := range []string{"r1", "r3"} {
		name, id, text := event(t, lines)
		var rec object
		if err := json.Unmarshal([]byte(text), &rec); err != nil || name != "request" || id != want || rec["id"] != want {
			t.Errorf("event %s %s %s, want %s (%v)", name, id, text, want, err)
		}
	}
	r.want(204, "POST", "/reset", "")
	if rest, err := io.ReadAll(lines); err != nil || len(rest) > 0 {
		t.Errorf("after the end of the world: %q, %v", rest, err)
	}
	r.wantProblem(400, "invalid-request", "GET", "/requests/stream?status=600", "", "status")
}

func TestStreamGoesOnWhereItBroke(t *testing.T) {
	r := newRig(t)
	journalThree(r)
	lines, hangUp := follow(t, r, "", "Last-Event-ID", "r1")
	for _, want := range []string{"r2", "r3"} {
		if _, id, _ := event(t, lines); id != want {
			t.Errorf("event %s, want %s", id, want)
		}
	}
	hangUp()
	if p := r.want(400, "GET", "/requests/stream", "", "Last-Event-ID", "12"); p["type"] != "/problems/invalid-request" {
		t.Errorf("a bad id: %v", p)
	}
}

func TestStreamSaysThatItIsAlive(t *testing.T) {
	r := newRig(t)
	r.SetHeartbeat(time.Millisecond)
	lines, _ := follow(t, r, "")
	if line := must[string](t)(lines.ReadString('\n')); line != ": still here\n" {
		t.Errorf("got %q", line)
	}
}

// stuck is a client that reads nothing until it is let go.
type stuck struct {
	*httptest.ResponseRecorder
	following, writing, goOn chan struct{}
	writes                   int
}

func (s *stuck) Write(b []byte) (int, error) {
	switch s.writes++; s.writes {
	case 1: // the head of the stream
		close(s.following)
	case 2:
		close(s.writing)
		<-s.goOn
	}
	return s.ResponseRecorder.Write(b)
}

func TestStreamEndsForAReaderThatFallsBehind(t *testing.T) {
	r := newRig(t)
	s := &stuck{httptest.NewRecorder(), make(chan struct{}), make(chan struct{}), make(chan struct{}), 0}
	done := make(chan struct{})
	go func() {
		r.ServeHTTP(s, httptest.NewRequest("GET", "/requests/stream", nil), "", "/requests/stream")
		close(done)
	}()
	<-s.following
	r.record(journal.Record{Origin: "client", Status: 200})
	<-s.writing
	for range 300 {
		r.record(journal.Record{Origin: "client", Status: 200})
	}
	close(s.goOn)
	<-done
	if body := s.Body.String(); !strings.HasSuffix(body, "event: lagged\ndata: {}\n\n") {
		t.Errorf("the stream ends with %q", body[max(0, len(body)-60):])
	}
}

func TestTooManyStreams(t *testing.T) {
	r := newRig(t)
	for range journal.MaxSubscribers {
		s := must[*journal.Subscription](t)(r.world().Journal.Subscribe(1))
		defer s.Close()
	}
	r.wantProblem(503, "too-many-streams", "GET", "/requests/stream", "", "64")
	r.wantProblem(404, "no-code", "GET", "/codes/latest?wait=1ms", "")
}

func TestCoverage(t *testing.T) {
	r := newRig(t)
	c := r.want(200, "GET", "/coverage", "")
	never := c["never"].(object)
	if c["percent"] != 0.0 || c["reached"] != 0.0 || !strings.Contains(fmt.Sprint(never["faults"]), "never-there") ||
		!strings.Contains(fmt.Sprint(never["transitions"]), "request_code") {
		t.Errorf("coverage of a new world: %v", c)
	}
	w := r.world()
	w.Coverage.Count("meta.get_number", 200, "")
	w.Coverage.Count("meta.get_number", 404, "meta.number_not_found")
	w.Coverage.Count("", 404, "meta.unknown_path")
	w.Coverage.Count("meta.get_number", 418, "")
	after := r.want(200, "GET", "/coverage", "")
	if after["reached"] != 3.0 || after["reachable"] != c["reachable"] {
		t.Errorf("reached %v of %v, want 3 of %v", after["reached"], after["reachable"], c["reachable"])
	}
	want := float64(int(3/after["reachable"].(float64)*1000+0.5)) / 10
	if after["percent"] != want {
		t.Errorf("percent %v, want %v", after["percent"], want)
	}
	left := after["never"].(object)
	if got := len(left["answers"].([]any)); got != len(never["answers"].([]any))-2 {
		t.Errorf("%d answers were never given, %v before", got, len(never["answers"].([]any)))
	}
	answers, errors := 0, 0
	for _, o := range after["operations"].([]any) {
		answers += len(o.(object)["answers"].([]any))
	}
	for _, e := range after["errors"].([]any) {
		if e.(object)["reachable"] == true {
			errors++
		}
	}
	if after["reachable"] != float64(answers+errors) {
		t.Errorf("reachable is %v, not %d answers and %d errors", after["reachable"], answers, errors)
	}
}

func TestCatalogues(t *testing.T) {
	r := newRig(t)
	entries := data(r.want(200, "GET", "/errors?limit=1&after=x", ""))
	if len(entries) != len(r.options.Errors.Entries()) {
		t.Errorf("%d entries, want all %d", len(entries), len(r.options.Errors.Entries()))
	}
	for _, e := range entries {
		if e["id"] != "meta.code_expired" {
			continue
		}
		documented := e["documented"].(object)
		if documented["status"] == nil || documented["body"].(object)["code"] == nil || e["source"] != documented["source"] {
			t.Errorf("the entry: %v", e)
		}
	}
	ops := data(r.want(200, "GET", "/operations", ""))
	if len(ops) != len(r.options.Operations) || len(ops) == 0 {
		t.Errorf("%d operations, want all %d", len(ops), len(r.options.Operations))
	}
	for _, o := range ops {
		if o["name"] == "meta.get_number" && (o["operation_id"] != "getPreVerifiedPhoneNumberDetails" || !strings.Contains(fmt.Sprint(o["statuses"]), "200 400")) {
			t.Errorf("the operation: %v", o)
		}
	}
}

func TestDocuments(t *testing.T) {
	r := newRig(t)
	for _, name := range []string{"meta", "360dialog", "control"} {
		rec := r.send("GET", "/openapi/"+name, "")
		if rec.Code != 200 || rec.Header().Get("Content-Type") != "application/yaml" || !strings.HasPrefix(rec.Body.String(), "openapi: 3.0.3\n") {
			t.Errorf("%s: %d %s", name, rec.Code, rec.Header().Get("Content-Type"))
		}
		doc := r.want(200, "GET", "/openapi/"+name, "", "Accept", "application/json")
		if doc["openapi"] != "3.0.3" || len(doc["paths"].(object)) == 0 {
			t.Errorf("%s as JSON: %v", name, doc["openapi"])
		}
	}
	r.wantProblem(404, "unknown-document", "GET", "/openapi/facebook", "", "360dialog, control, meta")
	rec := r.send("GET", "/scenario-schema", "")
	if rec.Code != 200 || rec.Header().Get("Content-Type") != "application/schema+json" || !json.Valid(rec.Body.Bytes()) {
		t.Errorf("schema: %d %s", rec.Code, rec.Header().Get("Content-Type"))
	}
}
