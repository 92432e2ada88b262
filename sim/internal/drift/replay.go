package drift

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// Options are the settings of a plan.
type Options struct {
	// Documented says that the simulator answers in the documented dialect; the
	// default is the observed one, which captures of the real API are held
	// against.
	Documented bool
}

// Plan is a capture made ready to be replayed.
type Plan struct {
	// World is what the simulator's world must be built from.
	World World

	capture *Capture
	calls   []*call
	learned *learner
}

// Simulator is what a capture is replayed in: the vendors' handler of a fresh
// world built from [Plan.World], and what a client cannot see of it.
type Simulator interface {
	http.Handler
	// MoveTo sets the world's clock.
	MoveTo(at time.Time) error
	// Code returns the newest code sent to the number of that id, in whatever
	// state; with usable, one that will be accepted, for which one is sent when
	// none is pending. "" when there is none.
	Code(id string, usable bool) string
	// Failure looks up the catalogue's rendering of a failure of the operation:
	// for Meta by code and subcode, for 360dialog by status. It returns the
	// members of the vendor's error object without the trace id.
	Failure(f Failure) (members map[string]any, ok bool)
}

// Failure names a recorded failure for [Simulator].
type Failure struct {
	// Operation is the name of what failed, Status the HTTP status.
	Operation string
	Status    int
	// Code, Subcode and Message are those of Meta's error object; of a
	// 360dialog failure Message is the developer_message.
	Code, Subcode int64
	Message       string
}

// New looks through a capture, which must hold an entry.
func New(c *Capture, o Options) *Plan {
	p := &Plan{capture: c}
	for i := range c.Entries {
		p.calls = append(p.calls, newCall(&c.Entries[i]))
	}
	p.learned = newLearner(p.calls, !o.Documented)
	p.learned.learn()
	p.World = p.learned.world()
	return p
}

// replay is the state of one run through the calls.
type replay struct {
	plan       *Plan
	sim        Simulator
	report     *Report
	translated map[string]string // recorded id → ours
	cursors    map[string]string // recorded cursor → ours
	tokens     map[string]string
	owners     map[string]string // id → business
	shared     map[string]bool   // id and business
	businesses map[string]bool
	partners   map[string]bool
	strangers  string // a business that has nothing
}

// Replay sends the requests of the capture to the simulator, each at its time,
// and reports what differs. It returns the error of a clock that cannot be set.
func (p *Plan) Replay(sim Simulator) (*Report, error) {
	r := &replay{
		plan: p, sim: sim, report: newReport(p.capture),
		translated: map[string]string{}, cursors: map[string]string{}, tokens: p.learned.tokens,
		owners: map[string]string{}, shared: map[string]bool{}, businesses: map[string]bool{}, partners: map[string]bool{},
	}
	for _, b := range p.World.Businesses {
		r.businesses[b.ID] = true
	}
	for _, partner := range p.World.Partners {
		r.partners[partner.ID] = true
		r.strangers = partner.Business // the last is the strangers' own
	}
	for _, n := range p.World.Numbers {
		if r.owners[n.ID] = n.Business; n.Partner != "" {
			r.owners[n.ID] = r.businessOf(n.Partner)
		}
		for _, b := range n.SharedWith {
			r.shared[n.ID+" "+b] = true
		}
	}
	for _, c := range p.calls {
		if err := r.one(c); err != nil {
			return nil, fmt.Errorf("entry %d: %w", c.Number, err)
		}
	}
	r.report.finish()
	return r.report, nil
}

func (p *replay) businessOf(partner string) string {
	for _, known := range p.plan.World.Partners {
		if known.ID == partner {
			return known.Business
		}
	}
	return ""
}

func (p *replay) one(c *call) error {
	switch {
	case c.operation == "":
		p.report.note(c, NoteNotSimulated, c.why)
		return nil
	case c.Answer.Status == 0:
		p.report.note(c, NoteNotReproducible, "no answer was recorded")
		return nil
	case c.Answer.Status == http.StatusNotModified:
		p.report.note(c, NoteNotReproducible, "the client held the answer already, which the capture does not show")
		return nil
	case p.strayCursor(c):
		p.report.note(c, NoteNotReproducible, "it begins behind a page that is not in the capture")
		return nil
	case unexplained(c):
		p.consult(c)
		return nil
	}
	if err := p.sim.MoveTo(c.At); err != nil {
		return err
	}
	request, err := p.request(c, p.code(c))
	if err != nil {
		return err
	}
	answer, err := p.send(request)
	if err != nil {
		return err
	}
	p.report.compared(c, Compare(c.Answer, answer, Terms{
		Vendor: c.vendor, Unversioned: !c.versioned, IDs: p.translated,
	}))
	p.remember(c, decodeJSON(answer.Body))
	return nil
}

// strayCursor tells whether a page was read whose cursor no answer gave.
func (p *replay) strayCursor(c *call) bool {
	for _, name := range []string{"after", "before"} {
		if at := c.params[name]; at != "" && c.vendor == meta && c.succeeded() && p.cursors[at] == "" {
			return true
		}
	}
	return false
}

// unreproducible are Meta's codes of limits, capabilities and trouble on its
// side (Meta's pages on rate limiting and on error codes).
var unreproducible = map[int64]bool{
	1: true, 2: true, 3: true, 4: true, 10: true, 17: true, 32: true, 102: true, 341: true, 368: true, 613: true,
	80007: true, 80008: true, 200000: true,
}

