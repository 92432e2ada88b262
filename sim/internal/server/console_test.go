package server_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// browser asks as a browser does for a page.
func browser(h http.Handler, method, host, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	r.Host = host
	r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestBrowsersFindTheConsole(t *testing.T) {
	s := newServer(t, server.Options{})
	for _, c := range []struct {
		method, host, path string
		status             int
		location           string
	}{
		{"GET", "sim:8360", "/", 302, "/_sim/"},
		{"GET", "sim:8360", "/_world/t-1/", 302, "/_world/t-1/_sim/"},
		{"GET", "sim:8360", "/_world/t-1", 302, "/_world/t-1/_sim/"},
		{"GET", "sim:8360", "/_sim", 302, "/_sim/"},
		{"GET", "sim:8360", "/_world/t-1/_sim", 302, "/_world/t-1/_sim/"},
		{"GET", "sim:8360", "/_sim/", 200, ""},
		{"HEAD", "sim:8360", "/_sim/", 200, ""},
		{"GET", "sim:8360", "/_world/t-1/_sim/", 200, ""},
		{"GET", "sim:8360", "/_world/t-1/_sim/console.css", 200, ""},
		{"POST", "sim:8360", "/_sim/", 405, ""},
		{"POST", "sim:8360", "/_sim", 404, ""},
		{"GET", "sim:8360", "/_sim/nothing.js", 404, ""},
		{"GET", "sim:8360", "/_sim/console/index.html", 404, ""},
		{"GET", "graph.facebook.com", "/_sim/", 404, ""},
		{"GET", "graph.facebook.com", "/_sim/console.css", 404, ""},
		{"GET", "hub.360dialog.io", "/_sim", 404, ""},
	} {
		w := browser(s.Handler(), c.method, c.host, c.path)
		if w.Code != c.status || w.Header().Get("Location") != c.location {
			t.Errorf("%s %s%s answers %d %q, want %d %q", c.method, c.host, c.path, w.Code, w.Header().Get("Location"), c.status, c.location)
		}
	}
	if n := s.Worlds().Count(); n != 1 {
		t.Errorf("opening the page made %d worlds, want none beside the default one", n-1)
	}
}

// Only a browser that opens the bare address means the console.
func TestTheRootStaysGraphs(t *testing.T) {
	s := newServer(t, server.Options{})
	for _, c := range []struct{ method, host, path, accept string }{
		{"GET", "sim:8360", "/", "*/*"},
		{"GET", "sim:8360", "/", "application/json"},
		{"GET", "sim:8360", "/?ids=1,2", "text/html"},
		{"GET", "sim:8360", "/?", "text/html"},
		{"POST", "sim:8360", "/", "text/html"},
		{"GET", "graph.facebook.com", "/", "text/html"},
		{"GET", "hub.360dialog.io", "/", "text/html"},
	} {
		w := browser(s.Handler(), c.method, c.host, c.path, "Accept", c.accept)
		if w.Header().Get("X-Sim-Request") == "" || w.Code == 302 {
			t.Errorf("%s %s%s with Accept %s is not a vendor's: %d %v", c.method, c.host, c.path, c.accept, w.Code, w.Header())
		}
	}
}

func TestTheConsoleMovesWithTheControlAPI(t *testing.T) {
	s := newServer(t, server.Options{ControlApart: true})
	if w := browser(s.Handler(), "GET", "sim:8360", "/_sim/"); w.Code != 404 {
		t.Errorf("the console is on the vendors' port: %d", w.Code)
	}
	if w := browser(s.Handler(), "GET", "sim:8360", "/"); w.Header().Get("X-Sim-Request") == "" {
		t.Errorf("the root of the vendors' port is not Graph's: %d", w.Code)
	}
	if w := browser(s.ControlHandler(), "GET", "sim:8361", "/"); w.Header().Get("Location") != "/_sim/" {
		t.Errorf("the root of the control port answers %d %v", w.Code, w.Header())
	}
	if w := browser(s.ControlHandler(), "GET", "sim:8361", "/_sim/"); w.Code != 200 {
		t.Errorf("the console on the control port: %d", w.Code)
	}
}

var refersTo = regexp.MustCompile(`(?:src|href)="([^"]+)"`)

func TestTheConsoleIsSafeAndSmall(t *testing.T) {
	s := newServer(t, server.Options{ControlToken: "s3cret"})
	page := browser(s.Handler(), "GET", "sim:8360", "/_sim/")
	files := map[string]bool{"": true}
	for _, m := range refersTo.FindAllStringSubmatch(page.Body.String(), -1) {
		if !strings.HasPrefix(m[1], "data:") && !strings.HasPrefix(m[1], "#") && !strings.HasPrefix(m[1], "v1/") {
			files[m[1]] = true
		}
	}
	if len(files) < 3 {
		t.Fatalf("the page refers to %v only", files)
	}
	bytes := 0
	for name := range files {
		w := browser(s.Handler(), "GET", "sim:8360", "/_sim/"+name)
		bytes += w.Body.Len()
		h := w.Header()
		for header, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options":  "nosniff",
			"Cache-Control":           "no-cache",
		} {
			if h.Get(header) != want {
				t.Errorf("%s of %q is %q, want %q", header, name, h.Get(header), want)
			}
		}
		if w.Code != 200 || h.Get("Content-Type") == "" || h.Get("ETag") == "" {
			t.Errorf("%q answers %d with %v", name, w.Code, h)
		}
		if again := browser(s.Handler(), "GET", "sim:8360", "/_sim/"+name, "If-None-Match", h.Get("ETag")); again.Code != 304 {
			t.Errorf("%q is sent again, %d, to a browser that has it", name, again.Code)
		}
	}
	if bytes > 160_000 {
		t.Errorf("the page has %d bytes, more than 160 kB", bytes)
	}
	if strings.Contains(page.Body.String(), "<style") || regexp.MustCompile(`\son\w+=|\sstyle=|<script>`).MatchString(page.Body.String()) {
		t.Error("the page has style or script in its text, which its policy forbids")
	}
}
