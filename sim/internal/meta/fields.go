package meta

import (
	"maps"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

const fieldsUnavailable sim.ErrorCode = "fields_unavailable"

// field is one entry of the fields parameter, with the entries in its braces.
type field struct {
	name string
	sub  []field
}

// Time forms: seed 002's fields carry an offset without a colon, those of Meta
// OpenAPI v23.0 a Z.
const (
	offsetTime = "2006-01-02T15:04:05-0700"
	zuluTime   = "2006-01-02T15:04:05Z"
)

// Default fields: seed 001 for a node, seed 002's sample for the list, Meta
// OpenAPI v23.0 for partners and businesses.
var (
	nodeDefaults     = []field{{name: "id"}, {name: "is_input_id_valid"}}
	listDefaults     = []field{{name: "phone_number"}, {name: "code_verification_status"}, {name: "verification_expiry_time"}, {name: "id"}}
	businessDefaults = []field{{name: "id"}, {name: "name"}}

	// openAPIDefaults are those of the list in Meta OpenAPI v23.0; sdkDefaults
	// are what the SDKs' class for the node has, the default of the observed
	// dialect.
	openAPIDefaults = []field{{name: "id"}, {name: "display_phone_number"}, {name: "verification_status"}}
	sdkDefaults     = []field{
		{name: "code_verification_status"}, {name: "code_verification_time"}, {name: "id"},
		{name: "phone_number"}, {name: "verification_expiry_time"},
	}
)

// ofNumbers returns the getters of a number in this world.
func ofNumbers(c *trip.Call) map[string]getter[sim.Number] {
	if c.Settings().UnixTimes {
		return unixFields
	}
	return numberFields
}

// unixFields are numberFields with the verification times of Meta's v25 pages.
var unixFields = func() map[string]getter[sim.Number] {
	out := maps.Clone(numberFields)
	out["code_verification_time"] = func(_ *store.Tx, n sim.Number, _ []field) (any, bool) { return unix(n.VerifiedAt.Time) }
	out["verification_expiry_time"] = func(_ *store.Tx, n sim.Number, _ []field) (any, bool) { return unix(n.ExpiresAt.Time) }
	return out
}()

func unix(t time.Time) (any, bool) {
	if t.IsZero() {
		return nil, false
	}
	return t.Unix(), true
}

// getter reads one field; false leaves the member out, as Meta does with a field
// without a value.
type getter[T any] func(tx *store.Tx, v T, sub []field) (any, bool)

// numberFields are the fields of a pre-verified number in both of Meta's
// vocabularies: seed 001 and 002, Meta OpenAPI v23.0, and the SDKs'
// owner_business. The three unfilled ones are accepted and left out: no
// source shows their values for these numbers.
var numberFields = map[string]getter[sim.Number]{
	"id":                   func(_ *store.Tx, n sim.Number, _ []field) (any, bool) { return n.ID, true },
	"is_input_id_valid":    func(*store.Tx, sim.Number, []field) (any, bool) { return true, true },
	"phone_number":         displayPhone,
	"display_phone_number": displayPhone,
	"country_prefix":       func(_ *store.Tx, n sim.Number, _ []field) (any, bool) { return n.CountryPrefix, true },
	"country_code":         func(_ *store.Tx, n sim.Number, _ []field) (any, bool) { return n.Region, n.Region != "" },
	"code_verification_status": func(_ *store.Tx, n sim.Number, _ []field) (any, bool) {
		return string(n.Status), true
	},
	"verification_status": func(_ *store.Tx, n sim.Number, _ []field) (any, bool) {
		return toOpenAPI[n.Status], true
	},
	"availability_status": func(_ *store.Tx, n sim.Number, _ []field) (any, bool) {
		return string(n.Availability), true
	},
	"code_verification_time": func(_ *store.Tx, n sim.Number, _ []field) (any, bool) {
		return stamp(n.VerifiedAt.Time, offsetTime)
	},
	"verification_expiry_time": func(_ *store.Tx, n sim.Number, _ []field) (any, bool) {
		return stamp(n.ExpiresAt.Time, offsetTime)
	},
	"created_time": func(_ *store.Tx, n sim.Number, _ []field) (any, bool) { return stamp(n.CreatedAt.Time, zuluTime) },
	"last_updated": func(_ *store.Tx, n sim.Number, _ []field) (any, bool) { return stamp(n.UpdatedAt.Time, zuluTime) },
	"owner_business": func(tx *store.Tx, n sim.Number, sub []field) (any, bool) {
		owner := sim.Business{ID: n.OwnerBusinessID, Name: tx.BusinessName(n.OwnerBusinessID)}
		return project(tx, owner, orElse(sub, businessDefaults), businessFields), true
	},
	"error_msg":          unfilled[sim.Number],
	"region":             unfilled[sim.Number],
	"supported_features": unfilled[sim.Number],
}

// businessFields are the fields of a business and of the partners edge (Meta
// OpenAPI v23.0).
var businessFields = map[string]getter[sim.Business]{
	"id":           func(_ *store.Tx, b sim.Business, _ []field) (any, bool) { return b.ID, true },
	"name":         func(_ *store.Tx, b sim.Business, _ []field) (any, bool) { return b.Name, true },
	"created_time": func(_ *store.Tx, b sim.Business, _ []field) (any, bool) { return stamp(b.CreatedAt, zuluTime) },
	"updated_time": func(_ *store.Tx, b sim.Business, _ []field) (any, bool) { return stamp(b.CreatedAt, zuluTime) },

	"verification_status": unfilled[sim.Business],
	"primary_page":        unfilled[sim.Business],
	"timezone_id":         unfilled[sim.Business],
	"two_factor_type":     unfilled[sim.Business],
}

func unfilled[T any](*store.Tx, T, []field) (any, bool) { return nil, false }

func displayPhone(_ *store.Tx, n sim.Number, _ []field) (any, bool) { return n.Phone().Display(), true }

func stamp(t time.Time, form string) (any, bool) {
	if t.IsZero() {
		return nil, false
	}
	return t.UTC().Format(form), true
}

// Meta's two vocabularies of the verification status. FAILED has no
// counterpart and is never reached.
var (
	toOpenAPI   = map[sim.Status]string{sim.Verified: "VERIFIED", sim.Expired: "EXPIRED", sim.NotVerified: "PENDING"}
	fromOpenAPI = map[string]sim.Status{"VERIFIED": sim.Verified, "EXPIRED": sim.Expired, "PENDING": sim.NotVerified}
)

func orElse(asked, defaults []field) []field {
	if len(asked) == 0 {
		return defaults
	}
	return asked
}

// project reads the fields in the order they were asked for; the id is always
// among them, at the end unless it was asked for.
func project[T any](tx *store.Tx, v T, fields []field, getters map[string]getter[T]) wire.Object {
	out := make(wire.Object, 0, len(fields)+1)
	id := false
	for _, f := range fields {
		if value, ok := getters[f.name](tx, v, f.sub); ok {
			out = append(out, wire.Member{Name: f.name, Value: value})
		}
		id = id || f.name == "id"
	}
	if !id {
		value, _ := getters["id"](tx, v, nil)
		out = append(out, wire.Member{Name: "id", Value: value})
	}
	return out
}

// fieldsOf reads the fields parameter, or gives the defaults. Blanks and
// repetitions are forgiven; a name the node does not have is refused.
func fieldsOf[T any](c *trip.Call, defaults []field, getters map[string]getter[T]) ([]field, error) {
	text, _ := c.Params.Text("fields")
	asked, rest := parseFields(text, 0)
	if rest != "" {
		return nil, &sim.Error{Code: fieldsUnavailable, Field: rest}
	}
	for _, f := range asked {
		if _, ok := getters[f.name]; !ok {
			return nil, &sim.Error{Code: fieldsUnavailable, Field: f.name}
		}
		for _, s := range f.sub {
			if _, ok := businessFields[s.name]; !ok || f.name != "owner_business" {
				return nil, &sim.Error{Code: fieldsUnavailable, Field: s.name}
			}
		}
	}
	return orElse(asked, defaults), nil
}

// mostFields bounds the names that are read. It is more than any node has, so a
// longer list holds an unknown name and is refused.
const mostFields = 64

// parseFields reads "a,b{c,d},e". A part that cannot be read is returned as rest.
func parseFields(text string, depth int) (fields []field, rest string) {
	for text != "" {
		if len(fields) == mostFields {
			return fields, strings.Repeat("}", depth)
		}
		end := strings.IndexAny(text, ",{}")
		if end < 0 {
			end = len(text)
		}
		f := field{name: strings.TrimSpace(text[:end])}
		text = text[end:]
		if strings.HasPrefix(text, "{") {
			if depth > 0 || f.name == "" {
				return fields, f.name + text
			}
			if f.sub, text = parseFields(text[1:], depth+1); !strings.HasPrefix(text, "}") {
				return fields, f.name + "{" + text
			}
			text = text[1:]
		}
		if f.name != "" {
			fields = appendField(fields, f)
		}
		if strings.HasPrefix(text, "}") {
			break
		}
		text = strings.TrimPrefix(text, ",")
	}
	return fields, text
}

func appendField(fields []field, f field) []field {
	for i := range fields {
		if fields[i].name == f.name {
			return fields
		}
	}
	return append(fields, f)
}
