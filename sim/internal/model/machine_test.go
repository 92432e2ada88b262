package model

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// failer is what a machine needs of a test: rapid's or the standard one.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// second is the name of the world beside the default one.
const second = "b"

// machine drives the simulator and the specification side by side and holds
// every answer, and the whole state after it, against each other.
type machine struct {
	t     failer
	h     *harness
	boot  *start // what new worlds begin with
	notes []signed
	other *start // a scenario to put in its place
	sides map[string]*side
	files map[string]saved
	log   []step
}

// side is one world: what it should be, and what its lists have told.
type side struct {
	*spec
	name    string
	cursors map[string]string // by the id of the number they point at
	links   []link            // to the pages beside one that was listed
}

// link is an address that an answer gave, and the call it stands for.
type link struct {
	address string
	call    call
}

// signed is a token of 360dialog with what it says.
type signed struct {
	note
	text string
}

// saved is a snapshot and the world it was taken of.
type saved struct {
	body []byte
	spec *spec
}

// step is one request of the sequence with its answer.
type step struct {
	request
	answer response
	note   string // what came of it, for people
}

func newMachine(t failer, h *harness, boot, other *start) *machine {
	x := &machine{t: t, h: h, boot: boot, other: other, sides: map[string]*side{}, files: map[string]saved{}}
	if err := h.anew(boot.yaml("model", summary)); err != nil {
		t.Fatalf("the start is no scenario: %v\n%s", err, boot.yaml("model", summary))
	}
	x.observe(x.side(""))
	return x
}

// call names a request to the control API: the first part of its path, or the
// verb of an event.
func (r request) call() string {
	name, _, _ := strings.Cut(strings.TrimPrefix(r.target, "/_sim/v1/"), "/")
	name, _, _ = strings.Cut(name, "?")
	if name == "events" {
		name = "event " + strings.Split(r.body, `"`)[1]
	}
	return r.method + " " + name
}

const summary = "Found by the model."

// side returns a world, which comes into being on first use.
func (x *machine) side(name string) *side {
	if x.sides[name] == nil {
		x.sides[name] = newSide(begin(x.boot), name)
	}
	return x.sides[name]
}

func newSide(s *spec, name string) *side {
	return &side{spec: s, name: name, cursors: map[string]string{}}
}

func (x *machine) fail(format string, args ...any) {
	x.t.Helper()
	x.t.Fatalf("%s\n\n%s", fmt.Sprintf(format, args...), x.transcript())
}

// sent sends a request and writes it down.
func (x *machine) sent(r request, note string) response {
	if r.load != "" {
		r.body = string(x.files[r.load].body)
	}
	got := x.h.send(r)
	x.log = append(x.log, step{request: r, answer: got, note: note})
	return got
}

// call is one request to a vendor.
func (x *machine) call(w *side, c call) {
	x.t.Helper()
	r := c.render(w.name, w.cursors)
	r.byHeader = len(x.log)%2 == 0 // for a change
	x.ask(w, c, r)
}

func (x *machine) ask(w *side, c call, r request) {
	x.t.Helper()
	want := w.serve(c)
	got := x.sent(r, want.note())
	x.judge(w, got, want)
	x.observe(w)
	x.judgeFacts(w, c, got, want)
	x.keepNote(w, c, got, want)
	x.lists(w)
	x.h.count(cmp.Or(want.operation, "batch") + " " + want.note())
	for _, child := range want.children {
		x.h.outcomes["  "+child.origin+": "+child.operation+" "+child.note()]++
	}
}

// keepNote remembers a token. What it says is in whole seconds.
func (x *machine) keepNote(w *side, c call, got response, want outcome) {
	var given struct {
		Token string `json:"access_token"`
	}
	if c.operation == "360dialog.create_token" && want.succeeded() && json.Unmarshal(got.body, &given) == nil {
		i := slices.IndexFunc(w.start.partners, func(p partner) bool { return p.user == c.params["username"] })
		x.notes = append(x.notes, signed{note{w.start.partners[i].id, w.now.Add(day).Truncate(time.Second)}, given.Token})
	}
}

func (o *outcome) note() string {
	note := fmt.Sprint(o.status)
	if o.reached != "replied" {
		note = "spoilt: " + o.reached
	}
	return strings.TrimSpace(note + " " + o.failure)
}

// recordSeen is what the journal says of a request.
type recordSeen struct {
	ID        string `json:"id"`
	Operation string `json:"operation"`
	Origin    string `json:"origin"`
	Parent    string `json:"parent"`
	Status    int    `json:"status"`
	Error     string `json:"error"`
	Fault     string `json:"fault"`
	Limit     string `json:"limit"`
	Outcome   string `json:"outcome"`
}

