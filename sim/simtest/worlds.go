package simtest

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// worldPrefix begins the path of a request that names its world.
const worldPrefix = "/_world/"

// WorldOptions say how a world starts. The zero value is a copy of the scenario
// that the simulator was started with.
type WorldOptions struct {
	// Scenario is the name of a scenario of the library.
	Scenario string
	// ScenarioText is a scenario as YAML. It beats Scenario.
	ScenarioText []byte
	// Seed beats every other seed; nil leaves them.
	Seed *uint64
}

// NewWorld makes a world for one test and ends it with the test: whatever hangs
// in it lets go. It is named after the test. A test that failed prints its
// journal, and a test in whose world the simulator broke a vendor's contract
// fails. It fails the test when the world cannot be made.
//
// Everything that the test does with the Sim that NewWorld returns is of that
// world alone, so tests of one simulator may run in parallel.
func (s *Sim) NewWorld(t testing.TB, opts ...WorldOptions) *Sim {
	t.Helper()
	var o WorldOptions
	if len(opts) > 0 {
		o = opts[0]
	}
	setup, err := s.setup(o)
	if err != nil {
		t.Fatalf("simtest: %v", err)
	}
	name := s.names.take(t.Name(), s.exists)
	w, err := s.srv.Worlds().Put(name, setup)
	if err != nil {
		t.Fatalf("simtest: %v", err)
	}
	t.Cleanup(func() { s.endWorld(t, w.Name) })
	return s.at(t, name)
}

func (s *Sim) setup(o WorldOptions) (world.Setup, error) {
	setup, err := s.srv.Worlds().Boot(), error(nil)
	switch {
	case o.ScenarioText != nil:
		setup, err = s.srv.Library().Parse(scenarioFile, o.ScenarioText)
	case o.Scenario != "":
		if setup, err = s.srv.Library().Load(o.Scenario); err != nil {
			err = fmt.Errorf("scenario %s: %w", o.Scenario, err)
		}
	}
	if o.Seed != nil {
		setup.Seed = *o.Seed
	}
	return setup, err
}

func (s *Sim) exists(name string) bool {
	_, err := s.srv.Worlds().Lookup(name)
	return err == nil
}

// endWorld judges a world of a test and ends it. One that the test has ended
// or made anew itself is judged as it is found.
func (s *Sim) endWorld(t testing.TB, name string) {
	t.Helper()
	defer s.names.giveBack(name)
	w, err := s.srv.Worlds().Lookup(name)
	if err != nil {
		return
	}
	for _, broken := range breaches(w) {
		t.Errorf("simtest: %s", broken)
	}
	if t.Failed() {
		report(t, w)
	}
	_ = s.srv.Worlds().End(name) // it is gone either way
}

// In returns the same simulator seen from another world, which comes into being
// on first use and stays.
func (s *Sim) In(name string) *Sim {
	s.names.seen(name)
	return s.at(s.t, name)
}

func (s *Sim) at(t testing.TB, name string) *Sim {
	return &Sim{URL: s.root + worldPrefix + name, World: name, t: t, running: s.running}
}

// names are the names of worlds that tests have in use.
type names struct {
	mu     sync.Mutex
	taken  map[string]bool
	viewed []string // by In, in order
}

// take makes a name for the world of a test that no other has.
func (n *names) take(test string, exists func(string) bool) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	base := worldName(test)
	name := base
	for i := 2; n.taken[name] || exists(name); i++ {
		suffix := fmt.Sprintf("-%d", i)
		name = base[:min(len(base), longestName-len(suffix))] + suffix
	}
	if n.taken == nil {
		n.taken = map[string]bool{}
	}
	n.taken[name] = true
	return name
}

func (n *names) giveBack(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.taken, name)
}

func (n *names) seen(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !slices.Contains(n.viewed, name) {
		n.viewed = append(n.viewed, name)
	}
}

func (n *names) all() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.viewed)
}

// longestName is how long the name of a world may be.
const longestName = 64

// worldName fits the name of a test to a world: what a world's name cannot have
// becomes a hyphen, and a long name ends in a sum of all of it, so that long
// names that begin alike stay apart.
func worldName(test string) string {
	name := strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '.', c == '_':
			return c
		}
		return '-'
	}, test)
	if len(name) <= longestName {
		return name
	}
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(test))
	suffix := fmt.Sprintf("-%08x", sum.Sum32())
	return name[:longestName-len(suffix)] + suffix
}
