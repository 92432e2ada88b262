package simtest_test

import (
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	control "github.com/preverified-sim/preverified-sim/sim/client"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// got unwraps an answer of the typed client; an error ends the test.
func got[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		done(t, err)
		return v
	}
}

func done(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// epoch is when all worlds of the test below begin.
var epoch = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

const frozenScenario = `
version: 1
name: parallel
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
businesses: [{id: "506914307656634", tokens: [EAAJBsimulator]}]
partners: [{id: simul8PA, business: "506914307656634", api_keys: [sim-api-key]}]
`

// lane is one of many tests that run at once on one port. Each has a phone
// number, a fault rule and a time of its own.
type lane struct {
	t     *testing.T
	w     *simtest.Sim
	n     int
	phone string
}

func (l lane) meta(want int, method, path string, body any) simtest.Answer {
	l.t.Helper()
	a := l.w.Meta(method, "/v23.0/"+path, body)
	if a.Status != want {
		l.t.Fatalf("%s %s: %d, not %d: %s", method, path, a.Status, want, a.Body)
	}
	return a
}

// live adds, verifies, ages and lists the lane's number, through its own fault.
func (l lane) live() {
	l.t.Helper()
	ctx, c := l.t.Context(), l.w.Controls()
	got[sim.Fault](l.t)(c.AddFault(ctx, sim.FaultRule{
		Name: fmt.Sprintf("fault-%d", l.n), On: sim.FaultMatch{Operation: "meta.add_number"},
		When: sim.FaultTrigger{Times: 1 + l.n%3}, Do: sim.FaultAction{Error: "meta.unexpected_error"},
	}))
	add := map[string]string{"phone_number": l.phone}
	for range 1 + l.n%3 {
		l.meta(500, "POST", simtest.BusinessID+"/add_phone_numbers", add)
	}
	id := text(l.t, l.meta(200, "POST", simtest.BusinessID+"/add_phone_numbers", add), "id")
	l.meta(200, "POST", id+"/request_code", map[string]string{"code_method": "SMS", "language": "en_US"})
	l.meta(200, "POST", id+"/verify_code", map[string]string{"code": l.w.Code(l.phone)})
	l.w.Advance(time.Duration(l.n) * time.Hour)
	for range 1 + l.n%4 {
		l.meta(200, "GET", simtest.BusinessID+"/preverified_numbers", nil)
	}
}

// judge finds in the lane's world what the lane did, and nothing else.
func (l lane) judge() {
	l.t.Helper()
	ctx, c := l.t.Context(), l.w.Controls()
	numbers := got[[]sim.Number](l.t)(c.Numbers(ctx, control.NumberFilter{Deleted: true}))
	if len(numbers) != 1 || numbers[0].PhoneNumber != l.phone || numbers[0].Status != sim.Verified || !numbers[0].VerifiedAt.Equal(epoch) {
		l.t.Errorf("numbers %+v", numbers)
	}
	clock := got[sim.Clock](l.t)(c.Clock(ctx))
	if want := epoch.Add(time.Duration(l.n) * time.Hour); !clock.Now.Equal(want) {
		l.t.Errorf("it is %s, not %s", clock.Now, want)
	}
	faults := got[[]sim.Fault](l.t)(c.Faults(ctx))
	if len(faults) != 1 || faults[0].Name != fmt.Sprintf("fault-%d", l.n) || faults[0].Acted != 1+l.n%3 {
		l.t.Errorf("faults %+v", faults)
	}
	records := got[[]sim.Record](l.t)(c.Requests(ctx, sim.RecordFilter{}))
	if want := (1 + l.n%3) + 3 + (1 + l.n%4); len(records) != want {
		l.t.Errorf("%d requests, not %d", len(records), want)
	}
	for _, r := range records {
		if r.World != l.w.World || r.PhoneNumber != "" && r.PhoneNumber != l.phone {
			l.t.Errorf("%s of %s in world %s", r.ID, r.PhoneNumber, r.World)
		}
	}
	codes := got[[]sim.Code](l.t)(c.Codes(ctx, control.CodeFilter{}))
	if len(codes) != 1 || codes[0].PhoneNumber != l.phone || codes[0].State != sim.CodeUsed {
		l.t.Errorf("codes %+v", codes)
	}
}

func TestParallelTestsInWorldsOfOnePortDoNotMeet(t *testing.T) {
	const many = 64
	s := simtest.Start(t, simtest.Options{ScenarioText: []byte(frozenScenario)})
	names := make([]string, many)
	var all, ready sync.WaitGroup
	ready.Add(many)
	for i := range many {
		all.Go(func() { // not by t.Parallel, which lets only so many run as there are processors
			t.Run(fmt.Sprintf("lane %d", i), func(t *testing.T) {
				arrive := sync.OnceFunc(ready.Done)
				defer arrive()
				l := lane{t: t, w: s.NewWorld(t), n: i, phone: fmt.Sprintf("1212555%04d", 1000+i)}
				names[i] = l.w.World
				arrive()
				ready.Wait()
				l.live()
				l.judge()
			})
		})
	}
	all.Wait()
	if slices.Sort(names); len(slices.Compact(names)) != many || names[0] == "" {
		t.Errorf("the worlds were %q", names)
	}
	if left := s.Server().Worlds().Count(); left != 1 {
		t.Errorf("%d worlds are left, not the default one alone", left)
	}
	if records := got[[]sim.Record](t)(s.Controls().Requests(t.Context(), sim.RecordFilter{})); len(records) != 0 {
		t.Errorf("the default world saw %d requests", len(records))
	}
}

func TestNewWorldIsNamedAfterItsTest(t *testing.T) {
	s := simtest.Start(t)
	long := strings.Repeat("n", 80)
	for _, x := range []struct{ test, world string }{
		{"plain", "TestNewWorldIsNamedAfterItsTest-plain"},
		{"Zürich/№ 1", "TestNewWorldIsNamedAfterItsTest-Z-rich--_1"},
		{long, "TestNewWorldIsNamedAfterItsTest-nnnnnnnnnnnnnnnnnnnnnnn"},
	} {
		t.Run(x.test, func(t *testing.T) {
			w, twin := s.NewWorld(t), s.NewWorld(t)
			if !strings.HasPrefix(w.World, x.world) || len(w.World) > 64 || w.URL != s.URL+"/_world/"+w.World {
				t.Errorf("%s at %s", w.World, w.URL)
			}
			if twin.World == w.World || len(twin.World) > 64 || !strings.HasSuffix(twin.World, "-2") {
				t.Errorf("the second is %s, the first %s", twin.World, w.World)
			}
			if a := w.Meta("GET", "/v23.0/"+simtest.BusinessID, nil); a.Header.Get("X-Sim-World") != w.World {
				t.Errorf("%v", a.Header)
			}
		})
	}
}

func TestNewWorldStartsAsAsked(t *testing.T) {
	s := simtest.Start(t, simtest.Options{Scenario: "throttled", Seed: new(uint64(7))})
	for _, x := range []struct {
		name     string
		opts     []simtest.WorldOptions
		scenario string
		seed     uint64
	}{
		{"as the simulator", nil, "throttled", 7},
		{"by name", []simtest.WorldOptions{{Scenario: "sms-late"}}, "sms-late", 7},
		{"by text", []simtest.WorldOptions{{ScenarioText: []byte(frozenScenario), Scenario: "sms-late"}}, "parallel", 7},
		{"by seed", []simtest.WorldOptions{{Seed: new(uint64(9))}}, "throttled", 9},
	} {
		t.Run(x.name, func(t *testing.T) {
			c := s.NewWorld(t, x.opts...).Controls()
			if sc := got[sim.LoadedScenario](t)(c.Scenario(t.Context())); sc.Name != x.scenario || sc.Seed != x.seed {
				t.Errorf("%s with seed %d", sc.Name, sc.Seed)
			}
		})
	}
}

func TestNewWorldLetsGoOfWhatHangsInIt(t *testing.T) {
	s := simtest.Start(t)
	failed := make(chan error, 1)
	t.Run("hangs", func(t *testing.T) {
		w := s.NewWorld(t)
		const hanging = 0
		done(t, w.Controls().ClearFaults(t.Context()))
		got[sim.Fault](t)(w.Controls().AddFault(t.Context(), sim.FaultRule{
			On: sim.FaultMatch{Operation: "meta.get_business"}, Do: sim.FaultAction{Connection: "hang"},
		}))
		go func() {
			_, err := w.Try("GET", "/v23.0/"+simtest.BusinessID, nil, "Authorization", "Bearer "+simtest.MetaToken)
			failed <- err
		}()
		for got[[]sim.Fault](t)(w.Controls().Faults(t.Context()))[hanging].Acted == 0 {
			runtime.Gosched() // the journal has a record only when the request is over
		}
	})
	select {
	case err := <-failed:
		if err == nil {
			t.Error("a request that hung was answered when its world ended")
		}
	case <-time.After(tolerance):
		t.Error("a request hangs although its world has ended")
	}
}

func TestAWorldThatItsTestEndedIsNoTrouble(t *testing.T) {
	s := simtest.Start(t)
	t.Run("ends itself", func(t *testing.T) {
		w := s.NewWorld(t)
		done(t, s.Controls().EndWorld(t.Context(), w.World))
	})
	if a := s.Do("GET", "/_sim/v1/worlds", nil); a.Status != http.StatusOK || strings.Contains(string(a.Body), "ends-itself") {
		t.Errorf("%s", a.Body)
	}
}
