package store

import (
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// code is the state behind a [sim.Code].
type code struct {
	right, sent      string
	numberID, msisdn string
	method, language string
	issuedAt         time.Time
	arrivesAt        time.Time // zero: never
	expiresAt        time.Time
	attempts         int
	used, voided     bool
	fallen           bool // out of the inbox
	twice            bool // the message arrives two times
	arrival, end     *due // nil when it is not ahead
}

func (c *code) arrived(now time.Time) bool { return !c.arrivesAt.IsZero() && !now.Before(c.arrivesAt) }

func (c *code) state(now time.Time) sim.CodeState {
	switch {
	case c.used:
		return sim.CodeUsed
	case c.voided:
		return sim.CodeVoided
	case !now.Before(c.expiresAt):
		return sim.CodeLapsed
	case !c.arrived(now):
		return sim.CodeUndelivered
	default:
		return sim.CodePending
	}
}

// live reports whether the code could still be accepted.
func (c *code) live(now time.Time) bool {
	return c != nil && !c.used && !c.voided && now.Before(c.expiresAt)
}

func (c *code) copyAt(now time.Time) sim.Code {
	out := sim.Code{
		Code: c.sent, NumberID: c.numberID, PhoneNumber: c.msisdn, Method: c.method, Language: c.language,
		IssuedAt: sim.Time{Time: c.issuedAt}, ExpiresAt: sim.Time{Time: c.expiresAt}, Attempts: c.attempts, State: c.state(now),
	}
	if c.arrived(now) {
		out.DeliveredAt = sim.Time{Time: c.arrivesAt}
	}
	return out
}
