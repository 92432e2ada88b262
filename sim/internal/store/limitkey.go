package store

import (
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
)

// LimitKey is the key under which limits count what the text names: an id, a
// credential, or for a number also its phone number in any writing. ok is false
// for text that names nothing of the kind. An open world takes any credential,
// business and partner.
func (s *Store) LimitKey(per sim.LimitKey, text string) (key string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch per {
	case sim.PerNumber:
		if _, ok = s.numbers[text]; !ok {
			text = s.liveID(sim.MSISDN(text))
		}
		return text, text != ""
	case sim.PerBusiness:
		_, ok = s.businesses[text]
	case sim.PerPartner:
		_, ok = s.pools[text]
	case sim.PerToken:
		_, ok = s.tokens[text]
		ok = ok || s.keys[text] != nil
	case sim.PerApp:
		ok = slices.ContainsFunc(s.apps, func(a sim.App) bool { return a.ID == text })
		for _, t := range s.tokens {
			ok = ok || t.App == text
		}
		return text, ok
	}
	return text, ok || s.rules.Open
}
