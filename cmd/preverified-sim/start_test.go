package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestTheBallastIsThereFirst holds the order in which packages are initialised:
// a ballast after the tables of libraries would spare a start nothing.
func TestTheBallastIsThereFirst(t *testing.T) {
	const own, tables = "/cmd/preverified-sim/ballast ", "github.com/nyaruka/phonenumbers "
	p := exec.Command("preverified-sim", "--version")
	p.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := p.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	before, _, found := strings.Cut(string(out), "init "+tables)
	if !found || !strings.Contains(before, own) {
		t.Errorf("%q is not initialised before %q:\n%s", own, tables, out)
	}
}
