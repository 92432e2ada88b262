package model

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// The files spec_*_test.go are the specification: a world as one would write it
// on paper, with lists that are searched from end to end and no index, heap or
// lock. They import nothing of the project (a test holds them to that). This
// one is a number's life at Meta, spec_pool_test.go is 360dialog's table,
// spec_time_test.go is the clock, spec_rules_test.go are faults and limits, and
// spec_trip_test.go is what a request meets on its way.

// spec is one world.
type spec struct {
	start   *start // what a reset goes back to
	now     time.Time
	dialect string
	numbers []number // in the order of insertion, deleted ones too
	codes   []code   // oldest first
	rows    []row    // of all pools, in the order of insertion, deleted ones too
	tokens  []token
	keys    []apiKey
	faults  []fault
	limits  []limit
	done    int // steps of the timeline that are behind
	synced  int // syncs of the pools that are behind
}

// refusal is the last part of a catalogue id, such as code_wrong; fine is none.
type refusal string

const fine refusal = ""

// The statuses of a number and the states of a code.
const (
	notVerified = "NOT_VERIFIED"
	verified    = "VERIFIED"
	expired     = "EXPIRED"

	pending     = "pending"
	used        = "used"
	lapsed      = "expired"
	voided      = "voided"
	undelivered = "undelivered"
)

const (
	day = 24 * time.Hour

	// wabaID is the id of alpha's WhatsApp Business Account.
	wabaID = "102290129340398"

	// hub is 360dialog's own business at Meta.
	hub = "1360360360360360"
)

// life is the rules of a profile.
type life struct {
	validity time.Duration // how long a verification lasts
	reverify time.Duration // how long before its end it may be renewed
	drop     time.Duration // the age at which a number never verified goes; 0: never
}

var lives = map[string]life{
	"reference":       {validity: 14 * day},
	"embedded-signup": {validity: 90 * day, reverify: 45 * day, drop: 90 * day},
}

// number is a number at Meta.
type number struct {
	id, phone, owner string
	shared           []string // never changed in place
	partner          string   // in whose pool it is; a deleted number keeps it
	created          time.Time
	verified         time.Time // last; zero: never
	expires          time.Time
	deleted          time.Time // zero: it lives
	drops            time.Time // when it goes if it was not verified by then; zero: never
	claimed          bool
	onWABA           bool // a claim put it there; it stays until it is restored
	code             int  // the one that may be entered, an index of codes; -1: none
}

// code is a one-time code and the message it came in.
type code struct {
	number           int
	sent             string // what the message says
	right            string // what is accepted; "" while it is not known
	garbled          bool   // the message says something else than what is accepted
	method, language string
	issued, ends     time.Time
	arrives          time.Time // zero: never
	attempts         int       // wrong ones
	used, voided     bool
}

func (s *spec) life() life { return s.start.life }

func (n *number) lives() bool { return n.deleted.IsZero() }

func (n *number) statusAt(now time.Time) string {
	switch {
	case n.verified.IsZero():
		return notVerified
	case now.Before(n.expires):
		return verified
	default:
		return expired
	}
}

// seenBy tells who may read, list, ask for codes and verify.
func (n *number) seenBy(business string) bool {
	return n.owner == business || slices.Contains(n.shared, business)
}

func (c *code) stateAt(now time.Time) string {
	switch {
	case c.used:
		return used
	case c.voided:
		return voided
	case !now.Before(c.ends):
		return lapsed
	case c.arrives.IsZero() || now.Before(c.arrives):
		return undelivered
	default:
		return pending
	}
}

// acceptable tells whether the right digits would still be taken.
func (c *code) acceptable(now time.Time) bool { return !c.used && !c.voided && now.Before(c.ends) }

func (s *spec) business(id string) bool {
	return id == hub || slices.ContainsFunc(s.start.businesses, func(b business) bool { return b.id == id })
}

func (s *spec) byID(id string) int {
	return slices.IndexFunc(s.numbers, func(n number) bool { return n.id == id })
}

// byPhone finds the living number. There is at most one in a world.
func (s *spec) byPhone(phone string) int {
	return slices.IndexFunc(s.numbers, func(n number) bool { return n.phone == phone && n.lives() })
}

// taken tells whether a living number or a WABA has the phone number.
func (s *spec) taken(phone string) bool {
	return slices.ContainsFunc(s.numbers, func(n number) bool { return n.phone == phone && (n.lives() || n.onWABA) })
}

// readable finds a number for a business that may see it.
func (s *spec) readable(id, business string) (int, refusal) {
	switch i := s.byID(id); {
	case i < 0 || !s.numbers[i].lives():
		return -1, "number_not_found"
	case !s.numbers[i].seenBy(business):
		return -1, "permission_denied"
	default:
		return i, fine
	}
}

// owned finds a number for the business that owns it.
func (s *spec) owned(id, business string) (int, refusal) {
	i, r := s.readable(id, business)
	if r == fine && s.numbers[i].owner != business {
		return -1, "permission_denied"
	}
	return i, r
}

// acts tells whether a token of the business actor may act for another.
func (s *spec) acts(actor, business string) refusal {
	switch {
	case !s.business(business):
		return "business_not_found"
	case actor != business:
		return "business_access_denied"
	default:
		return fine
	}
}

// msisdn strips any E.164 writing to its digits.
func msisdn(text string) string {
	return strings.NewReplacer("+", "", " ", "", "-", "", "(", "", ")", "", ".", "").Replace(text)
}

