package fault

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

var (
	apis     = []string{"meta", "360dialog"}
	methods  = []string{"GET", "POST", "DELETE", "PUT", "PATCH"}
	statuses = []sim.Status{sim.NotVerified, sim.Verified, sim.Expired}
)

// The bounds of what a rule may hold, in bytes and in entries. A name fits into a
// path segment and a response header; the reason goes into every record of what
// the rule does.
const (
	maxName    = 128
	maxBody    = 64 << 10
	maxHeaders = 8 << 10
	maxReason  = 512
	maxCalls   = 1000
)

// Check finds everything in the rule that is impossible, contradicts itself or can
// never match, in the order of the rule's members. The path of an issue is that of the
// member, such as on.operation.
func Check(r *sim.FaultRule, k sim.Known) []sim.Issue {
	c := &checker{known: k, rule: r, operation: Canonical(*r, k).On.Operation}
	c.Refuse(!sim.IsRuleName(r.Name), "name", "%s", sim.RuleNameForm)
	c.on()
	c.deliverOperation()
	c.calls()
	c.when()
	c.actions()
	c.errorID()
	c.statusAnswer()
	c.latency()
	c.delivery()
	c.violates()
	c.sizes()
	return c.Issues
}

type checker struct {
	sim.Issues
	known     sim.Known
	rule      *sim.FaultRule
	operation string   // canonical, or as written when it is unknown
	unknown   bool     // the operation is none of the table
	own       []string // the operations that answer with the rule's error of their own
}

// sizes refuses what would be kept for long, and looked at often.
func (c *checker) sizes() {
	do, on := &c.rule.Do, &c.rule.On
	headers := 0
	for name, value := range do.Headers { // in any order: they are added up
		headers += len(name) + len(value)
	}
	c.Refuse(do.Body != nil && len(do.Body.String()) > maxBody, "do.body", "is longer than %d bytes", maxBody)
	c.Refuse(headers > maxHeaders, "do.headers", "are longer than %d bytes altogether", maxHeaders)
	c.Refuse(len(do.Violates) > maxReason, "do.violates", "is longer than %d bytes", maxReason)
	c.Refuse(len(c.rule.When.Calls) > maxCalls, "when.calls", "are more than %d", maxCalls)
	c.Refuse(max(len(on.NumberID), len(on.Business), len(on.Partner)) > maxName, "on", "an id is longer than %d bytes", maxName)
}

func (c *checker) on() {
	on := &c.rule.On
	if _, known := c.known.Operation(on.Operation); on.Operation != "" && !known {
		c.unknown = c.Refuse(true, "on.operation", "there is no operation %q%s",
			on.Operation, sim.DidYouMean(on.Operation, c.known.OperationNames))
	}
	sim.Word(&c.Issues, "on.api", on.API, apis)
	vendor := sim.Vendor(c.operation)
	c.Refuse(!c.unknown && vendor != "" && slices.Contains(apis, on.API) && vendor != on.API, "on.api",
		"%s is an operation of %s, not of %s", c.operation, vendor, on.API)
	sim.Word(&c.Issues, "on.method", on.Method, methods)
	if slices.Contains(methods, on.Method) {
		m := c.known.Method(c.operation)
		c.Refuse(m != "" && m != on.Method, "on.method", "%s is a %s request, never %s", c.operation, m, on.Method)
	}
	sim.Word(&c.Issues, "on.origin", on.Origin, sim.Origins)
	c.Refuse(on.Origin == sim.OriginMeta && c.operation != sim.WebhookOperation, "on.origin",
		"Meta sends webhooks only: origin meta goes with operation %s", sim.WebhookOperation)
	c.Refuse(on.Origin != "" && on.Origin != sim.OriginMeta && c.operation == sim.WebhookOperation, "on.origin",
		"%s has the origin meta, never %s", c.operation, on.Origin)
	c.Refuse(on.Origin == sim.Origin360dialog && cmp.Or(vendor, on.API, sim.Vendor(c.rule.Do.Error)) == "360dialog", "on.origin",
		"360dialog calls Meta only: origin 360dialog never meets an operation of 360dialog")
	_, ok := sim.ReadMSISDN(on.PhoneNumber)
	c.Refuse(on.PhoneNumber != "" && !ok, "on.phone_number", "%s", sim.NotAPhone(on.PhoneNumber))
	c.Refuse(strings.Trim(on.NumberID, "0123456789") != "", "on.number_id", "%q is not a number's id: ids have digits only", on.NumberID)
	c.Refuse(strings.Trim(on.Business, "0123456789") != "", "on.business", "%q is not a business's id: ids have digits only", on.Business)
}

