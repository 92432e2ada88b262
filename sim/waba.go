package sim

import "time"

// The permissions of a business token (Meta's Embedded Signup pages): the first is good
// for every operation on WABAs and numbers, the second for reading a phone number.
const (
	WABAPermission      = "whatsapp_business_management"
	MessagingPermission = "whatsapp_business_messaging"
)

// SignupCodeTTL is how long the code of a signup can be exchanged (Meta's
// Embedded Signup implementation page).
const SignupCodeTTL = 30 * time.Second

// App is an app at Meta, as a scenario writes it, the control API shows it and
// the snapshot stores it.
type App struct {
	// ID of the app, digits.
	ID string `yaml:"id" json:"id" form:"node" needs:"digits, such as 1017734028366125" names:"app"`
	// Secret with which codes are exchanged and webhooks are signed.
	Secret string `yaml:"secret" json:"secret" form:"secret"`
	// Name that Meta shows for it. Left out, "App " and its id.
	Name string `yaml:"name,omitempty" json:"name"`
	// Business is the id of the business that has it. Left out, the one with a
	// token of this app, else the first.
	Business string `yaml:"business,omitempty" json:"business" refers:"business"`
	// Webhook is where Meta tells the app what happens. Left out, nowhere.
	Webhook *Webhook `yaml:"webhook,omitempty" json:"webhook,omitempty"`
}

// Webhook is the callback of an app.
type Webhook struct {
	// URL that is called, http or https.
	URL string `yaml:"url" json:"url" form:"address" needs:"an address"`
	// VerifyToken is sent along when the URL is proved.
	VerifyToken string `yaml:"verify_token,omitempty" json:"verify_token,omitempty"`
	// Fields that the app is told of. Left out, account_update.
	Fields []string `yaml:"fields,omitempty" json:"fields,omitempty" form:"webhook field"`
}

// The system user and the credit line of the first business, unless a scenario
// gives it others.
const (
	DefaultSystemUser = "1972555232742222"
	DefaultCreditLine = "1972385232742146"
)

// WABA is a WhatsApp Business Account, as the control API shows it and the
// snapshot stores it. A scenario lists its phone numbers with it: see
// [ScenarioWABA].
type WABA struct {
	ID       string `json:"id" form:"node"`
	Name     string `json:"name"`
	Business string `json:"business" refers:"business"` // the id of its owner
	// SharedWith are the ids of the businesses that manage it for its owner: those
	// of the apps through whose signups it went. It is never nil.
	SharedWith []string `json:"shared_with" refers:"business"`
	Currency   string   `json:"currency" form:"currency"` // ISO 4217
	Namespace  string   `json:"message_template_namespace"`
	CreatedAt  Time     `json:"created_at" form:"time"`
	// SubscribedApps are the apps that get its webhooks, in the order of their
	// subscription; AssignedUsers have tasks on it; CreditShares are the credit
	// lines it was given. None is ever nil.
	SubscribedApps []Subscription `json:"subscribed_apps"`
	AssignedUsers  []AssignedUser `json:"assigned_users"`
	CreditShares   []CreditShare  `json:"credit_shares"`
}

// Subscription is an app that gets the webhooks of a WABA.
type Subscription struct {
	App string `json:"app" form:"digits"` // its id
	// OverrideURI is called in the place of the app's own URL; "" for none.
	OverrideURI string `json:"override_callback_uri,omitempty"`
}

// AssignedUser is a user with tasks on a WABA.
type AssignedUser struct {
	User  string   `json:"user" form:"digits"` // its id
	Tasks []string `json:"tasks" form:"text"`  // Meta's words, such as MANAGE
}

// CreditShare is a credit line that was shared with a WABA.
type CreditShare struct {
	// ID is that of the allocation, CreditLine that of the line.
	ID         string `json:"id" form:"digits"`
	CreditLine string `json:"credit_line" form:"digits"`
	Currency   string `json:"currency" form:"currency"` // ISO 4217
}

