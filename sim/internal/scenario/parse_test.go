package scenario_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/scenarios"
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
	f, err := scenario.Parse("s.yaml", []byte(text), identity, known(t))
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

func TestExampleParses(t *testing.T) {
	f := mustParse(t, string(scenario.Example()))
	if f.Name != "code-expires-then-retry" || len(f.Numbers) != 2 || len(f.Expect) != 9 || len(f.Timeline) != 1 {
		t.Errorf("got %+v", f)
	}
	var kinds []string
	for i := range f.Expect {
		kinds = append(kinds, f.Expect[i].Kinds()[0])
	}
	if got := strings.Join(kinds, " "); got != "calls spacing never order retries pages codes number conforms" {
		t.Errorf("the example shows %s", got)
	}
	if token := f.Businesses[0].Tokens[1]; token.Token != "EAAJBshort" || token.App != "1" || token.AppSecret != "s3cret" {
		t.Errorf("the long form of a token is %+v", token)
	}
}

func TestDefaultParses(t *testing.T) {
	data, err := scenarios.FS.ReadFile("default.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f := mustParse(t, string(data))
	if f.Name != "default" || len(f.Numbers)+len(f.Generate) != 0 || scenario.ModeOf(f) != sim.Running || scenario.SeedOr(f, nil) != 42 {
		t.Errorf("got %+v", f)
	}
	if b := f.Businesses; len(b) != 2 || b[0].ID != "506914307656634" || b[0].Tokens[0].Token != "EAAJBsimulator" ||
		b[1].ID != "9876543210987654" || b[1].Tokens[0].Token != "EAAJBother" {
		t.Errorf("the businesses are %+v", b)
	}
	want := sim.ScenarioPartner{ID: "simul8PA", Business: "506914307656634", APIKeys: []string{"sim-api-key"},
		Users: []sim.User{{Username: "partner@example.com", Password: "simulator"}}}
	if len(f.Partners) != 1 || !reflect.DeepEqual(f.Partners[0], want) {
		t.Errorf("the partners are %+v", f.Partners)
	}
	if l := f.Limits; len(l) != 1 || l[0].Allow != 125 || l[0].Window != sim.Duration(time.Hour) || l[0].Per != "business" {
		t.Errorf("the limits are %+v", l)
	}
	for i, r := range f.Faults {
		if want := "1202555010" + string(rune('0'+i)); r.On.PhoneNumber != want {
			t.Errorf("rule %d is about %s, want %s", i, r.On.PhoneNumber, want)
		}
	}
	if len(f.Faults) != 8 {
		t.Errorf("there are %d magic numbers", len(f.Faults))
	}
}

// TestProblems compares everything that is said about bad files with
// testdata/*.problems; -update writes them.
func TestProblems(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no bad files", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, parseErr := scenario.Parse(filepath.Base(name), data, identity, known(t))
		if parseErr == nil {
			t.Errorf("%s has no problem", name)
			continue
		}
		golden := strings.TrimSuffix(name, ".yaml") + ".problems"
		if *update {
			if err := os.WriteFile(golden, []byte(parseErr.Error()+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got := parseErr.Error() + "\n"; got != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

// head is a head that the semantic checks hang their case on.
const head = `version: 1
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
businesses: [{id: 100, tokens: [t1]}, {id: 200, tokens: [t2]}]
partners: [{id: p1, business: 100, api_keys: [k1], users: [{username: u, password: p}]}]
`

func TestSemanticChecks(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		// Whole files.
		{"name: x", "1:1: version: is missing: write version: 1"},
		{"version: 2", "1:10: version: this format is version 1, not 2"},
		{"version: x", "1:10: version: want a whole number, got the text \"x\""},
		{"{\"version\": 1, \"dialect\": \"observd\"}", "1:27: dialect: unknown word \"observd\"; did you mean \"observed\"?"},
		{"- x", "1:1: want a mapping, got a list"},
		{"version: 1\nname: a b", "2:7: name: a name has letters, digits, dots, underscores and hyphens, at most 64, not \"a b\""},
		{"version: 1\nclock: {mode: stopped}", "2:15: clock.mode: unknown word \"stopped\"; accepted are running, frozen"},
		{"version: 1\nclock: {at: 1969-12-31T00:00:00Z}", "2:13: clock.at: the year must be 1970 to 2100"},
		{"version: 1\nprofile: embedded", "2:10: profile: unknown word \"embedded\"; did you mean \"embedded-signup\"?"},
		{"version: 1\nvalidity: 0s", "2:11: validity: must be longer than 0s"},
		{"version: 1\nvalidity: 14 days", "2:11: validity: a duration is one or more of a whole number followed by ms, s, m, h, d or w, at most 100 years, such as 10m or 13d23h, got \"14 days\""},
		{"version: 1\nreverify_window: 15d", "2:18: reverify_window: 15d is longer than the verification itself, which lasts 14d"},
		{"version: 1\nseed: -1", "2:7: seed: want a whole number, got -1"},
		{"version: 1\nname: ${NOBODY}", "2:7: name: the variable ${NOBODY} is not set; write $${ for the text ${"},
		{"version: 1\nnumbers: [{phone_number: 12025550111}]", "2:11: numbers[0]: has no owner: give business or partner, or list a business"},
		// Codes.
		{head + "code: {length: 3}", "5:16: code.length: a code has 4 to 8 digits, not 3"},
		{head + "code: {length: 9}", "5:16: code.length: a code has 4 to 8 digits, not 9"},
		{head + "code: {value: \"123\"}", "5:15: code.value: a code has 4 to 8 digits, not 3"},
		{head + "code: {value: \"1234\", length: 6}", "5:15: code.value: \"1234\" has 4 digits, but length is 6"},
		{head + "code: {value: fixed}", "5:15: code.value: want random or the digits of every code, got \"fixed\""},
		{head + "code: {ttl: 0s}", "5:13: code.ttl: must be longer than 0s"},
		{head + "code: {attempts: 0}", "5:18: code.attempts: must be at least 1, not 0"},
		// Identities.
		{"version: 1\nbusinesses: [{name: x}]", "2:14: businesses[0].id: is missing: digits, such as 506914307656634"},
		{"version: 1\nbusinesses: [{id: 12a}]", "2:19: businesses[0].id: an id has digits only, 1 to 20, the first not 0, not \"12a\""},
		{"version: 1\nbusinesses: [{id: \"18446744073709551616\"}]", "2:19: businesses[0].id: an id is a number of 64 bits, at most 18446744073709551615, not \"18446744073709551616\""},
		{"version: 1\nbusinesses: [{id: 1}, {id: 1}]", "2:28: businesses[1].id: the id \"1\" is already on line 2 (businesses[0].id)"},
		{"version: 1\nbusinesses: [{id: 1, tokens: [a]}, {id: 2, tokens: [{token: a}]}]", "2:53: businesses[1].tokens[0]: the token \"a\" is already on line 2 (businesses[0].tokens[0])"},
		{"version: 1\nbusinesses: [{id: 1, tokens: [a b]}]", "2:31: businesses[0].tokens[0]: the token must be printable ASCII without spaces"},
		{"version: 1\nbusinesses: [{id: 1, tokens: [{app: 1}]}]", "2:31: businesses[0].tokens[0]: is missing: text without spaces"},
		{"version: 1\nbusinesses: [{id: 1, tokens: [{token: a, app: x}]}]", "2:47: businesses[0].tokens[0].app: an app's id has digits only, not \"x\""},
		{"version: 1\nbusinesses: [{id: 1, tokens: [{token: a, expires: soon}]}]", "2:51: businesses[0].tokens[0].expires: want a point in time: 13d ago, +5m, in 5m, or 2026-01-15T09:00:00Z, got \"soon\""},
		{"version: 1\nbusinesses: [{id: 1, tokens: [{token: a, permissions: [A]}]}]", "2:56: businesses[0].tokens[0].permissions[0]: a permission has small letters and underscores, such as business_management, not \"A\""},
		{"version: 1\npartners: [{id: p, business: 7}]", "2:30: partners[0].business: there is no business \"7\"; there are none"},
		{"version: 1\npartners: [{id: p}]", "2:12: partners[0].business: is missing: the id of the partner's business at Meta"},
		{"version: 1\nbusinesses: [{id: 1}]\npartners: [{business: 1}]", "3:12: partners[0].id: is missing: such as simul8PA"},
		{"version: 1\nbusinesses: [{id: 1}]\npartners: [{id: a/b, business: 1}]", "3:17: partners[0].id: a partner's id has letters, digits, dots, underscores and hyphens, at most 64, not \"a/b\""},
		{"version: 1\nbusinesses: [{id: 1}]\npartners: [{id: a, business: 1}, {id: a, business: 1}]", "3:39: partners[1].id: the partner \"a\" is already on line 3 (partners[0].id)"},
		{"version: 1\nbusinesses: [{id: 1, tokens: k}]\npartners: [{id: a, business: 1, api_keys: k}]", "3:43: partners[0].api_keys[0]: the API key \"k\" is already on line 2 (businesses[0].tokens[0])"},
		{"version: 1\nbusinesses: [{id: 1}]\npartners: [{id: a, business: 1, users: [{username: u, password: p}, {username: u}]}]",
			"3:69: partners[0].users[1].password: is missing: any text\ns.yaml:3:80: partners[0].users[1].username: the user \"u\" is already on line 3 (partners[0].users[0].username)"},
		// Numbers.
		{head + "numbers: [{status: VERIFIED}]", "5:11: numbers[0].phone_number: is missing: a phone number with its country code"},
		{head + "numbers: [{phone_number: 555-0199}]", "5:26: numbers[0].phone_number: want a phone number with its country code, such as 15550783881, got \"555-0199\""},
		{head + "numbers: [{phone_number: 12025550111}, {phone_number: +1 (202) 555-0111}]", "5:55: numbers[1].phone_number: the phone number \"12025550111\" is already on line 5 (numbers[0].phone_number)"},
		{head + "numbers: [{phone_number: 12025550111, id: 100}]", "5:43: numbers[0].id: the id \"100\" is already on line 3 (businesses[0].id)"},
		{head + "numbers: [{phone_number: 12025550111, business: 300}]", "5:49: numbers[0].business: there is no business \"300\"; did you mean \"100\"?"},
		{head + "numbers: [{phone_number: 12025550111, partner: p2}]", "5:48: numbers[0].partner: there is no partner \"p2\"; did you mean \"p1\"?"},
		{head + "numbers: [{phone_number: 12025550111, partner: p1, business: 100}]", "5:48: numbers[0].partner: a number has a business or a partner, not both: a partner's belongs to 360dialog's business"},
		{head + "numbers: [{phone_number: 12025550111, status: verified}]", "5:47: numbers[0].status: unknown word \"verified\"; did you mean \"VERIFIED\"?"},
		{head + "numbers: [{phone_number: 12025550111, shared_with: [100]}]", "5:53: numbers[0].shared_with[0]: 100 owns the number"},
		{head + "numbers: [{phone_number: 12025550111, shared_with: [200, 200]}]", "5:58: numbers[0].shared_with[1]: 200 is named twice"},
		{head + "numbers: [{phone_number: 12025550111, partner: p1, shared_with: 100}]", "5:65: numbers[0].shared_with[0]: a partner's number is shared with the partner's business already"},
		{head + "numbers: [{phone_number: 12025550111, status: VERIFIED, verified: 14d ago}]", "5:67: numbers[0].verified: a verification lasts 14d here: the number is EXPIRED, not VERIFIED"},
		{head + "profile: embedded-signup\nnumbers: [{phone_number: 12025550111, status: VERIFIED, verified: 90d ago}]", "6:67: numbers[0].verified: a verification lasts 90d here: the number is EXPIRED, not VERIFIED"},
		{head + "validity: 1h\nnumbers: [{phone_number: 12025550111, status: VERIFIED, verified: 2026-01-15T08:00:00Z}]", "6:67: numbers[0].verified: a verification lasts 1h here: the number is EXPIRED, not VERIFIED"},
		{head + "numbers: [{phone_number: 12025550111, status: EXPIRED, verified: 13d ago}]", "5:66: numbers[0].verified: a verification lasts 14d here: the number is still VERIFIED, not EXPIRED"},
		{head + "numbers: [{phone_number: 12025550111, status: NOT_VERIFIED, verified: 1d ago}]", "5:71: numbers[0].verified: a number that was verified is VERIFIED or EXPIRED, never NOT_VERIFIED"},
		{head + "numbers: [{phone_number: 12025550111, verified: in 1h}]", "5:49: numbers[0].verified: lies after the start of the world"},
		{head + "numbers: [{phone_number: 12025550111, added: +1h}]", "5:46: numbers[0].added: lies after the start of the world"},
		{head + "numbers: [{phone_number: 12025550111, added: 1d ago, verified: 2d ago}]", "5:46: numbers[0].added: the number was verified before it was added"},
		{head + "profile: embedded-signup\nnumbers: [{phone_number: 12025550111, added: 90d ago}]", "6:46: numbers[0].added: a number never verified is dropped after 90d here, so this one is gone"},
		{"version: 1\nbusinesses: [{id: 1}]\nnumbers: [{phone_number: 12025550111, status: VERIFIED, verified: 20d ago}]", "3:67: numbers[0].verified: a verification lasts 14d here: the number is EXPIRED, not VERIFIED"},
		// Generated numbers.
		{head + "generate: [{count: 0}]", "5:20: generate[0].count: must be 1 to 1000000, not 0"},
		{head + "generate: [{count: 1000001}]", "5:20: generate[0].count: must be 1 to 1000000, not 1000001"},
		{head + "generate: [{count: 1, countries: {us: 1, XX: 1, \"001\": 1}}]",
			"5:39: generate[0].countries.us: want a country with phone numbers of its own by its ISO 3166-1 alpha-2 code in capitals, such as US, got \"us\"\n" +
				"s.yaml:5:46: generate[0].countries.XX: want a country with phone numbers of its own by its ISO 3166-1 alpha-2 code in capitals, such as US, got \"XX\"\n" +
				"s.yaml:5:56: generate[0].countries.001: want a country with phone numbers of its own by its ISO 3166-1 alpha-2 code in capitals, such as US, got \"001\""},
		{head + "generate: [{count: 1, countries: {}}]", "5:34: generate[0].countries: nothing to choose from; leave it out for the default"},
		{head + "generate: [{count: 1, statuses: {VERIFIED: 0}}]", "5:44: generate[0].statuses.VERIFIED: a weight must be 1 to 1000000, not 0; leave out what shall not occur"},
		{head + "generate: [{count: 1, statuses: {LOST: 1}}]", "5:40: generate[0].statuses.LOST: unknown word \"LOST\"; accepted are NOT_VERIFIED, VERIFIED, EXPIRED"},
		{head + "generate: [{count: 1, business: 100, partner: p1}]", "5:47: generate[0].partner: a number has a business or a partner, not both: a partner's belongs to 360dialog's business"},
		// Limits and faults through their own packages.
		{head + "limits: [{operation: meta.verify_code, per: business, allow: 0, window: 1h}]", "5:62: limits[0].allow: must be at least 1, not 0; a fault rule refuses every call"},
		{head + "faults: [{do: {error: meta.code_expird}}]", "5:23: faults[0].do.error: the catalogue has no entry \"meta.code_expird\"; did you mean \"meta.code_expired\"?"},
		{head + "faults: [{on: {business: 1, partner: p9}, do: {latency: 1s}}]",
			"5:26: faults[0].on.business: there is no business \"1\"; did you mean \"100\"?\ns.yaml:5:38: faults[0].on.partner: there is no partner \"p9\"; did you mean \"p1\"?"},
		// The timeline.
		{head + "timeline: [{do: {expire: 12025550111}}]", "5:12: timeline[0].at: is missing: when it happens, such as +5m"},
		{head + "timeline: [{at: 5m ago, do: {expire: 12025550111}}]", "5:17: timeline[0].at: lies before the start of the world"},
		{head + "timeline: [{at: 2026-01-15T08:59:59Z, do: {expire: 12025550111}}]", "5:17: timeline[0].at: lies before the start of the world"},
		{head + "timeline: [{at: +5m, do: {expire: \"1\"}}]", "5:35: timeline[0].do.expire: want a phone number with its country code, such as 15550783881, got \"1\""},
		{head + "timeline: [{at: +5m, do: {claim: abc}}]", "5:34: timeline[0].do.claim: want a phone number with its country code, such as 15550783881, got \"abc\""},
		{head + "timeline: [{at: +5m, do: {claim: {replace: true}}}]", "5:34: timeline[0].do.claim: is missing: a phone number with its country code"},
		{head + "timeline: [{at: +5m, do: {claim: {phone_number: abc}}}]", "5:49: timeline[0].do.claim.phone_number: want a phone number with its country code, such as 15550783881, got \"abc\""},
		{head + "timeline: [{at: +5m, do: {expire: 12025550111, verify: 12025550111}}]", "5:26: timeline[0].do: expire and verify exclude each other: one verb a step"},
		{head + "timeline: [{at: +5m, do: {expire: 12025550111, replace: true}}]", "5:57: timeline[0].do.replace: goes with claim only"},
		{head + "timeline: [{at: +5m, do: {}}]", "5:26: timeline[0].do: nothing happens: give one of claim, expire, restore, delete, verify, add_fault, remove_fault, revoke_token, expire_token, set_permissions, revoke_key, set_dialect"},
		{head + "timeline: [{at: +5m, do: {clam: 12025550111}}]", "5:27: timeline[0].do: unknown key \"clam\"; did you mean \"claim\"?"},
		{head + "timeline: [{at: +5m, do: {revoke_token: t3}}]", "5:41: timeline[0].do.revoke_token: there is no token \"t3\"; did you mean \"t1\"?"},
		{head + "timeline: [{at: +5m, do: {expire_token: k1}}]", "5:41: timeline[0].do.expire_token: there is no token \"k1\"; did you mean \"t1\"?"},
		{head + "timeline: [{at: +5m, do: {revoke_key: t1}}]", "5:39: timeline[0].do.revoke_key: there is no API key \"t1\"; did you mean \"k1\"?"},
		{head + "timeline: [{at: +5m, do: {set_permissions: {token: t1}}}]", "5:44: timeline[0].do.set_permissions.permissions: is missing: a list, [] for none"},
		{head + "timeline: [{at: +5m, do: {set_permissions: {permissions: []}}}]", "5:44: timeline[0].do.set_permissions.token: is missing: the token to change"},
		{head + "timeline: [{at: +5m, do: {set_dialect: klingon}}]", "5:40: timeline[0].do.set_dialect: unknown word \"klingon\"; accepted are documented, observed"},
		{head + "timeline: [{at: +5m, do: {add_fault: {do: {reply: lose}}}}]", "5:51: timeline[0].do.add_fault.do.reply: \"lose\" is not one of drop, truncate, garbage, slow"},
		// Expectations.
		{head + "expect: [{}]", "5:10: expect[0]: expects nothing: give one of calls, spacing, never, order, retries, pages, codes, number, conforms"},
		{head + "expect: [{conforms: true, order: [meta.get_number, meta.add_number]}]", "5:10: expect[0]: order and conforms are separate expectations: one an entry"},
		{head + "expect: [{calls: {operation: meta.verify_cod, min: 1}}]", "5:30: expect[0].calls.operation: there is no operation \"meta.verify_cod\"; did you mean \"meta.verify_code\"?"},
		{head + "expect: [{calls: {min: 1}}]", "5:18: expect[0].calls.operation: is missing: such as meta.verify_code"},
		{head + "expect: [{calls: {operation: meta.verify_code}}]", "5:18: expect[0].calls: expects nothing: give min, max or both"},
		{head + "expect: [{calls: {operation: meta.verify_code, min: 3, max: 2}}]", "5:61: expect[0].calls.max: is less than min: 2 and 3"},
		{head + "expect: [{calls: {operation: meta.verify_code, min: -1}}]", "5:53: expect[0].calls.min: must be at least 0, not -1"},
		{head + "expect: [{calls: {operation: meta.verify_code, min: 1, origin: clint}}]", "5:64: expect[0].calls.origin: unknown word \"clint\"; did you mean \"client\"?"},
		{head + "expect: [{calls: {operation: 360dialog.verify_otp, min: 1, origin: 360dialog}}]", "5:68: expect[0].calls.origin: 360dialog calls Meta only, never 360dialog.verify_otp"},
		{head + "expect: [{spacing: {operation: meta.verify_code}}]", "5:20: expect[0].spacing.at_least: must be given and longer than 0s"},
		{head + "expect: [{never: {operation: meta.verify_code, after_error: meta.already_verifid}}]", "5:61: expect[0].never.after_error: the catalogue has no entry \"meta.already_verifid\"; did you mean \"meta.already_verified\"?"},
		{head + "expect: [{never: {operation: meta.verify_code, after_error: nothing}}]", "5:61: expect[0].never.after_error: the catalogue has no entry \"nothing\"; the ids are listed by preverified-sim errors"},
		{head + "expect: [{order: [meta.verify_code]}]", "5:18: expect[0].order: an order needs at least two operations"},
		{head + "expect: [{order: [meta.verify_code, meta.verify_code]}]", "5:37: expect[0].order[1]: meta.verify_code is named twice"},
		{head + "expect: [{retries: {operation: meta.verify_code}}]", "5:20: expect[0].retries: expects nothing: give transient, permanent or honours_wait: true"},
		{head + "expect: [{retries: {operation: meta.verify_code, transient: {}}}]", "5:61: expect[0].retries.transient: expects nothing: give min, max or backoff: true"},
		{head + "expect: [{retries: {operation: meta.verify_code, permanent: {min: 2, max: 1}}}]", "5:75: expect[0].retries.permanent.max: is less than min: 1 and 2"},
		{head + "expect: [{pages: {operation: meta.list_numbers}}]", "5:18: expect[0].pages.to_the_end: expects nothing: write to_the_end: true"},
		{head + "expect: [{pages: {operation: meta.get_number, to_the_end: true}}]", "5:30: expect[0].pages.operation: meta.get_number does not answer in pages"},
		{head + "expect: [{codes: {phone_number: 12025550111}}]", "5:18: expect[0].codes: expects nothing: give while_pending"},
		{head + "expect: [{codes: {phone_number: x, while_pending: {}}}]",
			"5:33: expect[0].codes.phone_number: want a phone number with its country code, such as 15550783881, got \"x\"\n" +
				"s.yaml:5:51: expect[0].codes.while_pending.max: is missing: how many requests pass"},
		{head + "expect: [{codes: {while_pending: {max: -1}}}]", "5:40: expect[0].codes.while_pending.max: must be at least 0, not -1"},
		{head + "expect: [{number: {phone_number: 12025550111}}]", "5:19: expect[0].number.status: is missing: NOT_VERIFIED, VERIFIED, EXPIRED"},
		{head + "expect: [{number: {phone_number: 12025550111, status: GONE}}]", "5:55: expect[0].number.status: unknown word \"GONE\"; accepted are NOT_VERIFIED, VERIFIED, EXPIRED"},
	} {
		if _, got := parse(t, tt.text); got != "s.yaml:"+tt.want {
			t.Errorf("%s\ngot  %s\nwant s.yaml:%s", strings.TrimPrefix(tt.text, head), got, tt.want)
		}
	}
}

func TestWhatIsAllowed(t *testing.T) {
	for _, text := range []string{
		"version: 1",
		"{\"version\": 1}",
		"version: 1\nnumbers: null\nlimits:\n",
		"version: 1\nbusinesses: [{id: 1360360360360360, name: 360dialog}]\npartners: [{id: p, business: 1360360360360360}]",
		"version: 1\nnumbers: [{phone_number: 12025550111, business: 1360360360360360}]",
		"version: 1\nbusinesses: [{id: 1}]\nnumbers: [{phone_number: 12025550111, status: VERIFIED, verified: 2001-01-01T00:00:00Z}]",
		"version: 1\nbusinesses: [{id: 1}]\ntimeline: [{at: 2001-01-01T00:00:00Z, do: {expire: 12025550111}}]",
		head + "numbers: [{phone_number: 12025550111, status: VERIFIED, verified: 13d23h59m59s ago, added: 20d ago, claimed: true, shared_with: [200, 1360360360360360]}]",
		head + "numbers: [{phone_number: 12025550111, status: EXPIRED, verified: 14d ago}]",
		head + "drop_after: 0s\nprofile: embedded-signup\nnumbers: [{phone_number: 12025550111, added: 100w ago}]",
		head + "code: {value: \"12345678\", ttl: 1ms, attempts: 1}",
		head + "code: {value: random, length: 4}",
		head + "faults: [{on: {business: 200, partner: p1}, do: {latency: 200ms}}, {do: {latency: {min: 1s, max: 2s}}}]",
		head + "timeline: [{at: +0s, do: {claim: 12025550111, replace: true}}, {at: in 1h, do: {revoke_key: k1}}, {at: +1d, do: {set_permissions: {token: t2, permissions: []}}}, {at: +1d, do: {remove_fault: any}}]",
		head + "expect: [{never: {operation: verifyPreVerifiedPhoneNumberCode}}, {codes: {while_pending: {max: 0}, origin: 360dialog}}, {retries: {operation: meta.verify_code, honours_wait: true}}, {conforms: false}]",
	} {
		if _, got := parse(t, text); got != "" {
			t.Errorf("%s\n%s", text, got)
		}
	}
}

func TestParseNormalises(t *testing.T) {
	f := mustParse(t, head+`
numbers: [{phone_number: +1 (202) 555-0111}]
faults: [{on: {operation: verifyPreVerifiedPhoneNumberCode, phone_number: +1 202 555 0111}, do: {latency: 1s}}]
limits: [{operation: verifyPreVerifiedPhoneNumberCode, per: app, allow: 1, window: 1h}]
timeline: [{at: +1m, do: {claim: +1 202 555 0111, replace: true}}, {at: +1m, do: {add_fault: {on: {operation: verifyPreVerifiedPhoneNumberCode}, do: {reply: drop}}}}]
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
	if do := f.Timeline[0].Do; !do.Claim.Replace || do.Replace {
		t.Errorf("replace stayed beside the claim: %+v", do)
	}
}

func TestParseStep(t *testing.T) {
	k := known(t)
	for text, want := range map[string]sim.Event{
		`{"claim": "12115555105"}`:                                                {Claim: &sim.Claim{PhoneNumber: "12115555105"}},
		`{"claim": "+1 211-555-5105", "replace": true}`:                           {Claim: &sim.Claim{PhoneNumber: "12115555105", Replace: true}},
		`{"claim": {"phone_number": "12115555105", "replace": true}}`:             {Claim: &sim.Claim{PhoneNumber: "12115555105", Replace: true}},
		`{"revoke_token": "EAAJBanything"}`:                                       {RevokeToken: "EAAJBanything"},
		`{"set_permissions": {"token": "a", "permissions": ["pages_show_list"]}}`: {SetPermissions: &sim.SetPermissions{Token: "a", Permissions: []string{"pages_show_list"}}},
		"verify: 12115555105":                                                     {Verify: "12115555105"},
	} {
		got, err := scenario.ParseStep("body", []byte(text), k)
		if err != nil || !reflect.DeepEqual(*got, want) {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
		if got != nil && scenario.Verb(got) == "" {
			t.Errorf("%s has no verb", text)
		}
	}
	for text, want := range map[string]string{
		``:                    "body:1:1: the document is empty",
		`{}`:                  "body:1:1: nothing happens: give one of claim, expire, restore, delete, verify, add_fault, remove_fault, revoke_token, expire_token, set_permissions, revoke_key, set_dialect",
		`[]`:                  "body:1:1: want a mapping, got a list",
		`{"expire": "12"}`:    "body:1:12: expire: want a phone number with its country code, such as 15550783881, got \"12\"",
		`{"replace": true}`:   "body:1:1: nothing happens: give one of claim, expire, restore, delete, verify, add_fault, remove_fault, revoke_token, expire_token, set_permissions, revoke_key, set_dialect\nbody:1:13: replace: goes with claim only",
		`{"set_dialct": "x"}`: "body:1:2: unknown key \"set_dialct\"; did you mean \"set_dialect\"?",
	} {
		got, err := scenario.ParseStep("body", []byte(text), k)
		if got != nil || err == nil || err.Error() != want {
			t.Errorf("%s: got %+v, %v\nwant %s", text, got, err, want)
		}
	}
}

func TestAliasBomb(t *testing.T) {
	bomb := "version: 1\nname: &a x\nnumbers:\n- &b [*a, *a, *a, *a, *a, *a, *a, *a]\n"
	for c := byte('c'); c <= 'z'; c++ {
		refs := strings.TrimSuffix(strings.Repeat("*"+string(rune(c-1))+", ", 8), ", ")
		bomb += "- &" + string(rune(c)) + " [" + refs + "]\n"
	}
	_, got := parse(t, bomb)
	if !strings.Contains(got, "aliases unfold to more than 200000 nodes") || strings.Count(got, "\n") != 0 {
		t.Errorf("got %.300s", got)
	}
	deep := "version: 1\nnumbers: " + strings.Repeat("[", 100) + strings.Repeat("]", 100)
	if _, got := parse(t, deep); !strings.Contains(got, "nested deeper than 64 levels") {
		t.Errorf("got %.300s", got)
	}
}

func FuzzParse(f *testing.F) {
	k := known(f)
	f.Add(scenario.Example())
	f.Add([]byte(head + "numbers: [{phone_number: +1 202 555 0111, verified: 13d ago}]\ntimeline: [{at: in 1h, do: {claim: {phone_number: 1}}}]"))
	f.Add([]byte(`{"version": 1, "expect": [{"calls": {"operation": "meta.add_number", "min": 1}}]}`))
	f.Add([]byte("version: 1\nbusinesses: &b [{id: 1}]\npartners: *b\ngenerate: {count: 3}\ncode: {value: 1}\n"))
	for _, s := range []string{
		"", "\xef\xbb\xbfversion: 1\r\n", "version: 1e999", "version: 1\nseed: 18446744073709551616", "version: 1\nname: \"\\ud800\\u0000\"", "version: 1\nname: ${SIM_META_TOKEN", "version: 1\n...\n---\n", "\xff\xfe", "a: &a [*a]",
		"version: 1\nnumbers: " + strings.Repeat("[", 1000), head + "generate: [{count: 5, countries: {SH: 1}}]", head + "generate: [{count: 500, countries: {SH: 1, US: 9223372036854775807}}]",
		head + "timeline: [{at: +36500d, do: {expire: 12025550111}}]\ncode: {ttl: 99999999999999999999ms}", "version: 1\nversion: 1\n<<: {version: 2}",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<14 {
			return
		}
		file, err := scenario.Parse("f", data, identity, k)
		var errs sim.Issues
		if (file == nil) != errors.As(err, &errs) {
			t.Fatalf("file %v, error %v", file != nil, err)
		}
		if file == nil {
			return
		}
		start := scenario.Start(file, scenario.FrozenStart)
		scenario.Schedule(file, start)
		if r := scenario.RulesOf(file); r.Profile.Validity <= 0 || r.Codes.Length < 4 || r.Codes.Length > 8 {
			t.Fatalf("rules %+v", r)
		}
		for _, n := range file.Numbers {
			if _, _, err := scenario.Times(file, n, start); err != nil && !n.Verified.IsZero() && n.Verified.Relative() && (n.Added.IsZero() || n.Added.Relative()) {
				t.Fatalf("number %+v: %v", n, err)
			}
		}
	})
}
