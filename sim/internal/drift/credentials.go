package drift

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// sign gives the request a credential: a good one, unless the recorded answer refuses
// it.
func (r *replay) sign(c *call, request *http.Request) {
	if c.vendor == dialog {
		if key := r.key(c); key != "" {
			request.Header.Set("X-Api-Key", key)
		}
		return
	}
	token := r.token(c)
	switch {
	case token == "":
	case c.URL.Query().Has("access_token"): // so that links to other pages carry one too
		request.URL.RawQuery = strings.TrimPrefix(request.URL.RawQuery+"&access_token="+url.QueryEscape(token), "&")
	default:
		request.Header.Set("Authorization", "Bearer "+token)
	}
}

// key returns the API key of the partner in the path, or any for a partner that is
// not known; for a refused credential an unknown key, or none where none was sent.
func (r *replay) key(c *call) (key string) {
	if c.operation == "360dialog.create_token" {
		return ""
	}
	if c.Answer.Status == http.StatusUnauthorized {
		if c.Header.Get("X-Api-Key")+c.Header.Get("Authorization") == "" {
			return ""
		}
		return "drift-unknown-key"
	}
	for _, p := range r.scenario.Partners {
		for _, k := range p.APIKeys {
			if key == "" || p.ID == c.partner {
				key = k
			}
		}
	}
	return key
}

// token returns an access token for a call: for an unknown credential an unknown one,
// for none none. Any other refusal, such as of an expired token, is left to the
// failures of the catalogue.
func (r *replay) token(c *call) string {
	switch {
	case c.code == 104:
		return ""
	case c.code == 190 && c.subcode == 0:
		return tokenPrefix + "Unknown"
	default:
		return r.goodToken(r.acting(c))
	}
}

// goodToken returns a token that acts for a business.
func (r *replay) goodToken(business string) string {
	for _, b := range r.scenario.Businesses {
		for _, t := range b.Tokens {
			if b.ID == business && !t.Revoked && t.Expires.IsZero() && (t.Permissions == nil || len(t.Permissions) > 0) {
				return t.Token
			}
		}
	}
	return ""
}

// acting is the business a request speaks for: that of its path, or the owner of the
// number.
func (r *replay) acting(c *call) string {
	for _, b := range r.scenario.Businesses {
		if b.ID == c.node {
			return c.node
		}
	}
	return cmp.Or(r.owners[c.node], r.scenario.Businesses[0].ID)
}

// user returns the first user of any partner.
func (r *replay) user() sim.User {
	for _, p := range r.scenario.Partners {
		if len(p.Users) > 0 {
			return p.Users[0]
		}
	}
	return sim.User{}
}
