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
		if !s.rules.Open && b.ID != "" { // that is told below
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
// are in range, ids have their form, and what is referred to is there. A member with
// omitzero, omitempty or the form "or empty" may be without a value, and so may a
// [sim.Time] without the form "time". No entry of a list may.
func (r *restorer) walk(path string, v reflect.Value, tag reflect.StructTag) {
	form, item := tag.Get("form"), strings.HasSuffix(path, "]")
	optional := (strings.Contains(tag.Get("json")+tag.Get("yaml"), "omit") || form == "or empty") && !item
	switch at := v.Addr().Interface().(type) {
	case *time.Time:
		if !optional || !at.IsZero() {
			r.defects.Time(*at, "%s", path)
		}
		*at = at.UTC()
		return
	case *sim.Time:
		if form == "time" || item || !at.IsZero() {
			r.defects.Time(at.Time, "%s", path)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for _, m := range r.membersOf(v.Type()) {
			r.walk(strings.TrimPrefix(path+"."+m.Name, "."), v.FieldByIndex(m.Index), m.Tag)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			r.walk(path, v.Elem(), tag)
		}
	case reflect.Slice:
		if v.IsNil() && !optional {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0)) // null stands for none
		}
		for i := range v.Len() {
			r.walk(path+"["+strconv.Itoa(i)+"]", v.Index(i), tag)
		}
	case reflect.Int, reflect.String:
		if optional && v.IsZero() {
			return
		}
		text := v.String()
		if v.CanInt() {
			text = strconv.FormatInt(v.Int(), 10)
		}
		r.word(text, path, tag)
	}
}

// word notes a text that is not as the tags of its member ask.
func (r *restorer) word(text, path string, tag reflect.StructTag) {
	r.form(tag.Get("form"), text, path)
	if words := sim.Words(tag); words != nil && !slices.Contains(words, text) {
		r.defects.At("must be "+sim.List(words), "%s", path)
	}
	if kind := tag.Get("refers"); kind != "" && !r.known(kind, text) {
		r.defects.At("there is no such "+kind, "%s", path)
	}
}

