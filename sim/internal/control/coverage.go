package control

import (
	"math"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
)

// getCoverage counts what was reached. A number's transitions and the fault rules
// have no part in the percentage.
func getCoverage(q *request) (answer, error) {
	v := coverage{
		Operations: []sim.OperationCoverage{}, Errors: []sim.ErrorCoverage{},
		Transitions: []sim.TransitionCoverage{}, Faults: []sim.FaultCoverage{},
		Never: sim.NeverReached{Answers: []sim.Unanswered{}, Errors: []string{}, Transitions: []string{}, Faults: []string{}},
	}
	v.answers(q)
	v.Transitions = q.world.Store.Steps()
	for _, step := range v.Transitions {
		if step.Count == 0 {
			v.Never.Transitions = append(v.Never.Transitions, step.Name)
		}
	}
	for _, s := range q.world.Faults.Rules(q.now) {
		v.Faults = append(v.Faults, sim.FaultCoverage{Name: s.Name, Matched: s.Matched, Acted: s.Acted})
		if s.Acted == 0 {
			v.Never.Faults = append(v.Never.Faults, s.Name)
		}
	}
	if v.Reachable > 0 {
		v.Percent = math.Round(float64(v.Reached)/float64(v.Reachable)*1000) / 10
	}
	return answer{value: sim.Coverage(v)}, nil
}

type coverage sim.Coverage

func (v *coverage) count(times uint64) bool {
	v.Reachable++
	if times > 0 {
		v.Reached++
	}
	return times > 0
}

// answers counts the statuses of operations and the catalogue ids. One that no operation
// answers with, such as that of an unknown path, does not lower the percentage.
func (v *coverage) answers(q *request) {
	counts := q.world.Coverage.Counts()
	for _, o := range q.api.Operations {
		c := sim.OperationCoverage{Operation: o.Name, Answers: []sim.AnswerCoverage{}}
		for _, status := range o.Statuses {
			n := counts.Answers[o.Name][status]
			c.Answers = append(c.Answers, sim.AnswerCoverage{Status: status, Count: n})
			if !v.count(n) {
				v.Never.Answers = append(v.Never.Answers, sim.Unanswered{Operation: o.Name, Status: status})
			}
		}
		v.Operations = append(v.Operations, c)
	}
	for _, e := range q.api.Errors.Entries() {
		c := sim.ErrorCoverage{ID: e.ID, Count: counts.Failures[e.ID], Reachable: q.api.reachable(e)}
		v.Errors = append(v.Errors, c)
		if c.Reachable && !v.count(c.Count) {
			v.Never.Errors = append(v.Never.Errors, e.ID)
		}
	}
}

func (a *API) reachable(e *failures.Entry) bool {
	return slices.ContainsFunc(a.Operations, func(o sim.Operation) bool { return e.MayComeFrom(o.Name) })
}

const xmlType = "application/xml"

// verifyWorld reports as JSON, or as JUnit for CI systems.
func verifyWorld(q *request) (answer, error) {
	report := grade.Verify(q.world)
	if prefers(q.http, jsonType, xmlType, "text/xml") {
		data, err := grade.JUnit(report)
		return answer{raw: data, media: xmlType}, err
	}
	if report.Checks == nil {
		report.Checks = []sim.Check{}
	}
	return answer{value: report}, nil
}
