package simtest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// The world in which clients are judged: a number of Meta's and one of the pool's, of
// which both can be verified with the code 123456.
const courtroom = `
version: 1
name: courtroom
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
code: {value: "123456"}
businesses: [{id: "506914307656634", name: Lucky Shrub, tokens: [EAAJBsimulator]}]
partners: [{id: simul8PA, business: "506914307656634", api_keys: [sim-api-key]}]
numbers:
  - {phone_number: "12125550100", id: "1001", business: "506914307656634"}
  - {phone_number: "12125550103", id: "1004", partner: simul8PA}
`

// judged is a client under judgement, in a world whose wall clock stands still.
type judged struct {
	caller
	wall *wallClock
}

func (j judged) add() {
	j.do("POST", poolOf(simtest.PartnerID), params{"phone_number": "12125550110"}, "X-API-Key", simtest.APIKey)
}

func (j judged) addAtMeta() {
	j.graph("POST", "/"+simtest.BusinessID+"/add_phone_numbers", params{"phone_number": "12125550110"})
}

func (j judged) list() { j.graph("GET", "/"+simtest.BusinessID+"/preverified_numbers", nil) }

func (j judged) ask() {
	j.graph("POST", "/1001/request_code", params{"code_method": "SMS", "language": "en_US"})
}

func (j judged) enter(code string) { j.graph("POST", "/1001/verify_code", params{"code": code}) }

// graph calls Meta; a lost answer is none.
func (j judged) graph(method, path string, body any) {
	_, _ = j.s.Try(method, "/v23.0"+path, body, "Authorization", "Bearer "+simtest.MetaToken)
}

