package sim

import "time"

// LimitRule is one rolling window on world time: at most Allow calls of the given
// operations within Window, counted apart for each key.
type LimitRule struct {
	// Name identifies the limit; left out, it is made of operation and key, such
	// as meta.verify_code-per-business.
	Name string `yaml:"name,omitempty" json:"name,omitempty"`
	// Operations are names of the operation table or the vendors' operationIds,
	// written as one name or a list; meta.* and 360dialog.* stand for all of a
	// vendor.
	Operations []string `yaml:"operation" json:"operation"`
	// Per is what the calls are counted by: business, number, token, partner or
	// app.
	Per LimitKey `yaml:"per" json:"per"`
	// Allow is how many calls fit into the window, at least 1.
	Allow int `yaml:"allow" json:"allow"`
	// Window is the length of the rolling window in world time.
	Window Duration `yaml:"window" json:"window"`
	// Error is the catalogue id of the refusal; left out, it is the vendor's
	// own rate limit error.
	Error string `yaml:"error,omitempty" json:"error,omitempty"`
	// RetryAfter says whether the refusal carries a Retry-After header. Meta
	// sends none as far as is known.
	RetryAfter bool `yaml:"retry_after,omitempty" json:"retry_after,omitempty"`
	// Optional limits need not have refused a call for the report to pass.
	Optional bool `yaml:"optional,omitempty" json:"optional,omitempty"`
	// Refused says what a refused call does: ignored, which is the default, or
	// counts.
	Refused string `yaml:"refused,omitempty" json:"refused,omitempty"`
}

// RefusedCounts is the value of [LimitRule.Refused] by which a refused call counts: it
// prolongs the lock, and the limit stays full for one window from that call. Operators
// report of code requests that each retry restarts the wait.
const RefusedCounts = "counts"

// LimitRefusals are the values of [LimitRule.Refused].
var LimitRefusals = []string{"ignored", RefusedCounts}

// LimitKey is what the calls of a limit are counted by.
type LimitKey string

// The keys: a Meta business, a number's id at Meta, a credential, a partner of
// 360dialog, or the app that a token belongs to.
const (
	PerBusiness LimitKey = "business"
	PerNumber   LimitKey = "number"
	PerToken    LimitKey = "token"
	PerPartner  LimitKey = "partner"
	PerApp      LimitKey = "app"
)

// LimitKeys are all of them.
var LimitKeys = []LimitKey{PerBusiness, PerNumber, PerToken, PerPartner, PerApp}

// Limit is a limit and how full it is.
type Limit struct {
	LimitRule
	// Usage has an entry for each key with calls in the window.
	Usage []LimitUsage `json:"usage"`
}

// LimitUsage is how full a limit is for one key.
type LimitUsage struct {
	Limit string   `json:"-"` // the name of the limit
	Per   LimitKey `json:"-"`
	// Key is the business, number and so on, a credential masked; "" for every
	// key, seen or not.
	Key OptionalText `json:"key"`
	// Used of Allow calls lie in the window, Percent in whole percent, rounded
	// down and at most 100. Meta throttles from 100 (Meta's rate limiting guide).
	Used    int `json:"used"`
	Allow   int `json:"allow"`
	Percent int `json:"percent"`
	// Regain is the world time until the next call would be admitted.
	Regain Duration `json:"regain"`
	// Calls are the instants of the calls in the window, oldest first, and
	// ExhaustedAt is when the key was exhausted, while that lasts. Only a
	// snapshot has them.
	Calls       []time.Time `json:"calls,omitempty"`
	ExhaustedAt *time.Time  `json:"exhausted_at,omitempty"`
}
