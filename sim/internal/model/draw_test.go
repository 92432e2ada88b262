package model

import (
	"fmt"
	"math/bits"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/preverified-sim/preverified-sim/sim"
)

// The people and things of these worlds.
const (
	alpha = "506914307656634"
	beta  = "9876543210987654"

	unknownID = "1000000000000000"
)

var (
	phones = []string{
		"12025550120", "12025550121", "12025550122", "4915123456780", "4915123456781",
	}
	tokens     = []string{"EAAJBsimulator", "EAAJBsecond", "EAAJBbrief", "EAAJBother", "EAAJBhub360dialog"}
	keys       = []string{"sim-api-key", "second-key"}
	partnerIDs = []string{"simul8PA", "secondPA"}
	statuses   = []string{notVerified, verified, expired}

	epoch = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
)

// token360dialog is 360dialog's own at Meta, in every world.
const token360dialog = "EAAJBhub360dialog"

// firstStart is a world with nothing in it.
var firstStart = newStart(1)

// newStart is an empty world with its businesses and partners.
func newStart(seed uint64) *start {
	own := func(value, business string) token {
		return token{value: value, business: business, app: sim.DefaultApp, manages: true}
	}
	second, brief := own("EAAJBsecond", alpha), own("EAAJBbrief", alpha)
	second.app, brief.expires = "7", epoch.Add(time.Hour)
	return &start{
		seed: seed, at: epoch, dialect: "documented", profile: "reference", life: lives["reference"],
		codes: codeRules{ttl: 10 * time.Minute, attempts: 5},
		businesses: []business{
			{alpha, []token{own("EAAJBsimulator", alpha), second, brief}},
			{beta, []token{own("EAAJBother", beta)}},
		},
		partners: []partner{
			{"simul8PA", alpha, []string{"sim-api-key"}, "partner@example.com"},
			{"secondPA", beta, []string{"second-key"}, "second@example.com"},
		},
	}
}

// below draws a number under n. All are as likely: rapid's own choices favour
// the small ones by far, which leaves much of a sequence untried.
func below(n int) *rapid.Generator[int] {
	return rapid.Custom(func(t *rapid.T) int {
		v := 0
		for range bits.Len(uint(n-1)) + 2 {
			v *= 2
			if rapid.Bool().Draw(t, "bit") {
				v++
			}
		}
		return v % n
	})
}

func pick[T any](t *rapid.T, label string, from ...T) T { return from[below(len(from)).Draw(t, label)] }

// chance is true once in n times.
func chance(t *rapid.T, label string, n int) bool { return below(n).Draw(t, label) == n-1 }

// drawStart makes up a scenario.
func drawStart(t *rapid.T) *start {
	s := newStart(uint64(rapid.IntRange(1, 50).Draw(t, "seed")))
	s.dialect = pick(t, "dialect", "documented", "observed")
	s.profile = pick(t, "profile", "reference", "embedded-signup")
	if s.life = lives[s.profile]; chance(t, "other life", 2) {
		s.life = life{day, pick(t, "reverify", 0, 10*time.Minute, day), pick(t, "drop", 0, day, 14*day)}
	}
	s.codes.ttl = pick(t, "ttl", 10*time.Minute, time.Minute)
	s.codes.attempts = pick(t, "attempts", 2, 1, 5)
	s.codes.fixed = pick(t, "fixed", "", "", "123456")
	s.poolSync = pick(t, "pool sync", 0, 0, 14*day, 4*day+time.Hour, day)
	s.orphans, s.badGateway, s.hideForeign = chance(t, "orphans", 4), chance(t, "bad gateway", 4), chance(t, "hide", 4)
	s.keepClaimed = chance(t, "keep claimed", 2)
	for _, phone := range phones[:below(len(phones)+1).Draw(t, "numbers")] {
		s.numbers = append(s.numbers, drawPlaced(t, s, phone))
	}
	for i := range pick(t, "faults", 0, 0, 0, 1, 2) {
		s.faults = append(s.faults, drawRule(t, fmt.Sprint("rule-", i)))
	}
	s.limits = drawQuotas(t)
	for range pick(t, "timeline", 0, 0, 1, 2) {
		after := pick(t, "after", 0, time.Minute, 10*time.Minute, day, 14*day, 15*day)
		s.timeline = append(s.timeline, moment{after, drawEvent(t, tokens[:4], keys)})
	}
	return s
}

