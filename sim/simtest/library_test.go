package simtest_test

import (
	"bytes"
	"flag"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

var update = flag.Bool("update", false, "write the conversations in testdata anew")

// TestRightClientsPass holds every scenario to the promise that it says nothing about
// how a client works: each right design passes wherever its API can do the task.
func TestRightClientsPass(t *testing.T) {
	for _, d := range inDesigns([]design{
		{name: "lists before adding"},
		{name: "adds again and reads the refusal", addsFirst: true},
		{name: "reconcile loop", reconciles: true, pause: constantly(20 * time.Second)},
		{name: "full jitter", pause: fullJitter()},
		{name: "constant pauses", pause: constantly(10 * time.Second)},
		{name: "five minutes of patience", patience: 5 * time.Minute, addsFirst: true},
		{name: "repeats and reads what is refused", repeats: true, addsFirst: true},
		{name: "claims over Graph", claiming: claiming{headless: true}},
		{name: "many customers at once", claiming: claiming{sideBySide: true}},
		{name: "listens for webhooks", claiming: claiming{listens: 15 * time.Minute}},
		{name: "a worker a number", parallel: true},
	}) {
		t.Run(d.name+" at "+d.api, func(t *testing.T) {
			t.Parallel()
			simtest.RunScenarios(t, d.run, simtest.RunOptions{For: d.api})
		})
	}
}

// run has the design do its task. Whether it did is for the report to say.
func (d design) run(t *testing.T, env simtest.Env) {
	if err := newClient(d, env).work(); err != nil {
		t.Logf("the client reports: %v", err)
	}
}

// TestRightClientsThatSleepPass: real sleeps are as good as moves of the clock, on a
// clock that runs and on one that runs fast.
func TestRightClientsThatSleepPass(t *testing.T) {
	for _, speed := range []int{1, 60} {
		for _, d := range inDesigns([]design{{name: "real sleeps"}, {name: "reconcile loop", reconciles: true}}) {
			t.Run(fmt.Sprintf("%s at %s and %dx", d.name, d.api, speed), func(t *testing.T) {
				t.Parallel()
				wall := &wallClock{at: time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)}
				d.sleep = func(pause time.Duration) { wall.pass(pause / time.Duration(speed)) }
				simtest.RunScenarios(t, d.run, simtest.RunOptions{For: d.api, Options: simtest.Options{
					Wall: wall.now, Clock: &sim.ScenarioClock{Mode: sim.Running, Speed: speed},
				}})
			})
		}
	}
}

// wallClock is real time as a test lets it pass.
type wallClock struct {
	mu sync.Mutex
	at time.Time
}

func (w *wallClock) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at
}

func (w *wallClock) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = w.at.Add(d)
}

// passes names what a careless design may pass: scenarios in which its carelessness
// does no harm. Every other one must catch it, by its report or by the client's own
// failure, which exec takes for the outcome.
var careless = []struct {
	design
	caughtBy []string
}{
	{design{name: "does nothing", idle: true}, nil},            // everywhere
	{design{name: "looks and does nothing", looks: true}, nil}, // where there is more to do than to read
	{design{name: "never reads its list again", firstList: true}, []string{
		"number-expires-between-list-and-use", "dropped-after-90-days", "duplicate-add-race", "verify-reply-lost",
	}},
	{design{name: "swallows every error", swallows: true}, []string{
		"code-expires-then-retry", "dialect-switches", "flapping", "outage-window", "request-code-cooldown", "sms-garbled", "sms-late",
		"sms-never-arrives", "token-expires-midway", "verify-quota-exhausted", "wrong-code-until-voided", "reset-before-add",
		"meta-down-between-add-and-share", "throttled", "throttled-behind-360dialog",
	}},
	{design{name: "hammers", hammers: true}, []string{
		"claimed-under-us", "delete-while-in-use", "already-shared", "outage-window", "permission-revoked", "phone-number-taken", "verify-quota-exhausted",
		"add-reply-lost-at-meta", "orphan-left-behind", "throttled", "partner-key-revoked",
	}},
	{design{name: "believes a lost answer", believes: true}, []string{
		"add-reply-lost-at-360dialog", "reset-before-add", "flapping", "outage-window", "garbage-from-proxy", "delete-done-but-told-failed",
		"verify-reply-lost", "slow-meta", "meta-down-between-add-and-share", "duplicate-add-race",
	}},
	{design{name: "offers one number twice", claiming: claiming{sameOffer: true}}, []string{"two-customers-at-once"}},
	{design{name: "lives on the message", claiming: claiming{messageOnly: true}}, []string{"message-lost", "message-after-callback"}},
	{design{name: "sends the same code again", claiming: claiming{sameCode: true}}, []string{"code-used-twice", "code-too-late"}},
	{design{name: "never verifies what it registers", claiming: claiming{neverVerifies: true}}, []string{"registered-too-late", "expired-during-signup"}},
	{design{name: "takes a subscription for all", claiming: claiming{trustsSubscription: true}}, []string{"subscribed-but-not-registered"}},
	{design{name: "overrides before it subscribes", claiming: claiming{overridesFirst: true}}, []string{"override-before-subscribe"}},
	{design{name: "hangs on a webhook", claiming: claiming{listens: time.Minute, needsWebhook: true}}, []string{"webhook-twice-and-late"}},
	{design{name: "takes the business id for the WABA's", claiming: claiming{byBusiness: true}}, []string{"business-id-for-waba-id"}},
	{design{name: "never reads the second page", firstPage: true}, []string{"large-pool-paging"}},
	{design{name: "shares before it verifies", sharesFirst: true}, []string{"share-ends"}},
}

