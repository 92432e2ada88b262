// Package control is the control API: how tests, tools and the console read and
// change a simulated world. Its contract is specs/control.yaml.
//
// An [API] is made from the registry of worlds and what the process has loaded
// beside it. The server takes the world's prefix and /_sim/v1 off the path and
// hands the rest over:
//
//	api, err := control.New(control.Options{Worlds: worlds, Spec: spec, …})
//	api.ServeHTTP(w, r, "t-42", "/numbers")
//
// The route table (routes.go) lists every call. A handler is given a decoded
// [request] and returns an answer or a problem; it sees no ResponseWriter. One
// adapter (serve.go) reads the body strictly, holds the request against the
// contract, calls the handler, holds the answer against the contract and writes
// it. Faults, limits and the vendors' authentication play no part here, and
// nothing of it enters the journal.
//
// Failures are RFC 9457 problems (problem.go). What is wrong with a request is
// listed at once: what the strict reading finds, with suggestions, and what the
// contract adds to that.
package control

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Scenarios finds scenarios and turns them into what worlds are built from;
// [*scenario.Library] is one.
type Scenarios interface {
	// List names them.
	List() []sim.ListedScenario
	// Load reads one of the library. It returns [scenario.ErrUnknown], or a
	// sim.Issues with every problem of the file.
	Load(name string) (world.Setup, error)
	// Parse reads one that is not of the library; file stands for it in
	// messages. It returns sim.Issues with every problem of the text.
	Parse(file string, data []byte) (world.Setup, error)
}

// Operation is one operation of the vendors' route tables.
type Operation struct {
	// Name is the name used everywhere, such as meta.get_number.
	Name string
	// Method and Path are those of the vendor's document.
	Method, Path string
	// ID is the vendor's own operationId, an alias of Name; "" when there is
	// none.
	ID string
	// Summary is the one-line description.
	Summary string
	// Statuses are the documented ones, lowest first.
	Statuses []int
}

// Options are what the control API shows and steers.
type Options struct {
	// Worlds are all worlds of the process.
	Worlds *world.Registry
	// Errors is the catalogue of failures.
	Errors *failures.Catalogue
	// Operations are those of both vendors, in the order in which they are
	// listed.
	Operations []Operation
	// Known is what fault rules, limits and events are checked against.
	Known scenario.Known
	// Scenarios is the library.
	Scenarios Scenarios
	// Verify judges a world by what its scenario expects; nil means
	// [grade.Verify].
	Verify func(*world.World) Report
	// Spec is the contract of this API, loaded from specs/control.yaml.
	Spec *contract.Spec
	// Documents are the bundled OpenAPI documents in YAML: meta, 360dialog and
	// control.
	Documents map[string][]byte
	// Version is the program's.
	Version string
	// Started is the real time at which the process began, Wall the real time
	// now; both are for the uptime only.
	Started time.Time
	Wall    func() time.Time
	// Violations counts the answers of the whole process that broke a contract
	// undeclared; nil for nobody.
	Violations func() int64
	// Warnings lists what the process has warned of; nil for nothing.
	Warnings func() []string
	// Count is told how many places of an answer of this API broke its contract;
	// nil for nobody.
	Count func(n int)
	// Panics counts the panics of the whole process that were caught; nil for
	// nobody. CountPanic is told of one of this API; nil for nobody.
	Panics     func() int64
	CountPanic func()
	// BodyTimeout is the wall time in which a client must send each 256 KiB of a
	// body; zero is without end.
	BodyTimeout time.Duration
	// Metrics returns the counters of the process in the text form of
	// Prometheus.
	Metrics func() ([]byte, error)
	// CA is the PEM of the CA that clients must trust; nil when there is none.
	CA []byte
	// Token protects the API (Authorization: Bearer); "" leaves it open.
	Token string
	// Log takes broken contracts and panics as errors; nil for nobody.
	Log *slog.Logger
}

// heartbeat is the real time after which a quiet stream says that it is alive,
// so that proxies do not cut it.
const heartbeat = 15 * time.Second

// API answers the calls of the control API. It is safe for concurrent use.
type API struct {
	Options
	routes    []*route
	router    *mux.Router
	byMux     map[*mux.Route]*route
	heartbeat time.Duration
	turns     chan struct{} // taken by whoever reads a long body
}

// New builds the API. It returns an error when the route table and the
// document do not speak of the same calls.
func New(o Options) (*API, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.Verify == nil {
		o.Verify = grade.Verify
	}
	a := &API{
		Options: o, routes: table(), heartbeat: heartbeat, turns: make(chan struct{}, longBodies),
		router: mux.NewRouter().SkipClean(true), byMux: map[*mux.Route]*route{},
	}
	if len(a.routes) != len(o.Spec.Operations()) {
		return nil, fmt.Errorf("control: %d calls in the table, %d in the document", len(a.routes), len(o.Spec.Operations()))
	}
	for _, r := range a.routes {
		plan, ok := o.Spec.Operation(r.id)
		if !ok || plan.Method != r.method || plan.Path != r.path {
			return nil, fmt.Errorf("control: %s %s %s is not in the document", r.id, r.method, r.path)
		}
		r.plan(plan)
		// Path before Methods: mux 1.8.1 forgets a mismatch otherwise.
		a.byMux[a.router.Path(r.path).Methods(r.method)] = r
	}
	return a, nil
}

// ServeHTTP answers a call. worldName is the world it acts on, "" for the
// default one; path is what follows /_sim/v1.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request, worldName, path string) {
	if worldName == "" {
		worldName = world.Default
	}
	a.serve(w, r, worldName, path)
}
