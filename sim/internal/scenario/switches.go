package scenario

import (
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// AllSwitches lists every choice between vendor behaviours a scenario has.
func AllSwitches() []sim.Switch {
	return []sim.Switch{
		{Name: "dialect", Values: []sim.SwitchValue{
			{Value: "documented", Source: "openapi", Where: "statuses and codes of the seeds and of Meta OpenAPI v23.0"},
			{Value: "observed", Source: "observed", Where: "public captures of graph.facebook.com; each failure says which"},
		}},
		{Name: "profile", Values: []sim.SwitchValue{
			{Value: "reference", Source: "seed", Where: "seed 002: VERIFIED for 14 days"},
			{Value: "embedded-signup", Source: "docs", Where: "Meta's guide on pre-verified numbers: 90 days, window of 45, removal after 90"},
		}},
		{Name: "pool_sync", Values: []sim.SwitchValue{
			{Value: "0s", Source: "inferred", Where: "when 360dialog learns of a change at Meta is unknown; at once is the simplest"},
			{Value: "a duration", Source: "inferred", Where: "seed 000's filter text implies that the stored status may lag behind"},
		}},
		{Name: "cleanup", Values: []sim.SwitchValue{
			{Value: "true", Source: "inferred", Where: "a retry would otherwise be refused by Meta"},
			{Value: "false", Source: "inferred", Where: "whether 360dialog takes a number back is unknown"},
		}},
		{Name: "switches.list_default", Values: []sim.SwitchValue{
			{Value: "seed", Source: "seed", Where: "seed 002's sample response"},
			{Value: "openapi", Source: "openapi", Where: "Meta OpenAPI v23.0: id, display_phone_number, verification_status"},
		}},
		{Name: "switches.timestamps", Values: []sim.SwitchValue{
			{Value: "iso", Source: "seed", Where: "seed 002: 2023-04-14T22:12:31+0000"},
			{Value: "unix", Source: "docs", Where: "Meta's reference pages for v25.0: Unix seconds"},
		}},
		{Name: "switches.meta_errors", Values: []sim.SwitchValue{
			{Value: "split", Source: "inferred", Where: "seed 000 has 400 and 502 on add and delete and does not say which covers what"},
			{Value: "bad_gateway", Source: "inferred", Where: "the other reading of seed 000"},
		}},
		{Name: "switches.otp_outage", Values: []sim.SwitchValue{
			{Value: "bad_request", Source: "seed", Where: "seed 000 lists 400 and 404 alone on the code operations"},
			{Value: "bad_gateway", Source: "inferred", Where: "departs from seed 000, as services behind a gateway do"},
		}},
		{Name: "switches.foreign_partner", Values: []sim.SwitchValue{
			{Value: "forbidden", Source: "inferred", Where: "the usual answer; seed 000 names none"},
			{Value: "not_found", Source: "inferred", Where: "does not tell whether the partner exists"},
		}},
		{Name: "switches.claimed", Values: []sim.SwitchValue{
			{Value: "replaced", Source: "docs", Where: "Meta's guide on pre-verified numbers: a phone number with a new id replaces the temporary object"},
			{Value: "in_use", Source: "inferred", Where: "IN_USE of Meta OpenAPI v23.0; when Meta shows it is unknown"},
		}},
		{Name: "switches.offer", Values: []sim.SwitchValue{
			{Value: "first", Source: "docs", Where: "Meta's page on pre-filling: only the first number is shown"},
			{Value: "all", Source: "docs", Where: "Meta's guide on pre-verified numbers: all are displayed"},
		}},
		{Name: "switches.register_within", Values: []sim.SwitchValue{
			{Value: "90d", Source: "docs", Where: "Meta's guide on pre-verified numbers"},
			{Value: "a duration", Source: "docs", Where: "Meta's page on client phone numbers: 14 days"},
		}},
		{Name: "switches.late", Values: []sim.SwitchValue{
			{Value: "otp", Source: "docs", Where: "Meta's guide on pre-verified numbers: verify the new number with a code"},
			{Value: "resignup", Source: "docs", Where: "Meta's page on client phone numbers: the signup must be repeated"},
		}},
		{Name: "switches.override_requires", Values: []sim.SwitchValue{
			{Value: "waba", Source: "docs", Where: "Meta's page on webhook overrides"},
			{Value: "app", Source: "observed", Where: "two public clients subscribe the app only"},
			{Value: "both", Source: "inferred", Where: "both readings"},
		}},
		{Name: "switches.subscribe_echo", Values: []sim.SwitchValue{
			{Value: "false", Source: "docs", Where: "Meta's page on webhook overrides: success alone"},
			{Value: "true", Source: "openapi", Where: "Meta OpenAPI v23.0: data beside success"},
		}},
		{Name: "switches.callback", Values: []sim.SwitchValue{
			{Value: "https", Source: "openapi", Where: "Meta OpenAPI v23.0, 400 of subscribing"},
			{Value: "any", Source: "inferred", Where: "for receivers without a certificate; Meta takes https alone"},
		}},
		{Name: "switches.business_token", Values: []sim.SwitchValue{
			{Value: "never_expires", Source: "docs", Where: "Meta's page on onboarding: no expires_in"},
			{Value: "60d", Source: "docs", Where: "Meta's Embedded Signup page names a login configuration for 60-day tokens"},
		}},
	}
}

// claimRules adds the choices about claimed numbers to the rules of a store.
func claimRules(s sim.Switches, r store.Rules) store.Rules {
	r.KeepClaimed, r.OfferAll, r.Resignup = s.Claimed == "in_use", s.Offer == "all", s.Late == "resignup"
	r.OverrideRequires = s.OverrideRequires
	if s.RegisterWithin != nil {
		r.RegisterWithin = *s.RegisterWithin
	}
	if s.BusinessToken == "60d" {
		r.BusinessTokenTTL = sim.Duration(60 * 24 * time.Hour)
	}
	return r
}

func settingsOf(f *sim.Scenario) world.Settings {
	s := f.Switches
	return world.Settings{
		KeepOrphans:   !CleansUp(f),
		OpenAPIList:   s.ListDefault == "openapi",
		UnixTimes:     s.Timestamps == "unix",
		BadGateway:    s.MetaErrors == "bad_gateway",
		OTPBadGateway: s.OTPOutage == "bad_gateway",
		HideForeign:   s.ForeignPartner == "not_found",
		SubscribeEcho: s.SubscribeEcho,
		AnyCallback:   s.Callback == "any",
	}
}
