package drift

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Credentials of a learned world. None is a secret, and none has a form a vendor
// gives out.
const (
	tokenPrefix = "EAAdrift"
	keyPrefix   = "drift-key-"
	password    = "drift"
	strangerID  = "strangerPA" // a partner, and its business, without numbers
)

const day = 24 * time.Hour

// scenario turns what was learned into the scenario of a world that starts with
// the first request. It has no limits and no faults, and its numbers are not
// dropped for their age: the capture shows that they were there.
func (l *learner) scenario(d sim.Dialect) *sim.Scenario {
	never := sim.Duration(0)
	f := &sim.Scenario{
		Version: 1, Name: "drift", Dialect: string(d), DropAfter: &never,
		Clock: sim.ScenarioClock{Mode: sim.Frozen, At: l.start},
	}
	validity, window := l.rules(d)
	f.Validity, f.ReverifyWindow = (*sim.Duration)(&validity), (*sim.Duration)(&window)
	if len(l.businesses) == 0 {
		l.business(l.freshID())
	}
	first := l.businesses[0].ID
	f.Partners = l.settlePartners()
	l.settleIDs(l.businesses[0])
	l.addFillers()
	slices.SortStableFunc(l.numbers, func(a, b *known) int { return a.place() - b.place() })
	for _, k := range l.numbers {
		l.phones[k.PhoneNumber] = false
	}
	l.settleWABAs(f, l.businesses[0])
	for _, b := range l.businesses {
		b.Tokens = []sim.ScenarioToken{{Token: tokenPrefix + b.ID}}
		f.Businesses = append(f.Businesses, *b)
	}
	for _, k := range l.numbers {
		f.Numbers = append(f.Numbers, l.settle(k, f.Partners, first, validity))
	}
	return f
}

// place sorts numbers that no list has behind all others.
func (k *known) place() int {
	if k.listed == 0 {
		return 1 << 30
	}
	return k.listed
}

// rules returns how long a verification lasts and how long before its end it
// may be renewed. Without a number that shows it, Meta's guide on pre-verified
// numbers (90 days, 45) holds for real answers and its reference (14 days) for
// documented ones; an expiry further away than that needs the 90 days.
func (l *learner) rules(d sim.Dialect) (validity, window time.Duration) {
	validity = l.validity
	if validity == 0 {
		validity = 14 * day
		far := func(k *known) bool { return k.expires.Sub(l.start) > validity }
		if d == sim.Observed || slices.ContainsFunc(l.numbers, far) {
			validity = 90 * day
		}
	}
	if d == sim.Observed {
		window = 45 * day
	}
	for _, k := range l.numbers {
		if k.requested && k.Status == sim.Verified { // Meta grants a code near the end only
			window = max(window, day, k.expires.Sub(l.start))
		}
	}
	return validity, min(window, validity)
}

// settlePartners gives every partner a business at Meta: the one that lists a
// number of its pool, else one of its own.
func (l *learner) settlePartners() []sim.ScenarioPartner {
	var out []sim.ScenarioPartner
	for i, id := range append(slices.Clone(l.partners), strangerID) {
		p := sim.ScenarioPartner{
			ID: id, APIKeys: []string{keyPrefix + id},
			Users: []sim.User{{Username: "drift" + strconv.Itoa(i) + "@example.com", Password: password}},
		}
		for _, k := range l.numbers {
			if p.Business == "" && k.Partner == id && len(k.visible) > 0 {
				p.Business = k.visible[0]
			}
		}
		if p.Business == "" {
			p.Business = l.business(l.freshID()).ID
		}
		out = append(out, p)
	}
	return out
}

// addFillers adds a number behind each open page that no known number follows,
// so that the simulated page has a next one too.
func (l *learner) addFillers() {
	for _, p := range l.pages {
		last := l.byID[text(p.last, "id")]
		follows := func(k *known) bool {
			return k.place() > last.listed && slices.Contains(k.visible, p.business) && (p.filter == "" || p.filter == k.Status)
		}
		if last == nil || slices.ContainsFunc(l.numbers, follows) {
			continue
		}
		k := l.number(l.freshID())
		k.visible, k.Status = []string{p.business}, p.filter
		if p.filter == "" {
			k.Status = statusOf(p.last)
		}
	}
}

// settle turns what is known of a number into its state at the start.
func (l *learner) settle(k *known, partners []sim.ScenarioPartner, first string, validity time.Duration) sim.ScenarioNumber {
	n := sim.ScenarioNumber{ID: k.ID, PhoneNumber: l.phone(k.PhoneNumber), Claimed: k.Claimed, Partner: k.Partner}
	holder := "" // has the number anyway
	if n.Partner == "" {
		n.Business = cmp.Or(k.Business, cmp.Or(k.visible...), first)
		holder = n.Business
	} else if i := slices.IndexFunc(partners, func(p sim.ScenarioPartner) bool { return p.ID == n.Partner }); i >= 0 {
		holder = partners[i].Business
	}
	for _, b := range k.visible {
		if b != holder {
			n.SharedWith = append(n.SharedWith, sim.Share{With: b})
		}
	}
	if at := l.verifiedAt(k, validity); !at.IsZero() {
		n.Verified = sim.After(at.Sub(l.start))
		if k.created.After(at) {
			k.created = at
		}
	}
	if !k.created.IsZero() {
		n.Added = sim.After(k.created.Sub(l.start))
	}
	return n
}

// verifiedAt returns a time of verification that gives the recorded status; the
// zero time for a number that was never verified.
func (l *learner) verifiedAt(k *known, validity time.Duration) time.Time {
	switch {
	case k.Status == sim.NotVerified || k.Status == "" && k.verified.IsZero() && k.expires.IsZero():
		return time.Time{}
	case !k.verified.IsZero() && !k.verified.After(l.start):
		return k.verified
	case k.Status == sim.Expired && (k.expires.IsZero() || k.expires.After(l.start)):
		return l.start.Add(-validity - day)
	case !k.expires.IsZero() && !k.expires.Add(-validity).After(l.start):
		return k.expires.Add(-validity)
	case k.requested:
		return l.start.Add(day - validity)
	default:
		return l.start.Add(-time.Hour)
	}
}

// freshID makes up an id that the capture does not use.
func (l *learner) freshID() string {
	for {
		l.invented++
		if id := strconv.Itoa(990_000_000_000_000 + l.invented); l.byID[id] == nil && !l.isBusiness(id) {
			return id
		}
	}
}

// phone returns the recorded telephone number, or a fictitious one when that is
// masked, impossible or taken. It gives out each once, and none that the capture names.
func (l *learner) phone(recorded string) string {
	phone := recorded
	_, err := sim.ParsePhone(phone)
	for unusable := err != nil || l.phones[phone]; unusable; _, unusable = l.phones[phone] {
		l.invented++
		phone = strconv.Itoa(1212_555_0000 + l.invented)
	}
	l.phones[phone] = true
	return phone
}
