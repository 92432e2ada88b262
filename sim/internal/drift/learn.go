package drift

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// known is what the recorded successes show of one number at the start.
type known struct {
	id        string
	phone     string
	owner     string          // the business that owns it, or has shared it
	pool      string          // the partner whose pool has it
	visible   []string        // businesses whose lists show it
	shared    map[string]bool // businesses with which the capture shares it
	listed    int             // its place among all items of lists, 0 when no list has it
	status    sim.Status
	created   time.Time
	verified  time.Time
	expires   time.Time
	claimed   bool
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
}

// openPage is a page of a list whose next page was not recorded.
type openPage struct {
	business string
	filter   sim.Status
	last     map[string]any
}

func learn(calls []*call) *learner {
	l := &learner{start: calls[0].At, byID: map[string]*known{}, added: map[string]bool{}, followed: map[string]bool{}, phones: map[string]bool{}}
	for _, c := range calls {
		l.note(c)
	}
	for _, c := range calls {
		l.resolve(c)
		switch {
		case c.operation == "" || !c.succeeded():
		case c.vendor == dialog:
			l.learnDialog(c)
		default:
			l.learnMeta(c)
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
	if c.vendor != meta || !c.succeeded() {
		return
	}
	switch c.operation {
	case "", getNode:
	case "meta.list_numbers", "meta.share_number", "meta.unshare_number":
		l.business(c.node)
	case "meta.add_number":
		l.business(c.node)
		l.added[text(c.object(), "id")], l.phones[digits(c.params["phone_number"])] = true, false
	default:
		l.number(c.node)
	}
}

// Members that tell what a node is.
var (
	numberMembers = []string{"code_verification_status", "code_verification_time", "verification_expiry_time", "is_input_id_valid", "owner_business"}
	otherMembers  = []string{"verified_name", "quality_rating", "currency", "message_template_namespace"}
)

// resolve decides what the GET of a bare node reads: other requests tell, else
// the members of the answer. Nodes of neither kind are not simulated.
func (l *learner) resolve(c *call) {
	if c.operation != getNode {
		return
	}
	has := func(name string) bool { _, ok := c.object()[name]; return ok }
	number := l.added[c.node] || l.byID[c.node] != nil
	business := slices.ContainsFunc(l.businesses, func(b *sim.ScenarioBusiness) bool { return b.ID == c.node })
	switch {
	case number, !business && !c.succeeded(), !business && slices.ContainsFunc(numberMembers, has):
		c.operation = "meta.get_number"
	case business, has("name") && !slices.ContainsFunc(otherMembers, has):
		c.operation = "meta.get_business"
	case has("id") && !slices.ContainsFunc(otherMembers, has):
		c.operation = "meta.get_number"
	default:
		c.operation, c.why = "", "a node of another kind"
	}
}

func (l *learner) learnMeta(c *call) {
	o := c.object()
	switch c.operation {
	case "meta.add_number":
	case "meta.list_numbers":
		items, _ := o["data"].([]any)
		for _, item := range items {
			l.listItem(item, "id", c.node, "")
		}
		l.learnPage(c, items)
	case "meta.get_business":
		b := l.business(c.node)
		b.Name = cmp.Or(b.Name, text(o, "name"))
	case "meta.share_number", "meta.unshare_number":
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
		k.owner = cmp.Or(k.owner, c.node)
	default:
		if k := l.number(c.node); k != nil {
			if c.operation == "meta.get_number" {
				l.sighted(k, o)
			}
			k.learnCode(c)
		}
	}
}

// learnCode notes that a code was granted or accepted.
func (k *known) learnCode(c *call) {
	switch {
	case c.enters():
		k.entered = true
	case c.operation == "meta.request_code", c.operation == "360dialog.request_otp":
		k.requested = k.requested || !k.entered
	}
}

// dialogID is 360dialog's name of Meta's id (seed 000).
const dialogID = "preverified_phone_number_id"

func (l *learner) learnDialog(c *call) {
	switch c.operation {
	case "360dialog.create_token":
	case "360dialog.list_numbers":
		items, _ := c.reply.([]any)
		for _, item := range items {
			l.listItem(item, dialogID, "", c.partner)
		}
	case "360dialog.add_number":
		l.added[text(c.object(), dialogID)], l.phones[digits(c.params["phone_number"])] = true, false
	default:
		if k := l.number(c.node); k != nil {
			k.pool = c.partner
			k.learnCode(c)
			if c.enters() {
				l.sighted(k, c.object())
			}
		}
	}
}

// listItem takes in an item of a list of a business or of a partner's pool.
func (l *learner) listItem(item any, idMember, business, partner string) {
	o, _ := item.(map[string]any)
	k := l.number(text(o, idMember))
	if k == nil {
		return
	}
	if k.listed == 0 {
		l.items++
		k.listed = l.items
	}
	if !k.shared[business] {
		k.seenBy(business)
	}
	k.pool = cmp.Or(partner, k.pool)
	l.sighted(k, o)
}

func (k *known) seenBy(business string) {
	if business != "" && !slices.Contains(k.visible, business) {
		k.visible = append(k.visible, business)
	}
}

// learnPage notes a page whose next one is not in the capture.
func (l *learner) learnPage(c *call, items []any) {
	paging := member(c.reply, "paging")
	if text(paging, "next") == "" || len(items) == 0 || l.followed[text(member(paging, "cursors"), "after")] {
		return
	}
	last, _ := items[len(items)-1].(map[string]any)
	l.pages = append(l.pages, openPage{c.node, sim.Status(c.params["code_verification_status"]), last})
}

// sighted takes in what an answer says of a number.
func (l *learner) sighted(k *known, o map[string]any) {
	for _, name := range []string{"phone_number", "display_phone_number"} {
		if p := digits(text(o, name)); k.phone == "" && len(p) >= 6 {
			k.phone = p
		}
	}
	if owner := text(member(o, "owner_business"), "id"); owner != "" {
		k.owner = owner
		b := l.business(owner)
		b.Name = cmp.Or(b.Name, text(member(o, "owner_business"), "name"))
	}
	for _, name := range []string{"created_at", "created_time"} {
		if at := instant(o[name]); k.created.IsZero() && at.Before(l.start) {
			k.created = at
		}
	}
	k.claimed = k.claimed || text(o, "availability_status") == string(sim.InUse)
	verified, expires := instant(o["code_verification_time"]), instant(o["verification_expiry_time"])
	if l.validity == 0 && !verified.IsZero() && expires.After(verified) {
		l.validity = expires.Sub(verified)
	}
	if !k.entered {
		k.status = cmp.Or(k.status, statusOf(o))
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
		k = &known{id: id, shared: map[string]bool{}}
		l.byID[id] = k
		l.numbers = append(l.numbers, k)
	}
	return k
}

// business returns the business of that id, which it adds if it is new.
func (l *learner) business(id string) *sim.ScenarioBusiness {
	for _, b := range l.businesses {
		if b.ID == id {
			return b
		}
	}
	b := &sim.ScenarioBusiness{ID: id}
	if idPattern().MatchString(id) {
		l.businesses = append(l.businesses, b)
	}
	return b
}

// text returns a member that is a string and was not masked, else "".
func text(o map[string]any, name string) string {
	s, _ := o[name].(string)
	if masked(s) {
		return ""
	}
	return s
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
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
