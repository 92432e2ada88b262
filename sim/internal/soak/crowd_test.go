//go:build soak && linux

package soak_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// crowds are the worlds that several share, with clocks that run.
var crowds = []string{"crowd-0", "crowd-1"}

// guests counts those that no client of HTTP would be.
type guests struct{ subscribers, events, waits, rubbish, secured, left atomic.Int64 }

// sharedMoves are those of clients that are not alone in their world.
var sharedMoves = slices.Concat(moves, slices.Repeat([]func(*client) error{(*client).visit, (*client).lookAround}, 3),
	[]func(*client) error{(*client).otherScenario, (*client).hangBehind})

// visit makes a world, does something there and ends it. Others may end it
// first, or find it there.
func (c *client) visit() error {
	path := fmt.Sprintf("/worlds/visit-%d", c.rnd.IntN(8))
	body := pick(c, []string{"", `{"scenario":"throttled"}`, `{"scenario":"large-pool-paging","seed":3}`, `{"scenario":"flapping"}`, `{"scenario":"none"}`})
	if err := c.one(steer("PUT", path, body)); err != nil {
		return err
	}
	name := path[len("/worlds/"):]
	for range c.rnd.IntN(5) {
		x := c.graph("GET", "/"+business+"/preverified_numbers", nil)
		x.target = "/_world/" + name + x.target
		x.byHeader = true
		if _, err := c.deliver(x); err != nil {
			return err
		}
	}
	return c.one(steer("DELETE", path, ""))
}

// lookAround asks what is about the whole process.
func (c *client) lookAround() error {
	return c.one(pick(c, []call{
		steer("GET", "/health", ""), steer("GET", "/metrics", ""), steer("GET", "/worlds?limit=3", ""), {method: "GET", target: "/readyz"},
		steer("POST", "/clock", `{"mode":"running"}`), steer("POST", "/clock", `{"mode":"frozen"}`), {method: "GET", target: "/_sim/"},
	}))
}

func (c *client) otherScenario() error {
	return c.one(steer("PUT", "/scenario", `{"name":"`+pick(c, []string{"default", "default", "throttled", "pool-half-expired", "outage-window", "stale-pool"})+`"}`))
}

// hangBehind lets a call of 360dialog to Meta hang, so that the client leaves
// while it is under way.
func (c *client) hangBehind() error {
	rule := `{"name":"behind","on":{"operation":"meta.share_number","origin":"360dialog"},"when":{"times":1},"do":{"connection":"hang"}}`
	if err := c.one(steer("POST", "/faults", rule)); err != nil {
		return err
	}
	patient := c.line.patient
	c.line.patient = 100 * time.Millisecond
	err := c.one(c.hub("POST", pool, fmt.Sprintf(`{"phone_number":"4915234%05d"}`, c.rnd.IntN(100000))))
	c.line.patient = patient
	return err
}

// watch subscribes to the journal, for some records or some time, again and
// again.
func (g *guests) watch(addr string, rnd *rand.Rand, pace func(), stop func() bool) error {
	for !stop() {
		pace()
		conn, err := net.DialTimeout("tcp", addr, time.Minute)
		if err != nil {
			return err
		}
		world := crowds[rnd.IntN(len(crowds))]
		_, _ = conn.Write(steer("GET", "/requests/stream", "").bytes(world))
		g.subscribers.Add(1)
		_ = conn.SetReadDeadline(time.Now().Add(time.Duration(1+rnd.IntN(1000)) * time.Millisecond))
		text, _ := io.ReadAll(io.LimitReader(conn, int64(1+rnd.IntN(200_000)))) // it is cut in any case
		g.events.Add(int64(strings.Count(string(text), "\ndata:")))
		_ = conn.Close()
	}
	return nil
}