func (c *checker) deliverOperation() {
	if c.operation == sim.WebhookOperation {
		do := c.rule.Do
		c.Refuse(do.Deliver == nil || do.Latency != nil, "do", "%s is Meta's own call: deliver alone changes it", c.operation)
		return
	}
	if c.rule.Do.Deliver == nil || c.unknown || c.operation == requestCode || c.operation == "meta.request_phone_code" {
		return
	}
	if !c.Refuse(c.operation == "360dialog.request_otp", "on.operation",
		"360dialog has Meta send the code: write operation: %s, with origin: 360dialog", requestCode) {
		c.Refuse(true, "on.operation", "deliver is about the code that %s sends; %s sends none", requestCode, c.operation)
	}
}

func (c *checker) calls() {
	w := &c.rule.When
	if len(w.Calls) > maxCalls {
		return // said elsewhere
	}
	c.Refuse(w.Calls != nil && len(w.Calls) == 0, "when.calls", "an empty list never matches; leave calls out for every request")
	least := 1
	if len(w.Calls) > 0 {
		least = slices.Min(w.Calls)
	}
	c.Refuse(least < 1, "when.calls", "requests are counted from 1, there is no request %d", least)
	reachable := func(n int) bool { return scheduled(w, n) }
	c.Refuse(len(w.Calls) > 0 && least > 0 && !slices.ContainsFunc(w.Calls, reachable),
		"when.calls", "none of these requests fits from and every: the rule never acts")
}

func (c *checker) when() {
	w := &c.rule.When
	if p := w.Probability; p != nil {
		c.Refuse(!(*p >= 0 && *p <= 1), "when.probability", "must be above 0 and at most 1, not %s", plain(*p))
		c.Refuse(*p == 0, "when.probability", "with 0 the rule never acts; leave the rule out")
	}
	for _, counted := range []struct {
		name string
		n    int
	}{{"from", w.From}, {"every", w.Every}, {"times", w.Times}} {
		c.Refuse(counted.n < 0, "when."+counted.name, "must be at least 1, not %d", counted.n)
	}
	c.Refuse(w.Until > 0 && w.Until <= w.After, "when.until",
		"the window is over before it opens: until (%s) must be later than after (%s)", w.Until, w.After)
	sim.Word(&c.Issues, "when.status", sim.Status(w.Status), statuses)
}

const actionsForm = "one of error, status, connection, reply and deliver, with or without latency, or latency alone"

func (c *checker) actions() {
	do := &c.rule.Do
	given, _ := actions(do)
	c.Refuse(len(given) > 1, "do", "%s exclude each other: give %s", strings.Join(given, " and "), actionsForm)
	c.Refuse(len(given) == 0 && do.Latency == nil && do.Body == nil && do.Headers == nil, "do",
		"nothing goes wrong here: give %s", actionsForm)
	c.Refuse(do.Apply && do.Error == "" && do.Status == 0, "do.apply",
		"goes with error or status only: the change is made, and the client is told that it failed")
}

func (c *checker) errorID() {
	id := c.rule.Do.Error
	if id == "" || c.known.ErrorIDs == nil {
		return
	}
	from, ok := c.known.ErrorIDs(id)
	if !ok {
		c.Refuse(true, "do.error", "the catalogue has no entry %q%s", id, sim.DidYouMean(id, c.known.ErrorNames))
		return
	}
	api := c.rule.On.API
	if c.operation != "" {
		api = sim.Vendor(c.operation)
	}
	if !c.Refuse(api != "" && slices.Contains(apis, api) && sim.Vendor(id) != api, "do.error",
		"%s is an answer of %s, but the rule is about requests to %s", id, sim.Vendor(id), api) {
		c.own = from
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
		case on.Method != "" && c.known.Method(op) != on.Method:
		default:
			out = append(out, op)
		}
	}
	return out
}

