package server_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// moment is a deadline short enough to wait for.
const moment = 50 * time.Millisecond

// A client that sends its head at a crawl loses its connection, whatever it has
// sent.
func TestSlowHeadsAreCut(t *testing.T) {
	r := listen(t, server.Options{HeaderTimeout: 10 * moment})
	for head, want := range map[string]string{
		"": "", "GET": "400", "GET /v23.0/1 HTTP/1.1\r\n": "", "GET /v23.0/1 HTTP/1.1\r\nHost: sim\r\nX-Slow: a": "",
	} {
		c := r.dial()
		r.say(c, head)
		if all := replies(t, c); statuses(all) != want {
			t.Errorf("%q: answered with %+v, want %q", head, all, want)
		}
	}
	if n := r.records(); n != 0 {
		t.Errorf("%d records of requests that were none", n)
	}
}

// A connection that lies still between requests is closed; one that does not is
// kept.
func TestIdleConnectionsAreClosed(t *testing.T) {
	r := listen(t, server.Options{IdleTimeout: 10 * moment})
	c := r.dial()
	r.say(c, request("GET", "/v23.0/1"))
	if _, err := c.Read(make([]byte, 1)); err != nil { // the first answer is on its way
		t.Fatal(err)
	}
	r.say(c, request("GET", "/v23.0/1"))
	text, err := io.ReadAll(c)
	if n := strings.Count(string(text), "TTP/1.1 404"); err != nil || n != 2 {
		t.Errorf("%d answers before the end, want 2 (%v)", n, err)
	}
}

// A client that sends a body at a crawl is refused by a vendor, in the vendor's
// words, and by the control API with a problem. Where no handler reads the body, the
// answer comes and the connection goes.
func TestSlowBodiesAreRefused(t *testing.T) {
	r := listen(t, server.Options{BodyTimeout: moment})
	for _, x := range []struct{ method, path, status, says string }{
		{"POST", addPath, "400", `"error"`},
		{"GET", "/v23.0/1", "400", `"error"`},
		{"POST", hubPath, "400", `"http_code":400`},
		{"POST", "/_sim/v1/clock", "400", "/problems/invalid-request"},
		{"PUT", "/_sim/v1/scenario", "400", "/problems/invalid-request"},
		{"GET", "/livez", "200", "ok"},
		{"GET", "/_sim/v1/health", "200", `"ok"`},
		{"GET", "/_sim/", "200", "<html"},
		{"POST", "/_sim/v1/nowhere", "404", "/problems/unknown-path"},
		{"GET", "/_world/no%20name/", "400", "/problems/invalid-world-name"},
	} {
		c := r.dial()
		r.say(c, request(x.method, x.path, "Content-Type: "+asJSON, "Content-Length: 1000")+"{")
		all := replies(t, c)
		if statuses(all) != x.status || !strings.Contains(all[0].body, x.says) {
			t.Errorf("%s %s: answered with %+v", x.method, x.path, all)
		}
	}
	if n := r.records(); n != 3 {
		t.Errorf("%d records, want one for each vendor's request", n)
	}
}

// Each piece of a body of the control API has the whole time.
func TestLongBodiesMayTakeTheirTime(t *testing.T) {
	r := listen(t, server.Options{BodyTimeout: 20 * moment})
	text := strings.Repeat("# "+strings.Repeat("x", 1021)+"\n", 1024) + "version: 1\n"
	c := r.dial()
	r.say(c, request("PUT", "/_sim/v1/scenario", "Content-Type: application/yaml", "Connection: close", "Content-Length: "+length(text)))
	const piece = 300 << 10
	pause := time.NewTicker(6 * moment)
	defer pause.Stop()
	for text != "" {
		n := min(piece, len(text))
		r.say(c, text[:n])
		text = text[n:]
		<-pause.C
	}
	if all := replies(t, c); statuses(all) != "200" {
		t.Errorf("answered with %+v", all)
	}
	r.control(200, "PUT", "/worlds/default", "{}")
}

// A client that takes no answers loses its connection, by whatever they are
// made: more of them than any buffer holds.
func TestUnreadAnswers(t *testing.T) {
	r := listen(t, server.Options{WriteTimeout: 10 * moment})
	r.control(201, "POST", "/faults", `{"name": "long", "on": {"operation": "meta.get_number"}, "do": {"status": 500, "violates": "long", "body": "`+strings.Repeat("x", 60_000)+`"}}`)
	for _, path := range []string{"/_sim/v1/openapi/control", "/v23.0/1"} {
		c := r.dial()
		left := make(chan error, 1)
		go func() {
			var err error
			for err == nil { // until the server lets go
				_, err = io.WriteString(c, strings.Repeat(request("GET", path), 10))
			}
			left <- err
		}()
		if err := <-left; !gone(err) {
			t.Errorf("%s: the end was %v, want the server's", path, err)
		}
	}
}

// gone tells the end of a connection that the other side has made.
func gone(err error) bool {
	text := err.Error()
	return strings.Contains(text, syscall.ECONNRESET.Error()) || strings.Contains(text, syscall.EPIPE.Error())
}

