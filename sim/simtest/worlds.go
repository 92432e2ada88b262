package simtest

import (
	"fmt"
	"regexp"
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

// NewWorld makes a world for one test, and ends it and its requests with the test. A
// failed test prints the world's journal. The test fails when the simulator broke a
// vendor's contract in it, and when the world cannot be made.
//
// The Sim that it returns acts on that world alone, so that tests may run in parallel.
func (s *Sim) NewWorld(t testing.TB, opts ...WorldOptions) *Sim {
	t.Helper()
	var name string
	setup, err := s.setup(given(opts))
	if err == nil {
		name, err = s.put(t.Name(), setup)
	}
	if err != nil {
		t.Fatalf("simtest: %v", err)
	}
	t.Cleanup(func() { s.endWorld(t, name) })
	return s.at(t, name)
}

// put makes a world named after a test, with a number if the name is taken.
func (s *Sim) put(test string, setup world.Setup) (name string, err error) {
	s.naming.Lock()
	defer s.naming.Unlock()
	base := worldName(test)
	name = base
	for i := 2; ; i++ {
		if _, unknown := s.srv.Worlds().Lookup(name); unknown != nil {
			break
		}
		suffix := fmt.Sprintf("-%d", i)
		name = base[:min(len(base), longestName-len(suffix))] + suffix
	}
	_, _, err = s.srv.Worlds().Put(name, setup)
	return name, err
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

// endWorld judges a world of a test as it is now and ends it.
func (s *Sim) endWorld(t testing.TB, name string) {
	t.Helper()
	w, err := s.srv.Worlds().Lookup(name)
	if err != nil { // the test has ended it
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

// In returns the same simulator seen from another world, which is made on its
// first use and stays. The journal of a failed test has its requests too.
func (s *Sim) In(name string) *Sim { return s.at(s.t, name) }

func (s *Sim) at(t testing.TB, name string) *Sim {
	return &Sim{URL: s.root + worldPrefix + name, World: name, t: t, running: s.running}
}

// longestName is how long the name of a world may be.
const longestName = 64

// worldName turns the name of a test into one of a world.
func worldName(test string) string {
	name := notInNames.ReplaceAllString(test, "-")
	return name[:min(len(name), longestName)]
}

var notInNames = regexp.MustCompile(`[^A-Za-z0-9._]`)
