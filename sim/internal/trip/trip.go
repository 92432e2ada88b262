// Package trip carries a request through the simulator: every call to either
// vendor makes the same trip, through the ordered list of stages in stages.go.
//
// The first refusal skips the other stages, but those that render, check, encode and
// record the answer. Three of the stages are fault points: arrive (the operation is
// known, nothing is done), admit (valid and within the limits, nothing is changed) and
// reply (the change is made, the client does not know it yet).
//
// A vendor is an [API]: a route table and the few things that differ. 360dialog's own
// calls to Meta make the trip too, in process, through [Call.Upstream].
package trip

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Options are the settings of a trip.
type Options struct {
	// MaxBody is how many bytes of a request body are read at most.
	MaxBody int64
	// BodyTimeout is the wall time a client may take to send its body.
	BodyTimeout time.Duration
	// Log takes broken contracts and panics as errors, requests at debug level.
	Log *slog.Logger
	// Wall is real time, for durations and latencies only.
	Wall func() time.Time
	// LooksReal is called with the masked form of a credential that no scenario
	// lists and that looks like one of the vendor's real ones.
	LooksReal func(masked string)
	// QuietHeaders leaves the X-Sim headers off.
	QuietHeaders bool
	// Elsewhere returns the name of a world other than here whose store is known
	// to hold the object of a refused request, "" without one. Only refusals call it.
	Elsewhere func(here string, known func(*store.Store) bool) string
	// Prove makes the handshake with a callback URL of a client: it returns why the
	// receiver has not answered the challenge.
	Prove func(ctx context.Context, callback, verifyToken, challenge string) error
	// Observe is called with every closed record.
	Observe func(*journal.Record)
}

// Mistakes counts those of the simulator since the process began: answers that broke a
// contract without having declared it, and panics that were caught.
type Mistakes struct{ Violations, Panics atomic.Int64 }

// Trip serves the requests to all vendors. It is safe for concurrent use once
// its vendors are added.
type Trip struct {
	Mistakes
	opts Options
	apis map[string]API
}

// New returns a trip without vendors.
func New(o Options) *Trip {
	return &Trip{opts: o, apis: map[string]API{}}
}

// Add makes a vendor known.
func (t *Trip) Add(a API) { t.apis[a.Name()] = a }

// Entry is the address of a request within its world.
type Entry struct {
	// Path is the path within the world; Escaped is the same as it was sent,
	// with its percent escapes.
	Path, Escaped string
	// Base is scheme, host and world prefix.
	Base string
}

// ServeHTTP makes the trip for a client's request to the vendor called api.
func (t *Trip) ServeHTTP(rw http.ResponseWriter, r *http.Request, w *world.World, api string, e Entry) {
	x := t.begin(r, w, t.apis[api], e, sim.OriginClient, "")
	x.conn = http.NewResponseController(rw)
	x.run()
	x.deliver(rw)
}

// begin opens the journal record of a request. The parent is the id of the
// record of the call that makes this one, "" for a client's.
func (t *Trip) begin(r *http.Request, w *world.World, api API, e Entry, origin sim.Origin, parent string) *exchange {
	seq, id := w.Journal.Open()
	began := t.opts.Wall()
	return &exchange{
		Trip: t, api: api, began: began, ctx: r.Context(),
		call: Call{
			Request: r, Path: e.Path, Escaped: e.Escaped, Base: e.Base, Origin: origin, Method: r.Method,
			Nested: parent != "", trip: t, api: api.Name(), world: w, id: id,
		},
		record: &journal.Record{
			Seq: seq, ID: id, Arrived: began, World: w.Name, API: api.Name(), Origin: origin, Parent: parent,
			Method: r.Method, Path: e.Path, Query: r.URL.RawQuery, RequestHeader: r.Header,
			Conforms: true, Outcome: "replied",
		},
	}
}
