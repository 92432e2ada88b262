package dialog360

import (
	"cmp"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// Refusals of validation; see the catalogue.
const (
	wrongPayload sim.ErrorCode = "wrong_payload"
	invalidJSON  sim.ErrorCode = "invalid_json"
)

// refusal is a refusal with details.
type refusal struct {
	cause   *sim.Error
	details map[string]any
	words   string   // in the place of the catalogue's message, "" for that
	from    *failure // Meta's, where the refusal is Meta's
}

// Error implements error.
func (r *refusal) Error() string { return r.cause.Error() }

// Unwrap lets errors.As find the domain's error.
func (r *refusal) Unwrap() error { return r.cause }

// ownWords are marshmallow's words for the bounds and choices of each field (seed
// 000 has the bounds).
var ownWords = map[string]string{
	"phone_number":             "Length must be between 6 and 20.",
	"language":                 "Shorter than minimum length 1.",
	"code_method":              "Must be one of: sms, voice.",
	"code_verification_status": "Must be one of: NOT_VERIFIED, VERIFIED, EXPIRED.",
}

// Invalid implements trip.API. All fields are named together: details holds
// location, field, and the field's messages.
func (d *Dialog) Invalid(c *trip.Call, found []sim.Violation) error {
	if _, broken := c.Decoded.(malformed); broken {
		return &sim.Error{Code: invalidJSON}
	}
	details := map[string]any{}
	c.Hint = trip.HintAtText(found)
	for _, v := range found {
		tell(details, v, message(c, v))
		hintAtField(c, v)
	}
	return &refusal{cause: &sim.Error{Code: wrongPayload, Field: found[0].Name, Detail: found[0].Message}, details: details}
}

// tell adds a message to those of its field.
func tell(details map[string]any, v sim.Violation, text string) {
	in, name := v.In, cmp.Or(v.Name, "_schema")
	if in == "body" {
		in = "json"
	}
	fields, _ := details[in].(map[string]any)
	if fields == nil {
		fields = map[string]any{}
		details[in] = fields
	}
	texts, _ := fields[name].([]string)
	if !slices.Contains(texts, text) {
		fields[name] = append(texts, text)
	}
}

// message words a finding as marshmallow 3 does, the library behind the API.
func message(c *trip.Call, v sim.Violation) string {
	if v.In == "body" && v.Name == "" {
		return "Invalid input type."
	}
	if isNull(c, v) {
		return "Field may not be null."
	}
	switch v.Keyword {
	case "required":
		return "Missing data for required field."
	case "additionalProperties":
		return "Unknown field."
	case "type":
		return "Not a valid string."
	case "pattern":
		return "String does not match expected pattern."
	case "enum", "minLength", "maxLength":
		return ownWords[v.Name]
	default:
		return v.Message
	}
}

// isNull tells whether a known field is null, which marshmallow checks first.
func isNull(c *trip.Call, v sim.Violation) bool {
	body, _ := c.Decoded.(map[string]any)
	value, there := body[v.Name]
	return v.In == "body" && there && value == nil && v.Keyword != "additionalProperties"
}