func (r recordSeen) String() string {
	return fmt.Sprintf("%s: %d error=%s fault=%s limit=%s %s", r.Operation, r.Status, r.Error, r.Fault, r.Limit, r.Outcome)
}

func (o outcome) record() string {
	return recordSeen{
		Operation: o.operation, Status: o.status, Error: o.failure, Fault: o.fault, Limit: o.limit, Outcome: o.reached,
	}.String()
}

// judge holds the answer and the journal against what should have come.
func (x *machine) judge(w *side, got response, want outcome) {
	x.t.Helper()
	answered := want.status
	if want.reached != "replied" && want.reached != "garbage" {
		answered = 0
	}
	if got.status != answered {
		x.fail("the answer is %d %s, and should be %s", got.status, got.body, want.note())
	}
	journal := x.journal(w, got, want)
	own := slices.IndexFunc(journal, func(r recordSeen) bool { return r.Parent == "" })
	if own < 0 || got.status != 0 && got.header.Get("X-Sim-Request") != journal[own].ID {
		x.fail("the newest record of the journal is not the request's: %v", journal)
	}
	trail, should := []string{journal[own].String()}, []string{want.record()}
	for _, r := range slices.Backward(journal) {
		if r.Parent == journal[own].ID {
			trail = append(trail, r.Origin+" "+r.String())
		}
	}
	for _, child := range want.children {
		should = append(should, child.origin+" "+child.record())
	}
	if wrong := differ(trail, should); wrong != "" {
		x.fail("the journal has it otherwise: %s", wrong)
	}
}

// journal reads the newest records. A call to Meta that was answered has one.
func (x *machine) journal(w *side, got response, want outcome) []recordSeen {
	x.t.Helper()
	if id := got.header.Get("X-Sim-Request"); id != "" && vendorOf(want.operation) == "meta" {
		var own recordSeen
		record := x.h.send(control(w.name, "GET", "/requests/"+id, ""))
		if err := json.Unmarshal(record.body, &own); err != nil {
			x.fail("the record %s: %v, %s", id, err, record.body)
		}
		return []recordSeen{own}
	}
	newest, err := fetched[recordSeen](x.h, w.name, "/requests?limit=4")
	if err != nil {
		x.fail("%v", err)
	}
	return newest
}

// judgeFacts holds what the answer says against what should be true.
func (x *machine) judgeFacts(w *side, c call, got response, want outcome) {
	x.t.Helper()
	if got.status/100 != 2 || want.facts == nil || want.reached != "replied" {
		return
	}
	facts, err := factsOf(want.operation, got.body)
	if wrong := differ(facts, want.facts()); wrong != "" || err != nil {
		x.fail("the answer of %s says something else (%v): %s\n%s", c.operation, err, wrong, got.body)
	}
	if want.operation == "meta.list_numbers" {
		w.remember(c, got.body)
	}
}

// remember keeps the cursors of a page, and its links.
func (w *side) remember(c call, body []byte) {
	var page listed
	if json.Unmarshal(body, &page) != nil || len(page.Data) == 0 {
		return
	}
	first, last := page.Data[0].ID, page.Data[len(page.Data)-1].ID
	w.cursors[first], w.cursors[last] = page.Paging.Cursors.Before, page.Paging.Cursors.After
	w.links = nil
	for _, to := range []struct{ address, cursor, id string }{
		{page.Paging.Next, "after", last}, {page.Paging.Previous, "before", first},
	} {
		if to.address != "" {
			params := map[string]string{to.cursor: to.id}
			for _, name := range slices.DeleteFunc(slices.Sorted(maps.Keys(c.params)), isCursor) {
				params[name] = c.params[name]
			}
			c.params = params
			w.links = append(w.links, link{to.address, c})
		}
	}
}

func isCursor(name string) bool { return name == "after" || name == "before" }

// follow goes where a page has pointed.
func (x *machine) follow(w *side, l link) {
	x.t.Helper()
	r := l.call.render(w.name, w.cursors)
	target, inside := strings.CutPrefix(l.address, "http://sim.test"+r.prefix())
	if !inside {
		x.fail("the link %s leads out of the world", l.address)
	}
	r.target = target
	x.ask(w, l.call, r)
}

