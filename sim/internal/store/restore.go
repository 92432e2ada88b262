package store

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Restore makes a store that goes on where the one went that gave the state: the same
// ids, codes, order of events and bounds. It tells placed how many numbers there are,
// after each that is placed. It returns [sim.Issues] when the state contradicts itself; the
// rules are taken as sound.
func Restore(rules Rules, seed uint64, st State, placed func(count int)) (*Store, error) {
	r := &restorer{s: New(rules, seed), st: &st, placed: placed}
	r.counters()
	r.access()
	r.numbers()
	r.tombstones()
	r.pools()
	r.claimed()
	r.codes()
	if len(r.defects) > 0 {
		return nil, r.defects
	}
	return r.s, nil
}

type restorer struct {
	s       *Store
	st      *State
	defects sim.Issues
	lost    map[string]*number // forgotten ones, by id
	placed  func(count int)
}

// maxPlace bounds the counters of a state, so that what is counted behind them
// has room in an agenda too.
const maxPlace = 1 << 60

func (r *restorer) counters() {
	s, st, d := r.s, r.st, &r.defects
	d.Time(st.At, "at")
	d.Time(st.Sync.Epoch, "sync.epoch")
	d.OptionalTime(st.Sync.Next, "sync.next")
	s.at, s.syncEpoch, s.syncAt = st.At.UTC(), st.Sync.Epoch.UTC(), st.Sync.Next.UTC()
	if s.seq = st.LastSeq; s.seq > maxPlace {
		d.At(fmt.Sprintf("must be at most %d", uint64(maxPlace)), "last_seq")
	}
	if s.lastDue = st.LastDue; s.lastDue > maxPlace {
		d.At(fmt.Sprintf("must be at most %d", uint64(maxPlace)), "last_due")
	}
	if s.ids.UnmarshalBinary(st.Streams.IDs) != nil {
		d.At("is not the place of a stream", "streams.ids")
	}
	if s.codes.UnmarshalBinary(st.Streams.Codes) != nil {
		d.At("is not the place of a stream", "streams.codes")
	}
	for i, step := range st.Steps {
		at := slices.Index(stepNames[:], step.Name)
		if at < 0 {
			d.At("there is no such step", "steps[%d].name", i)
			continue
		}
		s.reached[at] = step.Taken
	}
}

// access restores businesses, tokens, partners and keys.
func (r *restorer) access() {
	s, st, d := r.s, r.st, &r.defects
	for i, b := range st.Businesses {
		if _, twice := s.businesses[b.ID]; twice || !s.rules.Open && !digitsOnly(b.ID) || b.ID == "" {
			d.At("an id is digits, and stands once", "businesses[%d].id", i)
		}
		d.Time(b.CreatedAt, "businesses[%d].created_at", i)
		b.CreatedAt = b.CreatedAt.UTC()
		s.businesses[b.ID] = &business{Business: b}
		r.equip(i, s.businesses[b.ID])
	}
	for i, t := range st.Tokens {
		if _, twice := s.tokens[t.Value]; twice || t.Value == "" {
			d.At("a token is not empty, and stands once", "tokens[%d].value", i)
		}
		r.knows(t.Business, "tokens[%d].business", i)
		d.OptionalTime(t.ExpiresAt, "tokens[%d].expires_at", i)
		d.OptionalTime(t.RevokedAt, "tokens[%d].revoked_at", i)
		utc(&t.ExpiresAt, &t.RevokedAt, &t.IssuedAt)
		s.tokens[t.Value] = &t
	}
	if s.firstBiz = st.FirstBusiness; s.firstBiz != "" {
		r.knows(s.firstBiz, "first_business")
	}
	if s.token360dialog = st.Token360dialog; s.token360dialog != "" && s.tokens[s.token360dialog] == nil {
		d.At("there is no such token", "token_360dialog")
	}
	r.partners()
}

// knows notes a reference to a business that does not exist.
func (r *restorer) knows(business, path string, args ...any) {
	if _, ok := r.s.businesses[business]; !ok {
		r.defects.At("there is no such business", path, args...)
	}
}

