package drift

import (
	"slices"
	"strconv"
	"time"
)

// World is the universe a capture was recorded in, as far as its requests and
// answers show it. What they do not show is made up: ids, telephone numbers of
// a fictitious range, credentials.
type World struct {
	// At is the time of the first request; the world's clock starts there.
	At time.Time
	// Validity is how long a verification lasts, Window how long before its end
	// it may be renewed.
	Validity, Window time.Duration
	// Businesses are those of Meta, the first of them the main one.
	Businesses []Business
	// Partners are those of 360dialog.
	Partners []Partner
	// Numbers exist at the start, in the order in which lists have them.
	Numbers []Number
}

// Business is a business at Meta.
type Business struct {
	ID, Name string
	// Tokens act for it.
	Tokens []Token
}

// Token is a made-up access token.
type Token struct {
	Value string
	// Expired and Revoked tokens are refused; a Powerless one lacks every
	// permission.
	Expired, Revoked, Powerless bool
}

// Partner is an account at 360dialog, with made-up credentials.
type Partner struct {
	ID, Business, Key, Username, Password string
}

// Number is a pre-verified number.
type Number struct {
	// ID is Meta's; "" when no answer names it.
	ID string
	// Phone is the telephone number in digits; Spare one to take when Phone is
	// impossible or taken.
	Phone, Spare string
	// Business owns it, or Partner has it in its pool.
	Business, Partner string
	// SharedWith are further businesses that may use it.
	SharedWith []string
	// CreatedAt and VerifiedAt are zero when they are not known, and when it was
	// never verified.
	CreatedAt, VerifiedAt time.Time
	// Claimed numbers are in use by a customer.
	Claimed bool
}

// Made-up credentials. None is a secret, and none is of a form a vendor gives
// out.
const (
	tokenPrefix    = "EAAdrift"
	expiredToken   = tokenPrefix + "Expired"
	revokedToken   = tokenPrefix + "Revoked"
	powerlessToken = tokenPrefix + "Powerless"
	unknownToken   = tokenPrefix + "Unknown"
	keyPrefix      = "drift-key-"
	unknownKey     = "drift-key"
	username       = "drift@example.com"
	password       = "drift"
	stranger       = "strangerPA"
)

func tokenOf(business string) string { return tokenPrefix + business }
func keyOf(partner string) string    { return keyPrefix + partner }

const day = 24 * time.Hour

// known is what has been learned of one number.
type known struct {
	Number
	status          string
	expiresAt       time.Time
	seen            bool // an answer shows that it exists
	listed          int  // its place among all items of lists, 0 when it is in none
	verified        bool // the capture has verified it, so that later sightings say nothing of the start
	requested       bool // a code was asked for and granted while it stood as VERIFIED
	shared          map[string]bool
	visible         []string // businesses whose lists show it
	sharer, speaker string   // the business that shared it, the one whose token acts for it
	poolOf          string   // the partner whose pool shows it
}

// learner gathers what a capture shows.
type learner struct {
	calls      []*call
	start      time.Time
	validity   time.Duration
	fallback   time.Duration
	window     time.Duration
	numbers    []*known
	byID       map[string]*known
	businesses []*Business
	partners   []string
	born       map[string]string // id an add answered → telephone number
	absent     map[string]bool   // ids some answer says do not exist
	tokens     map[string]string // recorded token → business
	conflicts  []Number
	pages      []page
	followed   map[string]bool // operations with the cursors they went on from
	items      int
	made       int
}

func newLearner(calls []*call, observed bool) *learner {
	l := &learner{
		calls: calls, start: calls[0].At, fallback: 14 * day, byID: map[string]*known{},
		born: map[string]string{}, followed: map[string]bool{}, absent: map[string]bool{}, tokens: map[string]string{},
	}
	if observed { // Meta's guide on pre-verified numbers
		l.fallback, l.window = 90*day, 45*day
	}
	return l
}

func (l *learner) number(id string) *known {
	k, ok := l.byID[id]
	if !ok {
		k = &known{Number: Number{ID: id}, shared: map[string]bool{}}
		l.byID[id] = k
		l.numbers = append(l.numbers, k)
	}
	return k
}

func (l *learner) business(id string) *Business {
	for _, b := range l.businesses {
		if b.ID == id {
			return b
		}
	}
	b := &Business{ID: id}
	l.businesses = append(l.businesses, b)
	return b
}

func (l *learner) partner(id string) {
	if id != "" && !slices.Contains(l.partners, id) {
		l.partners = append(l.partners, id)
	}
}

// freshID makes up an id that the capture does not use.
func (l *learner) freshID() string {
	for {
		l.made++
		id := strconv.Itoa(990_000_000_000_000 + l.made)
		if _, used := l.byID[id]; !used && !slices.ContainsFunc(l.businesses, func(b *Business) bool { return b.ID == id }) {
			return id
		}
	}
}

// world settles what was learned into the world to build.
func (l *learner) world() World {
	if len(l.businesses) == 0 {
		l.business(l.freshID())
	}
	main := l.businesses[0].ID
	w := World{At: l.start, Partners: l.allPartners()}
	w.Validity, w.Window = l.settleRules()
	for i := range l.businesses {
		b := *l.businesses[i]
		b.Tokens = append(b.Tokens, Token{Value: tokenOf(b.ID)})
		if b.ID == main {
			b.Tokens = append(b.Tokens, Token{Value: expiredToken, Expired: true},
				Token{Value: revokedToken, Revoked: true}, Token{Value: powerlessToken, Powerless: true})
		}
		w.Businesses = append(w.Businesses, b)
	}
	slices.SortStableFunc(l.numbers, func(a, b *known) int { return place(a) - place(b) })
	used := l.phones()
	for _, k := range append(l.numbers, l.fillers()...) {
		if k.seen {
			w.Numbers = append(w.Numbers, l.settle(k, main, w.Validity, used))
		}
	}
	for _, n := range l.conflicts {
		if !used.has(n.Phone) {
			n.Spare = used.fresh()
			w.Numbers = append(w.Numbers, n)
			used.taken[n.Phone] = true
		}
	}
	return w
}

