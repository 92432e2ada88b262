package trip_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/gorilla/mux"

	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// A router says the same of a path however often it is asked, and in whatever
// neighbourhood: what it remembers is what it would find.
func TestRouterRemembersWhatIsSo(t *testing.T) {
	r := trip.NewRouter(true)
	list := r.Mux.Path("/pools/{pool}/numbers").Methods("GET")
	add := r.Mux.Path("/pools/{pool}/numbers").Methods("POST")
	one := r.Mux.Path("/pools/{pool}/numbers/{id}").Methods("GET")
	asked := []struct {
		method, path, escaped string
		route                 *mux.Route
		pool, id              string
		err                   error
	}{
		{"GET", "/pools/a/numbers", "/pools/a/numbers", list, "a", "", nil},
		{"POST", "/pools/a/numbers", "/pools/a/numbers", add, "a", "", nil},
		{"PUT", "/pools/a/numbers", "/pools/a/numbers", nil, "", "", mux.ErrMethodMismatch},
		{"GET", "/pools/a/b/numbers", "/pools/a%2Fb/numbers", list, "a/b", "", nil},
		{"GET", "/pools/a/b/numbers", "/pools/a/b/numbers", nil, "", "", mux.ErrNotFound},
		{"GET", "/pools/\xff/numbers", "/pools/%FF/numbers", list, "\uFFFD", "", nil},
		{"GET", "/pools/a/numbers/1 2", "/pools/a/numbers/1%202", one, "a", "1 2", nil},
		{"GET", "/", "/", nil, "", "", mux.ErrNotFound},
	}
	for round := range 3 {
		for _, a := range asked {
			route, vars, err := r.Match(a.method, a.path, a.escaped)
			if route != a.route || !errors.Is(err, a.err) || vars["pool"] != a.pool || vars["id"] != a.id {
				t.Errorf("round %d: %s %s: %v %q, %v", round, a.method, a.escaped, route, vars, err)
			}
		}
		for i := range 2000 { // more than it can remember
			pool := fmt.Sprint("p", i)
			if _, vars, err := r.Match("GET", "/pools/"+pool+"/numbers", "/pools/"+pool+"/numbers"); err != nil || vars["pool"] != pool {
				t.Fatalf("%s: %q, %v", pool, vars, err)
			}
		}
	}
}