func drawPlaced(t *rapid.T, s *start, phone string) placed {
	p := placed{phone: phone, owner: pick(t, "owner", alpha, beta, ""), claimed: chance(t, "claimed", 6)}
	if p.owner == "" {
		p.partner = pick(t, "partner", partnerIDs...)
	}
	p.verified = pick(t, "verified", 0, 0, day, 14*day-time.Millisecond, 14*day, 45*day, 60*day, 90*day)
	if chance(t, "older", 3) {
		p.added = max(p.verified, pick(t, "added", day, 89*day))
	}
	if drop := s.life.drop; p.verified == 0 && drop > 0 && p.added >= drop {
		p.added = drop - time.Minute // a scenario has no number that is gone
	}
	if p.owner == alpha && chance(t, "shared", 3) {
		p.shared = []string{beta}
	}
	return p
}

// failures are what each operation may be made to fail with; vendors have more.
var failures = map[string][]string{
	"":                       {"meta.rate_limited", "360dialog.internal_error"},
	"meta.add_number":        {"meta.pool_full", "meta.unexpected_error", "meta.phone_number_taken"},
	"meta.share_number":      {"meta.not_shareable", "meta.unexpected_error"},
	"meta.request_code":      {"meta.code_requests_exceeded", "meta.temporarily_unavailable"},
	"meta.verify_code":       {"meta.code_wrong", "meta.rate_limited"},
	"meta.delete_number":     {"meta.number_not_found", "meta.unexpected_error"},
	"meta.list_numbers":      {"meta.rate_limited"},
	"meta.get_number":        {"meta.unexpected_error"},
	"360dialog.add_number":   {"360dialog.already_in_pool", "360dialog.internal_error"},
	"360dialog.verify_otp":   {"360dialog.otp_failed"},
	"360dialog.list_numbers": {"360dialog.too_many_requests"},
}

var faulty = []string{
	"meta.add_number", "meta.share_number", "meta.request_code", "meta.verify_code", "meta.delete_number",
	"360dialog.add_number", "360dialog.verify_otp", "meta.list_numbers", "meta.get_number", "360dialog.list_numbers", "",
}

func drawRule(t *rapid.T, name string) rule {
	r := rule{name: name, on: match{operation: pick(t, "operation", faulty...)}, when: drawTrigger(t)}
	switch pick(t, "action", "error", "applied", "drop", "connection", "deliver") {
	case "error":
		r.do.failure = pick(t, "failure", failures[r.on.operation]...)
	case "applied":
		r.do.failure, r.do.applied = pick(t, "failure", failures[r.on.operation]...), true
	case "drop":
		r.do.reply = pick(t, "reply", "drop", "drop", "truncate", "garbage")
	case "connection":
		r.do.connection = pick(t, "connection", "reset", "close")
	default:
		r.on.operation, r.do.deliver = "", pick(t, "deliver", "never", "wrong", "late")
		if r.do.deliver == "late" {
			r.do.late = pick(t, "late", 30*time.Second, 10*time.Minute, 11*time.Minute)
		}
	}
	if chance(t, "narrow", 3) {
		drawMatch(t, &r.on)
	}
	return r
}

func drawMatch(t *rapid.T, m *match) {
	switch pick(t, "on", "phone", "partner", "business", "origin") {
	case "phone":
		m.phone = pick(t, "phone", phones...)
	case "partner":
		m.partner = pick(t, "partner", partnerIDs...)
	case "business":
		m.business = pick(t, "business", alpha, beta, hub)
	default:
		if m.origin = "client"; m.operation != "" && vendorOf(m.operation) == "meta" {
			m.origin = pick(t, "origin", "client", "360dialog")
		}
	}
}

