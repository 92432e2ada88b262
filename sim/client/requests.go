package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

func parameters(f sim.RecordFilter) url.Values {
	conforms := ""
	if f.Conforms != nil {
		conforms = strconv.FormatBool(*f.Conforms)
	}
	return queried("operation", f.Operation, "api", f.API, "method", f.Method, "status", f.Status, "origin", f.Origin,
		"parent", f.Parent, "fault", f.Fault, "refused_by", f.Limit, "error", f.Error, "outcome", f.Outcome,
		"number_id", f.NumberID, "phone_number", f.PhoneNumber, "business", f.Business, "partner", f.Partner,
		"conforms", conforms, "since", f.Since, "q", f.Text)
}

// Requests reads the journal, newest first and masked: with the zero filter all of it.
func (c Client) Requests(ctx context.Context, f sim.RecordFilter) ([]sim.Record, error) {
	return list[sim.Record](ctx, c, "/requests", parameters(f))
}

// Request reads one record by its id, such as r12 of the header X-Sim-Request.
func (c Client) Request(ctx context.Context, id string) (sim.Record, error) {
	return call[sim.Record](ctx, c, http.MethodGet, "/requests/"+url.PathEscape(id), nil, nil)
}

// CountRequests counts records.
func (c Client) CountRequests(ctx context.Context, f sim.RecordFilter) (int, error) {
	return c.AwaitRequests(ctx, f, 1, 0)
}

// AwaitRequests waits until there are at least so many records, or until the
// time is up, in real time, at most 60 s. It returns how many there are then:
// fewer are no error.
func (c Client) AwaitRequests(ctx context.Context, f sim.RecordFilter, atLeast int, wait time.Duration) (int, error) {
	q := parameters(f)
	q.Set("min", strconv.Itoa(atLeast))
	q.Set("wait", millis(wait))
	n, err := call[struct{ Count int }](ctx, c, http.MethodGet, "/requests/count", q, nil)
	return n.Count, err
}

// ClearRequests forgets all records. The numbering goes on.
func (c Client) ClearRequests(ctx context.Context) error {
	return c.do(ctx, http.MethodDelete, "/requests", nil)
}

// Coverage tells what was reached. Clearing the journal does not change it.
func (c Client) Coverage(ctx context.Context) (sim.Coverage, error) {
	return call[sim.Coverage](ctx, c, http.MethodGet, "/coverage", nil, nil)
}

// LintScenario finds the mistakes in a scenario as YAML. They are no error.
func (c Client) LintScenario(ctx context.Context, yaml string) (sim.Lint, error) {
	return call[sim.Lint](ctx, c, http.MethodPost, "/scenario/lint", nil, yamlText(yaml))
}
