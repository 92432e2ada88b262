package drift

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// known is what the recorded successes show of one number.
type known struct {
	id        string
	phone     string
	owner     string   // the business an answer names as the owner
	sharer    string   // the business that shared it
	caller    string   // the business whose token acted on it
	pool      string   // the partner whose pool lists it
	visible   []string // businesses whose lists show it
	shared    map[string]bool
	listed    int // its place among all items of lists, 0 when no list has it
	status    sim.Status
	created   time.Time
	verified  time.Time
	expires   time.Time
	claimed   bool
	entered   bool // a recorded request verified it: later sightings do not show the start
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
	added      map[string]string // the id an add answered → phone number
	tokens     map[string]string // recorded token → business
	pages      []openPage
	followed   map[string]bool // cursors a later page began at
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
	l := &learner{
		start: calls[0].At, byID: map[string]*known{}, added: map[string]string{},
		tokens: map[string]string{}, followed: map[string]bool{},
	}
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
	case "meta.list_numbers", "meta.share_number", "meta.unshare_number", "meta.add_number":
		l.business(c.node)
		if token := recordedToken(c); token != "" && l.tokens[token] == "" {
			l.tokens[token] = c.node
		}
		if id := text(c.object(), "id"); c.operation == "meta.add_number" && id != "" {
			l.added[id] = digits(c.params["phone_number"])
		}
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
	c.operation = "meta.get_number"
	has := func(name string) bool { _, ok := c.object()[name]; return ok }
	_, number := l.byID[c.node]
	_, added := l.added[c.node]
	business := slices.ContainsFunc(l.businesses, func(b *sim.ScenarioBusiness) bool { return b.ID == c.node })
	switch {
	case number || added || !c.succeeded() && !business:
	case business:
		c.operation = "meta.get_business"
	case slices.ContainsFunc(numberMembers, has):
	case slices.ContainsFunc(otherMembers, has) || !has("name") && !has("id"):
		c.operation, c.why = "", "a node of another kind"
	case has("name"):
		c.operation = "meta.get_business"
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
		b.Name = orElse(b.Name, text(o, "name"))
	case "meta.share_number", "meta.unshare_number":
		l.learnShare(c)
	default:
		k := l.number(c.node)
		if k == nil {
			return
		}
		k.caller = orElse(k.caller, l.tokens[recordedToken(c)])
		if c.operation == "meta.get_number" {
			l.sighted(k, o)
		}
		l.learnCode(k, c)
	}
}

func (l *learner) learnShare(c *call) {
	with := c.params["partner_business_id"]
	l.business(with)
	k := l.number(c.params["preverified_id"])
	if k == nil {
		return
	}
	k.sharer = orElse(k.sharer, c.node)
	if c.operation == "meta.share_number" {
		k.shared[with] = true
	} else if !k.shared[with] {
		k.seenBy(with)
	}
}

// learnCode notes that a code was granted or accepted.
func (l *learner) learnCode(k *known, c *call) {
	switch c.operation {
	case "meta.request_code", "360dialog.request_otp":
		k.requested = k.requested || !k.entered
	case "meta.verify_code", "360dialog.verify_otp":
		k.entered = true
	}
}

func (l *learner) learnDialog(c *call) {
	switch c.operation {
	case "360dialog.create_token":
	case "360dialog.list_numbers":
		items, _ := c.reply.([]any)
		for _, item := range items {
			l.listItem(item, dialogID, "", c.partner)
		}
	case "360dialog.add_number":
		l.added[text(c.object(), dialogID)] = digits(c.params["phone_number"])
	default:
		k := l.number(c.node)
		if k == nil {
			return
		}
		k.pool = c.partner
		l.learnCode(k, c)
		if c.operation == "360dialog.verify_otp" {
			l.sighted(k, c.object())
		}
	}
}

// dialogID is 360dialog's name of Meta's id (seed 000).
const dialogID = "preverified_phone_number_id"

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
	if business != "" && !k.shared[business] {
		k.seenBy(business)
	}
	k.pool = orElse(partner, k.pool)
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
		b.Name = orElse(b.Name, text(member(o, "owner_business"), "name"))
	}
	for _, name := range []string{"created_at", "created_time"} {
		if at := instant(o[name]); k.created.IsZero() && at.Before(l.start) {
			k.created = at
		}
	}
	k.claimed = k.claimed || text(o, "availability_status") == "IN_USE"
	verified, expires := instant(o["code_verification_time"]), instant(o["verification_expiry_time"])
	if l.validity == 0 && !verified.IsZero() && expires.After(verified) {
		l.validity = expires.Sub(verified)
	}
	if k.entered {
		return
	}
	k.status = sim.Status(orElse(string(k.status), string(statusOf(o))))
	if k.verified.IsZero() {
		k.verified = verified
	}
	if k.expires.IsZero() {
		k.expires = expires
	}
}

func statusOf(o map[string]any) sim.Status {
	s := orElse(text(o, "code_verification_status"), text(o, "verification_status"))
	if s == "PENDING" || s == "FAILED" {
		return sim.NotVerified
	}
	return sim.Status(s)
}

// number returns what is known of a number that existed at the start; nil for
// one the capture added and for what cannot be the id of a number.
func (l *learner) number(id string) *known {
	if _, added := l.added[id]; added || !isNumber(id) {
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

// recordedToken returns the token a request came with, "" when it was stripped
// or masked. It only tells callers apart; it is never sent.
func recordedToken(c *call) string {
	token := c.params["access_token"]
	if _, value, found := strings.Cut(c.Header.Get("Authorization"), " "); found {
		token = strings.TrimSpace(value)
	}
	if masked(token) {
		return ""
	}
	return token
}
