package sim

import "time"

// Beside the names of members, tags say what the check of a scenario asks of a text:
// form is what it must be, names the kind of thing that it makes known, refers the kind
// that it must name, needs the advice where it is missing or zero, unique that a list has nothing
// twice. A member with omitempty may be left out.

// Scenario is the start of a world, what happens in it, and what is
// expected of the client.
type Scenario struct {
	// Version of the file format. It is always 1.
	Version int `yaml:"version" json:"version" jsonschema:"enum=1"`
	// Name of the scenario: letters, digits, dot, underscore and hyphen, at most
	// 64. Left out, it is the name of the file.
	Name string `yaml:"name,omitempty" json:"name,omitempty" jsonschema:"pattern=^[A-Za-z0-9._-]{1\\,64}$" form:"name"`
	// Summary says in a sentence what the scenario is for.
	Summary string `yaml:"summary,omitempty" json:"summary,omitempty"`
	// Task of the client under test. Left out, only expect judges it.
	Task *Task `yaml:"task,omitempty" json:"task,omitempty"`
	// Seed of everything that is drawn: ids, codes, generated numbers, fault
	// dice. Left out, it is 42.
	Seed *uint64 `yaml:"seed,omitempty" json:"seed,omitempty"`
	// Clock of the world.
	Clock ScenarioClock `yaml:"clock,omitempty" json:"clock,omitzero"`
	// Dialect of Meta's answers: documented (the default) as Meta publishes
	// them, observed as graph.facebook.com is seen to send them.
	Dialect string `yaml:"dialect,omitempty" json:"dialect,omitempty" jsonschema:"enum=documented,enum=observed"`
	// Profile of rules for a number's life: reference (the default: a
	// verification lasts 14 days) or embedded-signup (90 days, may be renewed 45
	// days before its end, and a number never verified is dropped after 90).
	Profile string `yaml:"profile,omitempty" json:"profile,omitempty" jsonschema:"enum=reference,enum=embedded-signup"`
	// Validity is how long a verification lasts, instead of the profile's.
	Validity *Duration `yaml:"validity,omitempty" json:"validity,omitempty" needs:"longer than 0s"`
	// ReverifyWindow is how long before the end of its verification a number may
	// be verified again, instead of the profile's. 0s means not before the end.
	ReverifyWindow *Duration `yaml:"reverify_window,omitempty" json:"reverify_window,omitempty"`
	// DropAfter is the age at which a number that was never verified is taken
	// away, instead of the profile's. 0s means never.
	DropAfter *Duration `yaml:"drop_after,omitempty" json:"drop_after,omitempty"`
	// Code sets the rules of one-time codes.
	Code CodeRules `yaml:"code,omitempty" json:"code,omitzero"`
	// PoolSync is how often 360dialog learns statuses from Meta. 0s, the
	// default, mirrors them at once.
	PoolSync Duration `yaml:"pool_sync,omitempty" json:"pool_sync,omitzero"`
	// Cleanup says whether 360dialog takes a new number back at Meta when
	// sharing it fails. false leaves the orphan there; true is the default.
	Cleanup *bool `yaml:"cleanup,omitempty" json:"cleanup,omitempty"`
	// Switches between behaviours where sources contradict each other.
	Switches Switches `yaml:"switches,omitempty" json:"switches,omitzero"`
	// Businesses at Meta. 360dialog's own, 1360360360360360, exists in every
	// world and need not be listed.
	Businesses []ScenarioBusiness `yaml:"businesses,omitempty" json:"businesses,omitempty" jsonschema:"maxItems=10000"`
	// Apps at Meta, through which customers sign up. Left out, there is one:
	// 1017734028366125, with the secret sim-app-secret.
	Apps []App `yaml:"apps,omitempty" json:"apps,omitempty" jsonschema:"maxItems=1000"`
	// WABAs are WhatsApp Business Accounts that exist at the start.
	WABAs []ScenarioWABA `yaml:"wabas,omitempty" json:"wabas,omitempty" jsonschema:"maxItems=10000"`
	// Partners of 360dialog.
	Partners []ScenarioPartner `yaml:"partners,omitempty" json:"partners,omitempty" jsonschema:"maxItems=10000"`
	// Numbers that exist at the start, in their order of insertion.
	Numbers []ScenarioNumber `yaml:"numbers,omitempty" json:"numbers,omitempty" jsonschema:"maxItems=100000"`
	// Generate adds made-up numbers behind the listed ones.
	Generate []Generate `yaml:"generate,omitempty" json:"generate,omitempty" jsonschema:"maxItems=1000"`
	// Limits on calls, in rolling windows. Left out, there are none.
	Limits []LimitRule `yaml:"limits,omitempty" json:"limits,omitempty" jsonschema:"maxItems=100"`
	// Faults: what goes wrong. Left out, nothing does.
	Faults []FaultRule `yaml:"faults,omitempty" json:"faults,omitempty" jsonschema:"maxItems=1000"`
	// Timeline of events that happen by themselves as world time passes.
	Timeline []TimelineEntry `yaml:"timeline,omitempty" json:"timeline,omitempty" jsonschema:"maxItems=10000"`
	// Expect lists what must be true of the client and the world in the end.
	Expect []Expectation `yaml:"expect,omitempty" json:"expect,omitempty" jsonschema:"maxItems=1000"`
}

