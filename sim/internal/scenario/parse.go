package scenario

import (
	"errors"
	"reflect"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// Parse reads a scenario from YAML or JSON. name stands for the file in
// messages; env gives the value of ${NAME} in the file, nil leaves ${NAME} as
// it stands.
//
// It returns [sim.Issues] with everything that is wrong, in the order of the file. Else
// phone numbers are MSISDNs in what it returns, operations go by the names of the
// operation table, and limits have names; the warnings say what is probably not meant.
func Parse(name string, data []byte, env func(string) (string, bool), known sim.Known) (*sim.Scenario, sim.Issues, error) {
	f := &sim.Scenario{}
	warnings, err := read(name, data, f, f, strict.Options{Expand: env}, known)
	if err != nil {
		return nil, nil, err
	}
	return f, warnings, nil
}

// maxStepMarks bounds the text of one event; see [strict.Options].
const maxStepMarks = 50_000

// ParseStep reads one event from JSON, as the control API takes it. It
// returns [sim.Issues] with everything that is wrong. Whether tokens and
// keys exist is for the world to say.
func ParseStep(name string, data []byte, known sim.Known) (*sim.Event, error) {
	e := &sim.Event{}
	if _, err := read(name, data, e, nil, strict.Options{JSON: true, MaxMarks: maxStepMarks}, known); err != nil {
		return nil, err
	}
	return e, nil
}

// read fills into and checks it; file is the scenario that it is, nil for an event.
func read(name string, data []byte, into any, file *sim.Scenario, o strict.Options, known sim.Known) (warnings sim.Issues, err error) {
	c := &checker{
		file: file, known: known, pos: &strict.Positions{},
		rules: map[reflect.StructTag]*rule{}, seen: map[string]string{}, named: map[string]*names{},
	}
	o.Positions, o.Visit = c.pos, c.visit
	var unread sim.Issues
	if err := strict.Decode(name, data, into, o); c.pos.Empty() {
		return nil, err
	} else if errors.As(err, &unread) {
		for _, i := range unread {
			c.unread = append(c.unread, i.Path)
			c.issues.Add(i)
		}
	}
	c.check()
	return c.warnings, c.issues.Err()
}
