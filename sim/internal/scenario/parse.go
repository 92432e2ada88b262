package scenario

import (
	"errors"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// Parse reads a scenario from YAML or JSON. name stands for the file in
// messages; env gives the value of ${NAME} in the file, nil leaves ${NAME} as
// it stands.
//
// It returns [sim.Issues] with everything that is wrong, in the order of
// the file, and no File then. In the File it returns phone numbers are MSISDNs,
// operations go by the names of the operation table, and limits have names.
func Parse(name string, data []byte, env func(string) (string, bool), known sim.Known) (*sim.Scenario, error) {
	f, _, err := parse(name, data, env, known)
	return f, err
}

// parse also returns the warnings about a scenario that can be used.
func parse(name string, data []byte, env func(string) (string, bool), known sim.Known) (*sim.Scenario, sim.Issues, error) {
	f := &sim.Scenario{}
	c, err := decode(name, data, f, strict.Options{Expand: env}, known)
	if c == nil {
		return nil, nil, err
	}
	c.file = f
	c.check(f)
	if err := c.issues.Err(); err != nil {
		return nil, nil, err
	}
	canonical(f, known)
	return f, c.warnings, nil
}

// maxStepMarks bounds the text of one event; see [strict.Options].
const maxStepMarks = 50_000

// ParseStep reads one event from JSON, as the control API takes it. It
// returns [sim.Issues] with everything that is wrong. Whether tokens and
// keys exist is for the world to say.
func ParseStep(name string, data []byte, known sim.Known) (*sim.Event, error) {
	s := &sim.Event{}
	c, err := decode(name, data, s, strict.Options{JSON: true, MaxMarks: maxStepMarks}, known)
	if c == nil {
		return nil, err
	}
	c.check(s)
	if err := c.issues.Err(); err != nil {
		return nil, err
	}
	canonicalStep(s, known)
	return s, nil
}

// decode fills into and returns the checker that goes on from there, or none
// when the document could not be read at all.
func decode(name string, data []byte, into any, o strict.Options, known sim.Known) (*checker, error) {
	c := &checker{known: known, pos: &strict.Positions{}}
	o.Positions = c.pos
	err := strict.Decode(name, data, into, o)
	if c.pos.Empty() {
		return nil, err
	}
	errors.As(err, &c.issues)
	for _, i := range c.issues {
		c.unread = append(c.unread, i.Path)
	}
	return c, nil
}

// canonical rewrites what a checked file may write in several ways.
func canonical(f *sim.Scenario, known sim.Known) {
	for i := range f.Faults {
		f.Faults[i] = fault.Canonical(f.Faults[i], known)
	}
	f.Limits = limit.Canonical(f.Limits, known)
	for i := range f.Timeline {
		canonicalStep(&f.Timeline[i].Do, known)
	}
}

func canonicalStep(s *sim.Event, known sim.Known) {
	if s.Claim != nil {
		s.Claim.Replace = s.Claim.Replace || s.Replace
		s.Replace = false
	}
	if s.AddFault != nil {
		rule := fault.Canonical(*s.AddFault, known)
		s.AddFault = &rule
	}
}
