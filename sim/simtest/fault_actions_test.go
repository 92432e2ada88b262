package simtest_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// tolerance is how long a test waits for what must come.
const tolerance = 10 * time.Second

// raw sends a request over a connection of its own and leaves the answer to
// the test.
func (l lab) raw(method, path string, body any) net.Conn {
	l.t.Helper()
	return l.rawOver(l.dial(), method, path, body)
}

func (l lab) dial() net.Conn {
	l.t.Helper()
	at, err := url.Parse(l.s.URL)
	if err != nil {
		l.t.Fatal(err)
	}
	conn, err := net.Dial("tcp", at.Host)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(tolerance)); err != nil {
		l.t.Fatal(err)
	}
	return conn
}

func (l lab) rawOver(conn net.Conn, method, path string, body any) net.Conn {
	l.t.Helper()
	text := []byte{}
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			l.t.Fatal(err)
		}
	}
	r, err := http.NewRequest(method, l.s.URL+path, bytes.NewReader(text))
	if err != nil {
		l.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+simtest.MetaToken)
	r.Header.Set("X-Api-Key", simtest.APIKey)
	if err := r.Write(conn); err != nil {
		l.t.Fatal(err)
	}
	return conn
}

// wholeAnswer reads one whole answer off a connection.
func wholeAnswer(t testing.TB, conn net.Conn, method string) (*http.Response, string) {
	t.Helper()
	a, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a, string(text)
}

func expectEOF(t testing.TB, conn net.Conn) {
	t.Helper()
	if n, err := conn.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("read %d bytes and %v, not the end of the connection", n, err)
	}
}

func expectReset(t testing.TB, conn net.Conn) {
	t.Helper()
	if n, err := conn.Read(make([]byte, 1)); n != 0 || !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("read %d bytes and %v, not a reset", n, err)
	}
}

func (l lab) numbers() int {
	l.t.Helper()
	return len(list(l.t, l.control(200, "GET", "/numbers", nil)))
}

const addPath = "/v23.0/" + simtest.BusinessID + "/add_phone_numbers"

var newNumber = map[string]string{"phone_number": "12125550123"}

func TestFaultError(t *testing.T) {
	s := simtest.Start(t)
	t.Run("at admit nothing is changed", func(t *testing.T) {
		l := newLab(t, s, "error")
		l.rule(`{"name": "down", "on": {"operation": "meta.request_code"}, "do": {"error": "meta.unexpected_error"}}`)
		a := l.requestCode(freshPhone)
		alike(t, "status", a.Status, 500)
		alike(t, "code", a.JSON(t)["error"].(object)["code"], 2.0)
		alike(t, "X-Sim-Fault", a.Header.Get("X-Sim-Fault"), "down")
		alike(t, "codes", len(list(t, l.control(200, "GET", "/codes", nil))), 0)
		r := l.record("fault=down")
		alike(t, "record", []any{r["status"], r["error"], r["outcome"], r["conforms"]}, []any{500.0, "meta.unexpected_error", "replied", true})
		alike(t, "violations", r["violations"], []any{})
	})
	t.Run("applied it is changed and told failed", func(t *testing.T) {
		l := newLab(t, s, "applied")
		l.rule(`{"on": {"operation": "meta.add_number"}, "do": {"error": "meta.unexpected_error", "apply": true}}`)
		before := l.numbers()
		alike(t, "status", l.do("POST", addPath, newNumber, "Authorization", "Bearer "+simtest.MetaToken).Status, 500)
		alike(t, "numbers", l.numbers(), before+1)
		again := l.do("POST", addPath, newNumber, "Authorization", "Bearer "+simtest.MetaToken)
		alike(t, "again", l.errorOf(again), "meta.unexpected_error")
		l.control(204, "DELETE", "/faults", nil)
		again = l.do("POST", addPath, newNumber, "Authorization", "Bearer "+simtest.MetaToken)
		alike(t, "without the rule", l.errorOf(again), "meta.phone_number_taken")
	})
	t.Run("an error of another operation", func(t *testing.T) {
		l := newLab(t, s, "foreign")
		l.rule(`{"on": {"operation": "meta.get_number"}, "do": {"error": "meta.request_too_large", "violates": "a gateway with a small buffer"}}`)
		alike(t, "status", l.get(freshPhone).Status, 413)
		l.declared(1)
	})
}

