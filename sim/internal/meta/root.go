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

// partReply is a part's answer that becomes the answer of the whole: a refusal, or
// one that a fault rule has spoiled.
type partReply struct {
	status int
	header http.Header
	body   []byte
}

// nodesByID is the answer to ids=: an object keyed by id, and the headers of the last
// node's answer, which tell the usage after all of them.
type nodesByID struct {
	object wire.Object
	last   http.Header
}

// ofUsage are the headers of a part's answer that the whole always takes over, ofParts
// those that it takes when the part's answer becomes its own.
var (
	ofUsage = []string{"X-App-Usage", "X-Business-Use-Case-Usage"}
	ofParts = append([]string{"Content-Type", "Www-Authenticate", "Retry-After"}, ofUsage...)
)

// takeOver gives an answer the named headers of a part's.
func takeOver(reply *trip.Reply, part http.Header, names []string) {
	for _, name := range names {
		if reply.Header.Del(name); part.Get(name) != "" {
			reply.Header.Set(name, part.Get(name))
		}
	}
}

func (*partReply) Error() string { return "a part was refused" }

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
	out := nodesByID{}
	for _, id := range ids {
		if _, twice := out.object.Get(id); twice {
			continue
		}
		answer, err := send(c, http.MethodGet, url.PathEscape(id)+query, "")
		if err != nil {
			return nil, err
		}
		body, _ := io.ReadAll(answer.Body) // it lies in memory
		if answer.StatusCode != http.StatusOK || !json.Valid(body) || !bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
			c.Violates = answer.Header.Get(trip.ViolatesHeader)
			return nil, &partReply{answer.StatusCode, answer.Header, body}
		}
		out.object, out.last = append(out.object, wire.Member{Name: id, Value: wire.Raw(body)}), answer.Header
	}
	return out, nil
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
