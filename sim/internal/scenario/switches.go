package scenario

import "github.com/preverified-sim/preverified-sim/sim/internal/world"

// Switches choose among behaviours where sources contradict each other or are
// silent. Left out, each has its first value.
type Switches struct {
	// ListDefault are the fields of Meta's list when none are asked for: seed
	// (the default) or openapi.
	ListDefault string `yaml:"list_default,omitempty" json:"list_default,omitempty" jsonschema:"enum=seed,enum=openapi"`
	// Timestamps is how Meta writes when a number was verified and when that
	// ends: iso (the default) or unix seconds.
	Timestamps string `yaml:"timestamps,omitempty" json:"timestamps,omitempty" jsonschema:"enum=iso,enum=unix"`
	// MetaErrors is what 360dialog makes of a number that Meta refuses on add:
	// split (the default: 400 for a refusal, 502 for a failure) or bad_gateway
	// (502 for both).
	MetaErrors string `yaml:"meta_errors,omitempty" json:"meta_errors,omitempty" jsonschema:"enum=split,enum=bad_gateway"`
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

// AllSwitches lists every choice between vendor behaviours a scenario has.
func AllSwitches() []Switch {
	return []Switch{
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
			{"split", "inferred", "seed 000 has 400 and 502 on add and does not say which covers what"},
			{"bad_gateway", "inferred", "the other reading of seed 000"},
		}},
		{"switches.foreign_partner", []SwitchValue{
			{"forbidden", "inferred", "the usual answer; seed 000 names none"},
			{"not_found", "inferred", "does not tell whether the partner exists"},
		}},
	}
}

func (f *File) settings() world.Settings {
	s := f.Switches
	return world.Settings{
		KeepOrphans: !f.CleansUp(),
		OpenAPIList: s.ListDefault == "openapi",
		UnixTimes:   s.Timestamps == "unix",
		BadGateway:  s.MetaErrors == "bad_gateway",
		HideForeign: s.ForeignPartner == "not_found",
	}
}
