package meta

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// mostParts is how many requests a batch holds at most (Meta's guide on batch
// requests); reading by ids has the same bound here (inferred).
const mostParts = 50

// rootTable has the routes at Graph's root: batches, and reading several nodes by
// ids. Neither is an operation: faults, limits and coverage know their parts only.
func (g *Graph) rootTable() []*trip.Route {
	return []*trip.Route{
		{Document: "batchRequests", Method: "POST", Path: "/", Handler: g.batch},
		{Document: "getObjectsByIds", Method: "GET", Path: "/", Handler: byIDs},
	}
}

// relayed is an answer made of parts' answers: an object keyed by id, with the usage
// that the last answer tells, or with a status a part's answer whole.
type relayed struct {
	status int
	header http.Header
	body   any
}

// ofUsage are the headers that are always taken over from a part, ofParts those of a
// part's answer that is relayed whole.
var (
	ofUsage = []string{"X-App-Usage", "X-Business-Use-Case-Usage"}
	ofParts = append([]string{"Content-Type", "Www-Authenticate", "Retry-After"}, ofUsage...)
)

// takeOver gives an answer the headers of a part's.
func (r relayed) takeOver(reply *trip.Reply) {
	names := ofUsage
	if r.status != 0 {
		names, reply.Status = ofParts, r.status
	}
	for _, name := range names {
		if reply.Header.Del(name); r.header.Get(name) != "" {
			reply.Header.Set(name, r.header.Get(name))
		}
	}
}

// byIDs reads several nodes at once: an object keyed by id. The first node that
// is refused is the answer of the whole.
func byIDs(c *trip.Call) (any, error) {
	text, _ := c.Params.Text("ids")
	ids := strings.FieldsFunc(commaList(text), func(r rune) bool { return r == ',' || r == ' ' })
	if len(ids) == 0 || len(ids) > mostParts {
		return nil, &sim.Error{Code: invalidParameter, Field: "ids", Rule: "a list of 1 to 50 ids"}
	}
	query := ""
	if fields, ok := c.Params.Text("fields"); ok {
		query = "?fields=" + url.QueryEscape(fields)
	}
	out, last := wire.Object{}, http.Header{}
	for _, id := range ids {
		if _, twice := out.Get(id); twice {
			continue
		}
		answer, err := send(c, http.MethodGet, url.PathEscape(id)+query, "")
		if err != nil {
			return nil, err
		}
		body, _ := io.ReadAll(answer.Body) // it lies in memory
		if answer.StatusCode != http.StatusOK || !json.Valid(body) || !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
			c.Violates = "the answer is that of a node, which is checked on its own"
			return relayed{answer.StatusCode, answer.Header, wire.Text(body)}, nil
		}
		out, last = append(out, wire.Member{Name: id, Value: wire.Raw(body)}), answer.Header
	}
	return relayed{header: last, body: out}, nil
}

// metadata names the type of a node (public captures); its fields and
// connections are left out, because no source shows them for these nodes.
var metadata = wire.Member{Name: "metadata", Value: wire.Object{{Name: "type", Value: "whatsappbusinesspreverifiedphonenumber"}}}

// wants reports whether a modifier is switched on.
func wants(c *trip.Call, modifier string) bool {
	s, ok := c.Params.Text(modifier)
	return ok && (s == "1" || s == "true")
}

// debugged adds what debug=all asks for; the simulator has no message to give
// (Meta's guide on debugging requests).
func debugged(c *trip.Call, value any) any {
	mode, ok := c.Params.Text("debug")
	object, isObject := value.(wire.Object)
	if !ok || !isObject || mode != "all" && mode != "info" && mode != "warning" {
		return value
	}
	return object.With("__debug__", wire.Object{{Name: "messages", Value: []any{}}})
}

// preflight answers OPTIONS, so that pages of any origin may call (inferred:
// the origin header is recorded, a preflight is not).
func preflight(c *trip.Call) trip.Reply {
	h := headers(c, false)
	h.Set("Access-Control-Allow-Methods", "GET, POST, DELETE, OPTIONS")
	h.Set("Access-Control-Max-Age", "86400")
	if asked := c.Request.Header.Get("Access-Control-Request-Headers"); asked != "" {
		h.Set("Access-Control-Allow-Headers", asked)
	}
	h.Del("Content-Type")
	return trip.Reply{Status: http.StatusOK, Header: h}
}
