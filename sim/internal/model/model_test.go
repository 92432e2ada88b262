// Package model compares the simulator with a specification of it, over HTTP:
// random sequences of calls to both vendors and to the control API, of clock
// moves, faults and limits. Every answer, its record in the journal, and the whole
// state after it must be what the specification says.
//
// The specification is in the files spec_*_test.go, pure and short enough to be
// read from end to end. A failure prints the shortest sequence that was found,
// as a scenario and a list of curl commands. Every sequence is replayed twice, and
// must be answered the same. More sequences than the default:
//
//	go test ./sim/internal/model -rapid.checks=10000
package model

import (
	"flag"
	"go/parser"
	gotoken "go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

// fewChecks is how many sequences run when the flag gives no number.
const fewChecks = "60"

// TestMain fails the package when a test has left something running.
func TestMain(m *testing.M) {
	flag.Parse()
	asked := false
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	if !asked {
		if err := flag.Set("rapid.checks", fewChecks); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

// TestModel is the comparison.
func TestModel(t *testing.T) {
	h := newHarness(t)
	rapid.Check(t, func(t *rapid.T) {
		x := newMachine(t, h, drawStart(t), drawStart(t))
		t.Repeat(map[string]func(*rapid.T){"step": x.step})
		x.settleAll()
		x.checkReplay()
		h.sequences++
	})
	h.tell(t)
}

// TestSpecificationStandsAlone: the specification imports nothing of the simulator.
func TestSpecificationStandsAlone(t *testing.T) {
	files, err := filepath.Glob("spec_*test.go")
	if err != nil || len(files) < 5 {
		t.Fatalf("found %d files: %v", len(files), err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(gotoken.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			if path, _ := strconv.Unquote(spec.Path.Value); strings.Contains(path, ".") {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}
