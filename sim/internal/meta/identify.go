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

// Identify implements httpapi.API: the path gives the candidates, the kind of
// the node chooses among them.
func (g *Graph) Identify(c *trip.Call) error {
	route, vars, err := g.match(c)
	if err != nil {
		return g.stray(c, err)
	}
	if furniture, ok := g.furniture[route]; ok {
		return g.furnish(c, furniture)
	}
	g.recognise(c, route, vars)
	if !c.Token.Allows(sim.ManagePermission) {
		return &sim.Error{Code: sim.PermissionDenied, Detail: "the token lacks " + sim.ManagePermission}
	}
	return nil
}

func (g *Graph) match(c *trip.Call) (*mux.Route, map[string]string, error) {
	return trip.Match(g.router, c.Method, c.Path, "")
}

// recognise notes the operation a path stands for, and what it is about.
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
	g.about(c, node)
}

// stray refuses what no route fits: a known path under another verb, or a path
// nobody knows, whose last segment is named (public captures).
func (g *Graph) stray(c *trip.Call, cause error) error {
	segments := strings.Split(strings.Trim(c.Path, "/"), "/")
	c.Node = segments[0]
	if errors.Is(cause, mux.ErrMethodMismatch) {
		return &sim.Error{Code: unsupportedRequest}
	}
	return &sim.Error{Code: unknownPath, Field: strings.Join(segments[min(1, len(segments)-1):], "/")}
}

// about notes what the call is about, for faults, limits and the journal.
func (g *Graph) about(c *trip.Call, node store.Node) {
	switch c.Route.Operation {
	case "meta.share_number", "meta.unshare_number":
		c.Business = c.Node
		if id, ok := c.Params.Text("preverified_id"); ok {
			number(c, id, c.Store().Peek(c.Now(), id))
		}
	case "meta.add_number":
		c.Business = c.Node
		if phone, ok := c.Params.Text("phone_number"); ok {
			c.PhoneNumber = sim.MSISDN(phone)
		}
	case "meta.list_numbers", "meta.get_business":
		c.Business = c.Node
	default:
		number(c, c.Node, node)
	}
}

func number(c *trip.Call, id string, node store.Node) {
	c.NumberID, c.PhoneNumber, c.NumberStatus = id, node.PhoneNumber, node.Status
	c.Partner = node.Partner
}
