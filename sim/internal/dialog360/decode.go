package dialog360

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// Refusals of routing; see the catalogue.
const (
	notFound         sim.ErrorCode = "not_found"
	methodNotAllowed sim.ErrorCode = "method_not_allowed"
)

// Decode implements trip.API: the route first, as Flask does, then query and
// body. A body that is not JSON is refused only by [Dialog.Invalid], because
// the credential comes before it.
func (d *Dialog) Decode(c *trip.Call) error {
	c.Path, c.Escaped = trip.Collapse(c.Path), trip.Collapse(c.Escaped)
	rows, vars := d.At(c.Path, c.Escaped)
	method := c.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	at := slices.IndexFunc(rows, func(r *trip.Route) bool { return r.Method == method })
	if at < 0 {
		return stray(c, rows)
	}
	c.Route, c.Vars = rows[at], vars
	readQuery(c)
	if method == http.MethodPost {
		c.Decoded = readBody(c)
	}
	return nil
}

// stray refuses a request without a route. A path with a trailing slash is not
// redirected.
func stray(c *trip.Call, rows []*trip.Route) error {
	switch {
	case rows == nil:
		return &sim.Error{Code: notFound}
	case c.Method == http.MethodOptions:
		return trip.ErrAnswered
	}
	for _, r := range rows {
		c.Missed = append(c.Missed, r.Operation)
	}
	return &sim.Error{Code: methodNotAllowed}
}

// allowed is the Allow header of a path, whose order varies at the vendor.
func (d *Dialog) allowed(c *trip.Call) string {
	methods := http.MethodOptions
	rows, _ := d.At(c.Path, c.Escaped)
	for _, r := range rows {
		methods += ", " + r.Method
		if r.Method == http.MethodGet {
			methods += ", " + http.MethodHead
		}
	}
	return methods
}

// readQuery reads the query; of a repeated name the first value counts, as with
// Werkzeug. It stops after [trip.MostParams] names: no operation has so many.
func readQuery(c *trip.Call) {
	for name, value := range trip.Pairs(c.Request.URL.RawQuery) {
		if _, given := c.Params.Get(name); !given {
			c.Params.Set(name, value)
		}
		if len(c.Params) == trip.MostParams {
			return
		}
	}
}

// malformed is the value of Call.Decoded for a body that is not the JSON that its
// Content-Type announces.
type malformed struct{}

// readBody decodes the body. One of another media type counts as none, and none
// as an empty object, so that the missing fields are named.
func readBody(c *trip.Call) any {
	if len(c.Body) == 0 || !isJSON(c.Request.Header.Get("Content-Type")) {
		return map[string]any{}
	}
	if !utf8.Valid(c.Body) {
		return malformed{}
	}
	value, err := trip.DecodeJSON(c.Body)
	if err != nil {
		return malformed{}
	}
	return value
}

func isJSON(contentType string) bool {
	mediaType, _, _ := strings.Cut(contentType, ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	return mediaType == "application/json" ||
		strings.HasPrefix(mediaType, "application/") && strings.HasSuffix(mediaType, "+json")
}

// Contract implements trip.API. A body that could not be read is passed as text,
// which no schema of a body accepts.
func (d *Dialog) Contract(c *trip.Call) contract.Request {
	r := contract.Request{Body: c.Decoded, HasBody: c.Route.Method == http.MethodPost, Param: func(in, name string) (string, bool) {
		if in == "path" {
			value, ok := c.Vars[name]
			return value, ok
		}
		return c.Params.Text(name)
	}}
	if _, broken := c.Decoded.(malformed); broken {
		r.Body = string(c.Body)
	}
	return r
}

// field returns a text of the body, "" without it.
func field(c *trip.Call, name string) string {
	body, _ := c.Decoded.(map[string]any)
	text, _ := body[name].(string)
	return text
}
