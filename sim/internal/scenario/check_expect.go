package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

func (c *checker) expectations() {
	for i := range c.file.Expect {
		e := &c.file.Expect[i]
		path := fmt.Sprintf("expect[%d]", i)
		switch given := e.Kinds(); {
		case len(given) > 1:
			c.add(path, "%s are separate expectations: one an entry", strings.Join(given, " and "))
		case len(given) == 0 && !c.incomplete(path):
			c.add(path, "expects nothing: give one of %s", strings.Join(sim.ExpectationKinds(), ", "))
		}
		if e.Met != "" {
			c.add(path+".met", "is always checked: leave it out, and write optional: true on what need not happen")
		}
		c.expectCounts(path, e)
		c.expectRequests(path, e)
		c.expectOrder(path, e.Order)
		c.expectRetries(path+".retries", e.Retries)
		c.expectNumbers(path, e)
	}
}

// about checks operation and origin, which most expectations have, and writes
// the operation by its name in the operation table.
func (c *checker) about(path string, operation *string, origin sim.Origin) {
	if c.needed(path+".operation", *operation, "such as meta.verify_code") {
		c.operation(path+".operation", operation)
	}
	c.origin(path+".origin", origin)
	if origin == sim.Origin360dialog && strings.HasPrefix(*operation, "360dialog.") {
		c.add(path+".origin", "360dialog calls Meta only, never %s", *operation)
	}
}

func (c *checker) origin(path string, origin sim.Origin) {
	c.word(path, string(origin), []string{string(sim.OriginClient), string(sim.Origin360dialog)})
}

func (c *checker) operation(path string, name *string) {
	if c.known.Operations == nil {
		return
	}
	canonical, ok := c.known.Operations(*name)
	if !ok {
		c.add(path, "there is no operation %q%s", strict.Clip(*name), sim.Suggest(*name, c.known.OperationNames))
		return
	}
	*name = canonical
}

func (c *checker) expectCounts(path string, e *sim.Expectation) {
	for _, counted := range []struct {
		kind string
		x    *sim.ExpectCalls
	}{{"calls", e.Calls}, {"effects", e.Effects}} {
		x, at := counted.x, path+"."+counted.kind
		if x == nil {
			continue
		}
		c.about(at, &x.Operation, x.Origin)
		if x.PhoneNumber != "" {
			c.expectedPhone(at+".phone_number", &x.PhoneNumber)
		}
		c.bounds(at, x.Min, x.Max)
		if x.Min == nil && x.Max == nil && !c.incomplete(path) {
			c.add(at, "expects nothing: give min, max or both")
		}
		if counted.kind == "effects" && c.known.Method != nil && c.known.Method(x.Operation) == "GET" && x.Operation != sim.ExchangeOperation {
			c.add(at+".operation", "%s changes nothing: count its requests with calls", x.Operation)
		}
	}
	if x := e.Rate; x != nil {
		c.about(path+".rate", &x.Operation, x.Origin)
		if x.Max < 1 {
			c.add(path+".rate.max", "must be at least 1, not %d", x.Max)
		}
		if x.Within <= 0 {
			c.add(path+".rate.within", "must be given and longer than 0s")
		}
	}
	if x := e.HandOuts; x != nil {
		c.atMost(path+".hand_outs", x)
	}
}

func (c *checker) atMost(path string, x *sim.AtMost) {
	if x.Max == nil {
		c.add(path+".max", "is missing: how many pass")
		return
	}
	c.bounds(path, nil, x.Max)
}

func (c *checker) expectRequests(path string, e *sim.Expectation) {
	if x := e.Spacing; x != nil {
		c.about(path+".spacing", &x.Operation, x.Origin)
		if x.AtLeast <= 0 {
			c.add(path+".spacing.at_least", "must be given and longer than 0s")
		}
		if listing(x.Operation) && c.file.Task == nil {
			c.warn(path+".spacing", "only calls about the same number are compared now, and %s is about none: use rate", x.Operation)
		}
	}
	if x := e.Never; x != nil {
		c.about(path+".never", &x.Operation, x.Origin)
		c.errorID(path+".never.after_error", x.AfterError)
	}
	if x := e.Pages; x != nil {
		c.about(path+".pages", &x.Operation, x.Origin)
		if !x.ToTheEnd {
			c.add(path+".pages.to_the_end", "expects nothing: write to_the_end: true")
		}
		if c.known.Operations != nil && !listing(x.Operation) && x.Operation != "meta.list_partners" {
			c.add(path+".pages.operation", "%s does not answer in pages", strict.Clip(x.Operation))
		}
	}
}

