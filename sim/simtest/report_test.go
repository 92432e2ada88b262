package simtest_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// trial is a test that may fail without failing the real one.
type trial struct {
	testing.TB
	name     string
	failed   bool
	text     strings.Builder
	cleanups []func()
}

// try runs f as a test of that name, with its cleanups.
func try(t testing.TB, name string, f func(t *trial)) *trial {
	t.Helper()
	x := &trial{TB: t, name: name}
	run := func(f func()) {
		var over sync.WaitGroup // a goroutine of its own, which Fatalf ends
		over.Go(f)
		over.Wait()
	}
	run(func() { f(x) })
	for i := len(x.cleanups) - 1; i >= 0; i-- {
		run(x.cleanups[i])
	}
	return x
}

func (x *trial) Helper()          {}
func (x *trial) Name() string     { return x.name }
func (x *trial) Failed() bool     { return x.failed }
func (x *trial) Cleanup(f func()) { x.cleanups = append(x.cleanups, f) }
func (x *trial) Log(args ...any)  { x.text.WriteString(fmt.Sprintln(args...)) }
func (x *trial) Errorf(format string, args ...any) {
	x.failed = true
	fmt.Fprintf(&x.text, format+"\n", args...)
}

// Fatalf ends the goroutine of the trial, as that of testing does.
func (x *trial) Fatalf(format string, args ...any) {
	x.Errorf(format, args...)
	runtime.Goexit()
}

func (x *trial) holds(t testing.TB, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(x.text.String(), part) {
			t.Errorf("%q is not in\n%s", part, x.text.String())
		}
	}
}

func TestAFailedTestShowsTheJournalOfItsWorld(t *testing.T) {
	s := simtest.Start(t)
	s.Meta("GET", "/v23.0/4711", nil)
	quiet := try(t, "TestQuiet", func(x *trial) { s.NewWorld(x).Meta("GET", "/v23.0/4712", nil) })
	if quiet.text.Len() > 0 {
		t.Errorf("a test that passed printed\n%s", quiet.text.String())
	}
	x := try(t, "TestPool/add", func(x *trial) {
		w := s.NewWorld(x, simtest.WorldOptions{Seed: new(uint64(7))})
		got[sim.Fault](t)(w.Controls().AddFault(t.Context(), sim.FaultRule{
			Name: "no-share", On: sim.FaultMatch{Operation: "meta.share_number"}, Do: sim.FaultAction{Connection: "reset"},
		}))
		w.Dialog360("POST", poolOf(simtest.PartnerID), map[string]string{"phone_number": "12115555105"})
		w.Do("GET", "/v23.0/4713?access_token="+simtest.MetaToken, nil)
		x.Errorf("the pool is empty")
	})
	x.holds(t, "the pool is empty", "simtest: world TestPool-add, scenario default, seed 7, at 20", "requests\n",
		"360dialog.add_number: POST /api/v2/partners/simul8PA/preverified-numbers -> 5", "meta.share_number", "no answer, outcome reset, cause: fault no-share, child of r1",
		"cause: meta.share_number r3: fault no-share", "meta.get_number: GET /v23.0/4713 -> 404, meta.", `{"error":{`)
	for _, foreign := range []string{"4711", "4712", simtest.MetaToken} {
		if strings.Contains(x.text.String(), foreign) {
			t.Errorf("%s is in\n%s", foreign, x.text.String())
		}
	}
}

func TestAFailedTestShowsTheWorldsItLookedInto(t *testing.T) {
	x := try(t, "TestWhole", func(x *trial) {
		s := simtest.StartInProcess(x)
		s.Meta("GET", "/v23.0/4711", nil)
		for range 101 {
			s.In("other").Meta("GET", "/v23.0/4712", nil)
		}
		s.In("unused")
		x.Errorf("wrong")
	})
	x.holds(t, "world default,", ": 1 requests\n", "/4711 -> 404", "world other,", "101 requests, 1 earlier ones not shown", "r101 ", "/4712 -> 404")
	if text := x.text.String(); strings.Contains(text, "unused") || strings.Count(text, "/4712 ->") != 100 {
		t.Error(text)
	}
}

func TestWhatCannotBeStartedFailsTheTest(t *testing.T) {
	try(t, "TestNoScenario", func(x *trial) {
		simtest.Start(x, simtest.Options{Scenario: "nowhere"})
		t.Error("the test went on")
	}).holds(t, "simtest: scenario nowhere:")
	try(t, "TestBadText", func(x *trial) {
		simtest.StartInProcess(x, simtest.Options{ScenarioText: []byte("version: 1\nnumbrs: []\n")})
		t.Error("the test went on")
	}).holds(t, "scenario.yaml:2:1: ", "numbers")
	s := simtest.StartInProcess(t, simtest.Options{MaxWorlds: 2})
	for _, o := range []simtest.WorldOptions{{Scenario: "nowhere"}, {ScenarioText: []byte("version: 2\n")}} {
		try(t, "TestNoWorld", func(x *trial) {
			s.NewWorld(x, o)
			t.Error("the test went on")
		}).holds(t, "simtest: scenario")
	}
	try(t, "TestFull", func(x *trial) {
		s.NewWorld(x)
		s.NewWorld(x)
		t.Error("the test went on")
	}).holds(t, "--max-worlds")
}

func TestWhatWouldFailATestPanicsWithoutOne(t *testing.T) {
	s, err := simtest.RunInProcess()
	done(t, err)
	defer func() {
		if said := fmt.Sprint(recover()); !strings.Contains(said, "simtest: GET /_sim/v1/nowhere: 404") {
			t.Errorf("it panicked with %s", said)
		}
		done(t, s.Close())
		done(t, s.Close()) // a second time, as defers do
	}()
	s.Control("GET", "/nowhere", nil)
}
