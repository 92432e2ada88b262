package model

import (
	"slices"
	"strings"
	"time"
)

// event is a verb of a scenario's timeline or of POST /events.
type event struct {
	verb string
	// of is the phone number, token, key, name of a rule or dialect it is about.
	of          string
	replace     bool     // with claim: the number vanishes
	permissions []string // with set_permissions
	rule        *rule    // with add_fault
}

// moment is an event of the timeline, so long after the start.
type moment struct {
	after time.Duration
	do    event
}

func (m moment) compare(o moment) int { return int(m.after - o.after) }

// happen lets an event take place now.
func (s *spec) happen(e event) refusal {
	switch e.verb {
	case "add_fault":
		s.addFault(*e.rule)
		return fine
	case "remove_fault":
		return unlessKnown(s.removeFault(e.of))
	case "set_dialect":
		s.dialect = e.of
		return fine
	case "revoke_key":
		i := slices.IndexFunc(s.keys, func(k apiKey) bool { return k.value == e.of })
		if i >= 0 {
			s.keys[i].revoked = true
		}
		return unlessKnown(i >= 0)
	case "revoke_token", "expire_token", "set_permissions":
		return unlessKnown(s.changeToken(e))
	case "restore":
		return s.restore(e.of)
	case "signup":
		return s.signUp(e.of)
	}
	i := s.byPhone(e.of)
	if i < 0 {
		return "number_not_found"
	}
	return s.befall(e, i)
}

func unlessKnown(known bool) refusal {
	if known {
		return fine
	}
	return "unknown_name"
}

func (s *spec) changeToken(e event) (known bool) {
	i := slices.IndexFunc(s.tokens, func(t token) bool { return t.value == e.of })
	if i < 0 {
		return false
	}
	switch t := &s.tokens[i]; e.verb {
	case "revoke_token":
		t.revoked = true
	case "expire_token":
		t.expires = s.now
	default:
		t.manages = slices.Contains(e.permissions, "business_management")
	}
	return true
}

// befall is what the world does to a living number.
func (s *spec) befall(e event, i int) refusal {
	n := &s.numbers[i]
	switch {
	case e.verb == "delete":
		s.gone(i)
	case e.verb == "expire" && n.statusAt(s.now) == expired:
	case e.verb == "expire":
		if n.verified.IsZero() {
			n.verified = s.now.Add(-s.life().validity)
		}
		n.expires, n.drops = s.now, time.Time{}
	case n.claimed && !(e.verb == "claim" && e.replace):
		return "number_in_use"
	case e.verb == "verify":
		s.void(n)
		s.verified(n)
	default:
		moved := !n.claimed
		n.claimed, n.onWABA = true, n.onWABA || moved
		s.void(n)
		if e.replace || moved && !s.start.keepClaimed {
			s.gone(i)
		}
	}
	return fine
}

// signUp has a customer of the first business's app take a number.
func (s *spec) signUp(phone string) refusal {
	i := s.byPhone(phone)
	switch {
	case i < 0 && slices.ContainsFunc(s.numbers, func(n number) bool { return n.phone == phone && n.onWABA }):
		return "number_in_use"
	case i < 0:
		return "number_not_found"
	case s.numbers[i].claimed:
		return "number_in_use"
	case !s.numbers[i].seenBy(s.start.businesses[0].id):
		return "number_not_found"
	}
	return s.befall(event{verb: "claim", of: phone}, i)
}

// claim has a business take a number for its WABA over Graph.
func (s *spec) claim(actor, waba, id, phone string) refusal {
	i := s.byID(id)
	switch {
	case !digits(id):
		return "invalid_preverified_id"
	case waba != wabaID:
		return "waba_not_found"
	case actor != s.start.businesses[0].id:
		return "waba_access_denied"
	case i < 0 || !s.numbers[i].seenBy(actor) || !s.numbers[i].lives() && !s.numbers[i].claimed:
		return "preverified_not_found"
	case s.numbers[i].claimed:
		return "phone_already_registered"
	case s.numbers[i].phone != phone:
		return "waba_phone_invalid"
	}
	return s.befall(event{verb: "claim", of: phone}, i)
}

