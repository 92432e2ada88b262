package trip

import (
	"errors"
	"io"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
)

// Refusals of the stages themselves; each vendor's catalogue has an entry for
// every one of them.
const (
	requestTooLarge  sim.ErrorCode = "request_too_large"
	malformedRequest sim.ErrorCode = "malformed_request"
)

// DialectHeader chooses how the failures of one request are answered.
const DialectHeader = "X-Sim-Dialect"

func stack() string { return string(debug.Stack()) }

// receive reads the body, up to the bound. A body that cannot be read is
// refused when it is to be decoded: the refusal needs the world's time, and that
// is read when the body has come.
func (x *exchange) receive() error {
	r := x.call.Request
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	x.readBy(x.opts.Wall().Add(x.opts.BodyTimeout))
	body, err := readAll(r, x.opts.MaxBody)
	x.call.Body = body
	x.record.RequestBody, x.record.RequestSize = body, int64(len(body))
	switch {
	case int64(len(body)) > x.opts.MaxBody:
		x.unread = &sim.Error{Code: requestTooLarge}
	case err != nil: // the client went away, broke its own framing or took too long
		x.unread = &sim.Error{Code: malformedRequest, Detail: err.Error()}
	default:
		x.readBy(time.Time{}) // what waits or hangs later may take its time; a rest that is unread may not
	}
	return nil
}

// readBy bounds how long the client may take, where there is a connection.
func (x *exchange) readBy(deadline time.Time) {
	if x.conn != nil {
		_ = x.conn.SetReadDeadline(deadline) // a writer without deadlines has no slow client behind it
	}
}

// longestAhead is the length of a body, in bytes, for which room is made before
// it has come: a longer one may only have been announced.
const longestAhead = 64 << 10

// readAll reads one byte more than allowed at most, so that the caller can
// tell.
func readAll(r *http.Request, most int64) ([]byte, error) {
	if n := r.ContentLength; n > 0 && n <= min(most, longestAhead) {
		body := make([]byte, n)
		got, err := io.ReadFull(r.Body, body)
		return body[:got], err
	}
	return io.ReadAll(io.LimitReader(r.Body, most+1))
}

// resolve reads the world's clock: this instant is the whole request's now.
func (x *exchange) resolve() error {
	c := &x.call
	c.now = c.world.Now()
	x.record.At = c.now
	c.Dialect = c.world.Settings().Dialect
	if asked, ok := sim.ParseDialect(c.Request.Header.Get(DialectHeader)); ok {
		c.Dialect = asked
	}
	x.record.Dialect = string(c.Dialect)
	return nil
}

func (x *exchange) decode() error {
	if x.unread != nil {
		return x.unlessMalformed(x.unread)
	}
	err := x.unlessMalformed(x.api.Decode(&x.call))
	x.describe() // where the path alone names the operation, a refused credential is one of it
	return err
}

func (x *exchange) authenticate() error {
	err := x.api.Authenticate(&x.call)
	x.describe()
	return err
}

// identify takes a refusal of a call whose operation is known for what it is: a
// matter of rights or of what exists, not a breach of the contract.
func (x *exchange) identify() error {
	err := x.api.Identify(&x.call)
	if x.call.Route == nil {
		err = x.unlessMalformed(err)
	}
	x.describe()
	return err
}

// unlessMalformed notes a request that could not even be understood.
func (x *exchange) unlessMalformed(err error) error {
	if err != nil && !errors.Is(err, ErrAnswered) {
		x.record.Conforms = false
		x.record.Violations = append(x.record.Violations, sim.Violation{
			Direction: "request", Keyword: "decode", Message: err.Error(),
		})
	}
	return err
}

func (x *exchange) describe() {
	c, r := &x.call, x.record
	if c.Route != nil {
		r.Operation = c.Route.Operation
	}
	r.NumberID, r.PhoneNumber, r.Business = c.NumberID, c.PhoneNumber, c.Business
	r.Partner, r.NumberStatus = c.Partner, string(c.NumberStatus)
}

func (x *exchange) arrive() error { return x.meet(fault.Arrive) }
func (x *exchange) admit() error  { return x.meet(fault.Admit) }

// meet asks the fault rules at one point and does what they say. It returns
// the error a rule injects.
func (x *exchange) meet(p fault.Point) error {
	c := &x.call
	if c.Route == nil || !c.world.Faults.Wants(p, c.Route.Operation) {
		return nil
	}
	d := c.world.Faults.Decide(c.now, p, x.subject())
	x.note(p, d)
	if d.Latency > 0 && !(d.Action != nil && d.Action.Reply == "slow") && !x.wait(d.Latency) {
		x.cut = &sim.FaultAction{Connection: "close"}
		return nil
	}
	if d.Action == nil {
		return nil
	}
	return x.obey(d)
}

