package server_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// proxied listens as a proxy. It returns the pool that trusts its certificate.
func proxied(t *testing.T) (*rig, *x509.CertPool) {
	t.Helper()
	pair, ca, err := server.SelfSigned(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	return listen(t, server.Options{CA: ca, Proxy: &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}}), pool
}

// through returns a client that knows nothing but its proxy and a CA.
func through(r *rig, pool *x509.CertPool, world string, h2 bool) *http.Client {
	proxy := &url.URL{Scheme: "http", Host: r.addr}
	if world != "" {
		proxy.User = url.UserPassword(world, "ignored")
	}
	return &http.Client{Timeout: patience, Transport: &http.Transport{
		Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: h2,
	}}
}

func send(ctx context.Context, c *http.Client, method, target string) (*http.Response, string, error) {
	q, err := http.NewRequestWithContext(ctx, method, target, nil)
	if err != nil {
		return nil, "", err
	}
	q.Header.Set("Authorization", "Bearer EAAJBsimulator")
	q.Header.Set("X-API-Key", "sim-api-key")
	a, err := c.Do(q)
	if err != nil {
		return nil, "", err
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	return a, string(text), err
}

// TestProxyServesTheVendors: unmodified clients of both vendors in parallel, each in
// the world that its proxy's user names, by HTTP/1.1 and HTTP/2.
func TestProxyServesTheVendors(t *testing.T) {
	r, pool := proxied(t)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			world, h2 := "", i%2 == 1
			if i > 1 {
				world = fmt.Sprintf("t-%d", i)
			}
			c := through(r, pool, world, h2)
			defer c.CloseIdleConnections()
			for n := range 2 {
				a, text, err := send(t.Context(), c, "POST", fmt.Sprintf("https://graph.facebook.com%s/add_phone_numbers?phone_number=%d", graphPath, 12125550130+10*i+n))
				if err != nil || a.StatusCode != 200 || a.TLS == nil || (a.ProtoMajor == 2) != h2 {
					t.Errorf("client %d: %v %+v %s", i, err, a, text)
					return
				}
				if got := a.Header.Get("X-Sim-World"); world != "" && got != world {
					t.Errorf("client %d is in world %q", i, got)
				}
			}
			a, page, err := send(t.Context(), c, "GET", "https://graph.facebook.com"+graphPath+"/preverified_numbers?limit=1")
			if err != nil || !strings.Contains(page, `"next":"https://graph.facebook.com/v23.0/`) {
				t.Errorf("client %d: %v %+v %s", i, err, a, page)
			}
			if _, text, err := send(t.Context(), c, "GET", "https://hub.360dialog.io"+hubPath); err != nil || text != "[]\n" {
				t.Errorf("client %d at 360dialog: %v %s", i, err, text)
			}
		})
	}
	all.Wait()
	for _, host := range []string{"graph.facebook.com", "www.facebook.com", "connect.facebook.net", "hub.360dialog.io"} {
		for path, want := range map[string]int{"/livez": 200, "/_sim/v1/health": 404, "/_sim/": 404, "/_world/x/_sim/v1/clock": 404} {
			c := through(r, pool, "", true)
			if a, text, err := send(t.Context(), c, "GET", "https://"+host+path); err != nil || a.StatusCode != want {
				t.Errorf("%s%s: %v %s", host, path, err, text)
			}
			c.CloseIdleConnections()
		}
	}
}

// TestProxyRefuses holds what CONNECT answers where no tunnel is opened.
func TestProxyRefuses(t *testing.T) {
	with, _ := proxied(t)
	without := listen(t, server.Options{})
	for _, c := range []struct {
		r           *rig
		host, extra string
		status      int
		says        string
	}{
		{without, "graph.facebook.com:443", "", 405, "--proxy"},
		{without, "example.com:443", "", 405, "--proxy"},
		{with, "example.com:443", "", 403, "never calls out"},
		{with, "graph.facebook.com:80", "", 403, "never calls out"},
		{with, "graph.facebook.com", "", 403, "never calls out"},
		{with, "127.0.0.1:22", "", 403, "never calls out"},
		{with, "GRAPH.facebook.com.:443", "", 200, ""},
		{with, "hub.360dialog.io:443", "Basic dC0xOg==", 200, ""},
		{with, "hub.360dialog.io:443", "basic Og==", 200, ""},
		{with, "graph.facebook.com:443", "Bearer x", 407, "Basic"},
		{with, "graph.facebook.com:443", "Basic", 407, "name:password"},
		{with, "graph.facebook.com:443", "Basic ~~", 407, "Base64"},
		{with, "graph.facebook.com:443", "Basic dC0x", 407, "name:password"},
		{with, "graph.facebook.com:443", "Basic YSBiOg==", 407, "64 letters"},
	} {
		words := "CONNECT " + c.host + " HTTP/1.1\r\nHost: " + c.host + "\r\n"
		if c.extra != "" {
			words += "Proxy-Authorization: " + c.extra + "\r\n"
		}
		conn := c.r.dial()
		c.r.say(conn, words+"\r\n")
		got := make([]byte, 4096)
		n, _ := conn.Read(got)
		text := string(got[:n])
		if !strings.HasPrefix(text, fmt.Sprintf("HTTP/1.1 %d ", c.status)) || !strings.Contains(text, c.says) || c.status != 200 && !strings.Contains(text, "\r\nConnection: close\r\n") || c.status == 407 && !strings.Contains(text, "Proxy-Authenticate: Basic") {
			t.Errorf("CONNECT %s %q: %s", c.host, c.extra, text)
		}
		_ = conn.Close()
	}
}

