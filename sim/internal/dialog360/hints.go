package dialog360

import (
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// Hints tell a developer what 360dialog's terse refusals do not: they are the
// simulator's own, go into a header and the journal, and are worked out only
// when a call is refused.

// hint leaves what can be told about a refusal in the call. What Meta refused
// has Meta's hint.
func (d *Dialog) hint(c *trip.Call, err error) {
	var cause *sim.Error
	if c.Hint != "" || !errors.As(err, &cause) {
		return
	}
	switch cause.Code {
	case notFound:
		c.Hint = d.hintAtPath(c)
	case sim.Unauthorized:
		c.Hint = hintAtCredential(c)
	case sim.Forbidden:
		c.Hint = hintAtForeign(c)
	case sim.PartnerNotFound:
		c.Hint = hintAtPartner(c)
	case sim.NumberNotFound:
		c.Hint = hintAtNumber(c)
	default:
		var quoted *refusal
		if errors.As(err, &quoted) {
			c.Hint = quoted.hint
		}
	}
}

var (
	graphsPath  = pattern.Lazy(`^/(api/v2/)?(v[0-9]+\.[0-9]+|[0-9]{10,})(/|$)`)
	graphsEdge  = pattern.Lazy(`/(preverified_numbers|share_preverified_numbers|add_phone_numbers|request_code|verify_code)$`)
	withoutBase = pattern.Lazy(`^/(api/)?(partners|token)(/|$)`)
	// metasWords are parts of a path as Meta calls them.
	metasWords = map[string]string{
		"preverified_numbers": "preverified-numbers", "request_code": "request-otp", "verify_code": "verify-otp",
	}
)

func (d *Dialog) hintAtPath(c *trip.Call) string {
	last := c.Path[strings.LastIndexByte(c.Path, '/')+1:]
	path, slash := strings.CutSuffix(c.Path, "/")
	switch {
	case slash && d.allowed(c, path) != "":
		return "360dialog's paths have no trailing slash"
	case strings.Count(c.Path, "/api/v2") > 1:
		return "/api/v2 stands in the path twice: the base URL holds it already"
	case graphsPath().MatchString(c.Path):
		return "this is a path of Meta's Graph API; send it to Meta's base URL, not to 360dialog's"
	case strings.HasPrefix(c.Path, "/api/v2/partners/") && metasWords[last] != "":
		return trip.Hintf("%s is Meta's word; 360dialog's is %s", last, metasWords[last])
	case graphsEdge().MatchString(c.Path):
		return "this is a path of Meta's Graph API; send it to Meta's base URL, not to 360dialog's"
	case withoutBase().MatchString(c.Path):
		return "360dialog's paths begin with /api/v2"
	case strings.HasPrefix(c.Path, "/api/v2/preverified-numbers"):
		return "the partner is missing: /api/v2/partners/{partner_id}/preverified-numbers"
	default:
		return ""
	}
}

// hintAtCredential tells what is wrong with a credential, which is not
// repeated.
func hintAtCredential(c *trip.Call) string {
	key, token := c.Request.Header.Get(keyHeader), bearer(c.Request.Header)
	switch {
	case key != "":
		return hintAtKey(c, key)
	case token != "":
		return hintAtToken(c, token)
	case c.Request.Header.Get(messagingHeader) != "":
		return "the hub takes X-API-Key; D360-API-KEY is for the messaging API"
	case c.Request.Header.Get("Authorization") != "":
		return "the hub reads X-API-Key with a key, or Authorization: Bearer with a token of /api/v2/token"
	case c.Params != nil:
		if _, given := c.Params.Get("access_token"); given {
			return "the hub reads no token in the query; send X-API-Key with a key"
		}
	}
	return ""
}

func hintAtKey(c *trip.Call, key string) string {
	switch c.Store().SightCredential(key) {
	case store.CredentialToken:
		return "this is an access token of Meta; X-API-Key takes an API key of 360dialog"
	case store.CredentialRevokedKey:
		return "this API key was revoked"
	case store.CredentialKey:
		return "" // it is good: a fault refuses it
	}
	if bearer(c.Request.Header) != "" {
		return "X-API-Key decides where a bearer token comes beside it, and this key is not known"
	}
	return c.HintCredentialElsewhere(key)
}

func hintAtToken(c *trip.Call, token string) string {
	switch c.Store().SightCredential(token) {
	case store.CredentialToken:
		return "this is an access token of Meta; the hub takes an API key in X-API-Key"
	case store.CredentialKey, store.CredentialRevokedKey:
		return "this is an API key; it belongs into the header X-API-Key"
	}
	var said claims
	if _, _, err := jwt.NewParser().ParseUnverified(token, &said); err != nil || said.ExpiresAt == nil {
		return c.HintCredentialElsewhere(token)
	}
	if c.Now().Before(said.ExpiresAt.Time) {
		return ""
	}
	return trip.Hintf("the bearer token ended at %s; the clock of world %s says %s", stamp(said.ExpiresAt.Time), c.World(), stamp(c.Now()))
}

func hintAtForeign(c *trip.Call) string {
	mine, err := partnerOf(c)
	if err != nil || mine == "" || mine == c.Partner {
		return ""
	}
	return trip.Hintf("the credential is that of partner %s; the path names %s", trip.Quote(mine), trip.Quote(c.Partner))
}

func hintAtPartner(c *trip.Call) string {
	seen := c.Store().Sight(c.Partner)
	quoted := trip.Quote(c.Partner)
	switch {
	case seen.Business && seen.Partner != "":
		return trip.Hintf("%s is a business at Meta; its partner id is %s", quoted, seen.Partner)
	case seen.Business:
		return quoted + " is a business at Meta and no partner of 360dialog"
	case seen.Number:
		return quoted + " is the id of a number; that of a partner is wanted"
	case seen.Partner != "" && seen.Partner != c.Partner:
		return trip.Hintf("partner ids are case-sensitive; write %s", seen.Partner)
	case seen.Partner != "":
		return hintAtForeign(c)
	default:
		return c.HintElsewhere(c.Partner)
	}
}

func hintAtNumber(c *trip.Call) string {
	seen := c.Store().Sight(c.NumberID)
	quoted := trip.Quote(c.NumberID)
	switch {
	case !seen.DeletedAt.IsZero() && seen.LiveID != "":
		return trip.Hintf("number %s went at %s; its telephone number was added again as %s", quoted, stamp(seen.DeletedAt), seen.LiveID)
	case !seen.DeletedAt.IsZero():
		return trip.Hintf("number %s went at %s", quoted, stamp(seen.DeletedAt))
	case seen.Number && seen.Partner == "":
		return trip.Hintf("number %s exists at Meta, in no pool of 360dialog", quoted)
	case seen.Number && seen.Partner != c.Partner:
		return trip.Hintf("number %s is in the pool of partner %s", quoted, trip.Quote(seen.Partner))
	case seen.Business:
		return quoted + " is a business at Meta; the id of a number is wanted"
	case seen.LiveID != "" && !seen.Number:
		return trip.Hintf("%s is a telephone number; its id is %s", quoted, seen.LiveID)
	case seen.Known():
		return ""
	default:
		return c.HintElsewhere(c.NumberID)
	}
}

// hintAtField tells what is wrong with one field; the first that can be told
// stays.
func hintAtField(c *trip.Call, v contract.Violation) {
	given, _ := c.Params.Text(v.Name)
	if v.In == "body" {
		given = field(c, v.Name)
	}
	hint := ""
	switch {
	case c.Hint != "":
		return
	case v.Keyword == "enum":
		hint = hintAtCase(v.Name, given)
	case v.Keyword == "pattern" && v.Name == "phone_number" && strings.ContainsAny(given, "+ -()"):
		hint = "360dialog takes a phone number as digits only: no +, no blanks, no hyphens"
	case v.Keyword == "required" && len(c.Body) > 0 && !isJSON(c.Request.Header.Get("Content-Type")):
		hint = "the body counts as empty: its Content-Type is not application/json"
	case v.Keyword == "type" && v.In == "body" && v.Name != "":
		hint = trip.Hintf("%s is text: put it into quotes", trip.Quote(v.Name))
	}
	c.Hint = hint
}

// hintAtCase is for a choice written in Meta's capitals, or in none.
func hintAtCase(name, given string) string {
	_, list, _ := strings.Cut(strings.TrimSuffix(ownWords[name], "."), ": ")
	for _, choice := range strings.Split(list, ", ") {
		if strings.EqualFold(choice, given) {
			return name + " is case-sensitive; write " + choice
		}
	}
	return ""
}

// stamp writes an instant as answers do.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
