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

// defaultLimit is the default size of a page (Meta OpenAPI v23.0).
const defaultLimit = 25

// listNumbers is the edge of seed 002: the numbers that a business owns or that
// are shared with it, oldest first.
func listNumbers(c *trip.Call) (any, error) {
	defaults, getters := listDefaults, ofNumbers(c)
	if c.Settings().OpenAPIList {
		defaults = openAPIDefaults
	}
	fields, err := fieldsOf(c, defaults, getters)
	if err != nil {
		return nil, err
	}
	q, err := numberQuery(c)
	if err != nil {
		return nil, err
	}
	var out wire.Object
	err = c.Do(func(tx *store.Tx) error {
		page, err := tx.Numbers(c.Node, c.Token, q)
		if err != nil {
			return err
		}
		data := make([]wire.Object, len(page.Numbers))
		ids := make([]string, len(page.Numbers))
		for i, n := range page.Numbers {
			data[i], ids[i] = project(tx, n, fields, getters), n.ID
		}
		out = listing(c, data, ids, page.Earlier, page.Later)
		if wantsSummary(c) {
			out = append(out, summary(tx.Count(c.Node, q)))
		}
		return nil
	})
	return out, err
}

// numberQuery reads the filters of both vocabularies; all of them must hold.
func numberQuery(c *trip.Call) (store.Query, error) {
	q := store.Query{Limit: limitOf(c)}
	if s, ok := c.Params.Text("code_verification_status"); ok {
		q.Status = sim.Status(s)
	}
	if s, ok := c.Params.Text("verification_status"); ok {
		status, known := fromOpenAPI[s]
		q.None = q.None || !known || q.Status != "" && q.Status != status
		q.Status = status
	}
	if s, ok := c.Params.Text("availability_status"); ok {
		q.Availability = sim.Availability(s)
	}
	if s, ok := c.Params.Text("country_code"); ok {
		q.Region = s
	}
	if s, ok := c.Params.Text("phone_number"); ok {
		q.Phone = sim.MSISDN(s)
		q.None = q.None || s == ""
	}
	var err error
	if q.After, q.Before, err = cursorsOf(c); err != nil {
		return q, err
	}
	return q, nil
}

func cursorsOf(c *trip.Call) (after, before string, err error) {
	if s, ok := c.Params.Text("after"); ok && s != "" {
		if after, err = itemOf(s); err != nil {
			return "", "", err
		}
	}
	if s, ok := c.Params.Text("before"); ok && s != "" {
		if before, err = itemOf(s); err != nil {
			return "", "", err
		}
	}
	return after, before, nil
}

func limitOf(c *trip.Call) int {
	text, _ := c.Params.Text("limit")
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return defaultLimit
}

// wantsSummary reports whether a total is asked for; the Python SDK does so on
// every edge.
func wantsSummary(c *trip.Call) bool {
	s, ok := c.Params.Text("summary")
	return ok && (s == "true" || s == "1" || strings.Contains(s, "total_count"))
}

func summary(total int) wire.Member {
	return wire.Member{Name: "summary", Value: wire.Object{{Name: "total_count", Value: total}}}
}

// listPartners lists the businesses that a number is shared with.
func listPartners(c *trip.Call) (any, error) {
	fields, err := fieldsOf(c, businessDefaults, businessFields)
	if err != nil {
		return nil, err
	}
	after, before, err := cursorsOf(c)
	if err != nil {
		return nil, err
	}
	var out wire.Object
	err = c.Do(func(tx *store.Tx) error {
		all, err := tx.Partners(c.Node, c.Token)
		if err != nil {
			return err
		}
		from, to, err := window(all, after, before, limitOf(c))
		if err != nil {
			return err
		}
		data := make([]wire.Object, 0, to-from)
		ids := make([]string, 0, to-from)
		for _, b := range all[from:to] {
			data, ids = append(data, project(tx, b, fields, businessFields)), append(ids, b.ID)
		}
		out = listing(c, data, ids, from > 0, to < len(all))
		if wantsSummary(c) {
			out = append(out, summary(len(all)))
		}
		return nil
	})
	return out, err
}

// window cuts a short list by its cursors. It returns [sim.InvalidCursor] when
// one points at nothing in it.
func window(all []sim.Business, after, before string, limit int) (from, to int, err error) {
	place := func(id string) int {
		return slices.IndexFunc(all, func(b sim.Business) bool { return b.ID == id })
	}
	from, to = 0, len(all)
	switch {
	case after != "":
		if from = place(after) + 1; from == 0 {
			return 0, 0, &sim.Error{Code: sim.InvalidCursor}
		}
	case before != "":
		if to = place(before); to < 0 {
			return 0, 0, &sim.Error{Code: sim.InvalidCursor}
		}
		return max(0, to-limit), to, nil
	}
	return from, min(to, from+limit), nil
}

// listing puts a page into its envelope. Both cursors are there on every page
// that holds something, also on the last (public captures); next and previous
// only where there is such a page.
func listing(c *trip.Call, data []wire.Object, ids []string, earlier, later bool) wire.Object {
	if len(ids) == 0 && c.Dialect == sim.Observed { // real clients expect no paging there
		return wire.Object{{Name: "data", Value: data}}
	}
	paging := wire.Object{{Name: "cursors", Value: wire.Object{}}}
	if len(ids) > 0 {
		before, after := cursorOf(ids[0]), cursorOf(ids[len(ids)-1])
		paging[0].Value = wire.Object{{Name: "before", Value: before}, {Name: "after", Value: after}}
		if later {
			paging = append(paging, wire.Member{Name: "next", Value: pageURL(c, "after", after)})
		}
		if earlier {
			paging = append(paging, wire.Member{Name: "previous", Value: pageURL(c, "before", before)})
		}
	}
	return wire.Object{{Name: "data", Value: data}, {Name: "paging", Value: paging}}
}

// pageURL is the address of a neighbouring page: on the request's own scheme,
// host and world, with every parameter of its query, the token only if it came
// there.
func pageURL(c *trip.Call, cursor, at string) string {
	var b strings.Builder
	b.WriteString(c.Base + "/" + c.Version + "/" + c.Node + c.Route.Path[len("/{node}"):] + "?")
	for pair := range strings.SplitSeq(c.Request.URL.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if pair == "" || name == "after" || name == "before" {
			continue
		}
		b.WriteString(pair + "&")
	}
	b.WriteString(cursor + "=" + url.QueryEscape(at))
	return b.String()
}
