package drift

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// learnedPIN takes the place of PINs that are masked, worldCode is every code that is sent.
const (
	learnedPIN = "123456"
	worldCode  = "424242"
)

const day = 24 * time.Hour

// scenario turns what was learned into the scenario of an open world that starts with the
// first request. It has no limits and no faults, and its numbers are not dropped for their
// age: the capture shows that they were there. Names and ratings, which are not compared,
// are not learned.
func (l *learner) scenario(d sim.Dialect) *sim.Scenario {
	never := sim.Duration(0)
	f := &sim.Scenario{
		Version: 1, Name: "drift", Dialect: string(d), DropAfter: &never,
		Clock: sim.ScenarioClock{Mode: sim.Frozen, At: l.start}, Code: sim.CodeRules{Value: worldCode},
	}
	validity, window := l.rules(d)
	f.Validity, f.ReverifyWindow = (*sim.Duration)(&validity), (*sim.Duration)(&window)
	if len(l.all(business)) == 0 {
		l.fresh(business)
	}
	l.main = l.all(business)[0].id
	f.Partners = l.pools()
	f.WABAs = l.wabas()
	for _, n := range l.all(number) {
		f.Numbers = append(f.Numbers, l.number(n, validity))
	}
	for _, n := range l.all(app) {
		f.Apps = append(f.Apps, sim.App{ID: n.id, Secret: "drift-app-secret"})
	}
	f.Businesses = l.businesses()
	return f
}

// rules returns how long a verification lasts and how long before its end it may be
// renewed. Meta's guide on pre-verified numbers (90 days, 45) holds for real answers and
// its reference (14 days) for documented ones; an expiry further away than that needs the
// 90 days.
func (l *learner) rules(d sim.Dialect) (validity, window time.Duration) {
	validity = 14 * day
	if d == sim.Observed {
		validity, window = 90*day, 45*day
	}
	for _, n := range l.all(number) {
		left := n.at("verification_expiry_time").Sub(l.start)
		if left > validity {
			validity = 90 * day
		}
		if n.requested && n.status() == sim.Verified { // Meta grants a code near the end only
			window = max(window, day, left)
		}
	}
	return validity, min(window, validity)
}

func (n *node) at(name string) time.Time { return instant(n.shown[name]) }

// status is that of a verification; "" for one that is not shown.
func (n *node) status() sim.Status {
	s := n.shown["code_verification_status"]
	if s == "PENDING" || s == "FAILED" {
		return sim.NotVerified
	}
	return sim.Status(s)
}

