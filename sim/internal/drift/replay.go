package drift

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/har"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// Options are the settings of a plan.
type Options struct {
	// Dialect is the one the simulator answers in. Left out, it is the
	// scenario's, else the observed one, which the real API speaks.
	Dialect sim.Dialect
	// Scenario is the world to replay in; nil for the one the capture shows. Its
	// clock is set to the time of the first request.
	Scenario *sim.Scenario
}

// Plan is a capture made ready to be replayed.
type Plan struct {
	// Scenario describes the world the capture must be replayed in.
	Scenario *sim.Scenario

	name  string
	calls []*call
	wabas []*waba // with the users who have tasks on them
}

// New looks through the entries of a capture, at least one; name is that of its file.
func New(name string, entries []har.Entry, o Options) *Plan {
	p := &Plan{name: name}
	for i := range entries {
		p.calls = append(p.calls, newCall(&entries[i]))
	}
	learned := learn(p.calls)
	if o.Scenario == nil {
		p.Scenario = learned.scenario(cmp.Or(o.Dialect, sim.Observed))
		p.wabas = learned.wabas
		return p
	}
	given := *o.Scenario
	given.Clock = sim.ScenarioClock{Mode: sim.Frozen, At: p.calls[0].At}
	given.Dialect = cmp.Or(string(o.Dialect), given.Dialect)
	p.Scenario = &given
	return p
}

// replay is the state of one run through the calls.
type replay struct {
	simulator
	scenario *sim.Scenario
	report   *Report
	failures []sim.Failure
	headers  map[string]bool   // vendor and name of each header that was recorded
	ids      map[string]string // recorded id → simulated id
	cursors  map[string]string // recorded cursor → simulated cursor
	owners   map[string]string // recorded id of a number → business
	accepted map[string]bool   // id and code that the vendor took
}

// Replay sends the requests of the capture to a simulator, each at its time, and
// reports what differs. handler serves the vendors' hosts and the control API of
// a world built from [Plan.Scenario]. It returns an error when the control API
// refuses what the replay needs.
func (p *Plan) Replay(ctx context.Context, handler http.Handler) (*Report, error) {
	r := &replay{
		simulator: newSimulator(handler), scenario: p.Scenario, report: newReport(p.name, len(p.calls)),
		headers: map[string]bool{}, ids: map[string]string{}, cursors: map[string]string{},
		owners: map[string]string{}, accepted: map[string]bool{},
	}
	catalogue, err := r.control.Failures(ctx)
	if err != nil {
		return nil, err
	}
	r.failures = catalogue.Failures
	for _, n := range p.Scenario.Numbers {
		r.owners[n.ID] = cmp.Or(n.Business, r.businessOf(n.Partner))
	}
	for _, w := range p.Scenario.WABAs {
		for _, id := range append([]string{w.ID}, phoneIDs(w)...) {
			r.owners[id] = cmp.Or(cmp.Or(w.SharedWith...), w.Business)
		}
	}
	if err := r.assign(ctx, p.wabas); err != nil {
		return nil, err
	}
	for _, c := range p.calls {
		for name := range c.Answer.Header { // in any order: this makes a set
			r.headers[c.vendor+" "+name] = true
		}
		if c.succeeded() && c.enters() {
			r.accepted[c.node+" "+c.params["code"]] = true
		}
	}
	for _, c := range p.calls {
		if err := r.one(ctx, c); err != nil {
			return nil, fmt.Errorf("entry %d: %w", c.Number, err)
		}
	}
	r.report.finish()
	return r.report, nil
}

func (r *replay) businessOf(partner string) string {
	for _, p := range r.scenario.Partners {
		if p.ID == partner {
			return p.Business
		}
	}
	return ""
}

