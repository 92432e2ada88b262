// Package drift compares recorded answers of the real vendors with the simulator's:
//
//	plan := drift.New("capture.har", entries, drift.Options{}) // what har.Read gave
//	report, err := plan.Replay(ctx, handler)                   // its world built from plan.Scenario
//
// The world is learned from the recorded successes: what is shown first of a node is its
// state at the start. It must be open, because no secret of the file is used. Each request
// happens at its recorded time. Ids that a recorded "add" gave out are translated into the
// simulator's, an accepted code becomes the world's one code and a refused code a wrong one.
//
// A recorded failure that the simulator does not reproduce, such as a 5xx, a rate limit or
// a refused credential, is compared with the failures of the catalogue that have its code
// (Meta) or status (360dialog), and noted. Requests to other Graph nodes are noted and are
// no drift.
package drift

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/client"
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
	// Scenario describes the world the capture must be replayed in, an open one.
	Scenario *sim.Scenario

	name  string
	calls []*call
	users []*node // who have tasks on WABAs, which a scenario cannot say
}

// New looks through the entries of a capture, at least one; name is that of its file.
func New(name string, entries []har.Entry, o Options) *Plan {
	p := &Plan{name: name}
	for i := range entries {
		p.calls = append(p.calls, newCall(&entries[i]))
	}
	learned := learn(p.calls)
	if o.Scenario == nil {
		p.Scenario, p.users = learned.scenario(cmp.Or(o.Dialect, sim.Observed)), learned.all(user)
		return p
	}
	given := *o.Scenario
	given.Clock = sim.ScenarioClock{Mode: sim.Frozen, At: p.calls[0].At}
	given.Dialect = cmp.Or(string(o.Dialect), given.Dialect)
	given.Code.Value, given.Code.Length = worldCode, 0
	p.Scenario = &given
	return p
}

// replay is the state of one run through the calls.
type replay struct {
	handler  http.Handler
	control  client.Client
	report   *Report
	failures []sim.Failure
	headers  map[string]bool   // vendor and name of each header that was recorded
	followed map[string]bool   // recorded cursors at which pages begin
	ids      map[string]string // recorded id → simulated id
	cursors  map[string]string // recorded cursor → simulated cursor
}

// serve has the simulator answer a request, without a network.
func (r *replay) serve(request *http.Request) *httptest.ResponseRecorder {
	served := request.Clone(request.Context())
	served.RequestURI, served.RemoteAddr, served.Host = request.URL.RequestURI(), "127.0.0.1:1", request.URL.Host
	if served.Body == nil {
		served.Body = http.NoBody
	}
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, served)
	return w
}

// RoundTrip implements http.RoundTripper, for the client of the control API.
func (r *replay) RoundTrip(request *http.Request) (*http.Response, error) {
	return r.serve(request).Result(), nil
}

// Replay sends the requests of the capture to a simulator, each at its time, and
// reports what differs. handler serves the vendors' hosts and the control API of
// a world built from [Plan.Scenario]. It returns an error when the control API
// refuses what the replay needs.
func (p *Plan) Replay(ctx context.Context, handler http.Handler) (*Report, error) {
	r := &replay{
		handler: handler, report: newReport(p.name, len(p.calls)),
		headers: map[string]bool{}, followed: map[string]bool{}, ids: map[string]string{}, cursors: map[string]string{},
	}
	r.control = client.Client{URL: "http://localhost", HTTP: &http.Client{Transport: r}}
	catalogue, err := r.control.Failures(ctx)
	if err != nil {
		return nil, err
	}
	r.failures = catalogue.Failures
	for _, u := range p.users {
		for _, waba := range u.under {
			if err := r.post(ctx, waba, "assigned_users?tasks=MANAGE&user="+u.id); err != nil {
				return nil, err
			}
		}
	}
	for _, c := range p.calls {
		r.followed[c.params["after"]] = true
		for name := range c.Answer.Header { // in any order: this makes a set
			r.headers[c.vendor+" "+name] = true
		}
	}
	for _, c := range p.calls {
		if err := r.one(ctx, c); err != nil {
			return nil, fmt.Errorf("entry %d: %w", c.Number, err)
		}
	}
	return r.report, nil
}

