package fuzz_test

import (
	"bufio"
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// hostForm is what net/http lets through of a Host header.
var hostForm = regexp.MustCompile(`^[A-Za-z0-9!$%&'()*+,./:;=@\[\]_~-]*$`)

// FuzzRequest sends bytes as they come from a connection, as far as net/http
// makes a request of them: request lines, headers, framing of bodies.
func FuzzRequest(f *testing.F) {
	id := closed().ids(f)[0]
	const end = "\r\n\r\n"
	for _, line := range []string{
		"GET / HTTP/1.1", "GET /?x HTTP/1.0", "GET http://graph.facebook.com/v23.0/" + id + " HTTP/1.1", "GET //v23.0/" + id + " HTTP/1.1", "OPTIONS * HTTP/1.1",
		"CONNECT sim.test:1 HTTP/1.1", "TRACE /v23.0/" + id + " HTTP/1.1", "GET /_sim/v1/health HTTP/1.1", "GET /_sim HTTP/1.1", "GET /_sim/ HTTP/1.1", "GET /_sim/%2e%2e/ HTTP/1.1",
		"POST /_sim/v1/reset HTTP/1.1", "HEAD /_sim/v1/numbers HTTP/1.1", "GET /livez HTTP/1.1", "POST /readyz HTTP/1.1", "GET /_world/ HTTP/1.1", "GET /_world/t/ HTTP/1.1", "GET /_world//livez HTTP/1.1",
		"GET /_world/t%2Fapi%2Fv2/token HTTP/1.1", "GET /_world/%00/ HTTP/1.1", "GET /_simulator HTTP/1.1", "GET /favicon.ico HTTP/1.1", "PRI * HTTP/2.0",
	} {
		f.Add([]byte(line + "\r\nHost: sim.test" + end))
		f.Add([]byte(line + "\r\nHost: graph.facebook.com\r\nAuthorization: Bearer " + metaToken + "\r\nAccept: text/html" + end))
		f.Add([]byte(line + "\r\nHost: HUB.360dialog.io:443\r\nX-API-Key: " + apiKey + "\r\nX-Sim-World: t" + end))
		f.Add([]byte(line + "\r\nHost: [::1]:8360\r\nX-Forwarded-Proto: https\r\nX-Sim-World: a/b\r\nOrigin: null" + end))
	}
	for _, body := range []string{
		"Content-Length: 28\r\n\r\nphone_number=12025550140&a=b", "Content-Length: 100\r\n\r\nphone_number=1", "Content-Length: 0\r\n\r\n", "Content-Length: 5\r\nContent-Length: 5\r\n\r\n12345",
		"Transfer-Encoding: chunked\r\n\r\n1c\r\nphone_number=12025550140&a=b\r\n0\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nzz\r\n", "Transfer-Encoding: chunked\r\n\r\n5\r\n12345",
		"Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n0\r\nX: 1\r\n\r\n", "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}", "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n\x1f\x8b",
	} {
		f.Add([]byte("POST /v23.0/" + business + "/add_phone_numbers HTTP/1.1\r\nHost: sim.test\r\nAuthorization: Bearer " + metaToken + "\r\n" + body))
		f.Add([]byte("POST " + pool + " HTTP/1.1\r\nHost: sim.test\r\nX-API-Key: " + apiKey + "\r\nContent-Type: application/json\r\n" + body))
		f.Add([]byte("POST /_sim/v1/clock HTTP/1.1\r\nHost: sim.test\r\n" + body))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, ok := readRequest(data)
		if !ok {
			return
		}
		h := closed()
		h.anew(t)
		a := answer{method: r.Method, before: h.world(t).Snapshot()}
		h.serve(t, r, &a)
		a.after = h.world(t).Snapshot()
		if name := a.header.Get("X-Sim-World"); name != "" && name != "default" { // what the other world did is not looked at
			return
		}
		a.records = recordsOf(h.world(t))
		a.check(t)
	})
}

// readRequest reads a request as net/http's server does. It returns false for one
// that the server refuses itself, and for those that do not end.
func readRequest(data []byte) (*http.Request, bool) {
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(data)))
	if err != nil || !hostForm.MatchString(r.Host) || r.ProtoMajor != 1 || strings.HasSuffix(r.URL.Path, "/requests/stream") || strings.Contains(r.URL.RawQuery, "wait") {
		return nil, false
	}
	for name, values := range r.Header {
		for _, v := range values {
			if !isToken(name) || !isFieldValue(v) {
				return nil, false
			}
		}
	}
	return r, true
}

