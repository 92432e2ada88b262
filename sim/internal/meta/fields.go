package meta

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// Time forms: seed 002's fields carry an offset without a colon, those of Meta
// OpenAPI v23.0 a Z.
const (
	offsetTime = "2006-01-02T15:04:05-0700"
	zuluTime   = "2006-01-02T15:04:05Z"
)

// Default fields: seed 001 for a node, seed 002's sample for the list, Meta
// OpenAPI v23.0 for partners and businesses.
var (
	nodeDefaults     = named("id", "is_input_id_valid")
	listDefaults     = named("phone_number", "code_verification_status", "verification_expiry_time", "id")
	businessDefaults = named("id", "name")

	// openAPIDefaults are those of the list in Meta OpenAPI v23.0; sdkDefaults
	// are what the SDKs' class for the node has, the default of the observed
	// dialect.
	openAPIDefaults = named("id", "display_phone_number", "verification_status")
	sdkDefaults     = named("id", "phone_number", "code_verification_status", "code_verification_time",
		"verification_expiry_time", "owner_business")
)

func named(names ...string) (fields []field) {
	for _, name := range names {
		fields = append(fields, field{name: name})
	}
	return fields
}

// reader reads the fields of nodes within one transaction.
type reader struct {
	call *trip.Call
	tx   *store.Tx
	unix bool // the verification times are those of Meta's v25 pages
	// edge reads a list that a field names; a failure of it is left in err.
	edge func(node string, f field) any
	err  error
}

// read runs f in one transaction and returns what it has read.
func read(c *trip.Call, f func(*reader) (wire.Object, error)) (any, error) {
	return trip.In(c, func(tx *store.Tx) (wire.Object, error) {
		r := &reader{call: c, tx: tx, unix: c.Rules().Switches.Timestamps == "unix"}
		r.edge = r.expand
		out, err := f(r)
		return out, cmp.Or(err, r.err)
	})
}

// getter reads one field; nil leaves the member out, as Meta does with a field
// without a value.
type getter[T any] func(r *reader, v T, f field) any

// numberFields are the fields of a pre-verified number in both of Meta's
// vocabularies: seed 001 and 002, Meta OpenAPI v23.0, and the SDKs'
// owner_business. Known fields for which a world has no value are left out.
var numberFields = unset(map[string]getter[sim.Number]{
	"id":                       func(_ *reader, n sim.Number, _ field) any { return n.ID },
	"is_input_id_valid":        func(*reader, sim.Number, field) any { return true },
	"phone_number":             displayPhone,
	"display_phone_number":     displayPhone,
	"country_prefix":           func(_ *reader, n sim.Number, _ field) any { return n.CountryPrefix },
	"country_code":             func(_ *reader, n sim.Number, _ field) any { return orNone(n.Region) },
	"code_verification_status": func(_ *reader, n sim.Number, _ field) any { return string(n.Status) },
	"verification_status":      func(_ *reader, n sim.Number, _ field) any { return toOpenAPI[n.Status] },
	"availability_status":      func(_ *reader, n sim.Number, _ field) any { return string(n.Availability) },
	"code_verification_time":   func(r *reader, n sim.Number, _ field) any { return r.verified(n.VerifiedAt.Time) },
	"verification_expiry_time": func(r *reader, n sim.Number, _ field) any { return r.verified(n.ExpiresAt.Time) },
	"created_time":             func(_ *reader, n sim.Number, _ field) any { return stamp(n.CreatedAt.Time, zuluTime) },
	"last_updated":             func(_ *reader, n sim.Number, _ field) any { return stamp(n.UpdatedAt.Time, zuluTime) },
	"owner_business":           func(r *reader, n sim.Number, f field) any { return r.business(n.OwnerBusinessID, f) },
	"partners":                 func(r *reader, n sim.Number, f field) any { return r.edge(n.ID, f) },
}, "error_msg region supported_features")

// businessFields are the fields of a business and of the partners edge: Meta
// OpenAPI v23.0, and the names that the SDKs' class for a business has.
var businessFields = unset(map[string]getter[sim.Business]{
	"id":                  func(_ *reader, b sim.Business, _ field) any { return b.ID },
	"name":                func(_ *reader, b sim.Business, _ field) any { return b.Name },
	"created_time":        func(_ *reader, b sim.Business, _ field) any { return stamp(b.CreatedAt, zuluTime) },
	"preverified_numbers": func(r *reader, b sim.Business, f field) any { return r.edge(b.ID, f) },
}, "block_offline_analytics created_by collaborative_ads_managed_partner_business_info"+
	" collaborative_ads_managed_partner_eligibility collaborative_ads_partner_premium_options"+
	" extended_updated_time is_hidden is_instagram_enabled_in_fb_analytics link payment_account_id primary_page"+
	" profile_picture_uri timezone_id two_factor_type updated_by updated_time user_access_expire_time"+
	" verification_status vertical vertical_id whatsapp_business_manager_messaging_limit")

