package client

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Health tells that the process answers.
func (c Client) Health(ctx context.Context) (sim.Health, error) {
	return call[sim.Health](ctx, c, http.MethodGet, "/health", nil, nil)
}

// Worlds lists the worlds by name.
func (c Client) Worlds(ctx context.Context) ([]sim.World, error) {
	return list[sim.World](ctx, c, "/worlds", url.Values{})
}

// Building lists the large worlds that are being built, the first begun first.
func (c Client) Building(ctx context.Context) ([]sim.Building, error) {
	v, err := call[struct {
		Building []sim.Building `json:"building"`
	}](ctx, c, http.MethodGet, "/worlds", url.Values{"limit": {"1"}}, nil)
	return v.Building, err
}

// PutWorld creates a world, or creates it anew, from a scenario of the library or,
// with "", from the one the process was started with. seed beats the scenario's;
// nil leaves it. The world of c is not touched unless it is the one named.
func (c Client) PutWorld(ctx context.Context, name, scenario string, seed *uint64) (sim.World, error) {
	return call[sim.World](ctx, c, http.MethodPut, "/worlds/"+url.PathEscape(name), nil, struct {
		Scenario string  `json:"scenario,omitempty"`
		Seed     *uint64 `json:"seed,omitempty"`
	}{scenario, seed})
}

// EndWorld ends a world; the default one starts anew instead.
func (c Client) EndWorld(ctx context.Context, name string) error {
	return c.do(ctx, http.MethodDelete, "/worlds/"+url.PathEscape(name), nil)
}

// Reset takes the whole world back to the start of its scenario.
func (c Client) Reset(ctx context.Context) error {
	return c.do(ctx, http.MethodPost, "/reset", nil)
}

// Clock reads the world's clock.
func (c Client) Clock(ctx context.Context) (sim.Clock, error) {
	return call[sim.Clock](ctx, c, http.MethodGet, "/clock", nil, nil)
}

// Advance moves the clock forward; everything due has happened when it returns.
// Parts of a millisecond are left out. A clock never goes back: a negative
// span is a problem of status 400.
func (c Client) Advance(ctx context.Context, by time.Duration) (sim.Moved, error) {
	return c.move(ctx, "advance", millis(by))
}

// MoveTo moves the clock to an instant that has not passed yet.
func (c Client) MoveTo(ctx context.Context, at time.Time) (sim.Moved, error) {
	return c.move(ctx, "at", at.UTC().Format(time.RFC3339Nano))
}

// Freeze stops the clock, which [Client.Advance] and [Client.MoveTo] move all the same.
func (c Client) Freeze(ctx context.Context) (sim.Moved, error) {
	return c.move(ctx, "mode", string(sim.Frozen))
}

// Unfreeze lets the clock run again, as fast as real time.
func (c Client) Unfreeze(ctx context.Context) (sim.Moved, error) {
	return c.move(ctx, "mode", string(sim.Running))
}

func (c Client) move(ctx context.Context, member, value string) (sim.Moved, error) {
	return call[sim.Moved](ctx, c, http.MethodPost, "/clock", nil, map[string]string{member: value})
}

// Limits lists the limits with their usage.
func (c Client) Limits(ctx context.Context) ([]sim.Limit, error) {
	return list[sim.Limit](ctx, c, "/limits", url.Values{})
}

// SetLimits replaces all limits; none lifts them. All counting starts anew.
func (c Client) SetLimits(ctx context.Context, rules ...sim.LimitRule) ([]sim.Limit, error) {
	if rules == nil {
		rules = []sim.LimitRule{}
	}
	p, err := call[page[sim.Limit]](ctx, c, http.MethodPut, "/limits", nil, map[string][]sim.LimitRule{"data": rules})
	return p.Data, err
}

// ExhaustLimit fills a limit for one window: for one key, or with "" for every key.
func (c Client) ExhaustLimit(ctx context.Context, name, key string) (sim.Limit, error) {
	return call[sim.Limit](ctx, c, http.MethodPost, "/limits/"+url.PathEscape(name)+"/exhaust", nil, struct {
		Key string `json:"key,omitempty"`
	}{key})
}

