package scenario

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

func (c *checker) faults() {
	for i := range c.file.Faults {
		c.fault(fmt.Sprintf("faults[%d]", i), &c.file.Faults[i])
	}
}

func (c *checker) fault(path string, r *sim.FaultRule) {
	for _, p := range fault.Check(r, c.known) {
		c.addRead(under(path, p.Path), p.Message)
	}
	if c.file == nil {
		return
	}
	if r.On.Business != "" {
		c.business(path+".on.business", r.On.Business)
	}
	if r.On.Partner != "" {
		c.partner(path+".on.partner", r.On.Partner)
	}
}

func (c *checker) timeline() {
	for i := range c.file.Timeline {
		e := &c.file.Timeline[i]
		path := fmt.Sprintf("timeline[%d]", i)
		if e.At.IsZero() {
			c.add(path+".at", "is missing: when it happens, such as +5m")
		} else if start, ok := c.start(e.At); ok && e.At.Resolve(start).Before(start) {
			c.add(path+".at", "lies before the start of the world")
		}
		c.step(path+".do", &e.Do)
	}
}

// verbs are the words of a step, in the order of its members.
var verbs = []string{
	"claim", "expire", "restore", "delete", "verify", "share", "unshare", "add_fault", "remove_fault",
	"revoke_token", "expire_token", "set_permissions", "revoke_key", "signup", "account_update", "set_dialect",
}

// Verbs are the words of a timeline step, such as claim.
func Verbs() []string { return slices.Clone(verbs) }

// Verb is the word of the step, such as claim; "" for a step without one.
func Verb(s *sim.Event) string {
	given := givenVerbs(s)
	if len(given) == 0 {
		return ""
	}
	return given[0]
}

func givenVerbs(s *sim.Event) []string {
	there := []bool{
		s.Claim != nil, s.Expire != "", s.Restore != "", s.Delete != "", s.Verify != "",
		s.Share != nil, s.Unshare != nil, s.AddFault != nil, s.RemoveFault != "", s.RevokeToken != "", s.ExpireToken != "",
		s.SetPermissions != nil, s.RevokeKey != "", s.Signup != nil, s.AccountUpdate != nil, s.SetDialect != "",
	}
	var out []string
	for i, verb := range verbs {
		if there[i] {
			out = append(out, verb)
		}
	}
	return out
}

func (c *checker) step(path string, s *sim.Event) {
	switch given := givenVerbs(s); {
	case len(given) > 1:
		c.add(path, "%s exclude each other: one verb a step", strings.Join(given, " and "))
	case len(given) == 0 && !c.incomplete(path):
		c.add(path, "nothing happens: give one of %s", strings.Join(verbs, ", "))
	}
	if s.Replace && s.Claim == nil {
		c.add(under(path, "replace"), "goes with claim only")
	}
	c.stepPhones(path, s)
	if s.AddFault != nil {
		c.fault(under(path, "add_fault"), s.AddFault)
	}
	c.listed(under(path, "revoke_token"), s.RevokeToken, "token")
	c.listed(under(path, "expire_token"), s.ExpireToken, "token")
	c.listed(under(path, "revoke_key"), s.RevokeKey, "API key")
	if p := s.SetPermissions; p != nil {
		at := under(path, "set_permissions")
		if c.needed(at+".token", p.Token, "the token to change") {
			c.listed(at+".token", p.Token, "token")
		}
		if p.Permissions == nil {
			c.add(at+".permissions", "is missing: a list, [] for none")
		}
		c.permissions(at+".permissions", p.Permissions)
	}
	c.word(under(path, "set_dialect"), s.SetDialect, dialects)
	c.claimedStep(path, s)
}

// claimedStep checks a step of the claimed half.
func (c *checker) claimedStep(path string, s *sim.Event) {
	if s.Signup != nil {
		c.signup(under(path, "signup"), s.Signup)
	}
	if u := s.AccountUpdate; u != nil {
		at := under(path, "account_update")
		c.needed(at+".waba", u.WABA, "the id of the account")
		if c.needed(at+".event", string(u.Event), "such as PARTNER_REMOVED") {
			c.word(at+".event", string(u.Event), texts(sim.AccountEvents))
		}
		if c.file != nil && u.App != "" {
			c.app(at+".app", u.App)
		}
	}
}

func texts[T ~string](words []T) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}

// signup checks the choices of a signup, and its numbers as far as a file has them.
func (c *checker) signup(path string, r *sim.SignupRequest) {
	for i := range r.PhoneNumbers {
		c.stepPhone(fmt.Sprintf("%s.phone_numbers[%d]", path, i), &r.PhoneNumbers[i])
	}
	c.word(path+".outcome", string(r.Outcome), texts(sim.SignupOutcomes))
	c.word(path+".step", r.Step, sim.SignupSteps)
	if member, with := r.End().Misplaced(); member != "" {
		c.add(path+"."+member, "goes with outcome: %s", with)
	}
	if r.Version != 0 && !slices.Contains(sim.SignupVersions, r.Version) {
		c.add(path+".version", "must be one of 2, 3, 4")
	}
	if c.file != nil && r.App != "" {
		c.app(path+".app", r.App)
	}
}

func (c *checker) stepPhones(path string, s *sim.Event) {
	if s.Claim != nil {
		at := under(path, "claim")
		if c.pos.Has(at + ".phone_number") {
			at += ".phone_number"
		}
		c.stepPhone(at, &s.Claim.PhoneNumber)
	}
	if at := under(path, "share"); s.Share != nil && !slices.Contains(c.unread, at) {
		c.stepShare(at, &s.Share.PhoneNumber, s.Share.With)
		if u := s.Share.Until; u.Relative() && !u.Resolve(time.Time{}).After(time.Time{}) {
			c.add(at+".until", "lies before the share begins")
		}
	}
	if at := under(path, "unshare"); s.Unshare != nil && !slices.Contains(c.unread, at) {
		c.stepShare(at, &s.Unshare.PhoneNumber, s.Unshare.With)
	}
	for _, p := range []struct {
		verb   string
		number *string
	}{{"expire", &s.Expire}, {"restore", &s.Restore}, {"delete", &s.Delete}, {"verify", &s.Verify}} {
		if *p.number != "" {
			c.stepPhone(under(path, p.verb), p.number)
		}
	}
}

// stepShare checks a number and the business it is shared with. A single step knows
// no file.
func (c *checker) stepShare(path string, phone *string, with string) {
	c.stepPhone(path+".phone_number", phone)
	if c.needed(path+".with", with, "the id of the business") && c.file != nil {
		c.business(path+".with", with)
	}
}

// stepPhone checks the number a step is about. A step on a number that is not
// there fails at run time. A single step knows no file.
func (c *checker) stepPhone(path string, phone *string) {
	if c.phone(path, phone) && c.file != nil && !c.inWorld(*phone) {
		c.warn(path, "the number %s is neither in numbers nor in task.add, so this step would fail", *phone)
	}
}

// listed checks that a file speaks of a token or key it has listed. A single
// step knows no file.
func (c *checker) listed(path, value, what string) {
	if value == "" || c.file == nil || c.incomplete("businesses") || c.incomplete("partners") {
		return
	}
	at, ok := c.secrets[value]
	if ok && strings.HasPrefix(at, "partners") == (what == "API key") {
		return
	}
	var known []string
	for secret, at := range c.secrets {
		if strings.HasPrefix(at, "partners") == (what == "API key") {
			known = append(known, secret)
		}
	}
	slices.Sort(known)
	c.add(path, "there is no %s %q%s", what, strict.Clip(value), sim.Suggest(value, known))
}