// FuzzHeaders sends any value in the headers that are read, to a page of each
// reader.
func FuzzHeaders(f *testing.F) {
	id := closed().ids(f)[0]
	targets := []string{
		"/v23.0/" + business + "/preverified_numbers?limit=1", "/v23.0/" + id + "?access_token=" + metaToken, pool, "/_sim/v1/numbers", "/_sim/v1/verify", "/_sim/v1/snapshot",
		"/", "/_sim/", "/livez", "/api/v2/token", "/_sim/v1/openapi/meta", "/_sim/v1/metrics",
	}
	for j, value := range append(inOrder(nastyTexts), "*/*", "text/html", "text/html;q=0.1, application/json", "application/xml", ",;,;", "observed", "Documented", `W/"x"`, "*", `"`,
		"http://sim.test", "http://sim.test:80", "https://sim.test", "null", "http://[::1", "//", "data:,x", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/json;", "gzip, br") {
		for i := range targets {
			fields := [5]string{}
			fields[(i+j)%5] = value
			f.Add(uint8(i), fields[0], fields[1], fields[2], fields[3], fields[4])
		}
	}
	f.Fuzz(func(t *testing.T, where uint8, accept, contentType, origin, dialect, other string) {
		c := call{method: []string{"GET", "POST", "OPTIONS", "HEAD"}[where/64], target: targets[int(where%64)%len(targets)], body: "{}"}
		c = c.withHeader("X-API-Key", apiKey)
		if !strings.Contains(c.target, "access_token") {
			c = c.withHeader("Authorization", "Bearer "+metaToken)
		}
		for _, h := range [][2]string{
			{"Accept", accept}, {"Content-Type", contentType}, {"Origin", origin}, {"X-Sim-Dialect", dialect}, {"If-None-Match", other},
			{"X-Forwarded-Proto", other}, {"Access-Control-Request-Headers", other}, {"User-Agent", other}, {"Accept-Encoding", other},
		} {
			if h[1] != "" {
				c = c.withHeader(h[0], h[1])
			}
		}
		if strings.HasSuffix(c.target, "/metrics") { // it counts all that came before
			return
		}
		closed().do(t, c)
	})
}

var worldForm = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

// FuzzWorldName names worlds by prefix and by header: a good name makes the
// world it names and no other, the two ways lead to the same place, and a bad
// name is refused and makes none.
func FuzzWorldName(f *testing.F) {
	for _, name := range append(inOrder(nastyTexts), "t-42", "default", "Default", ".", "..", "...", "_sim", "v1", "a/b", "a%2Fb", "a b", strings.Repeat("x", 64), strings.Repeat("x", 65), "livez", "é", "-", "t?x", "t#x") {
		f.Add(name, "/v23.0/"+business+"/preverified_numbers?limit=1")
		f.Add(name, "/api/v2/partners/%73imul8PA/preverified-numbers")
		f.Add(name, "/_sim/v1/health")
		f.Add(name, "")
		f.Add(name, "//livez")
		f.Add(name, "/a%2Fb")
		f.Add(name, "/_sim/\u00e9")
	}
	f.Fuzz(func(t *testing.T, name, rest string) {
		if rest != "" && rest[0] != '/' || strings.Contains(rest, "/_world/") || strings.HasPrefix(rest, "/_sim/v1/") && rest != "/_sim/v1/health" {
			return
		}
		h := closed()
		byPrefix := call{method: "GET", target: "/_world/" + url.PathEscape(name) + rest}.withHeader("Authorization", "Bearer "+metaToken).withHeader("X-API-Key", apiKey)
		byHeader := byPrefix.withHeader("X-Sim-World", name)
		byHeader.target = rest
		if rest == "" {
			byHeader.target = "/"
		}
		first, ok := h.named(t, byPrefix, name)
		second, ok2 := h.named(t, byHeader, strings.Trim(name, " \t"))
		if !ok || !ok2 || name == "" || name != strings.Trim(name, " \t") { // a header without a value is none, and one has no blanks around it
			return
		}
		if first.status != second.status || !bytes.Equal(first.body, second.body) {
			t.Errorf("by prefix %d %s\nby header %d %s", first.status, first.body, second.status, second.body)
		}
	})
}

// named sends a request that names a world, and holds the worlds there are then
// against the name.
func (h *house) named(t *testing.T, c call, name string) (answer, bool) {
	t.Helper()
	r, ok := c.request()
	if !ok {
		return answer{}, false
	}
	h.anew(t)
	var a answer
	h.serve(t, r, &a)
	if a.status >= 500 {
		t.Errorf("the simulator failed: %d %s", a.status, a.body)
	}
	for _, w := range h.Worlds().List() {
		if w.Name != "default" && (w.Name != name || !worldForm.MatchString(name)) {
			t.Errorf("%q has made the world %q", name, w.Name)
		}
	}
	if said := a.header.Get("X-Sim-World"); said != "" && said != name && name != "" {
		t.Errorf("%q has led to the world %q", name, said)
	}
	return a, true
}
