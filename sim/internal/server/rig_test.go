package server_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// patience bounds every wait for something that must happen.
const patience = 90 * time.Second

// eventually asks again and again, and tells whether the answer was ever yes.
func eventually(done func() bool) bool {
	again := time.NewTicker(2 * time.Millisecond)
	defer again.Stop()
	late := time.After(patience)
	for !done() {
		select {
		case <-again.C:
		case <-late:
			return false
		}
	}
	return true
}

// until is eventually for what must come.
func until(t testing.TB, what string, done func() bool) {
	t.Helper()
	if !eventually(done) {
		t.Fatalf("%s: not within %s", what, patience)
	}
}

// text collects what is written from several goroutines.
type text struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (x *text) Write(p []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.buf.Write(p)
}

func (x *text) String() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.buf.String()
}

// rig is a server on a real listener.
type rig struct {
	*server.Server
	t                  testing.TB
	addr               string
	tls                *tls.Config // of clients; nil for a plain listener
	log                text
	panics, violations int64 // that a test has caused
	phones             int   // given out
	at                 goleak.Option
	halt               context.CancelFunc
	stopped            chan error
}

// listen serves on a free loopback port until the test ends, and holds the
// server to have come through whatever the test did to it.
func listen(t testing.TB, o server.Options) *rig { t.Helper(); return serve(t, o, false) }

// listenTLS is listen with a certificate of its own, and HTTP/2.
func listenTLS(t testing.TB, o server.Options) *rig { t.Helper(); return serve(t, o, true) }

func serve(t testing.TB, o server.Options, secure bool) *rig {
	t.Helper()
	r := &rig{t: t, stopped: make(chan error, 1)}
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(&r.log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	var err error
	if r.Server, err = server.New(o); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.addr = l.Addr().String()
	end := server.Endpoint{Listener: l, Handler: r.Handler()}
	if secure {
		end.TLS, r.tls = certified(t)
	}
	ctx, halt := context.WithCancel(context.Background())
	r.halt = halt
	go func() { r.stopped <- r.Serve(ctx, end) }()
	t.Cleanup(r.end)
	r.get("/readyz")
	r.at = goleak.IgnoreCurrent()
	return r
}

func certified(t testing.TB) (ours, theirs *tls.Config) {
	t.Helper()
	pair, ca, err := server.SelfSigned(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12},
		&tls.Config{RootCAs: pool, ServerName: "localhost", MinVersion: tls.VersionTLS12}
}

func (r *rig) end() {
	if !r.t.Failed() {
		r.sound()
	}
	r.halt()
	if err := <-r.stopped; err != nil {
		r.t.Errorf("the server stopped with %v", err)
	}
	if r.t.Failed() {
		r.t.Logf("the server's log:\n%s", r.log.String())
	}
}

// sound holds the server to be as it was: healthy, without breaches and panics
// of its own, with a world that can be changed, and with nothing left running.
func (r *rig) sound() {
	r.t.Helper()
	r.alive()
	var left error
	if !eventually(func() bool { left = goleak.Find(r.at); return left == nil }) {
		r.t.Errorf("goroutines are left: %v", left)
	}
}

// alive is sound while something is still going on.
func (r *rig) alive() {
	r.t.Helper()
	health := r.get("/_sim/v1/health")
	if health["status"] != "ok" || health["violations"] != float64(r.violations) || health["panics"] != float64(r.panics) {
		r.t.Errorf("health is %v, want ok, %d violations and %d panics", health, r.violations, r.panics)
	}
	r.add()
}

// add adds a number in the default world, and gives its id.
func (r *rig) add() string {
	r.t.Helper()
	r.phones++
	status, body := r.do("POST", graphPath+"/add_phone_numbers?phone_number="+strconv.Itoa(12125550200+r.phones), "", "Authorization", "Bearer EAAJBsimulator")
	var added struct{ ID string }
	if err := json.Unmarshal([]byte(body), &added); err != nil || status != http.StatusOK || added.ID == "" {
		r.t.Fatalf("adding a number answers %d %s", status, body)
	}
	return added.ID
}

// client is an HTTP client that uses every connection once.
func (r *rig) client() *http.Client {
	return &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: r.tls, ForceAttemptHTTP2: false}}
}

