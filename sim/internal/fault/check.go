package fault

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Known is what the rest of the product knows and a rule is checked against. A
// member left nil leaves the checks out that need it.
type Known struct {
	// Operations gives the name of the operation table for that name itself and
	// for the vendor's operationId.
	Operations func(name string) (canonical string, ok bool)
	// OperationNames are the names to suggest from, in their order.
	OperationNames []string
	// Method gives the HTTP method of an operation of the table, or "".
	Method func(operation string) string
	// ErrorIDs gives the operations that may answer with a catalogue entry. A
	// rule that answers with it on another operation must say why in violates;
	// an empty list stands for every operation of the entry's vendor.
	ErrorIDs func(id string) (operations []string, ok bool)
	// ErrorNames are the catalogue ids to suggest from, in their order.
	ErrorNames []string
	// Documents reports whether an answer of that status in the vendor's general
	// error envelope keeps the contract of an operation. A rule that gives
	// another, without a body, must say why in violates.
	Documents func(operation string, status int) bool
	// Statuses gives the statuses a catalogue entry has on an operation, in all
	// dialects; each must be one that Documents knows.
	Statuses func(id, operation string) []int
}

// Problem is one thing that makes a rule impossible.
type Problem struct {
	// Path is the member, such as on.operation or when.probability.
	Path string
	// Message says what is wrong with it, and what was meant or would do.
	Message string
}

var (
	apis     = []string{"meta", "360dialog"}
	methods  = []string{"GET", "POST", "DELETE", "PUT", "PATCH"}
	statuses = []sim.Status{sim.NotVerified, sim.Verified, sim.Expired}
)

// maxName keeps a name fit for a path segment and a response header.
const maxName = 128

// The bounds of what else a rule may hold, in bytes and in entries. Its reason
// goes into every record of what it does.
const (
	maxBody    = 64 << 10
	maxHeaders = 8 << 10
	maxReason  = 512
	maxCalls   = 1000
)

// Check finds everything in the rule that is impossible, contradicts itself or
// can never match, all at once and in the order of the rule's members. A rule
// without problems may be given to [Engine.Add].
func Check(r *sim.FaultRule, k Known) []Problem {
	c := &checker{known: k, rule: r, operation: operationOf(r, k)}
	c.name()
	c.on()
	c.deliverOperation()
	c.counts()
	c.window()
	c.actions()
	c.errorID()
	c.statusAnswer()
	c.headers()
	c.latency()
	c.words()
	c.violates()
	c.sizes()
	return c.problems
}

type checker struct {
	known     Known
	rule      *sim.FaultRule
	operation string // canonical, or as written when it is unknown
	unknown   bool   // the operation is none of the table
	problems  []Problem
}