// judgements are what a client does in a courtroom with more, and what its report says.
var judgements = []struct {
	name, more string
	does       func(judged)
	verdict    sim.Verdict
	says       []string
}{
	{"the end that the task wants", "task: {say: Verify it., for: [meta], verify: ['12125550100']}\nexpect: [{number: {phone_number: '12125550100', status: [VERIFIED, NOT_VERIFIED], exists: true, in_pool: false}}]",
		func(j judged) { j.ask(); j.enter("123456") }, sim.VerdictPassed, nil},
	{"adding again and reading the 409", "expect: [{effects: {operation: 360dialog.add_number, phone_number: '+1 212-555-0110', max: 1}}]",
		func(j judged) { j.add(); j.add() }, sim.VerdictPassed, []string{"was carried out once for 12125550110"}},
	{"deleting again and reading the 404", "task: {say: Delete it., for: [meta], delete: ['12125550100']}\nexpect: [{effects: {operation: meta.delete_number, min: 1, max: 1}}, {retries: {operation: meta.delete_number, permanent: {max: 0}}}]",
		func(j judged) { j.graph("DELETE", "/1001", nil); j.graph("DELETE", "/1001", nil) }, sim.VerdictPassed, nil},
	{"verifying again and reading VERIFIED", "faults: [{name: lost, on: {operation: meta.verify_code}, when: {calls: 1}, do: {reply: drop}}]\nexpect: [{effects: {operation: meta.verify_code, min: 1, max: 1}}, {number: {phone_number: '12125550100', status: VERIFIED}}]",
		func(j judged) { j.ask(); j.enter("123456"); j.enter("123456"); j.list() }, sim.VerdictPassed, nil},
	{"a shorter second pause", downTwice + "expect: [{retries: {operation: meta.add_number, transient: {backoff: true}}}]",
		func(j judged) {
			j.addAtMeta()
			j.advance(3600 * time.Millisecond)
			j.addAtMeta()
			j.advance(2400 * time.Millisecond)
			j.addAtMeta()
		}, sim.VerdictPassed, []string{"2 failures of meta.add_number, none repeated too soon or too often"}},
	{"three attempts in a second", downTwice + "expect: [{retries: {operation: meta.add_number, transient: {backoff: true}}}]",
		func(j judged) {
			j.addAtMeta()
			j.advance(time.Millisecond)
			j.addAtMeta()
			j.advance(2 * time.Millisecond)
			j.addAtMeta()
		}, sim.VerdictFailed, []string{"r1 to r3 are 3 attempts within a second [r1, r2, r3]"}},
	{"eleven attempts in a minute", "faults: [{name: down, on: {operation: meta.add_number}, do: {error: meta.unexpected_error}}]\nexpect: [{retries: {operation: meta.add_number, transient: {backoff: true}}}]",
		func(j judged) {
			for range 11 {
				j.addAtMeta()
				j.advance(5 * time.Second)
			}
		}, sim.VerdictFailed, []string{"r1 to r11 are 11 attempts within a minute"}},
	{"too many retries of what may pass", downTwice + "expect: [{retries: {operation: meta.add_number, transient: {max: 1}}}]",
		func(j judged) { j.addAtMeta(); j.addAtMeta(); j.addAtMeta() }, sim.VerdictFailed, []string{"r1 (meta.unexpected_error) was repeated 2 times, expected at most 1"}},
	{"a retry of what is refused for good", "expect: [{retries: {operation: meta.verify_code, permanent: {max: 0}}}]",
		func(j judged) { j.ask(); j.enter("000000"); j.list(); j.enter("000000") }, sim.VerdictFailed, []string{"r2 (meta.code_wrong) was repeated once, expected at most 0"}},
	{"another code after a wrong one", "expect: [{retries: {operation: meta.verify_code, permanent: {max: 0}}}]",
		func(j judged) { j.ask(); j.enter("000000"); j.enter("123456") }, sim.VerdictPassed, nil},
	{"the list beside changes", "expect: [{spacing: {operation: meta.request_code, at_least: 1s}}, {spacing: {operation: meta.list_numbers, at_least: 1s}}]",
		func(j judged) { j.list(); j.ask(); j.list() }, sim.VerdictPassed, nil},
	{"a new code after five minutes", "expect: [{codes: {within: 60s}}]",
		func(j judged) { j.ask(); j.advance(5 * time.Minute); j.ask() }, sim.VerdictPassed, []string{"1 code while an earlier one lived of 2 asked for"}},
	{"a new code after half a minute", "expect: [{codes: {within: 60s}}]",
		func(j judged) { j.ask(); j.advance(30 * time.Second); j.ask() }, sim.VerdictFailed, []string{"r2 asked for a code for 12125550100, 30s after the one before"}},
	{"a new code at once for one refused as wrong", "expect: [{codes: {within: 60s}}]",
		func(j judged) { j.ask(); j.enter("000000"); j.ask() }, sim.VerdictPassed, nil},
	{"no request", "expect: [{conforms: true}]", func(judged) {}, sim.VerdictNotMet,
		[]string{"nothing failed, but 1 of 2 checks was never met, so nothing is proved", "unmet met: a request of the client: the client made no request"}},
	{"a failure that was never met", "faults: [{name: lost, on: {operation: meta.add_number, phone_number: '12125550111'}, do: {reply: drop}}]\nexpect: [{conforms: true}]",
		judged.addAtMeta, sim.VerdictNotMet, []string{"unmet met: fault lost: never acted: r1 came closest: phone_number is 12125550110, not 12125550111 [r1]"}},
	{"a limit that was never met", "limits: [{name: few, operation: meta.add_number, per: business, allow: 2, window: 1h}]\nexpect: [{conforms: true}]",
		judged.addAtMeta, sim.VerdictNotMet, []string{"unmet met: limit few: never refused a call: 1 of 2 are used"}},
	{"a step that was never met", "timeline: [{at: +5m, do: {expire: '12125550100'}}]\nexpect: [{conforms: true}]",
		judged.list, sim.VerdictNotMet, []string{"is due at 2026-01-15T09:05:00Z, the clock shows 2026-01-15T09:00:00Z", frozenNote}},
	{"what is optional", "limits: [{name: few, operation: meta.add_number, per: business, allow: 2, window: 1h, optional: true}]\nexpect: [{conforms: true}]",
		judged.addAtMeta, sim.VerdictPassed, []string{"note  optional limit few: never refused a call: 1 of 2 are used"}},
	{"a pause of real time", toldToWait,
		func(j judged) { j.addAtMeta(); j.wall.pass(30 * time.Second); j.addAtMeta() }, sim.VerdictPassed, nil},
	{"a pause of the world's time", toldToWait,
		func(j judged) { j.addAtMeta(); j.advance(30 * time.Second); j.addAtMeta() }, sim.VerdictPassed, nil},
	{"no pause on a clock that stands still", toldToWait,
		func(j judged) { j.addAtMeta(); j.wall.pass(29 * time.Second); j.addAtMeta() }, sim.VerdictFailed,
		[]string{"r1 asked for a pause of 30s, r2 came after 29s (" + frozenNote}},
	{"no pause on a clock that was moved", toldToWait,
		func(j judged) { j.advance(time.Second); j.addAtMeta(); j.addAtMeta() }, sim.VerdictFailed,
		[]string{"r1 asked for a pause of 30s, r2 came after 0s [r1, r2]"}},
	{"a wrong code that fills a limit", "limits: [{name: few, operation: meta.verify_code, per: number, allow: 1, window: 10m}]\nexpect: [{retries: {operation: meta.verify_code, honours_wait: true}}]",
		func(j judged) {
			j.ask()
			j.enter("000000")
			j.enter("123456")
			j.advance(10 * time.Minute)
			j.enter("123456")
		}, sim.VerdictPassed, nil},
	{"a step that failed", "timeline: [{at: +5m, do: {expire: '4915123456710'}}]\nexpect: [{conforms: true}]",
		func(j judged) { j.list(); j.advance(5 * time.Minute) }, sim.VerdictFailed,
		[]string{"FAIL  met: timeline step expire 4915123456710: failed at 2026-01-15T09:05:00Z: number_not_found: no live number 4915123456710"}},
	{"a step that failed where nothing is expected", "timeline: [{at: +5m, do: {expire: '4915123456710'}}, {at: +5m, do: {expire: '12125550100'}}]\n",
		func(j judged) { j.list(); j.advance(5 * time.Minute) }, sim.VerdictFailed, []string{"1 of 1 check failed"}},
	{"two failures of 360dialog's", "faults: [{name: no-share, on: {operation: meta.share_number}, do: {error: meta.unexpected_error}}]\nexpect: [{retries: {operation: 360dialog.add_number, transient: {max: 2}}}]",
		func(j judged) { j.add(); j.add() }, sim.VerdictPassed, []string{"2 failures of 360dialog.add_number, none repeated too soon or too often"}},
	{"a number outside the task", "task: {say: Delete it., for: [meta], delete: ['12125550100']}\n",
		func(j judged) {
			j.graph("DELETE", "/1001", nil)
			j.do("DELETE", poolOf(simtest.PartnerID)+"/1004", nil, "X-API-Key", simtest.APIKey)
		}, sim.VerdictFailed, []string{"r2 deleted the number 12125550103, which the task does not ask for [r2]"}},
}

