package simtest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	control "github.com/preverified-sim/preverified-sim/sim/client"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// filterAll chooses every record.
var filterAll = sim.RecordFilter{}

// steered is a world with a frozen clock and the client that steers it.
func steered(t *testing.T) (*simtest.Sim, control.Client) {
	t.Helper()
	s := simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(frozenScenario)})
	w := s.NewWorld(t)
	return w, w.Controls()
}

// denied checks that an error is a refusal of that status and kind.
func denied(t testing.TB, err error, status int, kind string) *sim.Problem {
	t.Helper()
	var p *sim.Problem
	if !errors.As(err, &p) {
		t.Fatalf("%v is no refusal", err)
	}
	if p.Status != status || p.Type != "/problems/"+kind || p.Title == "" || p.Detail == "" {
		t.Errorf("refused with %+v, not %d %s", p, status, kind)
	}
	if !strings.Contains(err.Error(), p.Title) || !strings.Contains(err.Error(), p.Detail) {
		t.Errorf("the error says %q", err)
	}
	return p
}

func TestControlSteersNumbers(t *testing.T) {
	_, c := steered(t)
	ctx := t.Context()
	n := got[sim.Number](t)(c.AddNumber(ctx, sim.NumberInput{PhoneNumber: "+1 211-555-5105", Partner: simtest.PartnerID, Status: sim.Verified}))
	if n.PhoneNumber != "12115555105" || n.PartnerID != simtest.PartnerID || n.OwnerBusinessID != store.Business360dialog ||
		!slices.Equal(n.SharedWith, []string{simtest.BusinessID}) || !n.VerifiedAt.Equal(epoch) || !n.ExpiresAt.Equal(epoch.Add(14*day)) || !n.DeletedAt.IsZero() {
		t.Errorf("%+v", n)
	}
	_, err := c.AddNumber(ctx, sim.NumberInput{PhoneNumber: "12115555105"})
	denied(t, err, 409, "number-taken")
	_, err = c.AddNumber(ctx, sim.NumberInput{PhoneNumber: "12115555106", Business: "1"})
	denied(t, err, 404, "unknown-business")
	_, err = c.Number(ctx, "4711")
	denied(t, err, 404, "unknown-number")

	const phone = "+1 211 555 5105"
	for _, x := range []struct {
		name string
		do   sim.Event
		ok   func(sim.Number) bool
	}{
		{"expire", sim.Event{Expire: phone}, func(n sim.Number) bool { return n.Status == sim.Expired }},
		{"verify", sim.Event{Verify: phone}, func(n sim.Number) bool { return n.Status == sim.Verified }},
		{"claim", sim.Event{Claim: &sim.Claim{PhoneNumber: phone}}, func(n sim.Number) bool { return n.Availability == sim.InUse }},
		{"restore", sim.Event{Restore: phone}, func(n sim.Number) bool { return n.Availability == sim.Available }},
		{"delete", sim.Event{Delete: phone}, func(n sim.Number) bool { return n.DeletedAt.Equal(epoch) }},
		{"undelete", sim.Event{Restore: phone}, func(n sim.Number) bool { return n.DeletedAt.IsZero() }},
		{"replace", sim.Event{Claim: &sim.Claim{PhoneNumber: phone, Replace: true}}, func(n sim.Number) bool { return n.DeletedAt.Equal(epoch) }},
	} {
		got[sim.Happened](t)(c.Happen(ctx, x.do))
		if n := got[sim.Number](t)(c.Number(ctx, n.ID)); !x.ok(n) {
			t.Errorf("after %s: %+v", x.name, n)
		}
	}
	_, err = c.Happen(ctx, sim.Event{Expire: "12115559999"})
	denied(t, err, 404, "unknown-number")
	if all := got[[]sim.Number](t)(c.Numbers(ctx, control.NumberFilter{})); len(all) != 0 {
		t.Errorf("%+v", all)
	}
	all := got[[]sim.Number](t)(c.Numbers(ctx, control.NumberFilter{PhoneNumber: "+12115555105", Status: sim.Verified, Deleted: true}))
	if len(all) != 1 || all[0].ID != n.ID {
		t.Errorf("%+v", all)
	}
}