func (r *restorer) partners() {
	s, d := r.s, &r.defects
	for i, p := range r.st.Partners {
		if _, twice := s.pools[p.ID]; twice || p.ID == "" {
			d.At("an id is not empty, and stands once", "partners[%d].id", i)
		}
		if p.Business != "" { // --open makes partners in worlds without businesses too
			r.knows(p.Business, "partners[%d].business", i)
		}
		s.pools[p.ID] = &pool{Partner: p.Partner}
		s.pools[p.ID].Keys, s.pools[p.ID].Users = slices.Clone(p.Keys), slices.Clone(p.Users)
	}
	for i, k := range r.st.Keys {
		if _, twice := s.keys[k.Value]; twice || k.Value == "" {
			d.At("a key is not empty, and stands once", "keys[%d].value", i)
		}
		if _, ok := s.pools[k.Partner]; !ok {
			d.At("there is no such partner", "keys[%d].partner", i)
		}
		s.keys[k.Value] = &k
	}
}

func digitsOnly(text string) bool {
	return text != "" && len(text) <= 32 && strings.Trim(text, "0123456789") == ""
}

// digits notes an id or a telephone number that cannot be one.
func (r *restorer) digits(text, path string, args ...any) {
	if !sim.IsNodeID(text) {
		r.defects.At("must be digits, the first not 0, and a number of 64 bits", path, args...)
	}
}

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// numbers restores them in the order of insertion, which is also that of each
// business's list.
func (r *restorer) numbers() {
	s, d := r.s, &r.defects
	r.lost = map[string]*number{}
	last := uint64(0)
	for i := range r.st.Numbers {
		saved := &r.st.Numbers[i]
		if saved.Seq <= last || saved.Seq > s.seq {
			d.At("must rise from number to number, up to last_seq", "numbers[%d].seq", i)
		}
		last = saved.Seq
		r.number(i, saved)
		r.placed(i + 1)
	}
}

func (r *restorer) number(i int, saved *SavedNumber) {
	r.checkNumber(i, saved)
	s, d := r.s, &r.defects
	n := &number{numberFields: saved.numberFields, owner: s.businesses[saved.Owner], partner: s.pools[saved.Partner]}
	utc(&n.CreatedAt, &n.UpdatedAt, &n.VerifiedAt, &n.ExpiresAt, &n.DeletedAt)
	if n.owner == nil {
		return // noted; without it the number has no place
	}
	if n.Forgotten {
		r.lost[n.ID] = n
		return
	}
	if s.taken(n.ID) {
		d.At("the id is taken", "numbers[%d].id", i)
	}
	s.numbers[n.ID] = n
	s.order = append(s.order, n)
	r.shareEnds(i, saved, n)
	if n.gone() {
		return
	}
	if _, taken := s.byPhone[n.MSISDN]; taken {
		d.At("another live number has this telephone number", "numbers[%d].phone_number", i)
	}
	s.byPhone[n.MSISDN] = n
	s.eachBusiness(n, func(b *business) { b.numbers = append(b.numbers, n) })
	r.schedule(saved, n)
}

// shareEnds puts the ends of shares back into the agenda.
func (r *restorer) shareEnds(i int, saved *SavedNumber, n *number) {
	for j, end := range saved.ShareEnds {
		with := r.s.businesses[end.With]
		if !slices.Contains(n.SharedWith, end.With) || with == nil || n.ends[end.With] != nil {
			r.defects.At("must be in shared_with, and stands once", "numbers[%d].share_ends[%d].with", i, j)
			continue
		}
		r.defects.Time(end.At, "numbers[%d].share_ends[%d].at", i, j)
		if end.Due == 0 || end.Due > r.st.LastDue || !end.At.After(r.s.at) {
			r.defects.At("is beyond last_due, or of a share that has ended", "numbers[%d].share_ends[%d].due", i, j)
		}
		r.s.planEnd(&due{at: end.At.UTC(), seq: end.Due, event: EventShareEnded, number: n, with: with})
	}
}

func utc(times ...*time.Time) {
	for _, t := range times {
		*t = t.UTC()
	}
}

func (r *restorer) checkShares(i int, n *SavedNumber) {
	if len(n.SharedWith) > len(r.s.businesses) {
		r.defects.At("there are not so many businesses to share with", "numbers[%d].shared_with", i)
		return
	}
	for j, with := range n.SharedWith {
		r.knows(with, "numbers[%d].shared_with[%d]", i, j)
		if with == n.Owner || slices.Contains(n.SharedWith[:j], with) {
			r.defects.At("the number is shared with it already", "numbers[%d].shared_with[%d]", i, j)
		}
	}
}

