package trip

import (
	"errors"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
)

// meet asks the fault rules at one point and does what they say. It returns
// the error a rule injects.
func (x *exchange) meet(p sim.FaultPoint) error {
	c := &x.call
	if c.Route == nil {
		return nil
	}
	d := c.world.Faults.Decide(c.now, p, &fault.Subject{
		Request: c.id, Status: string(c.NumberStatus),
		FaultMatch: sim.FaultMatch{
			Operation: c.Route.Operation, API: x.api.Name(), Method: c.Route.Method, Origin: c.Origin,
			PhoneNumber: c.PhoneNumber, NumberID: c.NumberID, Business: c.Business, Partner: c.Partner,
		},
	})
	x.note(d)
	if d.Latency > 0 && !(d.Action != nil && d.Action.Reply == sim.ReplySlow) && !x.wait(d.Latency) {
		x.act = &sim.FaultAction{Connection: sim.ConnectionClose}
		return nil
	}
	if d.Action == nil {
		return nil
	}
	return x.obey(d)
}

// note writes a decision into the record, so that it can be read back.
func (x *exchange) note(d fault.Decision) {
	x.record.Decisions = append(x.record.Decisions, d.Steps...)
	for _, s := range d.Steps {
		if s.Action != "" && (x.record.Fault == "" || d.Rule == s.Rule) {
			x.record.Fault = s.Rule
		}
	}
}

// obey carries an action out, as far as that is possible before the answer.
func (x *exchange) obey(d fault.Decision) error {
	a := d.Action
	x.record.Violates = a.Violates
	if a.Deliver != nil {
		x.call.Delivery = *a.Deliver
		return nil
	}
	x.act, x.drawn = a, d.Latency
	switch {
	case a.Error != "":
		_, code, _ := strings.Cut(a.Error, ".")
		return &sim.Error{Code: sim.ErrorCode(code)}
	case a.Status != 0:
		return errFaulted
	}
	return nil
}

// errFaulted marks an answer that a fault rule gives.
var errFaulted = errors.New("the answer comes from a fault rule")

// wait delays the request by a span of wall time. It returns false when the
// client, the world or the server went away first. No lock is held.
func (x *exchange) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	return x.until(timer.C)
}

// until waits for a moment, or without end when it is nil, and returns whether
// it has come: the client or the world may go first, or a caller in process may
// give up. A wait without end stops as soon as the server begins to stop.
func (x *exchange) until(moment <-chan time.Time) bool {
	end := x.call.world.Done()
	if moment == nil {
		end = x.call.world.Leaving()
	}
	select {
	case <-moment:
		return true
	case <-x.ctx.Done():
	case <-end:
	}
	return false
}
