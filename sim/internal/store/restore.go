package store

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/entries"
)

// Restore makes a store that goes on where the one went that gave the state: the same
// ids, codes, order of events and bounds. It tells placed how many numbers there are,
// after each that is placed. It returns [sim.Issues] when the state contradicts itself; the
// rules are taken as sound. Of the state itself it puts the times into UTC.
func Restore(rules Rules, seed uint64, st State, placed func(count int)) (*Store, error) {
	r := &restorer{s: New(rules, seed), st: &st, members: map[reflect.Type][]entries.Member{}}
	r.names()
	r.walk("", reflect.ValueOf(&st).Elem(), "")
	r.counters()
	if len(r.defects) == 0 { // what is referred to is there
		r.numbers(placed)
		r.claimed()
		r.codes()
	}
	if len(r.defects) > 0 {
		return nil, r.defects
	}
	return r.s, nil
}

type restorer struct {
	s       *Store
	st      *State
	members map[reflect.Type][]entries.Member // those that are walked
	defects sim.Issues
}

// enter puts what a name stands for into its map, and notes a name that is missing or
// stands twice.
func enter[V any](r *restorer, m map[string]V, name string, value V, path string, args ...any) {
	if _, twice := m[name]; twice || name == "" {
		r.defects.At("must not be empty, and must stand once", path, args...)
	}
	m[name] = value
}

// names restores what is referred to by name.
func (r *restorer) names() {
	s, st := r.s, r.st
	for i, b := range st.Businesses {
		if !s.rules.Open {
			r.form("digits", b.ID, fmt.Sprintf("businesses[%d].id", i))
		}
		b.CreatedAt = b.CreatedAt.UTC()
		made := &business{Business: b}
		enter(r, s.businesses, b.ID, made, "businesses[%d].id", i)
		if b.SystemUser != "" {
			enter(r, s.users, b.SystemUser, made, "businesses[%d].system_user", i)
		}
		if b.CreditLine != "" {
			enter(r, s.lines, b.CreditLine, made, "businesses[%d].credit_line", i)
		}
	}
	for i := range st.Tokens {
		enter(r, s.tokens, st.Tokens[i].Value, &st.Tokens[i], "tokens[%d].value", i)
	}
	for i, p := range st.Partners {
		enter(r, s.pools, p.ID, &pool{Partner: p.Partner}, "partners[%d].id", i)
	}
	for i := range st.Keys {
		enter(r, s.keys, st.Keys[i].Value, &st.Keys[i], "keys[%d].value", i)
	}
	for i, a := range st.Apps {
		r.free(a.ID, "apps[%d].id", i)
		s.apps = append(s.apps, a)
	}
	for i, w := range st.WABAs {
		r.free(w.ID, "wabas[%d].id", i)
		s.insertWABA(w)
	}
}

// known tells whether the state has what a text refers to.
func (r *restorer) known(kind, name string) (ok bool) {
	switch kind {
	case "business":
		_, ok = r.s.businesses[name]
	case "partner":
		_, ok = r.s.pools[name]
	case "token":
		_, ok = r.s.tokens[name]
	case "WABA":
		_, ok = r.s.wabas[name]
	case "app":
		ok = r.s.appAt(name) >= 0
	}
	return ok
}

// walk checks a value and everything in it by the types and tags of the members: times
// are in range, ids have their form, and what is referred to is there. Only members
// with omitzero or omitempty may be without a value.
func (r *restorer) walk(path string, v reflect.Value, tag reflect.StructTag) {
	optional := strings.Contains(tag.Get("json")+tag.Get("yaml"), "omit")
	switch at := v.Addr().Interface().(type) {
	case *time.Time:
		if !optional || !at.IsZero() {
			r.defects.Time(*at, "%s", path)
		}
		*at = at.UTC()
		return
	case *sim.Time:
		r.defects.OptionalTime(at.Time, "%s", path)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, m := range r.membersOf(v.Type()) {
			r.walk(strings.TrimPrefix(path+"."+m.Name, "."), v.FieldByIndex(m.Index), m.Tag)
		}
	case reflect.Slice:
		for i := range v.Len() {
			r.walk(path+"["+strconv.Itoa(i)+"]", v.Index(i), tag)
		}
	case reflect.String:
		if optional && v.String() == "" {
			return
		}
		r.form(tag.Get("form"), v.String(), path)
		if kind := tag.Get("refers"); kind != "" && !r.known(kind, v.String()) {
			r.defects.At("there is no such "+kind, "%s", path)
		}
	}
}

// membersOf are the members of a struct that the walk goes into.
func (r *restorer) membersOf(t reflect.Type) []entries.Member {
	all, known := r.members[t]
	if !known {
		all = slices.DeleteFunc(entries.Members(t), func(m entries.Member) bool {
			of := t.FieldByIndex(m.Index).Type
			if of.Kind() == reflect.Slice {
				of = of.Elem()
			}
			return of.Kind() != reflect.Struct && m.Tag.Get("form") == "" && m.Tag.Get("refers") == ""
		})
		r.members[t] = all
	}
	return all
}