// restore undoes a claim, an expiry or a deletion.
func (s *spec) restore(phone string) refusal {
	if i := s.byPhone(phone); i >= 0 {
		switch n := &s.numbers[i]; {
		case n.claimed:
			n.claimed, n.onWABA = false, false
			if n.drops.IsZero() { // its drop came due while it was in use
				s.planDrop(n, s.now)
			}
		case n.statusAt(s.now) == expired:
			s.verified(n)
		default:
			return "nothing_to_restore"
		}
		return fine
	}
	for i := len(s.numbers) - 1; i >= 0; i-- {
		if n := &s.numbers[i]; n.phone == phone {
			n.deleted, n.claimed, n.onWABA = time.Time{}, false, false
			s.planDrop(n, s.now)
			if s.rowOf(i) < 0 {
				n.partner = ""
			}
			return fine
		}
	}
	return "number_not_found"
}

// due is something that the passing of time brought.
type due struct {
	at     time.Time
	event  string
	number int    // -1: none
	detail string // what a step of the timeline was done to, or a limit and its key
}

// advance moves the clock and lists what became due on the way, in the order of
// time. At one instant the numbers come first, then 360dialog's sync, then the
// timeline.
func (s *spec) advance(to time.Time) []due {
	var out []due
	from := s.now
	for {
		at, kind := s.next(to)
		out = append(out, s.passing(s.now, at)...)
		s.now = at
		switch kind {
		case "drop":
			out = append(out, s.dropDue()...)
		case "sync":
			out = append(out, s.sync()...)
		case "step":
			step := s.timeline()[s.done]
			s.done++
			s.happen(step.do)
			out = append(out, due{at, step.do.verb, -1, step.do.object()})
		default:
			out = append(out, s.windowEnds(from, to)...)
			slices.SortStableFunc(out, func(a, b due) int { return a.at.Compare(b.at) })
			return out
		}
	}
}

// object is what a step is said to have been done to; tokens and keys are not
// named.
func (e event) object() string {
	switch {
	case e.rule != nil:
		return e.rule.name
	case strings.HasSuffix(e.verb, "_token") || e.verb == "set_permissions" || e.verb == "revoke_key":
		return ""
	default:
		return e.of
	}
}

// next is the next instant at which more happens than time passing.
func (s *spec) next(to time.Time) (at time.Time, kind string) {
	at = to
	sooner := func(t time.Time, what string) {
		if t.Before(at) || t.Equal(at) && kind == "" {
			at, kind = t, what
		}
	}
	for i := range s.numbers {
		if n := &s.numbers[i]; n.lives() && n.verified.IsZero() && !n.drops.IsZero() {
			sooner(n.drops, "drop")
		}
	}
	if every := s.start.poolSync; every > 0 {
		sooner(s.start.at.Add(time.Duration(s.synced+1)*every), "sync")
	}
	if steps := s.timeline(); s.done < len(steps) {
		sooner(s.start.at.Add(steps[s.done].after), "step")
	}
	return at, kind
}

// timeline is that of the start, in the order in which it happens.
func (s *spec) timeline() []moment {
	steps := slices.Clone(s.start.timeline)
	slices.SortStableFunc(steps, moment.compare)
	return steps
}

// passing lists what happens by itself, after from and up to to.
func (s *spec) passing(from, to time.Time) (out []due) {
	note := func(at time.Time, event string, number int) {
		if at.After(from) && !at.After(to) {
			out = append(out, due{at, event, number, ""})
		}
	}
	for i := range s.codes {
		c := &s.codes[i]
		if c.arrives.After(c.issued) {
			note(c.arrives, "code_delivered", c.number)
		}
		if !c.used && !c.voided {
			note(c.ends, "code_expired", c.number)
		}
	}
	for i := range s.numbers {
		n := &s.numbers[i]
		if !n.lives() || n.verified.IsZero() {
			continue
		}
		note(n.expires, "number_expired", i)
		if before := s.life().reverify; before > 0 {
			note(n.expires.Add(-before), "reverify_window_opened", i)
		}
	}
	return out
}

// dropDue takes away the first number that was never verified and whose time
// has come. One in use stays.
func (s *spec) dropDue() []due {
	for i := range s.numbers {
		n := &s.numbers[i]
		if !n.lives() || !n.verified.IsZero() || n.drops.IsZero() || n.drops.After(s.now) {
			continue
		}
		n.drops = time.Time{}
		if n.claimed {
			return nil
		}
		s.gone(i)
		return []due{{s.now, "number_dropped", i, ""}}
	}
	return nil
}

// sync lets 360dialog learn; it is told of only when it has learned something.
func (s *spec) sync() []due {
	s.synced++
	news := false
	for i, r := range s.rows {
		if !r.deleted && s.numbers[r.number].lives() && s.learn(i) {
			news = true
		}
	}
	if !news {
		return nil
	}
	return []due{{s.now, "pool_synced", -1, ""}}
}