// one replays an entry, or notes why it cannot be replayed.
func (r *replay) one(ctx context.Context, c *call) error {
	kind, why := NoteNotReproducible, ""
	switch {
	case c.name == "":
		kind, why = NoteNotSimulated, c.why
	case c.Answer.Status == 0:
		why = "no answer was recorded"
	case c.Answer.Status == http.StatusNotModified:
		why = "the client held the answer already, which the capture does not show"
	case c.succeeded() && c.shows == hidden:
		why = "it needs a code, a token, a secret or a receiver that is not in the capture"
	case c.succeeded() && (r.stray(c.params["after"]) || r.stray(c.params["before"])):
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
	if err == nil && c.verb() == "verify" && answer.Status >= 400 { // its request for a code may not be in the capture
		if err = r.post(ctx, r.translate(c.node), "request_code?code_method=SMS&language=en_US"); err == nil {
			answer, err = r.answer(ctx, c)
		}
	}
	if err != nil {
		return err
	}
	r.report.compared(c, r.compare(c, answer))
	if c.succeeded() {
		r.remember(c, decoded(answer.Body))
	}
	return nil
}

// stray tells whether a page begins at a cursor that no answer gave.
func (r *replay) stray(cursor string) bool { return cursor != "" && r.cursors[cursor] == "" }

// failure replays a recorded failure. Where the simulator succeeds, or refuses a
// change for another reason, the capture may lack the cause: then the state is put back
// and the answer is compared with the failure of the catalogue that is most like it.
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
	if len(found) > 0 && (succeeded || c.Method != http.MethodGet || c.name == sim.ExchangeOperation) {
		consulted, closest := false, likeness(c, answer)
		for _, f := range r.failures {
			other, like, err := r.raise(ctx, f.ID, c)
			if err != nil {
				return err
			}
			nearer := like > closest || like == closest && consulted && len(other) < len(found)
			if like >= 0 && len(found) > 0 && (len(other) == 0 || nearer) {
				found, closest, consulted = other, like, true
			}
		}
		if consulted {
			r.report.note(c, NoteNotReproducible, "the capture does not show its cause; compared with the catalogue")
		}
	}
	r.report.compared(c, found)
	return nil
}

// likeness is how many words of the recorded message an answer has too; -1 where it is
// another failure: the code names Meta's, the status 360dialog's.
func likeness(c *call, answer har.Answer) (like int) {
	failure := member(decoded(answer.Body), "error")
	if c.vendor == meta && whole(failure["code"]) != c.code || c.vendor == dialog && answer.Status != c.Answer.Status {
		return -1
	}
	words := strings.Fields(text(failure["message"]))
	for _, word := range strings.Fields(text(member(c.reply, "error")["message"])) {
		if slices.Contains(words, word) {
			like++
		}
	}
	return like
}

// raise compares a call with the answer of a failure of the catalogue. The likeness is -1
// where the operation cannot fail like that.
func (r *replay) raise(ctx context.Context, id string, c *call) (found []Difference, like int, err error) {
	const rule = "drift"
	_, err = r.control.AddFault(ctx, sim.FaultRule{Name: rule, On: sim.FaultMatch{Operation: c.name}, Do: sim.FaultAction{Error: id}})
	if _, refused := errors.AsType[*sim.Problem](err); refused {
		return nil, -1, nil
	}
	if err != nil {
		return nil, -1, err
	}
	answer, err := r.answer(ctx, c)
	if err = errors.Join(err, r.control.RemoveFault(ctx, rule)); err != nil {
		return nil, -1, err
	}
	return r.compare(c, answer), likeness(c, answer), nil
}

func (r *replay) compare(c *call, answer har.Answer) []Difference {
	after := text(member(member(c.reply, "paging"), "cursors")["after"])
	return Compare(c.Answer, answer, Terms{
		Vendor: c.vendor, Unversioned: !c.versioned, Open: !r.followed[after], IDs: r.ids, Headers: r.headers,
	})
}