// unset adds the names of fields that are known and have no value in a world.
func unset[T any](fields map[string]getter[T], names string) map[string]getter[T] {
	for name := range strings.FieldsSeq(names) {
		fields[name] = func(*reader, T, field) any { return nil }
	}
	return fields
}

func displayPhone(_ *reader, n sim.Number, _ field) any { return n.Phone().Display() }

// business is the owner of an object, as a field shows it.
func (r *reader) business(id string, f field) any {
	owner := sim.Business{ID: id, Name: r.tx.BusinessName(id)}
	return project(r, owner, orElse(f.sub, businessDefaults), businessFields)
}

func orNone(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// verified is a time of the verification.
func (r *reader) verified(t time.Time) any {
	if r.unix && !t.IsZero() {
		return t.Unix()
	}
	return stamp(t, offsetTime)
}

func stamp(t time.Time, form string) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(form)
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
func project[T any](r *reader, v T, fields []field, getters map[string]getter[T]) wire.Object {
	out := make(wire.Object, 0, len(fields)+1)
	id := false
	for _, f := range fields {
		if value := getters[f.name](r, v, f); value != nil {
			out = append(out, wire.Member{Name: f.name, Value: value})
		}
		id = id || f.name == "id"
	}
	if !id {
		out = append(out, wire.Member{Name: "id", Value: getters["id"](r, v, field{})})
	}
	return out
}

// members leaves of an object the members that the field names in braces, if any.
func (f field) members(o wire.Object) wire.Object {
	return slices.DeleteFunc(o, func(m wire.Member) bool {
		return len(f.sub) > 0 && !slices.ContainsFunc(f.sub, func(asked field) bool { return asked.name == m.Name })
	})
}

const fieldsUnavailable sim.ErrorCode = "fields_unavailable"

// Classes of nodes, as refusals name them.
const (
	numberClass   = "WhatsAppBusinessPreVerifiedPhoneNumber"
	businessClass = "Business"
	wabaClass     = "WhatsAppBusinessAccount"
	phoneClass    = "WhatsAppBusinessPhoneNumber"
	appClass      = "Application"
	userClass     = "User"
	creditClass   = "ExtendedCredit"
)

// Classes of the objects without an id that a phone number has.
const (
	scoreClass      = "WhatsAppPhoneQualityScore"
	throughputClass = "WhatsAppPhoneThroughput"
	callbacksClass  = "WhatsAppPhoneWebhookConfiguration"
)

// fieldNames are the fields that nodes of a class have, in alphabetical order.
var fieldNames = map[string][]string{
	numberClass: namesOf(numberFields), businessClass: namesOf(businessFields), wabaClass: namesOf(wabaFields),
	phoneClass: namesOf(phoneFields), appClass: namesOf(appFields), userClass: namesOf(userFields), creditClass: namesOf(creditFields),
	scoreClass: {"score"}, throughputClass: {"level"}, callbacksClass: {"phone_number", "whatsapp_business_account", "application"},
}

func namesOf[T any](getters map[string]getter[T]) []string {
	return slices.Sorted(maps.Keys(getters))
}

// classWithin is the class of the nodes or the object behind a field; other fields have none.
var classWithin = map[string]string{
	"on_behalf_of_business_info": businessClass, "business": businessClass, "phone_numbers": phoneClass, "subscribed_apps": appClass, "owner_business_info": businessClass, "owner_business": businessClass, "partners": businessClass, "preverified_numbers": numberClass,
	"quality_score": scoreClass, "throughput": throughputClass, "webhook_configuration": callbacksClass,
}

// fieldsOf reads the fields parameter for nodes of a class, or gives the defaults.
// It comes as a comma list, as a JSON array of such lists, or as fields[]. Blanks
// and repetitions are forgiven; a name the node does not have is refused.
func fieldsOf(c *trip.Call, class string, defaults []field) ([]field, error) {
	text, _ := c.Params.Text("fields")
	asked, rest := parseFields(commaList(text), 0)
	if rest != "" {
		return nil, &sim.Error{Code: fieldsUnavailable, Field: rest}
	}
	return orElse(asked, defaults), known(asked, class, true)
}

// commaList turns a JSON array of texts into a comma list; any other text is one.
func commaList(text string) string {
	var list []string
	if strings.HasPrefix(strings.TrimSpace(text), "[") && json.Unmarshal([]byte(text), &list) == nil {
		return strings.Join(list, ",")
	}
	return text
}

// known refuses fields that nodes of the class do not have. The numbers of a business
// can be read at the top level only: nested, a short request would read all of them
// many times.
func known(fields []field, class string, top bool) error {
	for _, f := range fields {
		if !slices.Contains(fieldNames[class], f.name) || f.name == "preverified_numbers" && !top {
			return &sim.Error{Code: fieldsUnavailable, Field: f.name, Object: class}
		}
		within, deeper := classWithin[f.name]
		switch {
		case !deeper && len(f.sub) > 0:
			return &sim.Error{Code: fieldsUnavailable, Field: f.sub[0].name, Object: class}
		case deeper:
			if err := known(f.sub, within, false); err != nil {
				return err
			}
		}
	}
	return nil
}
