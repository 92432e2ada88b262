package simtest

import (
	"context"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/client"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
)

// Env is what a client under test is given: a world of its own and its task there.
type Env struct {
	*Sim
	// Scenario is the name of the world's scenario.
	Scenario string
	// Task is what the client has to do.
	Task sim.Task
}

// Sleep lets world time pass, and no real time. A client under test takes it for its
// pauses, since the clocks of the library's scenarios stand still.
func (e Env) Sleep(d time.Duration) { e.Advance(d) }

// Message returns the newest code that was delivered to a phone number, of those
// asked for since, or "" when there is none.
func (e Env) Message(phone string, since time.Time) string {
	code, err := e.Controls().LatestCode(context.Background(), client.LatestFilter{PhoneNumber: phone, Since: since})
	if err != nil {
		return ""
	}
	return code.Code
}

// RunOptions say what [RunScenarios] runs, and on which simulator.
type RunOptions struct {
	// For is the API that the client speaks, meta or 360dialog; "" is either.
	For string
	// Options of the simulator.
	Options
}

// RunScenarios runs a client through every scenario of the library whose task is for
// its API, as a subtest each in a world of its own. When the client returns, the
// scenario's report must pass. A client may give up where a task cannot be done: it
// must not fail the test then, because the report decides.
func RunScenarios(t *testing.T, run func(t *testing.T, env Env), opts ...RunOptions) {
	t.Helper()
	o := given(opts)
	s := Start(t, o.Options)
	for _, listed := range s.srv.Library().List() {
		if listed.Task == nil || o.For != "" && !listed.Task.IsFor(o.For) {
			continue
		}
		t.Run(listed.Name, func(t *testing.T) {
			env := Env{Sim: s.NewWorld(t, WorldOptions{Scenario: listed.Name}), Scenario: listed.Name, Task: *listed.Task}
			run(t, env)
			if r := env.Report(); !r.Passed {
				t.Errorf("simtest: %s", grade.Text(r))
			}
		})
	}
}

// Report holds the world against its scenario. It changes nothing.
func (s *Sim) Report() sim.Report {
	s.t.Helper()
	w, err := s.srv.Worlds().Lookup(s.World)
	s.must(err)
	return grade.Verify(w)
}
