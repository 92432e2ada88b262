package sim

import (
	"reflect"
	"strings"
	"time"
)

// Switches choose among behaviours where sources contradict each other or are
// silent. Left out, each has its first value.
type Switches struct {
	// ListDefault are the fields of Meta's list when none are asked for: seed
	// (the default) or openapi.
	ListDefault string `yaml:"list_default,omitempty" json:"list_default,omitempty" jsonschema:"enum=seed,enum=openapi"`
	// Timestamps is how Meta writes when a number was verified and when that
	// ends: iso (the default) or unix seconds.
	Timestamps string `yaml:"timestamps,omitempty" json:"timestamps,omitempty" jsonschema:"enum=iso,enum=unix"`
	// MetaErrors is what 360dialog makes of Meta's failures on add and delete:
	// split (the default: 400 for a refusal, 502 for what may pass) or bad_gateway
	// (502 for both).
	MetaErrors string `yaml:"meta_errors,omitempty" json:"meta_errors,omitempty" jsonschema:"enum=split,enum=bad_gateway"`
	// OTPOutage is what 360dialog answers when Meta fails behind request-otp and
	// verify-otp: bad_request (the default: seed 000 lists no 5xx there) or
	// bad_gateway (502, which departs from seed 000).
	OTPOutage string `yaml:"otp_outage,omitempty" json:"otp_outage,omitempty" jsonschema:"enum=bad_request,enum=bad_gateway"`
	// ForeignPartner is what 360dialog answers to a credential of another
	// partner: forbidden (the default) or not_found.
	ForeignPartner string `yaml:"foreign_partner,omitempty" json:"foreign_partner,omitempty" jsonschema:"enum=forbidden,enum=not_found"`
	// Claimed is what becomes of a pre-verified number that a customer takes:
	// replaced (the default: it is gone, and a number on the WABA has its place) or
	// in_use (it stays listed beside that).
	Claimed string `yaml:"claimed,omitempty" json:"claimed,omitempty" jsonschema:"enum=replaced,enum=in_use"`
	// Offer is which of the numbers that its page names a signup offers: first (the
	// default) or all.
	Offer string `yaml:"offer,omitempty" json:"offer,omitempty" jsonschema:"enum=first,enum=all"`
	// Signup is how a signup tells its page that it has ended. Without a browser, a
	// message that is lost is in no answer of the control API, and one that comes after
	// the callback is not in the one that ends the signup.
	Signup SignupSwitches `yaml:"signup,omitempty" json:"signup,omitzero"`
	// RegisterWithin is how long a claimed number may wait for its registration
	// before it is no longer verified. Left out, 90d.
	RegisterWithin *Duration `yaml:"register_within,omitempty" json:"register_within,omitempty" needs:"longer than 0s"`
	// Late is what helps a number that waited too long: otp (the default: a code on
	// its new id) or resignup (another signup of the customer).
	Late string `yaml:"late,omitempty" json:"late,omitempty" jsonschema:"enum=otp,enum=resignup"`
	// OverrideRequires is what an override of the callback URL needs first: waba
	// (the default: the app's subscription to the WABA), app (a webhook of the app)
	// or both.
	OverrideRequires string `yaml:"override_requires,omitempty" json:"override_requires,omitempty" jsonschema:"enum=waba,enum=app,enum=both"`
	// SubscribeEcho answers a subscription with the subscribed apps.
	SubscribeEcho bool `yaml:"subscribe_echo,omitempty" json:"subscribe_echo,omitempty"`
	// Callback is which URLs clients may have called: https (the default) or any.
	Callback string `yaml:"callback,omitempty" json:"callback,omitempty" jsonschema:"enum=https,enum=any"`
	// EntryID is the id of a webhook's entry about a partner: business (the default:
	// the partner's) or waba.
	EntryID string `yaml:"entry_id,omitempty" json:"entry_id,omitempty" jsonschema:"enum=business,enum=waba"`
	// WebhookRetry is how long a webhook is tried that the app does not take: 7d (the
	// default) or 36h.
	WebhookRetry string `yaml:"webhook_retry,omitempty" json:"webhook_retry,omitempty" jsonschema:"enum=7d,enum=36h"`
	// BusinessToken is how long the token of an exchange lives: never_expires (the
	// default) or 60d.
	BusinessToken string `yaml:"business_token,omitempty" json:"business_token,omitempty" jsonschema:"enum=never_expires,enum=60d"`
	// SharedWith is what a business may do with a number that another shares with
	// it: read_only (the default) or may_verify, which lets it ask for codes and
	// enter them.
	SharedWith string `yaml:"shared_with,omitempty" json:"shared_with,omitempty" jsonschema:"enum=read_only,enum=may_verify"`
	// Reshare is whether such a business may share the number with others: refused
	// (the default) or allowed.
	Reshare string `yaml:"reshare,omitempty" json:"reshare,omitempty" jsonschema:"enum=refused,enum=allowed"`
	// ShareExpired is whether an EXPIRED number may be shared: allowed (the default)
	// or refused.
	ShareExpired string `yaml:"share_expired,omitempty" json:"share_expired,omitempty" jsonschema:"enum=allowed,enum=refused"`
}

