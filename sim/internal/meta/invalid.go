package meta

import (
	"cmp"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// Refusals of validation; see the catalogue.
const (
	missingParameter  sim.ErrorCode = "missing_parameter"
	invalidParameter  sim.ErrorCode = "invalid_parameter"
	invalidID         sim.ErrorCode = "invalid_id"
	invalidBusinessID sim.ErrorCode = "invalid_business_id"
	invalidLimit      sim.ErrorCode = "invalid_limit"
	invalidCodeFormat sim.ErrorCode = "invalid_code_format"
	invalidCodeMethod sim.ErrorCode = "invalid_code_method"

	wabaPhoneFormat sim.ErrorCode = "waba_phone_format"
)

// e164 is the form of a phone number that is put on a WABA (Meta OpenAPI v23.0).
var e164 = pattern.Lazy(`^[1-9][0-9]{6,14}$`)

// missingToo are the parameters whose own refusal answers their absence too, by
// operation (Meta OpenAPI v23.0).
var missingToo = map[string]string{
	"meta.register_phone": "pin", "meta.request_phone_code": "code_method", "meta.verify_phone_code": "code",
	"meta.add_waba_number": "phone_number", "meta.assign_user": "user", "meta.unassign_user": "user",
}

// ownFailure has the parameters with a refusal of their own.
var ownFailure = map[string]sim.ErrorCode{
	"limit":               invalidLimit,
	"after":               sim.InvalidCursor,
	"before":              sim.InvalidCursor,
	"code":                invalidCodeFormat,
	"code_method":         invalidCodeMethod,
	"language":            "invalid_language",
	"pin":                 "invalid_pin",
	"user":                sim.InvalidUser,
	"first":               invalidLimit,
	"last":                invalidLimit,
	"phone_number":        sim.InvalidPhoneNumber,
	"preverified_id":      invalidID,
	"partner_business_id": invalidID,
}

// Contract implements trip.API. Meta takes a parameter from query and body alike,
// so those that the document has in the body are gathered into one.
func (g *Graph) Contract(c *trip.Call) contract.Request {
	r := contract.Request{Param: func(in, name string) (string, bool) {
		switch {
		case in == "query":
			return c.Params.Text(name)
		case name == "Version":
			return c.Version, true
		default:
			return c.Node, true
		}
	}}
	fields := c.Route.Contract.BodyFields()
	if len(fields) == 0 {
		return r
	}
	body := make(map[string]any, len(fields))
	for _, name := range fields {
		if v, ok := c.Params.Get(name); ok {
			body[name] = v
		}
		// The documents have no IVR; Meta's live pages and the SDKs do. It passes in
		// the observed dialect, as a voice call.
		if name == "code_method" && body[name] == "IVR" && c.Dialect == sim.Observed {
			body[name] = "VOICE"
		}
	}
	r.Body, r.HasBody = body, true
	return r
}

// Invalid implements trip.API. Meta names one thing at a time: a bad id in
// the path, then a missing parameter, then one of a wrong form.
func (g *Graph) Invalid(c *trip.Call, found []sim.Violation) error {
	worst := slices.MinFunc(found, func(a, b sim.Violation) int { return cmp.Compare(rank(a), rank(b)) })
	switch {
	case worst.In == "path" && strings.HasSuffix(c.Route.Path, "/share_preverified_numbers"):
		return &sim.Error{Code: invalidBusinessID}
	case worst.In == "path":
		return &sim.Error{Code: invalidID}
	case worst.Keyword == "required" && missingToo[c.Route.Operation] != worst.Name:
		return &sim.Error{Code: missingParameter, Field: worst.Name}
	}
	code, ok := ownFailure[worst.Name]
	switch {
	case c.Route.Operation == "meta.add_waba_number" && worst.Name == "phone_number":
		code = wabaPhoneFormat
	case !ok:
		code = invalidParameter
	}
	if worst.Keyword == "type" && code != invalidCodeFormat {
		c.Hint = trip.HintAtText(found)
	}
	return &sim.Error{Code: code, Field: worst.Name, Rule: ruleOf(worst), Detail: worst.Message}
}

func rank(v sim.Violation) int {
	switch {
	case v.In == "path":
		return 0
	case v.Keyword == "required":
		return 1
	default:
		return 2
	}
}

// ruleOf words the rule that a parameter has broken.
func ruleOf(v sim.Violation) string {
	if list, ok := strings.CutPrefix(v.Message, "value is not one of the allowed values "); ok && v.Keyword == "enum" {
		values := strings.Split(strings.NewReplacer(`"`, "", "[", "", "]", "").Replace(list), ",")
		return "one of " + strings.Join(slices.Compact(values), ", ") // 60 may come as a number or a text
	}
	if v.Keyword == "pattern" {
		return "of the documented form"
	}
	return "valid"
}