func (r *restorer) checkNumber(i int, n *SavedNumber) {
	d := &r.defects
	r.digits(n.ID, "numbers[%d].id", i)
	r.digits(n.MSISDN, "numbers[%d].phone_number", i)
	if n.CountryPrefix < 1 || n.CountryPrefix > 999 {
		d.At("must be from 1 to 999", "numbers[%d].country_prefix", i)
	}
	if n.Region != "" && (len(n.Region) != 2 || strings.Trim(n.Region, capitals) != "") {
		d.At("must be two capitals", "numbers[%d].region", i)
	}
	r.knows(n.Owner, "numbers[%d].owner", i)
	if _, ok := r.s.pools[n.Partner]; n.Partner != "" && !ok {
		d.At("there is no such partner", "numbers[%d].partner", i)
	}
	r.checkShares(i, n)
	d.Time(n.CreatedAt, "numbers[%d].created_at", i)
	d.Time(n.UpdatedAt, "numbers[%d].updated_at", i)
	d.OptionalTime(n.VerifiedAt, "numbers[%d].verified_at", i)
	d.OptionalTime(n.ExpiresAt, "numbers[%d].expires_at", i)
	d.OptionalTime(n.DeletedAt, "numbers[%d].deleted_at", i)
	d.OptionalTime(n.DropAt, "numbers[%d].drop_at", i)
	if n.VerifiedAt.IsZero() != n.ExpiresAt.IsZero() {
		d.At("a verification has both its times or none", "numbers[%d].expires_at", i)
	}
	if n.Forgotten && n.DeletedAt.IsZero() {
		d.At("only deleted numbers are forgotten", "numbers[%d].forgotten", i)
	}
	if n.Due > r.st.LastDue || n.Due > 0 && !n.DeletedAt.IsZero() {
		d.At("is beyond last_due, or of a deleted number", "numbers[%d].due", i)
	}
	if waits := n.Due > 0 && n.VerifiedAt.IsZero(); waits == n.DropAt.IsZero() {
		d.At("belongs to numbers with due that were never verified, and to them only", "numbers[%d].drop_at", i)
	}
}

// schedule puts the drop or the expiry of a live number back into the agenda.
// Those already due are left out, except drops.
func (r *restorer) schedule(saved *SavedNumber, n *number) {
	if saved.Due == 0 {
		return
	}
	n.waits = &due{at: n.ExpiresAt, seq: saved.Due, event: EventExpired, number: n}
	if n.VerifiedAt.IsZero() {
		n.waits.at, n.waits.event = saved.DropAt.UTC(), EventDropped
	}
	entries := []*due{n.waits}
	if before := time.Duration(r.s.rules.Profile.ReverifyBefore); before > 0 && !n.VerifiedAt.IsZero() {
		entries = append(entries, &due{at: n.ExpiresAt.Add(-before), seq: saved.Due + 1, event: EventReverify, number: n})
	}
	for _, d := range entries {
		if d.event == EventDropped || d.at.After(r.s.at) {
			r.s.enter(d)
		}
	}
}

func (r *restorer) tombstones() {
	s, d := r.s, &r.defects
	seen := make(map[string]bool, len(r.st.Tombstones))
	for i, id := range r.st.Tombstones {
		n, ok := s.numbers[id]
		if !ok || !n.gone() || seen[id] {
			d.At("is not the id of a deleted number, or stands twice", "tombstones[%d]", i)
			continue
		}
		seen[id] = true
		s.tombs = append(s.tombs, n)
	}
	if gone := len(s.numbers) - len(s.byPhone); len(*d) == 0 && gone != len(s.tombs) {
		d.At("must list every deleted number", "tombstones")
	}
	if len(s.tombs) > maxTombstones {
		d.At(fmt.Sprintf("at most %d deleted numbers are remembered", maxTombstones), "tombstones")
	}
}

func (r *restorer) pools() {
	for i := range r.st.Partners {
		p := r.s.pools[r.st.Partners[i].ID]
		for j := range r.st.Partners[i].Pool {
			r.row(p, &r.st.Partners[i].Pool[j], fmt.Sprintf("partners[%d].pool[%d]", i, j))
		}
	}
}

