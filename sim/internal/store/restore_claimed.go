package store

import (
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
)

// SavedWABANumber is a number on a WABA of a [State], with its place in the agenda
// besides.
type SavedWABANumber struct {
	sim.WABANumber
	// Due is the place of the end of its window for registering; 0 when that is
	// not ahead.
	Due uint64 `json:"due,omitempty"`
}

func (s *Store) saveClaimed(st *State) {
	st.Apps, st.WABAs = append([]sim.App{}, s.apps...), []sim.WABA{}
	st.WABANumbers, st.Signups = []SavedWABANumber{}, []sim.Signup{}
	for _, w := range s.wabaOrder {
		st.WABAs = append(st.WABAs, copyWABA(w.WABA))
		for _, p := range w.numbers {
			saved := SavedWABANumber{WABANumber: p.copyAt(s.at)}
			if p.waits != nil {
				saved.Due = p.waits.seq
			}
			st.WABANumbers = append(st.WABANumbers, saved)
		}
	}
	for _, open := range s.signups {
		st.Signups = append(st.Signups, copySignup(open))
	}
	st.Webhooks, st.LastHook = s.saveHooks(), s.lastHook
	st.Streams.Claims, _ = s.claims.MarshalBinary() // it never fails
}

// claimed restores apps, WABAs, their numbers and signups. A state of a version
// without them has none.
func (r *restorer) claimed() {
	s, st, d := r.s, r.st, &r.defects
	if len(st.Streams.Claims) > 0 && s.claims.UnmarshalBinary(st.Streams.Claims) != nil {
		d.At("is not the place of a stream", "streams.claims")
	}
	for i, a := range st.Apps {
		r.free(a.ID, "apps[%d].id", i)
		if a.Business != "" {
			r.knows(a.Business, "apps[%d].business", i)
		}
		s.apps = append(s.apps, a)
	}
	for i := range st.WABAs {
		r.waba(i, st.WABAs[i])
	}
	for i := range st.WABANumbers {
		r.wabaNumber(i, &st.WABANumbers[i])
	}
	seen := map[string]bool{}
	for i := range st.Signups {
		r.signup(i, &st.Signups[i], seen)
	}
	for i, saved := range st.Webhooks {
		r.hook(i, saved)
	}
	if st.LastHook < s.lastHook || st.LastHook > maxPlace {
		d.At("must not be below that of the webhooks", "last_webhook")
	}
	s.lastHook = st.LastHook
	if len(st.Signups) > maxSignups {
		d.At("at most 10000 signups are remembered", "signups")
	}
}

// equip restores the system user and the credit line of a business.
func (r *restorer) equip(i int, b *business) {
	for _, node := range []struct {
		id, name string
		nodes    map[string]*business
	}{{b.SystemUser, "system_user", r.s.users}, {b.CreditLine, "credit_line", r.s.lines}} {
		if node.id != "" {
			r.free(node.id, "businesses[%d].%s", i, node.name)
			node.nodes[node.id] = b
		}
	}
}

// free notes an id that cannot be one or names a node already.
func (r *restorer) free(id, path string, args ...any) {
	r.digits(id, path, args...)
	if r.s.taken(id) {
		r.defects.At("the id is taken", path, args...)
	}
}

func (r *restorer) waba(i int, w sim.WABA) {
	r.free(w.ID, "wabas[%d].id", i)
	r.knows(w.Business, "wabas[%d].business", i)
	for j, with := range w.SharedWith {
		r.knows(with, "wabas[%d].shared_with[%d]", i, j)
	}
	r.defects.Time(w.CreatedAt.Time, "wabas[%d].created_at", i)
	made := &waba{WABA: copyWABA(w)}
	r.s.wabas[w.ID] = made
	r.s.wabaOrder = append(r.s.wabaOrder, made)
}

func (r *restorer) wabaNumber(i int, saved *SavedWABANumber) {
	s, d := r.s, &r.defects
	r.free(saved.ID, "waba_numbers[%d].id", i)
	r.digits(saved.PhoneNumber, "waba_numbers[%d].phone_number", i)
	if s.onWABA[saved.PhoneNumber] != nil {
		d.At("another WABA has this telephone number", "waba_numbers[%d].phone_number", i)
	}
	if saved.CountryPrefix < 1 || saved.CountryPrefix > 999 {
		d.At("must be from 1 to 999", "waba_numbers[%d].country_prefix", i)
	}
	d.Time(saved.CreatedAt.Time, "waba_numbers[%d].created_at", i)
	d.Time(saved.OnboardedAt.Time, "waba_numbers[%d].last_onboarded_time", i)
	d.OptionalTime(saved.VerifiedAt.Time, "waba_numbers[%d].verified_at", i)
	d.OptionalTime(saved.VerifiedUntil.Time, "waba_numbers[%d].verified_until", i)
	d.OptionalTime(saved.RegisteredAt.Time, "waba_numbers[%d].registered_at", i)
	d.OptionalTime(saved.BlockedUntil.Time, "waba_numbers[%d].blocked_until", i)
	if len(saved.Attempts) > mostRegistrations {
		d.At("at most 10 attempts are remembered", "waba_numbers[%d].attempts", i)
	}
	if saved.Due > r.st.LastDue || saved.Due > 0 && saved.VerifiedUntil.IsZero() {
		d.At("is beyond last_due, or of a number without verified_until", "waba_numbers[%d].due", i)
	}
	w := s.wabas[saved.WABA]
	if w == nil {
		d.At("there is no such WABA", "waba_numbers[%d].waba_id", i)
		return
	}
	p := &wabaNumber{WABANumber: saved.WABANumber}
	p.Attempts = slices.Clone(saved.Attempts)
	s.phones[p.ID], s.onWABA[p.PhoneNumber] = p, p
	w.numbers = append(w.numbers, p)
	if saved.Due > 0 {
		p.waits = &due{at: p.VerifiedUntil.Time, seq: saved.Due, event: EventRegisterLapsed, phone: p}
		if p.waits.at.After(s.at) {
			s.enter(p.waits)
		}
	}
}

func (r *restorer) signup(i int, saved *sim.Signup, seen map[string]bool) {
	d := &r.defects
	if seen[saved.ID] || saved.ID == "" {
		d.At("an id is not empty, and stands once", "signups[%d].id", i)
	}
	seen[saved.ID] = true
	if !slices.Contains([]sim.SignupState{sim.SignupOpen, sim.SignupFinished, sim.SignupCancelled, sim.SignupFailed}, saved.State) {
		d.At("must be open, finished, cancelled or failed", "signups[%d].state", i)
	}
	if !slices.ContainsFunc(r.st.Apps, func(a sim.App) bool { return a.ID == saved.App }) {
		d.At("there is no such app", "signups[%d].app", i)
	}
	d.Time(saved.OpenedAt.Time, "signups[%d].opened_at", i)
	d.OptionalTime(saved.EndedAt.Time, "signups[%d].ended_at", i)
	d.OptionalTime(saved.CodeExpiresAt.Time, "signups[%d].code_expires_at", i)
	copied := copySignup(saved)
	r.s.signups = append(r.s.signups, &copied)
}