// declared wants so many records with violations that are all declared, and a
// simulator that takes none of them for its own.
func (l lab) declared(want int) {
	l.t.Helper()
	n := 0
	for _, r := range l.records("") {
		found := r["violations"].([]any)
		if len(found) > 0 {
			n++
		}
		for _, v := range found {
			if v.(object)["declared"] != true {
				l.t.Errorf("%s: %v is not declared", r["id"], v)
			}
		}
	}
	alike(l.t, "records with declared violations", n, want)
	alike(l.t, "violations", l.control(200, "GET", "/health", nil).JSON(l.t)["violations"], 0.0)
}

func TestFaultStatus(t *testing.T) {
	s := simtest.Start(t)
	t.Run("in the vendor's envelope", func(t *testing.T) {
		l := newLab(t, s, "envelope")
		l.rule(`{"on": {"api": "meta"}, "do": {"status": 503, "headers": {"Retry-After": "7"}}}`)
		l.rule(`{"on": {"api": "360dialog"}, "do": {"status": 500}}`)
		a := l.get(freshPhone)
		alike(t, "Meta", []any{a.Status, a.Header.Get("Retry-After"), a.JSON(t)["error"].(object)["code"]}, []any{503, "7", 2.0})
		a = l.listPool()
		alike(t, "360dialog", []any{a.Status, a.JSON(t)["meta"].(object)["http_code"]}, []any{500, 500.0})
		l.declared(0)
	})
	t.Run("with a body of its own", func(t *testing.T) {
		l := newLab(t, s, "body")
		l.rule(`{"name": "page", "on": {"operation": "meta.get_number"}, "do": {"status": 502, "body": "<h1>Bad Gateway</h1>",
			"headers": {"Content-Type": "text/html", "X-Cache": "MISS"}, "violates": "a proxy's page"}}`)
		a := l.get(freshPhone)
		alike(t, "answer", []any{a.Status, string(a.Body), a.Header.Get("Content-Type"), a.Header.Get("X-Cache")},
			[]any{502, "<h1>Bad Gateway</h1>", "text/html", "MISS"})
		alike(t, "violates", l.record("fault=page")["violates"], "a proxy's page")
		l.declared(1)
	})
	t.Run("with a body that keeps the contract", func(t *testing.T) {
		for name, body := range map[string]string{
			"value": `{"id": "1001", "error_msg": "Phone number format is invalid", "is_input_id_valid": false}`,
			"text":  `"{\"id\":\"1001\",\"error_msg\":\"Phone number format is invalid\",\"is_input_id_valid\":false}"`,
		} {
			l := newLab(t, s, "kept-"+name)
			rule := l.control(201, "POST", "/faults", `{"on": {"operation": "meta.get_number"}, "do": {"status": 200, "body": `+body+`}}`).JSON(t)
			_, written := rule["do"].(object)["body"].(string)
			alike(t, "written as text", written, name == "text")
			a := l.get(freshPhone)
			alike(t, "answer", []any{a.Status, string(a.Body)},
				[]any{200, `{"id":"1001","error_msg":"Phone number format is invalid","is_input_id_valid":false}`})
			l.declared(0)
		}
	})
	t.Run("headers go with an error", func(t *testing.T) {
		l := newLab(t, s, "error-headers")
		l.rule(`{"on": {"operation": "meta.get_number"}, "do": {"error": "meta.rate_limited", "headers": {"Retry-After": "30", "X-App-Usage": "{}"}}}`)
		a := l.get(freshPhone)
		alike(t, "answer", []any{a.Status, l.errorOf(a), a.Header.Get("Retry-After"), a.Header.Get("X-App-Usage")},
			[]any{429, "meta.rate_limited", "30", "{}"})
		l.declared(0)
	})
	t.Run("without a body by the rules of HTTP", func(t *testing.T) {
		l := newLab(t, s, "bodiless")
		l.rule(`{"on": {"operation": "meta.get_number"}, "do": {"status": 204, "violates": "an empty answer"}}`)
		a, text := wholeAnswer(t, l.raw("GET", "/v23.0/"+l.id(freshPhone), nil), "GET")
		alike(t, "answer", []any{a.StatusCode, text, a.Header.Get("Content-Length"), a.Header.Get("Content-Type")}, []any{204, "", "", ""})
		alike(t, "body in the journal", l.record("status=204")["response"].(object)["body"], "")
		l.declared(1)
	})
	t.Run("applied", func(t *testing.T) {
		l := newLab(t, s, "applied-status")
		id := l.id(freshPhone)
		l.rule(`{"on": {"operation": "meta.delete_number"}, "do": {"status": 503, "apply": true}}`)
		alike(t, "status", l.graph("DELETE", id, nil).Status, 503)
		alike(t, "the number", l.graph("GET", id, nil).Status, 404)
	})
}

