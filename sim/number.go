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
	// Name is reference or embedded-signup.
	Name string
	// Validity is how long a verification lasts.
	Validity time.Duration
	// ReverifyBefore is how long before its expiry a verified number may be
	// verified again; zero means not before the expiry itself.
	ReverifyBefore time.Duration
	// DropAfter is the age at which a number that was never verified is taken
	// away; zero means never.
	DropAfter time.Duration
}

const day = 24 * time.Hour

// Profiles are the rules a scenario may choose: reference is Meta's reference
// page (seed 002: 14 days), embedded-signup is Meta's guide on pre-verified
// numbers (90 days, a window of 45 days, removal after 90 days).
var Profiles = []Profile{
	{Name: "reference", Validity: 14 * day},
	{Name: "embedded-signup", Validity: 90 * day, ReverifyBefore: 45 * day, DropAfter: 90 * day},
}

// Number is a copy of one pre-verified number as it was at one instant.
type Number struct {
	// ID is Meta's node id, digits.
	ID string
	// Phone is the telephone number.
	Phone Phone
	// Status and Availability are those of the instant of the copy.
	Status       Status
	Availability Availability
	// Owner is the id of the business that added the number.
	Owner string
	// SharedWith are the ids of the businesses it is shared with, in the order
	// of sharing.
	SharedWith []string
	// Partner is the 360dialog partner whose pool holds the number, or "". A
	// deleted number keeps the partner whose pool held it when it went.
	Partner string
	// CreatedAt is when it was added; UpdatedAt when it last changed.
	CreatedAt, UpdatedAt time.Time
	// VerifiedAt and ExpiresAt bound the last verification; zero when there was
	// none.
	VerifiedAt, ExpiresAt time.Time
	// DeletedAt is when it went; zero while it is there.
	DeletedAt time.Time
	// Seq is its place in the order of insertion.
	Seq uint64
}