// pools are the partners whose numbers are shown, each with a business at Meta: one that
// lists a number of the pool, else one of its own.
func (l *learner) pools() (out []sim.ScenarioPartner) {
	l.holders = map[string]string{}
	for _, n := range l.all(number) {
		if id := n.shown["partner"]; id != "" {
			l.holders[id] = cmp.Or(l.holders[id], l.first(n.under, business))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(l.holders)) {
		if l.holders[id] == "" {
			l.holders[id] = l.fresh(business).id
		}
		out = append(out, sim.ScenarioPartner{ID: id, Business: l.holders[id]})
	}
	return out
}

// businesses are those of the world. The first has the user and the credit line of which
// no answer tells the business.
func (l *learner) businesses() (out []sim.ScenarioBusiness) {
	for i, n := range l.all(business) {
		b := sim.ScenarioBusiness{ID: n.id}
		for _, u := range l.all(user) {
			if by := u.shown["business.id"]; by == n.id || i == 0 && !l.is(by, business) {
				b.SystemUser = cmp.Or(b.SystemUser, u.id)
			}
		}
		for _, c := range l.all(line) {
			if slices.Contains(c.under, n.id) || i == 0 && len(c.under) == 0 {
				b.CreditLine = cmp.Or(b.CreditLine, c.id)
			}
		}
		out = append(out, b)
	}
	return out
}

// wabas gives every phone a WABA and every WABA a business, the first one where none
// is shown.
func (l *learner) wabas() (out []sim.ScenarioWABA) {
	phones := map[string][]sim.ScenarioWABANumber{}
	fallback := ""
	for _, n := range l.all(phone) {
		on := l.first(n.under, waba)
		if on == "" && fallback == "" {
			fallback = l.fresh(waba).id
		}
		on = cmp.Or(on, fallback)
		phones[on] = append(phones[on], l.phoneOn(n))
	}
	for _, n := range l.all(waba) {
		a := sim.ScenarioWABA{ID: n.id, Business: n.shown["on_behalf_of_business_info.id"], PhoneNumbers: phones[n.id]}
		if by := l.first(n.under, business); by != "" {
			a.SharedWith = []string{by}
		}
		switch {
		case l.is(a.Business, business):
		case len(a.SharedWith) > 0:
			a.Business = l.fresh(business).id
		default:
			a.Business = l.main
		}
		for _, s := range l.all(app) {
			if slices.Contains(s.under, n.id) {
				a.SubscribedApps = append(a.SubscribedApps, s.id)
			}
		}
		out = append(out, a)
	}
	return out
}

// first returns the first id that is of a node of the kind, "" for none.
func (l *learner) first(ids []string, k kind) string {
	if i := slices.IndexFunc(ids, func(id string) bool { return l.is(id, k) }); i >= 0 {
		return ids[i]
	}
	return ""
}

func (l *learner) phoneOn(n *node) sim.ScenarioWABANumber {
	out := sim.ScenarioWABANumber{ID: n.id, PhoneNumber: l.phone(n)}
	if s := n.status(); s != "" {
		out.Verified = new(s == sim.Verified)
	}
	if n.shown["platform_type"] == "CLOUD_API" || slices.Contains([]string{"CONNECTED", "LINKED"}, n.shown["status"]) {
		out.PIN = learnedPIN
	}
	return out
}

// number turns what is known of a number into its state at the start.
func (l *learner) number(n *node, validity time.Duration) sim.ScenarioNumber {
	out := sim.ScenarioNumber{
		ID: n.id, PhoneNumber: l.phone(n), Claimed: n.shown["availability_status"] == string(sim.InUse), Partner: n.shown["partner"],
	}
	holder, pooled := l.holders[out.Partner] // it has the number anyway
	if !pooled {
		holder = cmp.Or(l.first([]string{n.shown["owner_business.id"]}, business), l.first(n.under, business), l.main)
		out.Business = holder
	}
	for _, id := range n.under {
		if l.is(id, business) && id != holder {
			out.SharedWith = append(out.SharedWith, sim.Share{With: id})
		}
	}
	if at := l.verifiedAt(n, validity); !at.IsZero() {
		out.Verified = sim.After(at.Sub(l.start))
	}
	return out
}

// verifiedAt returns a time of verification that gives the recorded status; the
// zero time for a number that was never verified.
func (l *learner) verifiedAt(n *node, validity time.Duration) time.Time {
	status, at := n.status(), n.at("code_verification_time")
	if expires := n.at("verification_expiry_time"); !expires.IsZero() {
		at = expires.Add(-validity)
	}
	past := !at.IsZero() && !at.After(l.start)
	switch {
	case status == sim.NotVerified || status == "" && at.IsZero():
		return time.Time{}
	case status == sim.Expired && !(past && at.Add(validity).Before(l.start)):
		return l.start.Add(-validity - day)
	case past:
		return at
	case n.requested:
		return l.start.Add(day - validity)
	default:
		return l.start.Add(-time.Hour)
	}
}

// fresh makes up a node with an id that the capture does not use.
func (l *learner) fresh(k kind) *node {
	for {
		l.invented++
		if id := strconv.Itoa(990_000_000_000_000 + l.invented); l.byID[id] == nil {
			return l.node(id, k)
		}
	}
}

// phone returns the recorded telephone number, or a fictitious one when that is
// masked, impossible or taken. It gives out each once, and none that the capture names.
func (l *learner) phone(n *node) string {
	phone, _ := sim.ReadMSISDN(n.shown["phone_number"])
	_, err := sim.ParsePhone(phone)
	for unusable := err != nil || l.phones[phone]; unusable; _, unusable = l.phones[phone] {
		l.invented++
		phone = strconv.Itoa(1212_555_0000 + l.invented)
	}
	l.phones[phone] = true
	return phone
}