// place puts numbers in no list behind all others.
func place(k *known) int {
	if k.listed == 0 {
		return 1 << 30
	}
	return k.listed
}

// allPartners gives every partner a business at Meta: the one that lists a
// number of its pool, else one of its own.
func (l *learner) allPartners() []Partner {
	var out []Partner
	for _, id := range append(slices.Clone(l.partners), stranger) {
		p := Partner{ID: id, Key: keyOf(id), Username: username, Password: password}
		if len(out) > 0 {
			p.Username = id + "@example.com"
		}
		for _, k := range l.numbers {
			if p.Business == "" && k.poolOf == id && len(k.visible) > 0 {
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

// settleRules takes what the times of a number say, and more than the
// documented 14 days when an expiry lies further off. The window is wide enough
// for every code that was granted before an expiry.
func (l *learner) settleRules() (validity, window time.Duration) {
	validity, window = l.validity, l.window
	if validity == 0 {
		validity = l.fallback
	}
	for _, k := range l.numbers {
		left := k.expiresAt.Sub(l.start)
		if l.validity == 0 && left > validity {
			validity = 90 * day
		}
		if k.requested && k.status == "VERIFIED" {
			window = max(window, day, left)
		}
	}
	return validity, min(window, validity)
}

// page is a page of a business's list whose next one is not in the capture.
type page struct {
	business, status string // status is what the list was filtered by
	last             map[string]any
}

// fillers are numbers behind such pages, so that the simulated ones have a next
// page too. There are none where known numbers will do.
func (l *learner) fillers() []*known {
	var out []*known
	for _, p := range l.pages {
		last, ok := l.byID[text(p.last, "id")]
		if !ok || l.follows(p, last) {
			continue
		}
		out = append(out, l.filler(p))
	}
	return out
}

func (l *learner) follows(p page, last *known) bool {
	return slices.ContainsFunc(l.numbers, func(k *known) bool {
		return k.seen && place(k) > last.listed && slices.Contains(k.visible, p.business) &&
			(p.status == "" || p.status == k.status)
	})
}

func (l *learner) filler(p page) *known {
	k := &known{seen: true, visible: []string{p.business}, status: orElse(p.status, statusOf(p.last))}
	k.ID = l.freshID()
	return k
}

// settle turns what is known of a number into its state at the start.
func (l *learner) settle(k *known, main string, validity time.Duration, used *phoneBook) Number {
	n := k.Number
	n.Spare = used.fresh()
	if n.Phone == "" {
		n.Phone = n.Spare
	}
	candidates := append([]string{n.Business, k.sharer}, k.visible...)
	for _, b := range append(candidates, k.speaker, main) {
		if n.Business == "" {
			n.Business = b
		}
	}
	if n.Partner = k.poolOf; n.Partner != "" {
		n.Business = "" // 360dialog's own has it
	}
	for _, b := range append(k.visible, k.speaker) {
		if b != "" && b != n.Business && !slices.Contains(n.SharedWith, b) {
			n.SharedWith = append(n.SharedWith, b)
		}
	}
	if n.CreatedAt.After(l.start) {
		n.CreatedAt = time.Time{}
	}
	if n.VerifiedAt.IsZero() {
		n.VerifiedAt = l.verifiedAt(k, validity)
	}
	return n
}

// verifiedAt finds a time of verification that gives the recorded status.
func (l *learner) verifiedAt(k *known, validity time.Duration) time.Time {
	switch {
	case k.status == "EXPIRED" && (k.expiresAt.IsZero() || k.expiresAt.After(l.start)):
		return l.start.Add(-validity - day)
	case !k.expiresAt.IsZero() && k.status != "NOT_VERIFIED":
		return k.expiresAt.Add(-validity)
	case k.status == "VERIFIED" && k.requested: // Meta grants a code near the end only
		return l.start.Add(day - validity)
	case k.status == "VERIFIED":
		return l.start.Add(-time.Hour)
	default:
		return time.Time{}
	}
}

// phoneBook gives out telephone numbers of a fictitious range.
type phoneBook struct {
	taken map[string]bool
	next  int
}

func (l *learner) phones() *phoneBook {
	b := &phoneBook{taken: map[string]bool{}}
	for _, k := range l.numbers {
		if k.seen && k.Phone != "" {
			b.taken[k.Phone] = true
		}
	}
	for _, phone := range l.born { // a set: order is of no consequence
		b.taken[phone] = true
	}
	return b
}

func (b *phoneBook) has(phone string) bool { return b.taken[phone] }

func (b *phoneBook) fresh() string {
	for {
		b.next++
		phone := "1212555" + strconv.Itoa(10_000 + b.next)[1:]
		if b.next > 9_999 {
			phone = "4915" + strconv.Itoa(100_000_000 + b.next)[1:]
		}
		if !b.taken[phone] {
			b.taken[phone] = true
			return phone
		}
	}
}
