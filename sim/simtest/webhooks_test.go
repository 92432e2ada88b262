package simtest_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

const hooked = `
version: 1
name: hooked
clock: {mode: frozen, at: 2026-01-15T09:00:00Z}
apps: [{id: "1017734028366125", secret: sim-app-secret}]
businesses: [{id: "506914307656634", tokens: [EAAJBsimulator]}]
`

// hookedWorld is a world whose app has a receiver.
func hookedWorld(t *testing.T, scenario string) (*simtest.Sim, *receiver) {
	t.Helper()
	s := simtest.Start(t).NewWorld(t, simtest.WorldOptions{ScenarioText: []byte(scenario)})
	h := received(t)
	h.subscribed(t, s)
	return s, h
}

// signUp ends a signup without a number and returns the customer's WABA.
func signUp(t *testing.T, s *simtest.Sim) string {
	t.Helper()
	done, err := s.Controls().OpenSignup(t.Context(), sim.SignupRequest{SignupEnd: sim.SignupEnd{Outcome: sim.OutcomeOnlyWABA}})
	if err != nil {
		t.Fatal(err)
	}
	return string(done.WABAID)
}

// journaled are the records of deliveries, once there are so many, oldest first.
func journaled(t *testing.T, s *simtest.Sim, count int) []sim.Record {
	t.Helper()
	filter := sim.RecordFilter{Operation: sim.WebhookOperation, Origin: string(sim.OriginMeta)}
	if _, err := s.Controls().AwaitRequests(t.Context(), filter, count, 20*time.Second); err != nil {
		t.Fatal(err)
	}
	records, err := s.Controls().Requests(t.Context(), filter)
	if err != nil || len(records) != count {
		t.Fatalf("%d deliveries are journaled, want %d, %v", len(records), count, err)
	}
	slices.Reverse(records)
	return records
}

func TestWebhookAtTheEndOfASignup(t *testing.T) {
	s, h := hookedWorld(t, hooked)
	waba := signUp(t, s)
	w := h.next(t)
	want := `{"object":"whatsapp_business_account","entry":[{"id":"506914307656634","time":1768467600,"changes":[` +
		`{"value":{"event":"PARTNER_ADDED","waba_info":{"waba_id":"` + waba + `","owner_business_id":"` + w.Info.Owner + `"}},"field":"account_update"}]}]}`
	if w.path != "POST /hook" || w.body != want || !w.signed() {
		t.Errorf("%s %s, signed %v, want %s", w.path, w.body, w.signed(), want)
	}
	r := journaled(t, s, 1)[0]
	if har := s.Do("GET", "/_sim/v1/requests", nil, "Accept", "application/har+json"); !strings.Contains(string(har.Body), `"url":"`+h.URL+`/hook"`) {
		t.Errorf("the archive has %s", har.Body)
	}
	if r.Status != http.StatusOK || r.Path != "/hook" || r.Request.Body != want || r.Fault != nil || r.Cause != nil {
		t.Errorf("the journal has %+v", r)
	}
	for _, outcome := range []sim.SignupOutcome{sim.OutcomeCancel, sim.OutcomeError} {
		if _, err := s.Controls().OpenSignup(t.Context(), sim.SignupRequest{SignupEnd: sim.SignupEnd{Outcome: outcome}}); err != nil {
			t.Fatal(err)
		}
	}
	signUp(t, s)
	h.next(t)
	journaled(t, s, 2) // what did not finish is not told
}

