package sim

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
	// RegisterWithin is how long a claimed number may wait for its registration
	// before it is no longer verified. Left out, 90d.
	RegisterWithin *Duration `yaml:"register_within,omitempty" json:"register_within,omitempty"`
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
	// BusinessToken is how long the token of an exchange lives: never_expires (the
	// default) or 60d.
	BusinessToken string `yaml:"business_token,omitempty" json:"business_token,omitempty" jsonschema:"enum=never_expires,enum=60d"`
}

// Switch tells about one choice a scenario has, and where its values come from.
type Switch struct {
	// Name is its path in a scenario file.
	Name string `json:"name"`
	// Values are what it may be, the default first.
	Values []SwitchValue `json:"values"`
}

// SwitchValue is one value of a switch with its provenance: source is one of
// the catalogue's words (seed, openapi, docs, observed, inferred), where says
// where it is from.
type SwitchValue struct {
	Value  string `json:"value"`
	Source string `json:"source"`
	Where  string `json:"where"`
}
