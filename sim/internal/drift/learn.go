package drift

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// learn looks through the calls in their order.
func (l *learner) learn() {
	for _, c := range l.calls {
		l.marks(c)
	}
	for _, c := range l.calls {
		l.resolve(c)
		if c.vendor == hub {
			l.learnHub(c)
		} else {
			l.learnMeta(c)
		}
	}
}

// marks notes, ahead of everything else, what kind the ids in paths are of and
// which of them some answer denies.
func (l *learner) marks(c *call) {
	if after := c.params["after"]; after != "" {
		l.followed[c.operation+" "+after] = true
	}
	switch c.operation {
	case "":
	case "meta.list_numbers", "meta.share_number", "meta.unshare_number", "meta.add_number":
		if c.succeeded() {
			l.business(c.node)
			if token := recordedToken(c); token != "" && l.tokens[token] == "" {
				l.tokens[token] = c.node
			}
		}
	case "360dialog.list_numbers", "360dialog.add_number":
		if c.succeeded() {
			l.partner(c.partner)
		}
	case getNode:
	default:
		if c.succeeded() && c.vendor == meta {
			l.number(c.node)
		}
	}
	if c.notFound() && c.node != "" {
		l.absent[c.node] = true
	}
	if c.notFound() && c.operation == "360dialog.list_numbers" {
		l.absent["partner "+c.partner] = true
	}
}

// Members that tell what a node is.
var (
	numberMarks = []string{"code_verification_status", "code_verification_time", "verification_expiry_time", "is_input_id_valid", "owner_business"}
	otherMarks  = []string{"verified_name", "quality_rating", "currency", "message_template_namespace"}
)

// resolve decides what the GET of a bare node is: other requests tell, else
// the members of the answer. Nodes of neither kind are not simulated.
func (l *learner) resolve(c *call) {
	if c.operation != getNode {
		return
	}
	c.operation = "meta.get_number"
	o := c.object()
	has := func(name string) bool { _, ok := o[name]; return ok }
	_, number := l.byID[c.node]
	_, born := l.born[c.node]
	business := slices.ContainsFunc(l.businesses, func(b *Business) bool { return b.ID == c.node })
	switch {
	case number || born || !c.succeeded() && !business:
	case business:
		c.operation = "meta.get_business"
	case slices.ContainsFunc(numberMarks, has):
	case slices.ContainsFunc(otherMarks, has):
		c.operation, c.why = "", "a node of another kind"
	case has("name"):
		c.operation = "meta.get_business"
	case !has("id"):
		c.operation, c.why = "", "a node of another kind"
	}
}

func (l *learner) learnMeta(c *call) {
	if c.operation == "" || c.notFound() || c.refusedCredential() {
		return
	}
	switch c.operation {
	case "meta.list_numbers":
		l.business(c.node)
		l.learnList(c)
	case "meta.share_number", "meta.unshare_number":
		l.learnShare(c)
	case "meta.add_number":
		l.business(c.node)
		l.learnAdd(c)
	case "meta.get_business":
		b := l.business(c.node)
		b.Name = orElse(b.Name, text(c.object(), "name"))
	default:
		if !c.succeeded() && l.absent[c.node] {
			return
		}
		l.learnNumber(c)
	}
}

func (l *learner) learnList(c *call) {
	if !c.succeeded() {
		return
	}
	items, _ := c.object()["data"].([]any)
	for _, item := range items {
		o, _ := item.(map[string]any)
		l.list(o, "id", c.node, "")
	}
	l.open(c, items)
}

// list takes in an item of a list of a business or of a partner's pool.
func (l *learner) list(o map[string]any, name, business, partner string) {
	id := text(o, name)
	if !isNumber(id) {
		return
	}
	if _, born := l.born[id]; born {
		if k, ok := l.byID[id]; ok && business != "" {
			k.visible = append(k.visible, business)
		}
		return
	}
	k := l.number(id)
	if k.listed == 0 {
		l.items++
		k.listed = l.items
	}
	if business != "" && !k.shared[business] && !slices.Contains(k.visible, business) {
		k.visible = append(k.visible, business)
	}
	if partner != "" {
		k.poolOf = partner
	}
	l.sight(k, o)
}

