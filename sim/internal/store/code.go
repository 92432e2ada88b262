package store

import "github.com/preverified-sim/preverified-sim/sim"

type code struct {
	right, sent      string
	numberID, msisdn digits
	method, language string
	issuedAt         moment
	arrivesAt        moment // zero: never
	expiresAt        moment
	attempts         int
	used, voided     bool
	lost             bool // it has fallen out of the inbox so long ago that it does not arrive
}

func (c *code) arrived(now moment) bool { return c.arrivesAt != 0 && now >= c.arrivesAt }

func (c *code) state(now moment) sim.CodeState {
	switch {
	case c.used:
		return sim.CodeUsed
	case c.voided:
		return sim.CodeVoided
	case now >= c.expiresAt:
		return sim.CodeLapsed
	case !c.arrived(now):
		return sim.CodeUndelivered
	default:
		return sim.CodePending
	}
}

// live reports whether the code could still be accepted.
func (c *code) live(now moment) bool {
	return c != nil && !c.used && !c.voided && now < c.expiresAt
}

func (c *code) copyAt(now moment) sim.Code {
	out := sim.Code{
		Code: c.sent, NumberID: c.numberID.String(), PhoneNumber: c.msisdn.String(),
		Method: c.method, Language: c.language,
		IssuedAt: sim.Time{Time: c.issuedAt.time()}, ExpiresAt: sim.Time{Time: c.expiresAt.time()}, Attempts: c.attempts, State: c.state(now),
	}
	if c.arrived(now) {
		out.DeliveredAt = sim.Time{Time: c.arrivesAt.time()}
	}
	return out
}
