package trip

import (
	"errors"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// Handler does what an operation is for. It returns the value to answer with,
// made of the kinds package wire knows, or a [*sim.Error].
type Handler func(*Call) (any, error)

// Route is one row of a vendor's table, which feeds the router, the contract, limits,
// faults, coverage and the README.
type Route struct {
	// Operation is the name used everywhere, such as meta.get_number.
	Operation string
	// Method and Path are those of the request; the path in mux's form, without
	// the version.
	Method, Path string
	// Kind is the kind of node in a Graph path. It chooses among operations that
	// share method and path.
	Kind store.Kind
	// Document is the operationId of the vendor's document where that is not found
	// by Operation.
	Document string
	// Denied is the refusal of a token without the permission that the operation
	// needs; empty is the vendor's usual one.
	Denied sim.ErrorCode
	// Success is the status of success; [Vendor.Bind] puts 200 in the place of 0.
	Success int
	// Handler is what the operation does.
	Handler Handler
	// Contract is the operation of the vendor's document, set by [Vendor.Bind].
	Contract *contract.Operation

	sound atomic.Pointer[sound]
}

// ErrAnswered is returned by a vendor's Decode for a request that is in order and
// about no operation, such as OPTIONS. Render gets it as the error.
var ErrAnswered = errors.New("the request is answered without an operation")

// API is one vendor's dialect: all that differs between the vendors in the trip
// of a request. Its methods return [*sim.Error] for what they refuse. [Vendor] has
// the first three.
type API interface {
	// Name is meta or 360dialog, the first part of the operations' names and of
	// the catalogue ids.
	Name() string
	// Routes is the vendor's table of operations.
	Routes() []*Route
	// CheckStray checks the answer of a call to no operation.
	CheckStray(value any) []sim.Violation

	// Decode reads path, headers, query and body into the call.
	Decode(*Call) error
	// Authenticate finds the caller's token or partner.
	Authenticate(*Call) error
	// Identify chooses the operation and notes the objects of the call.
	Identify(*Call) error
	// Contract shows the decoded call to the validator.
	Contract(*Call) contract.Request
	// Invalid words the validator's findings.
	Invalid(*Call, []sim.Violation) error
	// Render turns the handler's value or a refusal into an answer. Every error
	// gets one.
	Render(*Call, any, error) Reply
	// Generic is the vendor's envelope for a bare status.
	Generic(c *Call, status int) Reply
}

// Seconds writes a span as the Retry-After header does, rounded up.
func Seconds(d time.Duration) string {
	return strconv.FormatInt(int64((d+time.Second-1)/time.Second), 10)
}

// Header and Field are the headers of an answer, a list in order, as the journal
// keeps them.
type (
	Header = journal.Header
	Field  = journal.Field
)

// Reply is a rendered answer, not yet encoded.
type Reply struct {
	Status int
	// Header has the headers, Content-Type among them. The values may be shared
	// between answers; the list is this answer's own.
	Header Header
	// Lacks names members that the contract requires and the dialect does not have.
	Lacks []string
	// Value is the body as package wire knows it; nil is no body.
	Value any
	// Newline ends the body with one, Indent spreads it over lines.
	Newline, Indent bool
	// Tagged gives the answer a strong ETag, and a 304 to clients that hold it.
	Tagged bool
	// Sent is the status that is sent in place of Status, which is still the one
	// that the contract is checked for; zero sends Status.
	Sent int
	// Failure is the catalogue id of the failure answered, "" for a success, and
	// Summary the catalogue's sentence on when it occurs.
	Failure, Summary string
	// Transient says that the failure may be retried, Inferred that no source
	// shows its wording.
	Transient, Inferred bool
	// Wait is how long a header of the answer tells the client to wait, by which
	// the client is graded; zero without one.
	Wait time.Duration
}
