package trip

import (
	"net/http"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Call is one request on its way through the stages. A vendor's package fills
// it while it decodes, authenticates and identifies; its handler reads it. It
// shows no ResponseWriter, clock, fault or limit.
type Call struct {
	// Request is the request as it came, Body its whole body, capped.
	Request *http.Request
	Body    []byte
	// Path is the path within the world: without /_world/{name}. Escaped is the
	// same as it was sent, with its percent escapes.
	Path, Escaped string
	// Base is scheme, host and world prefix of the request, without a trailing
	// slash: what an absolute link to this world begins with.
	Base string
	// Origin is the sender, Dialect how failures are answered.
	Origin  sim.Origin
	Dialect sim.Dialect
	// Nested marks a part of another call.
	Nested bool

	// Method is the effective HTTP method.
	Method string
	// Route is the operation's row in the vendor's table; nil until identified.
	Route *Route
	// Missed are the operations of a path that is called with none of their
	// methods. There is no Route then, and the refusal is an answer of each.
	Missed []string
	// Version is the version that answers a Graph call and Asked the one that its
	// path has, the same without one; Node is the node id of the path.
	Version, Asked, Node string
	// Params are the decoded parameters of the query, of a Graph call also those
	// of the body.
	Params Params
	// Vars are the path variables of a 360dialog call, Decoded its JSON body.
	Vars    map[string]string
	Decoded any

	// Token is the Meta token the call came with; of a 360dialog call it holds
	// the credential as its value and nothing else. Partner is the 360dialog
	// partner that belongs to.
	Token   sim.Token
	Partner string

	// NumberID, PhoneNumber (an MSISDN), Business and NumberStatus say what the
	// call is about, as far as is known: for fault rules, limits, journal.
	NumberID, PhoneNumber, Business string
	NumberStatus                    sim.Status

	// Delivery is what a fault does to a code that this call sends.
	Delivery sim.FaultDelivery
	// Usage is what the limits of the operation stand at, for usage headers.
	Usage []sim.LimitUsage
	// Wait is how long the limit that refused the call stays full, in world
	// time; zero when none did. AnnounceWait asks for a Retry-After header with it.
	Wait         time.Duration
	AnnounceWait bool
	// Hint is what a developer should be told beside a terse error.
	Hint string
	// Violates says why the answer may break the vendor's contract, for an answer
	// made of a part that a fault rule has spoiled; it is empty for all others.
	Violates string

	trip     *Trip
	children []child // the calls it made, in order
	api      string
	world    *world.World
	now      time.Time
	id       string // of the journal record
	trace    string
}

// LooksReal notes that the call came with a credential that seems to be a real
// one. Only its last four characters are kept.
func (c *Call) LooksReal(credential string) {
	c.trip.opts.LooksReal(journal.Mask(credential))
}

// Operation returns the name of the operation, "" until it is identified.
func (c *Call) Operation() string {
	if c.Route == nil {
		return ""
	}
	return c.Route.Operation
}

// Now returns the instant of the whole request.
func (c *Call) Now() time.Time { return c.now }

// Do runs f on the world's store at the instant of the request.
func (c *Call) Do(f func(*store.Tx) error) error { return c.world.Store.Do(c.now, f) }

// In is [Call.Do] for a transaction with a result.
func In[T any](c *Call, f func(*store.Tx) (T, error)) (out T, err error) {
	err = c.Do(func(tx *store.Tx) (err error) {
		out, err = f(tx)
		return err
	})
	return out, err
}

// Store returns the world's store, for the look-ups of authentication and
// identification; changes go through [Call.Do].
func (c *Call) Store() *store.Store { return c.world.Store }

// Rules returns the settings of the world, its switches among them.
func (c *Call) Rules() store.Rules { return c.world.Store.Rules() }

// Trace draws n characters of the alphabet from the world's stream of trace
// ids.
func (c *Call) Trace(alphabet string, n int) string { return c.world.Traces.Text(alphabet, n) }

// TraceID returns the id the vendor gives this answer, drawn once per call.
func (c *Call) TraceID(draw func() string) string {
	if c.trace == "" {
		c.trace = draw()
	}
	return c.trace
}

// Prove makes the handshake with a callback URL that the call names. The store must
// not be locked.
func (c *Call) Prove(callback, verifyToken string) error {
	return c.trip.opts.Prove(c.Request.Context(), callback, verifyToken, "1"+c.Trace("0123456789", 9))
}

// Upstream returns 360dialog's transport to Meta: its requests enter the Graph
// dialect of the same world as calls of 360dialog, children of this one in the
// journal.
func (c *Call) Upstream() http.RoundTripper { return loopback{c.trip, c, "meta", sim.Origin360dialog} }

// SubRequests returns the transport for the parts of this call, such as those of
// a batch: they enter the same dialect, keep the call's origin and are its
// children in the journal.
func (c *Call) SubRequests() http.RoundTripper { return loopback{c.trip, c, c.api, c.Origin} }

// TraceBytes fills b from the world's stream of trace ids.
func (c *Call) TraceBytes(b []byte) { c.world.Traces.Bytes(b) }