func (r *restorer) row(p *pool, saved *SavedRow, path string) {
	s, d := r.s, &r.defects
	n, ok := s.numbers[saved.NumberID]
	if !ok {
		n, ok = r.lost[saved.NumberID]
	}
	if !ok {
		d.At("there is no such number", "%s.number_id", path)
		return
	}
	if s.held(n.MSISDN) {
		d.At("the telephone number is in a pool already", "%s.number_id", path)
		return
	}
	if !slices.Contains([]sim.Status{sim.NotVerified, sim.Verified, sim.Expired}, saved.Status) {
		d.At("must be NOT_VERIFIED, VERIFIED or EXPIRED", "%s.status", path)
		return
	}
	d.Time(saved.CreatedAt, "%s.created_at", path)
	d.OptionalTime(saved.ExpiresAt, "%s.expires_at", path)
	partner := n.partner
	row := s.addRow(p, n, saved.CreatedAt.UTC())
	n.partner = partner
	row.known, row.expiresAt, row.changed = saved.Status, saved.ExpiresAt.UTC(), saved.Waiting
	if n.gone() {
		s.orphans[n.MSISDN] = row
	}
	if n.Forgotten {
		s.lost[n.ID] = row
	}
	if row.changed {
		s.changed = append(s.changed, row)
		if s.syncAt.IsZero() {
			d.At("a row waits, but no sync is planned", "sync.next")
		}
	}
}

func (r *restorer) codes() {
	if r.s.fallen = r.st.FallenCodes; r.s.fallen > maxPlace {
		r.defects.At(fmt.Sprintf("must be at most %d", uint64(maxPlace)), "fallen_codes")
	}
	inbox := 0
	for i := range r.st.Codes {
		if !r.st.Codes[i].Fallen {
			inbox++
		}
		r.code(i, &r.st.Codes[i])
	}
	if inbox > maxInbox {
		r.defects.At(fmt.Sprintf("the inbox holds at most %d codes", maxInbox), "codes")
	}
}

func (r *restorer) code(i int, saved *SavedCode) {
	r.checkCode(i, saved)
	s := r.s
	c := &code{codeFields: saved.codeFields}
	utc(&c.IssuedAt, &c.ArrivesAt, &c.ExpiresAt)
	if !saved.Fallen {
		s.inbox = append(s.inbox, c)
	}
	if saved.Current && !r.current(c) {
		r.defects.At("a live number has one current code", "codes[%d].current", i)
		return
	}
	if saved.ArrivalDue > 0 {
		c.arrival = &due{at: c.ArrivesAt, seq: saved.ArrivalDue, event: EventCodeDelivered, code: c}
		s.enter(c.arrival)
	}
	if saved.EndDue > 0 {
		c.end = &due{at: c.ExpiresAt, seq: saved.EndDue, event: EventCodeExpired, code: c}
		s.enter(c.end)
	}
}

// current gives a code to its number, and reports whether that is live and has
// none, or may have several.
func (r *restorer) current(c *code) bool {
	if c.older = r.s.current(c.NumberID); c.older != nil && !r.s.rules.Codes.KeepsOld() {
		return false
	}
	if p, ok := r.s.phones[c.NumberID]; ok {
		p.code = c
		return true
	}
	n, ok := r.s.numbers[c.NumberID]
	if ok = ok && !n.gone(); ok {
		n.code = c
	}
	return ok
}

func (r *restorer) checkCode(i int, c *SavedCode) {
	d := &r.defects
	r.digits(c.NumberID, "codes[%d].number_id", i)
	r.digits(c.PhoneNumber, "codes[%d].phone_number", i)
	if !digitsOnly(c.Value) || !digitsOnly(c.Sent) {
		d.At("value and sent are digits", "codes[%d]", i)
	}
	d.Time(c.IssuedAt, "codes[%d].issued_at", i)
	d.Time(c.ExpiresAt, "codes[%d].expires_at", i)
	d.OptionalTime(c.ArrivesAt, "codes[%d].arrives_at", i)
	if c.Attempts < 0 {
		d.At("must not be negative", "codes[%d].attempts", i)
	}
	if max(c.ArrivalDue, c.EndDue) > r.st.LastDue || c.ArrivalDue > 0 && c.ArrivesAt.IsZero() {
		d.At("is beyond last_due, or of a message that never arrives", "codes[%d].arrival_due", i)
	}
}
