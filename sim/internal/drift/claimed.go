package drift

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
)

// waba is what the recorded successes show of a WABA at the start.
type waba struct {
	sim.ScenarioWABA
	users      []string // who have tasks on it
	changed    bool     // the capture changes who is subscribed: later answers do not show the start
	usersKnown bool     // the same of who has tasks
}

// wabaNumber is what they show of a phone number on a WABA.
type wabaNumber struct {
	sim.ScenarioWABANumber
	waba       string
	registered bool
	changed    bool // the capture verifies or registers it
}

// learnedPIN takes the place of PINs that are masked.
const learnedPIN = "123456"

// Members that tell a WABA and a phone number on one.
var (
	wabaMembers       = []string{"currency", "message_template_namespace", "on_behalf_of_business_info", "account_review_status"}
	wabaNumberMembers = []string{"verified_name", "quality_rating", "platform_type", "is_pin_enabled", "name_status"}
)

// ofWABA are the operations whose path names a WABA, ofWABANumber those of a phone number;
// unshown are those whose success needs what no capture shows.
var (
	ofWABA = []string{
		"meta.list_waba_numbers", "meta.add_waba_number", "meta.list_subscribed_apps", "meta.subscribe_app", "meta.unsubscribe_app",
		"meta.list_assigned_users", "meta.assign_user", "meta.unassign_user",
	}
	ofWABANumber = []string{"meta.register_phone", "meta.deregister_phone"}
	unshown      = []string{"meta.exchange_code", "meta.debug_token", "meta.system_user_token", "meta.set_webhook"}
)

// waba returns what is known of a WABA, and begins it where start allows that; nil
// for none.
func (l *learner) waba(id string, start bool) *waba {
	i := slices.IndexFunc(l.wabas, func(a *waba) bool { return a.ID == id })
	switch {
	case i >= 0:
		return l.wabas[i]
	case !start || !isID(id):
		return nil
	}
	a := &waba{ScenarioWABA: sim.ScenarioWABA{ID: id}}
	l.wabas = append(l.wabas, a)
	return a
}

// wabaNumber is waba for a phone number. One that the capture puts on a WABA was not there
// at the start.
func (l *learner) wabaNumber(id string, start bool) *wabaNumber {
	i := slices.IndexFunc(l.wabaNumbers, func(n *wabaNumber) bool { return n.ID == id })
	switch {
	case i >= 0:
		return l.wabaNumbers[i]
	case !start || !isID(id) || l.put[id]:
		return nil
	}
	n := &wabaNumber{ScenarioWABANumber: sim.ScenarioWABANumber{ID: id}}
	l.wabaNumbers = append(l.wabaNumbers, n)
	return n
}

// isWABANumber reports whether an id is known as that of a phone number on a WABA.
func (l *learner) isWABANumber(id string) bool { return l.put[id] || l.wabaNumber(id, false) != nil }

// noteClaimed records of what kind the ids of a success are. It returns false for an
// operation on other nodes.
func (l *learner) noteClaimed(c *call) bool {
	switch {
	case slices.Contains(ofWABA, c.operation):
		l.waba(c.node, true)
		switch c.operation {
		case "meta.add_waba_number":
			l.put[idOf(c.reply)] = true
		case "meta.list_waba_numbers":
			for _, item := range c.items() {
				l.wabaNumber(idOf(item), true)
			}
		}
	case slices.Contains(ofWABANumber, c.operation):
		l.wabaNumber(c.node, true)
	case c.operation == "meta.list_client_wabas", c.operation == "meta.list_owned_wabas", c.operation == "meta.list_credit_lines":
		l.business(c.node)
	default:
		return c.operation == "meta.share_credit_line" || slices.Contains(unshown, c.operation)
	}
	return true
}

// resolveClaimed decides whether a bare node, or an edge that pre-verified numbers have
// too, is one of the claimed half.
func (l *learner) resolveClaimed(c *call) {
	has := func(name string) bool { _, ok := c.object()[name]; return ok }
	bare := c.operation == getNode
	if bare && c.succeeded() && l.byID[c.node] == nil && !l.put[c.node] {
		switch {
		case slices.ContainsFunc(wabaMembers, has):
			l.waba(c.node, true)
		case slices.ContainsFunc(wabaNumberMembers, has):
			l.wabaNumber(c.node, true)
		}
	}
	switch isWABANumber := l.isWABANumber(c.node); {
	case isWABANumber && bare:
		c.operation = "meta.get_phone"
	case isWABANumber && c.operation == "meta.request_code":
		c.operation = "meta.request_phone_code"
	case isWABANumber && c.operation == "meta.verify_code":
		c.operation = "meta.verify_phone_code"
	case bare && l.waba(c.node, false) != nil:
		c.operation = "meta.get_waba"
	}
}

