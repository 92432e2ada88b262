package store

import (
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Lookup is what a world knows of a text that came where an id belongs. It is
// for the hint beside a refusal; nothing is decided by it.
type Lookup struct {
	// Kind is that of the node; [KindNumber] also for a text that is no node's id.
	Kind Kind
	// Partner is the 360dialog partner it names: by its id in any case, by its
	// business, or as the owner of the pool that holds the number. "" when it
	// names none.
	Partner string
	// Number tells that it is the id of a number, a deleted one too.
	Number bool
	// Owner is the business that owns the number.
	Owner string
	// DeletedAt is when the number went; zero while it is there.
	DeletedAt time.Time
	// LiveID is the id under which the telephone number lives now, where the
	// text is a telephone number or the id of a deleted number; "" where it does
	// not live.
	LiveID string
	// PhoneID is the id of the phone number on a WABA that has taken the place of
	// the number; "" where none has.
	PhoneID string
}

// Known tells whether the world knows the text at all.
func (g Lookup) Known() bool {
	return g.Kind != KindNumber || g.Number || g.Partner != "" || g.LiveID != ""
}

// LookupID looks a text up that came where an id belongs. It settles nothing.
func (s *Store) LookupID(text string) Lookup {
	s.mu.Lock()
	defer s.mu.Unlock()
	var g Lookup
	if g.Kind = s.kindOf(text); g.Kind != KindNumber {
		g.Partner = s.partner(func(p *pool) bool { return p.Business == text })
		return g
	}
	if n, ok := s.numbers[text]; ok {
		g.Number, g.Owner, g.DeletedAt = true, n.owner.ID, n.DeletedAt
		if n.partner != nil {
			g.Partner = n.partner.ID
		}
		if n.gone() {
			g.LiveID = s.liveID(n.MSISDN)
			if p, ok := s.onWABA[n.MSISDN]; ok {
				g.PhoneID = p.ID
			}
		}
		return g
	}
	if _, exact := s.pools[text]; exact {
		g.Partner = text
	} else {
		g.Partner = s.partner(func(p *pool) bool { return strings.EqualFold(p.ID, text) })
	}
	if g.Partner != "" {
		return g
	}
	g.LiveID = s.liveID(sim.MSISDN(text))
	return g
}

// partner is the first partner by id of those that are it; "" where none is.
func (s *Store) partner(is func(*pool) bool) (first string) {
	for id, p := range s.pools {
		if (first == "" || id < first) && is(p) {
			first = id
		}
	}
	return first
}

func (s *Store) liveID(msisdn string) string {
	if n, ok := s.byPhone[msisdn]; ok {
		return n.ID
	}
	return ""
}

// Credential tells what a text is that came as a credential.
type Credential int

// The kinds of credentials a world knows.
const (
	CredentialUnknown Credential = iota
	CredentialToken
	CredentialKey
	CredentialRevokedKey
)

// LookupCredential tells what kind of credential a text is in this world.
func (s *Store) LookupCredential(value string) Credential {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.tokens[value]; ok {
		return CredentialToken
	}
	k, ok := s.keys[value]
	switch {
	case !ok:
		return CredentialUnknown
	case k.Revoked:
		return CredentialRevokedKey
	default:
		return CredentialKey
	}
}

// CodeLookup is what a world knows of a code that was entered for a number.
// The newest code is the one that would have been accepted last.
type CodeLookup struct {
	// Asked tells that a code was ever asked for, as far as the inbox goes back.
	Asked bool
	// Newest is the newest code of the number, without its digits.
	Newest sim.Code
	// Older tells that the digits are those of an earlier code, and OlderAt when
	// that one was asked for.
	Older   bool
	OlderAt time.Time
	// Garbled tells that the digits are those of a message that was spoiled on
	// its way.
	Garbled bool
}

// LookupCode looks up what became of the codes of a number, for the digits that
// were entered. It settles nothing.
func (s *Store) LookupCode(now time.Time, numberID, given string) CodeLookup {
	s.mu.Lock()
	defer s.mu.Unlock()
	var g CodeLookup
	for i := len(s.inbox) - 1; i >= 0; i-- {
		c := s.inbox[i]
		if c.NumberID != numberID {
			continue
		}
		if !g.Asked {
			g.Asked, g.Newest = true, c.copyAt(now, &s.rules.Codes)
			g.Newest.Code, g.Newest.Message = "", ""
			g.Garbled = given == c.Sent && given != c.Value
			if given == c.Value {
				return g
			}
			continue
		}
		if given == c.Value || given == c.Sent {
			g.Older, g.OlderAt = true, c.IssuedAt
			return g
		}
	}
	return g
}
