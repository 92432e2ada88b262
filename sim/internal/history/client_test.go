package history

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Each history has so many clients, who make so many calls.
const (
	clients = 5
	calls   = 7
)

// phones are the numbers that all clients use.
var phones = []string{"12025550120", "12025550120", "12025550120", "4915123456780"}

// ask is one call of a client.
type ask struct {
	// what is the name of an operation, a verb of POST /events, or inbox.
	what string
	// actor is the business whose token, or the partner whose key is sent.
	actor string
	phone string
	id    string // of a number
	with  string // the business to share with
	code  string
}

// response is an answer.
type response struct {
	status int
	header http.Header
	body   []byte
}

// exchange is a call and its answer, with the moments before and after it.
type exchange struct {
	ask
	response
	client    int
	call, ret int64
}

// universe is the simulator with all its clients.
type universe struct {
	t    testing.TB
	tick *ticker
	log  *stamps
	send func(*http.Request) (response, error)
	// worlds leads to the store that is being jostled for.
	worlds *world.Registry
}

// newWorld has the handler called from the clients' goroutines.
func newWorld(t testing.TB) *universe {
	t.Helper()
	return worldOf(t, scenario)
}

func worldOf(t testing.TB, scenario string) *universe {
	t.Helper()
	tick, log := newTicker()
	o := options(tick, log)
	o.ScenarioText = []byte(scenario)
	o.ScenarioFile = "history.yaml"
	s, err := server.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return &universe{t: t, tick: tick, log: log, send: into(s.Handler()), worlds: s.Worlds()}
}

func into(h http.Handler) func(*http.Request) (response, error) {
	return func(r *http.Request) (response, error) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return response{w.Code, w.Header(), w.Body.Bytes()}, nil
	}
}

// overNetwork sends a request to an address.
func overNetwork(transport http.RoundTripper, base string, r *http.Request) (response, error) {
	q, err := http.NewRequestWithContext(r.Context(), r.Method, base+r.URL.RequestURI(), r.Body)
	if err != nil {
		return response{}, err
	}
	q.Header = r.Header
	got, err := transport.RoundTrip(q)
	if err != nil {
		return response{}, err
	}
	defer got.Body.Close()
	body, err := io.ReadAll(got.Body)
	return response{got.StatusCode, got.Header, body}, err
}

// request writes a call down.
func (a ask) request() *http.Request {
	method, path, body := "POST", "", map[string]string{}
	switch a.what {
	case "meta.add_number":
		path, body["phone_number"] = "/v23.0/"+a.actor+"/add_phone_numbers", a.phone
	case "meta.request_code":
		path, body["code_method"], body["language"] = "/v23.0/"+a.id+"/request_code", "SMS", "en_US"
	case "meta.verify_code":
		path, body["code"] = "/v23.0/"+a.id+"/verify_code", a.code
	case "meta.share_number", "meta.unshare_number":
		path = "/v23.0/" + a.actor + "/share_preverified_numbers"
		body["preverified_id"], body["partner_business_id"] = a.id, a.with
		if a.what == "meta.unshare_number" {
			method = "DELETE"
		}
	case "meta.delete_number":
		method, path = "DELETE", "/v23.0/"+a.id
	case "meta.get_number":
		method, path = "GET", "/v23.0/"+a.id+"?fields=code_verification_status,availability_status,owner_business"
	case "meta.list_numbers":
		method, path = "GET", "/v23.0/"+a.actor+"/preverified_numbers?phone_number="+a.phone
	case "meta.add_waba_number":
		path, body["phone_number"], body["verified_name"], body["preverified_id"] = "/v23.0/"+waba+"/phone_numbers", a.phone, "Alpha", a.id
	case "inbox":
		method, path = "GET", "/_sim/v1/codes?phone_number="+a.phone
	default:
		return a.steering()
	}
	return requestOf(method, path, body, "Authorization", "Bearer "+tokenOf[a.actor])
}

// steering is a call to 360dialog or an event.
func (a ask) steering() *http.Request {
	pool := "/api/v2/partners/" + a.actor + "/preverified-numbers"
	method, path, body := "POST", pool+"/"+a.id, map[string]string{}
	switch a.what {
	case "360dialog.add_number":
		path, body["phone_number"] = pool, a.phone
	case "360dialog.delete_number":
		method = "DELETE"
	case "360dialog.request_otp":
		path, body["code_method"], body["language"] = path+"/request-otp", "sms", "en"
	case "360dialog.verify_otp":
		path, body["code"] = path+"/verify-otp", a.code
	case "360dialog.list_numbers":
		method, path = "GET", pool+"?phone_number="+a.phone
	case "signup":
		return requestOf(method, "/_sim/v1/signups", map[string]any{"phone_numbers": []string{a.phone}, "outcome": "finish"})
	case "replace":
		return requestOf(method, "/_sim/v1/events", map[string]any{"claim": map[string]any{"phone_number": a.phone, "replace": true}})
	default:
		return requestOf(method, "/_sim/v1/events", map[string]string{a.what: a.phone})
	}
	return requestOf(method, path, body, "X-API-Key", keyOf[a.actor])
}

func requestOf(method, path string, body any, header ...string) *http.Request {
	var content io.Reader
	if text, _ := json.Marshal(body); method != "GET" && string(text) != "{}" {
		content = bytes.NewReader(text)
	}
	r := httptest.NewRequest(method, path, content)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return r
}

// do makes a call and notes when.
func (w *universe) do(client int, a ask) exchange {
	x := exchange{ask: a, client: client, call: w.tick.next()}
	var err error
	if x.response, err = w.send(a.request()); err != nil {
		w.t.Errorf("%+v: %v", a, err)
	}
	x.ret = w.tick.next()
	return x
}

