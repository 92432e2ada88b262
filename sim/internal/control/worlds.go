package control

import (
	"errors"
	"math"
	"net/http"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

type healthView struct {
	Status     string   `json:"status"`
	Version    string   `json:"version"`
	Uptime     float64  `json:"uptime"`
	Worlds     int      `json:"worlds"`
	Violations int64    `json:"violations"`
	Panics     int64    `json:"panics"`
	Warnings   []string `json:"warnings"`
}

func getHealth(q *request) (answer, error) {
	a := q.api
	up := a.Wall().Sub(a.Started).Seconds()
	v := healthView{Status: "ok", Version: a.Version, Uptime: max(0, math.Round(up*1000)/1000), Worlds: a.Worlds.Count()}
	if a.Violations != nil {
		v.Violations = a.Violations()
	}
	if a.Panics != nil {
		v.Panics = a.Panics()
	}
	v.Warnings = []string{}
	if a.Warnings != nil {
		v.Warnings = append(v.Warnings, a.Warnings()...)
	}
	return answer{value: v}, nil
}

type worldView struct {
	Name      string   `json:"name"`
	Scenario  string   `json:"scenario"`
	Seed      uint64   `json:"seed"`
	Mode      sim.Mode `json:"mode"`
	Now       string   `json:"now"`
	StartedAt string   `json:"started_at"`
}

// viewWorld shows a world without touching it: nothing is settled by being
// listed.
func viewWorld(w *world.World) worldView {
	setup := w.Setup()
	return worldView{
		Name: w.Name, Scenario: setup.Scenario, Seed: setup.Seed, Mode: w.Clock.Mode(),
		Now: stamp(w.Clock.Now()), StartedAt: stamp(w.Started),
	}
}

type worldsView struct {
	paged
	Building []buildingView `json:"building,omitempty"`
}

// buildingView is a large world that is not there yet, or is built anew.
type buildingView struct {
	Name     string `json:"name"`
	Scenario string `json:"scenario"`
	From     string `json:"from"`
	Placed   int    `json:"placed"`
	Numbers  int    `json:"numbers"`
	Percent  int    `json:"percent"`
}

func viewBuilding(c world.Construction) buildingView {
	v := buildingView{
		Name: c.World, Scenario: c.Scenario, From: "scenario",
		Placed: c.Placed, Numbers: c.Numbers, Percent: c.Percent(),
	}
	if c.Restored {
		v.From = "snapshot"
	}
	return v
}

func listWorlds(q *request) (answer, error) {
	page, next, err := pageOf(q, q.api.Worlds.List(), func(w *world.World) string { return w.Name })
	if err != nil {
		return answer{}, err
	}
	out := make([]worldView, len(page))
	for i, w := range page {
		out[i] = viewWorld(w)
	}
	v := worldsView{paged: paged{out, next}}
	for _, c := range q.api.Worlds.Constructions() {
		v.Building = append(v.Building, viewBuilding(c))
	}
	return answer{value: v}, nil
}

type worldInput struct {
	Scenario string  `yaml:"scenario"`
	Seed     *uint64 `yaml:"seed"`
}

func putWorld(q *request) (answer, error) {
	in, given := q.body.(*worldInput)
	setup := q.api.Worlds.Boot()
	if given && in.Scenario != "" {
		var err error
		if setup, err = q.api.load(in.Scenario); err != nil {
			return answer{}, err
		}
	}
	if given && in.Seed != nil {
		setup.Seed = *in.Seed
	}
	name, status := q.vars["world"], http.StatusOK
	if _, err := q.api.Worlds.Lookup(name); errors.Is(err, world.ErrUnknown) {
		status = http.StatusCreated
	}
	w, err := q.api.Worlds.Put(name, setup)
	if err != nil {
		return answer{}, err
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
		var names []string
		for _, s := range a.Scenarios.List() {
			names = append(names, s.Name)
		}
		return setup, unknownScenario.fail("there is no scenario %q%s", strict.Clip(name), sim.Suggest(name, names))
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