// WABANumber is a phone number on a WABA. It has an id of its own; a pre-verified
// number that is claimed becomes one. The control API shows it and the snapshot
// stores it.
type WABANumber struct {
	ID string `json:"id" form:"node"`
	// PhoneNumber is the MSISDN, DisplayPhoneNumber what people read; CountryPrefix and
	// Region are those of [Phone].
	PhoneNumber        string `json:"phone_number" form:"node"`
	DisplayPhoneNumber string `json:"display_phone_number"`
	CountryPrefix      int    `json:"country_prefix" form:"calling code"`
	Region             string `json:"region,omitempty" form:"region"`
	WABA               string `json:"waba_id" refers:"WABA"`
	// PreverifiedID is the id it had in the pool; "" for one that was in none.
	PreverifiedID OptionalText `json:"preverified_id"`
	// VerifiedName is what WhatsApp shows, "" where that is not 2 to 75 characters long;
	// NameStatus is how far its review is.
	VerifiedName string `json:"verified_name" form:"verified name"`
	NameStatus   string `json:"name_status" jsonschema:"enum=APPROVED,enum=AVAILABLE_WITHOUT_REVIEW,enum=DECLINED,enum=EXPIRED,enum=PENDING_REVIEW,enum=NONE"`
	// Quality is Meta's rating, "" while there is none; Tier the messaging limit.
	Quality string `json:"quality_rating" form:"or empty" jsonschema:"enum=GREEN,enum=YELLOW,enum=RED"`
	Tier    string `json:"messaging_limit_tier" jsonschema:"enum=TIER_50,enum=TIER_250,enum=TIER_1K,enum=TIER_10K,enum=TIER_100K,enum=TIER_UNLIMITED"`
	// CreatedAt is when it came to the WABA, OnboardedAt when its window for
	// registering began.
	CreatedAt   Time `json:"created_at" form:"time"`
	OnboardedAt Time `json:"last_onboarded_time"`
	// VerifiedAt is when it was verified, null for never. VerifiedUntil is when
	// that lapses unless it is registered by then, null once it was.
	VerifiedAt    Time `json:"verified_at"`
	VerifiedUntil Time `json:"verified_until"`
	Verified      bool `json:"verified"` // at the instant of the copy
	// Registered is whether it is registered with the Cloud API, RegisteredAt when
	// it was so last, null for never; PIN is what its first registration set.
	Registered   bool         `json:"registered"`
	RegisteredAt Time         `json:"registered_at"`
	PIN          OptionalText `json:"pin"`
	// Attempts are the registrations and deregistrations of the last 72 hours;
	// BlockedUntil is until when more are refused, null while they are not.
	Attempts     []Time `json:"attempts"`
	BlockedUntil Time   `json:"blocked_until"`
}

// Phone is the number's telephone number.
func (n WABANumber) Phone() Phone { return Phone{n.PhoneNumber, n.CountryPrefix, n.Region} }

// ListedWABA is a WABA with its phone numbers, oldest first, as the control API
// lists it.
type ListedWABA struct {
	WABA
	PhoneNumbers []ListedWABANumber `json:"phone_numbers"`
}

// ListedWABANumber is a phone number of a [ListedWABA].
type ListedWABANumber struct {
	WABANumber
	// PartnerID is the partner of 360dialog whose pool it came from; "" for none.
	PartnerID OptionalText `json:"partner_id"`
}

// SignupState is how far a signup is.
type SignupState string

// The states of a signup.
const (
	SignupOpen      SignupState = "open"
	SignupFinished  SignupState = "finished"
	SignupCancelled SignupState = "cancelled"
	SignupFailed    SignupState = "failed"
)

// SignupOutcome is how a customer ends a signup.
type SignupOutcome string

// The outcomes of a signup.
const (
	OutcomeFinish   SignupOutcome = "finish"
	OutcomeOnlyWABA SignupOutcome = "only_waba"
	OutcomeCancel   SignupOutcome = "cancel"
	OutcomeError    SignupOutcome = "error"
)

// SignupOutcomes lists them all.
var SignupOutcomes = []SignupOutcome{OutcomeFinish, OutcomeOnlyWABA, OutcomeCancel, OutcomeError}

// Offer is a pre-verified number that a signup offers.
type Offer struct {
	ID                 string `json:"id" form:"node"` // in the pool
	PhoneNumber        string `json:"phone_number" form:"node"`
	DisplayPhoneNumber string `json:"display_phone_number" form:"text"`
	// Open is how many signups that offer it were open when this one was opened, this
	// one among them.
	Open int `json:"open" form:"from 1"`
}

// Signup is one run of Meta's Embedded Signup, as the control API shows it and
// the snapshot stores it.
type Signup struct {
	ID    string      `json:"id"` // of the session, hexadecimal
	State SignupState `json:"state" jsonschema:"enum=open,enum=finished,enum=cancelled,enum=failed"`
	App   string      `json:"app" refers:"app"` // the id of the one whose page opened it
	// Offered are the numbers the customer may choose from, never nil; Asked are the
	// ids of all that the page named, in its order.
	Offered []Offer  `json:"offered"`
	Asked   []string `json:"asked" form:"text"`
	// Version is Embedded Signup's, 2 to 4; 0 when the page named none.
	Version int `json:"version,omitempty" jsonschema:"enum=2,enum=3,enum=4"`
	// RedirectURI must come with the exchange of the code; "" takes any.
	RedirectURI string `json:"redirect_uri,omitempty"`
	DisplayName string `json:"display_name,omitempty"` // that the page proposes
	// Outcome is how it ended, Step where it was left, ErrorCode and ErrorMessage
	// what the customer reported.
	Outcome      SignupOutcome `json:"outcome,omitempty" jsonschema:"enum=finish,enum=only_waba,enum=cancel,enum=error"`
	Step         string        `json:"step,omitempty"`
	ErrorCode    string        `json:"error_code,omitempty"`
	ErrorMessage string        `json:"error_message,omitempty"`
	// BusinessID, BusinessName and WABAID are the customer's, chosen by the page or
	// made at the end. PhoneNumberID is the id of the claimed number.
	BusinessID    OptionalText `json:"business_id"`
	BusinessName  string       `json:"business_name,omitempty"`
	WABAID        OptionalText `json:"waba_id"`
	PhoneNumberID OptionalText `json:"phone_number_id"`
	// Code is exchanged for a token until CodeExpiresAt, once, at UsedAt.
	Code          OptionalText `json:"code"`
	CodeExpiresAt Time         `json:"code_expires_at"`
	UsedAt        Time         `json:"code_used_at"`
	// OpenedAt and EndedAt bound it; EndedAt is null while it is open.
	OpenedAt Time `json:"opened_at" form:"time"`
	EndedAt  Time `json:"ended_at"`
	// Message is what Meta's window posts to the page at the end, byte for byte. The
	// control API fills it in; a snapshot does not have it.
	Message string `json:"message,omitempty"`
}

