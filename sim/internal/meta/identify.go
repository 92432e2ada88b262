package meta

import (
	"cmp"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

const unsupportedRequest sim.ErrorCode = "unsupported_request"

// Identify implements trip.API: the path gives the candidates, the kind of
// the node chooses among them.
func (g *Graph) Identify(c *trip.Call) error {
	rows, vars, known := g.match(c)
	switch {
	case rows == nil:
		return stray(c, known)
	case rows[0].Operation == "" && c.Nested && c.Method == "POST": // Meta knows no batch within a batch either
		return &sim.Error{Code: unsupportedRequest}
	case rows[0].Operation == "":
		c.Route = rows[0]
		return nil
	}
	node := recognise(c, rows, vars)
	if !permitted(c) {
		return &sim.Error{Code: cmp.Or(c.Route.Denied, sim.PermissionDenied), Detail: lacking}
	}
	edge, isEdge := strings.CutPrefix(c.Route.Path, "/{node}/")
	class, known := classes[node.Kind]
	otherKind := node.Kind != c.Route.Kind && c.Route.Kind != store.KindNumber
	if c.Dialect == sim.Observed && c.Method == "GET" && isEdge && known && otherKind {
		return &sim.Error{Code: fieldsUnavailable, Field: edge, Object: class}
	}
	return nil
}

const lacking = "the token lacks the permissions " + sim.ManagePermission + " and " + sim.WABAPermission + "; either is enough"

// classes are Graph's names of the classes of nodes that are of another kind than
// an edge's (public captures).
var classes = map[store.Kind]string{
	store.KindBusiness: businessClass, store.KindWABA: wabaClass,
	store.KindPhone: phoneClass, store.KindUser: userClass,
}

// permitted reports whether the permissions of the token are good for the
// operation.
func permitted(c *trip.Call) bool {
	switch c.Route.Operation {
	case "meta.exchange_code":
		return true
	case "meta.debug_token", "meta.set_webhook":
		return c.Token.AppToken || c.Token.Manages()
	case "meta.get_phone": // Meta OpenAPI v23.0, 403 of reading a phone number
		return c.Token.Manages() || c.Token.Allows(sim.MessagingPermission)
	default:
		return c.Token.Manages()
	}
}

// match finds the rows that path and method leave, and whether the path is known with
// another method.
func (g *Graph) match(c *trip.Call) (rows []*trip.Route, vars map[string]string, known bool) {
	all, vars := g.At(c.Path, "")
	for _, r := range all {
		if r.Method == c.Method {
			rows = append(rows, r)
		}
	}
	return rows, vars, all != nil
}

// recognise notes the operation of a path and the objects of the call.
func recognise(c *trip.Call, rows []*trip.Route, vars map[string]string) store.Node {
	c.Node = vars["node"]
	node := c.Store().Peek(c.Now(), c.Node)
	c.Route = rows[0]
	for _, r := range rows {
		if r.Kind == node.Kind {
			c.Route = r
		}
	}
	about(c, node)
	return node
}

// stray refuses a request without a route: a known path under another method, or
// an unknown path, whose last segments are named (public captures).
func stray(c *trip.Call, known bool) error {
	segments := strings.Split(strings.Trim(c.Path, "/"), "/")
	c.Node = segments[0]
	if known {
		return &sim.Error{Code: unsupportedRequest}
	}
	return &sim.Error{Code: unknownPath, Field: strings.Join(segments[min(1, len(segments)-1):], "/")}
}

// about notes the objects of the call, for faults, limits and the journal: the
// node, and on an edge of a business the number that a change names.
func about(c *trip.Call, node store.Node) {
	switch c.Route.Kind {
	case store.KindNumber, store.KindPhone:
		number(c, c.Node, node)
		return
	case store.KindBusiness:
		c.Business = c.Node
	}
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
