package trip

import (
	"hash/maphash"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/gorilla/mux"
)

// Router routes with gorilla/mux and remembers where the paths of late have led:
// clients ask for the same few over and over, and the regular expressions of a
// router cost more than a look at what they said. What it says depends on the
// method and the path alone, so remembering changes nothing. Make one with
// [NewRouter], register every route, then ask.
type Router struct {
	// Mux takes the routes.
	Mux *mux.Router

	encoded bool
	seed    maphash.Seed
	slots   [256]atomic.Pointer[match]
}

// match is what was said of one method and path.
type match struct {
	method, path, escaped string
	route                 *mux.Route
	vars                  map[string]string
	err                   error
}

// longestRouted bounds the paths that are remembered, in bytes.
const longestRouted = 256

// NewRouter returns a router without routes, which neither cleans paths nor
// redirects. With encoded it matches paths as they were sent, so that an escaped
// slash is part of a variable; bytes of one that are no UTF-8 become U+FFFD.
func NewRouter(encoded bool) *Router {
	r := mux.NewRouter().SkipClean(true)
	if encoded {
		r.UseEncodedPath()
	}
	return &Router{Mux: r, encoded: encoded, seed: maphash.MakeSeed()}
}

// Match finds the route of a method and path; escaped is the path as it was
// sent. The variables are decoded; they are shared and must not be changed. It
// returns mux's error when there is no route: [mux.ErrMethodMismatch] or
// [mux.ErrNotFound].
func (r *Router) Match(method, path, escaped string) (*mux.Route, map[string]string, error) {
	slot := &r.slots[maphash.String(r.seed, path)%uint64(len(r.slots))]
	if m := slot.Load(); m != nil && m.path == path && m.method == method && m.escaped == escaped {
		return m.route, m.vars, m.err
	}
	m := r.match(method, path, escaped)
	if len(path)+len(escaped) <= longestRouted && m.err == nil {
		slot.Store(m)
	}
	return m.route, m.vars, m.err
}

// match asks mux. What is kept of the request are copies: its texts may be pieces
// of a long one.
func (r *Router) match(method, path, escaped string) *match {
	path, escaped = strings.Clone(path), strings.Clone(escaped)
	var found mux.RouteMatch
	probe := http.Request{Method: method, URL: &url.URL{Path: path, RawPath: escaped}}
	if !r.Mux.Match(&probe, &found) {
		return &match{err: found.MatchErr}
	}
	if r.encoded {
		for name, value := range found.Vars { // order is of no consequence
			if plain, err := url.PathUnescape(value); err == nil {
				found.Vars[name] = strings.ToValidUTF8(plain, "\uFFFD")
			}
		}
	}
	return &match{method: strings.Clone(method), path: path, escaped: escaped, route: found.Route, vars: found.Vars}
}
