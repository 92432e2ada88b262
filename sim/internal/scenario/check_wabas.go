package scenario

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// apps checks the apps, before the tokens that name them.
func (c *checker) apps() {
	for i, a := range c.file.Apps {
		path := fmt.Sprintf("apps[%d]", i)
		if c.needed(path+".id", a.ID, "digits, such as "+sim.DefaultApp) {
			c.nodeID(path+".id", a.ID)
		}
		c.printable(path+".secret", a.Secret, "the secret")
		if a.Webhook != nil && c.needed(path+".webhook.url", a.Webhook.URL, "an address") {
			c.address(path+".webhook.url", a.Webhook.URL)
		}
		if a.Webhook != nil {
			for j, field := range a.Webhook.Fields {
				c.word(fmt.Sprintf("%s.webhook.fields[%d]", path, j), field, sim.WebhookFields)
			}
		}
	}
}

// appOwners checks the businesses of the apps.
func (c *checker) appOwners() {
	for i, a := range c.file.Apps {
		if a.Business != "" {
			c.business(fmt.Sprintf("apps[%d].business", i), a.Business)
		}
	}
}

// address checks a URL that is to be called.
func (c *checker) address(path, text string) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		c.add(path, "want an address that begins with http:// or https://, got %q", strict.Clip(text))
	}
}

// equipment checks the system user and the credit line of a business. Those that
// the first has by default are taken too.
func (c *checker) equipment(path string, i int, b sim.ScenarioBusiness) {
	for _, node := range []struct{ name, id, first string }{
		{"system_user", b.SystemUser, sim.DefaultSystemUser}, {"credit_line", b.CreditLine, sim.DefaultCreditLine},
	} {
		switch {
		case node.id != "":
			c.nodeID(path+"."+node.name, node.id)
		case i == 0:
			c.nodes[node.first] = path
		}
	}
}

// claimSwitches checks the choices about claimed numbers.
func (c *checker) claimSwitches(s sim.Switches) {
	if s.RegisterWithin != nil && *s.RegisterWithin <= 0 {
		c.add("switches.register_within", "must be longer than 0s")
	}
}

func (c *checker) wabas() {
	c.appOwners()
	for i := range c.file.WABAs {
		w := &c.file.WABAs[i]
		path := fmt.Sprintf("wabas[%d]", i)
		if c.needed(path+".id", w.ID, "digits, such as 102290129340398") {
			c.nodeID(path+".id", w.ID)
		}
		if c.needed(path+".business", w.Business, "the id of the business that owns it") {
			c.business(path+".business", w.Business)
		}
		for j, id := range w.SharedWith {
			c.business(fmt.Sprintf("%s.shared_with[%d]", path, j), id)
		}
		for j, id := range w.SubscribedApps {
			c.app(fmt.Sprintf("%s.subscribed_apps[%d]", path, j), id)
		}
		for j := range w.PhoneNumbers {
			c.wabaNumber(fmt.Sprintf("%s.phone_numbers[%d]", path, j), &w.PhoneNumbers[j])
		}
	}
	for i, b := range c.file.Businesses {
		for j, t := range b.Tokens {
			for k, id := range t.WABAs {
				c.waba(fmt.Sprintf("businesses[%d].tokens[%d].wabas[%d]", i, j, k), id)
			}
		}
	}
}

func (c *checker) wabaNumber(path string, n *sim.ScenarioWABANumber) {
	if c.phone(path+".phone_number", &n.PhoneNumber) {
		c.once(c.phones, n.PhoneNumber, path+".phone_number", "the phone number")
	}
	if n.ID != "" {
		c.nodeID(path+".id", n.ID)
	}
	if n.PIN != "" && (len(n.PIN) != 6 || strings.Trim(n.PIN, "0123456789") != "") {
		c.add(path+".pin", "a PIN has 6 digits, not %q", strict.Clip(n.PIN))
	}
	if n.PIN != "" && n.Verified != nil && !*n.Verified {
		c.add(path+".verified", "a registered number is verified")
	}
	c.word(path+".name_status", n.NameStatus, []string{"APPROVED", "AVAILABLE_WITHOUT_REVIEW", "DECLINED", "EXPIRED", "PENDING_REVIEW", "NONE"})
	c.word(path+".quality_rating", n.QualityRating, []string{"GREEN", "YELLOW", "RED"})
	c.word(path+".messaging_limit_tier", n.MessagingLimitTier, []string{"TIER_50", "TIER_250", "TIER_1K", "TIER_10K", "TIER_100K", "TIER_UNLIMITED"})
}

// app checks a reference to an app, waba one to a WABA.
func (c *checker) app(path, id string) {
	var ids []string
	for _, a := range c.file.Apps {
		ids = append(ids, a.ID)
	}
	if len(ids) == 0 {
		ids = []string{sim.DefaultApp}
	}
	c.oneOf(path, "app", id, ids)
}

func (c *checker) waba(path, id string) {
	var ids []string
	for _, w := range c.file.WABAs {
		ids = append(ids, w.ID)
	}
	c.oneOf(path, "WABA", id, ids)
}

func (c *checker) oneOf(path, what, id string, ids []string) {
	for _, known := range ids {
		if known == id {
			return
		}
	}
	if !c.incomplete("apps") && !c.incomplete("wabas") {
		c.add(path, "there is no %s %q%s", what, strict.Clip(id), sim.Suggest(id, ids))
	}
}
