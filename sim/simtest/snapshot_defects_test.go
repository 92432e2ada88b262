package simtest_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// spoilable is a world whose snapshot has something in every part.
const spoilable = `
version: 1
name: spoilable
seed: 7
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
profile: embedded-signup
pool_sync: 6h
apps: [{id: "1017734028366125", secret: sim-app-secret}]
businesses: [{id: "506914307656634", tokens: [EAAJBsimulator]}, {id: "9876543210987654", name: 😀}]
wabas:
  - id: "102290129340398"
    business: "9876543210987654"
    shared_with: ["506914307656634"]
    phone_numbers: [{phone_number: "12115555101", id: "1101", pin: "123456"}, {phone_number: "12115555102", id: "1102", verified: false}]
partners: [{id: simul8PA, business: "506914307656634", api_keys: [sim-api-key, second-key]}]
numbers:
  - {phone_number: "12115555105", id: "1001", status: VERIFIED, verified: 44d ago}
  - {phone_number: "4915123456789", id: "1002", partner: simul8PA}
  - {phone_number: "12115555106", id: "1003"}
  - {phone_number: "12115555107", id: "1004"}
  - {phone_number: "12115555108", id: "1005", status: VERIFIED}
limits: [{name: tries, operation: meta.verify_code, per: number, allow: 9, window: 24h}]
faults: [{name: dice, on: {operation: meta.get_business}, when: {probability: 0.5}, do: {error: meta.unexpected_error}}]
timeline: [{at: +5h, do: {claim: "12115555105"}}]
`

// takenSnapshot lets things happen in a world and returns its snapshot.
func takenSnapshot(t *testing.T, c caller) string {
	t.Helper()
	for _, path := range []string{"/1001/verify_code", "/1003/request_code", "/1003/verify_code", "/1003/verify_code", "/1004/request_code"} {
		c.do("POST", "/v23.0"+path, params{"code": "000000", "code_method": "SMS", "language": "en_US"}, "Authorization", "Bearer "+simtest.MetaToken)
	}
	c.do("GET", "/v23.0/506914307656634", nil, "Authorization", "Bearer "+simtest.MetaToken)
	c.meta(200, simtest.MetaToken, "DELETE", "/1003", nil)
	c.control(200, "POST", "/events", params{"verify": "4915123456789"})
	c.control(201, "POST", "/signups", params{"ids": []string{"1005"}, "outcome": "finish"})
	c.control(201, "POST", "/signups", params{})
	c.meta(200, simtest.MetaToken, "POST", "/1102/request_code", params{"code_method": "SMS", "language": "en_US"})
	if read := c.meta(200, simtest.MetaToken, "GET", "/1102?fields=verified_name", nil).JSON(t); read["verified_name"] != nil {
		t.Errorf("Meta shows a name of one character: %v", read)
	}
	long := params{"name": "1", "pin": "1", "text": strings.Repeat("x", 1<<14-len(`{"name":"1","pin":"1","text":""}`))} // and stars are longer
	c.meta(400, simtest.MetaToken, "POST", "/1101/register", long)
	return string(c.control(200, "GET", "/snapshot", nil).Body)
}

// absent removes a member.
type absent struct{}

// again stands for another entry of the same list, by its number.
type again int

// set changes the member of a document at a dotted path: digits are places in
// a list.
func set(at any, path []string, value any) any {
	name, rest := path[0], path[1:]
	if list, ok := at.([]any); ok {
		i := int(name[0] - '0')
		if n, ok := value.(again); ok && len(rest) == 0 {
			value = list[n]
		}
		for len(list) <= i {
			list = append(list, nil)
		}
		if len(rest) > 0 {
			value = set(list[i], rest, value)
		}
		list[i] = value
		return list
	}
	object := at.(map[string]any)
	switch _, gone := value.(absent); {
	case len(rest) > 0:
		object[name] = set(object[name], rest, value)
	case gone:
		delete(object, name)
	default:
		object[name] = value
	}
	return object
}

