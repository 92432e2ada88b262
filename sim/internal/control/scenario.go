package control

import (
	"errors"
	"io"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

func viewScenario(w *world.World) (answer, error) {
	setup := w.Setup()
	v := sim.LoadedScenario{
		Name: setup.Scenario, Seed: setup.Seed, Dialect: w.Dialect(),
		Profile: setup.Rules.Profile.Name, Mode: w.Clock.Mode(), StartedAt: sim.Time{Time: w.Started},
	}
	var err error
	if f, ok := setup.Document.(*sim.Scenario); ok {
		v.Summary = f.Summary
		v.Document, err = asJSON(f)
	}
	return answer{value: v}, err
}

func getScenario(q *request) (answer, error) { return viewScenario(q.world) }

type scenarioInput struct {
	Name string `yaml:"name"`
}

// scenarioFile stands for a scenario that came as text in messages.
const scenarioFile = "scenario.yaml"

// putScenario starts the world anew. Nothing has changed unless the scenario is
// valid and the new world stands.
func putScenario(q *request) (answer, error) {
	var setup world.Setup
	var err error
	if q.text != nil {
		setup, err = q.api.Scenarios.Parse(scenarioFile, q.text)
		err = scenarioProblem(err)
	} else {
		setup, err = q.api.load(input[scenarioInput](q).Name)
	}
	if err != nil {
		return answer{}, err
	}
	w, _, err := q.api.Worlds.Put(q.world.Name, setup)
	if err != nil {
		return answer{}, err
	}
	return viewScenario(w)
}

// lintScenario reads a scenario, builds nothing and changes nothing. Mistakes in the
// scenario are the answer and no refusal.
func lintScenario(q *request) (answer, error) {
	out := sim.Lint{Issues: []sim.LintIssue{}}
	text, err := io.ReadAll(q.stream)
	if err != nil {
		return answer{}, err
	}
	f, warnings, err := q.api.Scenarios.Read(scenarioFile, text)
	var mistakes sim.Issues
	if err != nil && !errors.As(err, &mistakes) {
		return answer{}, err
	}
	for _, i := range mistakes {
		out.Issues = append(out.Issues, sim.LintIssue{Issue: i})
	}
	for _, i := range warnings {
		i.Message = strings.TrimPrefix(i.Message, "warning: ") // as the command line prints it
		out.Issues = append(out.Issues, sim.LintIssue{Issue: i, Warning: true})
	}
	if f != nil {
		out.Name, out.Summary, out.Task = f.Name, f.Summary, f.Task
	}
	return answer{value: out}, nil
}

func listScenarios(q *request) (answer, error) {
	all := q.api.Scenarios.List()
	if all == nil {
		all = []sim.ListedScenario{}
	}
	return answer{value: paged{Data: all}}, nil
}
