package simtest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// eventful is a world in which everything that time can bring becomes due.
const eventful = `
version: 1
name: eventful
summary: Everything that time can bring.
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
validity: 14d
reverify_window: 12h
drop_after: 10d
pool_sync: 6h
businesses:
  - {id: "506914307656634", name: Lucky Shrub, tokens: [EAAJBsimulator]}
partners:
  - {id: simul8PA, business: "506914307656634", api_keys: [sim-api-key]}
numbers:
  - {phone_number: "12125550001", business: "506914307656634"}
  - {phone_number: "12125550002", business: "506914307656634", status: VERIFIED, verified: 13d ago}
  - {phone_number: "4915123456789", partner: simul8PA, status: VERIFIED, verified: 12d ago}
switches: {claimed: in_use}
limits:
  - {name: reads, operation: meta.get_number, per: number, allow: 1, window: 1h}
faults:
  - {name: late, on: {operation: meta.request_code}, do: {deliver: {late: 30s}}}
timeline:
  - {at: +10m, do: {set_dialect: observed}}
  - {at: +10m, do: {remove_fault: late}}
  - {at: +10m, do: {remove_fault: late}}
  - {at: +2m, do: {add_fault: {name: down, do: {error: meta.unexpected_error}}}}
  - {at: +2d, do: {claim: "12125550002"}}
`

// advanced moves the clock and tells what became due, one text an entry.
func (l lab) advanced(by string) []string {
	l.t.Helper()
	return settled(l.control(200, "POST", "/clock", object{"advance": by}).JSON(l.t))
}

func settled(moved object) []string {
	out := []string{}
	for _, e := range moved["settled"].([]any) {
		e := e.(object)
		line := fmt.Sprint(e["at"], " ", e["event"])
		for _, member := range []string{"phone_number", "detail"} {
			if text, ok := e[member].(string); ok {
				line += " " + text
			}
		}
		out = append(out, line)
	}
	return out
}

// begin makes a code and fills a window, so that both have an end.
func (l lab) begin() {
	l.t.Helper()
	l.want(200, l.requestCode(freshPhone), "POST", "request_code")
	l.want(200, l.get(freshPhone), "GET", "number")
}

// eventfulMonth is what a month brings to that world, in order. The id stands
// for the one of the fresh number.
var eventfulMonth = []string{
	"2026-01-15T09:00:30.000Z code_delivered 12125550001",
	"2026-01-15T09:02:00.000Z add_fault down",
	"2026-01-15T09:10:00.000Z code_expired 12125550001",
	"2026-01-15T09:10:00.000Z set_dialect observed",
	"2026-01-15T09:10:00.000Z remove_fault late",
	"2026-01-15T09:10:00.000Z remove_fault late: ",
	"2026-01-15T10:00:00.000Z window_ended reads ID",
	"2026-01-15T21:00:00.000Z reverify_window_opened 12125550002",
	"2026-01-16T09:00:00.000Z number_expired 12125550002",
	"2026-01-16T21:00:00.000Z reverify_window_opened 4915123456789",
	"2026-01-17T09:00:00.000Z number_expired 4915123456789",
	"2026-01-17T09:00:00.000Z pool_synced",
	"2026-01-17T09:00:00.000Z claim 12125550002",
	"2026-01-25T09:00:00.000Z number_dropped 12125550001",
}

func expectMonth(t *testing.T, l lab, got []string) {
	t.Helper()
	if len(got) != len(eventfulMonth) {
		t.Fatalf("%d events, not %d:\n%s", len(got), len(eventfulMonth), strings.Join(got, "\n"))
	}
	for i, want := range eventfulMonth {
		want = strings.Replace(want, "ID", l.deletedID(freshPhone), 1)
		if got[i] != want && !(strings.HasSuffix(want, ": ") && strings.HasPrefix(got[i], want)) {
			t.Errorf("event %d: %s, not %s", i, got[i], want)
		}
	}
}

// deletedID finds a number that may be gone.
func (l lab) deletedID(phone string) string {
	l.t.Helper()
	found := list(l.t, l.control(200, "GET", "/numbers?include=deleted&phone_number="+phone, nil))
	if len(found) != 1 {
		l.t.Fatalf("%d numbers %s", len(found), phone)
	}
	return found[0]["id"].(string)
}

