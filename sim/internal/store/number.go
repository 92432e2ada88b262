package store

import (
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// number is the state behind a [sim.Number]. Only the holder of the store's lock
// touches it.
type number struct {
	id         string
	phone      sim.Phone
	seq        uint64 // its place in the order of insertion
	owner      *business
	sharedWith []string        // never changed in place: copies share it
	ends       map[string]*due // of the shares that end by themselves, by business
	claimed    bool
	forgotten  bool // a tombstone beyond the bound: unknown to every reader
	createdAt  time.Time
	updatedAt  time.Time
	verifiedAt time.Time
	expiresAt  time.Time
	deletedAt  time.Time
	waits      *due     // its drop or its expiry; nil when neither is ahead
	partner    *pool    // nil: in no pool; a deleted number keeps the pool it was in
	row        *poolRow // its row of that pool, kept when Meta deletes it; nil: none
	code       *code    // the newest one that was neither used nor lost with its number
}

func (n *number) status(now time.Time) sim.Status {
	switch {
	case n.verifiedAt.IsZero():
		return sim.NotVerified
	case now.Before(n.expiresAt):
		return sim.Verified
	default:
		return sim.Expired
	}
}

func (n *number) availability() sim.Availability {
	if n.claimed {
		return sim.InUse
	}
	return sim.Available
}

func (n *number) gone() bool { return !n.deletedAt.IsZero() }

// visibleTo reports whether the business owns the number or has it shared.
func (n *number) visibleTo(business string) bool {
	return n.owner.ID == business || slices.Contains(n.sharedWith, business)
}

func (n *number) copyAt(now time.Time) sim.Number {
	out := sim.Number{
		ID: n.id, PhoneNumber: n.phone.MSISDN, CountryPrefix: n.phone.CountryPrefix, Region: n.phone.Region,
		Status: n.status(now), Availability: n.availability(), OwnerBusinessID: n.owner.ID, SharedWith: n.sharedWith,
		CreatedAt: sim.Time{Time: n.createdAt}, UpdatedAt: sim.Time{Time: n.updatedAt},
		VerifiedAt: sim.Time{Time: n.verifiedAt}, ExpiresAt: sim.Time{Time: n.expiresAt},
		DeletedAt: sim.Time{Time: n.deletedAt}, Seq: n.seq,
	}
	if out.SharedWith == nil {
		out.SharedWith = []string{}
	}
	if n.partner != nil {
		out.PartnerID = sim.OptionalText(n.partner.ID)
	}
	return out
}