// successClaimed takes in what a success shows. It returns false for an operation on
// other nodes.
func (l *learner) successClaimed(c *call) bool {
	switch a, n := l.waba(c.node, false), l.wabaNumber(c.node, false); c.operation {
	case "meta.get_phone", "meta.register_phone", "meta.deregister_phone", "meta.request_phone_code", "meta.verify_phone_code":
		if n != nil {
			l.wabaNumberShown(c, n)
		}
	case "meta.list_client_wabas", "meta.list_owned_wabas":
		for _, item := range c.items() {
			if a := l.waba(idOf(item), true); a != nil {
				l.seeWABA(a, object(item))
				if c.operation == "meta.list_owned_wabas" {
					a.Business = c.node
				} else {
					a.SharedWith = []string{c.node}
				}
			}
		}
	case "meta.list_credit_lines":
		for _, item := range c.items() {
			l.business(c.node).CreditLine = idOf(item)
		}
	case "meta.share_credit_line":
		l.credit = c.node
	default:
		if a == nil || c.operation != "meta.get_waba" && !slices.Contains(ofWABA, c.operation) {
			return slices.Contains(unshown, c.operation) || slices.Contains(ofWABA, c.operation)
		}
		l.wabaShown(c, a)
	}
	return true
}

// wabaShown takes in the success of an operation on a WABA.
func (l *learner) wabaShown(c *call, a *waba) {
	switch c.operation {
	case "meta.get_waba":
		l.seeWABA(a, c.object())
	case "meta.list_waba_numbers":
		for _, item := range c.items() {
			if n := l.wabaNumber(idOf(item), false); n != nil {
				n.waba = c.node
				n.see(object(item))
			}
		}
	case "meta.add_waba_number":
		if k := l.number(c.params["preverified_id"]); k != nil {
			k.PhoneNumber, k.Status = cmp.Or(k.PhoneNumber, sim.MSISDN(c.params["phone_number"])), cmp.Or(k.Status, sim.Verified)
			l.claims = append(l.claims, claim{k, a})
		}
	case "meta.list_subscribed_apps", "meta.subscribe_app", "meta.unsubscribe_app":
		l.subscriptions(c, a)
	default:
		l.users(c, a)
	}
}

// wabaNumberShown takes in the success of an operation on a phone number.
func (l *learner) wabaNumberShown(c *call, n *wabaNumber) {
	switch {
	case c.operation == "meta.get_phone":
		n.see(c.object())
	case !n.changed:
		n.registered = c.operation == "meta.deregister_phone"
		verified := c.operation == "meta.register_phone" || n.registered
		n.Verified, n.changed = &verified, true
	}
}

func (l *learner) seeWABA(a *waba, o map[string]any) {
	a.Name = cmp.Or(a.Name, text(o, "name"))
	for _, owner := range []string{"on_behalf_of_business_info", "owner_business_info"} {
		if id := text(member(o, owner), "id"); id != "" {
			a.Business = cmp.Or(a.Business, id)
			b := l.business(id)
			b.Name = cmp.Or(b.Name, text(member(o, owner), "name"))
		}
	}
}

func (n *wabaNumber) see(o map[string]any) {
	if phone, ok := sim.ReadMSISDN(text(o, "display_phone_number")); ok {
		n.PhoneNumber = cmp.Or(n.PhoneNumber, phone)
	}
	n.VerifiedName = cmp.Or(n.VerifiedName, text(o, "verified_name"))
	n.MessagingLimitTier = cmp.Or(n.MessagingLimitTier, text(o, "messaging_limit_tier"))
	if rating := text(o, "quality_rating"); slices.Contains([]string{"GREEN", "YELLOW", "RED"}, rating) {
		n.QualityRating = rating
	}
	if n.changed {
		return
	}
	n.registered = n.registered || slices.Contains([]string{"CONNECTED", "LINKED"}, text(o, "status")) || text(o, "platform_type") == "CLOUD_API"
	if status := text(o, "code_verification_status"); status != "" && n.Verified == nil {
		verified := status == "VERIFIED"
		n.Verified = &verified
	}
}

func (l *learner) subscriptions(c *call, a *waba) {
	for _, item := range c.items() {
		id := text(member(item, "whatsapp_business_api_data"), "id")
		if isID(id) && !slices.Contains(l.apps, id) {
			l.apps = append(l.apps, id)
		}
		if isID(id) && !a.changed {
			a.SubscribedApps = append(a.SubscribedApps, id)
		}
	}
	if c.operation == "meta.unsubscribe_app" && !a.changed && len(a.SubscribedApps) == 0 {
		l.apps, a.SubscribedApps = append(l.apps, sim.DefaultApp), []string{sim.DefaultApp}
	}
	a.changed = true
}