// ScenarioClock says what time it is in the world, and whether it passes.
type ScenarioClock struct {
	// Mode is running (the default: as fast as real time) or frozen (only moved
	// by the control API).
	Mode Mode `yaml:"mode,omitempty" json:"mode,omitempty" jsonschema:"enum=running,enum=frozen"`
	// Speed is how many times as fast as real time a running clock goes, 1 to 86400:
	// with 60, a world minute takes a second. Left out, 1.
	Speed int `yaml:"speed,omitempty" json:"speed,omitempty" jsonschema:"minimum=1,maximum=86400"`
	// At is the world time at the start. Left out, a running clock starts at the
	// real time and a frozen one at 2026-01-15T09:00:00Z.
	At time.Time `yaml:"at,omitempty" json:"at,omitzero"`
}

// ScenarioBusiness is a Meta business portfolio with its tokens.
type ScenarioBusiness struct {
	// ID of the business, digits.
	ID string `yaml:"id" json:"id" form:"node" needs:"digits, such as 506914307656634" names:"business"`
	// Name that Meta shows for it. Left out, one is made up.
	Name string `yaml:"name,omitempty" json:"name,omitempty"`
	// Tokens that act for the business at Meta.
	Tokens []ScenarioToken `yaml:"tokens,omitempty" json:"tokens,omitempty"`
	// SystemUser is the id of the business's system user. Left out, the first
	// business has 1972555232742222 and the others have none.
	SystemUser string `yaml:"system_user,omitempty" json:"system_user,omitempty" form:"node"`
	// CreditLine is the id of the business's line of credit. Left out, the first
	// business has 1972385232742146 and the others have none.
	CreditLine string `yaml:"credit_line,omitempty" json:"credit_line,omitempty" form:"node"`
}

// ScenarioWABA is a WhatsApp Business Account that exists at the start. [WABA] is
// its state.
type ScenarioWABA struct {
	// ID of the account, digits.
	ID string `yaml:"id" json:"id" form:"node" needs:"digits, such as 102290129340398" names:"WABA"`
	// Name that Meta shows for it. Left out, that of its business.
	Name string `yaml:"name,omitempty" json:"name,omitempty"`
	// Business is the id of the business that owns it: the customer's. One that is
	// not listed is made, with the account's name.
	Business string `yaml:"business" json:"business" form:"owner" needs:"the id of the business that owns it"`
	// SharedWith are the ids of the businesses that manage it for its owner.
	SharedWith []string `yaml:"shared_with,omitempty" json:"shared_with,omitempty" refers:"business"`
	// SubscribedApps are the ids of the apps that get its webhooks.
	SubscribedApps []string `yaml:"subscribed_apps,omitempty" json:"subscribed_apps,omitempty" refers:"app"`
	// PhoneNumbers on it.
	PhoneNumbers []ScenarioWABANumber `yaml:"phone_numbers,omitempty" json:"phone_numbers,omitempty"`
}

