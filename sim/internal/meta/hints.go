package meta

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// hint leaves the hint for a refusal in the call; see [trip.HintHeader].
func (g *Graph) hint(c *trip.Call, err error) {
	var refusal *sim.Error
	if c.Hint == "" && errors.As(err, &refusal) {
		c.Hint = g.hintAt(c, refusal)
	}
}

func (g *Graph) hintAt(c *trip.Call, e *sim.Error) string {
	switch e.Code {
	case unknownPath, unsupportedRequest, invalidID, invalidBusinessID:
		return g.hintAtPath(c)
	case missingToken:
		return hintAtNoToken(c)
	case sim.InvalidToken:
		return hintAtToken(c)
	case sim.NumberNotFound:
		return c.HintAtID(c.NumberID, "a number")
	case sim.BusinessNotFound:
		return c.HintAtID(c.Node, "a business")
	case sim.PartnerBusinessNotFound:
		_, with := sharing(c)
		return c.HintAtID(with, "a business")
	case sim.PhoneNotFound, sim.WABANotFound:
		return c.HintAtID(c.Node, trip.KindWords[c.Route.Kind])
	case invalidCodeFormat:
		return hintAtCodeFormat(c)
	case invalidCodeMethod, invalidParameter:
		return hintAtWord(c, e)
	case missingParameter:
		return hintAtMissing(c, e)
	case fieldsUnavailable:
		return hintAtField(e)
	case malformedRequest:
		return c.HintAtBody()
	default:
		return ""
	}
}

var (
	likeVersion = pattern.Lazy(`^[vV]?[0-9]{1,2}(\.[0-9]+)?$`)
	partnerPath = pattern.Lazy(`(^|/)api/v[0-9]|preverified-numbers`)
	// partnerWords are 360dialog's names of Meta's edges.
	partnerWords = map[string]string{
		"request-otp": "request_code", "verify-otp": "verify_code", "preverified-numbers": "preverified_numbers",
	}
)

func (g *Graph) hintAtPath(c *trip.Call) string {
	segments := strings.Split(strings.Trim(c.Path, "/"), "/")
	first, last := segments[0], segments[len(segments)-1]
	switch {
	case c.Method == "SMS" || c.Method == "VOICE" || c.Method == "IVR":
		return "the parameter is called code_method; method takes the place of the HTTP method"
	case partnerPath().MatchString(c.Path):
		return "this is a path of 360dialog: begin it with /api/v2 and send it to 360dialog's base URL, not to Meta's"
	case likeVersion().MatchString(first):
		return trip.Hintf("a Graph path begins with a version from v%d.0 to v%d.0, or with the id; %s is neither",
			oldest, newest, trip.Quote(first))
	case partnerWords[last] != "":
		return trip.Hintf("%s is 360dialog's word; Meta's edge is %s", last, partnerWords[last])
	case first == "me" || first == "app":
		return trip.Hintf("the node %s is not simulated; name a business or a number by its id", first)
	case probe(c) != "":
		return probe(c)
	case c.Route != nil:
		if edge, _ := g.At("/0/"+c.Node, ""); edge == nil {
			return c.HintAtID(c.Node, trip.KindWords[c.Route.Kind])
		}
	}
	return g.hintAtEdge(c, first, last)
}

// hintAtEdge is for an edge without an id, with another method or another name.
func (g *Graph) hintAtEdge(c *trip.Call, first, last string) string {
	if rows, _ := g.At("/0/"+first, ""); rows != nil {
		_, kind, _ := strings.Cut(trip.KindWords[rows[0].Kind], " ")
		return trip.Hintf("the id is missing: /%s/{%s-id}/%s", c.Version, strings.ReplaceAll(kind, " ", "-"), first)
	}
	var methods, edges []string
	for _, r := range g.Routes() {
		name, isEdge := strings.CutPrefix(r.Path, "/{node}/")
		if !isEdge {
			continue
		}
		if edges = append(edges, name); name == last {
			methods = append(methods, r.Method)
		}
	}
	if methods != nil {
		return trip.Hintf("%s takes %s", last, strings.Join(slices.Compact(methods), " and "))
	}
	if near := sim.Closest(last, edges); near != "" {
		return trip.Hintf("there is no edge %s; did you mean %s?", trip.Quote(last), near)
	}
	return ""
}

// probe is the hint for a path at which other servers have their probes, or "".
func probe(c *trip.Call) string {
	if slices.Contains([]string{"/health", "/healthz", "/healthcheck", "/live", "/ready", "/ping", "/status"}, c.Path) {
		return "the simulator's probes are /livez and /readyz"
	}
	return ""
}

func hintAtNoToken(c *trip.Call) string {
	switch {
	case probe(c) != "":
		return probe(c)
	case c.Request.Header.Get("X-Api-Key") != "":
		return "X-API-Key is 360dialog's header; Graph takes Authorization: Bearer with an access token"
	case c.Request.Header.Get("Authorization") != "":
		return "Graph wants the word Bearer and a blank before the token of the Authorization header"
	case c.Request.Method == http.MethodGet && bytes.Contains(c.Body, []byte(tokenVariable)):
		return "Graph does not read a body on GET: put the token into the header or the query"
	default:
		return ""
	}
}

// hintAtToken is for a token that the world does not know. It is not repeated.
func hintAtToken(c *trip.Call) string {
	value := credential(c)
	if strings.Count(value, ".") == 2 && strings.HasPrefix(value, "eyJ") {
		return "this looks like a bearer token of 360dialog; Graph takes an access token of Meta"
	}
	return c.HintAtCredential(value, store.CredentialToken, "Graph takes an access token of Meta")
}

func hintAtCodeFormat(c *trip.Call) string {
	value, _ := c.Params.Get("code")
	text, isText := value.(string)
	switch {
	case !isText:
		return "code is text: put the digits into quotes, or a leading zero is lost"
	case strings.ContainsAny(text, "- "):
		return "the message shows the code with a hyphen; send the digits only"
	default:
		return ""
	}
}

// hintAtWord is for a choice in the wrong case.
func hintAtWord(c *trip.Call, e *sim.Error) string {
	list, isChoice := strings.CutPrefix(e.Rule, "one of ")
	if !isChoice {
		return ""
	}
	given, _ := c.Params.Text(e.Field)
	return trip.HintAtCase(e.Field, given, strings.Split(list, ", "))
}

// hintAtField is for a field that nodes of the class do not have.
func hintAtField(e *sim.Error) string {
	known := fieldNames[e.Object]
	if len(known) == 0 || slices.Contains(known, e.Field) {
		return ""
	}
	if near := sim.Closest(e.Field, known); near != "" {
		return trip.Hintf("there is no field %s; did you mean %s?", trip.Quote(e.Field), near)
	}
	return trip.Hintf("there is no field %s; accepted are %s", trip.Quote(e.Field), strings.Join(known, ", "))
}

// hintAtMissing is for a parameter that is missing because it has another name, or
// because the body was read as something else than it is.
func hintAtMissing(c *trip.Call, e *sim.Error) string {
	if hint := c.HintAtBody(); hint != "" {
		return hint
	}
	body := bytes.TrimSpace(c.Body)
	form := strings.HasPrefix(c.Request.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
	if form && len(body) > 0 && body[0] == '{' {
		return "the body is JSON, but its Content-Type says that it is a form"
	}
	var given []string
	for _, p := range c.Params {
		given = append(given, p.Name)
	}
	return trip.HintAtName(e.Field, given)
}