func TestFaultLatency(t *testing.T) {
	s := simtest.Start(t)
	for name, tt := range map[string]struct {
		latency     string
		least, most float64
	}{
		"fixed":       {`"40ms"`, 40, 40},
		"even":        {`{"min": "20ms", "max": "50ms"}`, 20, 50},
		"curve":       {`{"p50": "10ms", "p99": "20ms"}`, 1, 60},
		"small curve": {`{"p50": "5ms", "p99": "5ms"}`, 5, 5},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, s, "latency-"+strings.ReplaceAll(name, " ", "-"))
			l.rule(`{"name": "slow", "on": {"operation": "meta.get_number"}, "do": {"latency": ` + tt.latency + `}}`)
			for range 3 {
				began := time.Now()
				a := l.get(freshPhone)
				took := time.Since(began)
				alike(t, "answer", []any{a.Status, a.Header.Get("X-Sim-Fault")}, []any{200, "slow"})
				d := decisionsOf(t, l.control(200, "GET", "/requests/"+a.Header.Get("X-Sim-Request"), nil).JSON(t))[0]
				drawn := d["latency_ms"].(float64)
				if drawn < tt.least || drawn > tt.most {
					t.Errorf("drawn %vms, not %v to %v", drawn, tt.least, tt.most)
				}
				if took < time.Duration(drawn)*time.Millisecond {
					t.Errorf("answered after %s, sooner than the %vms drawn", took, drawn)
				}
			}
		})
	}
}

// TestFaultLatencyHoldsNoLock leaves one request waiting for a minute and lets
// others pass it: of the same number, of 360dialog, of the control API.
func TestFaultLatencyHoldsNoLock(t *testing.T) {
	l := newLab(t, simtest.Start(t), "waiting")
	id := l.id(freshPhone)
	l.rule(`{"name": "arrive", "on": {"operation": "meta.get_number"}, "do": {"latency": "1m"}}`)
	l.rule(`{"name": "admit", "on": {"operation": "meta.delete_number"}, "do": {"status": 500, "latency": "1m"}}`)
	l.rule(`{"name": "reply", "on": {"operation": "meta.verify_code"}, "do": {"status": 500, "apply": true, "latency": "1m"}}`)
	waiting := []net.Conn{
		l.raw("GET", "/v23.0/"+id, nil), l.raw("DELETE", "/v23.0/"+id, nil),
		l.raw("POST", "/v23.0/"+id+"/verify_code", map[string]string{"code": "000000"}),
	}
	for _, name := range []string{"arrive", "admit", "reply"} {
		l.untilActed(name)
	}
	alike(t, "request_code", l.requestCode(freshPhone).Status, 200)
	alike(t, "the pool", l.listPool().Status, 200)
	l.advance(time.Minute)
	alike(t, "records", len(l.records("operation=meta.get_number")), 0)
	for _, conn := range waiting {
		_ = conn.Close()
	}
	l.counted("outcome=closed", 3)
}

// untilActed waits until a rule has acted.
func (l lab) untilActed(name string) {
	l.t.Helper()
	for end := time.Now().Add(tolerance); l.acted(name) == 0; {
		if time.Now().After(end) {
			l.t.Fatalf("the rule %s has not acted", name)
		}
	}
}

