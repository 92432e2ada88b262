package fuzz_test

import (
	"bytes"
	"context"
	"encoding/json"
	"hash/fnv"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// The world of the targets has two businesses, two partners and numbers in every
// state. The codes of its numbers are always 123456.
const (
	business, otherBusiness = "506914307656634", "9876543210987654"
	metaToken, otherToken   = "EAAJBsimulator", "EAAJBother"
	partner, otherPartner   = "simul8PA", "secondPA"
	apiKey, otherKey        = "sim-api-key", "second-api-key"
)

const scenarioText = `
version: 1
name: fuzz
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
code: {value: "123456"}
businesses:
  - {id: "506914307656634", name: Lucky Shrub, tokens: [EAAJBsimulator, {token: EAAJBreader, permissions: []}]}
  - {id: "9876543210987654", name: "Ümläut & <Söhne>", tokens: [EAAJBother, {token: EAAJBproof, app: "7", app_secret: s3cret}]}
partners:
  - {id: simul8PA, business: "506914307656634", api_keys: [sim-api-key], users: [{username: partner@example.com, password: simulator}]}
  - {id: secondPA, business: "9876543210987654", api_keys: [second-api-key]}
numbers:
  - {phone_number: "12115555105", business: "506914307656634", status: VERIFIED, verified: 13d ago}
  - {phone_number: "12025550130", business: "506914307656634", status: EXPIRED, verified: 20d ago}
  - {phone_number: "12025550131", business: "506914307656634"}
  - {phone_number: "12025550132", business: "9876543210987654"}
  - {phone_number: "4915123456789", partner: simul8PA}
  - {phone_number: "4915123456790", partner: simul8PA, status: VERIFIED, verified: 1d ago}
  - {phone_number: "4915123456791", partner: secondPA}
limits:
  - {name: tries, operation: meta.verify_code, per: business, allow: 3, window: 1h}
  - {name: hub, operation: "360dialog.*", per: token, allow: 500, window: 1h, error: 360dialog.too_many_requests, retry_after: true}
`

// instant is what the wall's clock says: always the same, so that everything in
// an answer is.
var instant = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

// house is a simulator without listeners, and what it has complained of.
type house struct {
	*server.Server
	handler http.Handler
	said    *complaints
	boot    world.Setup
}

// The houses are shared by all targets of the process: each input starts its
// world anew. In the open one any credential will do, the observed one answers as
// Meta was seen to.
var (
	closed   = sync.OnceValue(func() *house { return newHouse(server.Options{}, "") })
	open     = sync.OnceValue(func() *house { return newHouse(server.Options{Open: true}, "") })
	observed = sync.OnceValue(func() *house { return newHouse(server.Options{}, "dialect: observed\n") })
)

func newHouse(o server.Options, settings string) *house {
	said := &complaints{}
	o.ScenarioFile, o.ScenarioText = "fuzz.yaml", []byte(scenarioText+settings)
	o.MaxWorlds, o.Log, o.Wall = 4, slog.New(said), func() time.Time { return instant }
	srv, err := server.New(o)
	if err != nil {
		panic(err)
	}
	return &house{Server: srv, handler: srv.Handler(), said: said, boot: srv.Worlds().Boot()}
}

// complaints keeps what is logged as an error: panics, answers that break their
// contract, stages that failed.
type complaints struct {
	mu   sync.Mutex
	list []string
}

// Enabled implements slog.Handler.
func (c *complaints) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }

// Handle implements slog.Handler.
func (c *complaints) Handle(_ context.Context, r slog.Record) error {
	text := r.Message
	r.Attrs(func(a slog.Attr) bool { text += " " + a.String(); return true })
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, text)
	return nil
}

// WithAttrs implements slog.Handler.
func (c *complaints) WithAttrs([]slog.Attr) slog.Handler { return c }

// WithGroup implements slog.Handler.
func (c *complaints) WithGroup(string) slog.Handler { return c }

// take returns the complaints since the last call.
func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := c.list
	c.list = nil
	return out
}

