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