// possible is enough for the telephone numbers of these tests.
func possible(phone string) bool { return digits(phone) && len(phone) >= 11 && len(phone) <= 15 }

func digits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

func (s *spec) add(actor, business, phone string) (int, refusal) {
	if r := s.acts(actor, business); r != fine {
		return -1, r
	}
	switch phone = msisdn(phone); {
	case !possible(phone):
		return -1, "invalid_phone_number"
	case s.taken(phone):
		return -1, "phone_number_taken"
	}
	return s.insert(number{phone: phone, owner: business, created: s.now}), fine
}

// insert gives a number an id that stands for the one that is drawn, until
// it has been seen; see name.
func (s *spec) insert(n number) int {
	n.id, n.code = "0"+strconv.Itoa(len(s.numbers)), -1
	s.planDrop(&n, n.created)
	s.numbers = append(s.numbers, n)
	return len(s.numbers) - 1
}

// planDrop counts the age of a number that was never verified from since.
func (s *spec) planDrop(n *number, since time.Time) {
	if after := s.life().drop; after > 0 && n.verified.IsZero() {
		n.drops = since.Add(after)
	}
}

func (s *spec) remove(id, actor string) refusal {
	i, r := s.owned(id, actor)
	if r == fine && s.numbers[i].claimed {
		r = "number_in_use"
	}
	if r == fine {
		s.gone(i)
	}
	return r
}

// gone makes a tombstone. 360dialog's row keeps what it could last have read.
func (s *spec) gone(i int) {
	n := &s.numbers[i]
	if r := s.rowOf(i); r >= 0 && s.start.poolSync == 0 {
		s.learn(r)
	}
	s.void(n)
	n.deleted, n.code, n.drops = s.now, -1, time.Time{}
}

// void ends the number's code.
func (s *spec) void(n *number) {
	if n.code >= 0 && s.codes[n.code].acceptable(s.now) {
		s.codes[n.code].voided = true
	}
}

// verifiable finds a number whose code may be asked for or entered now.
// A business that only shares it is refused as shared says.
func (s *spec) verifiable(id, actor string, shared refusal) (int, refusal) {
	i, r := s.readable(id, actor)
	if r != fine {
		return -1, r
	}
	if _, r := s.owned(id, actor); r != fine {
		return -1, shared
	}
	n := &s.numbers[i]
	switch opens := n.expires.Add(-s.life().reverify); {
	case n.claimed:
		return -1, "number_in_use"
	case !n.verified.IsZero() && s.now.Before(opens):
		return -1, "already_verified"
	default:
		return i, fine
	}
}

// request sends a new code and voids the old one. Its digits are drawn; they
// are known once the inbox was read.
func (s *spec) request(id, actor, method, language string, d delivery) refusal {
	i, r := s.verifiable(id, actor, "business_access_denied")
	if r != fine {
		return r
	}
	rules := s.start.codes
	c := code{
		number: i, method: method, language: language, right: rules.fixed, garbled: d.wrong,
		issued: s.now, ends: s.now.Add(rules.ttl), arrives: s.now.Add(d.late),
	}
	if d.never {
		c.arrives = time.Time{}
	}
	if !c.garbled {
		c.sent = c.right
	}
	s.void(&s.numbers[i])
	s.codes = append(s.codes, c)
	s.numbers[i].code = len(s.codes) - 1
	return fine
}

// verify takes the right code, once and in time. Every other one is wrong, but
// for the right one when its time is over; wrong tries void a code that could
// still be used.
func (s *spec) verify(id, actor, digits string) (int, refusal) {
	i, r := s.verifiable(id, actor, "permission_denied")
	if r != fine {
		return -1, r
	}
	n := &s.numbers[i]
	if n.code < 0 || s.codes[n.code].used || s.codes[n.code].voided {
		return -1, "code_wrong"
	}
	c := &s.codes[n.code]
	switch {
	case c.right != digits:
		c.attempts++
		c.voided = c.acceptable(s.now) && c.attempts >= s.start.codes.attempts
		return -1, "code_wrong"
	case !s.now.Before(c.ends):
		return -1, "code_expired"
	}
	c.used = true
	s.verified(n)
	return i, fine
}

func (s *spec) verified(n *number) {
	n.verified, n.expires, n.drops = s.now, s.now.Add(s.life().validity), time.Time{}
}

// shareable finds a number that the business may share or take back.
func (s *spec) shareable(actor, business, id string) (int, refusal) {
	if r := s.acts(actor, business); r != fine {
		return -1, r
	}
	switch i := s.byID(id); {
	case i < 0 || !s.numbers[i].lives():
		return -1, "number_not_found"
	case s.numbers[i].owner != business:
		return -1, "permission_denied"
	default:
		return i, fine
	}
}

func (s *spec) share(actor, business, id, with string) refusal {
	i, r := s.shareable(actor, business, id)
	if r != fine {
		return r
	}
	n := &s.numbers[i]
	switch {
	case !s.business(with):
		return "partner_business_not_found"
	case with == n.owner:
		return "relationship_forbidden"
	case n.claimed:
		return "not_shareable"
	case slices.Contains(n.shared, with):
		return "already_shared"
	}
	n.shared = append(slices.Clone(n.shared), with)
	return fine
}

func (s *spec) unshare(actor, business, id, with string) refusal {
	i, r := s.shareable(actor, business, id)
	if r != fine {
		return r
	}
	n := &s.numbers[i]
	at := slices.Index(n.shared, with)
	if at < 0 {
		return "not_shared"
	}
	n.shared = slices.Delete(slices.Clone(n.shared), at, at+1)
	return fine
}