func TestWebhookIsOffUnlessAskedFor(t *testing.T) {
	s, h := hookedWorld(t, hooked)
	if _, err := s.Controls().SetWebhook(t.Context(), sim.DefaultApp, sim.Webhook{URL: h.URL, VerifyToken: "t", Fields: []string{"messages"}}); err != nil {
		t.Fatal(err)
	}
	signUp(t, s)
	if _, err := s.Controls().SetWebhook(t.Context(), sim.DefaultApp, sim.Webhook{}); err != nil {
		t.Fatal(err)
	}
	signUp(t, s)
	h.subscribed(t, s)
	last := signUp(t, s)
	if w := h.next(t); w.Info.WABA != last {
		t.Errorf("the webhook tells of %s, want %s alone", w.Info.WABA, last)
	}
	_, err := s.Controls().SetWebhook(t.Context(), sim.DefaultApp, sim.Webhook{URL: h.URL, VerifyToken: "another"})
	if problem, ok := errors.AsType[*sim.Problem](err); !ok || problem.Status != http.StatusUnprocessableEntity {
		t.Errorf("a callback that does not answer the challenge: %v", err)
	}
}

// TestWebhookIsTriedUntilTaken also holds that a redirect is not followed.
func TestWebhookIsTriedUntilTaken(t *testing.T) {
	s, h := hookedWorld(t, hooked+"switches: {webhook_retry: 36h}\n")
	h.status.Store(http.StatusFound)
	signUp(t, s)
	tries := 2 // at once, and at once again
	records := journaled(t, s, tries)
	if cause := records[0].Cause; cause == nil || cause.Text != "the receiver answers 302, and only 2xx takes a webhook" {
		t.Errorf("cause %+v", cause)
	}
	for _, pause := range []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour} {
		s.Advance(pause - time.Second)
		journaled(t, s, tries)
		s.Advance(time.Second)
		tries++
		journaled(t, s, tries)
	}
	s.Advance(27 * time.Hour) // four more, then Meta gives up
	journaled(t, s, tries+4)
	s.Advance(24 * time.Hour)
	h.status.Store(http.StatusNoContent)
	waba := signUp(t, s)
	records = journaled(t, s, tries+5)
	if last := records[tries+4]; last.Status != http.StatusNoContent || !strings.Contains(last.Request.Body, waba) {
		t.Errorf("the last delivery is %d %s", last.Status, last.Request.Body)
	}
	for range records {
		if w := h.next(t); w.path != "POST /hook" || !w.signed() {
			t.Errorf("%s, signed %v", w.path, w.signed())
		}
	}
}

// TestWebhookRetriesOfOneAdvance are each made at their own time, also those of a signup
// on the way.
func TestWebhookRetriesOfOneAdvance(t *testing.T) {
	s, h := hookedWorld(t, hooked+"timeline: [{at: +1h, do: {signup: {outcome: only_waba}}}]\n")
	h.status.Store(http.StatusInternalServerError)
	moved, err := s.Controls().Advance(t.Context(), 25*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	begun, due := moved.Clock.Now.Add(-24*time.Hour), []time.Duration{0, 0}
	var listed []time.Duration
	for _, e := range moved.Settled {
		if e.Event == "webhook_due" {
			listed = append(listed, e.At.Sub(begun))
		}
	}
	for _, pause := range []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 6 * time.Hour, 6 * time.Hour} {
		due = append(due, due[len(due)-1]+pause)
	}
	if !slices.Equal(listed, due[2:]) {
		t.Errorf("webhooks are listed as due after %v, want %v", listed, due[2:])
	}
	for i, r := range journaled(t, s, len(due)) {
		if at := begun.Add(due[i]).Format(time.RFC3339); !strings.HasPrefix(r.At, strings.TrimSuffix(at, "Z")) {
			t.Errorf("attempt %d was made at %s, want %s", i, r.At, at)
		}
	}
}

// TestWebhookRetriesOfARunningClock needs no request to let its time pass.
func TestWebhookRetriesOfARunningClock(t *testing.T) {
	s, h := hookedWorld(t, strings.Replace(hooked, "mode: frozen", "mode: running, speed: 3600", 1))
	h.status.Store(http.StatusServiceUnavailable)
	signUp(t, s)
	for range 4 {
		h.next(t)
	}
}