func (x *exchange) subject() *fault.Subject {
	c := &x.call
	x.about = fault.Subject{
		Request: c.id, Operation: c.Route.Operation, API: x.api.Name(), Method: c.Route.Method,
		Origin: c.Origin, PhoneNumber: c.PhoneNumber, NumberID: c.NumberID,
		Business: c.Business, Partner: c.Partner, Status: string(c.NumberStatus),
	}
	return &x.about
}

// note writes a decision into the record, so that it can be read back.
func (x *exchange) note(p fault.Point, d fault.Decision) {
	for _, s := range d.Steps {
		step := sim.FaultDecision{Rule: s.Rule, Point: p.String(), Call: s.Call, Draw: s.Draw, LatencyMS: s.Latency.Milliseconds()}
		if s.Acted {
			step.Action = "latency"
			if d.Rule == s.Rule {
				step.Action = fault.Describe(d.Action)
			}
			if x.record.Fault == "" || d.Rule == s.Rule {
				x.record.Fault = s.Rule
			}
		}
		x.record.Decisions = append(x.record.Decisions, step)
	}
}

// obey carries an action out, as far as that is possible before the answer.
func (x *exchange) obey(d fault.Decision) error {
	a := d.Action
	x.record.Violates = a.Violates
	switch {
	case a.Connection != "", a.Reply != "":
		x.cut, x.drawn = a, d.Latency
	case a.Deliver != nil:
		x.call.Delivery = sim.Delivery{
			Never: a.Deliver.Outcome == "never", Wrong: a.Deliver.Outcome == "wrong",
			Late: time.Duration(a.Deliver.Late),
		}
	case a.Error != "":
		_, code, _ := strings.Cut(a.Error, ".")
		return &sim.Error{Code: sim.ErrorCode(code)}
	case a.Status != 0:
		x.faulted = a
		return errFaulted
	}
	return nil
}

// errFaulted stands for an answer a rule has written out.
var errFaulted = errors.New("the answer comes from a fault rule")

// wait holds the request back for a span of wall time. It returns false when
// the client, the world or the server went away first. No lock is held.
func (x *exchange) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	return x.until(timer.C)
}

// until waits for a moment, or for ever when it is nil, and returns whether it
// has come: the client or the world may go before, or a caller's patience. What
// would wait for ever lets go as soon as the server begins to stop.
func (x *exchange) until(moment <-chan time.Time) bool {
	end := x.call.world.Done()
	if moment == nil {
		end = x.call.world.Leaving()
	}
	var enough <-chan time.Time
	if x.patience > 0 {
		timer := time.NewTimer(x.patience - x.opts.Wall().Sub(x.began))
		defer timer.Stop()
		enough = timer.C
	}
	select {
	case <-moment:
		return true
	case <-enough:
		x.late = true
	case <-x.ctx.Done():
	case <-end:
	}
	return false
}

// validate holds the request against its contract.
func (x *exchange) validate() error {
	found := x.call.Route.Contract.CheckRequest(x.api.Contract(&x.call))
	if len(found) == 0 {
		return nil
	}
	x.record.Conforms = false
	x.record.Violations = append(x.record.Violations, recorded(found, false)...)
	return x.api.Invalid(&x.call, found)
}

func recorded(found []contract.Violation, declared bool) []sim.Violation {
	out := make([]sim.Violation, len(found))
	for i, v := range found {
		out[i] = sim.Violation{
			Direction: v.Direction, In: v.In, Name: v.Name, Keyword: v.Keyword,
			SchemaPath: v.SchemaPath, Message: v.Message, Declared: declared,
		}
	}
	return out
}

// limit counts the call in the rolling windows of its operation.
func (x *exchange) limit() error {
	c := &x.call
	v := c.world.Limits.Take(c.now, c.Route.Operation, limit.Keys{
		Business: c.Business, Number: c.NumberID, Partner: c.Partner, App: c.Token.App,
		Token: strings.ToValidUTF8(c.Token.Value, "\uFFFD"), // a snapshot writes it down
	})
	for _, u := range v.Usage {
		c.Usage = append(c.Usage, Usage{Limit: u.Limit, Per: u.Per, Key: u.Key, Percent: u.Percent, Regain: u.Regain})
	}
	if v.Allowed {
		return nil
	}
	x.record.Limit = v.Rule.Name
	c.Wait, c.AnnounceWait = v.Wait, v.Rule.RetryAfter
	_, code, _ := strings.Cut(limit.ErrorFor(v.Rule, c.Route.Operation), ".")
	return &sim.Error{Code: sim.ErrorCode(code)}
}

// apply does what the operation is for.
func (x *exchange) apply() error {
	var err error
	x.applied = true
	x.value, err = x.call.Route.Handler(&x.call)
	x.describe()
	return err
}
