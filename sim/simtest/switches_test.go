package simtest_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/preverified-sim/preverified-sim/sim"
)

// TestSwitches plays testdata/switches.txtar: below a scenario a talk for every
// switch, in the form of [TestConversations], and the answers with each of its values.
// The answers of two values must differ. -update writes the answers anew.
func TestSwitches(t *testing.T) {
	const file = "testdata/switches.txtar"
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, f := range archive.Files {
		want[f.Name] = string(f.Data)
	}
	now := &txtar.Archive{Comment: archive.Comment}
	for _, w := range sim.AllSwitches {
		talk, seen := want[w.Name], map[string]string{}
		now.Files = append(now.Files, txtar.File{Name: w.Name, Data: []byte(talk)})
		for _, v := range w.Values {
			name := w.Name + ": " + v.Value
			t.Run(name, func(t *testing.T) {
				got := asked.ReplaceAllString(converse(t, string(archive.Comment)+setting(w.Name, v.Value), talk), "")
				// Without a browser, a message that comes twice is as one.
				if other, same := seen[got]; same && v.Value != "twice" {
					t.Errorf("the answers are those of %s:\n%s", other, got)
				}
				seen[got] = v.Value
				if got != want[name] && !*update {
					t.Error(firstDifference(want[name], got))
				}
				now.Files = append(now.Files, txtar.File{Name: name, Data: []byte(got)})
			})
		}
	}
	if *update {
		err = os.WriteFile(file, txtar.Format(now), 0o644)
	}
	if err != nil || len(archive.Files) != len(now.Files) && !*update {
		t.Errorf("%d talks and answers, want %d, %v", len(archive.Files), len(now.Files), err)
	}
}

// asked is a line of the talk itself.
var asked = regexp.MustCompile(`(?m)^[^<].*\n`)

// setting is a line of a scenario that sets a switch; a duration is an hour.
func setting(name, value string) string {
	path := strings.Split(name, ".")
	if value == "a duration" {
		value = "1h"
	}
	return strings.Join(path, ": {") + ": " + value + strings.Repeat("}", len(path)-1) + "\n"
}