func TestReceiverThatHangsCostsItsDeliveryAlone(t *testing.T) {
	s, h := hookedWorld(t, hooked)
	h.hangs.Store(true)
	signUp(t, s)
	h.next(t)
	h.hangs.Store(false)
	second := signUp(t, s)
	if w := h.next(t); w.Info.WABA != second {
		t.Errorf("the next webhook is of %s, want %s", w.Info.WABA, second)
	}
	s.Advance(time.Hour)
	s.Control("POST", "/reset", nil) // lets go of the first at once
	s.Control("GET", "/requests", nil)
}

func TestWebhookFaults(t *testing.T) {
	for _, c := range []struct {
		deliver string
		taken   []string // the numbers of the signups as they are told
		badSign bool
		advance time.Duration
	}{
		{"never", []string{"2"}, false, 0},
		{"twice", []string{"1", "1", "2"}, false, 0},
		{"out_of_order", []string{"2", "1"}, false, 0},
		{"bad_signature", []string{"1", "2"}, true, 0},
		{"{late: 10m}", []string{"2", "1"}, false, 10 * time.Minute},
	} {
		t.Run(strings.Trim(c.deliver, "{}"), func(t *testing.T) {
			s, h := hookedWorld(t, hooked+"faults: [{name: way, on: {operation: meta.webhook}, when: {calls: 1}, do: {deliver: "+c.deliver+"}}]\n")
			names := map[string]string{signUp(t, s): "1", signUp(t, s): "2"}
			if c.advance > 0 {
				journaled(t, s, 1)
				s.Advance(c.advance)
			}
			for i, want := range c.taken {
				w := h.next(t)
				if names[w.Info.WABA] != want || w.signed() != (i > 0 || !c.badSign) {
					t.Errorf("webhook %d is of signup %s, signed %v, want %s", i, names[w.Info.WABA], w.signed(), want)
				}
			}
			count := max(len(c.taken), 2) // one that is never delivered has its record
			if r := journaled(t, s, count); !slices.ContainsFunc(r, func(r sim.Record) bool {
				return r.Fault != nil && *r.Fault == "way" && r.Cause != nil && r.Cause.Text == "fault way"
			}) {
				t.Errorf("no record names the fault as its cause: %+v", r)
			}
		})
	}
}

// TestRefusedWebhookOfARule holds that a record names both the rule that acted and the
// receiver that refused.
func TestRefusedWebhookOfARule(t *testing.T) {
	s, h := hookedWorld(t, hooked+"faults: [{name: again, on: {operation: meta.webhook}, when: {calls: 1}, do: {deliver: twice}}]\n")
	h.status.Store(http.StatusInternalServerError)
	signUp(t, s)
	cause := journaled(t, s, 3)[0].Cause // twice by the rule, and again at once
	if cause == nil || cause.Fault != "again" || cause.Text != "fault again; the receiver answers 500, and only 2xx takes a webhook" {
		t.Errorf("the cause is %+v", cause)
	}
}

