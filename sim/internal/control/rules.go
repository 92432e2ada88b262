package control

import (
	"bytes"
	"errors"
	"net/http"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// showFaults holds rules that never matched against the requests of the journal.
func (q *request) showFaults(faults []sim.Fault) []sim.Fault {
	if slices.ContainsFunc(faults, func(f sim.Fault) bool { return f.Matched == 0 }) {
		asked := world.Subjects(q.world.Journal.All(sim.RecordFilter{}))
		for i := range faults {
			faults[i].NearestMiss = fault.NearestMiss(&faults[i], asked)
		}
	}
	return faults
}

func faultName(f sim.Fault) string { return f.Name }

func listFaults(q *request) (answer, error) {
	page, next, err := pageOf(q, q.world.Faults.Rules(q.now), faultName)
	return answer{value: paged{q.showFaults(page), next}}, err
}

// checked decodes a body strictly and lists everything that is wrong with it; check
// finds what is impossible in one that could be decoded.
func checked(data []byte, into any, check func() []sim.Issue) error {
	pos := &strict.Positions{}
	var issues sim.Issues
	if err := strict.Decode(bodyName, data, into, strict.Options{JSON: true, Positions: pos, MaxMarks: maxMarks}); err != nil && !errors.As(err, &issues) {
		return err
	}
	if len(issues) == 0 {
		for _, p := range check() {
			issues.Add(pos.Issue(p.Path, p.Message))
		}
	}
	return issues.Err()
}

func readFault(a *API, data []byte) (any, error) {
	rule := &sim.FaultRule{}
	err := checked(data, rule, func() []sim.Issue { return fault.Check(rule, a.Scenarios.Known) })
	if err != nil {
		return nil, err
	}
	canonical := fault.Canonical(*rule, a.Scenarios.Known)
	return &canonical, nil
}

func addFault(q *request) (answer, error) {
	name, err := q.world.Faults.Add(*input[sim.FaultRule](q), q.now)
	if err != nil {
		return answer{}, err
	}
	return q.showFault(name, http.StatusCreated)
}

// showFault answers with one rule, or the problem of one that does not exist.
func (q *request) showFault(name string, status int) (answer, error) {
	found, err := named(unknownFault, "fault rule", q.world.Faults.Rules(q.now), faultName, name)
	if err != nil {
		return answer{}, err
	}
	return answer{status: status, value: q.showFaults([]sim.Fault{found})[0]}, nil
}

type switchInput struct {
	Enabled bool `yaml:"enabled"`
}

// switchFault turns a rule off without losing it, and on again.
func switchFault(q *request) (answer, error) {
	name := q.vars["name"]
	q.world.Faults.Enable(name, input[switchInput](q).Enabled)
	return q.showFault(name, http.StatusOK)
}

func clearFaults(q *request) (answer, error) {
	q.world.Faults.Clear()
	return answer{}, nil
}

func removeFault(q *request) (answer, error) {
	if name := q.vars["name"]; !q.world.Faults.Remove(name) {
		return q.showFault(name, 0)
	}
	return answer{}, nil
}

// showLimits are the limits with their usage, without the instants of the calls;
// credentials are masked.
func (q *request) showLimits() []sim.Limit {
	limits := q.world.Limits.Limits(q.now)
	for _, l := range limits {
		for i := range l.Usage {
			u := &l.Usage[i]
			if u.Calls, u.ExhaustedAt = nil, nil; l.Per == sim.PerToken {
				u.Key = sim.OptionalText(journal.Mask(string(u.Key)))
			}
		}
	}
	return limits
}

func limitName(l sim.Limit) string { return l.Name }

func listLimits(q *request) (answer, error) {
	return listed(q, q.showLimits(), limitName)
}

type limitsInput struct {
	Data   []sim.LimitRule `yaml:"data"`
	Limits []sim.LimitRule `yaml:"limits"` // as a scenario spells it
}

// readLimits reads {data: […]}, {limits: […]} or the bare list.
func readLimits(a *API, data []byte) (any, error) {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		data = slices.Concat([]byte(`{"data": `), data, []byte("}"))
	}
	in := &limitsInput{}
	err := checked(data, in, func() []sim.Issue {
		member := "data"
		if in.Limits != nil && in.Data == nil {
			member, in.Data = "limits", in.Limits
		}
		found := limit.Check(in.Data, a.Scenarios.Known)
		for i := range found {
			found[i].Path = member + found[i].Path
		}
		return found
	})
	if err != nil {
		return nil, err
	}
	in.Data = limit.Canonical(in.Data, a.Scenarios.Known)
	return in, nil
}

func putLimits(q *request) (answer, error) {
	q.world.Limits.Replace(input[limitsInput](q).Data)
	return answer{value: paged{Data: q.showLimits()}}, nil
}

type exhaustInput struct {
	Key string `yaml:"key"`
}

func exhaustLimit(q *request) (answer, error) {
	name, key := q.vars["name"], ""
	if in := input[exhaustInput](q); in != nil {
		key = in.Key
	}
	l, err := q.limitOf(name)
	if err != nil {
		return answer{}, err
	}
	if key != "" {
		known := false
		if key, known = q.world.Store.LimitKey(l.Per, key); !known {
			return answer{}, param("key", "the world has no %s of that name: the limit counts per %s", l.Per, l.Per)
		}
	}
	q.world.Limits.Exhaust(q.now, name, key)
	l, err = q.limitOf(name)
	return answer{value: l}, err
}

// limitOf is the limit of a name.
func (q *request) limitOf(name string) (sim.Limit, error) {
	return named(unknownLimit, "limit", q.showLimits(), limitName, name)
}
