package scenario

import (
	"fmt"
	"slices"

	"github.com/nyaruka/phonenumbers"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// phone checks a phone number and replaces it by its MSISDN.
func (c *checker) phone(path string, number *string) bool {
	if !c.needed(path, *number, sim.PhoneForm) {
		return false
	}
	p, err := sim.ParsePhone(*number)
	if err != nil {
		c.add(path, "%s", sim.NotAPhone(strict.Clip(*number)))
		return false
	}
	*number = p.MSISDN
	return true
}

func (c *checker) numbers() {
	for i := range c.file.Numbers {
		n := &c.file.Numbers[i]
		path := fmt.Sprintf("numbers[%d]", i)
		if c.phone(path+".phone_number", &n.PhoneNumber) {
			c.once(c.phones, n.PhoneNumber, path+".phone_number", "the phone number")
		}
		if n.ID != "" {
			c.nodeID(path+".id", n.ID)
		}
		c.owner(path, n.Business, n.Partner)
		c.shares(path, n)
		c.status(path+".status", n.Status)
		c.times(path, n)
	}
}

// owner checks who has a number or a batch of them.
func (c *checker) owner(path, business, partner string) {
	switch {
	case business != "" && partner != "":
		c.add(path+".partner", "a number has a business or a partner, not both: a partner's belongs to 360dialog's business")
	case partner != "":
		c.partner(path+".partner", partner)
	case business != "":
		c.business(path+".business", business)
	case len(c.file.Businesses) == 0 && !c.incomplete("businesses") && !c.incomplete(path):
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
		at, id := fmt.Sprintf("%s.shared_with[%d]", path, i), s.With
		if start, ok := c.start(s.Until); ok && !s.Until.IsZero() && !s.Until.Resolve(start).After(start) {
			c.add(at+".until", "the share has ended at the start of the world: leave it out")
		}
		if c.pos.Has(at + ".with") {
			at += ".with"
		}
		c.business(at, id)
		switch {
		case id == owner:
			c.add(at, "%s owns the number", id)
		case id == partners:
			c.add(at, "a partner's number is shared with the partner's business already")
		case slices.ContainsFunc(n.SharedWith[:i], func(s sim.Share) bool { return s.With == id }):
			c.add(at, "%s is named twice", strict.Clip(id))
		}
	}
}

func (c *checker) status(path string, s sim.Status) { c.word(path, string(s), statuses) }

func (c *checker) times(path string, n *sim.ScenarioNumber) {
	if c.incomplete(path) || !slices.Contains(append(statuses, ""), string(n.Status)) {
		return
	}
	start, ok := c.start(n.Verified, n.Added)
	if !ok {
		return
	}
	if _, _, member, contradiction := timesOf(c.file, *n, start); contradiction != "" {
		c.add(under(path, member), "%s", contradiction)
	}
}

// The bounds of a batch of generated numbers.
const (
	maxGenerated = 1_000_000
	maxWeight    = 1_000_000
)

func (c *checker) generate() {
	for i, g := range c.file.Generate {
		path := fmt.Sprintf("generate[%d]", i)
		if g.Count < 1 || g.Count > maxGenerated {
			c.add(path+".count", "must be 1 to %d, not %d", maxGenerated, g.Count)
		}
		c.owner(path, g.Business, g.Partner)
		before := len(c.issues)
		weights(c, path+".countries", g.Countries, c.country)
		if len(c.issues) == before && g.Count > room(g.Countries) {
			c.add(path+".count", "%d are more than the %d numbers that can be drawn for these countries", g.Count, room(g.Countries))
		}
		weights(c, path+".statuses", g.Statuses, c.status)
	}
}

// weights checks the words of a weighted choice and their weights, in a fixed
// order.
func weights[K ~string](c *checker, path string, m map[K]int, word func(path string, k K)) {
	if m != nil && len(m) == 0 {
		c.add(path, "nothing to choose from; leave it out for the default")
	}
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		at := under(path, string(k))
		word(at, k)
		if w := m[k]; w < 1 || w > maxWeight {
			c.add(at, "a weight must be 1 to %d, not %d; leave out what shall not occur", maxWeight, w)
		}
	}
}

func (c *checker) country(path, code string) {
	if !phonenumbers.GetSupportedRegions()[code] || len(code) != 2 {
		c.add(path, "want a country with phone numbers of its own by its ISO 3166-1 alpha-2 code in capitals, such as US, got %q", strict.Clip(code))
	}
}