// TestCarelessClientsAreCaught runs designs that do harm through the scenarios that
// are about it.
func TestCarelessClientsAreCaught(t *testing.T) {
	s := simtest.Start(t)
	for _, c := range careless {
		for _, d := range inDesigns([]design{c.design}) {
			caught := map[string]bool{}
			for _, l := range library(s) {
				if !l.Task.IsFor(d.api) {
					continue
				}
				env := simtest.Env{Sim: s.NewWorld(t, simtest.WorldOptions{Scenario: l.Name}), Scenario: l.Name, Task: *l.Task}
				err := newClient(d, env).work()
				r := env.Report()
				caught[l.Name] = !r.Passed || err != nil
				if c.caughtBy == nil && r.Passed && !(c.looks && l.Name == "large-pool-paging") {
					t.Errorf("%s passes for a client that %s", l.Name, d.name)
				}
			}
			for _, name := range c.caughtBy {
				if passed, played := caught[name]; played && !passed {
					t.Errorf("%s passes for a client that %s at %s", name, d.name, d.api)
				}
			}
		}
	}
}

// library lists the scenarios that come with the simulator, default apart.
func library(s *simtest.Sim) (out []sim.ListedScenario) {
	for _, l := range s.Server().Library().List() {
		if l.Embedded && l.Name != "default" {
			out = append(out, l)
		}
	}
	return out
}

var kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// TestLibraryIsOfOneForm holds every file to what readers of the library rely on.
func TestLibraryIsOfOneForm(t *testing.T) {
	s := simtest.Start(t)
	start := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	phones := map[string]string{}
	for _, l := range library(s) {
		name := l.Name
		f, err := s.Server().Library().File(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, err := s.Server().Library().Text(name)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case f.Name != name || !kebab.MatchString(name):
			t.Errorf("%s is named %q", name, f.Name)
		case f.Summary == "" || len(f.Summary) > 110 || strings.ContainsAny(f.Summary, "\n|\t"):
			t.Errorf("%s: summary %q", name, f.Summary)
		case f.Task == nil || f.Task.Say == "" || len(f.Task.For) == 0:
			t.Errorf("%s does not tell the client's task and its API", name)
		case f.Clock.Mode != "frozen" || !f.Clock.At.Equal(start):
			t.Errorf("%s: clock %v", name, f.Clock)
		case !bytes.HasPrefix(text, []byte("# ")):
			t.Errorf("%s does not say why it matters", name)
		}
		for _, n := range f.Numbers {
			if other, taken := phones[n.PhoneNumber]; taken {
				t.Errorf("%s and %s both have %s", other, name, n.PhoneNumber)
			}
			phones[n.PhoneNumber] = name
		}
	}
}

// TestLibraryTakesTheIdentity: ids of the user's own are in every scenario.
func TestLibraryTakesTheIdentity(t *testing.T) {
	s := simtest.Start(t, simtest.Options{Identity: map[string]string{
		"SIM_BUSINESS_ID": "112233445566778", "SIM_META_TOKEN": "EAAJBours",
		"SIM_PARTNER_ID": "oursPA", "SIM_360DIALOG_API_KEY": "our-key", "SIM_APP_ID": "778899", "SIM_APP_SECRET": "our-secret",
	}})
	for _, l := range library(s) {
		w := s.NewWorld(t, simtest.WorldOptions{Scenario: l.Name})
		if got := w.Do("GET", "/_sim/v1/apps", nil); !strings.Contains(string(got.Body), `"id":"778899","secret":"our-secret"`) {
			t.Errorf("%s: the apps are %s", l.Name, got.Body)
		}
		if l.Task.IsFor("meta") {
			if got := w.Do("GET", "/v23.0/112233445566778", nil, "Authorization", "Bearer EAAJBours"); got.Status == 401 || got.Status == 404 {
				t.Errorf("%s: Meta answers %d %s", l.Name, got.Status, got.Body)
			}
		}
		if l.Task.IsFor("360dialog") {
			if got := w.Do("GET", "/api/v2/partners/oursPA/preverified-numbers", nil, "X-API-Key", "our-key"); got.Status != 200 {
				t.Errorf("%s: 360dialog answers %d %s", l.Name, got.Status, got.Body)
			}
		}
	}
}