func (l *learner) users(c *call, a *waba) {
	var shown []string
	for _, item := range c.items() {
		id := idOf(item)
		l.business(cmp.Or(text(member(item, "business"), "id"), c.params["business"])).SystemUser = id
		shown = append(shown, id)
	}
	if user := c.params["user"]; isID(user) {
		l.user = cmp.Or(l.user, user)
		if c.operation == "meta.unassign_user" {
			shown = append(shown, user)
		}
	}
	if !a.usersKnown {
		a.users, a.usersKnown = shown, true
	}
}

// claim is a number that the capture claims for a WABA.
type claim struct {
	number *known
	by     *waba
}

// acts is the business that acts on a WABA.
func (a *waba) acts() string { return cmp.Or(cmp.Or(a.SharedWith...), a.Business) }

// settleIDs leaves an id to one node: the first of its businesses, numbers, WABAs, phone
// numbers, users, credit lines and apps.
func (l *learner) settleIDs(first *sim.ScenarioBusiness) {
	for _, b := range l.businesses { // of which the business is known
		if b.SystemUser == l.user {
			l.user = ""
		}
		if b.CreditLine == l.credit {
			l.credit = ""
		}
	}
	first.SystemUser = cmp.Or(first.SystemUser, l.user, sim.DefaultSystemUser)
	first.CreditLine = cmp.Or(first.CreditLine, l.credit, sim.DefaultCreditLine)
	taken := map[string]bool{}
	again := func(id string) bool {
		was := taken[id]
		taken[id] = true
		return was
	}
	for _, b := range l.businesses {
		taken[b.ID] = true
	}
	l.numbers = slices.DeleteFunc(l.numbers, func(k *known) bool { return again(k.ID) })
	l.wabas = slices.DeleteFunc(l.wabas, func(a *waba) bool { return again(a.ID) })
	l.wabaNumbers = slices.DeleteFunc(l.wabaNumbers, func(n *wabaNumber) bool { return again(n.ID) })
	for _, b := range l.businesses {
		for _, id := range []*string{&b.SystemUser, &b.CreditLine} {
			if !isID(*id) || again(*id) {
				*id = ""
			}
		}
	}
	l.apps = slices.DeleteFunc(l.apps, again)
}

// settleWABAs gives every phone number a WABA and every WABA a business, the first
// one where none is shown.
func (l *learner) settleWABAs(f *sim.Scenario, first *sim.ScenarioBusiness) {
	for _, n := range l.wabaNumbers {
		a := l.waba(n.waba, false)
		if a == nil {
			a = l.waba(cmp.Or(l.fallback, l.freshID()), true)
			l.fallback = a.ID
		}
		if n.PhoneNumber = l.phone(n.PhoneNumber); n.registered {
			n.PIN = learnedPIN
		}
		a.PhoneNumbers = append(a.PhoneNumbers, n.ScenarioWABANumber)
	}
	for _, a := range l.wabas {
		if a.Business == "" && len(a.SharedWith) > 0 {
			a.Business = l.business(l.freshID()).ID
		}
		a.Business = cmp.Or(a.Business, first.ID)
		a.SubscribedApps = slices.DeleteFunc(a.SubscribedApps, func(id string) bool { return !slices.Contains(l.apps, id) })
		f.WABAs = append(f.WABAs, a.ScenarioWABA)
	}
	for _, id := range l.apps {
		f.Apps = append(f.Apps, sim.App{ID: id, Secret: "drift-app-secret"})
	}
	for _, c := range l.claims {
		c.number.seenBy(c.by.acts())
	}
}

// assign gives the users their tasks on the WABAs, which a scenario cannot.
func (r *replay) assign(ctx context.Context, wabas []*waba) error {
	for _, a := range wabas {
		for _, user := range a.users {
			request, err := http.NewRequestWithContext(ctx, http.MethodPost,
				"https://"+metaHost+"/v23.0/"+a.ID+"/assigned_users?tasks=MANAGE&user="+user, nil)
			if err != nil {
				return err
			}
			request.Header.Set("Authorization", "Bearer "+r.goodToken(a.acts()))
			if _, err := r.send(request); err != nil {
				return err
			}
		}
	}
	return nil
}

func phoneIDs(w sim.ScenarioWABA) (out []string) {
	for _, n := range w.PhoneNumbers {
		out = append(out, n.ID)
	}
	return out
}
