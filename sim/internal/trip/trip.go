// Package httpapi carries a request through the simulator: the trip every call
// to either vendor makes.
//
// The stages stand in two ordered lists. The way out decodes, authenticates,
// identifies, validates, admits and applies; the first refusal ends it. The way
// home renders, checks, replies and records, always. Between them sit the three
// fault points: arrive (the operation is known, nothing is done), admit (valid
// and within the limits, nothing is changed) and reply (everything is done,
// nobody was told).
//
// A vendor is an [API]: a route table and the few things that differ. A handler
// is a [Handler]: it gets a [Call] and returns a value or a [*sim.Error].
//
//	trip := httpapi.New(httpapi.Options{...})
//	trip.Add(graph.New(spec, errors))
//	trip.ServeHTTP(w, r, world, "meta", httpapi.Entry{Path: "/v23.0/123", Base: "http://127.0.0.1:8360"})
//
// 360dialog's own calls to Meta make the same trip in process, through the
// transport of [Call.Upstream].
package trip

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Options are the settings of a trip.
type Options struct {
	// Catalogue is where failures are looked up.
	Catalogue *failures.Catalogue
	// MaxBody is how many bytes of a request body are read at most.
	MaxBody int64
	// BodyTimeout is the wall time a client may take to send its body.
	BodyTimeout time.Duration
	// Log takes broken contracts and panics as errors, requests at debug level.
	Log *slog.Logger
	// Wall is real time, for durations and latencies only.
	Wall func() time.Time
	// LooksReal is told the end of a credential that no scenario lists and that
	// has the form of the vendor's real ones; nil for nobody.
	LooksReal func(masked string)
	// QuietHeaders leaves the X-Sim headers off.
	QuietHeaders bool
	// Elsewhere names a world other than here whose store is known to hold what
	// a refused request asked for, "" for none; nil looks nowhere. It is asked on
	// the way to a refusal only.
	Elsewhere func(here string, known func(*store.Store) bool) string
	// Observe is called with every closed record and the operation's row; nil
	// for nobody.
	Observe func(*journal.Record)
}

// Trip is the way of every request. It is safe for concurrent use once its
// vendors are added.
type Trip struct {
	opts       Options
	apis       map[string]API
	violations atomic.Int64
	panics     atomic.Int64
}

// New returns a trip without vendors.
func New(o Options) *Trip {
	return &Trip{opts: o, apis: map[string]API{}}
}

// Add makes a vendor known.
func (t *Trip) Add(a API) { t.apis[a.Name()] = a }

// Violations counts the answers that broke a contract without having declared
// it, since the process began.
func (t *Trip) Violations() int64 { return t.violations.Load() }

// CountViolations adds to [Trip.Violations] what another part of the server
// found in its own answers.
func (t *Trip) CountViolations(n int) { t.violations.Add(int64(n)) }

// Panics counts the panics that were caught on a trip since the process began.
// Each is a mistake of the simulator, logged with its stack.
func (t *Trip) Panics() int64 { return t.panics.Load() }

// CountPanic adds to [Trip.Panics] what another part of the server caught.
func (t *Trip) CountPanic() { t.panics.Add(1) }

// Entry says how a request entered: what the server took off its address.
type Entry struct {
	// Path is the path within the world; Escaped is the same as it was sent,
	// with its percent escapes.
	Path, Escaped string
	// Base is scheme, host and world prefix.
	Base string
}

// exchange is one trip: the call, and what becomes of it. Exchanges are used
// again, so nothing may hold on to one, or to its call, when the answer is out;
// the record and the body belong to the journal.
type exchange struct {
	*Trip
	api    API
	call   Call
	record *journal.Record
	began  time.Time
	ctx    context.Context //nolint:containedctx // the request's, for what waits

	conn *http.ResponseController // nil for a call in process

	patience time.Duration // of a caller in process, in wall time; zero is without end
	late     bool          // it has come to its end

	unread  error // why the body could not be read
	mended  bool  // the way home has failed once, and is taken with that failure
	value   any
	err     error
	applied bool
	about   fault.Subject    // what the fault rules look at
	faulted *sim.FaultAction // the action that decides the answer
	reply   Reply
	cut     *sim.FaultAction // the action that spoils the reply or the connection
	drawn   time.Duration    // how long a slow reply takes
	body    []byte
	room    workspace
}

