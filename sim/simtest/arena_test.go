package simtest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// arena is one world in which one client plays one scenario. It stands for all
// that surrounds a client: the clock, the phone with its messages, the person
// who types a code, and the wire, which is written down.
type arena struct {
	t    *testing.T
	sim  *simtest.Sim
	http *http.Client
	log  strings.Builder
	// person types what the phone shows, perhaps with an error; nth counts from 1.
	person func(code string, nth int) string
	typed  int
}

// enter makes the world anew from the scenario.
func enter(t *testing.T, s *simtest.Sim, world, scenario string) *arena {
	t.Helper()
	a := &arena{
		t: t, sim: s.In(world),
		// Without a connection of its own, a GET whose answer is lost would be
		// sent again by the transport, unseen.
		http:   &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}},
		person: func(code string, _ int) string { return code },
	}
	made := s.Do("PUT", "/_sim/v1/worlds/"+world, map[string]string{"scenario": scenario})
	if made.Status >= http.StatusBadRequest {
		t.Fatalf("%s: %d %s", scenario, made.Status, made.Body)
	}
	return a
}

// request is one call of a client.
type request struct {
	method string
	// target is a path, or an address one of the vendors gave.
	target string
	body   any
	header [2]string
	// stale, if given, tells before a repetition that it no longer makes sense.
	stale func() bool
}

// reply is what a client gets; err stands for no answer.
type reply struct {
	status int
	header http.Header
	body   []byte
	err    error
}

// send makes a request and writes both directions down.
func (a *arena) send(r request) reply {
	target := strings.TrimPrefix(r.target, a.sim.URL)
	var content io.Reader
	text := ""
	if r.body != nil {
		encoded, err := json.Marshal(r.body)
		if err != nil {
			a.t.Fatal(err)
		}
		text = " " + string(encoded)
		content = strings.NewReader(string(encoded))
	}
	fmt.Fprintf(&a.log, "> %s %s%s\n", r.method, target, text)
	out := a.exchange(r, target, content)
	a.note(out)
	return out
}

func (a *arena) exchange(r request, target string, content io.Reader) reply {
	q, err := http.NewRequestWithContext(context.Background(), r.method, a.sim.URL+target, content)
	if err != nil {
		a.t.Fatal(err)
	}
	q.Header.Set(r.header[0], r.header[1])
	if content != nil {
		q.Header.Set("Content-Type", "application/json")
	}
	answer, err := a.http.Do(q)
	if err != nil {
		return reply{err: err}
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return reply{answer.StatusCode, answer.Header, body, err}
}

// told are the headers that tell a client how long to wait.
var told = []string{"Retry-After", "X-App-Usage", "X-Business-Use-Case-Usage"}

func (a *arena) note(r reply) {
	if r.err != nil {
		a.log.WriteString("< no answer\n")
		return
	}
	for _, name := range told {
		if v := r.header.Get(name); v != "" {
			fmt.Fprintf(&a.log, "  %s: %s\n", name, v)
		}
	}
	body := strings.ReplaceAll(strings.TrimSpace(string(r.body)), a.sim.URL, "http://simulator")
	fmt.Fprintf(&a.log, "< %d %s\n", r.status, strings.ReplaceAll(body, "\r\n", "\n  "))
}

// sleep lets world time pass; no real time does.
func (a *arena) sleep(d time.Duration) {
	if d <= 0 {
		return
	}
	fmt.Fprintf(&a.log, "~ %s\n", d)
	a.sim.Advance(d)
}

func (a *arena) now() time.Time {
	text, _ := a.sim.Control("GET", "/clock", nil).JSON(a.t)["now"].(string)
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		a.t.Fatal(err)
	}
	return at
}

// inbox returns the newest code that reached the phone, of those asked for since.
func (a *arena) inbox(phone string, since time.Time) (code string, arrived bool) {
	q := url.Values{"phone_number": {phone}, "since": {since.Format(time.RFC3339Nano)}}
	got := a.sim.Do("GET", "/_sim/v1/codes/latest?"+q.Encode(), nil)
	if got.Status == http.StatusNotFound {
		return "", false
	}
	code, _ = got.JSON(a.t)["code"].(string)
	a.typed++
	return a.person(code, a.typed), true
}

// exhaust uses a limit up, as other jobs of the same app do.
func (a *arena) exhaust(limit string) {
	fmt.Fprintf(&a.log, "~ others use up %s\n", limit)
	a.sim.Control("POST", "/limits/"+limit+"/exhaust", map[string]string{})
}

// check is one line of the world's report.
type check struct {
	Expect  json.RawMessage `json:"expect"`
	Passed  bool            `json:"passed"`
	Message string          `json:"message"`
}

type report struct {
	Passed bool    `json:"passed"`
	Checks []check `json:"checks"`
}

func (a *arena) verify() report {
	a.t.Helper()
	var out report
	body := a.sim.Control("POST", "/verify", nil).Body
	if err := json.Unmarshal(body, &out); err != nil {
		a.t.Fatalf("%v in %s", err, body)
	}
	return out
}
