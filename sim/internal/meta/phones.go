package meta

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// phoneDefaults are the union of what Meta's pages show for the node and for the
// list of a WABA, which contradict each other: a superset breaks no client.
var phoneDefaults = named("verified_name", "code_verification_status", "display_phone_number", "quality_rating", "status",
	"platform_type", "throughput", "last_onboarded_time", "webhook_configuration", "id")

// listed is a number on a WABA as a list shows it, whose words are other than the
// node's.
type listed struct {
	sim.WABANumber
	inList bool
}

// phoneFields are the fields of a phone number in Meta OpenAPI v23.0, under both
// of its names, in Meta's older reference and in what clients ask for.
var phoneFields = unset(map[string]getter[listed]{
	"id":                       func(_ *reader, n listed, _ field) any { return n.ID },
	"display_phone_number":     func(_ *reader, n listed, _ field) any { return n.DisplayPhoneNumber },
	"verified_name":            func(_ *reader, n listed, _ field) any { return orNone(n.VerifiedName) },
	"status":                   func(r *reader, n listed, _ field) any { return n.statusWord(r.call.Dialect) },
	"code_verification_status": func(r *reader, n listed, _ field) any { return n.verificationWord(r.call.Dialect) },
	"quality_rating":           func(r *reader, n listed, _ field) any { return n.qualityWord(r.call.Dialect) },
	"name_status":              func(_ *reader, n listed, _ field) any { return n.NameStatus },
	"account_mode":             func(*reader, listed, field) any { return "LIVE" },
	"host_platform":            registeredOr("CLOUD_API", "NOT_APPLICABLE"),
	"platform_type":            registeredOr("CLOUD_API", "NOT_APPLICABLE"),
	"is_pin_enabled":           func(_ *reader, n listed, _ field) any { return n.PIN != "" },
	"throughput": func(r *reader, n listed, f field) any {
		return f.members(wire.Object{{Name: "level", Value: registeredOr("STANDARD", "NOT_APPLICABLE")(r, n, f)}})
	},
	"last_onboarded_time":          func(_ *reader, n listed, _ field) any { return stamp(n.OnboardedAt.Time, offsetTime) },
	"unified_cert_status":          registeredOr("APPROVED", "NAME_PENDING_REVIEW"),
	"messaging_limit_tier":         func(_ *reader, n listed, _ field) any { return n.Tier },
	"webhook_configuration":        webhookOf,
	"country_code":                 func(_ *reader, n listed, _ field) any { return orNone(n.Region) },
	"country_dial_code":            func(_ *reader, n listed, _ field) any { return strconv.Itoa(n.CountryPrefix) },
	"is_official_business_account": func(*reader, listed, field) any { return false },
	"is_on_biz_app":                func(*reader, listed, field) any { return false },
	"is_preverified_number":        func(_ *reader, n listed, _ field) any { return n.PreverifiedID != "" },
	"quality_score": func(_ *reader, n listed, f field) any {
		return f.members(wire.Object{{Name: "score", Value: cmp.Or(n.Quality, "UNKNOWN")}})
	},
	"whatsapp_business_manager_messaging_limit": func(_ *reader, n listed, _ field) any { return n.Tier },
}, "username certificate new_name_status search_visibility health_status conversational_automation"+
	" eligibility_for_api_business_global_search")

// statusWord is CONNECTED once the number is registered; Meta OpenAPI v23.0 lists
// it as LINKED.
func (n listed) statusWord(d sim.Dialect) string {
	words := []string{"PENDING", "CONNECTED", "DISCONNECTED"}
	if n.inList && d != sim.Observed {
		words = []string{"PENDING", "LINKED", "UNLINKED"}
	}
	switch {
	case n.Registered:
		return words[1]
	case n.RegisteredAt.IsZero():
		return words[0]
	default:
		return words[2]
	}
}

// verificationWord is VERIFIED, or one of three words for not verified: the node's,
// the list's, and the observed one of a number whose window has ended.
func (n listed) verificationWord(d sim.Dialect) string {
	switch {
	case n.Verified:
		return "VERIFIED"
	case d == sim.Observed && !n.VerifiedAt.IsZero():
		return "EXPIRED"
	case d == sim.Observed || n.inList:
		return "NOT_VERIFIED"
	default:
		return "UNVERIFIED"
	}
}

func (n listed) qualityWord(d sim.Dialect) string {
	if n.inList || d == sim.Observed {
		return cmp.Or(n.Quality, "UNKNOWN")
	}
	return cmp.Or(n.Quality, "NA")
}

// registeredOr is a word for a number that is registered, and one for any other.
func registeredOr(registered, other string) getter[listed] {
	return func(_ *reader, n listed, _ field) any {
		if n.Registered {
			return registered
		}
		return other
	}
}

// webhookOf are the callbacks that apply to the number: the app's own and its
// override for the WABA.
func webhookOf(r *reader, n listed, f field) any {
	out := wire.Object{}
	if w, err := r.tx.WABA(n.WABA, r.call.Token); err == nil {
		for _, s := range w.SubscribedApps {
			if s.App == r.call.Token.App && s.OverrideURI != "" {
				out = append(out, wire.Member{Name: "whatsapp_business_account", Value: s.OverrideURI})
			}
		}
	}
	if app, err := r.tx.App(r.call.Token.App); err == nil && app.Webhook != nil {
		out = append(out, wire.Member{Name: "application", Value: app.Webhook.URL})
	}
	if out = f.members(out); len(out) == 0 {
		return nil
	}
	return out
}

