package meta

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// Hints tell a developer what Meta's terse refusals do not: they are the
// simulator's own, go into a header and the journal, and are worked out only
// when a call is refused.

// hints says what may be told beside each refusal.
var hints = map[sim.ErrorCode]func(*trip.Call, *sim.Error) string{
	missingToken:                hintAtNoToken,
	sim.InvalidToken:            hintAtToken,
	sim.TokenExpired:            hintAtToken,
	sim.TokenRevoked:            hintAtToken,
	sim.PermissionDenied:        hintAtRights,
	sim.BusinessAccessDenied:    hintAtRights,
	sim.NumberNotFound:          hintAtNumber,
	sim.BusinessNotFound:        hintAtBusiness,
	sim.PartnerBusinessNotFound: hintAtPartner,
	sim.CodeWrong:               hintAtCode,
	sim.CodeExpired:             hintAtCode,
	invalidCodeFormat:           hintAtCodeFormat,
	invalidCodeMethod:           hintAtMethod,
	invalidParameter:            hintAtWord,
	missingParameter:            hintAtBody,
}

// hint leaves what can be told about a refusal in the call. Refusals of paths
// come first: they have a table of their own kind.
func (g *Graph) hint(c *trip.Call, err error) {
	var refusal *sim.Error
	if c.Hint != "" || !errors.As(err, &refusal) {
		return
	}
	switch refusal.Code {
	case unknownPath, unsupportedRequest, invalidID:
		c.Hint = g.hintAtPath(c)
	default:
		if tell, ok := hints[refusal.Code]; ok {
			c.Hint = tell(c, refusal)
		}
	}
}

var (
	likeVersion = pattern.Lazy(`^[vV]?[0-9]{1,2}(\.[0-9]+)?$`)
	hubsPath    = pattern.Lazy(`(^|/)api/v[0-9]|preverified-numbers`)
	// hubsWords are edges as 360dialog calls them.
	hubsWords = map[string]string{
		"request-otp": "request_code", "verify-otp": "verify_code", "preverified-numbers": "preverified_numbers",
	}
)

func (g *Graph) hintAtPath(c *trip.Call) string {
	segments := strings.Split(strings.Trim(c.Path, "/"), "/")
	first, last := segments[0], segments[len(segments)-1]
	switch {
	case hubsPath().MatchString(c.Path):
		return "this is a path of 360dialog: begin it with /api/v2 and send it to 360dialog's base URL, not to Meta's"
	case likeVersion().MatchString(first):
		return trip.Hintf("a Graph path begins with a version from v%d.0 to v%d.0, or with the id; %s is neither", oldest, newest, trip.Quote(first))
	case hubsWords[last] != "":
		return trip.Hintf("%s is 360dialog's word; Meta's edge is %s", last, hubsWords[last])
	case last == "phone_numbers":
		return "claiming a number by this edge is not simulated; POST /_sim/v1/events with claim does it"
	}
	if methods, kind := g.edge(first); methods != nil {
		return trip.Hintf("the id is missing: /%s/{%s-id}/%s", c.Version, kind, first)
	}
	if methods, _ := g.edge(last); methods != nil && len(segments) > 1 && !slices.Contains(methods, c.Method) {
		return trip.Hintf("%s takes %s", last, strings.Join(methods, " and "))
	}
	if c.Route == nil {
		return ""
	}
	return hintAtID(c, c.Node, c.Route.Kind)
}

// edge returns the methods of an edge in the order of the table, none for a
// name that is no edge, and of what its nodes are.
func (g *Graph) edge(name string) (methods []string, kind string) {
	kind = "number"
	for _, r := range g.routes {
		if r.Path != "/{node}/"+name {
			continue
		}
		methods = append(methods, r.Method)
		if r.Kind == store.KindBusiness {
			kind = "business"
		}
	}
	return methods, kind
}

