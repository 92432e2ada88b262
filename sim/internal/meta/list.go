package meta

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// The default size of a page and the largest (Meta OpenAPI v23.0).
const (
	defaultLimit = 25
	mostLimit    = 100
)

// edge is a list of a node, as a call asks for it or a field of another node.
type edge struct {
	call       *trip.Call
	node, name string
	params     trip.Params
}

// edgeOf is the edge that a call is about.
func edgeOf(c *trip.Call) edge {
	return edge{call: c, node: c.Node, name: strings.TrimPrefix(c.Route.Path, "/{node}/"), params: c.Params}
}

// listNumbers is the edge of seed 002: the numbers that a business owns or that
// are shared with it, oldest first.
func listNumbers(c *trip.Call) (any, error) {
	return listEdge(numberClass, listDefaultsOf(c), (*reader).numbers)(c)
}

func listDefaultsOf(c *trip.Call) []field {
	if c.Rules().Switches.ListDefault == "openapi" {
		return openAPIDefaults
	}
	return listDefaults
}

// expand reads an edge that a field names, with the modifiers of the field for
// parameters (Meta's guide on field expansion).
func (r *reader) expand(node string, f field) any {
	e := edge{call: r.call, node: node, name: f.name, params: slices.Clone(f.params)}
	if f.text != "" {
		e.params.Set("fields", f.text)
	}
	if token, ok := r.call.Params.Get(tokenVariable); ok {
		e.params.Set(tokenVariable, token)
	}
	var out wire.Object
	var err error
	switch f.name {
	case "partners":
		out, err = r.partners(e, orElse(f.sub, businessDefaults))
	case "phone_numbers":
		out, err = r.wabaNumbers(e, orElse(f.sub, phoneDefaults))
	default:
		out, err = r.numbers(e, orElse(f.sub, listDefaultsOf(r.call)))
	}
	if err != nil {
		r.err = err
		return nil
	}
	return out
}

func (r *reader) numbers(e edge, fields []field) (wire.Object, error) {
	q, err := e.query()
	if err != nil {
		return nil, err
	}
	page, err := r.tx.Numbers(e.node, r.call.Token, q)
	if err != nil {
		return nil, err
	}
	data := make([]wire.Object, len(page.Numbers))
	for i, n := range page.Numbers {
		data[i] = project(r, n, fields, numberFields)
	}
	return e.listing(data, page.Earlier, page.Later, func() int { return r.tx.Count(e.node, q) }), nil
}

func (r *reader) partners(e edge, fields []field) (wire.Object, error) {
	all, err := r.tx.Partners(e.node, r.call.Token)
	if err != nil {
		return nil, err
	}
	return page(r, e, all, fields, businessFields)
}

// query reads the filters of both vocabularies; all of them must hold.
func (e edge) query() (q store.Query, err error) {
	if q.Limit, q.After, q.Before, err = e.cut(); err != nil {
		return q, err
	}
	q.Status, q.Availability = sim.Status(e.text("code_verification_status")), sim.Availability(e.text("availability_status"))
	q.Region = e.text("country_code")
	if s, ok := e.params.Text("verification_status"); ok {
		status, known := fromOpenAPI[s]
		q.None = !known || q.Status != "" && q.Status != status
		q.Status = status
	}
	if s, ok := e.params.Text("phone_number"); ok {
		q.Phone = sim.MSISDN(s)
		q.None = q.None || s == ""
	}
	return q, nil
}

// cut reads the size of a page and the items that it lies behind or in front of.
func (e edge) cut() (limit int, after, before string, err error) {
	limit = defaultLimit
	if text, ok := e.params.Text("limit"); ok {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > mostLimit {
			return 0, "", "", &sim.Error{Code: invalidLimit, Field: "limit"}
		}
	}
	if after, err = itemOf(e.text("after")); err == nil {
		before, err = itemOf(e.text("before"))
	}
	return limit, after, before, err
}

// text is a parameter of the edge, "" for a missing one.
func (e edge) text(name string) string {
	s, _ := e.params.Text(name)
	return s
}

// listing puts a page into its envelope. Both cursors are there on every page
// that holds something, also on the last (public captures); next and previous
// only where there is such a page.
func (e edge) listing(data []wire.Object, earlier, later bool, total func() int) wire.Object {
	out := wire.Object{{Name: "data", Value: data}}
	paging := wire.Object{{Name: "cursors", Value: wire.Object{}}}
	if len(data) > 0 {
		before, after := cursorOf(idOf(data[0])), cursorOf(idOf(data[len(data)-1]))
		paging[0].Value = wire.Object{{Name: "before", Value: before}, {Name: "after", Value: after}}
		if later {
			paging = append(paging, wire.Member{Name: "next", Value: e.pageURL("after", after)})
		}
		if earlier {
			paging = append(paging, wire.Member{Name: "previous", Value: e.pageURL("before", before)})
		}
	}
	if len(data) > 0 || e.call.Dialect != sim.Observed { // real clients expect no paging of an empty page
		out = append(out, wire.Member{Name: "paging", Value: paging})
	}
	// The Python SDK asks for a total on every edge.
	if s := e.text("summary"); s == "true" || s == "1" || strings.Contains(s, "total_count") {
		out = append(out, wire.Member{Name: "summary", Value: wire.Object{{Name: "total_count", Value: total()}}})
	}
	return out
}

func idOf(o wire.Object) string {
	id, _ := o.Get("id")
	text, _ := id.(string)
	return text
}

// pageURL is the address of a neighbouring page: on the request's own scheme, host and
// world, with every parameter of its query, form or body. So the token is there unless
// it came in a header.
func (e edge) pageURL(cursor, at string) string {
	var b strings.Builder
	b.WriteString(e.call.Base + "/" + e.call.Version + "/" + e.node + "/" + e.name + "?")
	for _, p := range e.params {
		if p.Name == "after" || p.Name == "before" {
			continue
		}
		b.WriteString(url.QueryEscape(p.Name) + "=" + url.QueryEscape(e.text(p.Name)) + "&")
	}
	b.WriteString(cursor + "=" + url.QueryEscape(at))
	return b.String()
}
