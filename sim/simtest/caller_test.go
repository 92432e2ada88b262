package simtest_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// caller sends requests to one world on behalf of one test. Tests that run side
// by side have one each, so that a failure ends the test it belongs to.
type caller struct {
	t testing.TB
	s *simtest.Sim
}

func (c caller) do(method, path string, body any, headers ...string) simtest.Answer {
	c.t.Helper()
	a, err := c.s.Try(method, path, body, headers...)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

// meta calls the Graph API with a token and wants a status.
func (c caller) meta(want int, token, method, path string, body any) simtest.Answer {
	c.t.Helper()
	return c.want(want, c.do(method, "/v23.0"+path, body, "Authorization", "Bearer "+token), method, path)
}

// hub calls the partner's pool and wants a status; path begins behind
// preverified-numbers.
func (c caller) hub(want int, method, path string, body any) simtest.Answer {
	c.t.Helper()
	return c.want(want, c.do(method, poolOf(simtest.PartnerID)+path, body, "X-API-Key", simtest.APIKey), method, path)
}

func (c caller) control(want int, method, path string, body any) simtest.Answer {
	c.t.Helper()
	return c.want(want, c.do(method, "/_sim/v1"+path, body), method, path)
}

func (c caller) want(status int, a simtest.Answer, method, path string) simtest.Answer {
	c.t.Helper()
	if a.Status != status {
		c.t.Fatalf("%s %s: %d, not %d: %s", method, path, a.Status, status, a.Body)
	}
	return a
}

func poolOf(partner string) string { return "/api/v2/partners/" + partner + "/preverified-numbers" }

func (c caller) advance(d time.Duration) {
	c.t.Helper()
	c.control(200, "POST", "/clock", map[string]any{"advance": sim.Duration(d).String()})
}

// code is the newest delivered one.
func (c caller) code(phone string) string {
	c.t.Helper()
	return text(c.t, c.control(200, "GET", "/codes/latest?phone_number="+phone, nil), "code")
}

// state is the number as tests see it, by its phone number.
func (c caller) state(phone string) map[string]any {
	c.t.Helper()
	all := list(c.t, c.control(200, "GET", "/numbers?phone_number="+phone, nil))
	if len(all) != 1 {
		c.t.Fatalf("the world has %d numbers %s", len(all), phone)
	}
	return all[0]
}

func (c caller) id(phone string) string {
	c.t.Helper()
	id, _ := c.state(phone)["id"].(string)
	return id
}

// text reads a member of an answer; its path is dotted.
func text(t testing.TB, a simtest.Answer, path string) string {
	t.Helper()
	var at any = a.JSON(t)
	for name := range strings.SplitSeq(path, ".") {
		object, _ := at.(map[string]any)
		at = object[name]
	}
	s, ok := at.(string)
	if !ok {
		t.Fatalf("%s is not a text in %s", path, a.Body)
	}
	return s
}

// list reads the objects of an answer: those under data, or the bare array of a
// pool.
func list(t testing.TB, a simtest.Answer) []map[string]any {
	t.Helper()
	var bare []map[string]any
	if json.Unmarshal(a.Body, &bare) == nil {
		return bare
	}
	var listed struct {
		Data []map[string]any `json:"data"`
	}
	if err := json.Unmarshal(a.Body, &listed); err != nil || listed.Data == nil {
		t.Fatalf("no list in %q", a.Body)
	}
	return listed.Data
}

// column reads one member of every object of a list, joined by blanks.
func column(t testing.TB, a simtest.Answer, name string) string {
	t.Helper()
	var out []string
	for _, o := range list(t, a) {
		s, _ := o[name].(string)
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, not %v", what, got, want)
	}
}

// token360dialog is 360dialog's own at Meta.
const token360dialog = scenario.Token360dialog

// twoPartners is a frozen world with a number in every state, and a second
// partner and a second business beside the first.
const twoPartners = `
version: 1
name: two-partners
summary: Two partners with a business each, and numbers in every state.
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
businesses:
  - {id: "506914307656634", name: Lucky Shrub, tokens: [EAAJBsimulator, {token: EAAJBproof, app: "7", app_secret: s3cret}, {token: EAAJBreader, permissions: [public_profile]}]}
  - {id: "9876543210987654", name: Another business, tokens: [EAAJBother]}
partners:
  - {id: simul8PA, business: "506914307656634", api_keys: [sim-api-key], users: [{username: partner@example.com, password: simulator}]}
  - {id: secondPA, business: "9876543210987654", api_keys: [second-key]}
numbers:
  - {phone_number: "12025550120", business: "506914307656634"}
  - {phone_number: "12025550121", business: "506914307656634", verified: 1d ago}
  - {phone_number: "12025550122", business: "506914307656634", verified: 15d ago}
  - {phone_number: "12025550123", partner: simul8PA}
  - {phone_number: "12025550124", partner: simul8PA, verified: 1d ago}
  - {phone_number: "12025550125", partner: secondPA}
`

// The numbers of twoPartners.
const (
	phoneNew            = "12025550120"
	phoneVerified       = "12025550121"
	phoneExpired        = "12025550122"
	phonePooled         = "12025550123"
	phonePooledVerified = "12025550124"
	phoneForeign        = "12025550125"
	phoneUnused         = "12025550130"

	secondPartner = "secondPA"
	secondKey     = "second-key"
)