// SignupSteps are the steps of Embedded Signup that a customer can leave it at
// (Meta's page on flow errors).
var SignupSteps = []string{
	"BUSINESS_ACCOUNT_SELECTION", "WABA_PHONE_PROFILE_PICKER", "WHATSAPP_BUSINESS_PROFILE_SETUP",
	"PHONE_NUMBER_SETUP", "PHONE_NUMBER_VERIFICATION", "PERMISSIONS",
}

// CancelStep is the step at which a customer cancels who names none.
const CancelStep = "PHONE_NUMBER_SETUP"

// SignupVersions are the versions of Embedded Signup.
var SignupVersions = []int{2, 3, 4}

// SignupRequest opens a signup, and ends it at once where it has an outcome. The
// numbers are named by id or by phone number.
type SignupRequest struct {
	// IDs and PhoneNumbers name the pre-verified numbers to offer, in their order.
	// Empty ids are left out, as pages send them.
	IDs          []string `yaml:"ids,omitempty" json:"ids,omitempty"`
	PhoneNumbers []string `yaml:"phone_numbers,omitempty" json:"phone_numbers,omitempty" form:"phone" refers:"number"`
	// App is the id of the app. Left out, the first.
	App string `yaml:"app,omitempty" json:"app,omitempty" refers:"app"`
	// Business is the customer's: an id that exists or not, a name for a new one.
	Business SignupBusiness `yaml:"business,omitempty" json:"business,omitzero"`
	// WABA is the id of the customer's account. Left out, a new one is made.
	WABA string `yaml:"waba,omitempty" json:"waba,omitempty"`
	// RedirectURI is what the exchange of the code must name, an http or https address.
	RedirectURI string `yaml:"redirect_uri,omitempty" json:"redirect_uri,omitempty" form:"address"`
	// Version of Embedded Signup: 2, 3 or 4.
	Version int `yaml:"version,omitempty" json:"version,omitempty" jsonschema:"enum=2,enum=3,enum=4"`
	// DisplayName is proposed as the number's name.
	DisplayName string `yaml:"display_name,omitempty" json:"display_name,omitempty" form:"verified name"`
	SignupEnd   `yaml:",inline"`
}

// SignupBusiness is the customer's business in a signup.
type SignupBusiness struct {
	// ID of the business, digits. Left out, one is drawn.
	ID string `yaml:"id,omitempty" json:"id,omitempty"`
	// Name of the business. Left out, one is made up.
	Name string `yaml:"name,omitempty" json:"name,omitempty"`
}

// SignupEnd ends a signup.
type SignupEnd struct {
	// Outcome is how the customer ends it. Left out, an opened signup stays open.
	Outcome SignupOutcome `yaml:"outcome,omitempty" json:"outcome,omitempty" jsonschema:"enum=finish,enum=only_waba,enum=cancel,enum=error"`
	// Number is the id or the phone number of the offer that is taken: by finish, left
	// out the first; by only_waba, left out none (two clients have seen one).
	Number string `yaml:"number,omitempty" json:"number,omitempty"`
	// Step is where a customer cancels, left out PHONE_NUMBER_SETUP. An error that is
	// reported without code and message has those of Meta's example.
	Step         string `yaml:"step,omitempty" json:"step,omitempty" form:"signup step"`
	ErrorCode    string `yaml:"error_code,omitempty" json:"error_code,omitempty"`
	ErrorMessage string `yaml:"error_message,omitempty" json:"error_message,omitempty"`
}

// Misplaced names a member that says nothing beside the outcome, and the outcome that
// it goes with; both are "" where all members go together.
func (e SignupEnd) Misplaced() (member string, with SignupOutcome) {
	for _, m := range []struct {
		name, value string
		with        SignupOutcome
	}{
		{"number", e.Number, OutcomeFinish}, {"step", e.Step, OutcomeCancel},
		{"error_code", e.ErrorCode, OutcomeError}, {"error_message", e.ErrorMessage, OutcomeError},
	} {
		if m.value != "" && e.Outcome != m.with && (m.name != "number" || e.Outcome != OutcomeOnlyWABA) {
			return m.name, m.with
		}
	}
	return "", ""
}