func TestClockSettlesInOrder(t *testing.T) {
	s := simtest.Start(t)
	t.Run("at once", func(t *testing.T) {
		l := newLab(t, s, "month", eventful)
		l.begin()
		expectMonth(t, l, l.advanced("30d"))
		alike(t, "once more", l.advanced("0s"), []string{})
		alike(t, "claimed", l.state(verifiedPhone)["availability"], "IN_USE")
		alike(t, "faults left", len(list(t, l.control(200, "GET", "/faults", nil))), 1)
	})
	t.Run("in steps", func(t *testing.T) {
		l := newLab(t, s, "steps", eventful)
		l.begin()
		var got []string
		for _, by := range []string{"29s", "2s", "9m29s", "50m", "11h", "1d12h", "12h", "27d"} {
			got = append(got, l.advanced(by)...)
		}
		expectMonth(t, l, got)
	})
	t.Run("to an instant", func(t *testing.T) {
		l := newLab(t, s, "instant", eventful)
		l.begin()
		moved := l.control(200, "POST", "/clock", object{"at": "2026-02-14T10:00:00+01:00"}).JSON(t)
		alike(t, "clock", []any{moved["now"], moved["mode"]}, []any{"2026-02-14T09:00:00.000Z", "frozen"})
		expectMonth(t, l, settled(moved))
	})
	t.Run("again after a reset", func(t *testing.T) {
		l := newLab(t, s, "reset", eventful)
		for range 2 {
			l.begin()
			expectMonth(t, l, l.advanced("30d"))
			l.control(204, "POST", "/reset", nil)
			alike(t, "now", l.control(200, "GET", "/clock", nil).JSON(t)["now"], "2026-01-15T09:00:00.000Z")
		}
	})
}

// TestClockKeepsTheOrderOfEqualTimes lets many things become due at one
// instant.
func TestClockKeepsTheOrderOfEqualTimes(t *testing.T) {
	s := simtest.Start(t)
	var first []string
	for _, world := range []string{"equal-1", "equal-2"} {
		l := newLab(t, s, world)
		phones := []string{}
		for i := range 6 {
			phone := fmt.Sprintf("1212555020%d", i)
			l.control(201, "POST", "/numbers", object{"phone_number": phone, "business": simtest.BusinessID})
			l.want(200, l.requestCode(phone), "POST", phone)
			phones = append(phones, phone)
		}
		got := l.advanced("10m")
		alike(t, "events", len(got), len(phones))
		for i, phone := range phones {
			alike(t, "event", got[i], "2026-01-15T09:10:00.000Z code_expired "+phone)
		}
		if first == nil {
			first = got
		}
		alike(t, "in another world", got, first)
	}
}

func TestClockGoesForwardOnly(t *testing.T) {
	l := newLab(t, simtest.Start(t), "forward", eventful)
	l.advance(time.Hour)
	for body, want := range map[string]string{
		`{"at": "2026-01-15T09:59:59Z"}`:      "at: the clock never goes backwards: it is 2026-01-15T10:00:00.000Z, and at must be an RFC 3339 time not before that",
		`{"at": "tomorrow"}`:                  `at: "tomorrow" is no time in RFC 3339, such as 2026-01-15T09:00:00Z`,
		`{"at": "2160-01-01T00:00:01Z"}`:      "at: world time ends with the year 2159",
		`{"advance": "-1h"}`:                  "advance: ",
		`{"advance": "1 hour"}`:               "advance: ",
		`{"advance": "101w100000d"}`:          "advance: ",
		`{"advance": 60}`:                     "advance: ",
		`{"mode": "stopped"}`:                 "mode: ",
		`{"advance": "1h", "mode": "frozen"}`: "",
		`{}`:                                  "",
	} {
		detail := l.control(400, "POST", "/clock", body).JSON(t)["detail"].(string)
		if !strings.HasPrefix(detail, want) {
			t.Errorf("%s is refused with %q, not %q", body, detail, want)
		}
		if strings.Contains(body, "hour") && !strings.Contains(detail, "13d23h") && !strings.Contains(detail, "([0-9]+(ms|s|m|h|d|w))+") {
			t.Errorf("%s: %q does not state the form", body, detail)
		}
	}
	alike(t, "clock", l.control(200, "GET", "/clock", nil).JSON(t)["now"], "2026-01-15T10:00:00.000Z")
	alike(t, "to the same instant", l.control(200, "POST", "/clock", object{"at": "2026-01-15T10:00:00Z"}).Status, 200)
}

