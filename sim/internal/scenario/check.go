package scenario

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

var (
	dialects = []string{"documented", "observed"}
	modes    = []string{string(sim.Running), string(sim.Frozen)}
	statuses = []string{string(sim.NotVerified), string(sim.Verified), string(sim.Expired)}
)

// checker looks for what a well-formed file cannot mean.
type checker struct {
	file   *sim.Scenario
	known  sim.Known
	pos    *strict.Positions
	issues sim.Issues
	// warnings are what lint says of a scenario that can be used.
	warnings sim.Issues
	unread   []string // paths of values the decoder could not read

	nodes    map[string]string // ids of businesses and numbers → path
	secrets  map[string]string // tokens, API keys → path
	partners map[string]string // partner ids → path
	phones   map[string]string // MSISDNs of listed numbers → path
	added    map[string]bool   // MSISDNs that the client adds
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

// addRead notes a problem that another package found, unless it may come from
// something that could not be read.
func (c *checker) addRead(path, message string) {
	if !c.incomplete(path) {
		c.add(path, "%s", message)
	}
}

// under joins a path and a member of what stands there.
func under(path, member string) string {
	if path == "" || member == "" {
		return path + member
	}
	return path + "." + member
}

func (c *checker) all() {
	c.nodes, c.secrets = map[string]string{}, map[string]string{}
	c.partners, c.phones = map[string]string{}, map[string]string{}
	if !c.lengths() {
		return
	}
	c.head()
	c.code()
	c.apps()
	c.businesses()
	c.allPartners()
	c.numbers()
	c.wabas()
	c.generate()
	c.task()
	for _, p := range limit.Check(c.file.Limits, c.known) {
		c.addRead("limits"+p.Path, p.Message)
	}
	c.faults()
	c.timeline()
	c.expectations()
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

func (c *checker) head() {
	f := c.file
	switch {
	case f.Version == 0:
		c.add("version", "is missing: write version: 1")
	case f.Version != 1:
		c.add("version", "this format is version 1, not %d", f.Version)
	}
	if f.Name != "" && !sim.IsName(f.Name) {
		c.add("name", "a name has letters, digits, dots, underscores and hyphens, at most 64, not %q", strict.Clip(f.Name))
	}
	c.word("clock.mode", string(f.Clock.Mode), modes)
	if speed := f.Clock.Speed; speed < 0 || speed > sim.MaxSpeed || speed > 0 && ModeOf(f) == sim.Frozen {
		c.add("clock.speed", "must be from 1 to %d, of a running clock", sim.MaxSpeed)
	}
	if y := f.Clock.At.Year(); !f.Clock.At.IsZero() && (y < sim.FirstYear || y > sim.LastYear) {
		c.add("clock.at", "the year must be %d to %d", sim.FirstYear, sim.LastYear)
	}
	c.word("dialect", f.Dialect, dialects)
	profiles := make([]string, len(sim.Profiles))
	for i, p := range sim.Profiles {
		profiles[i] = p.Name
	}
	c.word("profile", f.Profile, profiles)
	f.Switches.Wrong(func(name, value string, values []string) { c.word(name, value, values) })
	c.claimSwitches(f.Switches)
	p := profileOf(f)
	if p.Validity <= 0 {
		c.add("validity", "must be longer than 0s")
	} else if p.ReverifyBefore > p.Validity {
		c.add("reverify_window", "%s is longer than the verification itself, which lasts %s",
			p.ReverifyBefore, p.Validity)
	}
}

// word refuses a word that is not one of the accepted; none at all is fine.
func (c *checker) word(path, word string, accepted []string) {
	if word != "" && !slices.Contains(accepted, word) {
		c.add(path, "unknown word %q%s", strict.Clip(word), sim.Suggest(word, accepted))
	}
}

// needed reports whether a required value is there, and says so if not.
func (c *checker) needed(path, value, what string) bool {
	if value == "" {
		c.add(path, "is missing: %s", what)
	}
	return value != ""
}

func digitsOnly(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func (c *checker) code() {
	given, rules := c.file.Code, c.file.Code.Filled()
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

// once notes a value that may exist only once in the world.
func (c *checker) once(seen map[string]string, value, path, what string) {
	if first, again := seen[value]; again {
		line, _ := c.pos.At(first)
		c.add(path, "%s %q is already on line %d (%s)", what, strict.Clip(value), line, first)
		return
	}
	seen[value] = path
}

// nodeID checks an id of Meta's, digits, against all others.
func (c *checker) nodeID(path, id string) {
	if !digitsOnly(id) || len(id) > 20 || id[0] == '0' {
		c.add(path, "an id has digits only, 1 to 20, the first not 0, not %q", strict.Clip(id))
		return
	}
	if !sim.IsNodeID(id) {
		c.add(path, "an id is a number of 64 bits, at most 18446744073709551615, not %q", id)
		return
	}
	c.once(c.nodes, id, path, "the id")
}

func (c *checker) businesses() {
	for i, b := range c.file.Businesses {
		path := fmt.Sprintf("businesses[%d]", i)
		if c.needed(path+".id", b.ID, "digits, such as 506914307656634") {
			c.nodeID(path+".id", b.ID)
		}
		c.equipment(path, i, b)
		for j, t := range b.Tokens {
			c.token(fmt.Sprintf("%s.tokens[%d]", path, j), t)
		}
	}
}

func (c *checker) token(path string, t sim.ScenarioToken) {
	c.secret(path, t.Token, "the token")
	if t.App != "" && !digitsOnly(t.App) {
		c.add(path+".app", "an app's id has digits only, not %q", strict.Clip(t.App))
	}
	c.permissions(path+".permissions", t.Permissions)
}

func (c *checker) permissions(path string, permissions []string) {
	for i, p := range permissions {
		if p == "" || strings.Trim(p, "abcdefghijklmnopqrstuvwxyz_") != "" {
			c.add(fmt.Sprintf("%s[%d]", path, i), "a permission has small letters and underscores, such as %s, not %q",
				sim.ManagePermission, strict.Clip(p))
		}
	}
}

// secret checks what is sent in a header, and that it is the only one of its value.
func (c *checker) secret(path, value, what string) {
	if c.printable(path, value, what) {
		c.once(c.secrets, value, path, what)
	}
}

// printable checks what is sent in a header.
func (c *checker) printable(path, value, what string) bool {
	if !c.needed(path, value, "text without spaces") {
		return false
	}
	if strings.ContainsFunc(value, func(r rune) bool { return r > '~' || !unicode.IsGraphic(r) || r == ' ' }) {
		c.add(path, "%s must be printable ASCII without spaces", what)
		return false
	}
	return true
}

// business checks a reference to a business.
func (c *checker) business(path, id string) {
	if _, ok := c.nodes[id]; ok || id == store.Business360dialog || c.issues.Full() || c.incomplete("businesses") {
		return
	}
	ids := make([]string, len(c.file.Businesses))
	for i, b := range c.file.Businesses {
		ids[i] = b.ID
	}
	c.add(path, "there is no business %q%s", strict.Clip(id), sim.Suggest(id, ids))
}

// partner checks a reference to a partner.
func (c *checker) partner(path, id string) {
	if _, ok := c.partners[id]; ok || c.issues.Full() || c.incomplete("partners") {
		return
	}
	ids := make([]string, len(c.file.Partners))
	for i, p := range c.file.Partners {
		ids[i] = p.ID
	}
	c.add(path, "there is no partner %q%s", strict.Clip(id), sim.Suggest(id, ids))
}

func (c *checker) allPartners() {
	users := map[string]string{}
	for i, p := range c.file.Partners {
		path := fmt.Sprintf("partners[%d]", i)
		if c.needed(path+".id", p.ID, "such as simul8PA") {
			if !sim.IsName(p.ID) {
				c.add(path+".id", "a partner's id has letters, digits, dots, underscores and hyphens, at most 64, not %q", strict.Clip(p.ID))
			}
			c.once(c.partners, p.ID, path+".id", "the partner")
		}
		if c.needed(path+".business", p.Business, "the id of the partner's business at Meta") {
			c.business(path+".business", p.Business)
		}
		for j, key := range p.APIKeys {
			c.secret(fmt.Sprintf("%s.api_keys[%d]", path, j), key, "the API key")
		}
		for j, u := range p.Users {
			at := fmt.Sprintf("%s.users[%d]", path, j)
			if c.needed(at+".username", u.Username, "an e-mail address") {
				c.once(users, u.Username, at+".username", "the user")
			}
			c.needed(at+".password", u.Password, "any text")
		}
	}
}

// start is the world time to check against. Of a running clock without a time
// of its own only relative points in time can be judged: ok is false when one
// of the ages is absolute.
func (c *checker) start(ages ...sim.Age) (start time.Time, ok bool) {
	known := ModeOf(c.file) == sim.Frozen || !c.file.Clock.At.IsZero()
	absolute := slices.ContainsFunc(ages, func(a sim.Age) bool { return !a.IsZero() && !a.Relative() })
	return Start(c.file, FrozenStart), known || !absolute
}
