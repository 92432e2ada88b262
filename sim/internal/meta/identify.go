package meta

import (
	"errors"
	"strings"

	"github.com/gorilla/mux"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

const unsupportedRequest sim.ErrorCode = "unsupported_request"

// Identify implements trip.API: the path gives the candidates, the kind of
// the node chooses among them.
func (g *Graph) Identify(c *trip.Call) error {
	route, vars, err := g.match(c)
	if err != nil {
		return g.stray(c, err)
	}
	if root, ok := g.root[route]; ok {
		if c.Nested && root.Method == "POST" { // Meta knows no batch within a batch either
			return &sim.Error{Code: unsupportedRequest}
		}
		c.Route = root
		return nil
	}
	g.recognise(c, route, vars)
	if !c.Token.Manages() {
		return &sim.Error{Code: sim.PermissionDenied, Detail: "the token lacks " + sim.ManagePermission}
	}
	return nil
}

func (g *Graph) match(c *trip.Call) (*mux.Route, map[string]string, error) {
	return trip.Match(g.router, c.Method, c.Path, "")
}

// recognise notes the operation of a path and the objects of the call.
func (g *Graph) recognise(c *trip.Call, route *mux.Route, vars map[string]string) {
	c.Node = vars["node"]
	node := c.Store().Peek(c.Now(), c.Node)
	candidates := g.choose[route]
	c.Route = candidates[0]
	for _, r := range candidates {
		if r.Kind == node.Kind {
			c.Route = r
		}
	}
	about(c, node)
}

// stray refuses a request without a route: a known path under another method, or
// an unknown path, whose last segments are named (public captures).
func (g *Graph) stray(c *trip.Call, cause error) error {
	segments := strings.Split(strings.Trim(c.Path, "/"), "/")
	c.Node = segments[0]
	if errors.Is(cause, mux.ErrMethodMismatch) {
		return &sim.Error{Code: unsupportedRequest}
	}
	return &sim.Error{Code: unknownPath, Field: strings.Join(segments[min(1, len(segments)-1):], "/")}
}

// about notes the objects of the call, for faults, limits and the journal: the
// node, and on an edge of a business the number that a change names.
func about(c *trip.Call, node store.Node) {
	if c.Route.Kind == store.KindNumber {
		number(c, c.Node, node)
		return
	}
	c.Business = c.Node
	if c.Route.Method == "GET" { // a phone number there is a filter
		return
	}
	if id, ok := c.Params.Text("preverified_id"); ok {
		number(c, id, c.Store().Peek(c.Now(), id))
	} else if phone, ok := c.Params.Text("phone_number"); ok {
		c.PhoneNumber = sim.MSISDN(phone)
	}
}

func number(c *trip.Call, id string, node store.Node) {
	c.NumberID, c.PhoneNumber, c.NumberStatus = id, node.PhoneNumber, node.Status
	c.Partner = node.Partner
}