// ScenarioWABANumber is a phone number that is on a WABA at the start.
// [WABANumber] is its state.
type ScenarioWABANumber struct {
	// PhoneNumber in any E.164 writing.
	PhoneNumber string `yaml:"phone_number" json:"phone_number" form:"listed phone" names:"number"`
	// ID of the number at Meta, digits. Left out, one is drawn.
	ID string `yaml:"id,omitempty" json:"id,omitempty" form:"node"`
	// VerifiedName that WhatsApp shows. Left out, that of the WABA.
	VerifiedName string `yaml:"verified_name,omitempty" json:"verified_name,omitempty" form:"verified name"`
	// NameStatus is how far the review of the name is. Left out,
	// AVAILABLE_WITHOUT_REVIEW, and APPROVED for a registered number.
	NameStatus string `yaml:"name_status,omitempty" json:"name_status,omitempty" jsonschema:"enum=APPROVED,enum=AVAILABLE_WITHOUT_REVIEW,enum=DECLINED,enum=EXPIRED,enum=PENDING_REVIEW,enum=NONE"`
	// QualityRating that Meta gives. Left out, there is none yet.
	QualityRating string `yaml:"quality_rating,omitempty" json:"quality_rating,omitempty" jsonschema:"enum=GREEN,enum=YELLOW,enum=RED"`
	// MessagingLimitTier is how many customers may be written to. Left out,
	// TIER_250.
	MessagingLimitTier string `yaml:"messaging_limit_tier,omitempty" json:"messaging_limit_tier,omitempty" jsonschema:"enum=TIER_50,enum=TIER_250,enum=TIER_1K,enum=TIER_10K,enum=TIER_100K,enum=TIER_UNLIMITED"`
	// Verified is whether it was verified with a code, or came from a pool
	// verified. Left out, it was.
	Verified *bool `yaml:"verified,omitempty" json:"verified,omitempty"`
	// PIN with which it is registered with the Cloud API, 6 digits. Left out, it is
	// not registered.
	PIN string `yaml:"pin,omitempty" json:"pin,omitempty" jsonschema:"pattern=^[0-9]{6}$" form:"pin"`
}

// ScenarioToken is an access token of Meta: its text, or the long form. [Token]
// is its state.
type ScenarioToken struct {
	// Token is the text the client sends.
	Token string `yaml:"token" json:"token" form:"token" names:"token"`
	// App is the id of the app the token was made for, digits. Left out, the first
	// of apps.
	App string `yaml:"app,omitempty" json:"app,omitempty" form:"app"`
	// Expires is when it lapses, such as +1h. Left out, never.
	Expires Age `yaml:"expires,omitempty" json:"expires,omitzero"`
	// Permissions it carries. Left out, business_management, which is all that
	// pre-verified numbers need; an empty list means none.
	Permissions []string `yaml:"permissions,omitempty" json:"permissions,omitzero" form:"permission"`
	// AppSecret is the app's secret, with which appsecret_proof is checked.
	AppSecret string `yaml:"app_secret,omitempty" json:"app_secret,omitempty"`
	// WABAs are the ids of the accounts that the token sees, the newest first. Left
	// out, all that its business owns or manages; an empty list means none.
	WABAs []string `yaml:"wabas,omitempty" json:"wabas,omitzero" refers:"WABA"`
	// Revoked tokens are refused from the start.
	Revoked bool `yaml:"revoked,omitempty" json:"revoked,omitempty"`
}

// UnmarshalText reads the short form, the token alone.
func (t *ScenarioToken) UnmarshalText(text []byte) error {
	*t = ScenarioToken{Token: string(text)}
	return nil
}

// ScenarioPartner is an account at 360dialog as a scenario writes it: its keys
// are called api_keys there. [Partner] is its state.
type ScenarioPartner struct {
	// ID of the partner, such as simul8PA.
	ID string `yaml:"id" json:"id" form:"partner" needs:"such as simul8PA" names:"partner"`
	// Business is the id of the partner's business at Meta, with which its
	// numbers are shared.
	Business string `yaml:"business" json:"business" refers:"business" needs:"the id of the partner's business at Meta"`
	// APIKeys that clients send in the header X-API-Key.
	APIKeys []string `yaml:"api_keys,omitempty" json:"api_keys,omitempty" form:"key" names:"API key"`
	// Users of the hub, who may ask for a bearer token.
	Users []User `yaml:"users,omitempty" json:"users,omitempty"`
}