// wait makes calls that wait, and leaves half of them.
func (g *guests) wait(addr string, rnd *rand.Rand, pace func(), stop func() bool) error {
	for !stop() {
		pace()
		path := []string{"/codes/latest?phone_number=12025550101&wait=2s", "/requests/count?min=1000000&wait=2s", "/codes/latest?wait=2s"}[rnd.IntN(3)]
		l := &line{addr: addr, patient: time.Minute}
		if rnd.IntN(2) == 0 {
			l.patient = time.Duration(1+rnd.IntN(300)) * time.Millisecond
		}
		g.waits.Add(1)
		a, err := l.send(steer("GET", path, ""), crowds[rnd.IntN(len(crowds))])
		if err != nil && l.patient == time.Minute {
			return err
		}
		if a.status >= http.StatusInternalServerError {
			return fmt.Errorf("GET %s: %v", path, a)
		}
		l.close()
	}
	return nil
}

// litter sends bytes that are no request, or not a whole one, and goes.
func (g *guests) litter(addr string, rnd *rand.Rand, pace func(), stop func() bool) error {
	rubbish := []string{
		"", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", "GET", "GET / HTTP/1.1\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /v23.0/1 HTTP/1.1\r\nHost: a b\r\n\r\n",
		"POST " + pool + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 80<<10) + "\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", strings.Repeat("GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n", 20),
		"POST " + pool + " HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "GET /v23.0/1 HTTP/1.0\r\n\r\n", "GET /_sim/v1/requests/stream HTTP/1.1\r\nHost: x\r\n\r\n",
	}
	for !stop() {
		pace()
		conn, err := net.DialTimeout("tcp", addr, time.Minute)
		if err != nil {
			return err
		}
		g.rubbish.Add(1)
		_, _ = io.WriteString(conn, rubbish[rnd.IntN(len(rubbish))]) // it may be refused before its end
		if rnd.IntN(2) == 0 {
			_ = conn.SetReadDeadline(time.Now().Add(time.Duration(rnd.IntN(50)) * time.Millisecond))
			_, _ = io.Copy(io.Discard, conn)
		}
		_ = conn.Close()
	}
	return nil
}

// unmodified calls the vendors by their own names through the proxy, or by TLS, in worlds
// that it shares or leaves behind.
func (s *soak) unmodified(addr string, rnd *rand.Rand, pace func(), stop func() bool) error {
	for !stop() {
		world := crowds[rnd.IntN(len(crowds))]
		if rnd.IntN(8) == 0 {
			world = fmt.Sprintf("left-%d", s.guests.left.Add(1))
		}
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.roots}, ForceAttemptHTTP2: rnd.IntN(2) == 0, IdleConnTimeout: time.Second}
		base := []string{s.tls + "/_world/" + world, "https://graph.facebook.com", "https://hub.360dialog.io", "https://elsewhere.example"}[rnd.IntN(4)]
		if !strings.HasPrefix(base, s.tls) {
			transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", User: url.User(world), Host: addr})
		}
		for range 1 + rnd.IntN(6) {
			pace()
			if err := s.secured(transport, base, rnd.IntN(4) == 0); err != nil {
				return err
			}
		}
		transport.CloseIdleConnections()
	}
	return nil
}

// secured makes one call by TLS. A rule may let its answer be lost; a host that is no
// vendor's gets no tunnel.
func (s *soak) secured(transport *http.Transport, base string, leaves bool) error {
	path, header := "/v23.0/"+business+"/preverified_numbers?limit=3", [2]string{"Authorization", "Bearer EAAJBsimulator"}
	if strings.Contains(base, "360dialog") {
		path, header = pool, [2]string{"X-API-Key", "sim-api-key"}
	}
	within := time.Minute
	if leaves {
		within = 20 * time.Millisecond
	}
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, base+path, nil)
	if err != nil {
		return err
	}
	r.Header.Set(header[0], header[1])
	s.guests.secured.Add(1)
	answer, err := transport.RoundTrip(r)
	if err != nil {
		return trusted(err)
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body) // it may be cut
	if strings.Contains(base, "elsewhere") || answer.StatusCode >= http.StatusInternalServerError && answer.Header.Get("X-Sim-Fault") == "" {
		return fmt.Errorf("%s%s: %s", base, path, answer.Status)
	}
	return nil
}

// trusted is the error of a certificate that does not fit, else nil.
func trusted(err error) error {
	var wrong *tls.CertificateVerificationError
	if errors.As(err, &wrong) {
		return wrong
	}
	return nil
}