func (l lab) now() time.Time {
	l.t.Helper()
	now, err := time.Parse(time.RFC3339, l.control(200, "GET", "/clock", nil).JSON(l.t)["now"].(string))
	if err != nil {
		l.t.Fatal(err)
	}
	return now
}

// untilLater waits until the world's clock shows more than it did.
func (l lab) untilLater(than time.Time) {
	l.t.Helper()
	for end := time.Now().Add(tolerance); !l.now().After(than); {
		if time.Now().After(end) {
			l.t.Fatal("the clock stands still")
		}
	}
}

func TestClockRunsAndFreezes(t *testing.T) {
	s := simtest.Start(t)
	l := newLab(t, s, "running", strings.Replace(eventful, "mode: frozen", "mode: running", 1))
	start := l.now()
	l.untilLater(start)
	l.begin()
	var got []string
	for _, line := range l.advanced("30d") {
		_, what, _ := strings.Cut(line, " ")
		got = append(got, strings.Replace(what, l.deletedID(freshPhone), "ID", 1))
	}
	for _, what := range []string{"code_delivered 12125550001", "code_expired 12125550001", "window_ended reads ID", "pool_synced", "claim 12125550002", "number_dropped 12125550001"} {
		if !slices.Contains(got, what) {
			t.Errorf("%s is missing in %q", what, got)
		}
	}
	if now := l.now(); now.Before(start.Add(30*day)) || now.After(start.Add(30*day+tolerance)) {
		t.Errorf("a running clock went from %s to %s", start, now)
	}
	frozen := l.control(200, "POST", "/clock", object{"mode": "frozen"}).JSON(t)
	alike(t, "mode", frozen["mode"], "frozen")
	at := l.now()
	l.listPool()
	alike(t, "a frozen clock", l.now(), at)
	l.advance(time.Minute)
	alike(t, "moved", l.now(), at.Add(time.Minute))
	alike(t, "mode", l.control(200, "POST", "/clock", object{"mode": "running"}).JSON(t)["mode"], "running")
	l.untilLater(at.Add(time.Minute))
	if now := l.now(); now.After(at.Add(time.Minute + tolerance)) {
		t.Errorf("set running at %s it shows %s", at.Add(time.Minute), now)
	}
}

// TestClockOfARunningWorldReachesTheTimeline has steps carried out by requests
// that find them due, without a move of the clock.
func TestClockOfARunningWorldReachesTheTimeline(t *testing.T) {
	s := simtest.Start(t)
	l := newLab(t, s, "due", strings.Replace(ground, "mode: frozen", "mode: running", 1)+`
timeline: [{at: +1ms, do: {expire: "12125550002"}}, {at: +1ms, do: {set_dialect: observed}}]
`)
	l.untilLater(l.now().Add(2 * time.Millisecond))
	a := l.graph("GET", l.id(verifiedPhone)+"?fields=code_verification_status", nil)
	alike(t, "the number", a.JSON(t)["code_verification_status"], "EXPIRED")
	alike(t, "a failure in the dialect of the step", l.graph("GET", "1234567890123456", nil).Status, 400)
}

// TestClockIsTheOnlyTime reads one instant in all that has a time in it.
func TestClockIsTheOnlyTime(t *testing.T) {
	l := newLab(t, simtest.Start(t), "instants")
	l.advance(36*time.Hour + 250*time.Millisecond)
	const now = "2026-01-16T21:00:00.250Z"
	l.want(201, l.pool("POST", "", newNumber), "POST", "pool")
	l.requestOTP()
	code := list(t, l.control(200, "GET", "/codes", nil))[0]
	alike(t, "code", []any{code["issued_at"], code["delivered_at"], code["expires_at"]}, []any{now, now, "2026-01-16T21:10:00.250Z"})
	alike(t, "number", l.state(newNumber["phone_number"])["created_at"], now)
	for _, r := range l.records("") {
		alike(t, "record", r["at"], now)
	}
	l.rule(`{"name": "it", "do": {"status": 500}}`)
	alike(t, "rule", l.fault("it")["since"], now)
}