// ScenarioNumber is a pre-verified phone number that exists at the start, with
// times relative to it. [Number] is its state.
type ScenarioNumber struct {
	// PhoneNumber in any E.164 writing.
	PhoneNumber string `yaml:"phone_number" json:"phone_number" form:"listed phone" names:"number"`
	// ID of the number at Meta, digits. Left out, one is drawn.
	ID string `yaml:"id,omitempty" json:"id,omitempty" form:"node"`
	// Business that owns it at Meta. Left out, and without a partner, it is the
	// first business.
	Business string `yaml:"business,omitempty" json:"business,omitempty" refers:"business"`
	// Partner of 360dialog in whose pool it is: 360dialog's business owns it at
	// Meta and shares it with the partner's.
	Partner string `yaml:"partner,omitempty" json:"partner,omitempty" refers:"partner"`
	// Status of the verification at the start. Left out, it follows from
	// verified; without that it is NOT_VERIFIED.
	Status Status `yaml:"status,omitempty" json:"status,omitempty" jsonschema:"enum=NOT_VERIFIED,enum=VERIFIED,enum=EXPIRED"`
	// Verified is when it was verified last, such as 13d ago. Left out, a
	// VERIFIED number was verified at the start, an EXPIRED one just too long
	// ago.
	Verified Age `yaml:"verified,omitempty" json:"verified,omitzero"`
	// Added is when it was added. Left out, when it was verified, else at the
	// start.
	Added Age `yaml:"added,omitempty" json:"added,omitzero"`
	// Claimed numbers are listed and in use by a customer, whatever switches.claimed
	// makes of those that are claimed later.
	Claimed bool `yaml:"claimed,omitempty" json:"claimed,omitempty"`
	// SharedWith are further businesses that may read and list it: ids, or the long
	// form for a share that ends by itself.
	SharedWith []Share `yaml:"shared_with,omitempty" json:"shared_with,omitempty"`
}

// Share is a business that a number is shared with: its id, or the long form.
type Share struct {
	// With is the id of the business.
	With string `yaml:"with" json:"with" refers:"business"`
	// Until is when the share ends, such as +30d. Left out, it does not end by itself.
	Until Age `yaml:"until,omitempty" json:"until,omitzero"`
}

// UnmarshalText reads the short form, the id alone.
func (s *Share) UnmarshalText(text []byte) error {
	*s = Share{With: string(text)}
	return nil
}

// Generate is a batch of made-up numbers, drawn under the seed.
type Generate struct {
	// Count is how many, 1 to 1000000.
	Count int `yaml:"count" json:"count" jsonschema:"minimum=1,maximum=1000000"`
	// Countries by ISO 3166-1 alpha-2 code, with their weights. Left out, all
	// numbers are of the US.
	Countries map[string]int `yaml:"countries,omitempty" json:"countries,omitempty"`
	// Statuses with their weights. Left out, all are NOT_VERIFIED.
	Statuses map[Status]int `yaml:"statuses,omitempty" json:"statuses,omitempty"`
	// Business that owns them. Left out, and without a partner, it is the first
	// business.
	Business string `yaml:"business,omitempty" json:"business,omitempty" refers:"business"`
	// Partner of 360dialog in whose pool they are.
	Partner string `yaml:"partner,omitempty" json:"partner,omitempty" refers:"partner"`
}

// TimelineEntry is an event at a point in world time.
type TimelineEntry struct {
	// At is when, such as +5m after the start or 2026-01-15T09:05:00Z.
	At Age `yaml:"at" json:"at" needs:"when it happens, such as +5m"`
	// Do is what happens: one verb.
	Do Event `yaml:"do" json:"do"`
	// Optional steps need not have happened for the report to pass.
	Optional bool `yaml:"optional,omitempty" json:"optional,omitempty"`
}