func TestControlSteersCredentials(t *testing.T) {
	w, c := steered(t)
	ctx := t.Context()
	status := func() int { return w.Meta("GET", "/v23.0/"+simtest.BusinessID, nil).Status }
	if status() != 200 {
		t.Error("the token is refused before anything was done to it")
	}
	happen := func(e sim.Event) sim.Happened { return got[sim.Happened](t)(c.Happen(ctx, e)) }
	permit := func(permissions ...string) sim.Event {
		return sim.Event{SetPermissions: &sim.SetPermissions{Token: simtest.MetaToken, Permissions: permissions}}
	}
	for name, event := range map[string]sim.Event{
		"permissions": permit([]string{}...), "expire": {ExpireToken: simtest.MetaToken}, "revoke": {RevokeToken: simtest.MetaToken},
	} {
		done(t, c.Reset(ctx))
		happen(event)
		if got := status(); got != 401 && got != 403 {
			t.Errorf("%s: %d", name, got)
		}
	}
	done(t, c.Reset(ctx))
	happen(permit("business_management"))
	happen(sim.Event{RevokeKey: simtest.APIKey})
	if status() != 200 || w.Dialog360("GET", poolOf(simtest.PartnerID), nil).Status != 401 {
		t.Error("the key was to be refused, not the token")
	}
	happen(sim.Event{SetDialect: "observed"})
	if sc := got[sim.LoadedScenario](t)(c.Scenario(ctx)); sc.Dialect != "observed" {
		t.Errorf("%+v", sc)
	}
	_, err := c.Happen(ctx, sim.Event{RevokeToken: "unheard-of"})
	denied(t, err, 404, "unknown-name")
	h := happen(sim.Event{AddFault: &sim.FaultRule{Name: "down", Do: sim.FaultAction{Connection: "close"}}})
	if h.Applied != "add_fault" || !h.Now.Equal(epoch) {
		t.Errorf("%+v", h)
	}
}

// askCode adds a number at Meta and asks for a code.
func askCode(t *testing.T, w *simtest.Sim, phone string) (id string) {
	t.Helper()
	id = text(t, w.Meta("POST", "/v23.0/"+simtest.BusinessID+"/add_phone_numbers", map[string]string{"phone_number": phone}), "id")
	w.Meta("POST", "/v23.0/"+id+"/request_code", map[string]string{"code_method": "SMS", "language": "en_US"})
	return id
}

func TestControlReadsCodes(t *testing.T) {
	w, c := steered(t)
	ctx := t.Context()
	_, err := c.LatestCode(ctx, control.LatestFilter{PhoneNumber: "12115555105"})
	denied(t, err, 404, "no-code")
	type found struct {
		code sim.Code
		err  error
	}
	waiting := make(chan found, 1)
	go func() {
		code, err := c.LatestCode(ctx, control.LatestFilter{PhoneNumber: "12115555105", Wait: time.Minute})
		waiting <- found{code, err}
	}()
	id := askCode(t, w, "12115555105")
	f := <-waiting
	done(t, f.err)
	if f.code.NumberID != id || f.code.State != sim.CodePending || !f.code.ExpiresAt.Equal(epoch.Add(10*time.Minute)) || f.code.Code != w.Code("12115555105") {
		t.Errorf("%+v", f.code)
	}
	w.Advance(11 * time.Minute)
	all := got[[]sim.Code](t)(c.Codes(ctx, control.CodeFilter{NumberID: id, State: sim.CodeLapsed}))
	if len(all) != 1 || all[0].Code != f.code.Code {
		t.Errorf("%+v", all)
	}
	_, err = c.LatestCode(ctx, control.LatestFilter{NumberID: id, Since: epoch.Add(time.Minute)})
	denied(t, err, 404, "no-code")
}

func TestControlMovesTheClock(t *testing.T) {
	_, c := steered(t)
	ctx := t.Context()
	n := got[sim.Number](t)(c.AddNumber(ctx, sim.NumberInput{PhoneNumber: "12115555105", Status: sim.Verified}))
	m := got[sim.Moved](t)(c.Advance(ctx, 15*day))
	if len(m.Settled) != 1 || m.Settled[0].NumberID != n.ID || !m.Settled[0].At.Equal(n.ExpiresAt.Time) || m.Settled[0].PhoneNumber != "12115555105" || m.Settled[0].Event == "" {
		t.Errorf("%+v", m)
	}
	to := epoch.Add(16*day + 250*time.Millisecond)
	if m = got[sim.Moved](t)(c.MoveTo(ctx, to)); !m.Now.Equal(to) || m.Mode != sim.Frozen || len(m.Settled) != 0 {
		t.Errorf("%+v", m)
	}
	_, err := c.MoveTo(ctx, epoch)
	denied(t, err, 400, "invalid-request")
	_, err = c.Advance(ctx, -time.Second)
	denied(t, err, 400, "invalid-request")
	if m = got[sim.Moved](t)(c.Unfreeze(ctx)); m.Mode != sim.Running {
		t.Errorf("%+v", m)
	}
	frozen := got[sim.Moved](t)(c.Freeze(ctx))
	if now := got[sim.Clock](t)(c.Clock(ctx)); now.Mode != sim.Frozen || !now.Now.Equal(frozen.Now.Time) {
		t.Errorf("%+v after %+v", now, frozen)
	}
}