// A request that waits, hangs or dribbles has no deadline of a writer. Only a client
// that does not read what is written to it has one.
func TestSlowAnswersOutlastTheWriteTimeout(t *testing.T) {
	r := listen(t, server.Options{WriteTimeout: 2 * moment})
	r.control(201, "POST", "/faults", `{"name": "slow", "on": {"operation": "meta.get_number"}, "do": {"reply": "slow", "latency": "500ms"}}`)
	r.control(201, "POST", "/faults", `{"name": "late", "on": {"operation": "meta.get_business"}, "do": {"latency": "200ms"}}`)
	for path, want := range map[string]int{"/v23.0/1?access_token=EAAJBsimulator": 404, graphPath + "?access_token=EAAJBsimulator": 200} {
		if status, body := r.do("GET", path, ""); status != want || !strings.HasSuffix(body, "}") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	r.control(404, "GET", "/codes/latest?wait=200ms", "")

	c := r.dial()
	r.say(c, request("GET", "/_sim/v1/requests/stream"))
	in := bufio.NewReader(c)
	find(t, in, ": the journal of")
	r.do("GET", graphPath+"?access_token=EAAJBsimulator", "") // 200 ms later
	find(t, in, "event: request")
	_ = c.Close()
}

// find reads lines until one begins so.
func find(t testing.TB, in *bufio.Reader, begin string) {
	t.Helper()
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			t.Fatalf("%q did not come: %v", begin, err)
		}
		if strings.HasPrefix(line, begin) {
			return
		}
	}
}

// A client that closes its half may still be answered; one that is gone before
// its body has come has asked for nothing that was done.
func TestHalfClosedAndAborted(t *testing.T) {
	r := listen(t, server.Options{})
	c := r.dial()
	r.say(c, request("GET", "/v23.0/1"))
	_ = c.(*net.TCPConn).CloseWrite() //nolint:forcetypeassert // a plain listener
	if all := replies(t, c); statuses(all) != "404" {
		t.Errorf("answered with %s", statuses(all))
	}
	for name, leave := range map[string]func(*net.TCPConn) error{
		"closed": (*net.TCPConn).Close,
		"reset":  func(c *net.TCPConn) error { _ = c.SetLinger(0); return c.Close() },
	} {
		before := r.records()
		c := r.dial()
		body := "phone_number=12125550123"
		r.say(c, request("POST", addPath, "Content-Length: "+length(body))+body[:len(body)-1])
		if err := leave(c.(*net.TCPConn)); err != nil { //nolint:forcetypeassert // a plain listener
			t.Fatal(err)
		}
		until(t, "a record of the upload that was "+name, func() bool { return r.records() == before+1 })
	}
	aborted := r.control(200, "GET", "/requests?status=400", "")["data"].([]any)
	if len(aborted) != 2 {
		t.Errorf("%d refusals of aborted uploads, want 2", len(aborted))
	}
	for _, record := range aborted { // after a reset some of it may be lost on the way
		sent := record.(map[string]any)["request"].(map[string]any)
		if text := sent["body"].(string); sent["size"] != float64(len(text)) || !strings.HasPrefix("phone_number=1212555012", text) {
			t.Errorf("of an aborted upload %q is kept, of %v bytes", text, sent["size"])
		}
	}
	if n := r.get("/_sim/v1/numbers")["data"]; len(n.([]any)) != 0 {
		t.Errorf("numbers were added: %v", n)
	}
}

// Bodies are not unpacked: gzip is as good as any other text that is no JSON. What
// is small on the wire stays small.
func TestPackedBodiesStayPacked(t *testing.T) {
	r := listen(t, server.Options{})
	var bomb bytes.Buffer
	pack := gzip.NewWriter(&bomb)
	if _, err := io.CopyN(pack, zeros{}, 64<<20); err != nil || pack.Close() != nil {
		t.Fatal(err)
	}
	for path, want := range map[string][2]string{
		addPath: {"400", `"error"`}, hubPath: {"400", `"http_code":400`}, "/_sim/v1/faults": {"400", "/problems/invalid-request"},
	} {
		c := r.dial()
		r.say(c, request("POST", path, "Connection: close", "Content-Type: "+asJSON, "Content-Encoding: gzip", fmt.Sprintf("Content-Length: %d", bomb.Len()))+bomb.String())
		if all := replies(t, c); statuses(all) != want[0] || !strings.Contains(all[0].body, want[1]) {
			t.Errorf("%s: answered with %+v", path, all)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// A reader of the stream that does not keep up is told so and dropped.
func TestSlowReadersOfTheStreamAreTold(t *testing.T) {
	r := listen(t, server.Options{})
	slow := r.dial()
	r.say(slow, request("GET", "/_sim/v1/requests/stream"))
	in := bufio.NewReader(slow)
	find(t, in, ": the journal of")
	r.flood()
	find(t, in, "event: lagged")
	find(t, in, "0\r\n") // the last chunk
}

// One that reads nothing at all is dropped in time.
func TestDeafReadersOfTheStreamAreDropped(t *testing.T) {
	r := listen(t, server.Options{WriteTimeout: 10 * moment})
	deaf := r.dial()
	r.say(deaf, request("GET", "/_sim/v1/requests/stream"))
	find(t, bufio.NewReaderSize(deaf, 16), "HTTP/1.1 200")
	r.flood()
	r.sound() // while the client still holds on
	_ = deaf.Close()
}

// flood makes more requests than sockets and the buffer of a stream take.
func (r *rig) flood() {
	r.t.Helper()
	const many = 1500
	c, body := r.dial(), strings.Repeat("x", 16<<10)
	go func() {
		for range many {
			_, _ = io.WriteString(c, request("POST", "/v23.0/1", "Content-Length: "+length(body))+body)
		}
	}()
	answers := bufio.NewReader(c)
	for range many {
		next(r.t, answers)
	}
	_ = c.Close()
}
