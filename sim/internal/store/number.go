package store

import (
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// number is the state behind a [sim.Number]. Only the holder of the store's lock
// touches it.
type number struct {
	numberFields
	seq   uint64   // its place in the order of insertion
	waits *due     // its drop or its expiry; nil when neither is ahead
	row   *poolRow // its row of 360dialog's pool, kept when Meta deletes it; nil: none
	code  *code    // the newest one that was neither used nor lost with its number
}

// numberFields are those of a number that a snapshot stores as they are.
type numberFields struct {
	ID string `json:"id" form:"node"`
	sim.Phone
	Owner string `json:"owner" refers:"business"`
	// Partner is the one whose pool it is in, "" for none. A deleted number keeps it.
	Partner    string    `json:"partner,omitempty" refers:"partner"`
	SharedWith []string  `json:"shared_with,omitempty" refers:"business"` // never changed in place: copies share it
	CreatedAt  time.Time `json:"created_at"`
	UpdatedAt  time.Time `json:"updated_at"`
	VerifiedAt time.Time `json:"verified_at,omitzero"`
	ExpiresAt  time.Time `json:"expires_at,omitzero"`
	DeletedAt  time.Time `json:"deleted_at,omitzero"`
	Claimed    bool      `json:"claimed,omitempty"`
	// Ends are those of the shares that end by themselves, by business.
	Ends map[string]time.Time `json:"share_ends,omitempty"`
}

func (n *number) status(now time.Time) sim.Status {
	switch {
	case n.VerifiedAt.IsZero():
		return sim.NotVerified
	case now.Before(n.ExpiresAt):
		return sim.Verified
	default:
		return sim.Expired
	}
}

func (n *number) availability() sim.Availability {
	if n.Claimed {
		return sim.InUse
	}
	return sim.Available
}

func (n *number) gone() bool { return !n.DeletedAt.IsZero() }

func (n *number) visibleTo(business string) bool {
	return n.Owner == business || slices.Contains(n.SharedWith, business)
}

func (n *number) copyAt(now time.Time) sim.Number {
	out := sim.Number{
		ID: n.ID, PhoneNumber: n.MSISDN, CountryPrefix: n.Phone.CountryPrefix, Region: n.Phone.Region,
		Status: n.status(now), Availability: n.availability(), OwnerBusinessID: n.Owner, SharedWith: n.SharedWith,
		PartnerID: sim.OptionalText(n.Partner),
		CreatedAt: sim.Time{Time: n.CreatedAt}, UpdatedAt: sim.Time{Time: n.UpdatedAt},
		VerifiedAt: sim.Time{Time: n.VerifiedAt}, ExpiresAt: sim.Time{Time: n.ExpiresAt},
		DeletedAt: sim.Time{Time: n.DeletedAt},
	}
	if out.SharedWith == nil {
		out.SharedWith = []string{}
	}
	return out
}
