package server_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// replaceHandler puts another handler into an operation's row.
func (r *rig) replaceHandler(operation string, h trip.Handler) {
	r.t.Helper()
	for _, row := range r.Operations() {
		if row.Operation == operation {
			row.Handler = h
			return
		}
	}
	r.t.Fatalf("no operation %s", operation)
}

// crashed counts a panic that a test has caused, and wants it in the log with
// its stack and among the metrics.
func (r *rig) crashed(what string) {
	r.t.Helper()
	r.panics++
	if log := r.log.String(); !strings.Contains(log, what) || !strings.Contains(log, "goroutine ") || !strings.Contains(log, "_test.go") {
		r.t.Errorf("the log lacks the panic %q or its stack:\n%s", what, log)
	}
	_, metrics := r.do("GET", "/_sim/v1/metrics", "")
	if line := "preverified_sim_panics_total " + string(rune('0'+r.panics)) + "\n"; !strings.Contains(metrics, line) {
		r.t.Errorf("the metrics lack %q", line)
	}
}

// A handler that panics is the vendor's own 500, taken down like any other
// answer; with the store locked, the lock is given back.
func TestHandlersThatPanic(t *testing.T) {
	r := listen(t, server.Options{})
	under := func(c *trip.Call) (any, error) {
		return nil, c.Do(func(*store.Tx) error { panic("with the store locked") })
	}
	r.replaceHandler("meta.get_business", func(*trip.Call) (any, error) { panic("in a handler of Meta's") })
	r.replaceHandler("meta.delete_number", under)
	r.replaceHandler("360dialog.list_numbers", func(*trip.Call) (any, error) { panic("in a handler of 360dialog's") })
	id := r.add()
	for _, x := range []struct{ what, method, path, shape string }{
		{"in a handler of Meta's", "GET", graphPath, `{"error":{"message":`},
		{"with the store locked", "DELETE", "/v23.0/" + id, `{"error":{"message":`},
		{"in a handler of 360dialog's", "GET", hubPath, `{"meta":{`},
	} {
		before := r.records()
		status, body := r.do(x.method, x.path, "", "Authorization", "Bearer EAAJBsimulator", "X-Api-Key", "sim-api-key")
		if status != http.StatusInternalServerError || !strings.HasPrefix(body, x.shape) || strings.Contains(body, x.what) {
			t.Errorf("%s: answered with %d %s", x.what, status, body)
		}
		if n := r.records() - before; n != 1 {
			t.Errorf("%s: %d records, want 1", x.what, n)
		}
		r.crashed(x.what)
	}
	if n := r.control(200, "GET", "/requests/count?status=500", "")["count"]; n != 3.0 {
		t.Errorf("%v records of the failures, want 3", n)
	}
	r.sound()
}

// A panic behind 360dialog, in its own call to Meta, is Meta's 500 and
// 360dialog's 502, and the number is not half there.
func TestMetaPanicsBehind360dialog(t *testing.T) {
	r := listen(t, server.Options{})
	r.replaceHandler("meta.share_number", func(*trip.Call) (any, error) { panic("behind 360dialog") })
	status, body := r.do("POST", hubPath, `{"phone_number": "12125550123"}`, "X-Api-Key", "sim-api-key", "Content-Type", asJSON)
	if status != http.StatusBadGateway || !strings.Contains(body, `"http_code":502`) {
		t.Errorf("%d %s", status, body)
	}
	r.crashed("behind 360dialog")
	if n := r.get("/_sim/v1/numbers")["data"].([]any); len(n) != 0 {
		t.Errorf("a number is left: %v", n)
	}
}

// A value that cannot be written is no half answer.
func TestAnswersThatCannotBeWritten(t *testing.T) {
	r := listen(t, server.Options{})
	r.replaceHandler("meta.get_business", func(*trip.Call) (any, error) { return make(chan int), nil })
	status, body := r.do("GET", graphPath, "", "Authorization", "Bearer EAAJBsimulator")
	if status != http.StatusInternalServerError || !strings.HasPrefix(body, `{"error":{"message":`) || !json.Valid([]byte(body)) {
		t.Errorf("%d %s", status, body)
	}
	if log := r.log.String(); !strings.Contains(log, "the answer cannot be made") {
		t.Errorf("the log does not tell it:\n%s", log)
	}
}

// brittle is a directory of scenarios that breaks when it is read.
type brittle struct{ broken atomic.Bool }

func (b *brittle) Open(string) (fs.File, error) {
	if b.broken.Load() {
		panic("in the directory of scenarios")
	}
	return nil, fs.ErrNotExist
}

// A call of the control API that panics is a problem, and the worlds are as
// before.
func TestControlCallsThatPanic(t *testing.T) {
	dir := &brittle{}
	r := listen(t, server.Options{ScenarioDir: dir})
	dir.broken.Store(true)
	r.refused(500, "internal", "PUT", "/worlds/other", `{"scenario": "default"}`)
	r.crashed("in the directory of scenarios")
	r.refused(500, "internal", "PUT", "/scenario", `{"name": "default"}`)
	r.crashed("in the directory of scenarios")
	dir.broken.Store(false)
	r.control(201, "PUT", "/worlds/other", `{"scenario": "default"}`)
}

// A panic before the world of the request is known, while its world is built,
// is a problem too. Requests that wait for the world are answered.
func TestWorldsThatPanic(t *testing.T) {
	var brittle atomic.Bool
	wall := func() time.Time {
		if brittle.Load() {
			panic("in the clock on the wall")
		}
		return time.Now()
	}
	r := listen(t, server.Options{Wall: wall})
	brittle.Store(true)
	status, body := r.do("GET", "/_world/new/v23.0/1", "")
	brittle.Store(false)
	if status != http.StatusInternalServerError || !strings.Contains(body, `"/problems/internal"`) {
		t.Errorf("%d %s", status, body)
	}
	r.crashed("in the clock on the wall")
	if status, body := r.do("GET", "/_world/new/v23.0/1", ""); status != http.StatusUnauthorized {
		t.Errorf("the world after that: %d %s", status, body)
	}
}

// By HTTP/2 it is the same.
func TestHandlersThatPanicByHTTP2(t *testing.T) {
	r := listenTLS(t, server.Options{})
	r.replaceHandler("meta.get_business", func(*trip.Call) (any, error) { panic("by HTTP/2") })
	f := r.frames()
	f.must(f.ask(1, graphPath))
	f.status(1, "500")
	_ = f.conn.Close()
	r.crashed("by HTTP/2")
}