var getPhone = getNode(phoneClass, phoneDefaults, func(tx *store.Tx, id string, actor sim.Token) (listed, error) {
	n, err := tx.WABANumber(id, actor)
	return listed{WABANumber: n}, err
}, phoneFields)

// The changes to a phone number.
var (
	registerPhone = changes(func(c *trip.Call, tx *store.Tx) error {
		return tx.Register(c.Node, c.Token, arg(c, "pin"), c.Dialect == sim.Observed)
	})
	deregisterPhone  = changes(func(c *trip.Call, tx *store.Tx) error { return tx.Deregister(c.Node, c.Token) })
	requestPhoneCode = changes(func(c *trip.Call, tx *store.Tx) error {
		return tx.RequestPhoneCode(c.Node, c.Token, arg(c, "code_method"), arg(c, "language"), c.Delivery)
	})
	verifyPhoneCode = reads(func(r *reader) (wire.Object, error) {
		c := r.call
		if err := r.tx.VerifyPhoneCode(c.Node, c.Token, arg(c, "code")); err != nil {
			return nil, err
		}
		c.NumberStatus = sim.Verified
		if c.Dialect == sim.Observed { // Meta's page on registering shows no id
			return success, nil
		}
		return success.With("id", c.Node), nil
	})
)

// addWABANumber puts a number on a WABA, or claims one of a pool for it.
func addWABANumber(c *trip.Call) (any, error) {
	name, preverified := arg(c, "verified_name"), arg(c, "preverified_id")
	if strings.Trim(preverified, "0123456789") != "" {
		return nil, &sim.Error{Code: "invalid_preverified_id", Field: "preverified_id"}
	}
	phone, err := phoneOf(arg(c, "phone_number"), arg(c, "cc"))
	if err != nil {
		return nil, err
	}
	return read(c, func(r *reader) (wire.Object, error) {
		n, err := r.tx.AddWABANumber(c.Node, c.Token, preverified, phone, name)
		return wire.Object{{Name: "id", Value: n.ID}}, err
	})
}

// phoneOf reads a number with its calling code, or without, beside that.
func phoneOf(text, code string) (sim.Phone, error) {
	digits := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(strings.TrimPrefix(text, "+"))
	if !e164().MatchString(digits) {
		return sim.Phone{}, &sim.Error{Code: wabaPhoneFormat, Field: "phone_number"}
	}
	if code != "" && !strings.HasPrefix(digits, code) {
		digits = code + digits
	}
	phone, err := sim.ParsePhone(digits)
	if err != nil {
		return sim.Phone{}, &sim.Error{Code: sim.WABAPhoneInvalid, Field: "phone_number"}
	}
	return phone, nil
}

// filterable are the fields that a list of numbers can be filtered by.
var filterable = []string{"account_mode", "messaging_limit_tier", "is_official_business_account"}

// wabaNumbers lists the numbers of a WABA. Its filters are filtering, a JSON list of
// conditions (Meta OpenAPI v23.0), and display_phone_number by its digits (Meta's guide
// on pre-verified numbers).
func (r *reader) wabaNumbers(e edge, fields []field) (wire.Object, error) {
	type condition struct {
		Field, Operator string
		Value           any
	}
	var conditions []condition
	if text, ok := e.params.Text("filtering"); ok && json.Unmarshal([]byte(text), &conditions) != nil {
		return nil, &sim.Error{Code: "invalid_filtering"}
	}
	if slices.ContainsFunc(conditions, func(c condition) bool { return !slices.Contains(filterable, c.Field) || c.Operator != "EQUAL" }) {
		return nil, &sim.Error{Code: invalidParameter, Field: "filtering", Rule: "EQUAL, on account_mode, messaging_limit_tier or is_official_business_account"}
	}
	all, err := r.tx.WABANumbers(e.node, r.call.Token)
	if err != nil {
		return nil, err
	}
	display, byDigits := e.params.Text("display_phone_number")
	var shown []listed
	for _, number := range all {
		n := listed{number, true}
		differs := func(c condition) bool { return fmt.Sprint(phoneFields[c.Field](r, n, field{})) != fmt.Sprint(c.Value) }
		if (!byDigits || sim.MSISDN(display) == n.PhoneNumber) && !slices.ContainsFunc(conditions, differs) {
			shown = append(shown, n)
		}
	}
	if strings.HasSuffix(e.text("sort"), ".desc") {
		slices.Reverse(shown)
	}
	return page(r, e, shown, fields, phoneFields)
}

// page cuts a list by the cursors and the limit of an edge, and reads its items. It
// returns [sim.InvalidCursor] for a cursor that points at nothing in the list.
func page[T any](r *reader, e edge, all []T, fields []field, getters map[string]getter[T]) (wire.Object, error) {
	limit, after, before, err := e.cut()
	if err != nil {
		return nil, err
	}
	from, to := 0, len(all)
	if mark := cmp.Or(after, before); mark != "" {
		at := slices.IndexFunc(all, func(v T) bool { return getters["id"](r, v, field{}) == mark })
		switch {
		case at < 0:
			return nil, &sim.Error{Code: sim.InvalidCursor}
		case after != "":
			from = at + 1
		default:
			from, to = max(0, at-limit), at
		}
	}
	to = min(to, from+limit)
	data := make([]wire.Object, 0, to-from)
	for _, v := range all[from:to] {
		data = append(data, project(r, v, fields, getters))
	}
	return e.listing(data, from > 0, to < len(all), func() int { return len(all) }), nil
}