// RegisterFor is how long a claimed number may wait for its registration: 90 days
// unless the switch says otherwise (Meta's guide on pre-verified numbers).
func (s Switches) RegisterFor() time.Duration {
	if s.RegisterWithin != nil {
		return time.Duration(*s.RegisterWithin)
	}
	return 90 * 24 * time.Hour
}

// RetryFor is how long a webhook is tried, from the event on.
func (s Switches) RetryFor() time.Duration {
	if s.WebhookRetry == "36h" {
		return 36 * time.Hour
	}
	return 7 * 24 * time.Hour
}

// SignupSwitches choose what the page that opened the window of Embedded Signup is
// told, and when.
type SignupSwitches struct {
	// Order is message_first (the default: the window's message, then the callback of
	// the SDK) or callback_first.
	Order string `yaml:"order,omitempty" json:"order,omitempty" jsonschema:"enum=message_first,enum=callback_first"`
	// Message is whether the message comes once (the default), is lost, or comes twice.
	Message string `yaml:"message,omitempty" json:"message,omitempty" jsonschema:"enum=once,enum=lost,enum=twice"`
}

// Words are the words that a member of a struct may be, by its tag jsonschema; nil for
// a member that may be any text.
func Words(tag reflect.StructTag) (words []string) {
	for part := range strings.SplitSeq(tag.Get("jsonschema"), ",") {
		if word, ok := strings.CutPrefix(part, "enum="); ok {
			words = append(words, word)
		}
	}
	return words
}

// Switch tells about one choice a scenario has, and where its values come from.
type Switch struct {
	Name   string        `json:"name"`   // its path in a scenario file
	Values []SwitchValue `json:"values"` // the default first
}

// SwitchValue is one value of a switch with its provenance: source is one of
// the catalogue's words (seed, openapi, docs, observed, inferred), where says
// where it is from.
type SwitchValue struct {
	Value  string `json:"value"`
	Source string `json:"source"`
	Where  string `json:"where"`
}

