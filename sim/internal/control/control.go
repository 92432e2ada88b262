// Package control is the control API: how tests, tools and the console read and change a
// simulated world. Its contract is specs/control.yaml. The server takes the world's prefix
// and /_sim/v1 off the path and hands the rest to [API.ServeHTTP].
//
// The route table (routes.go) lists every call. A handler is given a decoded [request] and
// returns an answer or a problem; it sees no ResponseWriter. One adapter (serve.go) reads
// the body strictly, checks request and answer against the contract, and writes the answer.
// Failures are RFC 9457 problems (problem.go) that list everything that is wrong with a
// request.
//
// A new call is a path in specs/control.yaml, a row of the table, a handler and a method of
// the client.
package control

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/gorilla/mux"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Options are what the control API shows and steers.
type Options struct {
	// Worlds are all worlds of the process.
	Worlds *world.Registry
	// Errors is the catalogue of failures.
	Errors *failures.Catalogue
	// Operations are those of both vendors, in the order in which they are
	// listed.
	Operations []sim.Operation
	// Scenarios is the library. What it knows is also what fault rules, limits and
	// events are checked against.
	Scenarios *scenario.Library
	// Spec is the contract of this API, loaded from specs/control.yaml.
	Spec *contract.Spec
	// Version is the program's.
	Version string
	// Started is the real time at which the process began, Wall the real time
	// now; both are for the uptime only.
	Started time.Time
	Wall    func() time.Time
	// Mistakes are those of the whole process, this API's among them.
	Mistakes *trip.Mistakes
	// Warnings lists the warnings of the process.
	Warnings func() []string
	// BodyTimeout is the wall time in which a client must send each 256 KiB of a
	// body; zero is without end.
	BodyTimeout time.Duration
	// Metrics returns the counters of the process in the text form of
	// Prometheus.
	Metrics func() ([]byte, error)
	// AllowHosts are the host names, beside localhost, by which browsers may use this
	// API.
	AllowHosts []string
	// CA is the PEM of the CA that clients must trust; nil when there is none.
	CA []byte
	// Token protects the API (Authorization: Bearer); "" leaves it open.
	Token string
	// Log takes broken contracts and panics as errors.
	Log *slog.Logger
}

// heartbeat is the real time after which a quiet stream says that it is alive,
// so that proxies do not cut it.
const heartbeat = 15 * time.Second

// API answers the calls of the control API. It is safe for concurrent use.
type API struct {
	Options
	router    *mux.Router
	byMux     map[*mux.Route]*route
	heartbeat time.Duration
	turns     chan struct{} // one slot for each long body that may be read at once
}

// New builds the API. Every option must be set. It returns an error when the
// route table and the document do not list the same calls.
func New(o Options) (*API, error) {
	a := &API{
		Options: o, heartbeat: heartbeat, turns: make(chan struct{}, longBodies),
		router: mux.NewRouter().SkipClean(true), byMux: map[*mux.Route]*route{},
	}
	documented := map[string]*contract.Operation{}
	for _, op := range o.Spec.Operations() {
		documented[op.Method+" "+op.Path] = op
	}
	for _, row := range table {
		r := &row // its own, for plan
		call := r.method + " " + r.path
		op, ok := documented[call]
		if !ok {
			return nil, fmt.Errorf("control: %s is in the route table, but not in the document", call)
		}
		delete(documented, call)
		r.plan(op)
		// Path before Methods: mux 1.8.1 forgets a mismatch otherwise.
		a.byMux[a.router.Path(r.path).Methods(r.method)] = r
	}
	for call := range documented {
		return nil, fmt.Errorf("control: %s is in the document, but not in the route table", call)
	}
	return a, nil
}