// Scenario reads the scenario of the world.
func (c Client) Scenario(ctx context.Context) (sim.LoadedScenario, error) {
	return call[sim.LoadedScenario](ctx, c, http.MethodGet, "/scenario", nil, nil)
}

// LoadScenario starts the world anew from the library. An unknown name is a 404.
func (c Client) LoadScenario(ctx context.Context, name string) (sim.LoadedScenario, error) {
	return call[sim.LoadedScenario](ctx, c, http.MethodPut, "/scenario", nil, map[string]string{"name": name})
}

// PutScenario starts the world anew from a scenario as YAML. It returns a problem of
// status 422 that lists every mistake in it, by line; then nothing has changed.
func (c Client) PutScenario(ctx context.Context, yaml string) (sim.LoadedScenario, error) {
	return call[sim.LoadedScenario](ctx, c, http.MethodPut, "/scenario", nil, yamlText(yaml))
}

// Scenarios lists the library.
func (c Client) Scenarios(ctx context.Context) ([]sim.ListedScenario, error) {
	return list[sim.ListedScenario](ctx, c, "/scenarios", url.Values{})
}

// Verify checks what the scenario expects. A failed check is no error: see Passed of the
// report. A scenario that expects nothing has not passed.
func (c Client) Verify(ctx context.Context) (sim.Report, error) {
	return call[sim.Report](ctx, c, http.MethodPost, "/verify", nil, nil)
}

// Snapshot writes the whole world down as one JSON document. It holds secrets.
func (c Client) Snapshot(ctx context.Context) (json.RawMessage, error) {
	return c.Call(ctx, http.MethodGet, "/snapshot", nil, nil)
}

// SnapshotTo does what [Client.Snapshot] does, and writes the document as it arrives. A
// world of 1,000,000 numbers has 280 MB.
func (c Client) SnapshotTo(ctx context.Context, w io.Writer) error {
	return c.CallTo(ctx, w, http.MethodGet, "/snapshot", nil, nil)
}

// Restore puts the world of a snapshot in the place of this one, which keeps its name. It
// returns a problem of status 422 for one with any defect; then nothing has changed.
func (c Client) Restore(ctx context.Context, snapshot json.RawMessage) (sim.World, error) {
	return call[sim.World](ctx, c, http.MethodPut, "/snapshot", nil, bytes.NewReader(snapshot))
}

// DiffSince lists at most 1000 places in which the world differs from a snapshot.
func (c Client) DiffSince(ctx context.Context, snapshot json.RawMessage) ([]sim.Difference, error) {
	p, err := call[page[sim.Difference]](ctx, c, http.MethodPost, "/snapshot/diff", nil, map[string]json.RawMessage{"from": snapshot})
	return p.Data, err
}

// Failures lists the vendors' failures with their provenance, and a scenario's switches.
func (c Client) Failures(ctx context.Context) (sim.Catalogue, error) {
	return call[sim.Catalogue](ctx, c, http.MethodGet, "/errors", nil, nil)
}

// Operations lists the operations of both vendors.
func (c Client) Operations(ctx context.Context) ([]sim.Operation, error) {
	return list[sim.Operation](ctx, c, "/operations", url.Values{})
}

// Document returns a bundled OpenAPI document as YAML: meta, 360dialog or control.
func (c Client) Document(ctx context.Context, name string) ([]byte, error) {
	return c.Call(ctx, http.MethodGet, "/openapi/"+url.PathEscape(name), nil, nil)
}

// ScenarioSchema returns the JSON Schema of scenario files.
func (c Client) ScenarioSchema(ctx context.Context) ([]byte, error) {
	return c.Call(ctx, http.MethodGet, "/scenario-schema", nil, nil)
}

// Metrics returns the counters of the process in the text form of Prometheus.
func (c Client) Metrics(ctx context.Context) ([]byte, error) {
	return c.Call(ctx, http.MethodGet, "/metrics", nil, nil)
}

// CA returns the PEM of the CA that clients must trust, or a 404 when there is none.
func (c Client) CA(ctx context.Context) ([]byte, error) {
	return c.Call(ctx, http.MethodGet, "/ca.pem", nil, nil)
}