// Event is something that happens: exactly one verb. The control API takes the same.
type Event struct {
	// Claim a number: a customer takes it in Embedded Signup, and a number on the
	// customer's WABA replaces it, unless switches.claimed says otherwise. A phone
	// number, or {phone_number, replace}.
	Claim *Claim `yaml:"claim,omitempty" json:"claim,omitempty"`
	// Expire ends the verification of this phone number.
	Expire string `yaml:"expire,omitempty" json:"expire,omitempty" form:"phone" refers:"number"`
	// Restore makes this phone number available again after a claim or a
	// deletion.
	Restore string `yaml:"restore,omitempty" json:"restore,omitempty" form:"phone" refers:"number"`
	// Delete this phone number.
	Delete string `yaml:"delete,omitempty" json:"delete,omitempty" form:"phone" refers:"number"`
	// Verify this phone number, without a code.
	Verify string `yaml:"verify,omitempty" json:"verify,omitempty" form:"phone" refers:"number"`
	// Share a number with a business, whatever the client does. A share that is there
	// gets the end that is given, or none.
	Share *NumberShare `yaml:"share,omitempty" json:"share,omitempty"`
	// Unshare takes a share back.
	Unshare *TaskShare `yaml:"unshare,omitempty" json:"unshare,omitempty"`
	// AddFault puts a fault rule in place.
	AddFault *FaultRule `yaml:"add_fault,omitempty" json:"add_fault,omitempty"`
	// RemoveFault takes away the fault rule of this name.
	RemoveFault string `yaml:"remove_fault,omitempty" json:"remove_fault,omitempty"`
	// RevokeToken withdraws this token of Meta.
	RevokeToken string `yaml:"revoke_token,omitempty" json:"revoke_token,omitempty" refers:"token"`
	// ExpireToken lets this token of Meta lapse.
	ExpireToken string `yaml:"expire_token,omitempty" json:"expire_token,omitempty" refers:"token"`
	// SetPermissions changes what a token of Meta may do.
	SetPermissions *SetPermissions `yaml:"set_permissions,omitempty" json:"set_permissions,omitempty"`
	// RevokeKey withdraws this API key of 360dialog.
	RevokeKey string `yaml:"revoke_key,omitempty" json:"revoke_key,omitempty" refers:"API key"`
	// Signup opens a run of Embedded Signup, and ends it where it has an outcome.
	Signup *SignupRequest `yaml:"signup,omitempty" json:"signup,omitempty"`
	// AccountUpdate is an event of a customer's account that the app is told.
	AccountUpdate *Update `yaml:"account_update,omitempty" json:"account_update,omitempty"`
	// SetDialect changes the dialect of Meta's answers.
	SetDialect string `yaml:"set_dialect,omitempty" json:"set_dialect,omitempty" jsonschema:"enum=documented,enum=observed"`
}

// EventVerbs are the words of an [Event], such as claim, in their order.
func EventVerbs() []string { return members[Event](nil) }

// Verbs are the words that are given: one, if the event is sound.
func (e *Event) Verbs() []string { return members(e) }

// Claim is a number that a customer takes: its phone number, or the long form.
type Claim struct {
	// PhoneNumber in any E.164 writing.
	PhoneNumber string `yaml:"phone_number" json:"phone_number" form:"phone" refers:"number"`
	// Replace has the number replaced, whatever switches.claimed says.
	Replace bool `yaml:"replace,omitempty" json:"replace,omitempty"`
}

// UnmarshalText reads the short form, the phone number alone.
func (c *Claim) UnmarshalText(text []byte) error {
	*c = Claim{PhoneNumber: string(text)}
	return nil
}

// NumberShare is a number that is shared with a business.
type NumberShare struct {
	TaskShare `yaml:",inline"`
	// Until is when the share ends, counted from its beginning, such as +30d. Left
	// out, it does not end by itself.
	Until Age `yaml:"until,omitempty" json:"until,omitzero"`
}

// SetPermissions changes what a token of Meta may do.
type SetPermissions struct {
	// Token to change.
	Token string `yaml:"token" json:"token" refers:"token" needs:"the token to change"`
	// Permissions it has from then on; an empty list means none.
	Permissions []string `yaml:"permissions" json:"permissions" form:"permission" needs:"a list, [] for none"`
}
