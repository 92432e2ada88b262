package store

import (
	"fmt"
	"strings"
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
	fallen           bool  // out of the inbox
	twice            bool  // the message arrives two times
	arrival, end     *due  // nil when it is not ahead
	older            *code // the one before, where that can still be accepted
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

// living is the code and the older ones without those that cannot be accepted any
// more or have left the inbox.
func (c *code) living(now time.Time) *code {
	if c == nil {
		return nil
	}
	c.older = c.older.living(now)
	if c.fallen || !c.live(now) {
		return c.older
	}
	return c
}

func (c *code) copyAt(now time.Time, rules *sim.CodeRules) sim.Code {
	out := sim.Code{
		Code: c.sent, Message: rules.Text(c.sent), NumberID: c.numberID, PhoneNumber: c.msisdn, Method: c.method, Language: c.language,
		IssuedAt: sim.Time{Time: c.issuedAt}, ExpiresAt: sim.Time{Time: c.expiresAt}, Attempts: c.attempts, State: c.state(now),
	}
	if c.arrived(now) {
		out.DeliveredAt = sim.Time{Time: c.arrivesAt}
	}
	return out
}

// issue puts a new code in the place of the one before, which it voids unless the
// rules keep it.
func (tx *Tx) issue(place **code, id, msisdn, method, language string, d sim.FaultDelivery) {
	var older *code
	if tx.s.rules.Codes.KeepsOld() {
		older = (*place).living(tx.now)
	} else {
		tx.s.void(*place, tx.now)
	}
	c := tx.s.newCode(tx.now, id, msisdn, d)
	c.method, c.language = strings.Clone(method), strings.Clone(language) // they may be pieces of a long body
	c.older, *place = older, c
}

func (s *Store) newCode(now time.Time, id, msisdn string, d sim.FaultDelivery) *code {
	rules := s.rules.Codes
	value := rules.Value
	if value == "" {
		value = s.codes.Digits(rules.Length)
	}
	c := &code{
		right: value, sent: value, numberID: id, msisdn: msisdn,
		issuedAt: now, arrivesAt: now.Add(time.Duration(d.Late)), expiresAt: now.Add(time.Duration(rules.TTL)),
	}
	switch {
	case d.Outcome == sim.DeliverWrong:
		c.sent = otherDigits(value)
	case d.Outcome == sim.DeliverTwice:
		c.twice = true
	case d.Outcome == sim.DeliverNever:
		c.arrivesAt = time.Time{}
	case d.Late > 0:
		c.arrival = s.schedule(c.arrivesAt, EventCodeDelivered, nil, c)
	}
	c.end = s.schedule(c.expiresAt, EventCodeExpired, nil, c)
	s.inbox = append(s.inbox, c)
	if len(s.inbox) > maxInbox {
		for _, old := range s.inbox[:maxInbox/10] {
			old.fallen = true
		}
		s.inbox = append(s.inbox[:0:0], s.inbox[maxInbox/10:]...)
	}
	return c
}

// otherDigits returns a code of the same length that is surely another.
func otherDigits(value string) string {
	return strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%10 }, value)
}

// void ends a code and the older ones, those that could still be accepted.
func (s *Store) void(c *code, now time.Time) {
	for ; c != nil; c = c.older {
		if c.live(now) {
			c.voided = true
			s.reached[stepCodeVoid]++
		}
	}
}

// use tries a value on a code and the older ones, and clears their place when one of
// them is accepted. It returns [CodeExpired] for the right code after its time, else
// [CodeWrong].
func (tx *Tx) use(place **code, value string) error {
	for c := *place; c != nil; c = c.older {
		switch {
		case c.used || c.voided || c.right != value:
		case !tx.now.Before(c.expiresAt):
			return sim.RefuseWith(sim.CodeExpired, "code expired at "+stamp(c.expiresAt))
		default:
			c.used = true
			tx.s.void(*place, tx.now)
			*place = nil
			return nil
		}
	}
	return tx.missed(*place)
}

// missed counts a wrong try of a code and the older ones. After a code's time it
// cannot void it.
func (tx *Tx) missed(newest *code) error {
	if newest == nil {
		return sim.RefuseWith(sim.CodeWrong, "no code is pending")
	}
	if newest.voided {
		return sim.RefuseWith(sim.CodeWrong, fmt.Sprintf("the code was voided by %d wrong tries", newest.attempts))
	}
	most := tx.s.rules.Codes.Attempts
	for c := newest; c != nil; c = c.older {
		if c.attempts++; c.attempts >= most && c.live(tx.now) {
			c.voided = true
			tx.s.reached[stepCodeVoid]++
		}
	}
	return sim.RefuseWith(sim.CodeWrong, fmt.Sprintf("wrong code, try %d of %d", newest.attempts, most))
}
