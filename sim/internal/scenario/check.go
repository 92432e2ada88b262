package scenario

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
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

	rules     map[reflect.Type][]rule
	seen      map[string]string // what may exist only once → path
	named     map[string]*names // by kind
	referring bool              // the second pass
}

// add notes a problem, unless the value could not be read in the first place.
func (c *checker) add(path, format string, args ...any) {
	if !c.issues.Full() && !slices.Contains(c.unread, path) {
		c.issues.Add(c.pos.Issue(path, fmt.Sprintf(format, args...)))
	}
}

// warn notes what is probably not meant.
func (c *checker) warn(path, format string, args ...any) {
	c.warnings.Add(c.pos.Issue(path, "warning: "+fmt.Sprintf(format, args...)))
}

// incomplete reports whether something at or below path could not be read, so
// that its absence says nothing.
func (c *checker) incomplete(path string) bool {
	return slices.ContainsFunc(c.unread, func(p string) bool {
		rest, ok := strings.CutPrefix(p, path)
		return ok && (rest == "" || path == "" || rest[0] == '.' || rest[0] == '[')
	})
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

// check looks at a whole scenario, or at a single event, to which it has a pointer.
func (c *checker) check(of any) {
	c.rules, c.seen, c.named = map[reflect.Type][]rule{}, map[string]string{}, map[string]*names{}
	if c.file != nil {
		if !c.lengths() {
			return
		}
		if len(c.file.Businesses) > 0 {
			c.equip(&c.file.Businesses[0])
		}
		if len(c.file.Apps) == 0 {
			c.name("app", sim.DefaultApp)
		}
	}
	c.walk("", reflect.ValueOf(of).Elem(), nil, false)
	c.referring = true
	c.walk("", reflect.ValueOf(of).Elem(), nil, false)
}

// equip notes the ids that the first business has where it names none.
func (c *checker) equip(first *sim.ScenarioBusiness) {
	if first.SystemUser == "" {
		c.seen["the id "+sim.DefaultSystemUser] = "businesses[0]"
	}
	if first.CreditLine == "" {
		c.seen["the id "+sim.DefaultCreditLine] = "businesses[0]"
	}
}

// The bounds of a scenario's lists, in entries.
const (
	maxParties  = 10_000
	maxListed   = 100_000
	maxTimeline = 10_000
	maxExpected = 1000
)

// lengths refuses a scenario with more entries than a world could bear.
func (c *checker) lengths() bool {
	f, sound := c.file, true
	for _, l := range []struct {
		name      string
		has, most int
	}{
		{"businesses", len(f.Businesses), maxParties}, {"partners", len(f.Partners), maxParties},
		{"apps", len(f.Apps), maxExpected}, {"wabas", len(f.WABAs), maxParties},
		{"numbers", len(f.Numbers), maxListed}, {"generate", len(f.Generate), maxExpected},
		{"limits", len(f.Limits), limit.MaxRules}, {"faults", len(f.Faults), fault.MaxRules},
		{"timeline", len(f.Timeline), maxTimeline}, {"expect", len(f.Expect), maxExpected},
	} {
		if l.has > l.most {
			c.add(fmt.Sprintf("%s[%d]", l.name, l.most), "is one too many: %s has at most %d entries", l.name, l.most)
			sound = false
		}
	}
	all := len(f.Numbers)
	for _, g := range f.Generate {
		all += max(0, min(g.Count, maxGenerated))
	}
	if all > store.MaxNumbers {
		c.add("generate", "a world holds at most %d numbers, this makes %d", store.MaxNumbers, all)
		sound = false
	}
	return sound
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
	if f.Version == 0 {
		c.add("version", "is missing: write version: 1")
	} else if f.Version != 1 {
		c.add("version", "this format is version 1, not %d", f.Version)
	}
	if speed := f.Clock.Speed; speed < 0 || speed > sim.MaxSpeed || speed > 0 && modeOf(f) == sim.Frozen {
		c.add("clock.speed", "must be from 1 to %d, of a running clock", sim.MaxSpeed)
	}
	if y := f.Clock.At.Year(); !f.Clock.At.IsZero() && (y < sim.FirstYear || y > sim.LastYear) {
		c.add("clock.at", "the year must be %d to %d", sim.FirstYear, sim.LastYear)
	}
	if within := f.Switches.RegisterWithin; within != nil && *within <= 0 {
		c.add("switches.register_within", "must be longer than 0s")
	}
	p := profileOf(f)
	if p.Validity <= 0 {
		c.add("validity", "must be longer than 0s")
	} else if p.ReverifyBefore > p.Validity {
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
	case given.Length == 0 && c.pos.Has("code.length"):
		c.add("code.length", "a code has 4 to 8 digits, not 0")
	case rules.Length < 4 || rules.Length > 8:
		path := "code.length"
		if given.Length == 0 {
			path = "code.value"
		}
		c.add(path, "a code has 4 to 8 digits, not %d", rules.Length)
	case rules.Value != "" && len(rules.Value) != rules.Length:
		c.add("code.value", "%q has %d digits, but length is %d", rules.Value, len(rules.Value), rules.Length)
	}
	c.message(rules.Message)
	if given.TTL == 0 && c.pos.Has("code.ttl") {
		c.add("code.ttl", "must be longer than 0s")
	}
	if rules.Attempts < 1 || given.Attempts == 0 && c.pos.Has("code.attempts") {
		c.add("code.attempts", "must be at least 1, not %d", given.Attempts)
	}
}

var placeholder = regexp.MustCompile(`\{[a-z_]*\}`)

func (c *checker) message(text string) {
	used := placeholder.FindAllString(text, -1)
	for _, p := range used {
		if !slices.Contains(sim.CodePlaceholders, p) {
			c.add("code.message", "unknown placeholder %q%s", strict.Clip(p), sim.Suggest(p, sim.CodePlaceholders))
			return
		}
	}
	switch {
	case text != "" && len(used) == 0:
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