// one replays an entry, or notes why it cannot be replayed.
func (r *replay) one(ctx context.Context, c *call) error {
	kind, why := NoteNotReproducible, ""
	switch {
	case c.operation == "":
		kind, why = NoteNotSimulated, c.why
	case c.Answer.Status == 0:
		why = "no answer was recorded"
	case c.Answer.Status == http.StatusNotModified:
		why = "the client held the answer already, which the capture does not show"
	case c.succeeded() && slices.Contains(unshown, c.operation):
		why = "it needs a code, a token, a secret or a receiver that is not in the capture"
	case r.strayCursor(c):
		why = "it begins behind a page that is not in the capture"
	}
	if why != "" {
		r.report.note(c, kind, why)
		return nil
	}
	if _, err := r.control.MoveTo(ctx, c.At); err != nil {
		return err
	}
	if c.failed {
		return r.failure(ctx, c)
	}
	answer, err := r.answer(ctx, c)
	if err != nil {
		return err
	}
	r.report.compared(c, r.compare(c, answer))
	if c.succeeded() {
		r.remember(c, decoded(answer.Body))
	}
	return nil
}

// failure replays a recorded failure. Where the simulator succeeds, or refuses a
// change for another reason, the capture may lack the cause: then the state is put back and the answer is compared with the failures
// of the catalogue.
func (r *replay) failure(ctx context.Context, c *call) error {
	before, err := r.control.Snapshot(ctx)
	if err != nil {
		return err
	}
	answer, err := r.answer(ctx, c)
	if err != nil {
		return err
	}
	found := r.compare(c, answer)
	succeeded := answer.Status < 400
	if succeeded {
		if _, err := r.control.Restore(ctx, before); err != nil {
			return err
		}
	}
	consulted := false
	for _, f := range r.failures {
		if len(found) == 0 || !mayBe(f, c) || !succeeded && c.Method == http.MethodGet && c.operation != sim.ExchangeOperation {
			continue
		}
		answer, raised, err := r.raise(ctx, f.ID, c)
		if err != nil {
			return err
		}
		if other := r.compare(c, answer); raised && (len(other) == 0 || succeeded && len(other) < len(found)) {
			found, consulted = other, true
		}
	}
	if consulted {
		r.report.note(c, NoteNotReproducible, "the capture does not show its cause; compared with the catalogue")
	}
	r.report.compared(c, found)
	return nil
}

// mayBe tells whether a failure of the catalogue may be the recorded one: the code
// names Meta's failures, the status 360dialog's.
func mayBe(f sim.Failure, c *call) bool {
	for _, r := range []*sim.Rendering{f.Documented, f.Observed} {
		if r == nil || sim.Vendor(f.ID) != c.vendor {
			continue
		}
		for _, one := range append(r.PerOperation, sim.OperationRendering{Status: r.Status, Body: r.Body}) {
			body, _ := decoded(one.Body).(map[string]any)
			if _, coded := body["code"]; coded && whole(body["code"]) == c.code || c.vendor == dialog && one.Status == c.Answer.Status {
				return true
			}
		}
	}
	return false
}

// raise sends a call that a fault answers with a failure of the catalogue. raised is
// false where the operation cannot fail like that.
func (r *replay) raise(ctx context.Context, id string, c *call) (a har.Answer, raised bool, err error) {
	const name = "drift"
	_, err = r.control.AddFault(ctx, sim.FaultRule{Name: name, On: sim.FaultMatch{Operation: c.operation}, Do: sim.FaultAction{Error: id}})
	var refused *sim.Problem
	if errors.As(err, &refused) {
		return a, false, nil
	}
	if err == nil {
		a, err = r.answer(ctx, c)
		err = errors.Join(err, r.control.RemoveFault(ctx, name))
	}
	return a, true, err
}

func (r *replay) compare(c *call, answer har.Answer) []Difference {
	return Compare(c.Answer, answer, Terms{Vendor: c.vendor, Unversioned: !c.versioned, IDs: r.ids, Headers: r.headers})
}

// strayCursor tells whether a page was read whose cursor no answer gave.
func (r *replay) strayCursor(c *call) bool {
	for _, name := range []string{"after", "before"} {
		if at := c.params[name]; at != "" && c.vendor == meta && c.succeeded() && r.cursors[at] == "" {
			return true
		}
	}
	return false
}

