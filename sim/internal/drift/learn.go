package drift

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// known is what the recorded successes show of one number at the start: its id, phone
// number and claim, the business that owns or has shared it, the partner whose pool has
// it, its status, and the following.
type known struct {
	sim.ScenarioNumber
	visible   []string        // businesses whose lists show it
	shared    map[string]bool // businesses with which the capture shares it
	listed    int             // its place among all items of lists, 0 when no list has it
	created   time.Time
	verified  time.Time
	expires   time.Time
	entered   bool // a recorded request verified it: later answers do not show the start
	requested bool // a code was granted before that
}

// learner gathers what the successes of a capture show of the world it was
// recorded in. An error only shows that its partner exists.
type learner struct {
	start      time.Time
	validity   time.Duration
	numbers    []*known
	byID       map[string]*known
	businesses []*sim.ScenarioBusiness
	partners   []string
	added      map[string]bool // ids that an add answered
	pages      []openPage
	followed   map[string]bool // cursors a later page began at
	phones     map[string]bool // those that the capture names; true for one that a number has
	items      int
	invented   int

	wabas        []*waba
	wabaNumbers  []*wabaNumber
	claims       []claim
	put          map[string]bool // ids of phone numbers that the capture puts on a WABA
	apps         []string        // that are subscribed to WABAs
	fallback     string          // the WABA of phone numbers of which none is shown
	user, credit string          // a user and a credit line of which no answer tells the business
}

// openPage is a page of a list whose next page was not recorded.
type openPage struct {
	business string
	filter   sim.Status
	last     map[string]any
}

func learn(calls []*call) *learner {
	l := &learner{start: calls[0].At, byID: map[string]*known{}, added: map[string]bool{}, followed: map[string]bool{}, phones: map[string]bool{}, put: map[string]bool{}}
	for _, c := range calls {
		if c.succeeded() {
			l.noteClaimed(c)
		}
	}
	for _, c := range calls {
		l.note(c)
	}
	for _, c := range calls {
		l.resolve(c)
		if c.operation != "" && c.succeeded() {
			l.success(c)
		}
	}
	return l
}

// note records, before anything else is learned, of what kind the ids in paths are.
func (l *learner) note(c *call) {
	l.followed[c.params["after"]] = true
	if c.vendor == dialog && c.partner != "" && c.Answer.Status != 404 && !slices.Contains(l.partners, c.partner) {
		l.partners = append(l.partners, c.partner)
	}
	if !c.succeeded() || l.noteClaimed(c) {
		return
	}
	switch c.operation {
	case "meta.add_number", "360dialog.add_number":
		l.added[idOf(c.reply)], l.phones[sim.MSISDN(c.params["phone_number"])] = true, false
		l.business(c.node)
	case "meta.list_numbers", "meta.share_number", "meta.unshare_number":
		l.business(c.node)
	case "", getNode:
	default:
		if c.vendor == meta && !l.isWABANumber(c.node) {
			l.number(c.node)
		}
	}
}

// numberMembers tell a pre-verified number.
var numberMembers = []string{"code_verification_status", "code_verification_time", "verification_expiry_time", "is_input_id_valid", "owner_business"}

// resolve decides what the GET of a bare node reads: other requests tell, else
// the members of the answer. Nodes of neither kind are not simulated.
func (l *learner) resolve(c *call) {
	if l.resolveClaimed(c); c.operation != getNode {
		return
	}
	has := func(name string) bool { _, ok := c.object()[name]; return ok }
	number := l.added[c.node] || l.byID[c.node] != nil
	business := l.isBusiness(c.node)
	switch {
	case number, !business && !c.succeeded(), !business && slices.ContainsFunc(numberMembers, has):
		c.operation = "meta.get_number"
	case business, has("name"):
		c.operation = "meta.get_business"
	case has("id"):
		c.operation = "meta.get_number"
	default:
		c.operation, c.why = "", "a node of another kind"
	}
}

// success takes in what a recorded success shows.
func (l *learner) success(c *call) {
	if l.successClaimed(c) {
		return
	}
	switch c.operation {
	case "meta.add_number", "360dialog.add_number", "360dialog.create_token":
	case "meta.list_numbers", "360dialog.list_numbers":
		l.list(c)
	case "meta.get_business":
		b := l.business(c.node)
		b.Name = cmp.Or(b.Name, text(c.object(), "name"))
	case "meta.share_number", "meta.unshare_number":
		l.share(c)
	default:
		k := l.number(c.node)
		if k == nil {
			return
		}
		k.Partner = cmp.Or(c.partner, k.Partner)
		k.entered = k.entered || c.enters()
		if strings.HasSuffix(c.operation, ".request_code") || strings.HasSuffix(c.operation, ".request_otp") {
			k.requested = k.requested || !k.entered
		}
		l.sighted(k, c.object())
	}
}