func hintAtNoToken(c *trip.Call, _ *sim.Error) string {
	switch {
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

// hintAtToken words trouble with a token that is there. The token itself is
// not repeated.
func hintAtToken(c *trip.Call, e *sim.Error) string {
	switch {
	case e.Code == sim.TokenExpired && !c.Token.ExpiresAt.IsZero():
		return trip.Hintf("the token ended at %s; the clock of world %s says %s", stampOf(c.Token.ExpiresAt), c.World(), stampOf(c.Now()))
	case e.Code == sim.TokenRevoked && !c.Token.RevokedAt.IsZero():
		return trip.Hintf("the token was revoked at %s", stampOf(c.Token.RevokedAt))
	case e.Code != sim.InvalidToken:
		return ""
	}
	value := bearer(c.Request.Header.Get("Authorization"))
	if value == "" {
		value, _ = c.Params.Text(tokenVariable)
	}
	switch c.Store().SightCredential(value) {
	case store.CredentialToken:
		return "" // it is good: a fault refuses it
	case store.CredentialKey, store.CredentialRevokedKey:
		return "this is an API key of 360dialog; Graph takes an access token of Meta"
	}
	if strings.Count(value, ".") == 2 && strings.HasPrefix(value, "eyJ") {
		return "this looks like a bearer token of 360dialog; Graph takes an access token of Meta"
	}
	return c.HintCredentialElsewhere(value)
}

func hintAtRights(c *trip.Call, e *sim.Error) string {
	switch {
	case c.Token.Business == "":
		return ""
	case !c.Token.Allows(sim.ManagePermission):
		return "the token lacks the permission " + sim.ManagePermission
	case e.Code == sim.BusinessAccessDenied && c.Business != "" && c.Business != c.Token.Business:
		return trip.Hintf("the token acts for business %s, not for %s", c.Token.Business, trip.Quote(c.Business))
	case e.Code == sim.PermissionDenied:
		if seen := c.Store().Sight(c.NumberID); seen.Number && seen.Owner != c.Token.Business {
			return trip.Hintf("number %s belongs to business %s; the token acts for %s", c.NumberID, seen.Owner, c.Token.Business)
		}
	}
	return ""
}

func hintAtNumber(c *trip.Call, _ *sim.Error) string {
	return hintAtID(c, c.NumberID, store.KindNumber)
}

func hintAtBusiness(c *trip.Call, _ *sim.Error) string {
	return hintAtID(c, c.Node, store.KindBusiness)
}

func hintAtPartner(c *trip.Call, _ *sim.Error) string {
	_, with := sharing(c)
	return hintAtID(c, with, store.KindBusiness)
}

// hintAtID tells what an id is that is not what it should be.
func hintAtID(c *trip.Call, id string, want store.Kind) string {
	seen := c.Store().Sight(id)
	quoted := trip.Quote(id)
	switch {
	case !seen.DeletedAt.IsZero() && seen.LiveID != "":
		return trip.Hintf("number %s went at %s; its telephone number was added again as %s", quoted, stampOf(seen.DeletedAt), seen.LiveID)
	case !seen.DeletedAt.IsZero():
		return trip.Hintf("number %s went at %s", quoted, stampOf(seen.DeletedAt))
	case seen.Business && want == store.KindNumber:
		return quoted + " is the id of a business; that of a number is wanted"
	case seen.Number && want == store.KindBusiness:
		return quoted + " is the id of a number; that of a business is wanted"
	case seen.LiveID != "" && !seen.Number:
		return trip.Hintf("%s is a telephone number; its id is %s", quoted, seen.LiveID)
	case seen.Partner != "" && !seen.Number && !seen.Business:
		return quoted + " is a partner at 360dialog; Graph wants the id of a business at Meta"
	case seen.Known():
		return ""
	default:
		return c.HintElsewhere(id)
	}
}

// hintAtCode tells what became of the code. The digits are not repeated.
func hintAtCode(c *trip.Call, _ *sim.Error) string {
	given, _ := c.Params.Text("code")
	seen := c.Store().SightCode(c.Now(), c.NumberID, given)
	newest := seen.Newest
	switch {
	case !seen.Asked:
		return "no code was asked for this number; call request_code first"
	case seen.Older:
		return trip.Hintf("this is an older code, of %s; only the newest counts, of %s", stampOf(seen.OlderAt), stampOf(newest.IssuedAt.Time))
	case newest.State == sim.CodeUsed:
		return "the newest code was used already; ask for another"
	case newest.State == sim.CodeVoided:
		return trip.Hintf("the newest code was voided, after %d wrong tries; ask for another", newest.Attempts)
	case newest.State == sim.CodeLapsed:
		return trip.Hintf("the code ended at %s; the clock of world %s says %s", stampOf(newest.ExpiresAt.Time), c.World(), stampOf(c.Now()))
	case seen.Garbled:
		return "the message with the code was spoiled on its way; the right code is another, ask anew"
	case newest.State == sim.CodeUndelivered:
		return trip.Hintf("the code asked for at %s has not been delivered", stampOf(newest.IssuedAt.Time))
	case newest.State == sim.CodePending:
		return "tests read the right code from GET /_sim/v1/codes/latest?phone_number=" + newest.PhoneNumber
	default:
		return ""
	}
}

func hintAtCodeFormat(c *trip.Call, _ *sim.Error) string {
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

func hintAtMethod(c *trip.Call, _ *sim.Error) string {
	given, _ := c.Params.Text("code_method")
	switch upper := strings.ToUpper(given); {
	case given != upper && (upper == "SMS" || upper == "VOICE"):
		return trip.Hintf("code_method is case-sensitive; Meta writes %s, lower case is 360dialog's", upper)
	case given == "IVR":
		return "IVR is known to the observed dialect only"
	default:
		return ""
	}
}

// otherWords are statuses under the name the other vocabulary has for them.
var otherWords = map[string]string{"NOT_VERIFIED": "PENDING", "PENDING": "NOT_VERIFIED"}

func hintAtWord(c *trip.Call, e *sim.Error) string {
	given, _ := c.Params.Text(e.Field)
	choices := strings.Split(strings.TrimPrefix(e.Rule, "one of "), ", ")
	upper := strings.ToUpper(given)
	switch other := otherWords[upper]; {
	case !strings.HasPrefix(e.Rule, "one of "):
		return ""
	case slices.Contains(choices, upper):
		return trip.Hintf("%s is case-sensitive; write %s", trip.Quote(e.Field), upper)
	case other != "" && slices.Contains(choices, other):
		return trip.Hintf("%s has other words; write %s", trip.Quote(e.Field), other)
	default:
		return ""
	}
}

// hintAtBody is for a parameter that is missing because the body was read as
// something else than it is.
func hintAtBody(c *trip.Call, _ *sim.Error) string {
	body := bytes.TrimSpace(c.Body)
	form := strings.HasPrefix(c.Request.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
	if form && len(body) > 0 && body[0] == '{' {
		return "the body is JSON, but its Content-Type says that it is a form"
	}
	return ""
}

// stampOf writes an instant as answers do.
func stampOf(t time.Time) string { return t.UTC().Format(time.RFC3339) }