func TestControlSteersFaultsAndLimits(t *testing.T) {
	w, c := steered(t)
	ctx := t.Context()
	business := "/v23.0/" + simtest.BusinessID
	f := got[sim.Fault](t)(c.AddFault(ctx, sim.FaultRule{
		Name: "twice", On: sim.FaultMatch{Operation: "meta.get_business"}, When: sim.FaultTrigger{Times: 2},
		Do: sim.FaultAction{Error: "meta.unexpected_error", Latency: &sim.Latency{Fixed: sim.Duration(time.Millisecond)}},
	}))
	if f.Name != "twice" || f.Point != "admit" || !f.Active || f.Remaining == nil || *f.Remaining != 2 || f.NearestMiss != nil {
		t.Errorf("%+v", f)
	}
	w.Meta("GET", "/v23.0/4711", nil)
	all := got[[]sim.Fault](t)(c.Faults(ctx))
	if len(all) != 1 || all[0].NearestMiss == nil || all[0].NearestMiss.Request != "r1" || len(all[0].NearestMiss.Missing) == 0 {
		t.Errorf("%+v", all)
	}
	if f = got[sim.Fault](t)(c.EnableFault(ctx, "twice", false)); f.Enabled || w.Meta("GET", business, nil).Status != 200 {
		t.Errorf("%+v", f)
	}
	if f = got[sim.Fault](t)(c.EnableFault(ctx, "twice", true)); !f.Enabled || w.Meta("GET", business, nil).Status != 500 {
		t.Errorf("%+v", f)
	}
	done(t, c.RemoveFault(ctx, "twice"))
	denied(t, c.RemoveFault(ctx, "twice"), 404, "unknown-fault")
	_, err := c.AddFault(ctx, sim.FaultRule{On: sim.FaultMatch{Operation: "meta.get_busines"}, When: sim.FaultTrigger{Probability: new(2.0)}, Do: sim.FaultAction{Connection: "reset"}})
	if p := denied(t, err, 400, "invalid-request"); len(p.Errors) != 2 || p.Errors[0].Path != "on.operation" || !strings.Contains(err.Error(), p.Errors[1].Message) {
		t.Errorf("%+v", p.Errors)
	}
	got[sim.Fault](t)(c.AddFault(ctx, sim.FaultRule{Do: sim.FaultAction{Reply: "drop"}}))
	done(t, c.ClearFaults(ctx))

	rule := sim.LimitRule{Name: "reads", Operations: []string{"meta.get_business", "meta.get_number"}, Per: "business", Allow: 2, Window: sim.Duration(time.Hour)}
	if set := got[[]sim.Limit](t)(c.SetLimits(ctx, rule)); len(set) != 1 || set[0].Window != rule.Window {
		t.Errorf("%+v", set)
	}
	w.Meta("GET", business, nil)
	if l := got[[]sim.Limit](t)(c.Limits(ctx)); len(l) != 1 || len(l[0].Usage) != 1 || l[0].Usage[0].Percent != 50 || l[0].Usage[0].Key != simtest.BusinessID {
		t.Errorf("%+v", l)
	}
	full := got[sim.Limit](t)(c.ExhaustLimit(ctx, "reads", simtest.BusinessID))
	if w.Meta("GET", business, nil).Status != 429 || full.Usage[0].Regain != sim.Duration(time.Hour) {
		t.Errorf("%+v", full)
	}
	_, err = c.ExhaustLimit(ctx, "writes", "")
	denied(t, err, 404, "unknown-limit")
	if none := got[[]sim.Limit](t)(c.SetLimits(ctx)); len(none) != 0 || w.Meta("GET", business, nil).Status != 200 {
		t.Errorf("%+v", none)
	}
}

