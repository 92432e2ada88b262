// Package sim is the language that all parts of the simulator share: numbers, codes,
// faults, limits, scenarios, records and reports, with their names in JSON and YAML.
package sim

import "time"

// Status is what Meta says of a number's verification (seed 002).
type Status string

// The three statuses of a pre-verified number. They are computed from
// timestamps and the clock, never stored.
const (
	NotVerified Status = "NOT_VERIFIED"
	Verified    Status = "VERIFIED"
	Expired     Status = "EXPIRED"
)

// Availability is whether a number may still be given to a customer (Meta
// OpenAPI v23.0; its other two values never occur here).
type Availability string

// The availabilities the simulator knows.
const (
	Available Availability = "AVAILABLE"
	InUse     Availability = "IN_USE"
)

// Profile is the set of rules Meta applies to a pre-verified number's life.
type Profile struct {
	Name string `json:"name"`
	// Validity is how long a verification lasts.
	Validity Duration `json:"validity"`
	// ReverifyBefore is how long before its expiry a verified number may be
	// verified again; zero means not before the expiry itself.
	ReverifyBefore Duration `json:"reverify_before"`
	// DropAfter is the age at which a number that was never verified is dropped;
	// zero means never.
	DropAfter Duration `json:"drop_after"`
}

const day = Duration(24 * time.Hour)

// Profiles are the rules a scenario may choose: reference is Meta's reference
// page (seed 002: 14 days), embedded-signup is Meta's guide on pre-verified
// numbers (90 days, a window of 45 days, removal after 90 days).
var Profiles = []Profile{
	{Name: "reference", Validity: 14 * day},
	{Name: "embedded-signup", Validity: 90 * day, ReverifyBefore: 45 * day, DropAfter: 90 * day},
}

// Number is a copy of one pre-verified number as it was at one instant. The
// control API emits it and the client decodes it. The snapshot stores another
// struct, with the number's place in the agenda and times to the nanosecond.
type Number struct {
	ID string `json:"id"` // node id
	// PhoneNumber is the MSISDN. DisplayPhoneNumber is [Phone.Display] of it:
	// writing it costs as much as a request, so only the control API fills it in.
	PhoneNumber        string `json:"phone_number"`
	DisplayPhoneNumber string `json:"display_phone_number"`
	// Status and Availability are those of the instant of the copy.
	Status Status `json:"status"`
	// OwnerBusinessID is the business that added the number; SharedWith are those it is
	// shared with, in the order of sharing, never nil.
	OwnerBusinessID string   `json:"owner_business_id"`
	SharedWith      []string `json:"shared_with"`
	// PartnerID is the 360dialog partner whose pool holds the number; "" for
	// none. A deleted number keeps the partner it had when it was deleted.
	PartnerID OptionalText `json:"partner_id"`
	// CreatedAt is when the number was added. VerifiedAt and ExpiresAt bound the
	// last verification, zero without one. DeletedAt is zero while the number
	// lives.
	CreatedAt    Time         `json:"created_at"`
	VerifiedAt   Time         `json:"verified_at"`
	ExpiresAt    Time         `json:"expires_at"`
	DeletedAt    Time         `json:"deleted_at"`
	Availability Availability `json:"availability"`

	// CountryPrefix and Region are those of [Phone]; UpdatedAt is when the number
	// last changed. Only Meta's answers show them.
	CountryPrefix int    `json:"-"`
	Region        string `json:"-"`
	UpdatedAt     Time   `json:"-"`
}

// NumberInput is a number to be put into a world behind the vendors' backs.
type NumberInput struct {
	// PhoneNumber is any E.164 writing.
	PhoneNumber string `yaml:"phone_number" json:"phone_number"`
	// Business owns it. Left out, and without a partner, it is the first
	// business of the scenario.
	Business string `yaml:"business" json:"business,omitempty"`
	// Partner of 360dialog in whose pool it is; excludes Business.
	Partner string `yaml:"partner" json:"partner,omitempty"`
	// Status it has; left out, NOT_VERIFIED.
	Status Status `yaml:"status" json:"status,omitempty"`
}

// Phone is the number's telephone number.
func (n Number) Phone() Phone { return Phone{n.PhoneNumber, n.CountryPrefix, n.Region} }
