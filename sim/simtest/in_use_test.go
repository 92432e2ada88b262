package simtest_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// inFlight runs a call, and meanwhile at every tick until the call has ended. The
// first tick leaves the call time to arrive.
func inFlight(t *testing.T, run func() simtest.Answer, meanwhile func()) simtest.Answer {
	t.Helper()
	done := make(chan simtest.Answer)
	go func() { done <- run() }()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case a := <-done:
			return a
		case <-tick.C:
			meanwhile()
		}
	}
}

func TestWorldInUseIsNotIdle(t *testing.T) {
	s := simtest.Start(t)
	for name, run := range map[string]func(caller) simtest.Answer{
		"a waiting call": func(c caller) simtest.Answer {
			return c.control(404, "GET", "/codes/latest?phone_number=12025550199&wait=400ms", nil)
		},
		"a slow request": func(c caller) simtest.Answer {
			return c.meta(200, simtest.MetaToken, "GET", "/"+simtest.BusinessID, nil)
		},
	} {
		l := newLab(t, s, "in-use")
		l.rule(`{"on": {"operation": "meta.get_business"}, "do": {"latency": "400ms"}}`)
		kept, began := true, time.Now()
		inFlight(t, func() simtest.Answer { return run(l.caller) }, func() {
			if time.Since(began) < 250*time.Millisecond {
				kept = kept && len(s.Server().Worlds().EndIdle(0)) == 0
			}
		})
		alike(t, name+" keeps its world", kept, true)
		alike(t, name+" was the last", len(s.Server().Worlds().EndIdle(0)), 1)
	}
}

func TestNoMoveOfTheClockIsLost(t *testing.T) {
	s := simtest.Start(t)
	for mode, l := range map[string]lab{"frozen": newLab(t, s, "frozen"), "running": newLab(t, s, "moving")} {
		before := l.now()
		l.control(200, "POST", "/clock", object{"mode": mode})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 25 {
					if a := l.do("POST", "/_sim/v1/clock", object{"advance": "1m"}); a.Status != 200 {
						t.Error(string(a.Body))
					}
				}
			})
		}
		all.Wait()
		moved := l.now().Sub(before)
		if moved < 200*time.Minute || mode == "frozen" && moved != 200*time.Minute || moved > 201*time.Minute {
			t.Errorf("200 moves of a %s clock by a minute moved it by %s", mode, moved)
		}
	}
}

func TestResetLetsRequestsFinish(t *testing.T) {
	s := simtest.Start(t)
	l := newLab(t, s, "reset-in-flight")
	const slow = `{"on": {"operation": "meta.add_number"}, "do": {"latency": "250ms"}}`
	for name, change := range map[string]func(){
		"reset":    func() { l.control(204, "POST", "/reset", nil) },
		"scenario": func() { l.load(ground) },
		"deletion": func() { l.do("DELETE", "/_sim/v1/worlds/reset-in-flight", nil) },
	} {
		for api, add := range map[string]func() simtest.Answer{
			"meta": func() simtest.Answer {
				return l.do("POST", "/v23.0/"+simtest.BusinessID+"/add_phone_numbers", object{"phone_number": "+12025550177"}, "Authorization", "Bearer "+simtest.MetaToken)
			},
			"360dialog": func() simtest.Answer {
				return l.do("POST", poolOf(simtest.PartnerID), object{"phone_number": "12025550178"}, "X-API-Key", simtest.APIKey)
			},
		} {
			l.load(ground)
			l.rule(slow)
			a := inFlight(t, add, change)
			if a.Status != 200 && a.Status != 201 {
				t.Errorf("%s during an add at %s: %d %s", name, api, a.Status, a.Body)
			}
		}
	}
}

