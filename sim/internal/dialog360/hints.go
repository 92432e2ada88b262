package dialog360

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// hint leaves the hint for a refusal in the call; see [trip.HintHeader]. A refusal
// that has its reason at Meta has Meta's hint.
func (d *Dialog) hint(c *trip.Call, err error) {
	var cause *sim.Error
	if c.Hint != "" || !errors.As(err, &cause) {
		return
	}
	switch cause.Code {
	case notFound:
		c.Hint = d.hintAtPath(c)
	case invalidJSON:
		c.Hint = c.HintAtBody()
	case sim.Unauthorized:
		c.Hint = hintAtCredential(c)
	case sim.PartnerNotFound:
		c.Hint = c.HintAtID(c.Partner, "a partner")
	case sim.NumberNotFound:
		c.Hint = c.HintAtID(c.NumberID, "a number")
	default:
		var quoted *refusal
		if errors.As(err, &quoted) && quoted.from != nil {
			c.Hint = quoted.from.hint
		}
	}
}

var (
	graphPath = pattern.Lazy(`^/(api/v2/)?(v[0-9]+\.[0-9]+|[0-9]{10,})(/|$)` +
		`|/(preverified_numbers|share_preverified_numbers|add_phone_numbers|request_code|verify_code)$`)
	withoutBase = pattern.Lazy(`^/(api/)?(partners|token)(/|$)`)
	// metaWords are Meta's names of parts of 360dialog's paths.
	metaWords = map[string]string{
		"preverified_numbers": "preverified-numbers", "request_code": "request-otp", "verify_code": "verify-otp",
	}
)

func (d *Dialog) hintAtPath(c *trip.Call) string {
	last := c.Path[strings.LastIndexByte(c.Path, '/')+1:]
	path, slash := strings.CutSuffix(c.Path, "/")
	known, _ := d.At(path, "")
	switch {
	case slash && known != nil:
		return "360dialog's paths have no trailing slash"
	case strings.Count(c.Path, "/api/v2") > 1:
		return "/api/v2 stands in the path twice: the base URL has it already"
	case strings.HasPrefix(c.Path, "/api/v2/partners/") && metaWords[last] != "":
		return trip.Hintf("%s is Meta's word; 360dialog's is %s", last, metaWords[last])
	case graphPath().MatchString(c.Path):
		return "this is a path of Meta's Graph API; send it to Meta's base URL, not to 360dialog's"
	case withoutBase().MatchString(c.Path):
		return "360dialog's paths begin with /api/v2"
	case strings.HasPrefix(c.Path, "/api/v2/preverified-numbers"):
		return "the partner is missing: /api/v2/partners/{partner_id}/preverified-numbers"
	default:
		return ""
	}
}

// hintAtCredential is for a refused credential. The credential itself is not
// repeated.
func hintAtCredential(c *trip.Call) string {
	const taken = "X-API-Key takes an API key of 360dialog, Authorization a token of /api/v2/token"
	key, token := c.Request.Header.Get(keyHeader), bearer(c)
	switch {
	case key != "" && token != "" && c.Store().LookupCredential(key) == "":
		return "X-API-Key decides where a bearer token comes beside it, and this key is not known"
	case key != "":
		return c.HintAtCredential(key, store.CredentialKey, taken)
	case token != "":
		return c.HintAtCredential(token, "", taken)
	case c.Request.Header.Get(messagingHeader) != "":
		return "360dialog's Partner API takes X-API-Key; D360-API-KEY is for the messaging API"
	case c.Request.Header.Get("Authorization") != "":
		return "360dialog takes X-API-Key with a key, or Authorization: Bearer with a token of /api/v2/token"
	}
	if _, given := c.Params.Get("access_token"); given {
		return "360dialog takes no token in the query; send X-API-Key with a key"
	}
	return ""
}

// hintAtField leaves a hint at one field; the first hint stays.
func hintAtField(c *trip.Call, v sim.Violation) {
	given, _ := c.Params.Text(v.Name)
	if v.In == "body" {
		given = field(c, v.Name)
	}
	hint := ""
	switch {
	case c.Hint != "":
		return
	case v.Keyword == "enum":
		_, list, _ := strings.Cut(strings.TrimSuffix(ownWords[v.Name], "."), ": ")
		hint = trip.HintAtCase(v.Name, given, strings.Split(list, ", "))
	case v.Keyword == "pattern" && v.Name == "phone_number" && strings.ContainsAny(given, "+ -()"):
		hint = "360dialog takes a phone number as digits only: no +, no blanks, no hyphens"
	case v.Keyword == "required" && len(c.Body) > 0 && !isJSON(c.Request.Header.Get("Content-Type")):
		hint = "the body counts as empty: its Content-Type is not application/json"
	case v.Keyword == "required" && v.In == "body":
		body, _ := c.Decoded.(map[string]any)
		hint = trip.HintAtName(v.Name, slices.Sorted(maps.Keys(body)))
	}
	c.Hint = hint
}
