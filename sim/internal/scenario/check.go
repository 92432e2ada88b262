package scenario

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

var statuses = []string{string(sim.NotVerified), string(sim.Verified), string(sim.Expired)}

// checker looks for what a well-formed file cannot mean.
type checker struct {
	file   *sim.Scenario // nil for a single event
	known  sim.Known
	pos    *strict.Positions
	issues sim.Issues
	// warnings are what lint says of a scenario that can be used.
	warnings sim.Issues
	unread   []string // paths of values the decoder could not read

	rules map[reflect.StructTag]*rule
	seen  map[string]string // what may exist only once → path
	named map[string]*names // by kind

	references []reference
	parts      []part
}

// add notes a problem, unless the value could not be read in the first place.
func (c *checker) add(path, format string, args ...any) {
	if !c.issues.Full() && !c.lost(path) {
		c.issues.Add(c.pos.Issue(path, fmt.Sprintf(format, args...)))
	}
}

// warn notes what is probably not meant.
func (c *checker) warn(path, format string, args ...any) {
	c.warnings.Add(c.pos.Issue(path, "warning: "+fmt.Sprintf(format, args...)))
}

// addRead notes problems that another package found in the value at the path, unless
// they may come from something that could not be read.
func (c *checker) addRead(path string, issues []sim.Issue) {
	for _, i := range issues {
		if at := under(path, i.Path); !c.incomplete(at) {
			c.add(at, "%s", i.Message)
		}
	}
}

// under joins a path and a member, or an index, of what stands there.
func under(path, member string) string {
	if path == "" || member == "" || member[0] == '[' {
		return path + member
	}
	return path + "." + member
}

// check looks at what depends on several values, once all are read.
func (c *checker) check() {
	if c.file != nil {
		if !c.bounded() {
			return
		}
		if len(c.file.Businesses) > 0 {
			first := &c.file.Businesses[0]
			c.equipped(first.SystemUser, sim.DefaultSystemUser)
			c.equipped(first.CreditLine, sim.DefaultCreditLine)
		}
		if len(c.file.Apps) == 0 {
			c.name("app", sim.DefaultApp)
		}
		for i, w := range c.file.WABAs {
			c.customer(fmt.Sprintf("wabas[%d].business", i), w.Business)
		}
		for _, r := range c.references { // a single event knows no scenario
			c.refer(r)
		}
	}
	for _, p := range c.parts {
		c.whole(p.path, p.value)
	}
}

// equipped refuses an id that the first business has where it names none.
func (c *checker) equipped(given, id string) {
	if at, taken := c.seen["the id "+id]; taken && given == "" {
		c.already(at, "the id", id, "businesses[0]")
	}
}

// customer makes the business of a WABA known, which need not be listed.
func (c *checker) customer(path, id string) {
	if known := c.named["business"]; sim.IsNodeID(id) && id != store.Business360dialog && (known == nil || !known.has[id]) {
		c.name("business", id)
		c.once(path, "the id", id)
	}
}

// bounded refuses a scenario with more numbers than a world could bear.
func (c *checker) bounded() bool {
	all := len(c.file.Numbers)
	for _, g := range c.file.Generate {
		all += max(0, min(g.Count, maxGenerated))
	}
	if all > store.MaxNumbers {
		c.add("generate", "a world holds at most %d numbers, this makes %d", store.MaxNumbers, all)
	}
	return all <= store.MaxNumbers
}

// whole checks what the members of a value make together, and writes it in its canonical
// form.
func (c *checker) whole(path string, value any) {
	switch x := value.(type) {
	case *sim.Scenario:
		c.scenario(x)
	case *sim.Task:
		c.task(x)
	case *sim.ScenarioNumber:
		c.number(path, x)
	case *sim.ScenarioWABANumber:
		if x.PIN != "" && x.Verified != nil && !*x.Verified {
			c.add(path+".verified", "a registered number is verified")
		}
	case *sim.Generate:
		c.generate(path, x)
	case *sim.FaultRule:
		c.addRead(path, fault.Check(x, c.known))
		*x = fault.Canonical(*x, c.known)
	case *sim.TimelineEntry:
		c.entry(path, x)
	case *sim.Event:
		c.event(path, x)
	case *sim.Expectation:
		c.expectation(path, x)
	default:
		c.expected(path, value)
	}
}

func (c *checker) scenario(f *sim.Scenario) {
	if f.Version != 1 {
		c.add("version", "must be 1: write version: 1")
	}
	if f.Clock.Speed > 0 && modeOf(f) == sim.Frozen {
		c.add("clock.speed", "goes with a running clock only")
	}
	if y := f.Clock.At.Year(); !f.Clock.At.IsZero() && (y < sim.FirstYear || y > sim.LastYear) {
		c.add("clock.at", "the year must be %d to %d", sim.FirstYear, sim.LastYear)
	}
	if p := profileOf(f); p.ReverifyBefore > p.Validity {
		c.add("reverify_window", "%s is longer than the verification itself, which lasts %s",
			p.ReverifyBefore, p.Validity)
	}
	c.code(f.Code, f.Code.Filled())
	c.addRead("limits", limit.Check(f.Limits, c.known))
	f.Limits = limit.Canonical(f.Limits, c.known)
}

// code checks the rules of codes as they are given and as they come out.
func (c *checker) code(given, rules sim.CodeRules) {
	switch {
	case rules.Value != "" && !digitsOnly(rules.Value):
		c.add("code.value", "want random or the digits of every code, got %q", strict.Clip(rules.Value))
	case given.Length == 0 && (rules.Length < 4 || rules.Length > 8):
		c.add("code.value", "a code has 4 to 8 digits, not %d", rules.Length)
	case rules.Value != "" && len(rules.Value) != rules.Length:
		c.add("code.value", "%q has %d digits, but length is %d", rules.Value, len(rules.Value), rules.Length)
	}
	c.message(rules.Message)
}

func (c *checker) message(text string) {
	shows := func(placeholder string) bool { return strings.Contains(text, placeholder) }
	switch {
	case text != "" && !slices.ContainsFunc(sim.CodePlaceholders, shows):
		c.add("code.message", "does not show the code: write %s", strings.Join(sim.CodePlaceholders, " or "))
	case len(text) > sim.LongestCodeText:
		c.add("code.message", "must have at most %d bytes", sim.LongestCodeText)
	}
}

// start is the world time to check against. Of a running clock without a time
// of its own only relative points in time can be judged: ok is false when one
// of the ages is absolute.
func (c *checker) start(ages ...sim.Age) (start time.Time, ok bool) {
	start = Start(c.file)
	absolute := slices.ContainsFunc(ages, func(a sim.Age) bool { return !a.IsZero() && !a.Relative() })
	return cmp.Or(start, frozenStart), !start.IsZero() || !absolute
}