// counted waits until so many records fit a query.
func (l lab) counted(query string, want int) {
	l.t.Helper()
	a := l.control(200, "GET", fmt.Sprintf("/requests/count?%s&min=%d&wait=10s", query, want), nil).JSON(l.t)
	alike(l.t, "records with "+query, a["count"], float64(want))
}

func TestFaultConnection(t *testing.T) {
	s := simtest.Start(t)
	for word, tt := range map[string]struct {
		expect  func(testing.TB, net.Conn)
		outcome string
	}{"reset": {expectReset, "reset"}, "close": {expectEOF, "closed"}} {
		t.Run(word, func(t *testing.T) {
			l := newLab(t, s, "connection-"+word)
			l.rule(`{"name": "cut", "on": {"operation": "meta.add_number"}, "do": {"connection": "` + word + `"}}`)
			before := l.numbers()
			tt.expect(t, l.raw("POST", addPath, newNumber))
			r := l.record("fault=cut")
			alike(t, "record", []any{r["outcome"], r["status"], r["operation"]}, []any{tt.outcome, 0.0, "meta.add_number"})
			alike(t, "numbers", l.numbers(), before)
		})
		t.Run(word+" on a connection in use", func(t *testing.T) {
			l := newLab(t, s, "again-"+word)
			l.rule(`{"on": {"operation": "meta.get_number"}, "when": {"calls": 2}, "do": {"connection": "` + word + `"}}`)
			path, conn := "/v23.0/"+l.id(freshPhone), l.dial()
			a, _ := wholeAnswer(t, l.rawOver(conn, "GET", path, nil), "GET")
			alike(t, "first", a.StatusCode, 200)
			tt.expect(t, l.rawOver(conn, "GET", path, nil))
			a, _ = wholeAnswer(t, l.raw("GET", path, nil), "GET")
			alike(t, "on a new connection", a.StatusCode, 200)
		})
	}
}

// watched is a simulator that tells when a handler has returned.
func watched(t *testing.T) (l lab, returned chan string, stop func() error) {
	t.Helper()
	srv, err := server.New(server.Options{})
	if err != nil {
		t.Fatal(err)
	}
	returned = make(chan string, 100)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	inner := srv.Handler()
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(w, r)
		if !strings.Contains(r.URL.Path, "/_sim/") {
			returned <- r.Method
		}
	})
	ctx, end := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- srv.Serve(ctx, server.Endpoint{Listener: listener, Handler: handler}) }()
	stop = func() error {
		end()
		err := <-stopped
		stopped <- err
		return err
	}
	t.Cleanup(func() { _ = stop() })
	l = lab{caller{t, &simtest.Sim{URL: "http://" + listener.Addr().String(), World: "default"}}}
	l.load(ground)
	return l, returned, stop
}

func within(t testing.TB, what string, done <-chan string) {
	t.Helper()
	select {
	case <-done:
	case <-time.After(tolerance):
		t.Fatalf("%s has not ended", what)
	}
}