// cooldowns are the subcodes of refused code requests that count how many came
// before (public captures).
var cooldowns = map[int64]bool{2388367: true, 2388091: true, 2388004: true}

// sayings are parts of refusals whose reason a capture does not show.
var sayings = []string{
	"appsecret_proof", "not eligible", "maximum number of phone numbers", "business relationship",
	"target business", "valid app id",
}

// unexplained tells whether nothing in a capture could make the simulator fail
// like that.
func unexplained(c *call) bool {
	f := c.failure
	if !f.failed {
		return false
	}
	if c.Answer.Status >= 500 || c.Answer.Status == http.StatusTooManyRequests {
		return true
	}
	if unreproducible[f.code] || cooldowns[f.subcode] ||
		f.code == 190 && f.subcode != 0 && f.subcode != 463 && f.subcode != 460 {
		return true
	}
	for _, s := range sayings {
		if strings.Contains(f.text, s) {
			return true
		}
	}
	return false
}

// consult compares the body of a failure with the catalogue's.
func (p *replay) consult(c *call) {
	p.report.note(c, NoteNotReproducible, "compared with the catalogue")
	var found []Difference
	members, ok := p.sim.Failure(Failure{
		Operation: c.operation, Status: c.Answer.Status,
		Code: c.failure.code, Subcode: c.failure.subcode, Message: c.failure.message,
	})
	switch {
	case c.Answer.Unseen || c.reply == nil: // a gateway's page, or a body nobody kept
	case !ok:
		found = []Difference{{Kind: KindValue, Path: "error.code", Recorded: named(c), Simulated: "no such failure in the catalogue"}}
		if c.vendor == hub {
			found[0].Kind, found[0].Path = KindStatus, ""
		}
	default:
		terms := comparison{terms: Terms{Vendor: c.vendor, IDs: p.translated}}
		data, _ := json.Marshal(enveloped(c, members)) // strings, numbers and booleans always encode
		terms.values("", "", c.reply, decodeJSON(data))
		found = terms.found
	}
	p.report.compared(c, found)
}

func named(c *call) string {
	switch f := c.failure; {
	case c.vendor == hub:
		return fmt.Sprint(c.Answer.Status)
	case f.subcode != 0:
		return fmt.Sprintf("%d/%d", f.code, f.subcode)
	default:
		return fmt.Sprint(f.code)
	}
}

// enveloped puts the catalogue's members into the vendor's error body. A trace
// id is on every error; details are what the failure was about, and stay.
func enveloped(c *call, members map[string]any) any {
	if c.vendor == meta {
		members["fbtrace_id"] = "A0000000000000000000000"
		return map[string]any{"error": members}
	}
	was := member(c.reply, "meta")
	members["360dialog_trace_id"] = "0000000000000000000"
	if _, ok := was["360dialog_trace_id"]; !ok && was != nil {
		delete(members, "360dialog_trace_id") // optional (seed 000)
	}
	if details, ok := was["details"]; ok {
		members["details"] = details
	}
	return map[string]any{"meta": members}
}

var codePattern = pattern.Lazy(`^[0-9]{4,8}$`)

// code is what to enter in the place of the recorded code: the right one where
// that was accepted, a wrong one where it was refused. "" leaves what was
// recorded, as for a code of no code's form.
func (p *replay) code(c *call) string {
	if c.operation != "meta.verify_code" && c.operation != "360dialog.verify_otp" {
		return ""
	}
	recorded, given := c.params["code"]
	id := p.ids(c.node)
	switch {
	case c.succeeded():
		return p.sim.Code(id, true)
	case !given || !codePattern().MatchString(recorded) && !masked(recorded):
		return ""
	case strings.Contains(c.failure.text, "expired") || strings.Contains(c.failure.text, "already"):
		if code := p.sim.Code(id, false); code != "" {
			return code
		}
	}
	return wrong(recorded, p.sim.Code(id, false))
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

// remember learns what our answer calls the things of the recorded one.
func (p *replay) remember(c *call, ours any) {
	switch now, _ := ours.(map[string]any); {
	case !c.succeeded():
	case c.operation == "meta.add_number":
		p.translate(text(c.object(), "id"), text(now, "id"), c.node)
	case c.operation == "meta.share_number":
		p.shared[c.params["preverified_id"]+" "+c.params["partner_business_id"]] = true
	case c.operation == "360dialog.add_number":
		p.translate(text(c.object(), hubID), text(now, hubID), p.businessOf(c.partner))
	case strings.HasPrefix(c.operation, "meta.list"):
		was, is := member(member(c.reply, "paging"), "cursors"), member(member(ours, "paging"), "cursors")
		for _, name := range []string{"after", "before"} {
			if text(was, name) != "" && text(is, name) != "" {
				p.cursors[text(was, name)] = text(is, name)
			}
		}
	}
}

func (p *replay) translate(was, is, owner string) {
	if was == "" || is == "" {
		return
	}
	p.translated[was] = is
	p.owners[was] = owner
}

// recorder is a ResponseWriter that keeps the answer.
type recorder struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

func (p *replay) send(request *http.Request) (Answer, error) {
	r := &recorder{header: http.Header{}}
	p.sim.ServeHTTP(r, request)
	if r.status == 0 {
		return Answer{}, errors.New("the simulator gave no answer")
	}
	body := r.body.Bytes()
	if request.Method == http.MethodHead {
		body = nil
	}
	return Answer{Status: r.status, Header: r.header, Body: body}, nil
}
