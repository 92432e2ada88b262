package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// task checks that what the client has to do can be done in this world.
func (c *checker) task() {
	t := c.file.Task
	if t == nil {
		return
	}
	c.needed("task.say", strings.TrimSpace(t.Say), "what the client has to do, in plain words")
	c.apis(t)
	c.added = map[string]bool{}
	adds, there, gone := c.phoneList("task.add", t.Add), c.phoneList("task.verify", t.Verify), c.phoneList("task.delete", t.Delete)
	for _, p := range adds {
		c.added[p.phone] = true
	}
	for _, p := range slices.Concat(there, gone) {
		c.reach(t.For, p)
	}
	for i := range t.Share {
		there = append(there, c.taskShare(fmt.Sprintf("task.share[%d]", i), &t.Share[i])...)
	}
	for i := range t.Claim {
		path := fmt.Sprintf("task.claim[%d]", i)
		if c.phone(path+".phone_number", &t.Claim[i].PhoneNumber) {
			there = append(there, listedPhone{path + ".phone_number", t.Claim[i].PhoneNumber})
		}
		c.needed(path+".waba", t.Claim[i].WABA, "the id of the customer's WhatsApp business account")
	}
	for _, p := range slices.Concat(there, gone) {
		c.taskPhone(p)
	}
	for _, p := range slices.Concat(adds, there) {
		if slices.Contains(t.Delete, p.phone) {
			c.add(p.path, "the number %s is in task.delete too: in the end it cannot be both there and gone", p.phone)
		}
	}
}

// taskPhone refuses a number that neither exists nor is to be added.
func (c *checker) taskPhone(p listedPhone) {
	if !c.inWorld(p.phone) {
		c.add(p.path, "the number %s is neither in numbers nor in task.add: add it to one of them", p.phone)
	}
}

// taskShare checks a share that the client has to make.
func (c *checker) taskShare(path string, s *sim.TaskShare) (out []listedPhone) {
	if c.phone(path+".phone_number", &s.PhoneNumber) {
		out = append(out, listedPhone{path + ".phone_number", s.PhoneNumber})
		c.reach([]string{"meta"}, out[0])
	}
	if c.needed(path+".with", s.With, "the id of the business to share the number with") {
		c.business(path+".with", s.With)
	}
	if slices.Contains(c.file.Task.For, "360dialog") {
		c.warn(path, "360dialog's API cannot share a number: leave 360dialog out of task.for")
	}
	for _, n := range c.file.Numbers {
		if owner, _ := Owner(c.file, n.Business, n.Partner); n.PhoneNumber == s.PhoneNumber && owner == s.With {
			c.add(path+".with", "the number belongs to business %s: name another", s.With)
		}
	}
	return out
}

// reach warns of a listed number that a client of an API cannot change.
func (c *checker) reach(apis []string, p listedPhone) {
	i := slices.IndexFunc(c.file.Numbers, func(n sim.ScenarioNumber) bool { return n.PhoneNumber == p.phone })
	switch {
	case i < 0:
	case c.file.Numbers[i].Partner == "" && slices.Contains(apis, "360dialog"):
		c.warn(p.path, "the number %s is in no pool of 360dialog: give it a partner, or leave 360dialog out of task.for", p.phone)
	case c.file.Numbers[i].Partner != "" && slices.Contains(apis, "meta"):
		c.warn(p.path, "the number %s belongs to 360dialog at Meta: give it no partner, or leave meta out of task.for", p.phone)
	}
}

// apis checks which APIs the client may speak, and that the scenario lets it in.
func (c *checker) apis(t *sim.Task) {
	for i, api := range t.For {
		at := fmt.Sprintf("task.for[%d]", i)
		c.word(at, api, sim.APIs)
		switch {
		case slices.Contains(t.For[:i], api):
			c.add(at, "%s is named twice", strict.Clip(api))
		case api == "360dialog" && len(c.file.Partners) == 0 && !c.incomplete("partners"):
			c.add(at, "a client of 360dialog needs a partner: list one in partners")
		case api == "meta" && !c.incomplete("businesses") &&
			!slices.ContainsFunc(c.file.Businesses, func(b sim.ScenarioBusiness) bool { return len(b.Tokens) > 0 }):
			c.add(at, "a client of Meta needs a token: list one in businesses")
		}
	}
}

// listedPhone is a phone number of a task, with its place.
type listedPhone struct{ path, phone string }

// phoneList checks the phone numbers of a list and makes them MSISDNs.
func (c *checker) phoneList(path string, list []string) (out []listedPhone) {
	for i := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		if !c.phone(at, &list[i]) {
			continue
		}
		if slices.Contains(list[:i], list[i]) {
			c.add(at, "%s is named twice", list[i])
		}
		out = append(out, listedPhone{at, list[i]})
	}
	return out
}

// inWorld tells whether a number may exist: it is listed or to be added, or the
// scenario has some that cannot be known before it is built.
func (c *checker) inWorld(phone string) bool {
	_, listed := c.phones[phone]
	return listed || c.added[phone] || len(c.file.Generate) > 0 || c.incomplete("numbers") || c.incomplete("task")
}

// expectedPhone checks the number an expectation speaks of. A scenario without
// a task does not say what its client adds, so that there an unknown number is
// only a warning.
func (c *checker) expectedPhone(path string, phone *string) {
	switch {
	case !c.phone(path, phone) || c.inWorld(*phone):
	case c.file.Task != nil:
		c.taskPhone(listedPhone{path, *phone})
	default:
		c.warn(path, "the number %s is not in numbers; if the client adds it, say so in task.add", *phone)
	}
}
