package drift

import (
	"bytes"
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// request makes the request to send in the place of a recorded one: the same
// with the simulator's ids, cursors, codes and credentials.
func (r *replay) request(ctx context.Context, c *call) (*http.Request, error) {
	code, err := r.code(ctx, c)
	if err != nil {
		return nil, err
	}
	target := url.URL{Scheme: "https", Host: metaHost, Path: r.translate(withoutWorld(c.URL.Path))}
	if c.vendor == dialog {
		target.Host = dialogHost
	}
	if c.URL.RawPath != "" {
		target.RawPath = r.translate(withoutWorld(c.URL.RawPath))
	}
	target.RawQuery = r.pairs(c, c.URL.RawQuery, code)
	body, kind := r.body(c, code)
	request, err := http.NewRequestWithContext(ctx, c.Method, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"Content-Type", "Accept"} {
		if v := c.Header.Get(name); v != "" {
			request.Header.Set(name, v)
		}
	}
	request.Header.Set("X-Forwarded-Proto", "https") // as the vendors are reached
	if kind != "" {
		request.Header.Set("Content-Type", kind)
	}
	r.sign(c, request)
	return request, nil
}

// digitRuns finds what may be an id; a percent escape before it is no part.
var digitRuns = pattern.Lazy(`%[0-9A-Fa-f]{2}|[0-9]{5,}`)

// translate replaces the recorded ids in a text.
func (r *replay) translate(s string) string {
	return digitRuns().ReplaceAllStringFunc(s, func(run string) string { return orElse(r.ids[run], run) })
}

// dropped are the parameters that carry a secret; a credential of the world
// takes their place.
var dropped = map[string]bool{"access_token": true, "appsecret_proof": true}

// pairs rewrites a query or a form.
func (r *replay) pairs(c *call, text, code string) string {
	var out []string
	for pair := range strings.SplitSeq(text, "&") {
		name, value, given := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		decoded, err2 := url.QueryUnescape(value)
		switch {
		case pair == "" || err == nil && dropped[plain]:
			continue
		case err != nil || err2 != nil || !given:
			out = append(out, r.translate(pair)) // malformed, as it was sent
		default:
			out = append(out, name+"="+url.QueryEscape(r.value(c, plain, decoded, code)))
		}
	}
	return strings.Join(out, "&")
}

// value rewrites one parameter.
func (r *replay) value(c *call, name, value, code string) string {
	switch {
	case name == "code" && code != "":
		return code
	case (name == "after" || name == "before") && r.cursors[value] != "":
		return r.cursors[value]
	case c.operation == "360dialog.create_token" && c.succeeded() && name == "username":
		return r.user().Username
	case c.operation == "360dialog.create_token" && c.succeeded() && name == "password":
		return r.user().Password
	case name == "phone_number":
		return value // a telephone number is not an id, whatever its digits
	default:
		return r.translate(value)
	}
}

// body rewrites a body by its form. kind is its new media type, "" when that
// stays.
func (r *replay) body(c *call, code string) (body []byte, kind string) {
	mediaType, params, _ := mime.ParseMediaType(c.Header.Get("Content-Type"))
	trimmed := bytes.TrimSpace(c.Body)
	switch {
	case len(trimmed) == 0:
		return c.Body, ""
	case mediaType == formType:
		return []byte(r.pairs(c, string(trimmed), code)), ""
	case mediaType == "multipart/form-data" && c.vendor == meta:
		return []byte(r.pairs(c, encodePairs(parts(c.Body, params["boundary"])), code)), formType
	case trimmed[0] == '{':
		if o, ok := decodeJSON(trimmed).(map[string]any); ok {
			return r.object(c, o, code), ""
		}
	}
	return c.Body, ""
}

func (r *replay) object(c *call, o map[string]any, code string) []byte {
	out := make(map[string]any, len(o))
	for name, value := range o { // encoded in the order of names
		switch v := value.(type) {
		case string:
			if dropped[name] {
				continue
			}
			out[name] = r.value(c, name, v, code)
		case json.Number:
			out[name] = json.Number(r.translate(v.String()))
			if name == "code" && code != "" && c.succeeded() {
				out[name] = code
			}
		default:
			out[name] = value
		}
	}
	data, _ := json.Marshal(out) // it has been JSON before
	return data
}

// sign gives the request the credential that the status and the code of the
// recorded answer speak of.
func (r *replay) sign(c *call, request *http.Request) {
	if c.vendor == dialog {
		if key := r.key(c); key != "" {
			request.Header.Set("X-Api-Key", key)
		}
		return
	}
	token := r.token(c)
	inQuery := map[string]string{}
	readPairs(inQuery, c.URL.RawQuery)
	_, wasInQuery := inQuery["access_token"]
	switch {
	case token == "":
	case wasInQuery: // so that links to other pages carry one too
		request.URL.RawQuery = strings.TrimPrefix(request.URL.RawQuery+"&access_token="+url.QueryEscape(token), "&")
	default:
		request.Header.Set("Authorization", "Bearer "+token)
	}
}

// key returns the API key of the partner in the path; where the answer refuses
// the recorded one, an unknown key, none, or another partner's.
func (r *replay) key(c *call) string {
	sent := c.Header.Get("X-Api-Key") != "" || c.Header.Get("Authorization") != ""
	switch {
	case c.operation == "360dialog.create_token" || c.Answer.Status == http.StatusUnauthorized && !sent:
		return ""
	case c.Answer.Status == http.StatusUnauthorized:
		return "drift-unknown-key"
	}
	own, other := "", ""
	for _, p := range r.scenario.Partners {
		for _, key := range p.APIKeys {
			if p.ID == c.partner {
				own = orElse(own, key)
			} else {
				other = key
			}
		}
	}
	if own == "" || c.Answer.Status == http.StatusForbidden {
		return other
	}
	return own
}

// token returns an access token of the kind the answer's code speaks of (Meta's
// page on handling errors, public captures).
func (r *replay) token(c *call) string {
	const unknown = tokenPrefix + "Unknown"
	expired := func(t sim.ScenarioToken) bool { return t.Expires.Relative() && !t.Revoked }
	revoked := func(t sim.ScenarioToken) bool { return t.Revoked }
	powerless := func(t sim.ScenarioToken) bool { return t.Permissions != nil && len(t.Permissions) == 0 }
	switch {
	case !c.refusedCredential():
		return r.goodToken(r.acting(c))
	case c.code == 104 || c.code == 2500:
		return ""
	case c.code == 190 && c.subcode == 463:
		return orElse(r.anyToken(expired), unknown)
	case c.code == 190 && c.subcode == 460:
		return orElse(r.anyToken(revoked), unknown)
	case c.code == 200 && c.subcode == 1349175:
		return r.goodToken(r.stranger())
	case c.code == 200:
		return orElse(r.anyToken(powerless), unknown)
	default:
		return unknown
	}
}

// anyToken returns the first token of the scenario that is of a kind.
func (r *replay) anyToken(kind func(sim.ScenarioToken) bool) string {
	for _, b := range r.scenario.Businesses {
		for _, t := range b.Tokens {
			if kind(t) {
				return t.Token
			}
		}
	}
	return ""
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

// stranger is the last business of the scenario: in a learned one it has nothing.
func (r *replay) stranger() string {
	return r.scenario.Businesses[len(r.scenario.Businesses)-1].ID
}

// acting is the business a request speaks for: that of its path, of its token,
// or the owner of the number. A token may speak for several businesses; one that
// does not have the number would be refused.
func (r *replay) acting(c *call) string {
	for _, b := range r.scenario.Businesses {
		if b.ID == c.node {
			return c.node
		}
	}
	caller, owner := r.tokens[recordedToken(c)], r.owners[c.node]
	if caller != "" && (owner == "" || r.shared[c.node+" "+caller]) {
		return caller
	}
	return orElse(owner, r.scenario.Businesses[0].ID)
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
