package server

import (
	"net/http"
	"sync"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/control"
)

// loadControl parses the control API's contract, once per process and not
// before the first call.
var loadControl = sync.OnceValues(func() (*contract.Spec, error) { return loadSpec("control.yaml") })

// newControl builds the control API, for which a start that never calls it need not pay.
// It depends on no user input: an error is a mistake of the program.
func (s *Server) newControl() *control.API {
	spec, err := loadControl()
	if err != nil {
		panic(err)
	}
	api, err := control.New(control.Options{
		Worlds: s.worlds, Errors: s.errors, Operations: s.Listed(), Scenarios: s.library, Spec: spec,
		Version: s.opts.Version, Started: s.started, Wall: s.opts.Wall,
		Mistakes: &s.trip.Mistakes, BodyTimeout: s.opts.BodyTimeout,
		Metrics: s.metrics, Warnings: s.Warnings, CA: s.opts.CA, AllowHosts: s.opts.AllowHosts,
		Token: s.opts.ControlToken, Log: s.log,
	})
	if err != nil {
		panic(err)
	}
	return api
}

// Listed lists the operations of both vendors, and Meta's webhook.
func (s *Server) Listed() []sim.Operation {
	var out []sim.Operation
	for _, r := range s.Operations() {
		out = append(out, sim.Operation{
			Name: r.Operation, Method: r.Method, Path: r.Contract.Path, ID: sim.OptionalText(r.Contract.ID),
			Summary: r.Contract.Summary, Statuses: r.Contract.Statuses(),
		})
	}
	return append(out, sim.Operation{
		Name: sim.WebhookOperation, Method: http.MethodPost, Path: "the webhook of an app",
		Summary: "Meta's own call, which tells an app what happened", Statuses: []int{},
	})
}
