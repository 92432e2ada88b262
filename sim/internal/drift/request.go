package drift

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// request makes the request to send in the place of a recorded one: the same
// with our ids, cursors, codes and credentials.
func (p *replay) request(c *call, code string) (*http.Request, error) {
	target := url.URL{Scheme: "https", Host: metaHost, Path: p.ids(pathOf(c.URL.Path))}
	if c.vendor == hub {
		target.Host = hubHost
	}
	if c.URL.RawPath != "" {
		target.RawPath = p.ids(pathOf(c.URL.RawPath))
	}
	target.RawQuery = p.pairs(c, c.URL.RawQuery, code)
	body, kind := p.body(c, code)
	r, err := http.NewRequest(c.Method, target.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.RequestURI = target.RequestURI()
	r.RemoteAddr = "127.0.0.1:1"
	for _, name := range []string{"Content-Type", "Accept"} {
		if v := c.Header.Get(name); v != "" {
			r.Header.Set(name, v)
		}
	}
	r.Header.Set("X-Forwarded-Proto", "https") // as the vendors are reached
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	p.sign(c, r)
	return r, nil
}

// pathOf takes off the world a simulator's recording may name.
func pathOf(path string) string {
	rest, found := strings.CutPrefix(path, "/_world/")
	if !found {
		return path
	}
	_, rest, _ = strings.Cut(rest, "/")
	return "/" + rest
}

// digitRuns finds what may be an id; a percent escape before it is no part.
var digitRuns = pattern.Lazy(`%[0-9A-Fa-f]{2}|[0-9]{5,}`)

// ids translates the recorded ids in a text.
func (p *replay) ids(s string) string {
	return digitRuns().ReplaceAllStringFunc(s, func(run string) string {
		if ours, ok := p.translated[run]; ok {
			return ours
		}
		return run
	})
}

// dropped are the parameters that carry a secret; a credential of the world
// takes their place.
var dropped = map[string]bool{"access_token": true, "appsecret_proof": true}

// pairs rewrites a query or a form.
func (p *replay) pairs(c *call, text, code string) string {
	var out []string
	for pair := range strings.SplitSeq(text, "&") {
		name, value, given := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		decoded, err2 := url.QueryUnescape(value)
		switch {
		case pair == "" || err == nil && dropped[plain]:
			continue
		case err != nil || err2 != nil || !given:
			out = append(out, p.ids(pair)) // malformed, as it was sent
		default:
			out = append(out, name+"="+url.QueryEscape(p.value(c, plain, decoded, code)))
		}
	}
	return strings.Join(out, "&")
}

// value rewrites one parameter.
func (p *replay) value(c *call, name, value, code string) string {
	switch {
	case name == "code" && code != "":
		return code
	case (name == "after" || name == "before") && p.cursors[value] != "":
		return p.cursors[value]
	case c.operation == "360dialog.create_token" && c.succeeded() && name == "username":
		return username
	case c.operation == "360dialog.create_token" && c.succeeded() && name == "password":
		return password
	case name == "phone_number":
		return value // a telephone number is not an id, whatever its digits
	default:
		return p.ids(value)
	}
}

// body rewrites a body by its form. kind is its new media type, "" when that
// stays.
func (p *replay) body(c *call, code string) (body []byte, kind string) {
	mediaType, params, _ := mime.ParseMediaType(c.Header.Get("Content-Type"))
	trimmed := bytes.TrimSpace(c.Body)
	switch {
	case len(trimmed) == 0:
		return c.Body, ""
	case mediaType == formType:
		return []byte(p.pairs(c, string(trimmed), code)), ""
	case mediaType == "multipart/form-data" && c.vendor == meta:
		return []byte(p.pairs(c, encodePairs(parts(c.Body, params["boundary"])), code)), formType
	case trimmed[0] == '{':
		if o, ok := decodeJSON(trimmed).(map[string]any); ok {
			return p.object(c, o, code), ""
		}
	}
	return c.Body, ""
}

func (p *replay) object(c *call, o map[string]any, code string) []byte {
	out := make(map[string]any, len(o))
	for name, value := range o { // encoded in the order of names
		switch v := value.(type) {
		case string:
			if dropped[name] {
				continue
			}
			out[name] = p.value(c, name, v, code)
		case json.Number:
			out[name] = json.Number(p.ids(v.String()))
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

// sign gives the request the credential that the recorded answer speaks of.
func (p *replay) sign(c *call, r *http.Request) {
	if c.vendor == hub {
		if key := p.key(c); key != "" {
			r.Header.Set("X-Api-Key", key)
		}
		return
	}
	token := p.token(c)
	_, inQuery := queryOf(c)["access_token"]
	switch {
	case token == "":
	case inQuery: // so that links to other pages carry one too
		r.URL.RawQuery = strings.TrimPrefix(r.URL.RawQuery+"&access_token="+token, "&")
		r.RequestURI = r.URL.RequestURI()
	default:
		r.Header.Set("Authorization", "Bearer "+token)
	}
}

func queryOf(c *call) map[string]string {
	out := map[string]string{}
	readPairs(out, c.URL.RawQuery)
	return out
}

func (p *replay) key(c *call) string {
	switch {
	case c.operation == "360dialog.create_token":
		return ""
	case c.Answer.Status == http.StatusUnauthorized:
		if c.Header.Get("X-Api-Key") == "" && c.Header.Get("Authorization") == "" {
			return ""
		}
		return unknownKey
	case c.Answer.Status == http.StatusForbidden || !p.partners[c.partner]:
		return keyOf(stranger)
	default:
		return keyOf(c.partner)
	}
}

// token chooses by what the answer says of the recorded one (Meta's page on
// handling errors, public captures).
func (p *replay) token(c *call) string {
	f := c.failure
	switch {
	case !f.failed || !c.refusedCredential():
		return tokenOf(p.acting(c))
	case f.code == 104 || f.code == 2500:
		return ""
	case f.code == 190 && f.subcode == 463:
		return expiredToken
	case f.code == 190 && f.subcode == 460:
		return revokedToken
	case f.code == 200 && f.subcode == 1349175:
		return tokenOf(p.strangers)
	case f.code == 200:
		return powerlessToken
	default:
		return unknownToken
	}
}

// acting is the business a request speaks for: that of its path, of its token,
// or the owner of the number.
func (p *replay) acting(c *call) string {
	if p.businesses[c.node] {
		return c.node
	}
	caller, owner := p.tokens[recordedToken(c)], p.owners[c.node]
	if caller != "" && (owner == "" || p.shared[c.node+" "+caller]) {
		return caller // a token may speak for several businesses; one without the number would be refused
	}
	if owner != "" {
		return owner
	}
	return p.plan.World.Businesses[0].ID
}