// world is the one all requests without a world's name go to.
func (h *house) world(t testing.TB) *world.World {
	w, err := h.Worlds().Lookup(world.Default)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// anew starts the world from its scenario and ends all others.
func (h *house) anew(t testing.TB) {
	for _, w := range h.Worlds().List() {
		if w.Name != world.Default {
			_ = h.Worlds().End(w.Name) // it is there: no other test runs
		}
	}
	if _, _, err := h.Worlds().Put(world.Default, h.boot); err != nil {
		t.Fatal(err)
	}
}

// call is a request in the making. Its zero value but for method and target will
// do.
type call struct {
	method, target string // target is path and query, as on the first line of a request
	header         [][2]string
	body           string
	gone           bool // the client is gone already, so that nothing waits for it
}

// withHeader returns the call with one header more.
func (c call) withHeader(name, value string) call {
	c.header = append(slices.Clip(c.header), [2]string{name, value})
	return c
}

// request is the call as net/http hands it to a handler, or false when net/http
// would not: such a call does not reach the simulator.
func (c call) request() (*http.Request, bool) {
	u, err := url.ParseRequestURI(c.target)
	if err != nil || c.target[0] != '/' || !isToken(c.method) {
		return nil, false
	}
	r := &http.Request{
		Method: c.method, URL: u, RequestURI: c.target, Host: "sim.test", Header: http.Header{},
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Body: http.NoBody, ContentLength: int64(len(c.body)),
	}
	for _, h := range c.header {
		if !isToken(h[0]) || !isFieldValue(h[1]) {
			return nil, false
		}
		r.Header.Add(h[0], strings.Trim(h[1], " \t"))
	}
	if c.body != "" {
		r.Body = io.NopCloser(strings.NewReader(c.body))
	}
	if c.gone {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		r = r.WithContext(ctx)
	}
	return r, true
}

// isToken and isFieldValue are what net/http holds names and values of headers
// to, and methods (RFC 9110, sections 5.5 and 5.6.2).
func isToken(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return r >= 0x7f || r <= ' ' || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	}) < 0
}

func isFieldValue(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r == 0x7f || r < ' ' && r != '\t' }) < 0
}

// answer is what came back, and what the world looked like before and after.
type answer struct {
	method        string // of the request
	status        int
	header        http.Header
	body          []byte
	before, after world.Snapshot
	records       []sim.Record // of this request, the oldest first
}

// do carries a request through in a world that begins anew and has seen the
// earlier requests, and holds the answer to what is demanded of every answer. It
// returns false when the request cannot be sent.
func (h *house) do(t *testing.T, c call, earlier ...call) (answer, bool) {
	t.Helper()
	if _, ok := c.request(); !ok {
		return answer{}, false
	}
	first := h.send(t, c, earlier)
	first.check(t)
	if h == closed() {
		a := observed().send(t, c, earlier)
		a.check(t)
	}
	if c.chosen() {
		again := h.send(t, c, earlier)
		if first.status != again.status || !bytes.Equal(first.body, again.body) {
			t.Errorf("the same request in the same world answered\n%d %s\nand then\n%d %s", first.status, first.body, again.status, again.body)
		}
		if a, b := asJSON(t, first.header), asJSON(t, again.header); a != b {
			t.Errorf("the same request in the same world answered the headers\n%s\nand then\n%s", a, b)
		}
	}
	return first, true
}

// chosen picks every fourth call, always the same, to be made a second time.
func (c call) chosen() bool {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(c.method + c.target + c.body)) // never fails
	return sum.Sum32()%4 == 0
}

// send carries a request through once, in a world that begins anew and has seen
// the earlier ones.
func (h *house) send(t *testing.T, c call, earlier []call) answer {
	t.Helper()
	h.anew(t)
	w := h.world(t)
	for _, e := range earlier {
		r, _ := e.request()
		h.serve(t, r, &answer{})
	}
	seen := len(recordsOf(w))
	a := answer{method: c.method, before: w.Snapshot()}
	r, _ := c.request()
	h.serve(t, r, &a)
	a.after = h.world(t).Snapshot()
	if h.world(t) == w { // else the request has put another in its place
		a.records = recordsOf(w)
		a.records = a.records[min(seen, len(a.records)):]
	}
	return a
}

// recordsOf are the records of a world's journal, the oldest first.
func recordsOf(w *world.World) (out []sim.Record) {
	for _, r := range w.Journal.All(sim.RecordFilter{}) {
		out = append(out, journal.View(r))
	}
	return out
}

// serve lets the simulator answer, and takes no complaint and no broken contract.
func (h *house) serve(t testing.TB, r *http.Request, a *answer) {
	t.Helper()
	violations := h.Violations()
	rec := httptest.NewRecorder()
	h.handler.ServeHTTP(rec, r)
	a.status, a.header, a.body = rec.Code, rec.Result().Header, rec.Body.Bytes() //nolint:bodyclose // a recorder's needs none
	if n := h.Violations() - violations; n != 0 {
		t.Errorf("%d places of the answer break its contract: %d %s", n, a.status, a.body)
	}
	for _, text := range h.said.take() {
		t.Error(text)
	}
}

// control sends a request to the control API, which must succeed unless it says
// otherwise, and returns the body.
func (h *house) control(t *testing.T, method, path, body string) []byte {
	t.Helper()
	a := h.ask(t, method, path, body)
	if a.status >= 300 {
		t.Fatalf("%s %s answered %d %s", method, path, a.status, a.body)
	}
	return a.body
}

// ask sends a request to the control API, with a body in JSON.
func (h *house) ask(t *testing.T, method, path, body string) answer {
	t.Helper()
	c := call{method: method, target: "/_sim/v1" + path, body: body}
	if body != "" {
		c = c.withHeader("Content-Type", "application/json")
	}
	r, ok := c.request()
	if !ok {
		t.Fatalf("%s is no path", path)
	}
	var a answer
	h.serve(t, r, &a)
	return a
}

func asJSON(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