// read asks the control API for a list.
func read[T any](w *universe, path string) []T {
	w.t.Helper()
	got, err := w.send(httptest.NewRequest("GET", "/_sim/v1"+path, nil))
	if err != nil || got.status != http.StatusOK {
		w.t.Fatalf("%s: %v, %d %s", path, err, got.status, got.body)
	}
	return decoded[page[T]](got.body).Data
}

// reset takes the world back to its start.
func (w *universe) reset() {
	w.t.Helper()
	got, err := w.send(httptest.NewRequest("POST", "/_sim/v1/reset", nil))
	if err != nil || got.status != http.StatusNoContent {
		w.t.Fatalf("reset: %v, %d %s", err, got.status, got.body)
	}
	w.log.forget()
}

// crowd is what the clients of a history know of each other's numbers.
type crowd struct {
	mu    sync.Mutex
	known []ask // of each number its id, phone and who added it
}

func (c *crowd) learn(x exchange) {
	if x.status/100 != 2 || !strings.HasSuffix(x.what, "add_number") {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	id := decoded[node](x.body).ID + decoded[pooled](x.body).ID
	c.known = append(c.known, ask{id: id, phone: x.phone, actor: x.actor})
}

// one of the numbers, mostly the newest.
func (c *crowd) one(r *rand.Rand) (ask, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) == 0 {
		return ask{}, false
	}
	back := min(r.IntN(3)*r.IntN(2), len(c.known)-1)
	return c.known[len(c.known)-1-back], true
}

// play has the clients call a fresh world and splits what they did into steps.
func (w *universe) play(seed uint64) *history {
	w.t.Helper()
	w.reset()
	var (
		all   sync.WaitGroup
		begin = make(chan struct{})
		done  = make([][]exchange, clients)
		c     crowd
	)
	for i := range clients {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		all.Go(func() {
			<-begin
			for range calls {
				for _, x := range w.turn(&c, r, i) {
					c.learn(x)
					done[i] = append(done[i], x)
				}
			}
		})
	}
	w.together(begin, &all)
	var exchanges []exchange
	for _, own := range done {
		exchanges = append(exchanges, own...)
	}
	return w.split(exchanges)
}

// together starts all that wait for begin, and waits for them.
func (w *universe) together(begin chan struct{}, all *sync.WaitGroup) {
	w.togetherIn("default", begin, all)
}

func (w *universe) togetherIn(world string, begin chan struct{}, all *sync.WaitGroup) {
	var crowd sync.WaitGroup
	stop := make(chan struct{})
	crowd.Go(func() { jostle(w, world, stop) })
	close(begin)
	all.Wait()
	close(stop)
	crowd.Wait()
}

// turns are what a client may do, each as often as it is likely.
var turns = strings.Fields(`
	meta.add_number meta.add_number 360dialog.add_number 360dialog.add_number 360dialog.add_number
	meta.request_code meta.request_code meta.verify_code meta.verify_code meta.verify_code
	meta.share_number meta.share_number meta.unshare_number meta.delete_number meta.delete_number
	meta.get_number meta.get_number meta.list_numbers
	360dialog.request_otp 360dialog.request_otp 360dialog.verify_otp 360dialog.verify_otp 360dialog.verify_otp
	360dialog.delete_number 360dialog.delete_number 360dialog.list_numbers 360dialog.list_numbers
	claim expire restore delete replace inbox signup meta.add_waba_number`)

// turn is one thing a client does. A client that enters a code reads the inbox
// first.
func (w *universe) turn(c *crowd, r *rand.Rand, client int) []exchange {
	a := ask{what: turns[r.IntN(len(turns))], phone: phones[r.IntN(len(phones))]}
	hubs := strings.HasPrefix(a.what, "360dialog.")
	if a.actor = businesses[r.IntN(2)]; hubs {
		a.actor = partners[r.IntN(2)]
	}
	if n, ok := c.one(r); ok {
		a.id, a.phone = n.id, n.phone
		switch _, ours := keyOf[n.actor]; {
		case r.IntN(6) == 0: // of any client
		case hubs == ours:
			a.actor = n.actor
		case ours:
			a.actor = hub
		}
	} else if a.id = "1000000000000000"; !strings.HasSuffix(a.what, "list_numbers") {
		a.what = map[bool]string{false: "meta.add_number", true: "360dialog.add_number"}[hubs]
	}
	if strings.HasSuffix(a.what, "add_number") && r.IntN(3) == 0 {
		a.phone = phones[r.IntN(len(phones))]
	}
	switch a.with = businesses[r.IntN(2)]; {
	case strings.Contains(a.what, "verify"):
	case strings.Contains(a.what, "share"):
		return []exchange{w.do(client, a)}
	default:
		return []exchange{w.do(client, a.trimmed())}
	}
	a.with = ""
	look := w.do(client, ask{what: "inbox", phone: a.phone})
	a.code = newest(look.body, r)
	return []exchange{look, w.do(client, a)}
}

// trimmed is a call without what plays no part in it.
func (a ask) trimmed() ask {
	a.with = ""
	switch {
	case !strings.Contains(a.what, "."):
		a.actor, a.id = "", ""
	case strings.HasSuffix(a.what, "add_number"), strings.HasSuffix(a.what, "list_numbers"):
		a.id = ""
	}
	return a
}

// newest is the code on top, or one that is surely wrong.
func newest(body []byte, r *rand.Rand) string {
	all := decoded[page[sim.Code]](body).Data
	if len(all) == 0 || r.IntN(4) == 0 {
		return "0000"
	}
	return all[min(r.IntN(3)*r.IntN(2), len(all)-1)].Code
}

// String tells a call in a few words.
func (a ask) String() string {
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s %s %s", a.what, a.actor, a.phone, a.id, a.with, a.code)), " ")
}
