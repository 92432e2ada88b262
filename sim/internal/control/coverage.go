package control

import (
	"math"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
)

type coverageView struct {
	Percent     float64             `json:"percent"`
	Reached     int                 `json:"reached"`
	Reachable   int                 `json:"reachable"`
	Operations  []operationCoverage `json:"operations"`
	Errors      []errorCoverage     `json:"errors"`
	Transitions []nameCoverage      `json:"transitions"`
	Faults      []faultCoverage     `json:"faults"`
	Never       neverView           `json:"never"`
}

type operationCoverage struct {
	Operation string           `json:"operation"`
	Answers   []answerCoverage `json:"answers"`
}

type answerCoverage struct {
	Status int    `json:"status"`
	Count  uint64 `json:"count"`
}

type errorCoverage struct {
	ID        string `json:"id"`
	Count     uint64 `json:"count"`
	Reachable bool   `json:"reachable"`
}

type nameCoverage struct {
	Name  string `json:"name"`
	Count uint64 `json:"count"`
}

type faultCoverage struct {
	Name    string `json:"name"`
	Matched int    `json:"matched"`
	Acted   int    `json:"acted"`
}

type neverView struct {
	Answers     []unansweredView `json:"answers"`
	Errors      []string         `json:"errors"`
	Transitions []string         `json:"transitions"`
	Faults      []string         `json:"faults"`
}

type unansweredView struct {
	Operation string `json:"operation"`
	Status    int    `json:"status"`
}

func getCoverage(q *request) (answer, error) {
	v := &coverageView{
		Operations: []operationCoverage{}, Errors: []errorCoverage{}, Transitions: []nameCoverage{}, Faults: []faultCoverage{},
		Never: neverView{[]unansweredView{}, []string{}, []string{}, []string{}},
	}
	v.answers(q)
	v.failures(q)
	v.transitions(q)
	v.rules(q)
	if v.Reachable > 0 {
		v.Percent = math.Round(float64(v.Reached)/float64(v.Reachable)*1000) / 10
	}
	return answer{value: v}, nil
}

// count notes one thing that can be reached, and tells whether it was.
func (v *coverageView) count(times uint64) bool {
	v.Reachable++
	if times > 0 {
		v.Reached++
	}
	return times > 0
}

func (v *coverageView) answers(q *request) {
	for _, o := range q.api.Operations {
		c := operationCoverage{Operation: o.Name, Answers: []answerCoverage{}}
		for _, status := range o.Statuses {
			n := q.world.Coverage.Answers(o.Name, status)
			c.Answers = append(c.Answers, answerCoverage{status, n})
			if !v.count(n) {
				v.Never.Answers = append(v.Never.Answers, unansweredView{o.Name, status})
			}
		}
		v.Operations = append(v.Operations, c)
	}
}

// failures counts the catalogue ids. One that no operation answers with, such
// as that of an unknown path, does not lower the percentage.
func (v *coverageView) failures(q *request) {
	for _, e := range q.api.Errors.Entries() {
		n := q.world.Coverage.Failures(e.ID)
		c := errorCoverage{ID: e.ID, Count: n, Reachable: q.api.reachable(e)}
		v.Errors = append(v.Errors, c)
		if c.Reachable && !v.count(n) {
			v.Never.Errors = append(v.Never.Errors, e.ID)
		}
	}
}

func (a *API) reachable(e *failures.Entry) bool {
	return slices.ContainsFunc(a.Operations, func(o Operation) bool { return e.MayComeFrom(o.Name) })
}

func (v *coverageView) transitions(q *request) {
	names, taken := q.world.Store.Steps()
	for i, name := range names {
		v.Transitions = append(v.Transitions, nameCoverage{name, taken[i]})
		if taken[i] == 0 {
			v.Never.Transitions = append(v.Never.Transitions, name)
		}
	}
}

func (v *coverageView) rules(q *request) {
	for _, s := range q.world.Faults.Rules(q.now) {
		v.Faults = append(v.Faults, faultCoverage{s.Rule.Name, s.Matched, s.Acted})
		if s.Acted == 0 {
			v.Never.Faults = append(v.Never.Faults, s.Rule.Name)
		}
	}
}