// share takes in a share that is made or taken back. Only one that the capture does not
// make was there at the start.
func (l *learner) share(c *call) {
	with := c.params["partner_business_id"]
	l.business(with)
	k := l.number(c.params["preverified_id"])
	switch {
	case k == nil:
		return
	case c.operation == "meta.share_number":
		k.shared[with] = true
	case !k.shared[with]:
		k.seenBy(with)
	}
	k.Business = cmp.Or(k.Business, c.node)
}

// list takes in the list of a business, or of a partner's pool, and notes a page whose
// next one is not in the capture.
func (l *learner) list(c *call) {
	items := c.items()
	for _, item := range items {
		k := l.number(idOf(item))
		if k == nil {
			continue
		}
		if k.listed == 0 {
			l.items++
			k.listed = l.items
		}
		if !k.shared[c.node] {
			k.seenBy(c.node)
		}
		k.Partner = cmp.Or(c.partner, k.Partner)
		l.sighted(k, object(item))
	}
	paging := member(c.reply, "paging")
	if text(paging, "next") != "" && len(items) > 0 && !l.followed[text(member(paging, "cursors"), "after")] {
		l.pages = append(l.pages, openPage{c.node, sim.Status(c.params["code_verification_status"]), object(items[len(items)-1])})
	}
}

func (k *known) seenBy(business string) {
	if business != "" && !slices.Contains(k.visible, business) {
		k.visible = append(k.visible, business)
	}
}

// sighted takes in what an answer says of a number.
func (l *learner) sighted(k *known, o map[string]any) {
	for _, name := range []string{"phone_number", "display_phone_number"} {
		if phone, ok := sim.ReadMSISDN(text(o, name)); ok {
			k.PhoneNumber = cmp.Or(k.PhoneNumber, phone)
		}
	}
	if owner := text(member(o, "owner_business"), "id"); owner != "" {
		k.Business = owner
		b := l.business(owner)
		b.Name = cmp.Or(b.Name, text(member(o, "owner_business"), "name"))
	}
	for _, name := range []string{"created_at", "created_time"} {
		if at := instant(o[name]); k.created.IsZero() && at.Before(l.start) {
			k.created = at
		}
	}
	k.Claimed = k.Claimed || text(o, "availability_status") == string(sim.InUse)
	verified, expires := instant(o["code_verification_time"]), instant(o["verification_expiry_time"])
	if l.validity == 0 && !verified.IsZero() && expires.After(verified) {
		l.validity = expires.Sub(verified)
	}
	if !k.entered {
		k.Status = cmp.Or(k.Status, statusOf(o))
		k.verified, k.expires = cmp.Or(k.verified, verified), cmp.Or(k.expires, expires)
	}
}

func statusOf(o map[string]any) sim.Status {
	s := cmp.Or(text(o, "code_verification_status"), text(o, "verification_status"))
	if s == "PENDING" || s == "FAILED" {
		return sim.NotVerified
	}
	return sim.Status(s)
}

// number returns what is known of a number that existed at the start; nil for
// one the capture added and for what cannot be the id of a number.
func (l *learner) number(id string) *known {
	if l.added[id] || !isID(id) {
		return nil
	}
	k, ok := l.byID[id]
	if !ok {
		k = &known{ScenarioNumber: sim.ScenarioNumber{ID: id}, shared: map[string]bool{}}
		l.byID[id] = k
		l.numbers = append(l.numbers, k)
	}
	return k
}

func (l *learner) isBusiness(id string) bool {
	return slices.ContainsFunc(l.businesses, func(b *sim.ScenarioBusiness) bool { return b.ID == id })
}

// business returns the business of that id, which it adds if it is new.
func (l *learner) business(id string) *sim.ScenarioBusiness {
	if !l.isBusiness(id) && idPattern().MatchString(id) {
		l.businesses = append(l.businesses, &sim.ScenarioBusiness{ID: id})
	}
	if i := slices.IndexFunc(l.businesses, func(b *sim.ScenarioBusiness) bool { return b.ID == id }); i >= 0 {
		return l.businesses[i]
	}
	return &sim.ScenarioBusiness{}
}

// text returns a member that is a string and was not masked, else "".
func text(o map[string]any, name string) string {
	s, _ := o[name].(string)
	if masked(s) {
		return ""
	}
	return s
}

// instant reads a time in any of the forms Meta and 360dialog write; the zero
// time for anything else.
func instant(v any) time.Time {
	switch v := v.(type) {
	case string:
		for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339Nano} {
			if at, err := time.Parse(layout, v); err == nil {
				return at.UTC()
			}
		}
	case json.Number:
		if seconds, err := v.Int64(); err == nil && seconds > 0 && seconds < 1<<33 {
			return time.Unix(seconds, 0).UTC()
		}
	}
	return time.Time{}
}