// observe compares all that tests can see of a world.
func (x *machine) observe(w *side) {
	x.t.Helper()
	numbers, err := fetched[numberSeen](x.h, w.name, "/numbers?include=deleted&limit=10000")
	codes, err2 := fetched[codeSeen](x.h, w.name, "/codes?limit=10000")
	faults, err3 := fetched[faultSeen](x.h, w.name, "/faults")
	limits, err4 := fetched[limitSeen](x.h, w.name, "/limits")
	for _, err := range []error{err, err2, err3, err4} {
		if err != nil {
			x.fail("%v", err)
		}
	}
	w.learnIDs(numbers)
	w.learnCodes(codes)
	for _, part := range []struct {
		name      string
		got, want []string
	}{
		{"numbers", lines(numbers), w.numberLines()},
		{"codes", lines(codes), w.codeLines()},
		{"faults", lines(faults), w.faultLines()},
		{"limits", linesOfLimits(limits), w.limitLines()},
	} {
		if wrong := differ(part.got, part.want); wrong != "" {
			x.fail("the %s of world %q are not what they should be: %s", part.name, w.name, wrong)
		}
	}
}

// learnIDs gives the numbers their ids where they were drawn since: one that
// another number has stays unlearned, and is seen to differ.
func (s *spec) learnIDs(seen []numberSeen) {
	for i := range s.numbers {
		n := &s.numbers[i]
		if i >= len(seen) || n.id[0] != '0' || s.byID(seen[i].ID) >= 0 {
			continue
		}
		for j := range s.limits {
			l := &s.limits[j]
			if calls, counted := l.calls[n.id]; counted {
				l.calls[seen[i].ID] = calls
				delete(l.calls, n.id)
			}
		}
		n.id = seen[i].ID
	}
	for i := len(s.start.ids); i < len(s.start.numbers) && i < len(s.numbers); i++ {
		s.start.ids = append(s.start.ids, s.numbers[i].id)
	}
}

// learnCodes reads the digits that were drawn. What is accepted is known where
// the message is not garbled.
func (s *spec) learnCodes(newestFirst []codeSeen) {
	for i := range s.codes {
		c := &s.codes[i]
		at := len(newestFirst) - 1 - i
		if c.sent != "" || at < 0 || len(newestFirst[at].Code) < 4 || newestFirst[at].Code == c.right {
			continue
		}
		if c.sent = newestFirst[at].Code; !c.garbled {
			c.right = c.sent
		}
	}
}

// lists compares what both vendors list. It is left out where a rule or a limit
// is about lists: looking would change what comes next.
func (x *machine) lists(w *side) {
	x.t.Helper()
	for _, t := range w.tokens {
		usable := t.manages && !t.revoked && (t.expires.IsZero() || w.now.Before(t.expires))
		if usable && w.unruled("meta.list_numbers") {
			x.peek(w, call{operation: "meta.list_numbers", secret: t.value, node: t.business})
		}
	}
	for _, k := range w.keys {
		if !k.revoked && w.unruled("360dialog.list_numbers") {
			x.peek(w, call{operation: "360dialog.list_numbers", secret: k.value, partner: k.partner})
			x.peek(w, call{operation: "360dialog.list_numbers", secret: k.value, partner: k.partner, params: map[string]string{
				"code_verification_status": verified,
			}})
		}
	}
}

func (s *spec) unruled(operation string) bool {
	may := func(f fault) bool {
		about := f.about()
		return match{operation: about.operation, api: about.api}.fits(&subject{operation: operation, api: vendorOf(operation)})
	}
	return !slices.ContainsFunc(s.faults, may) &&
		!slices.ContainsFunc(s.limits, func(l limit) bool { return l.concerns(operation) })
}

// peek asks for a list that no step of the sequence asked for.
func (x *machine) peek(w *side, c call) {
	x.t.Helper()
	want := w.serve(c)
	got := x.h.send(c.render(w.name, nil))
	if got.status != want.status {
		x.fail("%s with %s is %d %s, and should be %s", c.operation, c.secret, got.status, got.body, want.note())
	}
	x.judgeFacts(w, c, got, want)
}

// steer is one request to the control API whose answer is known: a status, and
// of a refusal the kind of problem.
func (x *machine) steer(r request, status int, problem string) response {
	x.t.Helper()
	got := x.sent(r, strings.TrimSpace(fmt.Sprint(status, " ", problem)))
	if got.status != status {
		x.fail("%s %s %s is %d %s, and should be %d %s", r.method, r.target, r.body, got.status, got.body, status, problem)
	}
	var said struct {
		Type string `json:"type"`
	}
	if problem != "" && (json.Unmarshal(got.body, &said) != nil || said.Type != "/problems/"+problem) {
		x.fail("%s %s is %s, and should be %s", r.method, r.target, got.body, problem)
	}
	x.h.count(r.call() + strings.TrimRight(fmt.Sprint(" ", status, " ", problem), " "))
	return got
}
