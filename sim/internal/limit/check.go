package limit

import (
	"fmt"
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
)

// MaxRules is how many limits a world has, and MaxAllow how many calls one of
// them allows: it remembers each.
const (
	MaxRules = 100
	MaxAllow = 1_000_000
)

// Check finds everything in the limits that is impossible, all at once, in the
// order of the limits and their members. The path of an issue is the place of the
// limit in the list and the member, such as [2].window. Limits without issues may
// be given to [New].
func Check(rules []sim.LimitRule, k sim.Known) []sim.Issue {
	c := &checker{known: k}
	if len(rules) > MaxRules {
		c.index = MaxRules
		c.add("name", "a world has at most %d limits, this is one more", MaxRules)
		rules = rules[:MaxRules]
	}
	for i := range rules {
		c.index = i
		c.name(rules[i].Name, rules[:i])
		c.operations(&rules[i])
		c.numbers(&rules[i])
		c.errorID(&rules[i])
	}
	return c.issues
}

type checker struct {
	known  sim.Known
	index  int
	issues []sim.Issue
}

func (c *checker) add(path, format string, args ...any) {
	c.issues = append(c.issues, sim.Issue{Path: fmt.Sprintf("[%d].%s", c.index, path), Message: fmt.Sprintf(format, args...)})
}

func (c *checker) name(name string, before []sim.LimitRule) {
	if !sim.IsRuleName(name) {
		c.add("name", "%s", sim.RuleNameForm)
	}
	if name != "" && slices.ContainsFunc(before, func(r sim.LimitRule) bool { return r.Name == name }) {
		c.add("name", "there is a limit %q already", name)
	}
}

func (c *checker) operations(r *sim.LimitRule) {
	if len(r.Operations) == 0 {
		c.add("operation", "is missing: an operation, a list of them, meta.* or 360dialog.*")
	}
	var named []string
	for _, op := range r.Operations {
		name, ok := operation(&c.known, op)
		switch {
		case !ok:
			c.add("operation", "there is no operation %q%s", op, sim.DidYouMean(op, slices.Concat(c.known.OperationNames, wildcards)))
		case name == sim.WebhookOperation:
			c.add("operation", "%s is Meta's own call, and limits are on requests of clients", name)
		case slices.Contains(named, name):
			c.add("operation", "%s is named twice", name)
		}
		named = append(named, name)
	}
	if r.Per == "" {
		c.add("per", "is missing: one of %s", sim.List(sim.LimitKeys))
	}
	word(c, "per", r.Per, sim.LimitKeys)
	word(c, "refused", r.Refused, sim.LimitRefusals)
}

// word refuses a word that is not in the list; no word at all is fine.
func word[T ~string](c *checker, path string, word T, accepted []T) {
	if why := sim.NotOneOf(word, accepted); why != "" {
		c.add(path, "%s", why)
	}
}

func (c *checker) numbers(r *sim.LimitRule) {
	if r.Allow < 1 {
		c.add("allow", "must be at least 1, not %d; a fault rule refuses every call", r.Allow)
	}
	if r.Allow > MaxAllow {
		c.add("allow", "must be at most %d; leave the limit out", MaxAllow)
	}
	if r.Window <= 0 {
		c.add("window", "must be longer than 0s")
	}
}

func (c *checker) errorID(r *sim.LimitRule) {
	if r.Error == "" {
		return
	}
	if c.known.ErrorIDs != nil {
		if _, ok := c.known.ErrorIDs(r.Error); !ok {
			c.add("error", "the catalogue has no entry %q%s", r.Error, sim.DidYouMean(r.Error, c.known.ErrorNames))
			return
		}
	}
	for _, op := range r.Operations {
		name, ok := operation(&c.known, op)
		if v := sim.Vendor(name); ok && v != "" && v != sim.Vendor(r.Error) {
			c.add("error", "%s is an answer of %s, but %s is an operation of %s", r.Error, sim.Vendor(r.Error), name, v)
			return
		}
	}
}
