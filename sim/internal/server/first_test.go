package server_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/specs"
)

// firstAnswers are calls whose parts are built on first use, each with a piece
// of its answer.
var firstAnswers = map[string]string{
	"/_sim/v1/health":             `"status"`,
	"/_sim/v1/errors":             `"meta.already_verified"`,
	"/_sim/v1/operations":         `"360dialog.create_token"`,
	"/_sim/v1/scenarios":          `"stale-pool"`,
	"/_sim/v1/metrics":            "preverified_sim_worlds 1",
	"/_sim/v1/openapi/meta":       "getPreVerifiedPhoneNumberDetails",
	"/_sim/v1/openapi/360dialog":  "DefaultValidationError",
	"/_sim/v1/openapi/control":    "getHealth",
	"/_sim/v1/nothing":            "unknown-path",
	"/_sim/":                      "console.js",
	"/_sim/console.css":           "{",
	"/readyz":                     "ok",
	"/v23.0/1/partners":           "OAuthException",
	"/api/v2/partners/nobody":     "developer_message",
	"/api/v3/preverified-numbers": "developer_message",
}

// First calls may come at once: each finds the parts that are built on first use.
func TestFirstCallsMayRace(t *testing.T) {
	s := newServer(t, server.Options{})
	listener := httptest.NewServer(s.Handler())
	defer listener.Close()
	start := make(chan struct{})
	var all sync.WaitGroup
	for range 4 {
		for path, want := range firstAnswers {
			all.Go(func() {
				<-start
				answer, err := http.Get(listener.URL + path)
				if err != nil {
					t.Error(err)
					return
				}
				defer answer.Body.Close()
				body, err := io.ReadAll(answer.Body)
				if err != nil || !strings.Contains(string(body), want) {
					t.Errorf("%s answers %d without %q (%v): %.200s", path, answer.StatusCode, want, err, body)
				}
			})
		}
	}
	close(start)
	all.Wait()
	if n := s.Violations(); n != 0 {
		t.Errorf("%d answers broke their contract", n)
	}
}

// The documents are shown as they stand in specs.
func TestDocumentsAreShownWhole(t *testing.T) {
	s := newServer(t, server.Options{})
	for _, name := range []string{"meta", "360dialog", "control"} {
		want, err := specs.FS.ReadFile(name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		if w := ask(s.Handler(), "sim:8360", "/_sim/v1/openapi/"+name); w.Code != 200 || w.Body.String() != string(want) {
			t.Errorf("%s is not shown whole: %d, %d bytes of %d", name, w.Code, w.Body.Len(), len(want))
		}
	}
}

// A start refuses every broken file of the user's.
func TestStartRefusesWhatIsBroken(t *testing.T) {
	for name, o := range map[string]server.Options{
		"mine.yaml:1":   {ErrorsFile: "mine.yaml", ErrorsText: []byte("meta.nothing: {summary: x}")},
		"mine.yaml:2":   {ErrorsFile: "mine.yaml", ErrorsText: []byte("meta.code_wrong:\n  status: 400")},
		"boot.yaml:1:1": {ScenarioFile: "boot.yaml", ScenarioText: []byte("name: x")},
		"elsewhere":     {Scenario: "elsewhere"},
	} {
		if _, err := server.New(o); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: a server starts with it: %v", name, err)
		}
	}
}