func drawTrigger(t *rapid.T) (w trigger) {
	switch pick(t, "when", "always", "calls", "times", "from", "every", "window", "status") {
	case "calls":
		w.calls = pick(t, "calls", []int{1}, []int{2}, []int{2, 3})
	case "times":
		w.times = pick(t, "times", 1, 2)
	case "from":
		w.from = pick(t, "from", 2, 3)
	case "every":
		w.every = pick(t, "every", 2, 3)
	case "window":
		w.after = pick(t, "after", 0, 10*time.Minute)
		w.until = w.after + pick(t, "until", time.Minute, day)
	case "status":
		w.status = pick(t, "status", statuses...)
	}
	return w
}

// limited are the operations of a limit, all of one vendor.
var limited = [][]string{
	{"meta.verify_code"}, {"meta.request_code"}, {"meta.*"}, {"meta.add_number", "meta.share_number"}, {"meta.list_numbers"},
	{"360dialog.*"}, {"360dialog.add_number"}, {"360dialog.request_otp", "360dialog.verify_otp"},
}

func drawQuotas(t *rapid.T) (out []quota) {
	for i := range pick(t, "limits", 0, 0, 0, 1, 2) {
		q := quota{
			name: fmt.Sprint("limit-", i), operations: pick(t, "limited", limited...),
			per:   pick(t, "per", "business", "number", "token", "partner", "app"),
			allow: pick(t, "allow", 1, 2, 3), window: pick(t, "window", 10*time.Minute, time.Hour, day),
		}
		if vendorOf(q.operations[0]) == "meta" && chance(t, "own error", 4) {
			q.failure = "meta.temporarily_unavailable"
		}
		if slices.Contains([]string{"meta.list_numbers", "360dialog.add_number"}, q.operations[0]) && q.per == "number" {
			q.per = "business" // their calls name no number by its id
		}
		out = append(out, q)
	}
	return out
}

// drawEvent makes up something that happens, to one of the tokens or keys if to
// any.
func drawEvent(t *rapid.T, tokens, keys []string) event {
	e := event{verb: pick(t, "verb", "claim", "signup", "expire", "verify", "restore", "delete", "rules", "credentials")}
	switch e.verb {
	case "claim":
		e.of, e.replace = pick(t, "phone", phones...), chance(t, "replace", 3)
	case "rules":
		drawRuleEvent(t, &e)
	case "credentials":
		drawCredentialEvent(t, &e, tokens, keys)
	default:
		e.of = pick(t, "phone", phones...)
	}
	return e
}

func drawRuleEvent(t *rapid.T, e *event) {
	e.verb = pick(t, "verb", "add_fault", "remove_fault", "set_dialect")
	switch e.verb {
	case "add_fault":
		r := drawRule(t, pick(t, "name", ruleNames...))
		e.rule = &r
	case "remove_fault":
		e.of = pick(t, "name", ruleNames...)
	default:
		e.of = pick(t, "dialect", "documented", "observed")
	}
}

var ruleNames = []string{"rule-0", "rule-1", "rule-2"}

// drawCredentialEvent mostly gives a permission, since the rest cannot be made
// good again.
func drawCredentialEvent(t *rapid.T, e *event, tokens, keys []string) {
	e.verb = pick(t, "verb", "set_permissions", "set_permissions", "set_permissions", "revoke_token", "expire_token", "revoke_key")
	switch e.of = pick(t, "token", tokens...); e.verb {
	case "set_permissions":
		e.permissions = pick(t, "permissions", []string{"business_management"}, []string{"public_profile"}, nil)
	case "revoke_key":
		e.of = pick(t, "key", keys...)
	}
}