// form notes a text that has not its form.
func (r *restorer) form(form, text, path string) {
	switch {
	case form == "node" && !sim.IsNodeID(text):
		r.defects.At("must be digits, the first not 0, and a number of 64 bits", "%s", path)
	case form == "digits" && (text == "" || strings.Trim(text, "0123456789") != ""):
		r.defects.At("must be digits", "%s", path)
	}
}

// free notes an id that names a node already.
func (r *restorer) free(id, path string, args ...any) {
	if r.s.taken(id) {
		r.defects.At("the id is taken", path, args...)
	}
}

// last takes over a number that was given last, of entries that are numbered up to it.
func (r *restorer) last(into *uint64, last uint64, path string) {
	if *into = last; last > maxPlace {
		r.defects.At(fmt.Sprintf("must be at most %d", uint64(maxPlace)), "%s", path)
	}
}

// rises notes the number of an entry that does not rise up to the one given last.
func (r *restorer) rises(before *uint64, seq, last uint64, path string, i int) {
	if seq <= *before || seq > last {
		r.defects.At("must rise from entry to entry, up to the one given last", "%s[%d].seq", path, i)
	}
	*before = seq
}

// maxPlace bounds the counters of a state, so that there is room behind them.
const maxPlace = 1 << 60

func (r *restorer) counters() {
	s, st, d := r.s, r.st, &r.defects
	s.at, s.syncEpoch, s.syncAt = st.At, st.Sync.Epoch, st.Sync.Next
	s.firstBiz, s.token360dialog = st.FirstBusiness, st.Token360dialog
	r.last(&s.seq, st.LastSeq, "last_seq")
	r.last(&s.lastCode, st.LastCode, "last_code")
	r.last(&s.lastHook, st.LastHook, "last_webhook")
	for _, name := range []string{"ids", "codes", "claims"} {
		if s.streams()[name].UnmarshalBinary(st.Streams[name]) != nil {
			d.At("is not the place of a stream", "streams.%s", name)
		}
	}
	for i, step := range st.Steps {
		if !slices.Contains(stepNames, step.Name) {
			d.At("there is no such step", "steps[%d].name", i)
		}
		s.reached[step.Name] = step.Taken
	}
}

// numbers restores them in the order of insertion, which is also that of each
// business's list, then the rows of the pools.
func (r *restorer) numbers(placed func(count int)) {
	seq := uint64(0)
	for i := range r.st.Numbers {
		r.rises(&seq, r.st.Numbers[i].Seq, r.s.seq, "numbers", i)
		r.number(i, &r.st.Numbers[i])
		placed(i + 1)
	}
	slices.SortFunc(r.s.tombs, byDeletion)
	for i := range r.st.Partners {
		for j := range r.st.Partners[i].Pool {
			r.row(r.s.pools[r.st.Partners[i].ID], &r.st.Partners[i].Pool[j], fmt.Sprintf("partners[%d].pool[%d]", i, j))
		}
	}
}

func (r *restorer) number(i int, saved *SavedNumber) {
	s, d := r.s, &r.defects
	n := &number{numberFields: saved.numberFields, owner: s.businesses[saved.Owner], partner: s.pools[saved.Partner]}
	r.free(n.ID, "numbers[%d].id", i)
	r.phone(n.Phone, "numbers", i)
	if n.VerifiedAt.IsZero() != n.ExpiresAt.IsZero() {
		d.At("a verification has both its times or none", "numbers[%d].expires_at", i)
	}
	if len(n.SharedWith)+len(n.Ends) > 0 {
		r.shares(i, n)
	}
	s.numbers[n.ID], s.order = n, append(s.order, n)
	if n.gone() {
		s.tombs = append(s.tombs, n)
		return
	}
	if s.byPhone[n.MSISDN] != nil {
		d.At("another live number has this telephone number", "numbers[%d].phone_number", i)
	}
	s.byPhone[n.MSISDN] = n
	s.eachBusiness(n, func(b *business) { b.numbers = append(b.numbers, n) })
	switch {
	case !n.VerifiedAt.IsZero():
		s.expireAt(n, n.ExpiresAt)
	case !saved.DropAt.IsZero():
		n.waits = s.schedule(&due{at: saved.DropAt, event: numberDropped, number: n})
	}
}

func (r *restorer) shares(i int, n *number) {
	with := map[string]bool{n.owner.ID: true}
	for j, id := range n.SharedWith {
		enter(r, with, id, true, "numbers[%d].shared_with[%d]", i, j)
	}
	for _, id := range slices.Sorted(maps.Keys(n.Ends)) {
		end := n.Ends[id].UTC()
		n.Ends[id] = end
		r.defects.Time(end, "numbers[%d].share_ends.%s", i, id)
		if !with[id] || id == n.owner.ID {
			r.defects.At("the number is not shared with it", "numbers[%d].share_ends.%s", i, id)
			continue
		}
		r.s.enter(&due{at: end, event: shareEnded, number: n, with: r.s.businesses[id]})
	}
}

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

