package trip

import (
	"bytes"
	"cmp"
	"crypto/sha1" //
	"encoding/hex"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// replyFault is the fault point after the change: the change stays made.
func (x *exchange) replyFault() error {
	if !x.applied {
		return nil
	}
	if err := x.meet(sim.PointReply); err != nil {
		x.err, x.value = err, nil
	}
	return nil
}

// render turns the outcome into the vendor's answer.
func (x *exchange) render() error {
	switch outcome := x.outcome(); {
	case x.act != nil && x.act.Status != 0:
		x.reply = ruleReply(x.api, &x.call, x.act)
	case outcome != "" && !x.applied:
		// the connection ends before there is an answer
	default:
		x.reply = x.api.Render(&x.call, x.value, x.err)
	}
	if x.act != nil {
		for _, name := range slices.Sorted(maps.Keys(x.act.Headers)) {
			x.reply.Header.Set(name, x.act.Headers[name])
		}
	}
	if alter := alterations[x.outcome()]; alter != nil {
		alter(&x.reply)
	}
	return nil
}

// ruleReply is the answer of a rule that gives a status, without the rule's
// headers: the rule's body, else the vendor's generic envelope.
func ruleReply(api API, c *Call, a *sim.FaultAction) Reply {
	reply := api.Generic(c, a.Status)
	if a.Body != nil {
		reply.Value, reply.Newline = wire.Text([]byte(a.Body.String())), false
	}
	if a.Status == http.StatusNoContent || a.Status == http.StatusNotModified {
		reply.Value = nil // HTTP has no body for these
		reply.Header.Del("Content-Type")
	}
	return reply
}

// usualBody is the room made for a body before it is encoded, in bytes.
const usualBody = 1024

// encode writes the body out once.
func (x *exchange) encode() (err error) {
	r := &x.reply
	switch v := r.Value.(type) {
	case nil:
		return nil
	case string: // the text of a rule, never a value of a handler
		x.body = []byte(v)
		return nil
	}
	x.body, err = wire.Append(make([]byte, 0, usualBody), r.Value)
	if r.Indent {
		var lines bytes.Buffer
		err = errors.Join(err, json.Indent(&lines, x.body, "", "  "))
		x.body = lines.Bytes()
	}
	if r.Newline {
		x.body = append(x.body, '\n')
	}
	return err
}

// check compares the answer with its contract. A breach that a rule has declared
// is noted; any other is a mistake of the simulator, and is counted and logged.
func (x *exchange) check() error {
	if x.reply.Status == 0 {
		return nil
	}
	found := x.breaches()
	if len(found) == 0 {
		return nil
	}
	x.record.Violates = cmp.Or(x.record.Violates, x.call.Violates)
	declared := x.record.Violates != ""
	for i := range found {
		found[i].Declared = declared
	}
	x.record.Violations = append(x.record.Violations, found...)
	if declared {
		return nil
	}
	x.Violations.Add(int64(len(found)))
	for _, v := range found {
		x.opts.Log.Error("an answer breaks its contract", "request", x.call.id, "world", x.call.world.Name,
			"operation", x.call.Operation(), "schema", v.SchemaPath, "message", v.Message)
	}
	return nil
}

// sound is the last answer of an operation that kept its contract. A client that polls
// or changes something gets the same one again, and checking it once more would take a
// fifth of a list.
type sound struct {
	status int
	media  string
	body   []byte
}

func (x *exchange) breaches() []sim.Violation {
	r, body := &x.reply, x.body
	if len(body) == 0 && (r.Status == http.StatusNotModified || x.call.Method == http.MethodHead || x.call.Method == http.MethodOptions) {
		return nil // HTTP allows no body here, so there is nothing to check
	}
	route, media := x.call.Route, r.Header.Get("Content-Type")
	if route == nil {
		return x.api.CheckStray(wire.Plain(r.Value))
	}
	if last := route.sound.Load(); last != nil && last.status == r.Status && last.media == media && bytes.Equal(last.body, body) {
		return nil
	}
	found := route.Contract.CheckResponse(r.Status, media, wire.Plain(r.Value))
	if len(found) == 0 {
		route.sound.Store(&sound{r.Status, media, body})
	}
	return slices.DeleteFunc(found, func(v sim.Violation) bool {
		return v.Keyword == "required" && slices.Contains(r.Lacks, v.Name)
	})
}

// tag gives the answer its ETag, the SHA-1 of its body in hex as in recorded
// answers of Meta, and takes the body off when the client has it already.
func (x *exchange) tag() {
	if !x.reply.Tagged {
		return
	}
	sum := sha1.Sum(x.body) //nolint:gosec // a name for a body, not a secret
	tag := `"` + hex.EncodeToString(sum[:]) + `"`
	x.reply.Header.Set("Etag", tag)
	if held := x.call.Request.Header.Get("If-None-Match"); held == tag || held == "W/"+tag || held == "*" {
		x.reply.Sent, x.body = http.StatusNotModified, nil
	}
}

// close completes the journal record.
func (x *exchange) close() error {
	c, r := &x.call, x.record
	x.tag()
	if x.reply.Status == 0 && x.outcome() == "" { // not even the failure could be rendered
		x.reply, x.body = Reply{Status: http.StatusInternalServerError}, nil
	}
	r.Cause = x.cause()
	if x.reply.Sent != 0 {
		x.reply.Status = x.reply.Sent
	}
	x.simHeaders()
	r.Operation, r.Business, r.Partner = c.Operation(), c.Business, c.Partner
	r.NumberID, r.PhoneNumber, r.NumberStatus = c.NumberID, c.PhoneNumber, string(c.NumberStatus)
	r.Status, r.ResponseHeader = x.reply.Status, x.reply.Header
	r.ResponseBody, r.ResponseSize = x.body, int64(len(x.body))
	r.Error, r.Transient, r.Inferred = x.reply.Failure, x.reply.Transient, x.reply.Inferred
	r.Hint, r.RetryAfter = c.Hint, x.reply.Wait
	r.Outcome = cmp.Or(x.outcome(), r.Outcome)
	r.Duration = x.opts.Wall().Sub(x.began)
	c.world.Coverage.Count(r.Operation, r.Status, r.Error)
	for _, operation := range c.Missed {
		c.world.Coverage.Count(operation, r.Status, "")
	}
	c.world.Journal.Close(r)
	x.opts.Observe(r)
	if x.opts.Log.Enabled(x.ctx, slog.LevelDebug) { // masking costs as much as answering
		x.opts.Log.Debug("request", "world", r.World, "id", r.ID, "method", r.Method, "path", r.Mask(r.Path),
			"operation", r.Operation, "status", r.Status, "origin", r.Origin)
	}
	return nil
}

// simHeaders adds the headers that tell a developer how the answer came about.
func (x *exchange) simHeaders() {
	h := &x.reply.Header
	if x.opts.QuietHeaders || *h == nil {
		return
	}
	h.Set("X-Sim-World", x.call.world.Name)
	h.Set("X-Sim-Request", x.call.id)
	if x.record.Fault != "" {
		h.Set("X-Sim-Fault", headerSafe(x.record.Fault))
	}
	hint := x.call.Hint
	if cause := x.record.Cause; hint == "" && cause != nil {
		hint = clip(cause.State, longestHint)
	}
	if hint != "" {
		h.Set(HintHeader, headerSafe(hint))
	}
}

// headerSafe keeps a text within one header line.
func headerSafe(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e {
			return '?'
		}
		return r
	}, s)
}