func TestFaultHang(t *testing.T) {
	const rule = `{"name": "hung", "on": {"operation": "meta.add_number"}, "do": {"connection": "hang"}}`
	l, returned, stop := watched(t)
	hang := func() net.Conn {
		l.rule(rule)
		conn := l.raw("POST", addPath, newNumber)
		l.untilActed("hung")
		l.counted("outcome=hung", 1)
		select {
		case <-returned:
			t.Error("the request ended by itself")
		default:
		}
		return conn
	}
	before := l.numbers()
	if err := hang().Close(); err != nil {
		t.Fatal(err)
	}
	within(t, "the request of a client that has gone", returned)
	alike(t, "numbers", l.numbers(), before)
	r := l.record("outcome=hung")
	alike(t, "record", []any{r["status"], r["fault"]}, []any{0.0, "hung"})

	l.control(204, "DELETE", "/requests", nil)
	conn := hang()
	l.control(204, "POST", "/reset", nil)
	expectEOF(t, conn)
	within(t, "the request of a world that was reset", returned)

	conn = hang()
	began := time.Now()
	if err := stop(); err != nil {
		t.Errorf("the server stopped with %v", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("stopping took %s", took)
	}
	within(t, "the request of a server that stops", returned)
	expectEOF(t, conn)
}

func TestFaultReplyDrop(t *testing.T) {
	l := newLab(t, simtest.Start(t), "drop")
	l.rule(`{"name": "lost", "on": {"operation": "meta.add_number"}, "do": {"reply": "drop"}}`)
	before := l.numbers()
	expectEOF(t, l.raw("POST", addPath, newNumber))
	r := l.record("fault=lost")
	alike(t, "record", []any{r["outcome"], r["status"]}, []any{"dropped", 200.0})
	alike(t, "numbers", l.numbers(), before+1)
}

func TestFaultReplyTruncate(t *testing.T) {
	l := newLab(t, simtest.Start(t), "truncate")
	l.rule(`{"name": "half", "do": {"reply": "truncate", "violates": "a proxy that died"}}`)
	for _, path := range []string{"/v23.0/" + simtest.BusinessID + "/preverified_numbers", poolOf(simtest.PartnerID)} {
		a, err := http.ReadResponse(bufio.NewReader(l.raw("GET", path, nil)), nil)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(a.Body)
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("reading ended with %v", err)
		}
		if a.StatusCode != 200 || int64(len(text)) >= a.ContentLength || json.Valid(text) {
			t.Errorf("%d, %d of %d bytes: %s", a.StatusCode, len(text), a.ContentLength, text)
		}
	}
	alike(t, "outcomes", len(l.records("outcome=truncated")), 2)
	l.declared(0)
}

func TestFaultReplyGarbage(t *testing.T) {
	l := newLab(t, simtest.Start(t), "garbage")
	l.rule(`{"name": "page", "do": {"reply": "garbage", "violates": "a proxy's page"}}`)
	for _, read := range []ask{getting(freshPhone), pooling, coding(freshPhone)} {
		a := read(l)
		if a.Status != 200 || a.Header.Get("Content-Type") != "text/html" || !strings.HasPrefix(string(a.Body), "<html>") {
			t.Errorf("%d %s %s", a.Status, a.Header.Get("Content-Type"), a.Body)
		}
	}
	alike(t, "codes sent", len(list(t, l.control(200, "GET", "/codes", nil))), 1)
	for _, r := range l.records("outcome=garbage") {
		if body, _ := r["response"].(object)["body"].(string); !strings.HasPrefix(body, "<html>") {
			t.Errorf("the journal has %q", body)
		}
	}
	l.declared(3)
	head, text := wholeAnswer(t, l.raw("HEAD", "/v23.0/"+l.id(freshPhone), nil), "HEAD")
	alike(t, "HEAD", []any{head.StatusCode, text, head.Header.Get("Content-Type")}, []any{200, "", "text/html"})
}

func TestFaultReplyEmpty(t *testing.T) {
	l := newLab(t, simtest.Start(t), "empty")
	l.rule(`{"name": "blank", "do": {"reply": "empty", "violates": "a proxy that lost the body"}}`)
	for _, read := range []ask{getting(freshPhone), pooling, coding(freshPhone)} {
		a := read(l)
		alike(t, "answer", []any{a.Status, a.Header.Get("Content-Length"), string(a.Body)}, []any{200, "0", ""})
	}
	alike(t, "codes sent", len(list(t, l.control(200, "GET", "/codes", nil))), 1)
	alike(t, "outcomes", len(l.records("outcome=empty")), 3)
	l.declared(3)
}

