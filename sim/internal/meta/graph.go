// Package graph is Meta's dialect: the Graph API for WhatsApp pre-verified
// phone numbers.
//
// The route table in this file names every operation. Paths do not: most of
// Meta's templates are /{Version}/{x}, so the kind of the node behind an id
// decides, and an id nobody knows counts as a number's. A request travels
// through decode.go (version, method, parameters), access.go (token), identify.go
// (route and node), invalid.go (the wording of a broken contract), handlers.go
// and list.go (what is done), and render.go (envelope and headers).
package meta

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// Name is the vendor's name, the first part of its operations' names.
const Name = "meta"

// Graph is Meta's dialect. It holds no state; worlds come with the calls.
type Graph struct {
	spec   *contract.Spec
	errors *failures.Catalogue
	routes []*trip.Route
	router *mux.Router
	choose map[*mux.Route][]*trip.Route
	// furniture are the routes at Graph's root, which are no operations.
	furniture map[*mux.Route]*trip.Route
}

// table is the one list of Meta's operations (seeds 001 to 004, Meta OpenAPI
// v23.0; unsharing is from Meta's guide on pre-verified numbers and the SDKs).
func table() []*trip.Route {
	return []*trip.Route{
		{Operation: "meta.get_number", Method: "GET", Path: "/{node}", Kind: store.KindNumber, Handler: getNumber},
		{Operation: "meta.get_business", Method: "GET", Path: "/{node}", Kind: store.KindBusiness, Handler: getBusiness},
		{Operation: "meta.delete_number", Method: "DELETE", Path: "/{node}", Kind: store.KindNumber, Handler: deleteNumber},
		{Operation: "meta.list_numbers", Method: "GET", Path: "/{node}/preverified_numbers", Kind: store.KindBusiness, Handler: listNumbers},
		{Operation: "meta.verify_code", Method: "POST", Path: "/{node}/verify_code", Kind: store.KindNumber, Handler: verifyCode},
		{Operation: "meta.request_code", Method: "POST", Path: "/{node}/request_code", Kind: store.KindNumber, Handler: requestCode},
		{Operation: "meta.add_number", Method: "POST", Path: "/{node}/add_phone_numbers", Kind: store.KindBusiness, Handler: addNumber},
		{Operation: "meta.share_number", Method: "POST", Path: "/{node}/share_preverified_numbers", Kind: store.KindBusiness, Handler: shareNumber},
		{Operation: "meta.unshare_number", Method: "DELETE", Path: "/{node}/share_preverified_numbers", Kind: store.KindBusiness, Handler: unshareNumber},
		{Operation: "meta.list_partners", Method: "GET", Path: "/{node}/partners", Kind: store.KindNumber, Handler: listPartners},
	}
}

// New builds the dialect. It returns an error when an operation of the table
// is not in the document.
func New(spec *contract.Spec, errors *failures.Catalogue) (*Graph, error) {
	g := &Graph{
		spec: spec, errors: errors, routes: table(),
		router: trip.NewRouter(false), choose: map[*mux.Route][]*trip.Route{},
	}
	shapes := map[string]*mux.Route{}
	for _, r := range g.routes {
		plan, ok := spec.Operation(r.Operation)
		if !ok || plan.Method != r.Method {
			return nil, fmt.Errorf("meta: %s %s is not in the document", r.Method, r.Operation)
		}
		r.Contract, r.Success = plan, http.StatusOK
		shape, ok := shapes[r.Method+r.Path]
		if !ok { // Path before Methods: mux 1.8.1 forgets a mismatch otherwise
			shape = g.router.MatcherFunc(endsLike(r.Path)).Path(r.Path).Methods(r.Method)
			shapes[r.Method+r.Path] = shape
		}
		g.choose[shape] = append(g.choose[shape], r)
	}
	return g, g.addFurniture()
}

// endsLike spares most paths the regular expression of a template: it compares
// the edge behind the node, or sees that there is none.
func endsLike(template string) mux.MatcherFunc {
	edge := strings.TrimPrefix(template, "/{node}")
	return func(r *http.Request, _ *mux.RouteMatch) bool {
		if edge == "" {
			return strings.LastIndexByte(r.URL.Path, '/') == 0
		}
		return strings.HasSuffix(r.URL.Path, edge)
	}
}

// Name implements httpapi.API.
func (g *Graph) Name() string { return Name }

// Routes implements httpapi.API.
func (g *Graph) Routes() []*trip.Route { return g.routes }

// CheckStray implements httpapi.API.
func (g *Graph) CheckStray(_ int, value any) []contract.Violation {
	return g.spec.CheckSchema("GraphAPIError", value)
}
