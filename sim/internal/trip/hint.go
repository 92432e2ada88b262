package trip

import (
	"fmt"

	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// HintHeader carries a hint to the client, beside a refusal.
const HintHeader = "X-Sim-Hint"

// longestHint bounds a hint, in bytes.
const longestHint = 160

// longestQuote bounds what a hint repeats of the request, in bytes.
const longestQuote = 40

// Hintf words a hint: one sentence in plain English, cut at 160 bytes. What it
// repeats of the request goes through [Quote] first, and no secret goes in.
func Hintf(format string, args ...any) string {
	s := fmt.Sprintf(format, args...)
	if len(s) > longestHint {
		s = s[:longestHint-3] + "..."
	}
	return s
}

// Quote is a piece of a request as a hint may repeat it.
func Quote(s string) string {
	if len(s) > longestQuote {
		s = s[:longestQuote-3] + "..."
	}
	return s
}

// Elsewhere names another world whose store knows what this one does not, or
// returns "". It looks through the other worlds, so it is for refusals only.
func (c *Call) Elsewhere(known func(*store.Store) bool) string {
	if c.trip.opts.Elsewhere == nil {
		return ""
	}
	return c.trip.opts.Elsewhere(c.world.Name, known)
}

// HintElsewhere is the hint for an id that another world knows, or "".
func (c *Call) HintElsewhere(id string) string {
	if id == "" {
		return ""
	}
	there := c.Elsewhere(func(s *store.Store) bool { return s.Sight(id).Known() })
	if there == "" {
		return ""
	}
	return Hintf("%s is known in world %s; this request came to world %s", Quote(id), there, c.World())
}

// HintCredentialElsewhere is the hint for a credential that another world
// knows, or "". It does not repeat the credential.
func (c *Call) HintCredentialElsewhere(value string) string {
	if value == "" {
		return ""
	}
	there := c.Elsewhere(func(s *store.Store) bool { return s.SightCredential(value) != store.CredentialUnknown })
	if there == "" {
		return ""
	}
	return Hintf("this credential belongs to world %s; this request came to world %s", there, c.World())
}
