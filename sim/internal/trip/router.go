package trip

import (
	"net/http"
	"net/url"

	"github.com/gorilla/mux"
)

// NewRouter returns a router without routes, which neither cleans paths nor
// redirects. With encoded it matches paths as they were sent, so that an escaped
// slash is part of a variable; the variables then keep their percent escapes.
func NewRouter(encoded bool) *mux.Router {
	r := mux.NewRouter().SkipClean(true)
	if encoded {
		r.UseEncodedPath()
	}
	return r
}

// Match finds the route of a path, nil without one; escaped is the path as it was sent,
// "" where only the decoded one counts. Methods are the vendors' to tell apart, because
// mux 1.8.1 forgets a mismatch.
func Match(r *mux.Router, path, escaped string) (*mux.Route, map[string]string) {
	var found mux.RouteMatch
	if !r.Match(&http.Request{URL: &url.URL{Path: path, RawPath: escaped}}, &found) {
		return nil, nil
	}
	return found.Route, found.Vars
}
