package model

import (
	"errors"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// request is one HTTP request, as a client or a test would send it.
type request struct {
	world          string // beside the default one, "" for that
	byHeader       bool   // the world stands in a header, not in the path
	method, target string
	headers        []string // pairs of name and value
	body           string
	save, load     string // the file the answer goes to, or the body comes from
}

// response is what came back; status 0 stands for no answer.
type response struct {
	status int
	header http.Header
	body   []byte
}

// harness is the simulator within the process: a handler that is called, with
// no port and no connection.
type harness struct {
	server  *server.Server
	handler http.Handler

	sequences, steps int
	outcomes         map[string]int // how often each operation came to what
}

func newHarness(t testing.TB) *harness {
	t.Helper()
	s, err := server.New(server.Options{ScenarioFile: "start.yaml", ScenarioText: []byte(firstStart.yaml("model", "Nothing yet."))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if n := s.Violations(); n != 0 {
			t.Errorf("%d answers broke a contract", n)
		}
		s.Close()
	})
	return &harness{server: s, handler: s.Handler(), outcomes: map[string]int{}}
}

// tell lists what was tried, for people who ask with -v.
func (h *harness) tell(t testing.TB) {
	t.Helper()
	t.Logf("%d sequences, %d steps, %d outcomes:", h.sequences, h.steps, len(h.outcomes))
	for _, what := range slices.Sorted(maps.Keys(h.outcomes)) {
		t.Logf("%8d %s", h.outcomes[what], what)
	}
}

// count counts a step that ended as it should.
func (h *harness) count(what string) {
	h.steps++
	h.outcomes[what]++
}

// anew starts all worlds from a scenario, as a new process would.
func (h *harness) anew(scenario string) error {
	err := h.server.Worlds().End(second)
	_ = err // there may be none
	return h.server.Reload([]byte(scenario))
}

// send lets the handler answer. A connection that a fault rule takes away ends
// the handler as it does where there is no connection to take: with a panic.
func (h *harness) send(r request) (out response) {
	q := httptest.NewRequest(r.method, "http://sim.test"+r.path(), bodyOf(r.body))
	for headers := r.allHeaders(); len(headers) > 1; headers = headers[2:] {
		q.Header.Set(headers[0], headers[1])
	}
	w := httptest.NewRecorder()
	defer func() {
		if p := recover(); p != nil {
			if err, ok := p.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			out = response{}
		}
	}()
	h.handler.ServeHTTP(w, q)
	return response{w.Code, w.Header(), w.Body.Bytes()}
}

func bodyOf(text string) io.Reader {
	if text == "" {
		return nil
	}
	return strings.NewReader(text)
}

// control is a request to the control API; path begins behind /_sim/v1.
func control(world, method, path, body string) request {
	r := request{world: world, method: method, target: "/_sim/v1" + path, body: body}
	if body != "" {
		r.headers = []string{"Content-Type", "application/json"}
	}
	return r
}