func TestControlReadsTheJournal(t *testing.T) {
	w, c := steered(t)
	ctx := t.Context()
	w.Dialog360("POST", poolOf(simtest.PartnerID), map[string]string{"phone_number": "12115555105"})
	w.Meta("GET", "/v23.0/4711", nil)
	children := got[[]sim.Record](t)(c.Requests(ctx, sim.RecordFilter{Parent: "r1", Origin: "360dialog", Status: "2xx", Conforms: new(true)}))
	if len(children) != 2 {
		t.Fatalf("%+v", children)
	}
	if *children[1].Operation != "meta.add_number" || *children[0].Operation != "meta.share_number" {
		t.Errorf("%+v", children)
	}
	one := got[sim.Record](t)(c.Request(ctx, children[0].ID))
	if one.ID != children[0].ID || one.Response.Body == "" || one.World != w.World {
		t.Errorf("%+v", one)
	}
	if n := got[int](t)(c.CountRequests(ctx, sim.RecordFilter{Error: sim.Any, Method: "get"})); n != 1 {
		t.Errorf("%d failures", n)
	}
	_, err := c.CountRequests(ctx, sim.RecordFilter{Status: "nine"})
	denied(t, err, 400, "invalid-request")
	counted := make(chan int, 1)
	go func() {
		n, err := c.AwaitRequests(ctx, sim.RecordFilter{Operation: "meta.get_business"}, 2, time.Minute)
		if err != nil {
			t.Error(err)
		}
		counted <- n
	}()
	for range 2 {
		w.Meta("GET", "/v23.0/"+simtest.BusinessID, nil)
	}
	if n := <-counted; n != 2 {
		t.Errorf("waited for 2 requests and got %d", n)
	}
	coverage := got[sim.Coverage](t)(c.Coverage(ctx))
	missing := func(o sim.Unanswered) bool { return o.Operation == "meta.get_business" && o.Status == 200 }
	if coverage.Reached == 0 || coverage.Percent == 0 || len(coverage.Operations) < 16 || len(coverage.Transitions) == 0 ||
		slices.ContainsFunc(coverage.Never.Answers, missing) || !slices.Contains(coverage.Never.Errors, "meta.unexpected_error") {
		t.Errorf("%+v", coverage)
	}
	done(t, c.ClearRequests(ctx))
	if all := got[[]sim.Record](t)(c.Requests(ctx, filterAll)); len(all) != 0 {
		t.Errorf("%d records", len(all))
	}
}

func TestControlSteersScenariosAndSnapshots(t *testing.T) {
	w, c := steered(t)
	ctx := t.Context()
	before := got[json.RawMessage](t)(c.Snapshot(ctx))
	id := askCode(t, w, "12115555105")
	diff := got[[]sim.Difference](t)(c.DiffSince(ctx, before))
	if !slices.ContainsFunc(diff, func(d sim.Difference) bool { return d.Path == "store.numbers["+id+"]" && string(d.From) == "null" }) {
		t.Errorf("%+v", diff)
	}
	if back := got[sim.World](t)(c.Restore(ctx, before)); back.Name != w.World || back.Scenario != "parallel" {
		t.Errorf("%+v", back)
	}
	if again := got[json.RawMessage](t)(c.Snapshot(ctx)); !bytes.Equal(again, before) {
		t.Error("the world is not the one that was written down")
	}
	_, err := c.Restore(ctx, json.RawMessage(`{"version": 2}`))
	denied(t, err, 422, "invalid-snapshot")

	listed := got[[]sim.ListedScenario](t)(c.Scenarios(ctx))
	if !slices.ContainsFunc(listed, func(l sim.ListedScenario) bool { return l.Name == "code-expires-then-retry" && l.Embedded }) {
		t.Errorf("%+v", listed)
	}
	loaded := got[sim.LoadedScenario](t)(c.LoadScenario(ctx, "code-expires-then-retry"))
	report := got[sim.Report](t)(c.Verify(ctx))
	if report.Passed || len(report.Checks) == 0 || report.Scenario != loaded.Name || !strings.Contains(grade.Text(report), "FAIL") {
		t.Errorf("%s", grade.Text(report))
	}
	again := got[sim.LoadedScenario](t)(c.PutScenario(ctx, string(loaded.Document)))
	if again.Name != loaded.Name || again.Seed != loaded.Seed || !bytes.Equal(again.Document, loaded.Document) {
		t.Errorf("%+v", again)
	}
	_, err = c.LoadScenario(ctx, "nowhere")
	denied(t, err, 404, "unknown-scenario")
	const wrong = "version: 1\nnumbrs: []\nsed: 1\n"
	_, err = c.PutScenario(ctx, wrong)
	if p := denied(t, err, 422, "invalid-scenario"); len(p.Errors) != 2 || p.Errors[0].Line != 2 || p.Errors[0].Column != 1 {
		t.Errorf("%+v", p.Errors)
	}
	if lint := got[sim.Lint](t)(c.LintScenario(ctx, wrong)); len(lint.Issues) != 2 || lint.Issues[1].Line != 3 {
		t.Errorf("%+v", lint)
	}
}

