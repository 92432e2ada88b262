package drift

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// node is what the recorded successes show of one node at the start.
type node struct {
	id    string
	kind  kind
	shown map[string]string // its members, as they were shown first
	// under are the ids of the nodes it is under: the businesses that list a number or
	// manage a WABA, and the WABA of a phone, a user or an app. put are those under
	// which the capture puts it.
	under []string
	put   map[string]bool

	added     bool // by the capture
	changed   bool // by the capture: states that are shown later are not those of the start
	requested bool // a code was granted before that
}

func newNode(id string, k kind) *node {
	return &node{id: id, kind: k, shown: map[string]string{}, put: map[string]bool{}}
}

// show notes a member, unless it is known.
func (n *node) show(name, value string) {
	if _, known := n.shown[name]; !known && value != "" {
		n.shown[name] = value
	}
}

// tie notes that n is under another node, or that the capture puts it there. Only where
// the capture does not, n was there at the start.
func (n *node) tie(to string, puts bool) {
	if puts {
		n.put[to] = true
	} else if isID(to) && !n.put[to] && !slices.Contains(n.under, to) {
		n.under = append(n.under, to)
	}
}

// change notes the state that a change needs, and that states which are shown later are
// not those of the start.
func (n *node) change(status sim.Status, platform string) {
	if !n.changed {
		n.show("code_verification_status", string(status))
		n.show("platform_type", platform)
	}
	n.changed = true
}

// learner gathers what the successes of a capture show of the world it was
// recorded in.
type learner struct {
	start    time.Time
	nodes    []*node // numbers in the order of their lists
	byID     map[string]*node
	phones   map[string]bool   // those that the capture names; true for one that a number has
	main     string            // the business of what no answer tells it
	holders  map[string]string // that of each partner with a pool
	invented int
}

func learn(calls []*call) *learner {
	l := &learner{start: calls[0].At, byID: map[string]*node{}, phones: map[string]bool{}}
	for _, c := range calls {
		l.answered(c)
	}
	for _, c := range calls {
		if c.succeeded() {
			l.node(c.node, c.operation.path)
		}
	}
	for _, c := range calls {
		l.resolve(c)
	}
	for _, c := range calls {
		if c.name != "" && c.succeeded() {
			l.success(c)
		}
	}
	return l
}

// answered notes of what kind the ids in an answer are.
func (l *learner) answered(c *call) {
	switch {
	case !c.succeeded() || c.shows == "":
	case c.verb() == "add":
		l.node(idOf(c.reply), c.shows).added = true
		l.phones[sim.MSISDN(c.params["phone_number"])] = false
	default:
		for _, item := range c.items() {
			l.node(idOf(item), c.shows)
		}
	}
}

// node returns the node of an id. For an id of another kind, and for what is no id, it
// returns one of no account.
func (l *learner) node(id string, k kind) *node {
	n, known := l.byID[id]
	if known && n.kind == k {
		return n
	}
	n = newNode(id, k)
	if !known && isID(id) && k != "" && k != hidden {
		l.byID[id] = n
		l.nodes = append(l.nodes, n)
	}
	return n
}

// is tells whether an id is that of a node of a kind that was there at the start.
func (l *learner) is(id string, k kind) bool {
	n, known := l.byID[id]
	return known && n.kind == k && !n.added
}

// all returns the nodes of a kind that were there at the start.
func (l *learner) all(k kind) []*node {
	return slices.DeleteFunc(slices.Clone(l.nodes), func(n *node) bool { return n.kind != k || n.added })
}

// marks are members that tell the kind of a node that no other request tells.
var marks = []struct {
	kind    kind
	members []string
}{
	{waba, []string{"currency", "message_template_namespace", "on_behalf_of_business_info", "account_review_status"}},
	{phone, []string{"verified_name", "quality_rating", "platform_type", "is_pin_enabled", "name_status"}},
	{number, []string{
		"code_verification_status", "code_verification_time", "verification_expiry_time", "is_input_id_valid", "owner_business",
	}},
	{business, []string{"name"}},
	{number, []string{"id"}},
}

