package sim

import (
	"slices"
	"time"
)

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

// number is the record behind a Number. Only the store's lock holder touches it.
// A world may hold a million, so it is small: what is a text elsewhere is a
// number here or belongs to somebody many numbers share.
type number struct {
	// What a search through a list looks at lies together.
	deletedAt  moment
	verifiedAt moment
	expiresAt  moment
	owner      *business
	shares     *shares // nil: shared with nobody
	prefix     uint16
	region     region
	claimed    bool
	forgotten  bool // a tombstone too old to be known

	id, msisdn digits
	seq        uint64
	due        uint64 // the agenda's entry for its drop or expiry; 0 when none counts
	createdAt  moment
	updatedAt  moment
	partner    *pool    // nil: in no pool; a deleted one keeps the pool it was in
	row        *poolRow // its row of that pool, also when it is deleted; nil: none
	code       *code    // the newest one that was neither used nor lost with its number
}

// shares are the ids of the businesses a number is shared with, in the order of
// sharing. They never change, so numbers and copies may hold them together.
type shares struct{ ids []string }

// phase is what a [Status] tells, in a byte.
type phase uint8

const (
	unverified phase = iota
	verified
	expired
)

// statuses are the phases' names.
var statuses = [...]Status{NotVerified, Verified, Expired}

func (p phase) status() Status { return statuses[p] }

func (n *number) phase(now moment) phase {
	switch {
	case n.verifiedAt == 0:
		return unverified
	case now < n.expiresAt:
		return verified
	default:
		return expired
	}
}

func (n *number) status(now moment) Status { return n.phase(now).status() }

func (n *number) availability() Availability {
	if n.claimed {
		return InUse
	}
	return Available
}

func (n *number) gone() bool { return n.deletedAt != 0 }

func (n *number) sharedWith() []string {
	if n.shares == nil {
		return nil
	}
	return n.shares.ids
}

// visibleTo reports whether the business owns the number or has it shared.
func (n *number) visibleTo(business string) bool {
	return n.owner.ID == business || slices.Contains(n.sharedWith(), business)
}

func (n *number) phone(t *texts) Phone {
	return Phone{MSISDN: t.of(n.msisdn), CountryPrefix: int(n.prefix), Region: n.region.String()}
}

// textsOfNumber is how many texts a copy of a number takes.
const textsOfNumber = 2

func (n *number) copyAt(now moment, t *texts) Number {
	out := Number{
		ID: t.of(n.id), Phone: n.phone(t), Status: n.status(now), Availability: n.availability(),
		Owner: n.owner.ID, SharedWith: n.sharedWith(),
		CreatedAt: n.createdAt.time(), UpdatedAt: n.updatedAt.time(),
		VerifiedAt: n.verifiedAt.time(), ExpiresAt: n.expiresAt.time(), DeletedAt: n.deletedAt.time(), Seq: n.seq,
	}
	if n.partner != nil {
		out.Partner = n.partner.ID
	}
	return out
}