func TestFaultReplySlow(t *testing.T) {
	l := newLab(t, simtest.Start(t), "slow")
	want := string(l.listNumbers().Body)
	l.rule(`{"name": "drip", "on": {"operation": "meta.list_numbers"}, "do": {"reply": "slow", "latency": "200ms"}}`)
	began := time.Now()
	a, err := http.ReadResponse(bufio.NewReader(l.raw("GET", "/v23.0/"+simtest.BusinessID+"/preverified_numbers", nil)), nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []byte
	pieces := 0
	for buffer := make([]byte, 4096); err == nil; pieces++ {
		var n int
		n, err = a.Body.Read(buffer)
		got = append(got, buffer[:n]...)
	}
	if took := time.Since(began); took < 200*time.Millisecond || !errors.Is(err, io.EOF) {
		t.Errorf("complete after %s with %v", took, err)
	}
	alike(t, "body", string(got), want)
	if pieces < 2 { // ten are sent; a busy machine may read several as one
		t.Errorf("%d pieces", pieces)
	}
	alike(t, "outcome", l.record("fault=drip")["outcome"], "slow")
}

func TestFaultDeliver(t *testing.T) {
	s := simtest.Start(t)
	for _, by := range []struct {
		name, phone string
		send        ask
		enter       func(l lab, code string) simtest.Answer
		refused     int
	}{
		{"meta", freshPhone, coding(freshPhone), func(l lab, code string) simtest.Answer { return l.verifyCode(freshPhone, code) }, 422},
		{"360dialog", pooledPhone, otp, func(l lab, code string) simtest.Answer {
			return l.pool("POST", "/"+l.id(pooledPhone)+"/verify-otp", map[string]string{"code": code})
		}, 400},
	} {
		latest := "/codes/latest?phone_number=" + by.phone
		t.Run("never by "+by.name, func(t *testing.T) {
			l := newLab(t, s, "never-"+by.name)
			l.rule(`{"do": {"deliver": "never"}}`)
			alike(t, "request", by.send(l).Status, 200)
			l.advance(9 * time.Minute)
			l.control(404, "GET", latest, nil)
			code := list(t, l.control(200, "GET", "/codes", nil))[0]
			alike(t, "in the inbox", []any{code["state"], code["delivered_at"]}, []any{"undelivered", nil})
		})
		t.Run("late by "+by.name, func(t *testing.T) {
			l := newLab(t, s, "late-"+by.name)
			l.rule(`{"do": {"deliver": {"late": "30s"}}}`)
			alike(t, "request", by.send(l).Status, 200)
			l.advance(30*time.Second - time.Millisecond)
			l.control(404, "GET", latest, nil)
			moved := l.control(200, "POST", "/clock", object{"advance": "1ms"}).JSON(t)
			alike(t, "settled", moved["settled"], []any{object{
				"at": "2026-01-15T09:00:30.000Z", "event": "code_delivered", "number_id": l.id(by.phone), "phone_number": by.phone,
			}})
			alike(t, "verify", by.enter(l, l.code(by.phone)).Status, 200)
		})
		t.Run("twice by "+by.name, func(t *testing.T) {
			l := newLab(t, s, "twice-"+by.name)
			l.rule(`{"when": {"times": 1}, "do": {"deliver": "twice"}}`)
			alike(t, "request", by.send(l).Status, 200)
			kept := l.control(200, "GET", "/snapshot", nil).Body
			inbox := list(t, l.control(200, "GET", "/codes", nil))
			alike(t, "in the inbox", len(inbox), 2)
			alike(t, "the second", inbox[1], inbox[0])
			alike(t, "verify", by.enter(l, l.code(by.phone)).Status, 200)
			for _, code := range list(t, l.control(200, "GET", "/codes", nil)) {
				alike(t, "state", code["state"], "used")
			}
			l.control(200, "PUT", "/snapshot", string(kept))
			alike(t, "restored", len(list(t, l.control(200, "GET", "/codes", nil))), 2)
		})
		t.Run("wrong by "+by.name, func(t *testing.T) {
			l := newLab(t, s, "wrong-"+by.name)
			l.rule(`{"do": {"deliver": "wrong"}}`)
			alike(t, "request", by.send(l).Status, 200)
			a := by.enter(l, l.code(by.phone))
			alike(t, "verify", a.Status, by.refused)
			found := l.records("operation=meta.verify_code")
			alike(t, "at Meta", []any{len(found), found[0]["error"], found[0]["status"]}, []any{1, "meta.code_wrong", 422.0})
			alike(t, "the number", l.state(by.phone)["status"], "NOT_VERIFIED")
		})
	}
}
