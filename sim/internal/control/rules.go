package control

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// viewFaults shows the rules. Those that never matched are held against the
// requests of the journal.
func (q *request) viewFaults(states []fault.State) []sim.Fault {
	var asked []fault.Subject
	if slices.ContainsFunc(states, func(s fault.State) bool { return s.Matched == 0 }) {
		asked = world.Subjects(q.world.Journal.All(sim.RecordFilter{}))
	}
	out := make([]sim.Fault, len(states))
	for i, s := range states {
		out[i] = sim.Fault{
			FaultRule: s.Rule, Point: s.Point, Since: sim.Time{Time: s.Since}, Enabled: s.Enabled, Active: s.Active,
			Seen: s.Seen, Matched: s.Matched, Acted: s.Acted, Remaining: s.Remaining, Missed: sim.OptionalText(s.Missed),
			NearestMiss: fault.NearestMiss(s, asked),
		}
	}
	return out
}

func listFaults(q *request) (answer, error) {
	page, next, err := pageOf(q, q.world.Faults.Rules(q.now), func(s fault.State) string { return s.Rule.Name })
	if err != nil {
		return answer{}, err
	}
	return answer{value: paged{q.viewFaults(page), next}}, nil
}

// readFault reads a rule and finds everything that is impossible in it.
func readFault(a *API, data []byte) (any, error) {
	rule, pos := &sim.FaultRule{}, &strict.Positions{}
	var issues sim.Issues
	if err := strict.Decode(bodyName, data, rule, strict.Options{Positions: pos, MaxMarks: maxMarks}); err != nil && !errors.As(err, &issues) {
		return nil, err
	}
	if len(issues) == 0 {
		for _, p := range fault.Check(rule, a.Known) {
			issues.Add(pos.Issue(p.Path, p.Message))
		}
	}
	if err := issues.Err(); err != nil {
		return nil, err
	}
	canonical := fault.Canonical(rule, a.Known)
	return &canonical, nil
}

func addFault(q *request) (answer, error) {
	name, err := q.world.Faults.Add(*input[sim.FaultRule](q), q.now)
	if err != nil {
		return answer{}, err
	}
	return q.showFault(name, http.StatusCreated)
}

// showFault answers with one rule.
func (q *request) showFault(name string, status int) (answer, error) {
	for _, s := range q.world.Faults.Rules(q.now) {
		if s.Rule.Name == name {
			return answer{status: status, value: q.viewFaults([]fault.State{s})[0]}, nil
		}
	}
	return answer{}, unknownFault.fail("the rule %s was removed at the same time", name)
}

type switchInput struct {
	Enabled bool `yaml:"enabled"`
}

// switchFault turns a rule off without losing it, and on again.
func switchFault(q *request) (answer, error) {
	name := q.vars["name"]
	if !q.world.Faults.Enable(name, input[switchInput](q).Enabled) {
		return answer{}, q.noFault(name)
	}
	return q.showFault(name, http.StatusOK)
}

// noFault is the problem of a rule that does not exist.
func (q *request) noFault(name string) *sim.Problem {
	var names []string
	for _, s := range q.world.Faults.Rules(q.now) {
		names = append(names, s.Rule.Name)
	}
	return unknownFault.fail("there is no fault rule %q%s", strict.Clip(name), sim.Suggest(name, names))
}

func clearFaults(q *request) (answer, error) {
	q.world.Faults.Clear()
	return answer{}, nil
}

func removeFault(q *request) (answer, error) {
	if name := q.vars["name"]; !q.world.Faults.Remove(name) {
		return answer{}, q.noFault(name)
	}
	return answer{}, nil
}

func (q *request) viewLimits() []sim.Limit {
	out := []sim.Limit{}
	usage := q.world.Limits.Usage(q.now)
	for _, r := range q.world.Limits.Rules() {
		v := sim.Limit{LimitRule: r, Usage: []sim.LimitUsage{}}
		for _, u := range usage {
			if u.Limit != r.Name {
				continue
			}
			key := u.Key
			if u.Per == sim.PerToken {
				key = journal.Mask(key)
			}
			v.Usage = append(v.Usage, sim.LimitUsage{
				Key: sim.OptionalText(key), Used: u.Used, Allow: u.Allow, Percent: u.Percent, Regain: sim.Duration(u.Regain),
			})
		}
		out = append(out, v)
	}
	return out
}

func listLimits(q *request) (answer, error) {
	page, next, err := pageOf(q, q.viewLimits(), func(l sim.Limit) string { return l.Name })
	if err != nil {
		return answer{}, err
	}
	return answer{value: paged{page, next}}, nil
}

type limitsInput struct {
	Data   []sim.LimitRule `yaml:"data"`
	Limits []sim.LimitRule `yaml:"limits"` // as a scenario spells it
}

// readLimits reads {data: […]}, {limits: […]} or the bare list, and finds
// everything that is impossible in it.
func readLimits(a *API, data []byte) (any, error) {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		data = slices.Concat([]byte(`{"data": `), data, []byte("}"))
	}
	in, issues := &limitsInput{}, sim.Issues(nil)
	pos := &strict.Positions{}
	if err := strict.Decode(bodyName, data, in, strict.Options{Positions: pos, MaxMarks: maxMarks}); err != nil && !errors.As(err, &issues) {
		return nil, err
	}
	known := limitsKnown(a)
	member := "data"
	if in.Limits != nil && in.Data == nil {
		member, in.Data = "limits", in.Limits
	}
	if len(issues) == 0 {
		for _, p := range limit.Check(in.Data, known) {
			issues.Add(pos.Issue(fmt.Sprintf("%s[%d].%s", member, p.Index, p.Path), p.Message))
		}
	}
	if err := issues.Err(); err != nil {
		return nil, err
	}
	in.Data = limit.Canonical(in.Data, known)
	return in, nil
}

// limitsKnown is what limits are checked against.
func limitsKnown(a *API) limit.Known {
	return limit.Known{
		Operations: a.Known.Operations, OperationNames: a.Known.OperationNames,
		ErrorIDs: a.Known.ErrorIDs, ErrorNames: a.Known.ErrorNames,
	}
}

func putLimits(q *request) (answer, error) {
	q.world.Limits.Replace(input[limitsInput](q).Data)
	return answer{value: paged{Data: q.viewLimits()}}, nil
}

type exhaustInput struct {
	Key string `yaml:"key"`
}

func exhaustLimit(q *request) (answer, error) {
	name, key := q.vars["name"], ""
	if in := input[exhaustInput](q); in != nil {
		key = in.Key
	}
	if err := q.world.Limits.Exhaust(q.now, name, key); err != nil {
		var names []string
		for _, r := range q.world.Limits.Rules() {
			names = append(names, r.Name)
		}
		return answer{}, unknownLimit.fail("there is no limit %q%s", strict.Clip(name), sim.Suggest(name, names))
	}
	for _, l := range q.viewLimits() {
		if l.Name == name {
			return answer{value: l}, nil
		}
	}
	return answer{}, unknownLimit.fail("the limit %s was removed at the same time", name)
}
