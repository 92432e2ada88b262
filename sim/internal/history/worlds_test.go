package history

import (
	"encoding/json"
	"fmt"
	"math/bits"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/preverified-sim/preverified-sim/sim"
)

// This file checks the control API: clients move the clock of one world, reset it,
// replace it by scenarios and snapshots, end it and use it, all at once.

// place is a whole world as the control API shows it. It is a value that is compared
// as it is.
type place struct {
	there    bool // it has come into being and has not ended
	scenario string
	now      int64 // seconds of world time
	past     bool  // by less than a second, because the clock has run
	mode     sim.Mode
	numbers  uint8 // a bit for each of added
}

// added are the telephone numbers that clients put into the world.
var added = []string{"12025550160", "12025550161", "12025550162", "12025550163"}

// The two scenarios: that of the process, and one that is put in its place.
var starts = map[string]time.Time{
	"history": time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC),
	"other":   time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
}

const other = `{"version": 1, "name": "other", "clock": {"mode": "frozen", "at": "2026-03-01T00:00:00Z"},
	"businesses": [{"id": "506914307656634", "tokens": ["EAAJBalpha"]}]}`

func began(scenario string) place {
	return place{there: true, scenario: scenario, now: starts[scenario].Unix(), mode: sim.Frozen}
}

// steer is one call.
type steer struct {
	what  string
	n     int64 // seconds, an instant, or which of the numbers
	mode  sim.Mode
	saved place // what a snapshot holds that is put
	text  string
}

// take carries a call out and tells what its answer says.
func (p *place) take(s steer) string {
	if !p.there && s.what != "create" && s.what != "end" {
		*p = began("history")
	}
	switch s.what {
	case "create":
		status := map[bool]int{false: 201, true: 200}[p.there]
		*p = began("history")
		return strconv.Itoa(status)
	case "end":
		status := map[bool]int{false: 404, true: 204}[p.there]
		p.there = false
		return strconv.Itoa(status)
	case "reset":
		*p = began(p.scenario)
		return "204"
	case "scenario":
		*p = began("other")
		return "200 other"
	case "restore":
		*p = s.saved
		return "200"
	case "advance":
		p.now += s.n
	case "at":
		if s.n < p.now || s.n == p.now && p.past {
			return "400"
		}
		p.now, p.past = s.n, p.mode == sim.Running
	case "mode":
		p.mode, p.past = s.mode, p.past || s.mode == sim.Running
	case "snapshot":
		return fmt.Sprint("200 ", *p)
	case "add":
		if p.numbers&(1<<s.n) != 0 {
			return "409"
		}
		p.numbers |= 1 << s.n
		return "201"
	case "use":
		return ""
	case "wait":
		return "404" // no code is ever sent
	case "list":
		return fmt.Sprint("200 ", bits.OnesCount8(p.numbers))
	}
	return fmt.Sprint("200 ", p.now, " ", p.mode)
}

var worldModel = porcupine.Model{
	Init: func() any { return place{} },
	Step: func(at, input, output any) (bool, any) {
		p := at.(place)
		return p.take(input.(steer)) == output.(string), p
	},
}

// request writes a call down.
func (s steer) request(world string) *http.Request {
	here := "/_world/" + world + "/_sim/v1"
	switch s.what {
	case "create":
		return httptest.NewRequest("PUT", "/_sim/v1/worlds/"+world, nil)
	case "end":
		return httptest.NewRequest("DELETE", "/_sim/v1/worlds/"+world, nil)
	case "reset":
		return httptest.NewRequest("POST", here+"/reset", nil)
	case "scenario":
		r := requestOf("PUT", here+"/scenario", json.RawMessage(other))
		r.Header.Set("Content-Type", "application/yaml")
		return r
	case "restore":
		return requestOf("PUT", here+"/snapshot", json.RawMessage(s.text))
	case "snapshot":
		return httptest.NewRequest("GET", here+"/snapshot", nil)
	case "advance":
		return requestOf("POST", here+"/clock", map[string]string{"advance": fmt.Sprint(s.n, "s")})
	case "at":
		return requestOf("POST", here+"/clock", map[string]string{"at": time.Unix(s.n, 0).UTC().Format(time.RFC3339)})
	case "mode":
		return requestOf("POST", here+"/clock", map[string]string{"mode": string(s.mode)})
	case "wait": // and meets the end of the world, perhaps
		return httptest.NewRequest("GET", here+"/codes/latest?wait=5ms", nil)
	case "add":
		return requestOf("POST", here+"/numbers", map[string]string{"phone_number": added[s.n]})
	case "list":
		return requestOf("GET", "/_world/"+world+"/v23.0/"+alpha+"/preverified_numbers", nil, "Authorization", "Bearer "+tokenOf[alpha])
	}
	return httptest.NewRequest("GET", here+"/clock", nil)
}

// told is what an answer says, in the words of the model.
func (s steer) told(got response) string {
	status := strconv.Itoa(got.status)
	switch {
	case got.status != http.StatusOK || s.what == "create" || s.what == "restore":
		return status
	case s.what == "scenario":
		return status + " " + decoded[struct{ Name string }](got.body).Name
	case s.what == "snapshot":
		return fmt.Sprint(status, " ", held(got.body))
	case s.what == "list":
		return fmt.Sprint(status, " ", len(decoded[page[json.RawMessage]](got.body).Data))
	}
	c := decoded[sim.Clock](got.body)
	return fmt.Sprint(status, " ", c.Now.Unix(), " ", c.Mode)
}

