package sim

import (
	"slices"
	"time"
)

// ManagePermission is what a token needs for every operation on pre-verified
// numbers (Meta's guide on pre-verified numbers).
const ManagePermission = "business_management"

// DefaultApp is the app of a world that lists none, and of its tokens;
// DefaultAppSecret is its secret.
const (
	DefaultApp       = "1017734028366125"
	DefaultAppSecret = "sim-app-secret"
)

// Business is a Meta business portfolio, as the snapshot stores it. A scenario
// lists its tokens with it: see [ScenarioBusiness].
type Business struct {
	// ID is its node id, CreatedAt when it was made known to the world.
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"created_at"`
	// SystemUser and CreditLine are the ids of the nodes it has; "" for none.
	SystemUser string `json:"system_user,omitempty" form:"node"`
	CreditLine string `json:"credit_line,omitempty" form:"node"`
}

// Token is a Meta access token, as the snapshot stores it. A scenario gives its
// expiry relative to the start: see [ScenarioToken].
type Token struct {
	// Value is the token itself; Business and App are the ids of those it acts for and
	// was made for.
	Value    string `json:"value"`
	Business string `json:"business" refers:"business"`
	App      string `json:"app"`
	// AppSecret checks appsecret_proof; "" when none was given.
	AppSecret   string   `json:"app_secret,omitempty"`
	Permissions []string `json:"permissions"`
	// ExpiresAt is when it lapses, RevokedAt when it was withdrawn; zero for never.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	RevokedAt time.Time `json:"revoked_at,omitzero"`
	// AppRemoved: the customer has removed the app or left the partner.
	AppRemoved bool `json:"app_removed,omitempty"`
	// Scoped tokens see the WABAs of their list alone, the newest first, in the
	// place of all that their business has. A business token is one.
	Scoped bool     `json:"scoped,omitempty"`
	WABAs  []string `json:"wabas,omitempty"`
	// User is the id of the system user behind a business token, IssuedAt when that was
	// given out; zero for others.
	User     string    `json:"user,omitempty"`
	IssuedAt time.Time `json:"issued_at,omitzero"`
	// AppToken marks the stand-in for an app's id and secret in the place of a
	// token: it may look at tokens and nothing else.
	AppToken bool `json:"-"`
	// Open marks the stand-in for any token under --open: it may see all
	// businesses.
	Open bool `json:"-"`
}

// Allows reports whether the token carries the permission.
func (t Token) Allows(permission string) bool {
	return t.Open || slices.Contains(t.Permissions, permission)
}

// Manages reports whether the token carries a permission that is good for every
// operation: business_management or whatsapp_business_management (Meta's guide on
// pre-verified numbers).
func (t Token) Manages() bool { return t.Allows(ManagePermission) || t.Allows(WABAPermission) }

// Partner is an account at 360dialog, as the snapshot stores it.
type Partner struct {
	ID string `json:"id"` // such as simul8PA
	// Business is the id of its business at Meta, with which its numbers are shared; ""
	// for one that an open world without businesses has made.
	Business string   `json:"business,omitempty" refers:"business"`
	Keys     []string `json:"keys"` // for the header X-API-Key
	Users    []User   `json:"users"`
}

// User is a hub user of a partner, who may ask for a bearer token.
type User struct {
	// Username is an e-mail address.
	Username string `yaml:"username" json:"username" form:"user" needs:"an e-mail address"`
	// Password is compared as it is.
	Password string `yaml:"password" json:"password" needs:"any text"`
}
