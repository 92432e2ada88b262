package control

import (
	"cmp"
	"errors"
	"math"
	"net/http"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

func getHealth(q *request) (answer, error) {
	a := q.api
	up := a.Wall().Sub(a.Started).Seconds()
	return answer{value: sim.Health{
		Status: "ok", Version: a.Version, Uptime: max(0, math.Round(up*1000)/1000), Worlds: a.Worlds.Count(),
		Violations: a.Mistakes.Violations.Load(), Panics: a.Mistakes.Panics.Load(), Warnings: append([]string{}, a.Warnings()...),
	}}, nil
}

// viewWorld shows a world without touching it: nothing is settled by being
// listed.
func viewWorld(w *world.World) sim.World {
	setup := w.Setup()
	return sim.World{
		Name: w.Name, Scenario: setup.Scenario, Seed: setup.Seed, Mode: w.Clock.Mode(),
		Now: sim.Time{Time: w.Clock.Now()}, StartedAt: sim.Time{Time: w.Started},
	}
}

type worldsView struct {
	paged
	Building []sim.Building `json:"building,omitempty"`
}

func listWorlds(q *request) (answer, error) {
	page, next, err := pageOf(q, q.api.Worlds.List(), func(w *world.World) string { return w.Name })
	if err != nil {
		return answer{}, err
	}
	out := make([]sim.World, len(page))
	for i, w := range page {
		out[i] = viewWorld(w)
	}
	return answer{value: worldsView{paged{out, next}, q.api.Worlds.Buildings()}}, nil
}

type worldInput struct {
	Scenario string             `yaml:"scenario"`
	Seed     *uint64            `yaml:"seed"`
	Clock    *sim.ScenarioClock `yaml:"clock"`
}

func putWorld(q *request) (answer, error) {
	in := input[worldInput](q)
	setup := q.api.Worlds.Boot()
	if in != nil && in.Scenario != "" {
		var err error
		if setup, err = q.api.load(in.Scenario); err != nil {
			return answer{}, err
		}
	}
	if in != nil && in.Seed != nil {
		setup.Seed = *in.Seed
	}
	if in != nil && in.Clock != nil {
		if in.Clock.Speed != 0 && in.Clock.Mode != sim.Running {
			return answer{}, param("clock.speed", "goes with mode: running")
		}
		if y := in.Clock.At.Year(); !in.Clock.At.IsZero() && (y < sim.FirstYear || y > sim.LastYear) {
			return answer{}, param("clock.at", "the year must be %d to %d", sim.FirstYear, sim.LastYear)
		}
		setup.Mode, setup.Speed = in.Clock.Mode, in.Clock.Speed
		if !in.Clock.At.IsZero() || setup.At.IsZero() {
			setup.At = scenario.Start(&sim.Scenario{Clock: *in.Clock})
		}
	}
	w, created, err := q.api.Worlds.Put(q.vars["world"], setup)
	if err != nil {
		return answer{}, err
	}
	status := http.StatusOK
	if created {
		status = http.StatusCreated
	}
	return answer{status: status, value: viewWorld(w)}, nil
}

func endWorld(q *request) (answer, error) {
	return answer{}, q.api.Worlds.End(q.vars["world"])
}

func resetWorld(q *request) (answer, error) {
	return answer{}, q.api.Worlds.Reset(q.world.Name)
}

// load reads a scenario of the library.
func (a *API) load(name string) (world.Setup, error) {
	setup, err := a.Scenarios.Load(name)
	if errors.Is(err, scenario.ErrUnknown) {
		_, missing := named(unknownScenario, "scenario", a.Scenarios.List(), func(s sim.ListedScenario) string { return s.Name }, name)
		return setup, cmp.Or(missing, err)
	}
	return setup, scenarioProblem(err)
}

// scenarioProblem lists what is wrong with a scenario.
func scenarioProblem(err error) error {
	var found sim.Issues
	if !errors.As(err, &found) {
		return err
	}
	p := invalidScenario.list(found)
	p.Detail = err.Error()
	return p
}
