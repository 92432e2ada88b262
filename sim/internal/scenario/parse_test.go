package scenario_test

import (
	"errors"
	"reflect"
	"sync"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
)

// identity are the values the identity variables have by default.
func identity(name string) (string, bool) {
	v, ok := map[string]string{
		"SIM_BUSINESS_ID": "506914307656634", "SIM_META_TOKEN": "EAAJBsimulator",
		"SIM_PARTNER_ID": "simul8PA", "SIM_360DIALOG_API_KEY": "sim-api-key",
	}[name]
	return v, ok
}

var vocabularyOnce struct {
	sync.Once
	vocabulary
}

// known is loaded once: many cases ask for it.
func known(t testing.TB) sim.Known {
	t.Helper()
	vocabularyOnce.Do(func() { vocabularyOnce.vocabulary = loadVocabulary(t) })
	return vocabularyOnce.known()
}

func parse(t *testing.T, text string) (*sim.Scenario, string) {
	t.Helper()
	f, _, err := scenario.Parse("s.yaml", []byte(text), identity, known(t))
	if err == nil {
		return f, ""
	}
	var errs sim.Issues
	if !errors.As(err, &errs) || f != nil {
		t.Fatalf("got a file: %v, and a %T", f != nil, err)
	}
	return nil, err.Error()
}

func mustParse(t *testing.T, text string) *sim.Scenario {
	t.Helper()
	f, problems := parse(t, text)
	if problems != "" {
		t.Fatal(problems)
	}
	return f
}

// head is a head that the semantic checks hang their case on.
const head = `version: 1
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
businesses: [{id: 100, tokens: [t1]}, {id: 200, tokens: [t2]}]
partners: [{id: p1, business: 100, api_keys: [k1], users: [{username: u, password: p}]}]
`

func TestParseNormalises(t *testing.T) {
	f := mustParse(t, head+`
numbers: [{phone_number: +1 (202) 555-0111}]
faults: [{on: {operation: verifyPreVerifiedPhoneNumberCode, phone_number: +1 202 555 0111}, do: {latency: 1s}}]
limits: [{operation: verifyPreVerifiedPhoneNumberCode, per: app, allow: 1, window: 1h}]
timeline: [{at: +1m, do: {claim: {phone_number: +1 202 555 0111, replace: true}}}, {at: +1m, do: {add_fault: {on: {operation: verifyPreVerifiedPhoneNumberCode}, do: {reply: drop}}}}]
expect: [{calls: {operation: verifyPreVerifiedPhoneNumberCode, max: 1}}, {order: [addPhoneNumbers, meta.verify_code]}, {number: {phone_number: +1-202-555-0111, status: VERIFIED}}]
`)
	got := []string{
		f.Numbers[0].PhoneNumber, f.Faults[0].On.PhoneNumber, f.Faults[0].On.Operation, f.Limits[0].Operations[0],
		f.Limits[0].Name, f.Timeline[0].Do.Claim.PhoneNumber, f.Timeline[1].Do.AddFault.On.Operation,
		f.Expect[0].Calls.Operation, f.Expect[1].Order[0], f.Expect[2].Number.PhoneNumber,
	}
	want := []string{
		"12025550111", "12025550111", "meta.verify_code", "meta.verify_code",
		"meta.verify_code-per-app", "12025550111", "meta.verify_code",
		"meta.verify_code", "meta.add_number", "12025550111",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestParseStep(t *testing.T) {
	k := known(t)
	for text, want := range map[string]sim.Event{
		`{"claim": "12115555105"}`:                                                {Claim: &sim.Claim{PhoneNumber: "12115555105"}},
		`{"claim": {"phone_number": "+1 211-555-5105", "replace": true}}`:         {Claim: &sim.Claim{PhoneNumber: "12115555105", Replace: true}},
		`{"revoke_token": "EAAJBanything"}`:                                       {RevokeToken: "EAAJBanything"},
		`{"set_permissions": {"token": "a", "permissions": ["pages_show_list"]}}`: {SetPermissions: &sim.SetPermissions{Token: "a", Permissions: []string{"pages_show_list"}}},
		"verify: 12115555105":                                                     {Verify: "12115555105"},
	} {
		got, err := scenario.ParseStep("body", []byte(text), k)
		if err != nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
		if got != nil && len(got.Verbs()) != 1 {
			t.Errorf("%s has no verb", text)
		}
	}
	for text, want := range map[string]string{
		``:                 "body:1:1: the document is empty",
		`{}`:               "body:1:1: nothing happens: give one of claim, expire, restore, delete, verify, share, unshare, add_fault, remove_fault, revoke_token, expire_token, set_permissions, revoke_key, signup, account_update, set_dialect",
		`[]`:               "body:1:1: want an object, got a list",
		`{"expire": "12"}`: "body:1:12: expire: \"12\" is not a phone number with its country code, 5 to 15 digits, such as +1 555 078 3881",
		`{"signup": {"outcome": "finish", "step": "PERMISSIONS"}}`: "body:1:42: signup.step: goes with outcome: cancel",
		`{"set_dialct": "x"}`: "body:1:2: unknown key \"set_dialct\"; did you mean \"set_dialect\"?",
	} {
		got, err := scenario.ParseStep("body", []byte(text), k)
		if got != nil || err == nil || err.Error() != want {
			t.Errorf("%s: got %+v, %v\nwant %s", text, got, err, want)
		}
	}
}