// open notes a page whose next one is not in the capture.
func (l *learner) open(c *call, items []any) {
	paging := member(c.reply, "paging")
	if text(paging, "next") == "" || len(items) == 0 {
		return
	}
	after := text(member(paging, "cursors"), "after")
	if l.followed[c.operation+" "+after] {
		return
	}
	last, _ := items[len(items)-1].(map[string]any)
	l.pages = append(l.pages, page{c.node, c.params["code_verification_status"], last})
}

// sight takes in what an answer says of a number. What it says after the
// capture has verified the number is no news of the start.
func (l *learner) sight(k *known, o map[string]any) {
	k.seen = true
	for _, name := range []string{"phone_number", "display_phone_number"} {
		if p := digits(text(o, name)); k.Phone == "" && len(p) >= 6 {
			k.Phone = p
		}
	}
	if owner := text(member(o, "owner_business"), "id"); owner != "" {
		k.Business = owner
		b := l.business(owner)
		b.Name = orElse(b.Name, text(member(o, "owner_business"), "name"))
	}
	if k.CreatedAt.IsZero() {
		k.CreatedAt = instant(o["created_time"])
		if at := instant(o["created_at"]); !at.IsZero() {
			k.CreatedAt = at
		}
	}
	if text(o, "availability_status") == "IN_USE" {
		k.Claimed = true
	}
	verified, expires := instant(o["code_verification_time"]), instant(o["verification_expiry_time"])
	if l.validity == 0 && !verified.IsZero() && expires.After(verified) {
		l.validity = expires.Sub(verified)
	}
	if k.verified {
		return
	}
	k.status = orElse(k.status, statusOf(o))
	if k.VerifiedAt.IsZero() {
		k.VerifiedAt = verified
	}
	if k.expiresAt.IsZero() {
		k.expiresAt = expires
	}
}

func statusOf(o map[string]any) string {
	if s := text(o, "code_verification_status"); s != "" {
		return s
	}
	switch s := text(o, "verification_status"); s {
	case "PENDING", "FAILED":
		return "NOT_VERIFIED"
	default:
		return s
	}
}

func (l *learner) learnShare(c *call) {
	id, with := c.params["preverified_id"], c.params["partner_business_id"]
	state := strings.Contains(c.failure.text, "already shared") || strings.Contains(c.failure.text, "shareable state")
	if !c.succeeded() && !state {
		return
	}
	l.business(c.node)
	if idPattern().MatchString(with) {
		l.business(with)
	}
	if _, born := l.born[id]; born || !isNumber(id) {
		return
	}
	k := l.number(id)
	k.seen, k.sharer = true, orElse(k.sharer, c.node)
	switch before := c.operation == "meta.unshare_number" || strings.Contains(c.failure.text, "already shared"); {
	case strings.Contains(c.failure.text, "shareable state"):
		k.status = orElse(k.status, "EXPIRED")
	case before && !k.shared[with] && !slices.Contains(k.visible, with):
		k.visible = append(k.visible, with)
	case !before:
		k.shared[with] = true
	}
}

func (l *learner) learnAdd(c *call) {
	phone := digits(c.params["phone_number"])
	id := text(c.object(), "id")
	switch {
	case c.succeeded() && id != "":
		l.born[id] = phone
	case c.failure.subcode == 2388001 || strings.Contains(c.failure.text, "already registered"):
		l.conflict(Number{Phone: phone, Business: l.business(l.freshID()).ID})
	}
}

// conflict notes a number that stood in the way of an add, unless the capture
// itself has added it.
func (l *learner) conflict(n Number) {
	for _, phone := range l.born { // a set: order is of no consequence
		if phone == n.Phone {
			return
		}
	}
	l.conflicts = append(l.conflicts, n)
}