// TestWebhooksThatAllLagAreToldOnce holds that webhooks that all wait for a later one
// are delivered once when none comes.
func TestWebhooksThatAllLagAreToldOnce(t *testing.T) {
	s, h := hookedWorld(t, hooked+"faults: [{name: lag, on: {operation: meta.webhook}, do: {deliver: out_of_order}}]\n")
	all := []string{signUp(t, s), signUp(t, s)}
	for held := 0; held < 2; {
		rules, err := s.Controls().Faults(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held = rules[0].Acted
	}
	s.Advance(time.Minute)
	journaled(t, s, 2)
	s.Control("DELETE", "/faults", nil)
	for _, want := range append(all, signUp(t, s)) {
		if w := h.next(t); w.Info.WABA != want {
			t.Errorf("the webhook is of %s, want %s", w.Info.WABA, want)
		}
	}
}

// TestHeldWebhookIsDueOnce holds that a webhook that was held back and then refused is due
// once, though it would have come at that instant anyway.
func TestHeldWebhookIsDueOnce(t *testing.T) {
	s, h := hookedWorld(t, hooked+"faults: [{name: lag, on: {operation: meta.webhook}, when: {calls: 1}, do: {deliver: out_of_order}}]\n")
	h.status.Store(http.StatusInternalServerError)
	signUp(t, s)
	for held := 0; held < 1; {
		rules, err := s.Controls().Faults(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held = rules[0].Acted
	}
	signUp(t, s)
	journaled(t, s, 4) // each is tried again at once
	var moved sim.Moved
	if err := json.Unmarshal(s.Control("POST", "/clock", map[string]string{"advance": "1m"}).Body, &moved); err != nil {
		t.Fatal(err)
	}
	if len(moved.Settled) != 2 {
		t.Errorf("two webhooks were due, and the clock tells of %+v", moved.Settled)
	}
}

// TestSnapshotKeepsWebhooks holds that another world goes on with what waits.
func TestSnapshotKeepsWebhooks(t *testing.T) {
	s, h := hookedWorld(t, hooked)
	h.status.Store(http.StatusInternalServerError)
	waba := signUp(t, s)
	journaled(t, s, 2)
	h.next(t)
	h.next(t)
	taken := s.Control("GET", "/snapshot", nil)
	s.Control("POST", "/reset", nil)
	s.Advance(7 * 24 * time.Hour)
	h.status.Store(http.StatusOK)
	other := simtest.Start(t).NewWorld(t)
	other.Control("PUT", "/snapshot", string(taken.Body))
	const due = `{"at":"2026-01-15T09:01:00.000Z","event":"webhook_due"`
	if clock := other.Control("GET", "/clock", nil); !strings.Contains(string(clock.Body), due) {
		t.Errorf("the webhook of the restored world does not wait: %s", clock.Body)
	}
	other.Advance(time.Minute)
	if w := h.next(t); w.Info.WABA != waba {
		t.Errorf("the webhook is of %s, want %s", w.Info.WABA, waba)
	}
	journaled(t, other, 3)
}

// TestCustomerLeaves tells the app of an install and of removals, which end the
// customer's tokens.
func TestCustomerLeaves(t *testing.T) {
	s, h := hookedWorld(t, hooked)
	done, err := s.Controls().OpenSignup(t.Context(), sim.SignupRequest{SignupEnd: sim.SignupEnd{Outcome: sim.OutcomeOnlyWABA}})
	if err != nil {
		t.Fatal(err)
	}
	h.next(t)
	token, _ := s.Do("GET", "/v23.0/oauth/access_token?client_id=1017734028366125&client_secret=sim-app-secret&code="+string(done.Code), nil).JSON(t)["access_token"].(string)
	waba := "/v23.0/" + string(done.WABAID)
	if a := s.Do("GET", waba, nil, "Authorization", "Bearer "+token); a.Status != http.StatusOK {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	for _, event := range []sim.AccountEvent{sim.PartnerInstalled, sim.PartnerUninstalled, sim.PartnerRemoved} {
		if _, err := s.Controls().Happen(t.Context(), sim.Event{AccountUpdate: &sim.Update{WABA: string(done.WABAID), Event: event}}); err != nil {
			t.Fatal(err)
		}
		w := h.next(t)
		app := map[bool]string{true: "", false: sim.DefaultApp}[event == sim.PartnerRemoved]
		if w.Event != event || w.Info.WABA != string(done.WABAID) || w.Info.App != app {
			t.Errorf("%s is told as %s", event, w.body)
		}
	}
	a := s.Do("GET", waba, nil, "Authorization", "Bearer "+token, "X-Sim-Dialect", "observed")
	if a.Status != http.StatusBadRequest || !strings.Contains(string(a.Body), `"error_subcode":458`) {
		t.Errorf("the customer's token: %d %s", a.Status, a.Body)
	}
	if a := s.Meta("GET", waba, nil); a.Status != http.StatusForbidden {
		t.Errorf("the partner's token: %d %s", a.Status, a.Body)
	}
	if a := s.Meta("GET", "/v23.0/debug_token?input_token="+url.QueryEscape(token), nil); !strings.Contains(string(a.Body), `"subcode":458`) {
		t.Errorf("debug_token: %s", a.Body)
	}
}
