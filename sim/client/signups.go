package client

import (
	"context"
	"net/http"
	"net/url"

	"github.com/preverified-sim/preverified-sim/sim"
)

// OpenSignup opens a run of Embedded Signup, and ends it where the request has an
// outcome. It returns a problem of status 422 for a number that is unknown or claimed.
func (c Client) OpenSignup(ctx context.Context, r sim.SignupRequest) (sim.Signup, error) {
	return call[sim.Signup](ctx, c, http.MethodPost, "/signups", nil, r)
}

// FinishSignup ends a signup. It returns a problem of status 404 for an unknown one,
// 409 for one that has ended and 422 for a number that it does not offer.
func (c Client) FinishSignup(ctx context.Context, id string, end sim.SignupEnd) (sim.Signup, error) {
	return call[sim.Signup](ctx, c, http.MethodPost, "/signups/"+url.PathEscape(id)+"/finish", nil, end)
}

// Signup reads a signup by its id.
func (c Client) Signup(ctx context.Context, id string) (sim.Signup, error) {
	return call[sim.Signup](ctx, c, http.MethodGet, "/signups/"+url.PathEscape(id), nil, nil)
}

// Signups lists the signups, oldest first.
func (c Client) Signups(ctx context.Context) ([]sim.Signup, error) {
	return list[sim.Signup](ctx, c, "/signups", url.Values{})
}

// WABAs lists the WhatsApp Business Accounts with their phone numbers, oldest first.
func (c Client) WABAs(ctx context.Context) ([]sim.ListedWABA, error) {
	return list[sim.ListedWABA](ctx, c, "/wabas", url.Values{})
}

// Apps lists the apps with their secrets.
func (c Client) Apps(ctx context.Context) ([]sim.App, error) {
	return list[sim.App](ctx, c, "/apps", url.Values{})
}

// SetWebhook sets the callback of an app; one without a URL takes it away. It returns a
// problem of status 404 for an unknown app and 422 where the handshake fails.
func (c Client) SetWebhook(ctx context.Context, app string, hook sim.Webhook) (sim.App, error) {
	return call[sim.App](ctx, c, http.MethodPut, "/apps/"+url.PathEscape(app)+"/webhook", nil, hook)
}