// held is what a snapshot holds.
func held(snapshot []byte) place {
	s := decoded[struct {
		Scenario struct{ Name string }
		Clock    struct {
			Now  time.Time
			Mode sim.Mode
		}
		Store struct {
			Numbers []struct {
				Phone string `json:"phone_number"`
			}
		}
	}](snapshot)
	p := place{there: true, scenario: s.Scenario.Name, now: s.Clock.Now.Unix(), past: s.Clock.Now.Nanosecond() > 0, mode: s.Clock.Mode}
	for _, n := range s.Store.Numbers {
		p.numbers |= 1 << slices.Index(added, n.Phone)
	}
	return p
}

// steers are what a client may do, each as often as it is likely.
var steers = strings.Fields(`advance advance advance advance at at mode clock clock reset scenario create end
	snapshot restore restore add add add list list wait`)

// draw is one thing a client does; kept is the newest snapshot that it has seen.
func draw(r *rand.Rand, kept *steer) steer {
	s := steer{what: steers[r.IntN(len(steers))], mode: []sim.Mode{sim.Frozen, sim.Running}[r.IntN(2)]}
	switch s.what {
	case "advance":
		s.n = 1 + r.Int64N(9)
	case "at":
		s.n = starts["history"].Unix() + r.Int64N(30)
	case "add":
		s.n = r.Int64N(int64(len(added)))
	case "restore":
		if kept.text == "" {
			s.what = "snapshot"
			break
		}
		s.saved, s.text = kept.saved, kept.text
	}
	return s
}

// renews are the calls that put a world in the place of another. They use the old one
// first, which brings it into being, and another client may end it in between.
var renews = []string{"reset", "scenario", "restore"}

// steered makes a call and notes when, and what it was told.
func (w *universe) steered(client int, world string, s steer, kept *steer) []porcupine.Operation {
	call := w.tick.next()
	got, err := w.send(s.request(world))
	if err != nil {
		w.t.Errorf("%s: %v", s.what, err)
	}
	if s.what == "snapshot" && got.status == http.StatusOK {
		kept.saved, kept.text = held(got.body), string(got.body)
	}
	said := s.told(got)
	s.text = ""
	out := []porcupine.Operation{{ClientId: client, Input: s, Call: call, Output: said, Return: w.tick.next()}}
	if slices.Contains(renews, s.what) {
		use := out[0]
		use.Input, use.Output = steer{what: "use"}, ""
		out = append(out, use)
	}
	return out
}

// steerAtOnce has clients steer a world that does not exist yet.
func (w *universe) steerAtOnce(seed uint64) []porcupine.Operation {
	world := fmt.Sprint("h", seed)
	var all sync.WaitGroup
	begin, done := make(chan struct{}), make([][]porcupine.Operation, clients)
	for i := range clients {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		all.Go(func() {
			var kept steer
			<-begin
			for range calls {
				done[i] = append(done[i], w.steered(i, world, draw(r, &kept), &kept)...)
			}
		})
	}
	w.togetherIn(world, begin, &all)
	w.send(httptest.NewRequest("DELETE", "/_sim/v1/worlds/"+world, nil)) //nolint:errcheck // it may have ended
	return slices.Concat(done...)
}

// TestSteeringIsLinearizable: moves of the clock, resets, scenarios, snapshots, and the
// making and ending of worlds are in some order, and each call is answered truthfully.
// None is a violation of the contract.
func TestSteeringIsLinearizable(t *testing.T) {
	w := newWorld(t)
	for i := range *histories {
		parts := w.steerAtOnce(*first + uint64(i))
		if got := porcupine.CheckOperationsTimeout(worldModel, parts, patience); got != porcupine.Ok {
			t.Fatalf("history %d: %s\n%s", *first+uint64(i), got, told(parts))
		}
	}
	got, err := w.send(httptest.NewRequest("GET", "/_sim/v1/health", nil))
	if health := decoded[sim.Health](got.body); err != nil || health.Violations != 0 || health.Panics != 0 {
		t.Errorf("%v: %s", err, got.body)
	}
}

// TestLiesAboutWorldsAreSeen: the same calls pass when the simulator is asked, and fail
// when one of them is not made, but answered as by another world in which it is.
func TestLiesAboutWorldsAreSeen(t *testing.T) {
	w := newWorld(t)
	honest := w.send
	script := []steer{
		{what: "clock"}, {what: "add", n: 1}, {what: "snapshot"}, {what: "advance", n: 5}, {what: "clock"}, {what: "add", n: 2}, {what: "restore"},
		{what: "list"}, {what: "mode", mode: sim.Running}, {what: "clock"}, {what: "mode", mode: sim.Frozen}, {what: "at", n: starts["history"].Unix() + 9}, {what: "clock"},
		{what: "reset"}, {what: "list"}, {what: "scenario"}, {what: "clock"}, {what: "end"}, {what: "add", n: 1}, {what: "create"}, {what: "list"}, {what: "end"}, {what: "create"},
	}
	for _, lie := range []string{"", "add", "advance", "restore", "mode", "at", "reset", "scenario", "end", "create"} {
		var parts []porcupine.Operation
		var kept steer
		for _, s := range script {
			s.text, s.saved = kept.text, kept.saved
			w.send = func(r *http.Request) (response, error) {
				if other, err := honest(s.request("other-" + lie)); s.what == lie {
					return other, err
				}
				return honest(r)
			}
			parts = append(parts, w.steered(0, "lie-"+lie, s, &kept)...)
		}
		want := porcupine.Illegal
		if lie == "" {
			want = porcupine.Ok
		}
		if got := porcupine.CheckOperationsTimeout(worldModel, parts, patience); got != want {
			t.Errorf("%q: %s, want %s\n%s", lie, got, want, told(parts))
		}
	}
}
