package client

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// NumberFilter chooses numbers. An empty member asks for nothing.
type NumberFilter struct {
	// PhoneNumber is any E.164 writing.
	PhoneNumber string
	// Status is the one a number has now.
	Status sim.Status
	// Deleted lists deleted numbers too.
	Deleted bool
	// Part is part of a phone number, in any writing.
	Part string
	// ByExpiry lists the number that expires first first, else the one added first.
	ByExpiry bool
}

// Numbers lists the numbers of all businesses.
func (c Client) Numbers(ctx context.Context, f NumberFilter) ([]sim.Number, error) {
	include, sort := map[bool]string{true: "deleted"}, map[bool]string{true: "expires_at"}
	return list[sim.Number](ctx, c, "/numbers", queried("phone_number", f.PhoneNumber, "status", string(f.Status),
		"include", include[f.Deleted], "q", f.Part, "sort", sort[f.ByExpiry]))
}

// Number reads one by its id at Meta, a deleted one too.
func (c Client) Number(ctx context.Context, id string) (sim.Number, error) {
	return call[sim.Number](ctx, c, http.MethodGet, "/numbers/"+url.PathEscape(id), nil, nil)
}

// AddNumber puts a number into the world behind the vendors' backs. It returns
// a problem of status 404 for an unknown business or partner and 409 for a
// number that exists.
func (c Client) AddNumber(ctx context.Context, n sim.NumberInput) (sim.Number, error) {
	return call[sim.Number](ctx, c, http.MethodPost, "/numbers", nil, n)
}

// Happen lets an event take place now: exactly one verb of those that a
// scenario's timeline has. It returns a problem of status 404 for a number, token
// or key that the world does not have and 409 for what cannot be done in this state.
func (c Client) Happen(ctx context.Context, event sim.Event) (sim.Happened, error) {
	return call[sim.Happened](ctx, c, http.MethodPost, "/events", nil, event)
}

// CodeFilter chooses codes. An empty member asks for nothing.
type CodeFilter struct {
	// PhoneNumber is any E.164 writing; NumberID an id at Meta.
	PhoneNumber string
	NumberID    string
	// State is what has become of a code by now.
	State sim.CodeState
}

// Codes reads the inbox, newest first.
func (c Client) Codes(ctx context.Context, f CodeFilter) ([]sim.Code, error) {
	return list[sim.Code](ctx, c, "/codes", queried("phone_number", f.PhoneNumber, "number_id", f.NumberID, "state", string(f.State)))
}

// LatestFilter chooses a code. An empty member asks for nothing.
type LatestFilter struct {
	// PhoneNumber is any E.164 writing; NumberID an id at Meta.
	PhoneNumber string
	NumberID    string
	// Since leaves out codes that were issued before this world time.
	Since time.Time
	// Wait is how long to wait for one at most, in real time, up to 60 s.
	Wait time.Duration
}

// LatestCode returns the code issued last of those delivered, or a 404 for none.
func (c Client) LatestCode(ctx context.Context, f LatestFilter) (sim.Code, error) {
	return call[sim.Code](ctx, c, http.MethodGet, "/codes/latest", queried("phone_number", f.PhoneNumber, "number_id", f.NumberID,
		"since", instant(f.Since), "wait", millis(f.Wait)), nil)
}

// Faults lists the fault rules in the order in which they are asked.
func (c Client) Faults(ctx context.Context) ([]sim.Fault, error) {
	return list[sim.Fault](ctx, c, "/faults", url.Values{})
}

// AddFault puts a fault rule in place; one of the same name is replaced. It
// returns a problem of status 400 that lists everything impossible in the rule.
func (c Client) AddFault(ctx context.Context, rule sim.FaultRule) (sim.Fault, error) {
	return call[sim.Fault](ctx, c, http.MethodPost, "/faults", nil, rule)
}

// EnableFault switches a fault rule off or on again. It keeps its counters.
func (c Client) EnableFault(ctx context.Context, name string, on bool) (sim.Fault, error) {
	return call[sim.Fault](ctx, c, http.MethodPut, "/faults/"+url.PathEscape(name), nil, map[string]bool{"enabled": on})
}

// RemoveFault takes a fault rule away.
func (c Client) RemoveFault(ctx context.Context, name string) error {
	return c.do(ctx, http.MethodDelete, "/faults/"+url.PathEscape(name), nil)
}

// ClearFaults takes all fault rules away, those of the scenario too.
func (c Client) ClearFaults(ctx context.Context) error {
	return c.do(ctx, http.MethodDelete, "/faults", nil)
}