func (c *checker) add(path, format string, args ...any) {
	c.problems = append(c.problems, Problem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// word refuses a word that is not in the list; no word at all is fine.
func word[T ~string](c *checker, path string, word T, accepted []T) {
	if word != "" && !slices.Contains(accepted, word) {
		all := texts(accepted)
		c.add(path, "%q is not one of %s%s", word, strings.Join(all, ", "), sim.DidYouMean(string(word), all))
	}
}

func texts[T ~string](words []T) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}

func (c *checker) name() {
	n := c.rule.Name
	bad := strings.IndexFunc(n, func(r rune) bool { return r < ' ' || r > '~' || r == '/' }) >= 0
	if bad || len(n) > maxName || strings.TrimSpace(n) != n {
		c.add("name", "a name has at most %d printable ASCII characters, no slash, and no space at its ends", maxName)
	}
}

// sizes refuses what would be kept for long, and looked at often.
func (c *checker) sizes() {
	do, on := &c.rule.Do, &c.rule.On
	if do.Body != nil && len(*do.Body) > maxBody {
		c.add("do.body", "is longer than %d bytes", maxBody)
	}
	all := 0
	for name, value := range do.Headers { // order is of no consequence
		all += len(name) + len(value)
	}
	if all > maxHeaders {
		c.add("do.headers", "are longer than %d bytes altogether", maxHeaders)
	}
	if len(do.Violates) > maxReason {
		c.add("do.violates", "is longer than %d bytes", maxReason)
	}
	if len(c.rule.When.Calls) > maxCalls {
		c.add("when.calls", "are more than %d", maxCalls)
	}
	if max(len(on.NumberID), len(on.Business), len(on.Partner)) > maxName {
		c.add("on", "an id is longer than %d bytes", maxName)
	}
}

func (c *checker) on() {
	on := &c.rule.On
	if on.Operation != "" && c.known.Operations != nil {
		if _, ok := c.known.Operations(on.Operation); !ok {
			c.unknown = true
			c.add("on.operation", "there is no operation %q%s", on.Operation, sim.DidYouMean(on.Operation, c.known.OperationNames))
		}
	}
	word(c, "on.api", on.API, apis)
	if v := sim.Vendor(c.operation); !c.unknown && v != "" && slices.Contains(apis, on.API) && v != on.API {
		c.add("on.api", "%s is an operation of %s, not of %s", c.operation, v, on.API)
	}
	word(c, "on.method", on.Method, methods)
	if c.known.Method != nil && slices.Contains(methods, on.Method) {
		if m := c.known.Method(c.operation); m != "" && m != on.Method {
			c.add("on.method", "%s is a %s request, never %s", c.operation, m, on.Method)
		}
	}
	word(c, "on.origin", on.Origin, sim.Origins)
	if on.Origin == sim.Origin360dialog && (on.API == "360dialog" || sim.Vendor(c.operation) == "360dialog") {
		c.add("on.origin", "360dialog calls Meta only: origin 360dialog never meets an operation of 360dialog")
	}
	if _, ok := sim.ReadMSISDN(on.PhoneNumber); on.PhoneNumber != "" && !ok {
		c.add("on.phone_number", "%q is not a phone number: %s", on.PhoneNumber, sim.PhoneForm)
	}
	if strings.Trim(on.NumberID, "0123456789") != "" {
		c.add("on.number_id", "%q is not a number's id: ids have digits only", on.NumberID)
	}
}

func (c *checker) deliverOperation() {
	switch {
	case c.rule.Do.Deliver == nil, c.unknown, c.operation == requestCode:
		return
	case c.operation == "360dialog.request_otp":
		c.add("on.operation", "360dialog has Meta send the code: write operation: %s, with origin: 360dialog", requestCode)
	default:
		c.add("on.operation", "deliver is about the code that %s sends; %s sends none", requestCode, c.operation)
	}
}

func (c *checker) counts() {
	w := &c.rule.When
	if len(w.Calls) > maxCalls {
		return // said elsewhere
	}
	if w.Calls != nil && len(w.Calls) == 0 {
		c.add("when.calls", "an empty list never matches; leave calls out for every request")
	}
	if len(w.Calls) > 0 && slices.Min(w.Calls) < 1 {
		c.add("when.calls", "requests are counted from 1, there is no request %d", slices.Min(w.Calls))
	}
	sound := true
	for _, m := range []struct {
		path string
		n    sim.FaultCount
	}{{"when.from", w.From}, {"when.every", w.Every}, {"when.times", w.Times}} {
		if m.n < 0 {
			c.add(m.path, "must be at least 1, not %d", m.n)
			sound = false
		}
	}
	reachable := func(n int) bool { return scheduled(w, n) }
	if sound && len(w.Calls) > 0 && slices.Min(w.Calls) > 0 && !slices.ContainsFunc(w.Calls, reachable) {
		c.add("when.calls", "none of these requests fits from and every: the rule never acts")
	}
	if p := w.Probability; p != nil && !(*p >= 0 && *p <= 1) {
		c.add("when.probability", "must be above 0 and at most 1, not %s", plain(*p))
	} else if p != nil && *p == 0 {
		c.add("when.probability", "with 0 the rule never acts; leave the rule out")
	}
}

func (c *checker) window() {
	w := &c.rule.When
	if w.Until > 0 && w.Until <= w.After {
		c.add("when.until", "the window is over before it opens: until (%s) must be later than after (%s)", w.Until, w.After)
	}
	word(c, "when.status", sim.Status(w.Status), statuses)
}

const actionsForm = "one of error, status, connection, reply and deliver, with or without latency, or latency alone"

func (c *checker) actions() {
	do := &c.rule.Do
	var given []string
	for _, a := range []struct {
		name string
		ok   bool
	}{{"error", do.Error != ""}, {"status", do.Status != 0}, {"connection", do.Connection != ""},
		{"reply", do.Reply != ""}, {"deliver", do.Deliver != nil}} {
		if a.ok {
			given = append(given, a.name)
		}
	}
	switch {
	case len(given) > 1:
		c.add("do", "%s exclude each other: give %s", strings.Join(given, " and "), actionsForm)
	case len(given) == 0 && do.Latency == nil && do.Body == nil && do.Headers == nil:
		c.add("do", "nothing goes wrong here: give %s", actionsForm)
	}
	if do.Apply && do.Error == "" && do.Status == 0 {
		c.add("do.apply", "goes with error or status only: the change is made, and the client is told that it failed")
	}
}

func (c *checker) errorID() {
	id := c.rule.Do.Error
	if id == "" {
		return
	}
	var operations []string
	if c.known.ErrorIDs != nil {
		var ok bool
		if operations, ok = c.known.ErrorIDs(id); !ok {
			c.add("do.error", "the catalogue has no entry %q%s", id, sim.DidYouMean(id, c.known.ErrorNames))
			return
		}
	}
	api := c.rule.On.API
	if c.operation != "" {
		api = sim.Vendor(c.operation)
	}
	switch {
	case c.unknown:
	case api != "" && slices.Contains(apis, api) && sim.Vendor(id) != api:
		c.add("do.error", "%s is an answer of %s, but the rule is about requests to %s", id, sim.Vendor(id), api)
	case c.rule.Do.Violates != "":
	case c.operation != "" && len(operations) > 0 && !slices.Contains(operations, c.operation):
		c.add("do.violates", "%s never answers with %s: say why it shall", c.operation, id)
	default:
		c.errorStatus(id, operations)
	}
}

// errorStatus refuses an error that breaks the contract of an operation the
// rule may meet. from are the operations that answer with it of their own.
func (c *checker) errorStatus(id string, from []string) {
	if c.known.Documents == nil || c.known.Statuses == nil {
		return
	}
	for _, op := range c.meets(sim.Vendor(id)) {
		for _, status := range c.known.Statuses(id, op) {
			if !slices.Contains(from, op) && !c.known.Documents(op, status) {
				c.add("do.violates", "%s with its status %d breaks the contract of %s: name another operation, or say why it may", id, status, op)
				return
			}
		}
	}
}

// meets are the operations the rule may meet, those of one vendor where it is
// not "".
func (c *checker) meets(api string) []string {
	on, out := &c.rule.On, []string{}
	if on.Origin == sim.Origin360dialog {
		api = "meta"
	}
	for _, op := range c.known.OperationNames {
		switch {
		case c.operation != "" && op != c.operation:
		case on.API != "" && sim.Vendor(op) != on.API, api != "" && sim.Vendor(op) != api:
		case on.Method != "" && c.known.Method != nil && c.known.Method(op) != on.Method:
		default:
			out = append(out, op)
		}
	}
	return out
}

func (c *checker) statusAnswer() {
	do := &c.rule.Do
	if do.Status != 0 && (do.Status < 200 || do.Status > 599) {
		c.add("do.status", "must be 200 to 599, not %d", do.Status)
	}
	if do.Body != nil && do.Status == 0 {
		c.add("do.body", "goes with status only")
	}
	if do.Headers != nil && do.Status == 0 {
		c.add("do.headers", "go with status only")
	}
	if do.Body != nil && *do.Body != "" && (do.Status == 204 || do.Status == 304) {
		c.add("do.body", "an answer with status %d has no body", do.Status)
	}
}

func (c *checker) headers() {
	for _, name := range slices.Sorted(maps.Keys(c.rule.Do.Headers)) {
		if name == "" || strings.IndexFunc(name, notToken) >= 0 {
			c.add("do.headers", "%q is not the name of a header", name)
		}
		if strings.IndexFunc(c.rule.Do.Headers[name], func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) >= 0 {
			c.add("do.headers."+name, "a header's value has no control characters")
		}
	}
}

// notToken is the complement of RFC 9110's tchar.
func notToken(r rune) bool {
	letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	return !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", r)
}

func (c *checker) latency() {
	l := c.rule.Do.Latency
	if l == nil {
		return
	}
	even, curve := l.Min > 0 || l.Max > 0, l.P50 > 0 || l.P99 > 0
	forms := 0
	for _, given := range []bool{l.Fixed > 0, even, curve} {
		if given {
			forms++
		}
	}
	switch {
	case forms == 0:
		c.add("do.latency", "must be longer than 0s: a duration, {min, max} or {p50, p99}")
	case forms > 1:
		c.add("do.latency", "a duration, {min, max} and {p50, p99} exclude each other: give one")
	case even && l.Max == 0:
		c.add("do.latency.max", "min needs max beside it")
	case even && l.Min > l.Max:
		c.add("do.latency.min", "must not be longer than max: %s is longer than %s", l.Min, l.Max)
	case curve && (l.P50 == 0 || l.P99 == 0):
		c.add("do.latency", "p50 and p99 go together, both longer than 0s")
	case curve && l.P50 > l.P99:
		c.add("do.latency.p50", "must not be longer than p99: %s is longer than %s", l.P50, l.P99)
	}
	if longest := max(l.Fixed, l.Min, l.Max, l.P50, l.P99); longest > sim.Duration(MaxLatency) {
		c.add("do.latency", "must be at most %s, not %s; connection: hang never answers", sim.Duration(MaxLatency), longest)
	}
}

func (c *checker) words() {
	do := &c.rule.Do
	word(c, "do.connection", do.Connection, sim.FaultConnections)
	word(c, "do.reply", do.Reply, sim.FaultReplies)
	d := do.Deliver
	switch {
	case d == nil:
	case d.Outcome != "" && d.Late > 0:
		c.add("do.deliver", "%s and late exclude each other", d.Outcome)
	case d.Outcome == "" && d.Late == 0:
		c.add("do.deliver", "must be never, wrong or {late: 30s} with a time longer than 0s")
	case d.Outcome != "" && !slices.Contains(sim.FaultOutcomes, d.Outcome):
		c.add("do.deliver", "%q is not one of never, wrong; a late code is {late: 30s}%s", d.Outcome, sim.DidYouMean(string(d.Outcome), texts(sim.FaultOutcomes)))
	}
}

// violates asks for a reason where the answer is not the vendor's, or may not
// be.
func (c *checker) violates() {
	do := &c.rule.Do
	if do.Violates != "" {
		return
	}
	if do.Reply == sim.ReplyTruncate || do.Reply == sim.ReplyGarbage {
		c.add("do.violates", "reply: %s breaks the vendor's contract: say why it may", do.Reply)
	}
	switch {
	case do.Status == 0:
	case do.Body != nil:
		c.add("do.violates", "a body of your own may break the vendor's contract: say why it may")
	case c.ownType():
		c.add("do.violates", "a Content-Type of your own may break the vendor's contract: say why it may")
	default:
		c.undocumented()
	}
}

func (c *checker) ownType() bool {
	for name := range c.rule.Do.Headers { // order is of no consequence
		if strings.EqualFold(name, "Content-Type") {
			return true
		}
	}
	return false
}

// undocumented refuses a status in the vendor's envelope that some operation
// the rule may meet does not have.
func (c *checker) undocumented() {
	status := c.rule.Do.Status
	if c.known.Documents == nil || c.unknown || status < 200 || status > 599 {
		return
	}
	for _, op := range c.meets("") {
		if !c.known.Documents(op, status) {
			c.add("do.violates", "the contract of %s has no failure with status %d: name another operation, or say why it may", op, status)
			return
		}
	}
}

// plain writes a fraction without an exponent and without needless digits.
func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