func TestControlSteersWorlds(t *testing.T) {
	s := simtest.StartInProcess(t, simtest.Options{Version: "1.2.3", ControlToken: "hush"})
	ctx, c := t.Context(), s.Controls()
	made := got[sim.World](t)(c.PutWorld(ctx, "one", "sms-late", new(uint64(7))))
	if made.Name != "one" || made.Scenario != "sms-late" || made.Seed != 7 || made.Now.IsZero() {
		t.Errorf("%+v", made)
	}
	got[sim.World](t)(c.PutWorld(ctx, "two", "", nil))
	_, err := c.PutWorld(ctx, "a b", "", nil)
	denied(t, err, 400, "invalid-request")
	done(t, c.EndWorld(ctx, "two"))
	denied(t, c.EndWorld(ctx, "two"), 404, "unknown-world")
	if all := got[[]sim.World](t)(c.Worlds(ctx)); len(all) != 2 || all[0].Name != "default" || all[1].Name != "one" {
		t.Errorf("%+v", all)
	}
	if h := got[sim.Health](t)(c.Health(ctx)); h.Status != "ok" || h.Version != "1.2.3" || h.Worlds != 2 || h.Violations != 0 {
		t.Errorf("%+v", h)
	}
	s.Control("POST", "/reset", nil)
	c.Token = ""
	_, err = c.Health(ctx)
	denied(t, err, 401, "unauthorized")
}

func TestControlReadsTheCatalogues(t *testing.T) {
	_, c := steered(t)
	ctx := t.Context()
	catalogue := got[sim.Catalogue](t)(c.Failures(ctx))
	expired := slices.IndexFunc(catalogue.Failures, func(f sim.Failure) bool { return f.ID == "meta.code_expired" })
	if expired < 0 || len(catalogue.Switches) == 0 {
		t.Fatalf("%+v", catalogue)
	}
	if f := catalogue.Failures[expired]; f.Documented == nil || f.Documented.Status == 0 || len(f.Documented.Body) == 0 || f.Source == "" || f.Where == "" {
		t.Errorf("%+v", f)
	}
	operations := got[[]sim.Operation](t)(c.Operations(ctx))
	read := func(o sim.Operation) bool {
		return o.Name == "meta.get_number" && o.ID == "getPreVerifiedPhoneNumberDetails" && slices.Contains(o.Statuses, 404)
	}
	if !slices.ContainsFunc(operations, read) {
		t.Errorf("%+v", operations)
	}
	if text := got[[]byte](t)(c.Document(ctx, "control")); !bytes.HasPrefix(text, []byte("openapi: 3.0.3\n")) {
		t.Errorf("%.100s", text)
	}
	if text := got[[]byte](t)(c.ScenarioSchema(ctx)); !bytes.Contains(text, []byte("json-schema.org")) {
		t.Errorf("%.100s", text)
	}
	if text := got[[]byte](t)(c.Metrics(ctx)); !bytes.Contains(text, []byte("# HELP ")) {
		t.Errorf("%.100s", text)
	}
	_, err := c.CA(ctx)
	denied(t, err, 404, "no-ca")
}

func TestControlReadsLongListsToTheirEnd(t *testing.T) {
	const many = 10_001 // one more than a page holds
	s := simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(frozenScenario + "generate: [{count: 10001}]\n")})
	seen := map[string]bool{}
	for _, n := range got[[]sim.Number](t)(s.Controls().Numbers(t.Context(), control.NumberFilter{})) {
		seen[n.ID] = true
	}
	if len(seen) != many {
		t.Errorf("%d numbers", len(seen))
	}
}

func TestControlTellsWhatIsNoSimulator(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/_sim/v1/health" {
			_, _ = w.Write([]byte("<html>"))
			return
		}
		http.Error(w, "no such page", http.StatusBadGateway)
	}))
	defer other.Close()
	c := control.Client{URL: other.URL, HTTP: other.Client()}
	if _, err := c.Health(t.Context()); err == nil || !strings.Contains(err.Error(), "GET /_sim/v1/health") {
		t.Errorf("%v", err)
	}
	var p *sim.Problem
	if err := c.Reset(t.Context()); !errors.As(err, &p) || p.Status != 502 || p.Title != "Bad Gateway" || p.Detail != "no such page" {
		t.Errorf("%v", err)
	}
	other.Close()
	if err := c.Reset(t.Context()); err == nil || errors.As(err, &p) && p.Status != 502 {
		t.Errorf("%v", err)
	}
}