// AllSwitches lists every choice between vendor behaviours a scenario has.
var AllSwitches = []Switch{
	{"dialect", []SwitchValue{
		{"documented", "openapi", "statuses and codes of the seeds and of Meta OpenAPI v23.0"},
		{"observed", "observed", "public captures of graph.facebook.com; each failure says which"},
	}},
	{"profile", []SwitchValue{
		{"reference", "seed", "seed 002: VERIFIED for 14 days"},
		{"embedded-signup", "docs", "Meta's guide on pre-verified numbers: 90 days, window of 45, removal after 90"},
	}},
	{"pool_sync", []SwitchValue{
		{"0s", "inferred", "when 360dialog learns of a change at Meta is unknown; at once is the simplest"},
		{"a duration", "inferred", "seed 000's filter text implies that the stored status may lag behind"},
	}},
	{"cleanup", []SwitchValue{
		{"true", "inferred", "a retry would otherwise be refused by Meta"},
		{"false", "inferred", "whether 360dialog takes a number back is unknown"},
	}},
	{"switches.list_default", []SwitchValue{
		{"seed", "seed", "seed 002's sample response"},
		{"openapi", "openapi", "Meta OpenAPI v23.0: id, display_phone_number, verification_status"},
	}},
	{"switches.timestamps", []SwitchValue{
		{"iso", "seed", "seed 002: 2023-04-14T22:12:31+0000"},
		{"unix", "docs", "Meta's reference pages for v25.0: Unix seconds"},
	}},
	{"switches.meta_errors", []SwitchValue{
		{"split", "inferred", "seed 000 has 400 and 502 on add and delete and does not say which covers what"},
		{"bad_gateway", "inferred", "the other reading of seed 000"},
	}},
	{"switches.otp_outage", []SwitchValue{
		{"bad_request", "seed", "seed 000 lists 400 and 404 alone on the code operations"},
		{"bad_gateway", "inferred", "departs from seed 000, as services behind a gateway do"},
	}},
	{"switches.foreign_partner", []SwitchValue{
		{"forbidden", "inferred", "the usual answer; seed 000 names none"},
		{"not_found", "inferred", "does not tell whether the partner exists"},
	}},
	{"switches.claimed", []SwitchValue{
		{"replaced", "docs", "Meta's guide on pre-verified numbers: a phone number with a new id replaces the temporary object"},
		{"in_use", "inferred", "IN_USE of Meta OpenAPI v23.0; when Meta shows it is unknown"},
	}},
	{"switches.offer", []SwitchValue{
		{"first", "docs", "Meta's page on pre-filling: only the first number is shown"},
		{"all", "docs", "Meta's guide on pre-verified numbers: all are displayed"},
	}},
	{"switches.signup.order", []SwitchValue{
		{"message_first", "inferred", "the order of message and callback is nowhere promised"},
		{"callback_first", "observed", "Meta's sample app takes them in either order"},
	}},
	{"switches.signup.message", []SwitchValue{
		{"once", "docs", "Meta's page on implementing Embedded Signup"},
		{"lost", "docs", "Meta's page on managing accounts says what to do when no message came"},
		{"twice", "inferred", "a client should act once whatever comes"},
	}},
	{"switches.register_within", []SwitchValue{
		{"90d", "docs", "Meta's guide on pre-verified numbers"},
		{"a duration", "docs", "Meta's page on client phone numbers: 14 days"},
	}},
	{"switches.late", []SwitchValue{
		{"otp", "docs", "Meta's guide on pre-verified numbers: verify the new number with a code"},
		{"resignup", "docs", "Meta's page on client phone numbers: the signup must be repeated"},
	}},
	{"switches.override_requires", []SwitchValue{
		{"waba", "docs", "Meta's page on webhook overrides"},
		{"app", "observed", "two public clients subscribe the app only"},
		{"both", "inferred", "both readings"},
	}},
	{"switches.subscribe_echo", []SwitchValue{
		{"false", "docs", "Meta's page on webhook overrides: success alone"},
		{"true", "openapi", "Meta OpenAPI v23.0: data beside success"},
	}},
	{"switches.callback", []SwitchValue{
		{"https", "openapi", "Meta OpenAPI v23.0, 400 of subscribing"},
		{"any", "inferred", "for receivers without a certificate; Meta takes https alone"},
	}},
	{"switches.entry_id", []SwitchValue{
		{"business", "docs", "every example of Meta's page on account_update, and one capture"},
		{"waba", "docs", "the syntax block of the same page"},
	}},
	{"switches.webhook_retry", []SwitchValue{
		{"7d", "docs", "Meta's overview of WhatsApp webhooks"},
		{"36h", "docs", "Meta's page on webhooks"},
	}},
	{"switches.business_token", []SwitchValue{
		{"never_expires", "docs", "Meta's page on onboarding: no expires_in"},
		{"60d", "docs", "Meta's Embedded Signup page names a login configuration for 60-day tokens"},
	}},
	{"switches.shared_with", []SwitchValue{
		{"read_only", "openapi", "Meta OpenAPI v23.0, 403 of request_code: App does not have access to the business that owns this phone number"},
		{"may_verify", "inferred", "seed 004's examples speak of partners that use a shared number; none shows one that verifies it"},
	}},
	{"switches.reshare", []SwitchValue{
		{"refused", "inferred", "whether a business may pass a shared number on is unknown; the owner's right is certain"},
		{"allowed", "seed", "seed 004: the business owns or has sharing rights"},
	}},
	{"switches.share_expired", []SwitchValue{
		{"allowed", "inferred", "no source forbids sharing an expired number"},
		{"refused", "inferred", "seed 004's 422 speaks of numbers that cannot be shared in their current status"},
	}},
}
