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

// Match finds the route of a method and path; escaped is the path as it was
// sent, "" where only the decoded one counts. It returns mux's error when there
// is no route: [mux.ErrMethodMismatch] or [mux.ErrNotFound].
func Match(r *mux.Router, method, path, escaped string) (*mux.Route, map[string]string, error) {
	var found mux.RouteMatch
	if !r.Match(&http.Request{Method: method, URL: &url.URL{Path: path, RawPath: escaped}}, &found) {
		return nil, nil, found.MatchErr
	}
	return found.Route, found.Vars, nil
}
