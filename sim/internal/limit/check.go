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
// be given to [Set.Replace].
func Check(rules []sim.LimitRule, k sim.Known) []sim.Issue {
	c := &checker{known: &k}
	c.refuse(len(rules) > MaxRules, MaxRules, "name", "a world has at most %d limits, this is one more", MaxRules)
	for i := range rules[:min(len(rules), MaxRules)] {
		c.rule(i, rules)
	}
	return c.issues
}

type checker struct {
	known  *sim.Known
	issues sim.Issues
}

func (c *checker) refuse(wrong bool, i int, member, format string, args ...any) {
	c.issues.Refuse(wrong, fmt.Sprintf("[%d].%s", i, member), format, args...)
}

func (c *checker) rule(i int, rules []sim.LimitRule) {
	r := &rules[i]
	c.refuse(!sim.IsRuleName(r.Name), i, "name", "%s", sim.RuleNameForm)
	again := r.Name != "" && slices.ContainsFunc(rules[:i], func(o sim.LimitRule) bool { return o.Name == r.Name })
	c.refuse(again, i, "name", "there is a limit %q already", r.Name)
	c.operations(i, r)
	c.refuse(r.Per == "", i, "per", "is missing: one of %s", sim.List(sim.LimitKeys))
	sim.Word(&c.issues, fmt.Sprintf("[%d].per", i), r.Per, sim.LimitKeys)
	sim.Word(&c.issues, fmt.Sprintf("[%d].refused", i), r.Refused, sim.LimitRefusals)
	c.refuse(r.Allow < 1, i, "allow", "must be at least 1, not %d; a fault rule refuses every call", r.Allow)
	c.refuse(r.Allow > MaxAllow, i, "allow", "must be at most %d; leave the limit out", MaxAllow)
	c.refuse(r.Window <= 0, i, "window", "must be longer than 0s")
	c.errorID(i, r)
}

func (c *checker) operations(i int, r *sim.LimitRule) {
	c.refuse(len(r.Operations) == 0, i, "operation", "is missing: an operation, a list of them, meta.* or 360dialog.*")
	var named []string
	counts := false // per number
	for _, op := range r.Operations {
		name, ok := operation(c.known, op)
		if !ok {
			c.refuse(true, i, "operation", "there is no operation %q%s",
				op, sim.DidYouMean(op, slices.Concat(c.known.OperationNames, wildcards)))
		}
		c.refuse(name == sim.WebhookOperation, i, "operation", "%s is Meta's own call, and limits are on requests of clients", name)
		c.refuse(ok && slices.Contains(named, name), i, "operation", "%s is named twice", name)
		named = append(named, name)
		counts = counts || !ok || name == sim.WebhookOperation || slices.Contains(wildcards, name) || c.known.Numbered == nil || c.known.Numbered(name)
	}
	c.refuse(r.Per == sim.PerNumber && len(named) > 0 && !counts, i, "per",
		"would never count: no call of %s names a number by its id; count per business, token, partner or app", sim.List(named))
}

func (c *checker) errorID(i int, r *sim.LimitRule) {
	if r.Error == "" {
		return
	}
	if c.known.ErrorIDs != nil {
		if _, ok := c.known.ErrorIDs(r.Error); !ok {
			c.refuse(true, i, "error", "the catalogue has no entry %q%s", r.Error, sim.DidYouMean(r.Error, c.known.ErrorNames))
			return
		}
	}
	for _, op := range r.Operations {
		name, ok := operation(c.known, op)
		if v := sim.Vendor(name); ok && v != "" && v != sim.Vendor(r.Error) {
			c.refuse(true, i, "error", "%s is an answer of %s, but %s is an operation of %s", r.Error, sim.Vendor(r.Error), name, v)
			return
		}
	}
}
