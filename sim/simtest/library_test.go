package simtest_test

import (
	"bytes"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/scenario"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

var update = flag.Bool("update", false, "write the transcripts in testdata anew")

// runs is how often a scenario is played to see that it always goes the same
// way.
const runs = 10

// hurriedTimeout is how long a hurried client waits for an answer. The latency
// of slow-meta is fifteen times that.
const hurriedTimeout = 200 * time.Millisecond

// renewed is the token a new login gives in token-expires-midway.
const renewed = "EAAJBrenewed"

// TestLibraryIsPlayed: a scenario nobody plays proves nothing.
func TestLibraryIsPlayed(t *testing.T) {
	names := library(simtest.Start(t))
	for _, name := range names {
		if _, ok := plays[name]; !ok {
			t.Errorf("nobody plays %s", name)
		}
	}
	for name := range plays {
		if !slices.Contains(names, name) {
			t.Errorf("there is no scenario %s to play", name)
		}
	}
	transcripts, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range transcripts {
		if name := strings.TrimSuffix(filepath.Base(file), ".txt"); !slices.Contains(names, name) {
			t.Errorf("%s belongs to no scenario", file)
		}
	}
}

// library names the scenarios that come with the simulator, but for the default
// one, which expects nothing.
func library(s *simtest.Sim) []string {
	var names []string
	for _, l := range s.Server().Library().List() {
		if l.Embedded && l.Name != "default" {
			names = append(names, l.Name)
		}
	}
	return names
}

var kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// TestLibraryIsOfOneForm holds every file to what readers of the library rely
// on.
func TestLibraryIsOfOneForm(t *testing.T) {
	s := simtest.Start(t)
	start := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	phones := map[string]string{}
	for _, name := range library(s) {
		f, err := s.Server().Library().File(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, err := s.Server().Library().Text(name)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case f.Name != name || !kebab.MatchString(name):
			t.Errorf("%s is named %q", name, f.Name)
		case f.Summary == "" || len(f.Summary) > 110 || strings.ContainsAny(f.Summary, "\n|"):
			t.Errorf("%s: summary %q", name, f.Summary)
		case f.Clock.Mode != "frozen" || !f.Clock.At.Equal(start):
			t.Errorf("%s: clock %v", name, f.Clock)
		case len(f.Expect) < 2:
			t.Errorf("%s expects next to nothing", name)
		case !bytes.HasPrefix(text, []byte("# ")):
			t.Errorf("%s does not say why it matters", name)
		}
		for _, n := range f.Numbers {
			if other, taken := phones[n.PhoneNumber]; taken {
				t.Errorf("%s and %s both have %s", other, name, n.PhoneNumber)
			}
			phones[n.PhoneNumber] = name
		}
	}
}

// TestCarefulClientPasses plays every scenario with the client as it should be:
// all expectations hold, every fault acts, and no call of its breaks a contract.
func TestCarefulClientPasses(t *testing.T) {
	s := simtest.Start(t)
	for _, name := range library(s) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, err := playCarefully(t, s, name)
			if hopeless := plays[name].hopeless; (err != nil) != hopeless {
				t.Errorf("the client reported %v", err)
			}
			r := a.verify()
			if !r.Passed || len(r.Checks) == 0 {
				t.Errorf("report %+v", r)
			}
			for _, c := range r.Checks {
				if !c.Passed {
					t.Errorf("%s: %s", c.Expect, c.Message)
				}
			}
			everyFaultActed(t, s, a.sim.World)
			if t.Failed() {
				t.Log(a.log.String())
			}
		})
	}
}

func playCarefully(t *testing.T, s *simtest.Sim, name string) (*arena, error) {
	t.Helper()
	p := plays[name]
	a := enter(t, s, "careful-"+name, name)
	if p.do == nil {
		t.Fatalf("nobody plays %s", name)
	}
	if p.hurried {
		a.http.Timeout = hurriedTimeout
	}
	return a, p.do(&careful{arena: a, words: words{simtest.MetaToken}, logins: logins(name)}, a)
}

// logins are the tokens a client can get when its own has lapsed.
func logins(name string) []string {
	if name == "token-expires-midway" {
		return []string{renewed}
	}
	return nil
}

func everyFaultActed(t *testing.T, s *simtest.Sim, world string) {
	t.Helper()
	w, err := s.Server().Worlds().Lookup(world)
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range w.Faults.Rules(w.Now()) {
		if rule.Acted == 0 {
			t.Errorf("the fault %s did not act", rule.Rule.Name)
		}
	}
}

// TestCarelessClientFails plays every scenario with the client as it should not
// be: an expectation that it meets everywhere would grade nothing.
func TestCarelessClientFails(t *testing.T) {
	s := simtest.Start(t)
	failed := map[string]bool{}
	for _, name := range library(s) {
		p := plays[name]
		a := enter(t, s, "careless-"+name, name)
		if p.do == nil {
			t.Fatalf("nobody plays %s", name)
		}
		if p.hurried {
			a.http.Timeout = hurriedTimeout
		}
		_ = p.do(&careless{arena: a, words: words{simtest.MetaToken}}, a) // it cannot judge itself
		r := a.verify()
		if r.Passed || !slices.ContainsFunc(r.Checks, func(c check) bool { return !c.Passed }) {
			t.Errorf("%s lets the careless client pass:\n%s", name, a.log.String())
		}
		for i, c := range r.Checks {
			if !c.Passed {
				failed[expectation(t, s, name, i)] = true
			}
		}
	}
	for _, kind := range []string{"calls", "spacing", "never", "order", "retries", "pages", "codes", "number"} {
		if !failed[kind] {
			t.Errorf("no scenario catches the careless client by %s", kind)
		}
	}
}

func expectation(t *testing.T, s *simtest.Sim, name string, i int) string {
	t.Helper()
	var f *scenario.File
	f, err := s.Server().Library().File(name)
	if err != nil {
		t.Fatal(err)
	}
	return f.Expect[i].Kind()
}

// TestTranscripts plays every scenario ten times: in a frozen world the same
// requests get the same answers, byte for byte.
func TestTranscripts(t *testing.T) {
	s := simtest.Start(t)
	for _, name := range library(s) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join("testdata", name+".txt")
			first, _ := playCarefully(t, s, name) // what it reports is tested above
			got := first.log.String()
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for run := 1; ; run++ {
				if got != string(want) {
					t.Fatalf("run %d differs from %s:\n%s", run, file, difference(string(want), got))
				}
				if run == runs {
					return
				}
				next, _ := playCarefully(t, s, name)
				got = next.log.String()
			}
		})
	}
}

// difference shows the first line that is not the same.
func difference(want, got string) string {
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range wants {
		if i >= len(gots) || wants[i] != gots[i] {
			return "want " + wants[i] + "\n got " + strings.Join(gots[min(i, len(gots)):min(i+1, len(gots))], "")
		}
	}
	return "the run goes on: " + strings.Join(gots[len(wants):], "\n")
}

// TestFaultlessLibrary: the worlds of the library are good worlds but for what
// they are about; a plain read of each vendor works at their start.
func TestFaultlessLibrary(t *testing.T) {
	s := simtest.Start(t)
	slow := []string{"slow-meta"} // its first list is the one that never ends
	for _, name := range library(s) {
		if slices.Contains(slow, name) {
			continue
		}
		a := enter(t, s, "plain-"+name, name)
		w := words{simtest.MetaToken}
		got := a.send(w.meta("GET", graph+simtest.BusinessID, nil))
		if got.status != http.StatusOK {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
}