// learnNumber takes in what was done to one number.
func (l *learner) learnNumber(c *call) {
	if _, born := l.born[c.node]; born || !isNumber(c.node) {
		return
	}
	if !c.succeeded() && !stateful(c.failure) {
		return
	}
	k := l.number(c.node)
	k.seen = true
	if business := l.tokens[recordedToken(c)]; business != "" {
		k.speaker = orElse(k.speaker, business)
	}
	switch {
	case c.operation == "meta.get_number" && c.succeeded():
		l.sight(k, c.object())
	case c.operation == "meta.list_partners" && c.succeeded():
		l.learnPartners(k, c)
	default:
		l.learnCode(k, c)
	}
}

// stateful tells whether a refusal of Meta's is about the number's state, which
// it can have only if it exists.
func stateful(f failure) bool {
	return f.code == 136024 || f.code == 136025 || strings.Contains(f.text, "verified") ||
		strings.Contains(f.text, "verification code") || strings.Contains(f.text, "in use")
}

func (l *learner) learnPartners(k *known, c *call) {
	items, _ := c.object()["data"].([]any)
	for _, item := range items {
		o, _ := item.(map[string]any)
		id := text(o, "id")
		if !isNumber(id) {
			continue
		}
		b := l.business(id)
		b.Name = orElse(b.Name, text(o, "name"))
		if !k.shared[id] && !slices.Contains(k.SharedWith, id) {
			k.SharedWith = append(k.SharedWith, id)
		}
	}
}

// learnCode takes in what asking for a code and entering one came to.
func (l *learner) learnCode(k *known, c *call) {
	asks := strings.HasPrefix(c.operation, "meta.request") || strings.HasSuffix(c.operation, "request_otp")
	enters := strings.HasSuffix(c.operation, "verify_code") || strings.HasSuffix(c.operation, "verify_otp")
	switch said := c.failure.text; {
	case c.succeeded() && asks && !k.verified:
		k.requested = true
	case c.succeeded() && enters:
		k.verified = true
	case k.verified || c.succeeded():
	case strings.Contains(said, "in use"):
		k.Claimed = true
	case strings.Contains(said, "already") && strings.Contains(said, "verified"),
		asks && c.failure.code == 136024 && c.failure.subcode == 0:
		k.status = orElse(k.status, "VERIFIED")
	}
}

func (l *learner) learnHub(c *call) {
	if c.Answer.Status == 403 {
		l.partner(c.partner) // another's
	}
	if c.operation == "" || c.operation == "360dialog.create_token" || c.refusedCredential() {
		return
	}
	if !c.notFound() || c.node != "" && !l.absent["partner "+c.partner] {
		l.partner(c.partner)
	}
	o := c.object()
	switch {
	case c.operation == "360dialog.list_numbers":
		items, _ := c.reply.([]any)
		for _, item := range items {
			row, _ := item.(map[string]any)
			l.list(row, hubID, "", c.partner)
		}
	case c.operation == "360dialog.add_number" && c.succeeded():
		id := text(o, hubID)
		l.born[id] = digits(c.params["phone_number"])
	case c.operation == "360dialog.add_number" && c.Answer.Status == 409:
		l.conflict(Number{Phone: digits(c.params["phone_number"]), Partner: c.partner})
	case c.operation == "360dialog.add_number" || c.notFound() || !c.succeeded() && !stateful(c.failure):
	default:
		l.learnPooled(c)
	}
}

// hubID is 360dialog's name of Meta's id (seed 000).
const hubID = "preverified_phone_number_id"

func (l *learner) learnPooled(c *call) {
	if _, born := l.born[c.node]; born || !isNumber(c.node) {
		return
	}
	k := l.number(c.node)
	k.seen, k.poolOf = true, c.partner
	l.learnCode(k, c)
	if c.operation == "360dialog.verify_otp" && c.succeeded() {
		l.sight(k, c.object())
	}
}

func text(o map[string]any, name string) string {
	s, _ := o[name].(string)
	if masked(s) {
		return ""
	}
	return s
}

// digits strips a telephone number of everything else.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// instant reads a time in any of the forms Meta and 360dialog write; zero for
// what is none.
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
// or made unreadable. It serves to tell callers apart and goes nowhere.
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
