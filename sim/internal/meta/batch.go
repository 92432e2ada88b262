package meta

import (
	"cmp"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// part is one request of a batch (Meta's guide on batch requests).
type part struct {
	Method      string `json:"method"`
	RelativeURL string `json:"relative_url"`
	Body        string `json:"body"`
	// Name is what later parts refer to, as {result=name:$.path} or by DependsOn.
	Name      string `json:"name"`
	DependsOn string `json:"depends_on"`
	// Omit leaves out the answer of a named part that succeeds and that another
	// depends on; nil does so too.
	Omit *bool `json:"omit_response_on_success"`

	wanted bool // a later part depends on it
	status int
	result any // its answer, as package wire reads it
}

// batch answers every part in order: null for one whose answer was lost or left
// out, else its code, headers and body, the body as text.
func (g *Graph) batch(c *trip.Call) (any, error) {
	text, _ := c.Params.Text("batch")
	var parts []part
	if err := json.Unmarshal([]byte(text), &parts); err != nil || len(parts) == 0 || len(parts) > mostParts {
		return nil, &sim.Error{Code: invalidParameter, Field: "batch", Rule: "a JSON list of 1 to 50 requests"}
	}
	include := arg(c, "include_headers")
	withHeaders := include != "false" && include != "0"
	out := make([]any, len(parts))
	for i := range parts {
		p := &parts[i]
		if err := p.resolve(parts[:i]); err != nil {
			out[i] = g.partRefusal(c, err)
			continue
		}
		answer, err := send(c, strings.ToUpper(p.Method), p.RelativeURL, p.Body)
		if err != nil {
			continue // null: the answer was lost
		}
		out[i] = p.answered(answer, withHeaders)
	}
	for i := range parts {
		if p := &parts[i]; p.wanted && p.status == http.StatusOK && (p.Omit == nil || *p.Omit) {
			out[i] = nil
		}
	}
	return out, nil
}

// resolve puts the results of earlier parts where this one refers to them. It
// returns an error for a reference that leads nowhere, which is the part's own.
func (p *part) resolve(before []part) (err error) {
	if p.DependsOn != "" {
		_, err = succeeded(before, p.DependsOn)
	}
	if err == nil {
		p.RelativeURL, err = fillReferences(p.RelativeURL, before)
	}
	if err == nil {
		p.Body, err = fillReferences(p.Body, before)
	}
	return err
}

// succeeded finds the earlier part that another depends on.
func succeeded(before []part, name string) (*part, error) {
	i := slices.IndexFunc(before, func(p part) bool { return p.Name == name })
	switch {
	case i < 0:
		return nil, badReference("the name of an earlier part of the batch")
	case before[i].status != http.StatusOK:
		return nil, badReference("the name of a part that succeeded")
	}
	before[i].wanted = true
	return &before[i], nil
}

func badReference(rule string) error {
	return &sim.Error{Code: invalidParameter, Field: "batch reference", Rule: rule}
}

// mostFilled bounds the text of a part with its references filled in, in bytes.
const mostFilled = 1 << 20

// fillReferences replaces every {result=name:$.path} of a text by what the path
// finds in the result of that part: the values joined by commas, escaped for a URL.
func fillReferences(text string, before []part) (string, error) {
	const opening = "{result="
	var b strings.Builder
	for {
		plain, rest, found := strings.Cut(text, opening)
		b.WriteString(plain)
		if !found {
			return b.String(), nil
		}
		reference, after, closed := strings.Cut(rest, "}")
		name, path, hasPath := strings.Cut(reference, ":")
		if !closed || !hasPath || name == "" {
			return "", badReference("of the form {result=name:$.path}")
		}
		p, err := succeeded(before, name)
		if err != nil {
			return "", err
		}
		values := find(p.result, path)
		if len(values) == 0 {
			return "", badReference("a path that finds values in the result of " + trip.Quote(name))
		}
		b.WriteString(url.QueryEscape(strings.Join(values, ",")))
		if b.Len() > mostFilled {
			return "", badReference("short enough")
		}
		text = after
	}
}

var jsonPath = pattern.Lazy(`^\$(\.[^.\[\]]+|\[[^\]]+\])*$`)

// find reads the part of JSONPath that references need: $, then members as .name
// and ['name'], entries as [0], and all of either as .* and [*]. It returns none for
// any other path.
func find(v any, path string) (values []string) {
	if !jsonPath().MatchString(path) {
		return nil
	}
	at := []any{v}
	for step := range strings.FieldsFuncSeq(path[1:], func(r rune) bool { return strings.ContainsRune(`.[]'"`, r) }) {
		at = follow(at, step)
	}
	for _, v := range at {
		switch t := v.(type) {
		case string:
			values = append(values, t)
		case nil:
		default:
			text, _ := json.Marshal(t) // what was read as JSON can be written
			values = append(values, string(text))
		}
	}
	return values
}

// follow takes one step from every value.
func follow(from []any, step string) (to []any) {
	for _, v := range from {
		switch t := v.(type) {
		case map[string]any:
			if step == "*" {
				for _, name := range slices.Sorted(maps.Keys(t)) {
					to = append(to, t[name])
				}
			} else if member, there := t[step]; there {
				to = append(to, member)
			}
		case []any:
			if i, err := strconv.Atoi(step); step == "*" {
				to = append(to, t...)
			} else if err == nil && i >= 0 && i < len(t) {
				to = append(to, t[i])
			}
		}
	}
	return to
}

// partRefusal is the answer of a part that cannot be sent (inferred: no source
// shows one).
func (g *Graph) partRefusal(c *trip.Call, err error) wire.Object {
	reply := g.refuse(c, err)
	body, _ := wire.Append(nil, reply.Value) // a refusal can be written
	return wire.Object{{Name: "code", Value: reply.Status}, {Name: "body", Value: string(body)}}
}

// answered notes what a part got and returns it as the batch shows it.
func (p *part) answered(a *http.Response, withHeaders bool) wire.Object {
	body, _ := io.ReadAll(a.Body) // it lies in memory
	p.status = a.StatusCode
	if p.Name != "" {
		p.result, _ = wire.Read(body) // references into what is no JSON find nothing
	}
	o := wire.Object{{Name: "code", Value: a.StatusCode}}
	if withHeaders {
		o = append(o, wire.Member{Name: "headers", Value: headerList(a.Header)})
	}
	return append(o, wire.Member{Name: "body", Value: string(body)})
}

// partHeaders are the headers of a part that are answered, in this order.
var partHeaders = []string{
	"Content-Type", "ETag", "Cache-Control", "Expires", "Pragma", "Retry-After",
	"facebook-api-version", "X-App-Usage", "X-Business-Use-Case-Usage", "WWW-Authenticate",
}

func headerList(h http.Header) []wire.Object {
	out := []wire.Object{}
	for _, name := range partHeaders {
		if value := h.Get(name); value != "" {
			out = append(out, wire.Object{{Name: "name", Value: name}, {Name: "value", Value: value}})
		}
	}
	return out
}

// send sends one part as a request of its own, with the token of the whole unless
// the part has one.
func send(c *trip.Call, method, relative, body string) (*http.Response, error) {
	path := strings.TrimPrefix(relative, "/")
	segment, _, _ := strings.Cut(path, "/")
	if _, ok := versionNumber(segment); !ok {
		path = c.Version + "/" + path
	}
	address, err := url.Parse("http://graph/" + path)
	if err != nil { // it becomes a path, and the route lookup refuses it
		address = &url.URL{Scheme: "http", Host: "graph", Path: "/" + path}
	}
	r := &http.Request{
		Method: cmp.Or(method, http.MethodGet), URL: address, Header: http.Header{},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
	r = r.WithContext(c.Request.Context())
	r.Header.Set(trip.DialectHeader, string(c.Dialect))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if strings.Contains(relative+"&"+body, tokenVariable+"=") {
		return c.SubRequests().RoundTrip(r)
	}
	// A token that came as a parameter stays one, so that links of the part hold it.
	if _, given := c.Params.Get(tokenVariable); given && bearer(c) == "" {
		r.URL.RawQuery = strings.TrimPrefix(r.URL.RawQuery+"&", "&") + tokenVariable + "=" + url.QueryEscape(c.Token.Value)
	} else {
		r.Header.Set("Authorization", "Bearer "+c.Token.Value)
	}
	return c.SubRequests().RoundTrip(r)
}