func (r *restorer) phone(p sim.Phone, path string, i int) {
	if p.CountryPrefix < 1 || p.CountryPrefix > 999 {
		r.defects.At("must be from 1 to 999", "%s[%d].country_prefix", path, i)
	}
	if p.Region != "" && (len(p.Region) != 2 || strings.Trim(p.Region, capitals) != "") {
		r.defects.At("must be two capitals", "%s[%d].region", path, i)
	}
}

func (r *restorer) row(p *pool, saved *SavedRow, path string) {
	s, d := r.s, &r.defects
	n := s.numbers[saved.NumberID]
	if n == nil || s.held(n.MSISDN) {
		d.At("there is no such number, or its telephone number is in a pool already", "%s.number_id", path)
		return
	}
	if !slices.Contains([]sim.Status{sim.NotVerified, sim.Verified, sim.Expired}, saved.Status) {
		d.At("must be NOT_VERIFIED, VERIFIED or EXPIRED", "%s.status", path)
	}
	partner := n.partner
	row := s.addRow(p, n, saved.CreatedAt)
	n.partner = partner
	row.SavedRow = *saved
	if n.gone() {
		s.orphans[n.MSISDN] = row
	}
	if row.Waiting {
		s.changed = append(s.changed, row)
		if s.syncAt.IsZero() {
			d.At("a row waits, but no sync is planned", "sync.next")
		}
	}
}

// claimed restores the numbers of WABAs, signups and webhooks.
func (r *restorer) claimed() {
	s, st, d := r.s, r.st, &r.defects
	for i := range st.WABANumbers {
		r.wabaNumber(i, st.WABANumbers[i])
	}
	seen := map[string]bool{}
	states := []sim.SignupState{sim.SignupOpen, sim.SignupFinished, sim.SignupCancelled, sim.SignupFailed}
	for i := range st.Signups {
		enter(r, seen, st.Signups[i].ID, true, "signups[%d].id", i)
		if !slices.Contains(states, st.Signups[i].State) {
			d.At("must be "+sim.List(states), "signups[%d].state", i)
		}
		s.signups = append(s.signups, new(copySignup(&st.Signups[i])))
	}
	if len(s.signups) > maxSignups {
		d.At("at most 10000 signups are remembered", "signups")
	}
	seq := uint64(0)
	for i := range st.Webhooks {
		hook := &st.Webhooks[i]
		r.rises(&seq, hook.Seq, s.lastHook, "webhooks", i)
		if !slices.Contains(sim.AccountEvents, hook.Event) {
			d.At("must be "+sim.List(sim.AccountEvents), "webhooks[%d].event", i)
		}
		s.hooks = append(s.hooks, hook)
		if hook.Waits && hook.DueAt.After(s.at) {
			s.enter(&due{at: hook.DueAt, event: webhookDue, hook: hook})
		} else {
			s.send(hook) // also one that was being sent
		}
	}
}

func (r *restorer) wabaNumber(i int, saved sim.WABANumber) {
	s, d := r.s, &r.defects
	r.free(saved.ID, "waba_numbers[%d].id", i)
	r.phone(saved.Phone(), "waba_numbers", i)
	if s.onWABA[saved.PhoneNumber] != nil {
		d.At("another WABA has this telephone number", "waba_numbers[%d].phone_number", i)
	}
	if len(saved.Attempts) > mostRegistrations {
		d.At("at most 10 attempts are remembered", "waba_numbers[%d].attempts", i)
	}
	p, w := &wabaNumber{WABANumber: saved}, s.wabas[saved.WABA]
	s.phones[p.ID], s.onWABA[p.PhoneNumber] = p, p
	w.numbers = append(w.numbers, p)
	s.schedule(&due{at: p.VerifiedUntil.Time, event: registerLapsed, phone: p})
}

func (r *restorer) codes() {
	s, d, seq := r.s, &r.defects, uint64(0)
	for i := range r.st.Codes {
		c := &code{SavedCode: r.st.Codes[i]}
		r.rises(&seq, c.Seq, s.lastCode, "codes", i)
		if !c.Fallen {
			s.inbox = append(s.inbox, c)
		}
		n, p := s.numbers[c.NumberID], s.phones[c.NumberID]
		switch {
		case !c.Current:
		case p != nil:
			c.older, p.code = p.code, c
		case n != nil && !n.gone():
			c.older, n.code = n.code, c
		default:
			d.At("only a number that is there has a current code", "codes[%d].current", i)
		}
		for _, event := range []*due{{at: c.ArrivesAt, event: codeDelivered, code: c}, {at: c.ExpiresAt, event: codeExpired, code: c}} {
			if event.at.After(s.at) && !event.stale() {
				s.enter(event)
			}
		}
	}
	if len(s.inbox) > maxInbox {
		d.At(fmt.Sprintf("the inbox holds at most %d codes", maxInbox), "codes")
	}
}
