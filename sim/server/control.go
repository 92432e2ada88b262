package server

import (
	"github.com/preverified-sim/preverified-sim/sim/control"
	"github.com/preverified-sim/preverified-sim/sim/scenario"
	"github.com/preverified-sim/preverified-sim/specs"
)

// addControl puts the control API together with everything it shows.
func (s *Server) addControl() error {
	spec, err := loadSpec("control.yaml")
	if err != nil {
		return err
	}
	documents := map[string][]byte{}
	for _, name := range []string{"meta", "360dialog", "control"} {
		if documents[name], err = specs.FS.ReadFile(name + ".yaml"); err != nil {
			return err
		}
	}
	s.control, err = control.New(control.Options{
		Worlds: s.worlds, Errors: s.errors, Operations: s.listed(), Known: s.library.Known,
		Scenarios: s.library, Verify: scenario.Verify, Spec: spec, Documents: documents,
		Version: s.opts.Version, Started: s.started, Wall: s.opts.Wall,
		Violations: s.Violations, Count: s.trip.CountViolations,
		Metrics: s.metrics, Warnings: s.Warnings, CA: s.opts.CA,
		Token: s.opts.ControlToken, Log: s.log,
	})
	return err
}

// listed shows the vendors' tables the way the control API lists them.
func (s *Server) listed() []control.Operation {
	var out []control.Operation
	for _, r := range s.Operations() {
		out = append(out, control.Operation{
			Name: r.Operation, Method: r.Method, Path: r.Contract.Path, ID: r.Contract.ID,
			Summary: r.Contract.Summary, Statuses: r.Contract.Statuses(),
		})
	}
	return out
}
