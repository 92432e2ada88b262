package trip

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// HintHeader carries a hint to the client, which tells a developer what the vendors'
// terse refusals do not: what the request nearly was, as the journal has it too, or
// else the state of the world that refused it, as the cause in the journal says it.
const HintHeader = "X-Sim-Hint"

// The bounds of a hint and of what it repeats of the request, in bytes.
const (
	longestHint  = 160
	longestQuote = 40
)

// Hintf words a hint: one sentence in plain English, cut at 160 bytes. What it
// repeats of the request goes through [Quote] first, and no secret goes in.
func Hintf(format string, args ...any) string { return clip(fmt.Sprintf(format, args...), longestHint) }

// Quote is a piece of a request as a hint may repeat it.
func Quote(s string) string { return clip(s, longestQuote) }

func clip(s string, most int) string {
	if len(s) > most {
		return s[:most-3] + "..."
	}
	return s
}

// elsewhere is the hint for what another world knows, or "". It looks through the
// other worlds, so it is for refusals only.
func (c *Call) elsewhere(what string, known func(*store.Store) bool) string {
	there := c.trip.opts.Elsewhere(c.world.Name, known)
	if there == "" {
		return ""
	}
	return Hintf("%s world %s; this request came to world %s", what, there, c.world.Name)
}

// KindWords are the words for the kinds of nodes.
var KindWords = map[store.Kind]string{
	store.KindNumber: "a number", store.KindBusiness: "a business", store.KindWABA: "a WABA", store.KindPhone: "a phone number",
	store.KindApp: "an app", store.KindUser: "a system user", store.KindCreditLine: "a credit line",
}

// HintAtID is the hint for an id that is not that of a live object of the wanted
// kind, such as "a number", or "".
func (c *Call) HintAtID(id, want string) string {
	seen := c.Store().LookupID(id)
	quoted := Quote(id)
	switch {
	case seen.Number && seen.LiveID != "":
		return Hintf("number %s is gone; its phone number was added again as %s", quoted, seen.LiveID)
	case seen.PhoneID != "":
		return Hintf("number %s is gone; its phone number is on a WABA now, with the id %s", quoted, seen.PhoneID)
	case (seen.Number || seen.Kind != store.KindNumber) && KindWords[seen.Kind] != want:
		return Hintf("%s is the id of %s; the id of %s is wanted", quoted, KindWords[seen.Kind], want)
	case seen.LiveID != "":
		return Hintf("%s is a phone number; its id is %s", quoted, seen.LiveID)
	case seen.Partner && want != "a partner":
		return Hintf("%s is a partner at 360dialog; the id of %s is wanted", quoted, want)
	case seen.Known():
		return ""
	default:
		return c.elsewhere(quoted+" is known in", func(s *store.Store) bool { return s.LookupID(id).Known() })
	}
}

// HintAtCredential is the hint for a refused credential, which it does not repeat, or
// "". The vendor takes good in its place, as taken says.
func (c *Call) HintAtCredential(value string, good store.Credential, taken string) string {
	switch kind := c.Store().LookupCredential(value); kind {
	case "":
		return c.elsewhere("this credential belongs to", func(s *store.Store) bool { return s.LookupCredential(value) != "" })
	case good:
		return "" // it is revoked, or a fault refuses it
	default:
		return "this is " + string(kind) + "; " + taken
	}
}

// HintAtBody is the hint for a body that could not be read as what it is, or "".
func (c *Call) HintAtBody() string {
	packed := c.Request.Header.Get("Content-Encoding")
	switch {
	case bytes.HasPrefix(c.Body, []byte("\x1f\x8b")), packed != "" && packed != "identity":
		return "the body is packed, as by gzip; send it plain"
	case bytes.HasPrefix(c.Body, []byte("\xef\xbb\xbf")):
		return "the body begins with a byte order mark; leave it out"
	default:
		return ""
	}
}

// misnamed are names that clients give to parameters, by the right one.
var misnamed = map[string][]string{
	"language":            {"locale", "lang"},
	"preverified_id":      {"preverified_phone_number_id", "phone_number_id"},
	"partner_business_id": {"business_id", "partner_id"},
	"code_method":         {"method", "otp_method"},
	"code":                {"otp", "pin"},
	"phone_number":        {"phone", "number", "msisdn", "display_phone_number"},
}

// HintAtName is the hint for a parameter that is missing while one of another
// name was given, or "".
func HintAtName(missing string, given []string) string {
	for _, name := range misnamed[missing] {
		if slices.Contains(given, name) {
			return Hintf("the parameter is called %s, not %s", missing, name)
		}
	}
	if near := sim.Closest(missing, given); near != "" && near != missing { // it was given, empty
		return Hintf("the parameter is called %s, not %s", missing, Quote(near))
	}
	return ""
}

// HintAtText is the hint for members of a body that are texts and came as something
// else, "" without any.
func HintAtText(found []sim.Violation) string {
	var names []string
	for _, v := range found {
		if v.Keyword == "type" && v.In == "body" && v.Name != "" {
			names = append(names, Quote(v.Name))
		}
	}
	if names == nil {
		return ""
	}
	return Hintf("put quotes around %s: text is wanted", strings.Join(names, " and "))
}

// HintAtCase is the hint for a choice that is written in the wrong case, or "".
func HintAtCase(name, given string, choices []string) string {
	for _, choice := range choices {
		if given != choice && strings.EqualFold(choice, given) {
			return Hintf("%s is case-sensitive; write %s", Quote(name), choice)
		}
	}
	return ""
}

// Stamp writes an instant as answers do.
func Stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
