package sim

import (
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