// TestSpoiledSnapshotsAreRefused: a snapshot that no world can have written is
// refused where it is wrong, and the world answers as before.
func TestSpoiledSnapshotsAreRefused(t *testing.T) {
	c := caller{t, simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(spoilable)})}
	snapshot := takenSnapshot(t, c)
	for _, d := range []struct {
		path  string // of what is changed
		value any
		found string // where the defect is, when that is elsewhere
	}{
		{"version", 1, ""}, {"version", "1", ""}, {"sead", 8, ""}, {"seed", -1, ""},
		{"scenario.document.seed", -1, ""}, {"scenario.document.profile", "mine", ""}, {"scenario.document.sead", 8, "scenario.document"},
		{"clock.mode", "stopped", ""}, {"clock.now", "1026-01-15T09:00:00Z", ""}, {"clock.started", "2027-01-15T09:00:00Z", ""},
		{"dialect", "spoken", ""},
		{"rules.codes.new_voids_old", "x", ""}, {"timeline_done", 1.5, ""}, {"journal.records.0.status", []int{1}, ""},
		{"rules.profile.validity", "0s", "rules"}, {"rules.codes.length", 9, "rules"}, {"rules.switches.claimed", "gone", "rules"},
		{"timeline_done", 4, ""}, {"timeline_done", -1, ""},
		{"streams.faults", nil, ""}, {"streams.traces", "AAAA", ""},
		{"limits.0.name", "", ""}, {"limits.0.allow", 0, ""}, {"limits.0.operation.0", "meta.verify_coda", "limits[0].operation"},
		{"limits.0.usage.0.key", "", ""}, {"limits.0.usage.1", again(0), "limits[0].usage[1].key"}, {"limits.0.usage.0.exhausted_at", "0001-01-01T00:00:00Z", ""},
		{"limits.0.usage.0.calls.0", "0001-01-01T00:00:00Z", ""}, {"limits.0.usage.1.calls.0", "2026-01-15T09:00:00.001Z", "limits[0].usage[1].calls"},
		{"faults.0.name", "", ""}, {"faults.0.when.status", "GONE", ""}, {"faults.0.on.operation", "meta.list", ""},
		{"faults.0.since", "0001-01-01T00:00:00Z", ""}, {"faults.0.acted", 9, ""},
		{"journal.last", 1, "journal"}, {"journal.records.1.id", "r1", "journal"}, {"journal.records.0.id", "r0", "journal"},
		{"journal.records.0.origin", "nobody", "journal"}, {"journal.records.0.dialect", "spoken", "journal"},
		{"journal.records.0.status", 600, "journal"}, {"journal.records.0.method", "", "journal"}, {"journal.records.0.duration_ms", -1, "journal"},
		{"journal.records.0.duration_ms", json.Number("1e99"), "journal"}, {"journal.records.0.violations", []any{nil}, "journal"},
		{"store.at", "0001-01-01T00:00:00Z", ""},
		{"store.streams.ids", "AAAA", ""}, {"store.streams.codes", nil, ""}, {"store.steps.dance", 1, ""}, {"store.steps.add", -1, "store.steps"},
		{"store.businesses.1", again(0), "store.businesses[1].id"}, {"store.businesses.1.id", "me", ""},
		{"store.first_business", "1", ""}, {"store.token_360dialog", "EAAJBnobody", ""},
		{"store.tokens.0.business", "1", ""}, {"store.tokens.0.value", "", ""}, {"store.tokens.1", again(0), "store.tokens[1].value"},
		{"store.partners.1", again(0), "store.partners[1].id"}, {"store.partners.0.business", "1", ""},
		{"store.keys.0.partner", "nobody", ""}, {"store.keys.1", again(0), "store.keys[1].value"},
		{"store.numbers.0.id", "a", ""}, {"store.numbers.0.id", "01001", ""}, {"store.numbers.0.id", "18446744073709551616", ""},
		{"store.numbers.1.id", "1001", ""}, {"store.numbers.0.partner", "nobody", ""},
		{"store.numbers.0.phone_number", "+1", ""}, {"store.numbers.0.country_prefix", 0, ""},
		{"store.numbers.0.region", "usa", ""}, {"store.numbers.0.region", "12", ""}, {"store.numbers.0.owner", "1", ""},
		{"store.numbers.0.shared_with", []string{"1"}, "store.numbers[0].shared_with[0]"},
		{"store.numbers.0.shared_with", []string{""}, "store.numbers[0].shared_with[0]"},
		{"store.numbers.0.shared_with", []string{simtest.BusinessID}, "store.numbers[0].shared_with[0]"},
		{"store.numbers.0.created_at", "9999-01-15T09:00:00Z", ""}, {"store.numbers.0.expires_at", absent{}, ""},
		{"store.numbers.0.share_ends", map[string]string{"1": "2026-01-16T09:00:00Z"}, "store.numbers[0].share_ends.1"}, {"store.numbers.3.drop_at", "9999-01-15T09:00:00Z", ""},
		{"store.partners.0.pool.0.number_id", "1", ""}, {"store.partners.0.pool.0.status", "GONE", ""}, {"store.partners.0.pool.1", again(0), "store.partners[0].pool[1].number_id"},
		{"store.sync_epoch", absent{}, ""},
		{"store.codes.0.value", "", ""}, {"store.codes.0.number_id", "", ""}, {"store.codes.0.phone_number", "01", ""},
		{"store.codes.0.expires_at", "0001-01-01T00:00:00Z", ""}, {"store.codes.0.attempts", -1, ""},
		{"store.numbers.0.claimed", "x", ""}, {"store.numbers.0.region", 1, ""}, {"store.numbers.0.colour", 1, ""},
		{"coverage.answers", 1, ""}, {"coverage.failures", params{"meta.code_wrong": "x"}, "coverage.failures"}, {"store.businesses.0.id", absent{}, ""},
		{"store.codes.0.current", true, ""},
		{"store.apps.0.id", "a", ""}, {"store.apps.1", again(0), "store.apps[1].id"},
		{"store.wabas.0.id", "a", ""}, {"store.wabas.0.business", "1", ""}, {"store.wabas.1", again(0), "store.wabas[1].id"},
		{"store.wabas.0.shared_with.0", "1", ""}, {"store.wabas.0.created_at", nil, ""}, {"store.wabas.0.currency", "usd", ""},
		{"store.wabas.0.subscribed_apps", []params{{"app": "x"}}, "store.wabas[0].subscribed_apps[0].app"},
		{"store.wabas.0.assigned_users", []params{{"user": "", "tasks": nil}}, "store.wabas[0].assigned_users[0].user"},
		{"store.wabas.0.credit_shares", []params{{"credit_line": "1", "currency": "USD"}}, "store.wabas[0].credit_shares[0].id"},
		{"store.waba_numbers.0.created_at", absent{}, ""}, {"store.waba_numbers.0.attempts", []any{nil}, "store.waba_numbers[0].attempts[0]"},
		{"store.waba_numbers.0.verified_name", "x", ""}, {"store.waba_numbers.0.quality_rating", "x", ""}, {"store.waba_numbers.0.name_status", "", ""}, {"store.waba_numbers.0.messaging_limit_tier", "x", ""},
		{"store.waba_numbers.0.id", "a", ""}, {"store.waba_numbers.0.id", "1001", ""}, {"store.waba_numbers.0.waba_id", "1", ""},
		{"store.waba_numbers.0.phone_number", "+1", ""}, {"store.waba_numbers.1.phone_number", "12115555101", ""},
		{"store.waba_numbers.0.attempts", slices.Repeat([]string{"2026-01-15T09:00:00Z"}, 11), ""},
		{"store.signups.0.id", "", ""}, {"store.signups.1", again(0), "store.signups[1].id"}, {"store.signups.0.state", "gone", ""},
		{"store.signups.0.app", "77", ""}, {"store.signups.0.outcome", "won", ""}, {"store.signups.0.version", 7, ""}, {"store.signups.0.opened_at", nil, ""},
		{"store.signups.0.offered.0.id", "", ""}, {"store.signups.0.offered.0.phone_number", "+1", ""}, {"store.signups.0.offered.0.open", 0, ""},
		{"store.signups.0.offered.0.display_phone_number", absent{}, ""}, {"store.apps.0.webhook", params{"url": "http://a", "fields": []string{""}}, "store.apps[0].webhook.fields[0]"},
		{"store.webhooks", []params{{"event": "GONE", "app": "1017734028366125", "at": "2026-01-15T09:00:00Z", "due_at": "2026-01-15T09:00:00Z"}}, "store.webhooks[0].event"},
	} {
		var document any
		decoder := json.NewDecoder(strings.NewReader(snapshot))
		decoder.UseNumber()
		if err := decoder.Decode(&document); err != nil {
			t.Fatal(err)
		}
		a := c.do("PUT", "/_sim/v1/snapshot", set(document, strings.Split(d.path, "."), d.value))
		var p sim.Problem
		if err := json.Unmarshal(a.Body, &p); err != nil || a.Status != 422 || p.Type != "/problems/invalid-snapshot" {
			t.Errorf("%s %v: %d %.300s", d.path, d.value, a.Status, a.Body)
			continue
		}
		want := d.found
		if want == "" {
			want = inBrackets(d.path)
		}
		var found []string
		for _, e := range p.Errors {
			found = append(found, e.Path+" ")
		}
		if !strings.Contains(" "+strings.Join(found, " ")+" ", " "+strings.TrimSpace(want)+" ") {
			t.Errorf("%s %v: found at %q (%s), want %s", d.path, d.value, found, p.Detail, want)
		}
		if told := slices.Sorted(slices.Values(found)); len(slices.Compact(slices.Clone(told))) < len(told) {
			t.Errorf("%s %v: a defect is told twice, at %q (%s)", d.path, d.value, found, p.Detail)
		}
		if strings.Contains(p.Detail, "json:") {
			t.Errorf("%s %v: in the words of Go: %s", d.path, d.value, p.Detail)
		}
	}
	for body, status := range map[string]int{"": 400, "{": 400, "[]": 422, snapshot + "{}": 400} {
		c.want(status, c.do("PUT", "/_sim/v1/snapshot", body), "PUT", "/snapshot")
	}
	same(t, "the world", string(c.control(200, "GET", "/snapshot", nil).Body), snapshot)
	diff := func(want int, body string) simtest.Answer {
		t.Helper()
		return c.want(want, c.do("POST", "/_sim/v1/snapshot/diff", body), "POST", "/snapshot/diff")
	}
	for body, status := range map[string]int{"": 400, "{}": 400, `{"from": {}}`: 422, `{"from": ` + snapshot + `, "two": 1}`: 400,
		`{"from": ` + snapshot + `, "to": {"version": 9}}`: 422} {
		diff(status, body)
	}
	same(t, "no difference", strings.TrimSpace(string(diff(200, `{"from": `+snapshot+`}`).Body)), `{"data":[],"truncated":false}`)
	c.control(200, "POST", "/events", params{"expire": "12115555105"})
	c.control(201, "POST", "/numbers", params{"phone_number": "12025550190"})
	changed := diff(200, `{"from": `+snapshot+`, "to": null}`)
	for _, path := range []string{"store.numbers[1001].expires_at", "store.numbers[" + c.id("12025550190") + "]", "store.steps.expire", "store.streams.ids"} {
		if !strings.Contains(" "+column(t, changed, "path")+" ", " "+path+" ") {
			t.Errorf("%s is not among what differs: %s", path, column(t, changed, "path"))
		}
	}
	same(t, "what differs the other way", column(t, diff(200, `{"from": `+string(c.control(200, "GET", "/snapshot", nil).Body)+`, "to": `+snapshot+`}`), "path"), column(t, changed, "path"))
	nulls := strings.NewReplacer(`"asked":["1005"]`, `"asked":null`, `"remaining":null`, `"remaining":-1`, `"assigned_users":[]`, `"assigned_users":[{"user":"1","tasks":null}]`) // null stands for none, and what follows is not read
	c.control(200, "PUT", "/snapshot", nulls.Replace(snapshot))
	for _, path := range []string{"/signups", "/wabas", "/faults"} {
		c.control(200, "GET", path, nil) // held against the contract
	}
	c.control(200, "PUT", "/snapshot", snapshot)
	same(t, "the restored world", string(c.control(200, "GET", "/snapshot", nil).Body), snapshot)
}

// inBrackets writes the places in lists as the simulator does.
func inBrackets(path string) string {
	var b strings.Builder
	for i, name := range strings.Split(path, ".") {
		switch {
		case name[0] <= '9':
			b.WriteString("[" + name + "]")
		case i > 0:
			b.WriteString("." + name)
		default:
			b.WriteString(name)
		}
	}
	return b.String()
}

// TestRowsOfDeletedNumbersAreRestored: such a row keeps its phone number taken at
// 360dialog, in a restored world as before.
func TestRowsOfDeletedNumbersAreRestored(t *testing.T) {
	l := newLab(t, simtest.Start(t), "rows")
	row := params{"phone_number": "12125550188"}
	l.hub(201, "POST", "", row)
	l.control(200, "POST", "/events", params{"delete": row["phone_number"]})
	for range 2 {
		l.hub(409, "POST", "", row)
		l.control(200, "PUT", "/snapshot", string(l.control(200, "GET", "/snapshot", nil).Body))
	}
}
