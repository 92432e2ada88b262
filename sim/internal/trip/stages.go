package trip

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
)

// stages is the trip of every request, in order. A refusal, or a fault that
// takes the connection, skips all later stages but those that always run. The
// answer is written afterwards, by [exchange.deliver] to a client and by
// [loopback] to a caller in process.
var stages = []stage{
	{"receive", (*exchange).receive, false},           // read the body, up to its bound
	{"resolve", (*exchange).resolve, false},           // read the world's clock, once for the whole request
	{"decode", (*exchange).decode, false},             // path, headers, query and body → Call
	{"authenticate", (*exchange).authenticate, false}, // credential → token or partner
	{"identify", (*exchange).identify, false},         // node → kind → operation
	{"arrive", (*exchange).arrive, false},             // fault point: nothing is done
	{"validate", (*exchange).validate, false},         // the request against its contract
	{"limit", (*exchange).limit, false},               // count the call in its rolling windows
	{"admit", (*exchange).admit, false},               // fault point: nothing is changed
	{"apply", (*exchange).apply, false},               // the handler: one transaction of the store
	{"reply", (*exchange).replyFault, true},           // fault point: the change is made
	{"render", (*exchange).render, true},              // value or error → the vendor's answer
	{"encode", (*exchange).encode, true},              // value → bytes
	{"check", (*exchange).check, true},                // the bytes against the answer's contract
	{"record", (*exchange).close, true},               // before the answer is sent, so that its reader finds the record
}

// stage is one step of the trip.
type stage struct {
	name   string
	run    func(*exchange) error
	always bool // also for a request that is refused
}

// exchange is one trip: the call, and what becomes of it.
type exchange struct {
	*Trip
	api    API
	call   Call
	record *journal.Record
	began  time.Time
	ctx    context.Context //nolint:containedctx // the request's, for latencies and hanging connections

	conn *http.ResponseController // nil for a call in process

	unread  error // why the body could not be read
	value   any
	err     error
	applied bool
	act     *sim.FaultAction // what a rule does in the place of the answer, or to it
	reply   Reply
	drawn   time.Duration // how long a slow reply takes
	body    []byte
}

// run makes the trip up to the point where the answer is ready to be sent. When a stage
// that always runs fails, the answer is rendered once more, as that failure.
func (x *exchange) run() {
	again := false
	for i := 0; i < len(stages); i++ {
		s := stages[i]
		if !s.always && (x.err != nil || x.act != nil) {
			continue
		}
		err := x.guard(s)
		if !s.always {
			x.err = err
			continue
		}
		if err == nil {
			continue
		}
		x.opts.Log.Error("the answer cannot be made", "stage", s.name, "error", err)
		if s.name != "record" && !again {
			again = true
			x.value, x.err, x.act, x.body, x.reply = nil, err, nil, nil, Reply{}
			i = slices.IndexFunc(stages, func(s stage) bool { return s.name == "render" }) - 1
		}
	}
}

// guard turns a panic in a stage into an error, which the vendor renders as
// its unexpected failure. The world stays usable: no lock is held any more.
func (x *exchange) guard(s stage) (err error) {
	defer func() {
		if p := recover(); p != nil {
			x.Panics.Add(1)
			err = fmt.Errorf("panic in stage %s: %v", s.name, p)
			x.opts.Log.Error("panic", "stage", s.name, "panic", p, "stack", string(debug.Stack()))
		}
	}()
	return s.run(x)
}

// Refusals of the stages themselves; each vendor's catalogue has an entry for
// every one of them.
const (
	requestTooLarge  sim.ErrorCode = "request_too_large"
	malformedRequest sim.ErrorCode = "malformed_request"
)

// DialectHeader chooses how the failures of one request are answered.
const DialectHeader = "X-Sim-Dialect"

// receive reads the body, up to one byte more than allowed. A body that cannot
// be read is refused by decode: the refusal needs the world's time, which is
// read when the body has come.
func (x *exchange) receive() error {
	r := x.call.Request
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	x.readBy(x.opts.Wall().Add(x.opts.BodyTimeout))
	body, err := io.ReadAll(io.LimitReader(r.Body, x.opts.MaxBody+1))
	x.call.Body = body
	x.record.RequestBody, x.record.RequestSize = body, int64(len(body))
	switch {
	case int64(len(body)) > x.opts.MaxBody:
		x.unread = &sim.Error{Code: requestTooLarge}
	case err != nil: // the client went away, broke its own framing or took too long
		x.unread = &sim.Error{Code: malformedRequest, Detail: err.Error()}
	default:
		x.readBy(time.Time{}) // later waits may take their time; an unread rest may not
	}
	return nil
}

// readBy bounds how long the client may take, where there is a connection.
func (x *exchange) readBy(deadline time.Time) {
	if x.conn != nil {
		_ = x.conn.SetReadDeadline(deadline) // a writer without deadlines has no slow client behind it
	}
}

// resolve reads the world's clock: this instant is the whole request's now.
func (x *exchange) resolve() error {
	c := &x.call
	c.now = c.world.Now()
	x.record.At = c.now
	c.Dialect = c.world.Dialect()
	asked := c.Request.Header.Get(DialectHeader)
	if dialect, ok := sim.ParseDialect(asked); ok {
		c.Dialect = dialect
	} else if asked != "" {
		c.Hint = Hintf("%s is documented or observed; another word changes nothing", DialectHeader)
	}
	x.record.Dialect = string(c.Dialect)
	return nil
}

func (x *exchange) decode() error {
	if x.unread != nil {
		return x.unlessMalformed(x.unread)
	}
	return x.unlessMalformed(x.api.Decode(&x.call))
}

func (x *exchange) authenticate() error { return x.api.Authenticate(&x.call) }

// identify notes a refusal as a breach of the contract only if the operation is
// not known: otherwise it is a matter of rights or of existence.
func (x *exchange) identify() error {
	err := x.api.Identify(&x.call)
	if x.call.Route == nil {
		err = x.unlessMalformed(err)
	}
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

func (x *exchange) arrive() error { return x.meet(sim.PointArrive) }
func (x *exchange) admit() error  { return x.meet(sim.PointAdmit) }

// validate checks the request against its contract.
func (x *exchange) validate() error {
	found := x.call.Route.Contract.CheckRequest(x.api.Contract(&x.call))
	if len(found) == 0 {
		return nil
	}
	x.record.Conforms = false
	x.record.Violations = append(x.record.Violations, found...)
	return x.api.Invalid(&x.call, found)
}

// limit counts the call in the rolling windows of its operation.
func (x *exchange) limit() error {
	c := &x.call
	v := c.world.Limits.Take(c.now, c.Route.Operation, limit.Keys{
		sim.PerBusiness: c.Business, sim.PerNumber: c.NumberID, sim.PerPartner: c.Partner, sim.PerApp: c.Token.App,
		sim.PerToken: strings.ToValidUTF8(c.Token.Value, "\uFFFD"), // a snapshot writes it down
	})
	c.Usage = v.Usage
	if v.Allowed {
		return nil
	}
	x.record.Limit = v.Rule.Name
	c.Wait, c.AnnounceWait = v.Wait, v.Rule.RetryAfter
	_, code, _ := strings.Cut(limit.ErrorFor(v.Rule, c.Route.Operation), ".")
	return &sim.Error{Code: sim.ErrorCode(code)}
}

// apply runs the handler of the operation.
func (x *exchange) apply() (err error) {
	x.applied = true
	x.value, err = x.call.Route.Handler(&x.call)
	return err
}
