package model

import (
	"maps"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// start is what a world begins with: a scenario.
type start struct {
	seed     uint64
	at       time.Time
	dialect  string
	profile  string
	life     life // of the profile, or as a scenario overrides it
	codes    codeRules
	poolSync time.Duration

	orphans     bool // cleanup: false
	badGateway  bool
	hideForeign bool
	keepClaimed bool // switches.claimed: in_use

	businesses []business
	partners   []partner
	numbers    []placed
	faults     []rule
	limits     []quota
	timeline   []moment

	ids []string // of the numbers, once they were seen
}

type codeRules struct {
	ttl      time.Duration
	attempts int
	fixed    string
}

type business struct {
	id     string
	tokens []token
}

type partner struct {
	id, business string
	keys         []string
	user         string // whose password is simulator
}

// placed is a number that is there from the start, or that the control API put
// there. owner and partner exclude each other.
type placed struct {
	phone, owner, partner string
	verified, added       time.Duration // ago; 0: never, and at the start
	fresh                 bool          // verified at this very moment
	claimed               bool
	shared                []string
}

// begin makes a world from its start.
func begin(s *start) *spec {
	w := &spec{start: s, now: s.at, dialect: s.dialect, limits: newLimits(s.limits)}
	for _, b := range s.businesses {
		w.tokens = append(w.tokens, b.tokens...)
	}
	w.tokens = append(w.tokens, token{value: token360dialog, business: hub, app: sim.DefaultApp, manages: true})
	for _, p := range s.partners {
		for _, key := range p.keys {
			w.keys = append(w.keys, apiKey{value: key, partner: p.id})
		}
	}
	for _, r := range s.faults {
		w.addFault(r)
	}
	for i, p := range s.numbers {
		w.place(p)
		if i < len(s.ids) {
			w.numbers[i].id = s.ids[i]
		}
	}
	w.advance(w.now) // the first request finds the timeline's first steps done
	return w
}

// place puts a number into the world behind the vendors' backs.
func (s *spec) place(p placed) refusal {
	n := number{phone: p.phone, owner: p.owner, created: s.now.Add(-max(p.added, p.verified)), claimed: p.claimed}
	if p.verified > 0 || p.fresh {
		n.verified = s.now.Add(-p.verified)
		n.expires = n.verified.Add(s.life().validity)
	}
	if s.taken(p.phone) {
		return "phone_number_taken"
	}
	if p.partner != "" {
		with := s.partner(p.partner)
		switch {
		case with < 0:
			return "partner_not_found"
		case s.pooled(p.phone):
			return "already_in_pool"
		}
		n.owner, n.shared = hub, []string{s.start.partners[with].business}
	}
	if n.owner == "" {
		n.owner = s.start.businesses[0].id
	}
	if !s.business(n.owner) {
		return "business_not_found"
	}
	n.shared = append(n.shared, p.shared...)
	i := s.insert(n)
	if p.partner != "" {
		s.toPool(p.partner, i)
	}
	return fine
}

// clone is a deep copy.
func (s *spec) clone() *spec {
	c := *s
	c.numbers, c.codes, c.rows = slices.Clone(s.numbers), slices.Clone(s.codes), slices.Clone(s.rows)
	c.tokens, c.keys, c.faults = slices.Clone(s.tokens), slices.Clone(s.keys), slices.Clone(s.faults)
	c.limits = slices.Clone(s.limits)
	for i := range c.limits {
		c.limits[i].calls, c.limits[i].full = maps.Clone(s.limits[i].calls), maps.Clone(s.limits[i].full)
	}
	return &c
}