// membersOf are the members of a struct that the walk goes into.
func (r *restorer) membersOf(t reflect.Type) []entries.Member {
	all, known := r.members[t]
	if !known {
		all = slices.DeleteFunc(entries.Members(t), func(m entries.Member) bool {
			of := t.FieldByIndex(m.Index).Type
			if of.Kind() == reflect.Slice || of.Kind() == reflect.Pointer {
				of = of.Elem()
			}
			return of.Kind() != reflect.Struct && m.Tag.Get("form")+m.Tag.Get("refers") == "" && sim.Words(m.Tag) == nil
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
	case form == "calling code" && (len(text) > 3 || text[0] < '1' || text[0] > '9'):
		r.defects.At("must be from 1 to 999", "%s", path)
	case form == "region" && (len(text) != 2 || strings.Trim(text, capitals) != ""):
		r.defects.At("must be two capitals", "%s", path)
	case form == "verified name" && text != "" && !sim.IsVerifiedName(text):
		r.defects.At("must have 2 to 75 characters", "%s", path)
	case form == "currency" && (len(text) != 3 || strings.Trim(text, capitals) != ""):
		r.defects.At("must be three capitals", "%s", path)
	case form == "from 1" && (text[0] == '-' || text == "0"):
		r.defects.At("must be from 1 on", "%s", path)
	case form == "webhook field" && !slices.Contains(sim.WebhookFields, text):
		r.defects.At("is no field of Meta's webhooks", "%s", path)
	case form == "text" && text == "":
		r.defects.At("is missing", "%s", path)
	}
}

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// free notes an id that names a node already.
func (r *restorer) free(id, path string, args ...any) {
	if r.s.taken(id) {
		r.defects.At("the id is taken", path, args...)
	}
}

func (r *restorer) counters() {
	s, st, d := r.s, r.st, &r.defects
	s.at, s.syncEpoch = st.At, st.SyncEpoch
	s.firstBiz, s.token360dialog = st.FirstBusiness, st.Token360dialog
	for _, name := range []string{"ids", "codes", "claims"} {
		if s.streams()[name].UnmarshalBinary(st.Streams[name]) != nil {
			d.At("is not the place of a stream", "streams.%s", name)
		}
	}
	for _, step := range slices.Sorted(maps.Keys(st.Steps)) {
		d.If(!slices.Contains(stepNames, step), "there is no such step", "steps.%s", step)
		s.reached[step] = st.Steps[step]
	}
}

// numbers restores them in the order of insertion, which is also that of each
// business's list, then the rows of the pools.
func (r *restorer) numbers(placed func(count int)) {
	for i := range r.st.Numbers {
		r.number(i, &r.st.Numbers[i])
		placed(i + 1)
	}
	for i := range r.st.Partners {
		for j := range r.st.Partners[i].Pool {
			r.row(r.s.pools[r.st.Partners[i].ID], &r.st.Partners[i].Pool[j], fmt.Sprintf("partners[%d].pool[%d]", i, j))
		}
	}
}

func (r *restorer) number(i int, saved *SavedNumber) {
	s, d := r.s, &r.defects
	s.lastSeq++
	n := &number{numberFields: saved.numberFields, seq: s.lastSeq}
	r.free(n.ID, "numbers[%d].id", i)
	d.If(n.VerifiedAt.IsZero() != n.ExpiresAt.IsZero(), "a verification has both its times or none", "numbers[%d].expires_at", i)
	if len(n.SharedWith)+len(n.Ends) > 0 {
		r.shares(i, n)
	}
	s.numbers[n.ID], s.order = n, append(s.order, n)
	if n.gone() {
		return
	}
	d.If(s.byPhone[n.MSISDN] != nil, "another live number has this telephone number", "numbers[%d].phone_number", i)
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
	with := map[string]bool{n.Owner: true}
	for j, id := range n.SharedWith {
		enter(r, with, id, true, "numbers[%d].shared_with[%d]", i, j)
	}
	for _, id := range slices.Sorted(maps.Keys(n.Ends)) {
		end := n.Ends[id].UTC()
		n.Ends[id] = end
		r.defects.Time(end, "numbers[%d].share_ends.%s", i, id)
		if !with[id] || id == n.Owner {
			r.defects.At("the number is not shared with it", "numbers[%d].share_ends.%s", i, id)
			continue
		}
		r.s.enter(&due{at: end, event: shareEnded, number: n, with: r.s.businesses[id]})
	}
}

func (r *restorer) row(p *pool, saved *SavedRow, path string) {
	s := r.s
	n := s.numbers[saved.NumberID]
	if n == nil || s.held(n.MSISDN) {
		r.defects.At("there is no such number, or its telephone number is in a pool already", "%s.number_id", path)
		return
	}
	row := s.addRow(p, n, saved.CreatedAt)
	row.SavedRow = *saved
	if n.gone() {
		s.orphans[n.MSISDN] = row
	} else if row.behind(s.at) {
		s.markChanged(n, s.at)
	}
}

// claimed restores the numbers of WABAs, signups and webhooks.
func (r *restorer) claimed() {
	s, st, d := r.s, r.st, &r.defects
	for i := range st.WABANumbers {
		r.wabaNumber(i, st.WABANumbers[i])
	}
	seen := map[string]bool{}
	for i := range st.Signups {
		enter(r, seen, st.Signups[i].ID, true, "signups[%d].id", i)
		s.signups = append(s.signups, new(copySignup(&st.Signups[i])))
	}
	d.If(len(s.signups) > maxSignups, "at most 10000 signups are remembered", "signups")
	for i := range st.Webhooks {
		hook := &st.Webhooks[i]
		s.lastHook++
		hook.Seq = s.lastHook
		d.If(!slices.Contains(sim.AccountEvents, hook.Event), "must be "+sim.List(sim.AccountEvents), "webhooks[%d].event", i)
		s.hooks = append(s.hooks, hook)
		s.wait(hook, hook.DueAt)
	}
}

func (r *restorer) wabaNumber(i int, saved sim.WABANumber) {
	s, d := r.s, &r.defects
	r.free(saved.ID, "waba_numbers[%d].id", i)
	d.If(s.onWABA[saved.PhoneNumber] != nil, "another WABA has this telephone number", "waba_numbers[%d].phone_number", i)
	d.If(len(saved.Attempts) > mostRegistrations, "at most 10 attempts are remembered", "waba_numbers[%d].attempts", i)
	p, w := &wabaNumber{WABANumber: saved}, s.wabas[saved.WABA]
	s.phones[p.ID], s.onWABA[p.PhoneNumber] = p, p
	w.numbers = append(w.numbers, p)
	s.schedule(&due{at: p.VerifiedUntil.Time, event: registerLapsed, phone: p})
}

func (r *restorer) codes() {
	s, d := r.s, &r.defects
	for i := range r.st.Codes {
		s.lastCode++
		c := &code{SavedCode: r.st.Codes[i], seq: s.lastCode}
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
	d.If(len(s.inbox) > maxInbox, fmt.Sprintf("the inbox holds at most %d codes", maxInbox), "codes")
}
