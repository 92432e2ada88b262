package scenario

import (
	"reflect"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

func (c *checker) expectation(path string, e *sim.Expectation) {
	if given := e.Kinds(); len(given) > 1 {
		c.add(path, "%s are separate expectations: one an entry", strings.Join(given, " and "))
	} else {
		c.nothing(path, len(given) == 0, "one of "+strings.Join(sim.ExpectationKinds(), ", "))
	}
	if e.Met != "" {
		c.add(path+".met", "is always checked: leave it out, and write optional: true on what need not happen")
	}
	if x := e.Effects; x != nil && c.known.Method != nil && c.known.Method(x.Operation) == "GET" && x.Operation != sim.ExchangeOperation {
		c.add(path+".effects.operation", "%s changes nothing: count its requests with calls", x.Operation)
	}
	if e.Order != nil && len(e.Order) < 2 {
		c.add(path+".order", "an order needs at least two operations")
	}
}

// nothing refuses an expectation that demands nothing, unless a part of it could not be
// read.
func (c *checker) nothing(path string, empty bool, give string) {
	if empty && !c.incomplete(path) {
		c.add(path, "expects nothing: give %s", give)
	}
}

// expected checks an expectation of one kind, or a part of it.
func (c *checker) expected(path string, value any) {
	if r := reflect.ValueOf(value).Elem().FieldByName("Requests"); r.IsValid() {
		c.sender(path, r.Interface().(sim.Requests))
	}
	switch x := value.(type) {
	case *sim.ExpectCalls:
		c.bounds(path, x.Min, x.Max)
		c.nothing(path, x.Min == nil && x.Max == nil, "min, max or both")
	case *sim.ExpectPages:
		c.pages(path, x)
	case *sim.ExpectRetries:
		c.nothing(path, x.Transient == nil && x.Permanent == nil && !x.HonoursWait, "transient, permanent or honours_wait: true")
	case *sim.RetryBounds:
		c.bounds(path, x.Min, x.Max)
		c.nothing(path, x.Min == nil && x.Max == nil && !x.Backoff, "min, max or backoff: true")
	case *sim.ExpectCodes:
		c.nothing(path, x.WhilePending == nil && x.Within == 0, "within or while_pending")
	case *sim.ExpectNumber:
		c.expectedNumber(path, x)
	}
}

// sender refuses calls that 360dialog never makes.
func (c *checker) sender(path string, r sim.Requests) {
	if r.Origin == sim.Origin360dialog && sim.Vendor(r.Operation) == "360dialog" {
		c.add(path+".origin", "360dialog calls Meta only, never %s", r.Operation)
	}
}

func (c *checker) bounds(path string, low, high *int) {
	if low != nil && high != nil && *low > *high {
		c.add(path+".max", "is less than min: %d and %d", *high, *low)
	}
}

func (c *checker) pages(path string, x *sim.ExpectPages) {
	if !x.ToTheEnd {
		c.add(path+".to_the_end", "expects nothing: write to_the_end: true")
	}
	if c.known.Operations != nil && !strings.HasSuffix(x.Operation, ".list_numbers") && x.Operation != "meta.list_partners" {
		c.add(path+".operation", "%s does not answer in pages", strict.Clip(x.Operation))
	}
}

func (c *checker) expectedNumber(path string, x *sim.ExpectNumber) {
	c.nothing(path, len(x.Status) == 0 && x.Exists == nil && x.InPool == nil && x.SharedWith == nil && x.Registered == nil,
		"status, exists, in_pool, shared_with or registered")
	there := x.InPool != nil && *x.InPool || len(x.SharedWith) > 0 || x.Registered != nil && *x.Registered
	if x.Exists != nil && !*x.Exists && there {
		c.add(path+".exists", "a number that does not exist is in no pool, shared with none and not registered")
	}
}
