package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// code is the state behind a [sim.Code].
type code struct {
	SavedCode
	seq   uint64 // numbers the codes of a world
	older *code  // the one before, where that can still be accepted
}

// SavedCode is a code of a [State]. It is no [sim.Code] because it has the right digits.
type SavedCode struct {
	// Value is the right code, Sent what the message says.
	Value       string    `json:"value" form:"digits"`
	Sent        string    `json:"sent" form:"digits"`
	NumberID    string    `json:"number_id" form:"node"`
	PhoneNumber string    `json:"phone_number" form:"node"`
	Method      string    `json:"method,omitempty"`
	Language    string    `json:"language,omitempty"`
	IssuedAt    time.Time `json:"issued_at"`
	ArrivesAt   time.Time `json:"arrives_at,omitzero"` // zero: never
	ExpiresAt   time.Time `json:"expires_at"`
	Attempts    uint32    `json:"attempts,omitempty"`
	Used        bool      `json:"used,omitempty"`
	Voided      bool      `json:"voided,omitempty"`
	Twice       bool      `json:"twice,omitempty"`  // the message arrives two times
	Fallen      bool      `json:"fallen,omitempty"` // out of the inbox, which is bounded
	// Current tells, in a state, that its number is verified against it.
	Current bool `json:"current,omitempty"`
}

func (c *code) arrived(now time.Time) bool { return !c.ArrivesAt.IsZero() && !now.Before(c.ArrivesAt) }

func (c *code) state(now time.Time) sim.CodeState {
	switch {
	case c.Used:
		return sim.CodeUsed
	case c.Voided:
		return sim.CodeVoided
	case !now.Before(c.ExpiresAt):
		return sim.CodeLapsed
	case !c.arrived(now):
		return sim.CodeUndelivered
	default:
		return sim.CodePending
	}
}

func (c *code) live(now time.Time) bool {
	return c != nil && !c.Used && !c.Voided && now.Before(c.ExpiresAt)
}

// living is the code and the older ones without those that cannot be accepted any
// more or have left the inbox.
func (c *code) living(now time.Time) *code {
	if c == nil {
		return nil
	}
	c.older = c.older.living(now)
	if c.Fallen || !c.live(now) {
		return c.older
	}
	return c
}

func (c *code) copyAt(now time.Time, rules *sim.CodeRules) sim.Code {
	out := sim.Code{
		Code: c.Sent, Message: rules.Text(c.Sent), NumberID: c.NumberID, PhoneNumber: c.PhoneNumber, Method: c.Method, Language: c.Language,
		IssuedAt: sim.Time{Time: c.IssuedAt}, ExpiresAt: sim.Time{Time: c.ExpiresAt}, Attempts: int(c.Attempts), State: c.state(now),
	}
	if c.arrived(now) {
		out.DeliveredAt = sim.Time{Time: c.ArrivesAt}
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
	c.Method, c.Language = strings.Clone(method), strings.Clone(language) // they may be pieces of a long body
	c.older, *place = older, c
}

func (s *Store) newCode(now time.Time, id, msisdn string, d sim.FaultDelivery) *code {
	rules := s.rules.Codes
	value := rules.Value
	if value == "" {
		value = s.codes.Digits(rules.Length)
	}
	s.lastCode++
	c := &code{seq: s.lastCode, SavedCode: SavedCode{
		Value: value, Sent: value, NumberID: id, PhoneNumber: msisdn,
		IssuedAt: now, ArrivesAt: now.Add(time.Duration(d.Late)), ExpiresAt: now.Add(time.Duration(rules.TTL)),
	}}
	switch {
	case d.Outcome == sim.DeliverWrong:
		c.Sent = otherDigits(value)
	case d.Outcome == sim.DeliverTwice:
		c.Twice = true
	case d.Outcome == sim.DeliverNever:
		c.ArrivesAt = time.Time{}
	case d.Late > 0:
		s.schedule(&due{at: c.ArrivesAt, event: codeDelivered, code: c})
	}
	s.schedule(&due{at: c.ExpiresAt, event: codeExpired, code: c})
	s.inbox = append(s.inbox, c)
	if len(s.inbox) > maxInbox {
		for _, old := range s.inbox[:maxInbox/10] {
			old.Fallen = true
		}
		s.inbox = slices.Clone(s.inbox[maxInbox/10:])
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
			c.Voided = true
			s.reached["code_voided"]++
		}
	}
}

// use tries a value on a code and the older ones, and clears their place when one of
// them is accepted. It returns [CodeExpired] for the right code after its time, else
// [CodeWrong].
func (tx *Tx) use(place **code, value string) error {
	for c := *place; c != nil; c = c.older {
		switch {
		case c.Used || c.Voided || c.Value != value:
		case !tx.now.Before(c.ExpiresAt):
			return sim.RefuseWith(sim.CodeExpired, "code expired at "+stamp(c.ExpiresAt))
		default:
			c.Used = true
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
	if newest.Voided {
		return sim.RefuseWith(sim.CodeWrong, fmt.Sprintf("the code was voided by %d wrong tries", newest.Attempts))
	}
	most := uint32(tx.s.rules.Codes.Attempts)
	for c := newest; c != nil; c = c.older {
		if c.Attempts++; c.Attempts >= most && c.live(tx.now) {
			c.Voided = true
			tx.s.reached["code_voided"]++
		}
	}
	if !tx.now.Before(newest.ExpiresAt) {
		return sim.RefuseWith(sim.CodeWrong, "the newest code expired at "+stamp(newest.ExpiresAt))
	}
	return sim.RefuseWith(sim.CodeWrong, fmt.Sprintf("wrong code, try %d of %d", newest.Attempts, most))
}