func (r *rig) url(path string) string {
	if r.tls != nil {
		return "https://" + r.addr + path
	}
	return "http://" + r.addr + path
}

// do sends a request and reads the answer.
func (r *rig) do(method, path, body string, headers ...string) (status int, answer string) {
	r.t.Helper()
	q, err := http.NewRequestWithContext(context.Background(), method, r.url(path), strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	a, err := r.client().Do(q)
	if err != nil {
		r.t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return a.StatusCode, string(text)
}

const asJSON = "application/json"

// control makes a call of the control API with JSON and wants that status.
func (r *rig) control(status int, method, path, body string) map[string]any {
	r.t.Helper()
	got, answer := r.do(method, "/_sim/v1"+path, body, "Content-Type", asJSON)
	if got != status {
		r.t.Fatalf("%s %s answers %d, want %d: %.500s", method, path, got, status, answer)
	}
	var out map[string]any
	_ = json.Unmarshal([]byte(answer), &out) // 204 has none
	return out
}

// refused wants a problem of that kind.
func (r *rig) refused(status int, kind, method, path, body string) {
	r.t.Helper()
	if got := r.control(status, method, path, body)["type"]; got != "/problems/"+kind {
		r.t.Errorf("%s %s: the problem is %v, want %s", method, path, got, kind)
	}
}

func (r *rig) get(path string) map[string]any {
	r.t.Helper()
	_, answer := r.do("GET", path, "")
	var out map[string]any
	_ = json.Unmarshal([]byte(answer), &out) // the probes are text
	return out
}

// records is how many requests the journal of the default world has taken down.
func (r *rig) records() int {
	r.t.Helper()
	n, _ := r.control(200, "GET", "/requests/count", "")["count"].(float64)
	return int(n)
}

// dial opens a connection on which nothing lasts for ever.
func (r *rig) dial() net.Conn {
	r.t.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = c.Close() })
	if r.tls != nil {
		c = tls.Client(c, r.tls)
	}
	if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
		r.t.Fatal(err)
	}
	return c
}

func (r *rig) say(c net.Conn, words string) {
	r.t.Helper()
	if _, err := io.WriteString(c, words); err != nil {
		r.t.Fatal(err)
	}
}

// reply is one answer off the wire.
type reply struct {
	status int
	header http.Header
	body   string
}

// replies reads answers until the connection ends.
func replies(t testing.TB, c net.Conn) []reply {
	t.Helper()
	var out []reply
	in := bufio.NewReader(c)
	for {
		if _, err := in.Peek(1); err != nil {
			if !errors.Is(err, io.EOF) && (len(out) == 0 || out[len(out)-1].status != http.StatusBadRequest || !gone(err)) {
				t.Fatalf("after %d answers: %v", len(out), err)
			}
			return out
		}
		out = append(out, next(t, in))
	}
}

// next reads one answer.
func next(t testing.TB, in *bufio.Reader) reply {
	t.Helper()
	a, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil && (a.StatusCode != http.StatusBadRequest || !gone(err)) { // the server may leave what it refuses unread
		t.Fatal(err)
	}
	return reply{a.StatusCode, a.Header, string(body)}
}

func statuses(all []reply) string {
	var out []string
	for _, a := range all {
		out = append(out, strconv.Itoa(a.status))
	}
	return strings.Join(out, " ")
}

// request is the text of a request to a vendor, with both vendors' credentials.
func request(method, path string, headers ...string) string {
	text := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: sim\r\nAuthorization: Bearer EAAJBsimulator\r\nX-Api-Key: sim-api-key\r\n", method, path)
	for _, h := range headers {
		text += h + "\r\n"
	}
	return text + "\r\n"
}

// phone is one of many numbers.
func phone(i int) string { return strconv.Itoa(12125551000 + i) }

func length(body string) string { return strconv.Itoa(len(body)) }