func listing(operation string) bool { return strings.HasSuffix(operation, ".list_numbers") }

func (c *checker) bounds(path string, low, high *int) {
	for _, b := range []struct {
		member string
		n      *int
	}{{"min", low}, {"max", high}} {
		if b.n != nil && *b.n < 0 {
			c.add(under(path, b.member), "must be at least 0, not %d", *b.n)
		}
	}
	if low != nil && high != nil && *low > *high {
		c.add(path+".max", "is less than min: %d and %d", *high, *low)
	}
}

func (c *checker) errorID(path, id string) {
	if id == "" || c.known.ErrorIDs == nil {
		return
	}
	if _, ok := c.known.ErrorIDs(id); !ok {
		meant := cmp.Or(sim.DidYouMean(id, c.known.ErrorNames), "; the ids are listed by preverified-sim errors")
		c.add(path, "the catalogue has no entry %q%s", strict.Clip(id), meant)
	}
}

func (c *checker) expectOrder(path string, order []string) {
	if order == nil {
		return
	}
	if len(order) < 2 {
		c.add(path+".order", "an order needs at least two operations")
	}
	for i := range order {
		at := fmt.Sprintf("%s.order[%d]", path, i)
		c.operation(at, &order[i])
		if slices.Contains(order[:i], order[i]) {
			c.add(at, "%s is named twice", strict.Clip(order[i]))
		}
	}
}

func (c *checker) expectRetries(path string, r *sim.ExpectRetries) {
	if r == nil {
		return
	}
	c.about(path, &r.Operation, r.Origin)
	if r.Transient == nil && r.Permanent == nil && !r.HonoursWait && !c.incomplete(path) {
		c.add(path, "expects nothing: give transient, permanent or honours_wait: true")
	}
	for _, b := range []struct {
		member string
		bounds *sim.RetryBounds
	}{{"transient", r.Transient}, {"permanent", r.Permanent}} {
		if b.bounds == nil {
			continue
		}
		at := under(path, b.member)
		c.bounds(at, b.bounds.Min, b.bounds.Max)
		if b.bounds.Min == nil && b.bounds.Max == nil && !b.bounds.Backoff && !c.incomplete(at) {
			c.add(at, "expects nothing: give min, max or backoff: true")
		}
		if b.bounds.Backoff && c.file.Task == nil {
			c.warn(at+".backoff", "forbids bursts now (three attempts in a second, eleven in a minute); pauses may get shorter")
		}
	}
}

func (c *checker) expectNumbers(path string, e *sim.Expectation) {
	if x := e.Codes; x != nil {
		at := path + ".codes"
		if x.PhoneNumber != "" {
			c.expectedPhone(at+".phone_number", &x.PhoneNumber)
		}
		c.origin(at+".origin", x.Origin)
		if x.WhilePending != nil {
			c.atMost(at+".while_pending", x.WhilePending)
		} else if x.Within == 0 && !c.incomplete(at) {
			c.add(at, "expects nothing: give within or while_pending")
		}
	}
	if x := e.Number; x != nil {
		c.expectNumber(path+".number", x)
	}
}

func (c *checker) expectNumber(path string, x *sim.ExpectNumber) {
	c.expectedPhone(path+".phone_number", &x.PhoneNumber)
	for i, status := range x.Status {
		at := path + ".status"
		if len(x.Status) > 1 {
			at = fmt.Sprintf("%s[%d]", at, i)
		}
		if c.needed(at, string(status), strings.Join(statuses, ", ")) {
			c.status(at, status)
		}
	}
	for i, id := range x.SharedWith {
		c.business(fmt.Sprintf("%s.shared_with[%d]", path, i), id)
	}
	nothing := len(x.Status) == 0 && x.Exists == nil && x.InPool == nil && x.SharedWith == nil && x.Registered == nil
	switch {
	case nothing && !c.incomplete(path):
		c.add(path, "expects nothing: give status, exists, in_pool, shared_with or registered")
	case x.Exists != nil && !*x.Exists && (x.InPool != nil && *x.InPool || len(x.SharedWith) > 0 || x.Registered != nil && *x.Registered):
		c.add(path+".exists", "a number that does not exist is in no pool, shared with none and not registered")
	}
}
