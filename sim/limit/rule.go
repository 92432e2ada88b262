// Package limit counts calls in rolling windows of world time.
package limit

import "github.com/preverified-sim/preverified-sim/sim"

// Rule is one rolling window on world time: at most Allow calls of the given
// operations within Window, counted apart for each key.
type Rule struct {
	// Name identifies the limit; left out, it is made of operation and key.
	Name string `yaml:"name,omitempty" json:"name,omitempty"`
	// Operations are names of the operation table; meta.* and 360dialog.* stand
	// for all of a vendor.
	Operations []string `yaml:"operation" json:"operation"`
	// Per is what the calls are counted by: business, number, token, partner or
	// app.
	Per string `yaml:"per" json:"per"`
	// Allow is how many calls fit into the window.
	Allow int `yaml:"allow" json:"allow"`
	// Window is the length of the rolling window in world time.
	Window sim.Duration `yaml:"window" json:"window"`
	// Error is the catalogue id of the refusal; left out, it is the vendor's
	// own rate limit error.
	Error string `yaml:"error,omitempty" json:"error,omitempty"`
	// RetryAfter says whether the refusal carries a Retry-After header. Meta
	// sends none as far as is known.
	RetryAfter bool `yaml:"retry_after,omitempty" json:"retry_after,omitempty"`
}
