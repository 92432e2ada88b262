package store

import "github.com/preverified-sim/preverified-sim/sim"

// Lookup is what a world knows of a text that came where an id belongs. It is
// for the hint beside a refusal; nothing is decided by it.
type Lookup struct {
	// Kind is that of the node; [KindNumber] also for a text that is no node's id.
	Kind Kind
	// Partner tells that it is the id of a partner of 360dialog.
	Partner bool
	// Number tells that it is the id of a pre-verified number, a deleted one too.
	Number bool
	// LiveID is the id under which the telephone number lives now, where the
	// text is a telephone number or the id of a deleted number.
	LiveID string
	// PhoneID is the id of the phone number on a WABA that has taken the place of
	// the number.
	PhoneID string
}

// Known tells whether the world knows the text at all.
func (g Lookup) Known() bool {
	return g.Kind != KindNumber || g.Number || g.Partner || g.LiveID != ""
}

// LookupID looks a text up that came where an id belongs. It settles nothing.
func (s *Store) LookupID(text string) Lookup {
	s.mu.Lock()
	defer s.mu.Unlock()
	g := Lookup{Kind: s.kindOf(text)}
	msisdn := sim.MSISDN(text)
	if n, ok := s.numbers[text]; ok {
		g.Number, msisdn = true, n.MSISDN
		if !n.gone() {
			return g
		}
		if p, ok := s.onWABA[msisdn]; ok {
			g.PhoneID = p.ID
		}
	}
	_, g.Partner = s.pools[text]
	g.LiveID = s.liveID(msisdn)
	return g
}

func (s *Store) liveID(msisdn string) string {
	if n, ok := s.byPhone[msisdn]; ok {
		return n.ID
	}
	return ""
}

// Credential is what a text is that came as a credential, "" for none that is known.
type Credential string

// The kinds of credentials a world knows, in words.
const (
	CredentialToken Credential = "an access token of Meta"
	CredentialKey   Credential = "an API key of 360dialog"
)

// LookupCredential tells what kind of credential a text is in this world.
func (s *Store) LookupCredential(value string) Credential {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.tokens[value]; ok {
		return CredentialToken
	}
	if _, ok := s.keys[value]; ok {
		return CredentialKey
	}
	return ""
}
