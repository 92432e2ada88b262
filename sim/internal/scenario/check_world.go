package scenario

import (
	"fmt"
	"maps"
	"slices"

	"github.com/nyaruka/phonenumbers"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

func (c *checker) number(path string, n *sim.ScenarioNumber) {
	c.owner(path, n.Business, n.Partner)
	c.shares(path, n)
	if c.incomplete(path) || !slices.Contains(append(statuses, ""), string(n.Status)) {
		return
	}
	if start, ok := c.start(n.Verified, n.Added); ok {
		_, _, issues := Times(c.file, *n, start)
		c.addRead(path, issues)
	}
}

// owner checks who has a number or a batch of them.
func (c *checker) owner(path, business, partner string) {
	switch {
	case business != "" && partner != "":
		c.add(path+".partner", "a number has a business or a partner, not both: a partner's belongs to 360dialog's business")
	case business == "" && partner == "" && len(c.file.Businesses) == 0 && !c.incomplete("businesses") && !c.incomplete(path):
		c.add(path, "has no owner: give business or partner, or list a business")
	}
}

func (c *checker) shares(path string, n *sim.ScenarioNumber) {
	if most := len(c.file.Businesses) + 1; len(n.SharedWith) > most { // 360dialog's is there too
		c.add(fmt.Sprintf("%s.shared_with[%d]", path, most), "there are not so many businesses to share with")
		return
	}
	owner, partners := Owner(c.file, n.Business, n.Partner)
	for i, s := range n.SharedWith {
		at := fmt.Sprintf("%s.shared_with[%d]", path, i)
		if start, ok := c.start(s.Until); ok && !s.Until.IsZero() && !s.Until.Resolve(start).After(start) {
			c.add(at+".until", "the share has ended at the start of the world: leave it out")
		}
		switch id := s.With; {
		case id == owner:
			c.add(at, "%s owns the number", id)
		case id == partners:
			c.add(at, "a partner's number is shared with the partner's business already")
		case slices.ContainsFunc(n.SharedWith[:i], func(s sim.Share) bool { return s.With == id }):
			c.add(at, "%s is named twice", strict.Clip(id))
		}
	}
}

// The bounds of a batch of generated numbers.
const (
	maxGenerated = 1_000_000
	maxWeight    = 1_000_000
)

func (c *checker) generate(path string, g *sim.Generate) {
	c.owner(path, g.Business, g.Partner)
	if weights(c, path+".countries", g.Countries, readCountry) && g.Count > room(g.Countries) {
		c.add(path+".count", "%d are more than the %d numbers that can be drawn for these countries", g.Count, room(g.Countries))
	}
	weights(c, path+".statuses", g.Statuses, readWord(statuses))
}

// weights checks the words of a weighted choice and their weights, in a fixed
// order. It tells whether all are sound.
func weights[K ~string](c *checker, path string, m map[K]int, read func(*checker, string) (string, string)) bool {
	before := len(c.issues)
	if m != nil && len(m) == 0 {
		c.add(path, "nothing to choose from; leave it out for the default")
	}
	for _, word := range slices.Sorted(maps.Keys(m)) {
		at := under(path, string(word))
		if _, wrong := read(c, string(word)); wrong != "" {
			c.add(at, "%s", wrong)
		}
		if w := m[word]; w < 1 || w > maxWeight {
			c.add(at, "a weight must be 1 to %d, not %d; leave out what shall not occur", maxWeight, w)
		}
	}
	return len(c.issues) == before
}

func isCountry(code string) bool { return len(code) == 2 && phonenumbers.GetSupportedRegions()[code] }

var readCountry = fitting(isCountry,
	"want a country with phone numbers of its own by its ISO 3166-1 alpha-2 code in capitals, such as US, got %q")

// task checks that what the client has to do can be done in this world.
func (c *checker) task(t *sim.Task) {
	c.apis(t)
	for i, phone := range t.Add {
		c.stays(fmt.Sprintf("task.add[%d]", i), phone)
	}
	for i, phone := range t.Verify {
		c.stays(fmt.Sprintf("task.verify[%d]", i), phone)
	}
	for i, s := range t.Share {
		c.taskShare(fmt.Sprintf("task.share[%d]", i), s)
	}
	for i, claim := range t.Claim {
		c.stays(fmt.Sprintf("task.claim[%d].phone_number", i), claim.PhoneNumber)
	}
}

// stays refuses a number that the client has to delete too.
func (c *checker) stays(path, phone string) {
	if slices.Contains(c.file.Task.Delete, phone) {
		c.add(path, "the number %s is in task.delete too: in the end it cannot be both there and gone", phone)
	}
}

// taskShare checks a share that the client has to make.
func (c *checker) taskShare(path string, s sim.TaskShare) {
	c.stays(path+".phone_number", s.PhoneNumber)
	for _, n := range c.file.Numbers {
		if owner, _ := Owner(c.file, n.Business, n.Partner); n.PhoneNumber == s.PhoneNumber && owner == s.With {
			c.add(path+".with", "the number belongs to business %s: name another", s.With)
		}
	}
}

// apis checks which APIs the client may speak, and that the scenario lets it in.
func (c *checker) apis(t *sim.Task) {
	hasToken := func(b sim.ScenarioBusiness) bool { return len(b.Tokens) > 0 }
	for i, api := range t.For {
		at := fmt.Sprintf("task.for[%d]", i)
		switch {
		case slices.Contains(t.For[:i], api): // it has been judged
		case api == "360dialog" && len(c.file.Partners) == 0 && !c.incomplete("partners"):
			c.add(at, "a client of 360dialog needs a partner: list one in partners")
		case api == "meta" && !slices.ContainsFunc(c.file.Businesses, hasToken) && !c.incomplete("businesses"):
			c.add(at, "a client of Meta needs a token: list one in businesses")
		}
	}
}
