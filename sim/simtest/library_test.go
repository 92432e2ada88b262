package simtest_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

var update = flag.Bool("update", false, "write the transcripts in testdata anew")

// runs is how often a scenario is played to see that it always goes the same
// way.
const runs = 10

// hurriedTimeout is how long a hurried client waits for an answer. The latency
// of slow-meta is six times that, and every other answer comes far below it
// even on a busy machine.
const hurriedTimeout = 500 * time.Millisecond

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
			a, err := playCarefully(t, s, "careful-"+name, name)
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

func playCarefully(t *testing.T, s *simtest.Sim, world, name string) (*arena, error) {
	t.Helper()
	p := plays[name]
	a := enter(t, s, world, name)
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
			t.Errorf("the fault %s did not act", rule.Name)
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
		if r.Passed && name != "flapping" { // one repetition at once is no burst
			t.Errorf("%s lets the careless client pass:\n%s", name, a.log.String())
		}
		for i, c := range r.Checks {
			if kind := expectation(t, s, name, i); !c.Passed {
				failed[kind] = true
			}
		}
	}
	for _, kind := range []string{"calls", "spacing", "never", "order", "retries", "pages", "codes", "number", "conforms"} {
		if !failed[kind] {
			t.Errorf("no scenario catches the careless client by %s", kind)
		}
	}
}

func expectation(t *testing.T, s *simtest.Sim, name string, i int) string {
	t.Helper()
	f, err := s.Server().Library().File(name)
	if err != nil {
		t.Fatal(err)
	}
	if i >= len(f.Expect) {
		return "met"
	}
	return f.Expect[i].Kinds()[0]
}

// TestTranscripts plays every scenario ten times: in a frozen world the same
// requests get the same answers, byte for byte.
func TestTranscripts(t *testing.T) {
	s := simtest.Start(t)
	for _, name := range library(s) {
		file := filepath.Join("testdata", name+".txt")
		if *update {
			a, _ := playCarefully(t, s, "update-"+name, name) // what it reports is tested above
			if err := os.WriteFile(file, []byte(a.log.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Error(err)
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := make([]string, runs)
			var all sync.WaitGroup // slow-meta takes real time, so the runs go side by side
			for run := range got {
				all.Go(func() {
					a, _ := playCarefully(t, s, fmt.Sprintf("run-%d-%s", run, name), name)
					got[run] = a.log.String()
				})
			}
			all.Wait()
			for run := range got {
				if got[run] != string(want) {
					t.Fatalf("run %d is not as in %s:\n%s", run+1, file, difference(string(want), got[run]))
				}
			}
		})
	}
}

// difference shows the first line that is not the same.
func difference(want, got string) string {
	wants, gots := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(wants), len(gots)) {
		w, g := "nothing", "nothing"
		if i < len(wants) {
			w = wants[i]
		}
		if i < len(gots) {
			g = gots[i]
		}
		if w != g {
			return fmt.Sprintf("line %d\nwant %s\n got %s", i+1, w, g)
		}
	}
	return "no line differs"
}

// TestDuplicateAddRace lets the two workers of the scenario really race.
func TestDuplicateAddRace(t *testing.T) {
	s := simtest.Start(t)
	for range runs {
		first := enter(t, s, "race", "duplicate-add-race")
		var workers sync.WaitGroup
		failed := make([]error, 2)
		for i := range failed {
			a := &arena{t: t, sim: first.sim, http: first.http, person: first.person}
			c := &careful{arena: a, words: words{simtest.MetaToken}}
			workers.Go(func() { failed[i] = c.AddToPool("12025550162") })
		}
		workers.Wait()
		if err := errors.Join(failed...); err != nil {
			t.Errorf("a worker reported %v", err)
		}
		if r := first.verify(); !r.Passed {
			t.Errorf("report %+v", r)
		}
	}
}

// TestLibraryTakesTheIdentity: whoever runs the simulator under ids of their own
// finds them in every scenario.
func TestLibraryTakesTheIdentity(t *testing.T) {
	s := simtest.Start(t, server.Options{Identity: map[string]string{
		"SIM_BUSINESS_ID": "112233445566778", "SIM_META_TOKEN": "EAAJBours",
		"SIM_PARTNER_ID": "oursPA", "SIM_360DIALOG_API_KEY": "our-key",
	}})
	for _, name := range library(s) {
		a := enter(t, s, "ours-"+name, name)
		w := words{"EAAJBours"}
		got := a.send(w.meta("GET", graph+"112233445566778", nil))
		if got.status != http.StatusOK {
			t.Errorf("%s: Meta answers %d %s", name, got.status, got.body)
		}
		if f, err := s.Server().Library().File(name); err != nil || len(f.Partners) == 0 {
			continue // a scenario of Meta alone; TestLibraryIsOfOneForm reads every file
		}
		hub := request{method: "GET", target: "/api/v2/partners/oursPA/preverified-numbers", header: [2]string{"X-API-Key", "our-key"}}
		if got := a.send(hub); got.status != http.StatusOK {
			t.Errorf("%s: 360dialog answers %d %s", name, got.status, got.body)
		}
	}
}
