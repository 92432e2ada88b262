package grade

import (
	"cmp"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
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

// happened notes the outcome of something that must happen.
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
	n := 0
	for _, r := range ev.records {
		if r.Origin == sim.OriginClient {
			n++
		}
	}
	v := pass("the client made %s", counted(n, "request"))
	if n == 0 {
		v = fail(nil, "the client made no request")
	}
	ev.happened("a request of the client", false, v.passed, v)
}

func (ev *evidence) faultMet(rule *sim.FaultRule, live []sim.Fault) {
	state := findRule(rule, live)
	name := rule.Name
	if state != nil {
		name = state.Name
	}
	records := ev.actedOn(name)
	v := verdict{}
	switch {
	case state != nil && state.Acted > 0:
		v = pass("acted %s", times(state.Acted))
	case state == nil && len(records) > 0:
		v = pass("acted %s before it was removed", times(len(records)))
	case state == nil:
		v = fail(nil, "was removed before it acted")
	default:
		why, near := WhyIdle(state, ev.records)
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
func (ev *evidence) actedOn(rule string) (out []*journal.Record) {
	for _, r := range ev.records {
		for _, d := range r.Decisions {
			if d.Rule == rule && d.Action != "" {
				out = append(out, r)
				break
			}
		}
	}
	return out
}

func (ev *evidence) limitMet(rule *sim.LimitRule, live []sim.Limit) {
	refused := 0
	for _, r := range ev.records {
		if r.Limit == rule.Name {
			refused++
		}
	}
	v := pass("refused %s", counted(refused, "call"))
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

func (ev *evidence) stepMet(s *world.StepState) {
	what := strings.TrimSpace("timeline step " + s.Event + " " + s.Detail)
	at := s.At.UTC().Format(time.RFC3339)
	switch {
	case !s.Done:
		v := fail(nil, "is due at %s, the clock shows %s", at, ev.now.UTC().Format(time.RFC3339))
		v.waited = true
		ev.happened(what, s.Optional, false, v)
	case s.Failure != "":
		ev.happened(what, s.Optional, true, fail(nil, "failed at %s: %s", at, cmp.Or(s.Failure, "unknown")))
	default:
		ev.happened(what, s.Optional, true, pass("happened at %s", at))
	}
}

// times is once, or 2 times.
func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
