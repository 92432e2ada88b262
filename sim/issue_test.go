package sim_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
)

func TestIssuesAreSortedByLine(t *testing.T) {
	var l sim.Issues
	if l.Err() != nil {
		t.Error("no issue is an error")
	}
	l.Add(sim.Issue{File: "f", Line: 2, Column: 1, Path: "b", Message: "second"})
	l.Add(sim.Issue{File: "f", Line: 1, Column: 5, Message: "first"})
	l.Add(sim.Issue{Path: "c", Message: "zeroth"})
	if got, want := l.Err().Error(), "c: zeroth\nf:1:5: first\nf:2:1: b: second"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestIssuesAreBounded(t *testing.T) {
	var l sim.Issues
	for range 1500 {
		l.Add(sim.Issue{Path: strings.Repeat("p", 3000), Message: strings.Repeat("ä", 3000)})
	}
	if len(l) != 1001 || !l.Full() || l[1000].String() != "too many problems; the rest is left out" {
		t.Errorf("%d issues, the last is %s", len(l), l[len(l)-1])
	}
	if len(l[0].Path) > 510 || len(l[0].Message) > 2010 || !strings.HasSuffix(l[0].Message, "ä...") {
		t.Errorf("a text of %d bytes is kept", len(l[0].String()))
	}
}

func TestSuggest(t *testing.T) {
	accepted := []string{"on", "operation", "status", "min", "max", "meta.verify_code", "meta.*"}
	list := "; accepted are " + strings.Join(accepted, ", ")
	for word, want := range map[string]string{
		"Status":                     `; did you mean "status"?`,
		"sttaus":                     `; did you mean "status"?`,
		"oper":                       `; did you mean "operation"?`,
		"operation_names":            `; did you mean "operation"?`,
		"no":                         `; did you mean "on"?`,
		"mxa":                        `; did you mean "max"?`,
		"verify_code":                `; did you mean "meta.verify_code"?`,
		"verfy_code":                 `; did you mean "meta.verify_code"?`,
		"meta*":                      `; did you mean "meta.*"?`,
		"xy":                         list,
		"":                           list,
		strings.Repeat("status", 30): list,
	} {
		if got := sim.Suggest(word, accepted); got != want {
			t.Errorf("%q: got %s, want %s", word, got, want)
		}
		if got := sim.DidYouMean(word, accepted); got != strings.TrimSuffix(want, list) {
			t.Errorf("%q: got %s without the list", word, got)
		}
	}
}

func TestSuggestListsWithinReason(t *testing.T) {
	if got := sim.Suggest("x", nil); got != "; there are none" {
		t.Errorf("got %s", got)
	}
	many := make([]string, 42)
	for i := range many {
		many[i] = fmt.Sprintf("word-%d", i)
	}
	if got := sim.Suggest("x", many); !strings.HasSuffix(got, "word-38, word-39 and 2 more") {
		t.Errorf("got %s", got)
	}
}
