package drift

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
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

	capture *Capture
	calls   []*call
	learned *learner
}

// New looks through a capture, which must hold an entry.
func New(c *Capture, o Options) *Plan {
	p := &Plan{capture: c, Scenario: o.Scenario}
	for i := range c.Entries {
		p.calls = append(p.calls, newCall(&c.Entries[i]))
	}
	p.learned = learn(p.calls)
	if p.Scenario == nil {
		if o.Dialect == "" {
			o.Dialect = sim.Observed
		}
		p.Scenario = p.learned.scenario(o.Dialect)
		return p
	}
	given := *p.Scenario
	given.Clock = sim.ScenarioClock{Mode: sim.Frozen, At: p.calls[0].At}
	if o.Dialect != "" {
		given.Dialect = string(o.Dialect)
	}
	p.Scenario = &given
	return p
}

// replay is the state of one run through the calls.
type replay struct {
	simulator
	scenario *sim.Scenario
	report   *Report
	failures []failure
	headers  map[string]bool   // vendor and name of each header that was recorded
	ids      map[string]string // recorded id → simulated id
	cursors  map[string]string // recorded cursor → simulated cursor
	tokens   map[string]string // recorded token → business
	owners   map[string]string // recorded id of a number → business
	shared   map[string]bool   // id and business
	accepted map[string]bool   // id and code that the vendor took
}

// Replay sends the requests of the capture to a simulator, each at its time, and
// reports what differs. handler serves the vendors' hosts and the control API of
// a world built from [Plan.Scenario]. It returns an error when the control API
// refuses what the replay needs.
func (p *Plan) Replay(ctx context.Context, handler http.Handler) (*Report, error) {
	r := &replay{
		simulator: newSimulator(handler), scenario: p.Scenario, report: newReport(p.capture),
		headers: map[string]bool{}, ids: map[string]string{}, cursors: map[string]string{}, tokens: p.learned.tokens,
		owners: map[string]string{}, shared: map[string]bool{}, accepted: map[string]bool{},
	}
	var err error
	if r.failures, err = r.catalogue(ctx); err != nil {
		return nil, err
	}
	for _, n := range p.Scenario.Numbers {
		if r.owners[n.ID] = n.Business; n.Partner != "" {
			r.owners[n.ID] = r.businessOf(n.Partner)
		}
		for _, b := range n.SharedWith {
			r.shared[n.ID+" "+b] = true
		}
	}
	for _, c := range p.calls {
		for name := range c.Answer.Header { // in any order: this makes a set
			r.headers[c.vendor+" "+name] = true
		}
		if c.succeeded() && enters(c) {
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
	switch {
	case c.operation == "":
		r.report.note(c, NoteNotSimulated, c.why)
		return nil
	case c.Answer.Status == 0:
		r.report.note(c, NoteNotReproducible, "no answer was recorded")
		return nil
	case c.Answer.Status == http.StatusNotModified:
		r.report.note(c, NoteNotReproducible, "the client held the answer already, which the capture does not show")
		return nil
	case r.strayCursor(c):
		r.report.note(c, NoteNotReproducible, "it begins behind a page that is not in the capture")
		return nil
	}
	if _, err := r.control.MoveTo(ctx, c.At); err != nil {
		return err
	}
	request, err := r.request(ctx, c)
	if err != nil {
		return err
	}
	if c.failed {
		return r.failure(ctx, c, request)
	}
	answer, err := r.send(request)
	if err != nil {
		return err
	}
	r.report.compared(c, r.compare(c, answer))
	r.remember(c, decodeJSON(answer.Body))
	return nil
}

// failure replays a recorded failure. Where the simulator succeeds, or
// refuses a change for another reason, the capture may lack what caused the
// failure: then the state is put back and the answer is compared with the failures
// of the catalogue.
func (r *replay) failure(ctx context.Context, c *call, request *http.Request) error {
	before, err := r.control.Snapshot(ctx)
	if err != nil {
		return err
	}
	answer, err := r.send(request)
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
		if len(found) == 0 || !f.fits(c) || !succeeded && c.Method == http.MethodGet {
			continue
		}
		answer, raised, err := r.raise(ctx, f.ID, c, r.request)
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

func (r *replay) compare(c *call, answer Answer) []Difference {
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

func enters(c *call) bool {
	return c.operation == "meta.verify_code" || c.operation == "360dialog.verify_otp"
}

var codePattern = pattern.Lazy(`^[0-9]{4,8}$`)

// code is what to enter in the place of the recorded code: the right one where
// that was accepted at any time, else a wrong one. "" leaves what was recorded,
// as for text that is not a code.
func (r *replay) code(ctx context.Context, c *call) (string, error) {
	recorded, given := c.params["code"]
	if !enters(c) || c.failed && (!given || !codePattern().MatchString(recorded) && !masked(recorded)) {
		return "", nil
	}
	pending, latest, err := r.codes(ctx, r.translate(c.node))
	switch {
	case err != nil || c.succeeded() && pending != "":
		return pending, err
	case c.succeeded():
		return r.orderCode(ctx, c)
	case r.accepted[c.node+" "+recorded] && latest != "":
		return latest, nil
	}
	return wrong(recorded, latest), nil
}

// orderCode has a code sent to a number whose own request for one is not in the
// capture.
func (r *replay) orderCode(ctx context.Context, c *call) (string, error) {
	id := r.translate(c.node)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+metaHost+"/v23.0/"+id+"/request_code",
		strings.NewReader("code_method=SMS&language=en_US"))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", formType)
	request.Header.Set("Authorization", "Bearer "+r.goodToken(r.acting(c)))
	if _, err := r.send(request); err != nil {
		return "", err
	}
	pending, _, err := r.codes(ctx, id)
	return pending, err
}

// wrong is a code of the recorded one's length that is not the right one.
func wrong(recorded, right string) string {
	length := len(recorded)
	if !codePattern().MatchString(recorded) {
		length = 6
	}
	for _, digit := range "01" {
		if code := strings.Repeat(string(digit), length); code != right {
			return code
		}
	}
	return recorded
}

// remember learns what the simulator calls the things of the recorded answer.
func (r *replay) remember(c *call, simulated any) {
	now, _ := simulated.(map[string]any)
	switch {
	case !c.succeeded():
	case c.operation == "meta.add_number":
		r.added(text(c.object(), "id"), text(now, "id"), c.node)
	case c.operation == "meta.share_number":
		r.shared[c.params["preverified_id"]+" "+c.params["partner_business_id"]] = true
	case c.operation == "360dialog.add_number":
		r.added(text(c.object(), dialogID), text(now, dialogID), r.businessOf(c.partner))
	case strings.HasPrefix(c.operation, "meta.list"):
		was, is := member(member(c.reply, "paging"), "cursors"), member(member(simulated, "paging"), "cursors")
		for _, name := range []string{"after", "before"} {
			if text(was, name) != "" && text(is, name) != "" {
				r.cursors[text(was, name)] = text(is, name)
			}
		}
	}
}

func (r *replay) added(recorded, simulated, owner string) {
	if recorded != "" && simulated != "" {
		r.ids[recorded], r.owners[recorded] = simulated, owner
	}
}
