package trip

import (
	"errors"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// Handler does what an operation is for. It returns the value to answer with,
// made of the kinds package wire knows, or a [*sim.Error].
type Handler func(*Call) (any, error)

// Route is one row of a vendor's table: the one place where method, path, kind
// of node, operation and handler stand together. It feeds the router, the
// contract, limits, faults, coverage and the README.
type Route struct {
	// Operation is the name used everywhere, such as meta.get_number.
	Operation string
	// Method and Path are as in the operation table; the path in mux's form,
	// without the version.
	Method, Path string
	// Kind is what the node in a Graph path must be, where the path alone does
	// not tell.
	Kind store.Kind
	// Success is the status of success.
	Success int
	// Handler is what it does.
	Handler Handler
	// Contract is the operation's plan.
	Contract *contract.Operation
}

// ErrAnswered is what a vendor's Decode returns when nothing is left to do but to
// render: the request is in order and is about no operation, such as OPTIONS.
// Render gets it as the error.
var ErrAnswered = errors.New("nothing is left but to answer")

// API is one vendor's dialect: all that differs between the vendors in the trip
// of a request. Its methods return [*sim.Error] for what they refuse.
type API interface {
	// Name is meta or 360dialog, the first part of the operations' names and of
	// the catalogue ids.
	Name() string
	// Routes is the vendor's table.
	Routes() []*Route
	// Decode reads path, headers, query and body into the call.
	Decode(*Call) error
	// Authenticate finds out who calls.
	Authenticate(*Call) error
	// Identify chooses the operation and says what the call is about.
	Identify(*Call) error
	// Contract shows the decoded call to the validator.
	Contract(*Call) contract.Request
	// Invalid words what the validator found.
	Invalid(*Call, []contract.Violation) error
	// Render turns the handler's value or a refusal into an answer. Every error
	// gets an answer; a foreign one the vendor's unexpected failure.
	Render(*Call, any, error) Reply
	// Generic is the vendor's envelope for a status nothing more is said about.
	Generic(c *Call, status int) Reply
	// CheckStray holds the answer of a call that met no operation against the
	// vendor's error schema.
	CheckStray(status int, value any) []contract.Violation
}

// Header and Field are the headers of an answer, a list in order, as the journal
// keeps them.
type (
	Header = journal.Header
	Field  = journal.Field
)

// Reply is a rendered answer, not yet encoded.
type Reply struct {
	// Status is the HTTP status.
	Status int
	// Header are the headers, Content-Type among them. Its values may be shared
	// between answers, its list is this answer's own.
	Header Header
	// Value is the body as package wire knows it; nil is no body.
	Value any
	// Newline ends the body with one, Indent spreads it over lines.
	Newline, Indent bool
	// Tagged gives the answer a strong ETag, and a 304 to whom holds it already.
	Tagged bool
	// Sent is the status that is sent in the place of Status, which is still the
	// one held against the contract; zero sends Status.
	Sent int
	// Failure is the catalogue id of the failure answered, "" for a success.
	Failure string
	// Wait is how long the answer itself tells the client to wait, in a header;
	// zero when it says nothing. The client is graded by what it was told.
	Wait time.Duration
	// Transient says whether the failure may be retried.
	Transient bool
}
