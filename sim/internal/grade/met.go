package grade

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// met checks that what the scenario is about has happened: each fault rule and
// limit acted, each step of the timeline came to its time, and the client made a
// request. What is optional and has not happened becomes a note.
func (ev *evidence) met(w *world.World) {
	ev.requestsMet()
	live := w.Faults.Rules(ev.now)
	for i := range ev.file.Faults {
		ev.faultMet(&ev.file.Faults[i], live)
	}
	limits := w.Limits.Limits(ev.now)
	for i := range ev.file.Limits {
		ev.limitMet(&ev.file.Limits[i], limits)
	}
	for _, s := range w.Steps() {
		ev.stepMet(&s)
	}
	for _, e := range ev.file.Timeline {
		if rule := e.Do.AddFault; rule != nil && e.At.Resolve(w.Started).Compare(ev.now) <= 0 {
			added := *rule
			added.Optional = rule.Optional || e.Optional
			ev.faultMet(&added, live)
		}
	}
}

// happened notes the outcome of something that must happen. One that has not is unmet,
// unless it happened and failed.
func (ev *evidence) happened(what string, optional, met bool, v verdict) {
	if optional {
		if !v.passed {
			ev.notes = append(ev.notes, fmt.Sprintf("optional %s: %s", what, v.message))
		}
		return
	}
	c := ev.result(&sim.Expectation{Met: what}, v)
	c.Met = met
	ev.checks = append(ev.checks, c)
}

func (ev *evidence) requestsMet() {
	v := fail(nil, "the client made no request")
	if n := len(ev.clients()); n > 0 {
		v = pass("the client made %s", sim.Counted(n, "request"))
	}
	ev.happened("a request of the client", false, v.passed, v)
}

func (ev *evidence) faultMet(rule *sim.FaultRule, live []sim.Fault) {
	state := findRule(rule, live)
	name := rule.Name
	if state != nil {
		name = state.Name
	}
	removed := len(ev.actedOn(name))
	var v verdict
	switch {
	case state != nil && state.Acted > 0:
		v = pass("acted %s", sim.Times(state.Acted))
	case state == nil && removed > 0:
		v = pass("acted %s before it was removed", sim.Times(removed))
	case state == nil:
		v = fail(nil, "was removed before it acted")
	default:
		state.NearestMiss = fault.NearestMiss(state, world.Subjects(ev.records))
		why, near := state.WhyIdle()
		v = fail(nil, "never acted: %s", why)
		if r := ev.byID[near]; r != nil {
			v.records = []*journal.Record{r}
		}
	}
	ev.happened("fault "+name, rule.Optional, v.passed, v)
}

// findRule finds a rule of the scenario among those in place. One without a name
// was given one when it was put in place.
func findRule(rule *sim.FaultRule, live []sim.Fault) *sim.Fault {
	for i := range live {
		unnamed := live[i].FaultRule
		unnamed.Name = ""
		if rule.Name == live[i].Name || rule.Name == "" && reflect.DeepEqual(*rule, unnamed) {
			return &live[i]
		}
	}
	return nil
}

// actedOn are the records on which the fault rule of that name acted.
func (ev *evidence) actedOn(rule string) []*journal.Record {
	acted := func(d sim.FaultDecision) bool { return d.Rule == rule && d.Action != "" }
	return filter(ev.records, func(r *journal.Record) bool { return slices.ContainsFunc(r.Decisions, acted) })
}

func (ev *evidence) limitMet(rule *sim.LimitRule, live []sim.Limit) {
	refused := len(filter(ev.records, func(r *journal.Record) bool { return r.Limit == rule.Name }))
	v := pass("refused %s", sim.Counted(refused, "call"))
	if refused == 0 {
		most := 0
		for _, l := range live {
			for _, u := range l.Usage {
				if l.Name == rule.Name {
					most = max(most, u.Used)
				}
			}
		}
		v = fail(nil, "never refused a call: %d of %d are used", most, rule.Allow)
	}
	ev.happened("limit "+rule.Name, rule.Optional, v.passed, v)
}

func (ev *evidence) stepMet(s *world.Step) {
	at := s.At.UTC().Format(time.RFC3339)
	v := pass("happened at %s", at)
	switch {
	case !s.Done:
		v = tooSoon(nil, "is due at %s, the clock shows %s", at, ev.now.UTC().Format(time.RFC3339))
	case s.Failure != "":
		v = fail(nil, "failed at %s: %s", at, s.Failure)
	}
	ev.happened(strings.TrimSpace("timeline step "+s.Event+" "+s.Detail), s.Optional, s.Done, v)
}
