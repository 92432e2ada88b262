package store

import (
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
)

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
var statuses = [...]sim.Status{sim.NotVerified, sim.Verified, sim.Expired}

func (p phase) status() sim.Status { return statuses[p] }

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

func (n *number) status(now moment) sim.Status { return n.phase(now).status() }

func (n *number) availability() sim.Availability {
	if n.claimed {
		return sim.InUse
	}
	return sim.Available
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

func (n *number) phone(t *texts) sim.Phone {
	return sim.Phone{MSISDN: t.of(n.msisdn), CountryPrefix: int(n.prefix), Region: n.region.String()}
}

// textsOfNumber is how many texts a copy of a number takes.
const textsOfNumber = 2

func (n *number) copyAt(now moment, t *texts) sim.Number {
	out := sim.Number{
		ID: t.of(n.id), PhoneNumber: t.of(n.msisdn), CountryPrefix: int(n.prefix), Region: n.region.String(),
		Status: n.status(now), Availability: n.availability(), OwnerBusinessID: n.owner.ID, SharedWith: n.sharedWith(),
		CreatedAt: sim.Time{Time: n.createdAt.time()}, UpdatedAt: sim.Time{Time: n.updatedAt.time()},
		VerifiedAt: sim.Time{Time: n.verifiedAt.time()}, ExpiresAt: sim.Time{Time: n.expiresAt.time()},
		DeletedAt: sim.Time{Time: n.deletedAt.time()}, Seq: n.seq,
	}
	if out.SharedWith == nil {
		out.SharedWith = []string{}
	}
	if n.partner != nil {
		out.PartnerID = sim.OptionalText(n.partner.ID)
	}
	return out
}
