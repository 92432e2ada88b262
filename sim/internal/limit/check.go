package limit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Known is what the rest of the product knows and limits are checked against. A
// member left nil leaves the checks out that need it.
type Known struct {
	// Operations gives the name of the operation table for that name itself and
	// for the vendor's operationId. It is not asked about meta.* and
	// 360dialog.*.
	Operations func(name string) (canonical string, ok bool)
	// OperationNames are the names to suggest from, in their order.
	OperationNames []string
	// ErrorIDs gives the operations that may answer with a catalogue entry; the
	// list is not looked at, since any call may be one too many.
	ErrorIDs func(id string) (operations []string, ok bool)
	// ErrorNames are the catalogue ids to suggest from, in their order.
	ErrorNames []string
}

// Problem is one thing that makes a limit impossible.
type Problem struct {
	// Index is the place of the limit in the list, from 0.
	Index int
	// Path is the member of the limit, such as window.
	Path string
	// Message says what is wrong with it, and what was meant or would do.
	Message string
}

var wildcards = []string{"meta.*", "360dialog.*"}

// maxName keeps a name fit for a path segment.
const maxName = 128

// MaxRules is how many limits a world has, and MaxAllow how many calls one of
// them allows: it remembers each.
const (
	MaxRules = 100
	MaxAllow = 1_000_000
)

// Check finds everything in the limits that is impossible, all at once, in the
// order of the limits and their members. Limits without problems may be given to
// [New].
func Check(rules []sim.LimitRule, k Known) []Problem {
	var all []Problem
	if len(rules) > MaxRules {
		all = append(all, Problem{MaxRules, "name", fmt.Sprintf("a world has at most %d limits, this is one more", MaxRules)})
		rules = rules[:MaxRules]
	}
	for i := range rules {
		c := &checker{known: k, index: i, rule: &rules[i]}
		c.name(rules[:i])
		c.operations()
		c.numbers()
		c.errorID()
		all = append(all, c.problems...)
	}
	return all
}

type checker struct {
	known    Known
	index    int
	rule     *sim.LimitRule
	problems []Problem
}

func (c *checker) add(path, format string, args ...any) {
	c.problems = append(c.problems, Problem{Index: c.index, Path: path, Message: fmt.Sprintf(format, args...)})
}

func (k *Known) operation(name string) (string, bool) {
	if slices.Contains(wildcards, name) || k.Operations == nil {
		return name, true
	}
	return k.Operations(name)
}

func (c *checker) name(before []sim.LimitRule) {
	n := c.rule.Name
	bad := strings.IndexFunc(n, func(r rune) bool { return r < ' ' || r > '~' || r == '/' }) >= 0
	if bad || len(n) > maxName || strings.TrimSpace(n) != n {
		c.add("name", "a name has at most %d printable ASCII characters, no slash, and no space at its ends", maxName)
	}
	if n != "" && slices.ContainsFunc(before, func(r sim.LimitRule) bool { return r.Name == n }) {
		c.add("name", "there is a limit %q already", n)
	}
}

func (c *checker) operations() {
	if len(c.rule.Operations) == 0 {
		c.add("operation", "is missing: an operation, a list of them, meta.* or 360dialog.*")
	}
	for i, op := range c.rule.Operations {
		name, ok := c.known.operation(op)
		if !ok {
			c.add("operation", "there is no operation %q%s", op, sim.DidYouMean(op, slices.Concat(c.known.OperationNames, wildcards)))
			continue
		}
		for _, other := range c.rule.Operations[:i] {
			if first, _ := c.known.operation(other); first == name {
				c.add("operation", "%s is named twice", name)
				break
			}
		}
	}
	var keys []string
	for _, k := range sim.LimitKeys {
		keys = append(keys, string(k))
	}
	switch {
	case c.rule.Per == "":
		c.add("per", "is missing: one of %s", strings.Join(keys, ", "))
	case !slices.Contains(sim.LimitKeys, c.rule.Per):
		c.add("per", "%q is not one of %s%s", c.rule.Per, strings.Join(keys, ", "), sim.DidYouMean(string(c.rule.Per), keys))
	}
}

func (c *checker) numbers() {
	if c.rule.Allow < 1 {
		c.add("allow", "must be at least 1, not %d; a fault rule refuses every call", c.rule.Allow)
	}
	if c.rule.Allow > MaxAllow {
		c.add("allow", "must be at most %d; leave the limit out", MaxAllow)
	}
	if c.rule.Window <= 0 {
		c.add("window", "must be longer than 0s")
	}
}

func (c *checker) errorID() {
	id := c.rule.Error
	if id == "" {
		return
	}
	if c.known.ErrorIDs != nil {
		if _, ok := c.known.ErrorIDs(id); !ok {
			c.add("error", "the catalogue has no entry %q%s", id, sim.DidYouMean(id, c.known.ErrorNames))
			return
		}
	}
	for _, op := range c.rule.Operations {
		name, ok := c.known.operation(op)
		if v := sim.Vendor(name); ok && v != "" && v != sim.Vendor(id) {
			c.add("error", "%s is an answer of %s, but %s is an operation of %s", id, sim.Vendor(id), name, v)
			return
		}
	}
}