func TestResetBesideTheEndOfItsWorld(t *testing.T) {
	s := simtest.Start(t)
	c := caller{t, s.In("twice")}
	var all sync.WaitGroup
	for _, call := range []struct{ method, path string }{{"POST", "/reset"}, {"DELETE", "/worlds/twice"}, {"PUT", "/worlds/twice"}, {"GET", "/clock"}} {
		all.Go(func() {
			for range 100 {
				a := c.do(call.method, "/_sim/v1"+call.path, nil)
				if a.Status >= 400 && (call.method != "DELETE" || a.Status != 404) {
					t.Errorf("%s %s: %d %s", call.method, call.path, a.Status, a.Body)
				}
			}
		})
	}
	all.Wait()
	alike(t, "violations", c.control(200, "GET", "/health", nil).JSON(t)["violations"], 0.0)
}

func TestNamesOfWorldsThatNoPathCanHave(t *testing.T) {
	s := simtest.Start(t)
	for _, name := range []string{".", ".."} {
		a := caller{t, s}.do("GET", "/_sim/v1/clock", nil, "X-Sim-World", name)
		alike(t, "world "+name, a.Status, 400)
	}
}

func TestClockRunsAtASpeed(t *testing.T) {
	l := newLab(t, simtest.Start(t), "fast", "version: 1\nclock: {mode: running, speed: 3600}\n")
	clock := l.control(200, "GET", "/clock", nil).JSON(t)
	alike(t, "speed", clock["speed"], 3600.0)
	l.untilLater(l.now().Add(time.Minute))
	alike(t, "speed after a change", l.control(200, "POST", "/clock", `{"mode": "running", "speed": 60}`).JSON(t)["speed"], 60.0)
	alike(t, "speed of a frozen clock", l.control(200, "POST", "/clock", `{"mode": "frozen"}`).JSON(t)["speed"], nil)
	for _, body := range []string{`{"mode": "frozen", "speed": 2}`, `{"speed": 2}`, `{"mode": "running", "speed": 0}`, `{"mode": "running", "speed": 86401}`, `{"advance": "1h", "speed": 2}`} {
		l.control(400, "POST", "/clock", body)
	}
	world := l.control(201, "PUT", "/worlds/faster", `{"clock": {"mode": "running", "speed": 60}}`).JSON(t)
	alike(t, "mode", world["mode"], "running")
	alike(t, "speed of the new world", caller{t, l.s.In("faster")}.control(200, "GET", "/clock", nil).JSON(t)["speed"], 60.0)
	l.control(400, "PUT", "/worlds/faster", `{"clock": {"mode": "frozen", "at": "1900-01-01T00:00:00Z"}}`)
	for body, at := range map[string]string{
		`{"clock": {"mode": "frozen"}}`:                                    "2026-01-15T09:00:00.000Z", // the same on every day
		`{"clock": {"mode": "frozen", "at": "2026-02-01T10:00:00+01:00"}}`: "2026-02-01T09:00:00.000Z",
	} {
		alike(t, body, l.control(200, "PUT", "/worlds/faster", body).JSON(t)["started_at"], at)
	}
}

func TestClockTellsWhatComesNext(t *testing.T) {
	l := newLab(t, simtest.Start(t), "next", `version: 1
clock: {mode: frozen}
businesses: [{id: "506914307656634", tokens: [EAAJBsimulator]}]
numbers: [{phone_number: "12025550188", status: VERIFIED}, {phone_number: "12025550189"}]
generate: [{count: 50, statuses: {VERIFIED: 1}}]
timeline: [{at: +5m, do: {expire: "12025550189"}}]
`)
	l.want(200, l.requestCode("12025550189"), "POST", "request_code")
	next := l.control(200, "GET", "/clock", nil).JSON(t)["next"].([]any)
	alike(t, "coming events", len(next), 20)
	alike(t, "the first", next[0].(object)["event"], "expire")
	alike(t, "the second", next[1].(object)["event"], "code_expired")
	alike(t, "the third", next[2].(object)["event"], "number_expired")
	moved := l.control(200, "POST", "/clock", object{"advance": "30d"})
	alike(t, "length", moved.Header.Get("Content-Length"), fmt.Sprint(len(moved.Body)))
	settled := moved.JSON(t)["settled"].([]any)
	for i := range next {
		alike(t, "what was foretold", settled[i], next[i])
	}
}