// TestTunnelsLeadToVendorsOnly: a tunnel takes no other host inside, and a stop ends it.
func TestTunnelsLeadToVendorsOnly(t *testing.T) {
	r, pool := proxied(t)
	conn := r.dial()
	hello := "CONNECT graph.facebook.com:443 HTTP/1.1\r\nHost: graph.facebook.com:443\r\n\r\n"
	r.say(conn, hello)
	head := make([]byte, len("HTTP/1.1 200 Connection established\r\n\r\n"))
	if _, err := io.ReadFull(conn, head); err != nil {
		t.Fatal(err)
	}
	secure := tls.Client(conn, &tls.Config{RootCAs: pool, ServerName: "graph.facebook.com"})
	r.say(secure, "GET /_sim/v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
	if all := replies(t, secure); statuses(all) != "421" || !strings.Contains(all[0].body, "never calls out") {
		t.Errorf("another host inside: %+v", all)
	}
	r.control(201, "POST", "/faults", `{"name": "reset", "on": {"operation": "meta.get_business"}, "do": {"connection": "reset"}}`)
	c := through(r, pool, "", false)
	if _, text, err := send(t.Context(), c, "GET", "https://graph.facebook.com"+graphPath); err == nil || !gone(err) {
		t.Errorf("a connection that a fault resets: %v %s", err, text)
	}
	c.CloseIdleConnections()
	r.control(204, "DELETE", "/faults", "")
	idle, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	r.say(idle, hello)
	if _, err := io.ReadFull(idle, head); err != nil {
		t.Fatal(err)
	}
	_ = idle.Close()
}

// TestVendorHostsReachTheVendorOnly in every spelling, by HTTP/1.1 and HTTP/2 without
// TLS, as a Host and as an absolute target, on both listeners.
func TestVendorHostsReachTheVendorOnly(t *testing.T) {
	r := listen(t, server.Options{})
	var plain http.Protocols
	plain.SetUnencryptedHTTP2(true)
	for _, host := range []string{
		"graph.facebook.com", "GRAPH.Facebook.COM", "graph.facebook.com.", "graph.facebook.com:443", "graph.facebook.com.:8360", "graph.facebook.com:",
		"www.facebook.com", "connect.facebook.net:80", "hub.360dialog.io", "hub.360dialog.io.", "Hub.360dialog.io.:1",
	} {
		for _, transport := range []*http.Transport{{}, {Protocols: &plain}, {Proxy: http.ProxyURL(&url.URL{Scheme: "http", Host: r.addr})}} {
			target := "http://" + r.addr
			if transport.Proxy != nil {
				target = "http://" + host
			}
			c := &http.Client{Timeout: patience, Transport: transport}
			for path, want := range map[string]int{"/_sim/v1/clock": 404, "/_world/w/_sim/v1/clock": 404, "/_sim/": 404, "/_sim": 404, "/readyz": 200} {
				q, err := http.NewRequestWithContext(t.Context(), "GET", target+path, nil)
				if err != nil {
					t.Fatal(err)
				}
				q.Host = host
				a, err := c.Do(q)
				if err != nil {
					t.Fatal(err)
				}
				_ = a.Body.Close()
				if a.StatusCode != want || transport.Protocols != nil && a.ProtoMajor != 2 {
					t.Errorf("%s%s by %s: %d, want %d", host, path, a.Proto, a.StatusCode, want)
				}
			}
			c.CloseIdleConnections()
		}
		if got := ask(r.ControlHandler(), host, "/_sim/v1/health").Code; got != 404 {
			t.Errorf("%s on the listener of the control API: %d", host, got)
		}
		if got := ask(r.ControlHandler(), host, "/livez").Code; got != 200 {
			t.Errorf("%s: a probe on the listener of the control API: %d", host, got)
		}
	}
}

// TestBrowsersAreHeldOff: a page that rebinds its name, or that belongs to another
// site, reads and changes nothing; the documents are for all.
func TestBrowsersAreHeldOff(t *testing.T) {
	s := newServer(t, server.Options{AllowHosts: []string{"sim.test", "Other.Test."}})
	origin := func(o string) []string { return []string{"Origin", o} }
	site := func(v string) []string { return []string{"Sec-Fetch-Site", v} }
	for _, c := range []struct {
		method, host, path string
		headers            []string
		status             int
	}{
		{"POST", "evil.example:1", "/_sim/v1/reset", origin("http://evil.example:1"), 403},
		{"GET", "evil.example:1", "/_sim/v1/clock", site("same-origin"), 403},
		{"HEAD", "evil.example:1", "/_sim/v1/clock", site("none"), 403},
		{"DELETE", "evil.example", "/_sim/v1/faults", origin("http://evil.example"), 403},
		{"GET", "evil.example", "/_sim/", site("same-origin"), 403},
		{"GET", "localhost.evil.example", "/_sim/v1/clock", site("same-origin"), 403},
		{"GET", "127.0.0.1.evil.example", "/_sim/v1/clock", site("same-origin"), 403},
		{"GET", "evil.example", "/_sim/v1/clock", nil, 200}, // no browser
		{"POST", "localhost:8360", "/_sim/v1/reset", origin("http://localhost:8360"), 204},
		{"POST", "LOCALHOST.:8360", "/_sim/v1/reset", origin("http://localhost.:8360"), 204},
		{"POST", "t.localhost", "/_sim/v1/reset", origin("http://t.localhost"), 204},
		{"POST", "127.0.0.1:8360", "/_sim/v1/reset", origin("http://127.0.0.1:8360"), 204},
		{"POST", "[::1]:8360", "/_sim/v1/reset", origin("http://[::1]:8360"), 204},
		{"POST", "10.0.0.7", "/_sim/v1/reset", origin("http://10.0.0.7"), 204},
		{"POST", "sim.test:8360", "/_sim/v1/reset", origin("http://sim.test:8360"), 204},
		{"GET", "other.test", "/_sim/", site("none"), 200},
		{"POST", "localhost:8360", "/_sim/v1/reset", origin("http://localhost:8361"), 403},
		{"POST", "sim.test", "/_sim/v1/reset", origin("http://evil.example"), 403},
		{"GET", "127.0.0.1:8360", "/_world/zz1/_sim/v1/clock", site("cross-site"), 403},
		{"GET", "127.0.0.1:8360", "/_sim/v1/clock", append(site("Cross-Site"), "X-Sim-World", "zz2"), 403},
		{"PUT", "127.0.0.1:8360", "/_sim/v1/worlds/zz3", site("cross-site"), 403},
		{"GET", "127.0.0.1:8360", "/_sim/v1/clock", site("cross-site"), 200}, // a link to a world that exists
		{"GET", "127.0.0.1:8360", "/_sim/", site("cross-site"), 200},
		{"GET", "127.0.0.1:8360", "/_world/made/_sim/v1/clock", site("same-origin"), 200},
		{"GET", "127.0.0.1:8360", "/_sim/v1/openapi/meta", origin("http://localhost:8081"), 200},
		{"GET", "127.0.0.1:8360", "/_sim/v1/openapi/360dialog", append(site("cross-site"), origin("null")...), 200},
		{"GET", "sim", "/_sim/v1/openapi/control", origin("https://editor.example"), 200},
		{"GET", "127.0.0.1:8360", "/_sim/v1/scenario-schema", origin("https://editor.example"), 200},
		{"POST", "127.0.0.1:8360", "/_sim/v1/scenario-schema", origin("https://editor.example"), 403},
		{"GET", "127.0.0.1:8360", "/_sim/v1/scenarios", origin("https://editor.example"), 403},
		{"POST", "127.0.0.1:8360", "/_sim/v1/openapi/control", origin("https://editor.example"), 403},
	} {
		w := browser(s.Handler(), c.method, c.host, c.path, c.headers...)
		if w.Code != c.status || c.status == 403 && w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s%s %v: %d, want %d: %.300s", c.method, c.host, c.path, c.headers, w.Code, c.status, w.Body)
		}
		if shared := w.Header().Get("Access-Control-Allow-Origin"); (shared == "*") != (c.method == "GET" && (strings.Contains(c.path, "openapi") || strings.Contains(c.path, "schema"))) {
			t.Errorf("%s %s: Access-Control-Allow-Origin %q", c.method, c.path, shared)
		}
	}
	if n := s.Worlds().Count(); n != 2 {
		t.Errorf("%d worlds, want default and made", n)
	}
	if w := browser(s.Handler(), "GET", "sim", "/_sim/v1/clock", origin("http://sim")...); !strings.Contains(w.Body.String(), "--allow-host") {
		t.Errorf("the refusal names no way out: %s", w.Body)
	}
}