// resolve decides by the kind of its node which operation a request is: other requests
// tell it, else the members of the answer. Nodes of other kinds are not simulated.
func (l *learner) resolve(c *call) {
	if len(c.may) < 2 {
		return
	}
	k := number
	if n := l.byID[c.node]; n != nil {
		k = n.kind
	} else if c.succeeded() && strings.HasPrefix(c.may[0].request, "GET") {
		k = ""
		for _, m := range marks {
			has := func(name string) bool { _, ok := object(c.reply)[name]; return ok }
			if k == "" && slices.ContainsFunc(m.members, has) {
				k = m.kind
			}
		}
	}
	c.why = "a node of another kind"
	if i := slices.IndexFunc(c.may, func(o operation) bool { return o.path == k }); i >= 0 {
		c.operation = c.may[i]
	} else if c.failed {
		c.operation = c.may[0]
	}
	if c.succeeded() {
		l.node(c.node, k)
	}
}

// success takes in what a recorded success shows.
func (l *learner) success(c *call) {
	n := l.node(c.node, c.path)
	n.show("partner", c.partner)
	other := l.node(c.params["preverified_id"], number) // of a share or a claim
	switch c.verb() {
	case "list":
		l.list(c, n)
	case "share", "unshare":
		other.show("owner_business.id", c.node)
		other.tie(l.node(c.params["partner_business_id"], business).id, c.verb() == "share")
	case "assign", "unassign":
		l.node(c.params["user"], user).tie(n.id, c.verb() == "assign")
	case "unsubscribe":
		if !n.changed {
			l.node(sim.DefaultApp, app).tie(n.id, false)
		}
		n.changed = true
	case "subscribe":
		n.changed = true
	case "add":
		other.show("phone_number", c.params["phone_number"])
		other.change(sim.Verified, "")
	case "request":
		if n.requested = n.requested || !n.changed; n.kind == phone && n.requested {
			n.show("code_verification_status", string(sim.NotVerified))
		}
	case "verify":
		n.change(sim.NotVerified, "")
	case "register":
		n.change(sim.Verified, "NOT_APPLICABLE")
	case "deregister":
		n.change(sim.Verified, "CLOUD_API")
	}
	l.see(n, object(c.reply))
}

// list takes in the items of a list.
func (l *learner) list(c *call, n *node) {
	for _, o := range c.items() {
		item := l.node(idOf(o), c.shows)
		item.show("partner", c.partner)
		item.show("business.id", c.params["business"])
		switch {
		case c.name == "meta.list_owned_wabas":
			item.show("on_behalf_of_business_info.id", c.node)
		case c.shows != app || !n.changed: // else the capture has changed which apps are subscribed
			item.tie(c.node, false)
		}
		l.see(item, o)
	}
	n.changed = n.changed || c.shows == app // the list is complete
}

var (
	// aliases are members that one vendor, or one version, calls otherwise.
	aliases = map[string]string{
		"display_phone_number": "phone_number", "verification_status": "code_verification_status",
		"owner_business_info": "on_behalf_of_business_info",
	}
	// states are the members that change with a verification or a registration.
	states = []string{
		"code_verification_status", "code_verification_time", "verification_expiry_time", "availability_status", "status", "platform_type",
	}
)

// see takes in what an answer says of a node.
func (l *learner) see(n *node, o map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		value := o[name]
		name = cmp.Or(aliases[name], name)
		if inner := text(object(value)["id"]); inner != "" && strings.Contains(name, "business") {
			n.show(name+".id", l.node(inner, business).id)
		}
		if !n.changed || !slices.Contains(states, name) {
			n.show(name, text(value))
		}
		if name == "phone_number" {
			l.phones[sim.MSISDN(text(value))] = false
		}
	}
}

// text returns a text that was not masked, and a number as it is written; else "".
func text(v any) string {
	switch v := v.(type) {
	case string:
		if !masked(v) {
			return v
		}
	case json.Number:
		return v.String()
	}
	return ""
}

// instant reads a time in any of the forms Meta and 360dialog write; the zero
// time for anything else.
func instant(text string) time.Time {
	for _, layout := range []string{"2006-01-02T15:04:05-0700", time.RFC3339Nano} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.UTC()
		}
	}
	if seconds, err := json.Number(text).Int64(); err == nil && seconds > 0 && seconds < 1<<33 {
		return time.Unix(seconds, 0).UTC()
	}
	return time.Time{}
}
