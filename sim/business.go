package sim

import (
	"cmp"
	"slices"
	"time"
)

// ManagePermission is what a token needs for every operation on pre-verified
// numbers (Meta's guide on pre-verified numbers).
const ManagePermission = "business_management"

// DefaultApp is the app id of a token for which none is given.
const DefaultApp = "1"

// Business is a Meta business portfolio.
type Business struct {
	// ID is its node id, digits.
	ID string
	// Name is its display name.
	Name string
	// CreatedAt is when the world first knew it.
	CreatedAt time.Time
}

// Token is a Meta access token.
type Token struct {
	// Value is the token itself.
	Value string
	// Business is the id of the business it acts for.
	Business string
	// App is the id of the app it was made for.
	App string
	// AppSecret is the app's secret, with which appsecret_proof is checked; ""
	// when none was given.
	AppSecret string
	// Permissions are what it may do.
	Permissions []string
	// ExpiresAt is when it lapses; zero means never.
	ExpiresAt time.Time
	// RevokedAt is when it was withdrawn; zero while it was not.
	RevokedAt time.Time
	// Open marks the stand-in for any token under --open: it may see all
	// businesses.
	Open bool
}

// Allows reports whether the token carries the permission.
func (t Token) Allows(permission string) bool {
	return t.Open || slices.Contains(t.Permissions, permission)
}

// Partner is an account at 360dialog.
type Partner struct {
	// ID is the partner id, such as simul8PA.
	ID string
	// Business is the id of the partner's business at Meta, with which its
	// numbers are shared.
	Business string
	// Keys are its API keys.
	Keys []string
	// Users may ask for a bearer token.
	Users []User
}

// User is a hub user of a partner.
type User struct {
	// Username is an e-mail address.
	Username string
	// Password is compared as it is.
	Password string
}

type business struct {
	Business
	numbers []*number // owned or shared, by seq; gone ones are swept later
	dead    int       // entries of numbers that are gone or no longer shared
	alone   shares    // the shares of a number that is shared with this business only
}

func newBusiness(b Business) *business {
	return &business{Business: b, alone: shares{[]string{b.ID}}}
}

// sweepAfter is how many dead entries a list may hold before it is rebuilt,
// beside half of its length: rebuilding stays cheap per deletion.
const sweepAfter = 64

func (b *business) insert(n *number) {
	i, found := find(b.numbers, n.seq)
	if found {
		b.dead-- // it was shared before and the entry is still there
		return
	}
	b.numbers = slices.Insert(b.numbers, i, n)
}

// find returns the place of a number in a list that is ordered by seq, or where
// it would stand, and whether it is there. No two numbers have the same seq,
// which narrows the search down: to a single entry where none is missing.
func find(list []*number, seq uint64) (int, bool) {
	last := len(list) - 1
	switch {
	case last < 0 || list[last].seq < seq:
		return last + 1, false
	case seq <= list[0].seq:
		return 0, seq == list[0].seq
	}
	low := max(0, last-int(min(list[last].seq-seq, uint64(last))))
	high := int(min(seq-list[0].seq, uint64(last)))
	i, found := slices.BinarySearchFunc(list[low:high+1], seq, func(n *number, seq uint64) int {
		return cmp.Compare(n.seq, seq)
	})
	return low + i, found
}

// leave notes that one entry no longer counts.
func (b *business) leave() {
	b.dead++
	if b.dead > sweepAfter && b.dead > len(b.numbers)/2 {
		b.numbers = slices.DeleteFunc(b.numbers, func(n *number) bool {
			return n.gone() || !n.visibleTo(b.ID)
		})
		b.dead = 0
	}
}