// answer sends the request that stands for a recorded one: the same with the
// simulator's ids, cursors, codes and credentials.
func (r *replay) answer(ctx context.Context, c *call) (a har.Answer, err error) {
	code, err := r.code(ctx, c)
	if err != nil {
		return a, err
	}
	change := func(name, value string) (string, bool) { return r.parameter(c, name, value, code) }
	body, mediaType := editBody(c.Body, c.Header.Get("Content-Type"), change)
	target := url.URL{Scheme: "https", Host: map[string]string{meta: metaHost, dialog: dialogHost}[c.vendor]}
	target.Path = r.translate(worldPrefix().ReplaceAllString(c.URL.Path, ""))
	target.RawPath = r.translate(worldPrefix().ReplaceAllString(c.URL.RawPath, ""))
	target.RawQuery = editPairs(c.URL.RawQuery, change)
	request, err := http.NewRequestWithContext(ctx, c.Method, target.String(), bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	for name, value := range map[string]string{"Content-Type": mediaType, "Accept": c.Header.Get("Accept")} {
		if value != "" {
			request.Header.Set(name, value)
		}
	}
	r.sign(c, request)
	return r.send(request)
}

// parameter is what a parameter is in the request that is sent. Secrets are left out:
// a credential of the world takes their place.
func (r *replay) parameter(c *call, name, value, code string) (string, bool) {
	login := c.operation == "360dialog.create_token" && c.succeeded()
	switch {
	case name == "access_token", name == "appsecret_proof":
		return "", false
	case name == "pin" && masked(value):
		return learnedPIN, true
	case name == "code" && code != "":
		return code, true
	case (name == "after" || name == "before") && r.cursors[value] != "":
		return r.cursors[value], true
	case login && name == "username":
		return r.user().Username, true
	case login && name == "password":
		return r.user().Password, true
	case name == "phone_number":
		return value, true // a telephone number is not an id, whatever its digits
	}
	return r.translate(value), true
}

// digitRuns finds what may be an id; a percent escape before it is no part.
var digitRuns = pattern.Lazy(`%[0-9A-Fa-f]{2}|[0-9]{5,}`)

// translate replaces the recorded ids in a text.
func (r *replay) translate(s string) string {
	return digitRuns().ReplaceAllStringFunc(s, func(run string) string { return cmp.Or(r.ids[run], run) })
}

var codePattern = pattern.Lazy(`^[0-9]{4,8}$`)

// code is what to enter in the place of the recorded code: the right one where
// that was accepted at any time, else a wrong one. "" leaves what was recorded,
// as for text that is not a code.
func (r *replay) code(ctx context.Context, c *call) (string, error) {
	recorded, given := c.params["code"]
	if !c.enters() || c.failed && (!given || !codePattern().MatchString(recorded) && !masked(recorded)) {
		return "", nil
	}
	id := r.translate(c.node)
	pending, latest, err := r.codes(ctx, id)
	if err == nil && c.succeeded() && pending == "" { // its own request for one is not in the capture
		if err = r.requestCode(ctx, id, r.goodToken(r.acting(c))); err == nil {
			pending, _, err = r.codes(ctx, id)
		}
	}
	switch {
	case err != nil || c.succeeded():
		return pending, err
	case r.accepted[c.node+" "+recorded] && latest != "":
		return latest, nil
	case !codePattern().MatchString(recorded):
		recorded = "000000"
	}
	wrong := strings.Repeat("0", len(recorded))
	if wrong == latest {
		wrong = strings.Repeat("1", len(recorded))
	}
	return wrong, nil
}

// remember learns what the simulator calls the things of the recorded answer.
func (r *replay) remember(c *call, simulated any) {
	switch {
	case strings.HasSuffix(c.operation, ".add_number"), c.operation == "meta.add_waba_number":
		if was, is := idOf(c.reply), idOf(simulated); was != "" && is != "" {
			r.ids[was], r.owners[was] = is, cmp.Or(r.businessOf(c.partner), r.owners[c.node], c.node)
		}
	case strings.HasPrefix(c.operation, "meta.list"):
		was, is := member(member(c.reply, "paging"), "cursors"), member(member(simulated, "paging"), "cursors")
		for _, name := range []string{"after", "before"} {
			if text(was, name) != "" && text(is, name) != "" {
				r.cursors[text(was, name)] = text(is, name)
			}
		}
	}
}