func (c *checker) statusAnswer() {
	do := &c.rule.Do
	c.Refuse(do.Status != 0 && (do.Status < 200 || do.Status > 599), "do.status", "must be 200 to 599, not %d", do.Status)
	c.Refuse(do.Body != nil && do.Status == 0, "do.body", "goes with status only")
	c.Refuse(do.Headers != nil && do.Status == 0 && do.Error == "", "do.headers", "go with status or error only")
	c.Refuse(do.Body != nil && do.Body.String() != "" && (do.Status == 204 || do.Status == 304), "do.body",
		"an answer with status %d has no body", do.Status)
	for _, name := range slices.Sorted(maps.Keys(do.Headers)) {
		c.Refuse(name == "" || strings.IndexFunc(name, notToken) >= 0, "do.headers", "%q is not the name of a header", name)
		c.Refuse(strings.IndexFunc(do.Headers[name], func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) >= 0,
			"do.headers."+name, "a header's value has no control characters")
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
	fixed, even, curve := l.Fixed > 0, l.Min > 0 || l.Max > 0, l.P50 > 0 || l.P99 > 0
	c.Refuse(!fixed && !even && !curve, "do.latency", "must be longer than 0s: a duration, {min, max} or {p50, p99}")
	if !c.Refuse(fixed && (even || curve) || even && curve, "do.latency",
		"a duration, {min, max} and {p50, p99} exclude each other: give one") {
		c.Refuse(even && l.Max == 0, "do.latency.max", "min needs max beside it")
		c.Refuse(even && l.Max > 0 && l.Min > l.Max, "do.latency.min", "must not be longer than max: %s is longer than %s", l.Min, l.Max)
		c.Refuse(curve && (l.P50 == 0 || l.P99 == 0), "do.latency", "p50 and p99 go together, both longer than 0s")
		c.Refuse(curve && l.P99 > 0 && l.P50 > l.P99, "do.latency.p50", "must not be longer than p99: %s is longer than %s", l.P50, l.P99)
	}
	longest := max(l.Fixed, l.Min, l.Max, l.P50, l.P99)
	c.Refuse(longest > sim.Duration(MaxLatency), "do.latency",
		"must be at most %s, not %s; connection: hang never answers", sim.Duration(MaxLatency), longest)
}

func (c *checker) delivery() {
	sim.Word(&c.Issues, "do.connection", c.rule.Do.Connection, sim.FaultConnections)
	sim.Word(&c.Issues, "do.reply", c.rule.Do.Reply, sim.FaultReplies)
	d := c.rule.Do.Deliver
	if d == nil {
		return
	}
	outcomes := sim.FaultOutcomes
	if c.operation == sim.WebhookOperation {
		outcomes = sim.WebhookOutcomes
	}
	if c.Refuse(d.Outcome != "" && d.Late > 0, "do.deliver", "%s and late exclude each other", d.Outcome) {
		return
	}
	c.Refuse(d.Outcome == "" && d.Late == 0, "do.deliver", "must be %s or {late: 30s} with a time longer than 0s", sim.List(outcomes))
	if why := sim.NotOneOf(d.Outcome, outcomes); why != "" {
		c.Refuse(true, "do.deliver", "%s; a late one is {late: 30s}", why)
	}
}

// violates asks for a reason where the answer breaks the contract of an operation
// the rule may meet.
func (c *checker) violates() {
	do := &c.rule.Do
	if do.Violates != "" || c.Refuse(do.Reply.Breaks(), "do.violates",
		"reply: %s breaks the vendor's contract: say why it may", do.Reply) {
		return
	}
	never := c.operation != "" && len(c.own) > 0 && !slices.Contains(c.own, c.operation)
	if c.unknown || c.known.Breach == nil ||
		c.Refuse(never, "do.violates", "%s never answers with %s: say why it shall", c.operation, do.Error) {
		return
	}
	for _, op := range c.meets(sim.Vendor(do.Error)) {
		for _, answer := range c.answers(op) {
			breach := c.known.Breach(op, answer)
			if c.Refuse(breach != "", "do.violates", "%s: change the rule, or say why it may", breach) {
				return
			}
		}
	}
}

// answers are what the rule answers to an operation and the operation may not.
func (c *checker) answers(operation string) (out []*sim.FaultAction) {
	do := &c.rule.Do
	switch {
	case do.Status >= 200 && do.Status <= 599:
		return []*sim.FaultAction{do}
	case do.Error == "":
		return nil
	}
	ownType := func(name string) bool { return strings.EqualFold(name, "Content-Type") }
	typed := slices.ContainsFunc(slices.Collect(maps.Keys(do.Headers)), ownType)
	if !slices.Contains(c.own, operation) || typed {
		for _, status := range c.known.Statuses(do.Error, operation) {
			out = append(out, &sim.FaultAction{Status: status, Headers: do.Headers})
		}
	}
	return out
}

// plain writes a fraction without an exponent and without needless digits.
func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
