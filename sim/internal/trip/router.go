package trip

import (
	"net/http"
	"net/url"

	"github.com/gorilla/mux"
)

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