const (
	downTwice  = "faults: [{name: down, on: {operation: meta.add_number}, when: {calls: [1, 2]}, do: {error: meta.unexpected_error}}]\n"
	toldToWait = "faults: [{name: full, on: {operation: meta.add_number}, when: {calls: 1}, do: {error: meta.rate_limited, headers: {Retry-After: '30'}}}]\n" +
		"expect: [{retries: {operation: meta.add_number, honours_wait: true}}]"
	frozenNote = "the clock is frozen and was never moved; exec and serve take --clock running or --clock 60x for clients that really sleep"
)

func TestJudgements(t *testing.T) {
	wall := &wallClock{at: time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)}
	s := simtest.Start(t, simtest.Options{Wall: wall.now})
	for _, row := range judgements {
		t.Run(row.name, func(t *testing.T) {
			w := s.NewWorld(t, simtest.WorldOptions{ScenarioText: []byte(courtroom + row.more)})
			row.does(judged{caller{t, w}, wall})
			report := w.Report()
			text := grade.Text(report)
			if report.Verdict != row.verdict {
				t.Errorf("%s, not %s", report.Verdict, row.verdict)
			}
			for _, part := range row.says {
				if !strings.Contains(text, part) {
					t.Errorf("%q is not said", part)
				}
			}
			if t.Failed() {
				t.Log(text)
			}
		})
	}
}