var exchanges = sync.Pool{New: func() any { return new(exchange) }}

// free gives an exchange back for the next trip.
func (x *exchange) free() {
	x.room.tidy()
	*x = exchange{room: x.room}
	exchanges.Put(x)
}

// stage is one step of the trip.
type stage struct {
	name string
	run  func(*exchange) error
}

// wayOut ends at the first stage that refuses.
var wayOut = []stage{
	{"receive", (*exchange).receive},
	{"resolve", (*exchange).resolve},
	{"decode", (*exchange).decode},
	{"authenticate", (*exchange).authenticate},
	{"identify", (*exchange).identify},
	{"arrive", (*exchange).arrive}, // fault point
	{"validate", (*exchange).validate},
	{"limit", (*exchange).limit},
	{"admit", (*exchange).admit}, // fault point
	{"apply", (*exchange).apply},
}

// wayHome is taken whole.
var wayHome = []stage{
	{"answer", (*exchange).answer}, // fault point reply
	{"render", (*exchange).render},
	{"check", (*exchange).check},
	{"encode", (*exchange).encode},
	{"record", (*exchange).close},
}

// travel makes the trip up to the point where the answer is ready to be sent.
func (x *exchange) travel() {
	for _, s := range wayOut {
		if x.err = x.guard(s); x.err != nil || x.cut != nil {
			break
		}
	}
	x.goHome()
}

// goHome takes the way home. Where it fails, half an answer would be a lie: it
// is taken once more, with the failure.
func (x *exchange) goHome() {
	for i := 0; i < len(wayHome); i++ {
		s := wayHome[i]
		err := x.guard(s)
		if err == nil {
			continue
		}
		x.opts.Log.Error("a stage on the way home failed", "stage", s.name, "error", err)
		if s.name != "record" && !x.mended {
			x.mended = true
			x.value, x.err, x.faulted, x.body = nil, err, nil, nil
			x.reply = Reply{}
			i = 0 // what comes next is to render
		}
	}
}

// guard turns a panic in a stage into an error, which the vendor renders as
// its unexpected failure. The world stays usable: nothing is locked any more.
func (x *exchange) guard(s stage) (err error) {
	defer func() {
		if p := recover(); p != nil {
			x.panics.Add(1)
			err = fmt.Errorf("panic in stage %s: %v", s.name, p)
			x.opts.Log.Error("panic", "stage", s.name, "panic", p, "stack", stack())
		}
	}()
	return s.run(x)
}

func (t *Trip) begin(r *http.Request, w *world.World, api API, e Entry, origin, parent string) *exchange {
	seq, id := w.Journal.Open()
	x := exchanges.Get().(*exchange) //nolint:forcetypeassert // the pool holds nothing else
	x.Trip, x.api, x.began, x.ctx = t, api, t.opts.Wall(), r.Context()
	x.call = Call{
		Request: r, Path: e.Path, Escaped: e.Escaped, Base: e.Base, Origin: origin, Method: r.Method,
		Nested: parent != "", trip: t, api: api.Name(), world: w, id: id,
	}
	x.record = &journal.Record{
		Seq: seq, ID: id, World: w.Name, API: api.Name(), Origin: origin, Parent: parent,
		Method: r.Method, Path: e.Path, Query: r.URL.RawQuery, RequestHeader: r.Header,
		Conforms: true, Outcome: "replied",
	}
	return x
}

// ServeHTTP makes the trip for a client's request to the vendor called api.
func (t *Trip) ServeHTTP(rw http.ResponseWriter, r *http.Request, w *world.World, api string, e Entry) {
	x := t.begin(r, w, t.apis[api], e, OriginClient, "")
	x.conn = http.NewResponseController(rw)
	x.travel()
	x.deliver(rw)
	x.free() // not where a panic cuts the connection: then nobody does
}