// answer sends the request that stands for a recorded one: the same with the
// simulator's ids, cursors, codes and credentials.
func (r *replay) answer(ctx context.Context, c *call) (a har.Answer, err error) {
	change := func(name, value string) (string, bool) { return r.parameter(c, name, value) }
	body, mediaType := editBody(c.Body, c.Header.Get("Content-Type"), change)
	target := url.URL{Scheme: "https", Host: map[string]string{meta: metaHost, dialog: dialogHost}[c.vendor]}
	target.Path = r.translate(worldPrefix().ReplaceAllString(c.URL.Path, ""))
	target.RawPath = r.translate(worldPrefix().ReplaceAllString(c.URL.RawPath, ""))
	target.RawQuery = editPairs(c.URL.RawQuery, change)
	header := http.Header{"Content-Type": {mediaType}, "Accept": c.Header.Values("Accept")}
	r.sign(c, &target, header)
	return r.send(ctx, c.Method, target.String(), header, body)
}

// send has the simulator answer a request to a vendor.
func (r *replay) send(ctx context.Context, method, target string, header http.Header, body []byte) (a har.Answer, err error) {
	request, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(body))
	if err != nil {
		return a, err
	}
	request.Header = header
	header.Set("X-Forwarded-Proto", "https") // as the vendors are reached
	w := r.serve(request)
	a = har.Answer{Status: w.Code, Header: w.Header()}
	if method != http.MethodHead {
		a.Body = w.Body.Bytes()
	}
	return a, nil
}

// post calls an edge of a node at Meta.
func (r *replay) post(ctx context.Context, id, edge string) error {
	_, err := r.send(ctx, http.MethodPost, "https://"+metaHost+"/v23.0/"+id+"/"+edge, http.Header{"Authorization": {"Bearer " + credential}}, nil)
	return err
}

// parameter is what a parameter is in the request that is sent. Secrets are left out:
// a credential of the world takes their place.
func (r *replay) parameter(c *call, name, value string) (string, bool) {
	code := c.entered()
	switch {
	case name == "access_token", name == "appsecret_proof":
		return "", false
	case name == "pin" && masked(value):
		return learnedPIN, true
	case name == "code" && code != "":
		return code, true
	case (name == "after" || name == "before") && r.cursors[value] != "":
		return r.cursors[value], true
	case name == "password":
		return credential, true
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

// entered is the code to enter in the place of the recorded code: the world's where it was
// accepted, else a wrong one. "" leaves what was recorded, as for text that is no code.
func (c *call) entered() string {
	recorded := c.params["code"]
	switch {
	case c.verb() != "verify":
		return ""
	case c.succeeded():
		return worldCode
	case codePattern().MatchString(recorded):
		return strings.Repeat("0", len(recorded))
	case masked(recorded):
		return "000000"
	}
	return ""
}

// remember learns what the simulator calls the things of the recorded answer.
func (r *replay) remember(c *call, simulated any) {
	switch c.verb() {
	case "add":
		if was, is := idOf(c.reply), idOf(simulated); was != "" && is != "" {
			r.ids[was] = is
		}
	case "list":
		was, is := member(member(c.reply, "paging"), "cursors"), member(member(simulated, "paging"), "cursors")
		for _, name := range []string{"after", "before"} {
			if text(was[name]) != "" && text(is[name]) != "" {
				r.cursors[text(was[name])] = text(is[name])
			}
		}
	}
}

// credential takes the place of every token, key and password: the world is open.
const credential = "drift"

// sign gives a request a credential, unless the recorded answer asks for one. Any other
// refusal, such as of Meta's expired tokens, is left to the failures of the catalogue.
func (r *replay) sign(c *call, target *url.URL, header http.Header) {
	switch {
	case c.vendor == dialog && c.Answer.Status == http.StatusUnauthorized: // its text is the same for none and a wrong one
	case c.vendor == dialog:
		header.Set("X-Api-Key", credential)
	case c.code == 104:
	case c.URL.Query().Has("access_token"): // so that links to other pages carry one too
		target.RawQuery = strings.TrimPrefix(target.RawQuery+"&access_token="+credential, "&")
	default:
		header.Set("Authorization", "Bearer "+credential)
	}
}
