package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// Paths of one call to each room of the house.
const (
	graphPath   = "/v23.0/506914307656634"
	hubPath     = "/api/v2/partners/simul8PA/preverified-numbers"
	controlPath = "/_sim/v1/health"
)

func newServer(t *testing.T, o server.Options) *server.Server {
	t.Helper()
	s, err := server.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// ask makes a call with both vendors' credentials.
func ask(h http.Handler, host, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", path, nil)
	r.Host = host
	r.Header.Set("Authorization", "Bearer EAAJBsimulator")
	r.Header.Set("X-API-Key", "sim-api-key")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestHostsAndPaths(t *testing.T) {
	s := newServer(t, server.Options{})
	for _, c := range []struct {
		host, path string
		status     int
	}{
		{"sim:8360", graphPath, 200},
		{"sim:8360", hubPath, 200},
		{"sim:8360", controlPath, 200},
		{"graph.facebook.com", graphPath, 200},
		{"graph.facebook.com:443", "/_world/t/v23.0/506914307656634", 200},
		{"GRAPH.facebook.com", hubPath, 400}, // Meta knows no such path
		{"graph.facebook.com", controlPath, 404},
		{"graph.facebook.com", "/_sim/", 404},
		{"graph.facebook.com", "/_world/t/_sim/v1/health", 404},
		{"hub.360dialog.io", hubPath, 200},
		{"hub.360dialog.io", "/_world/t" + hubPath, 200},
		{"hub.360dialog.io:443", graphPath, 404},
		{"connect.facebook.net", "/en_US/sdk.js", 200},
		{"www.facebook.com", "/v23.0/dialog/oauth?client_id=1017734028366125", 200},
		{"www.facebook.com", controlPath, 404},
		{"connect.facebook.net", "/_sim/", 404},
		{"hub.360dialog.io", "/en_US/sdk.js", 404},
		{"hub.360dialog.io", "/v23.0/dialog/oauth?client_id=1017734028366125", 404},
		{"hub.360dialog.io", controlPath, 404},
		{"sim:8360", "/_world/", 400},
		{"sim:8360", "/_world/a%20b/v23.0/1", 400},
	} {
		if w := ask(s.Handler(), c.host, c.path); w.Code != c.status {
			t.Errorf("%s%s answers %d, want %d: %s", c.host, c.path, w.Code, c.status, w.Body)
		}
	}
}

func TestProbes(t *testing.T) {
	s := newServer(t, server.Options{ControlApart: true})
	for _, host := range []string{"sim:8360", "graph.facebook.com", "hub.360dialog.io"} {
		for _, path := range []string{"/livez", "/readyz", "/_world/probed/livez", "/_world/probed/readyz"} {
			for name, h := range map[string]http.Handler{"main": s.Handler(), "control": s.ControlHandler()} {
				w := ask(h, host, path, "Authorization", "", "X-API-Key", "", "X-Sim-World", "no name!")
				if w.Code != 200 || w.Body.String() != "ok\n" {
					t.Errorf("%s%s on the %s listener answers %d %q", host, path, name, w.Code, w.Body)
				}
			}
		}
	}
	if n := s.Worlds().Count(); n != 1 {
		t.Errorf("the probes made %d worlds, want none beside the default one", n-1)
	}
}

func TestWorldOfARequest(t *testing.T) {
	s := newServer(t, server.Options{})
	for _, c := range []struct{ path, header, world string }{
		{graphPath, "", "default"},
		{graphPath, "h-1", "h-1"},
		{"/_world/p.1" + graphPath, "", "p.1"},
		{"/_world/p.1" + graphPath, "h-1", "p.1"},
		{"/_world/p_2" + hubPath, "h-1", "p_2"},
	} {
		w := ask(s.Handler(), "sim:8360", c.path, "X-Sim-World", c.header)
		if got := w.Header().Get("X-Sim-World"); got != c.world {
			t.Errorf("%s with the header %q is answered by world %q, want %q", c.path, c.header, got, c.world)
		}
	}
}

// TestNextStaysInTheWorld: paging.next leads into the world that the request named by
// prefix or header.
func TestNextStaysInTheWorld(t *testing.T) {
	s := newServer(t, server.Options{})
	for _, phone := range []string{"12125550121", "12125550122"} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest("POST", "/_world/paged"+graphPath+"/add_phone_numbers?phone_number="+phone, nil)
		r.Header.Set("Authorization", "Bearer EAAJBsimulator")
		if s.Handler().ServeHTTP(w, r); w.Code != 200 {
			t.Fatalf("adding answers %d: %s", w.Code, w.Body)
		}
	}
	for prefix, header := range map[string]string{"": "paged", "/_world/paged": ""} {
		w := ask(s.Handler(), "sim:8360", prefix+graphPath+"/preverified_numbers?limit=1", "X-Sim-World", header)
		var page struct {
			Paging struct{ Next string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		if want := "http://sim:8360/_world/paged" + graphPath + "/preverified_numbers?limit=1&after="; !strings.HasPrefix(page.Paging.Next, want) {
			t.Errorf("next is %q, want it to begin with %q", page.Paging.Next, want)
		}
	}
}
