package grade_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

var update = flag.Bool("update", false, "write the reports anew")

// mixed is a report with a bit of everything.
func mixed(t *testing.T) sim.Report {
	t.Helper()
	w := newWorld(t, `
numbers: [{phone_number: "`+one+`", id: "1001"}]
faults: [{name: never-met, on: {operation: meta.share_number}, do: {error: meta.unexpected_error}}]
expect:
  - calls: {operation: meta.request_code, min: 1, max: 1}
  - spacing: {operation: meta.request_code, at_least: 30s}
  - never: {operation: meta.delete_number}
  - order: [meta.request_code, meta.verify_code]
  - retries: {operation: meta.verify_code, transient: {min: 1, max: 5, backoff: true}, permanent: {max: 0}, honours_wait: true}
  - pages: {operation: 360dialog.list_numbers, to_the_end: true}
  - codes: {phone_number: "`+one+`", while_pending: {max: 0}}
  - number: {phone_number: "`+one+`", status: VERIFIED}
  - conforms: true`, journal.Options{Records: 3})
	record(w,
		call("meta.get_number", 0, numbered("1001")),
		call("meta.request_code", 0, about(one), numbered("1001"), failed(400, "meta.invalid_language")),
		call("meta.request_code", 0, about(one), numbered("1001"), func(r *journal.Record) {
			r.Conforms = false
			r.Violations = []sim.Violation{{Direction: "request", In: "body", Name: "/language", Message: "is \"<en>\" & not\x00 a locale"}}
		}),
		call("meta.verify_code", 0, about(one), numbered("1001"), passing(503, "meta.temporarily_unavailable")))
	return grade.Verify(w)
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-update writes it anew):\n%s", name, got)
	}
}

func encoded(t *testing.T, r sim.Report) (text, junit, plain []byte) {
	t.Helper()
	junit, err := grade.JUnit(r)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err = json.MarshalIndent(r, "", "  "); err != nil {
		t.Fatal(err)
	}
	return []byte(grade.Text(r)), junit, append(plain, '\n')
}

func TestReportForms(t *testing.T) {
	text, junit, plain := encoded(t, mixed(t))
	golden(t, "report.txt", text)
	golden(t, "report.xml", junit)
	golden(t, "report.json", plain)
	again, junitAgain, plainAgain := encoded(t, mixed(t))
	if !bytes.Equal(text, again) || !bytes.Equal(junit, junitAgain) || !bytes.Equal(plain, plainAgain) {
		t.Error("the same world gives another report")
	}
}

func TestEmptyReportFailsInJUnit(t *testing.T) {
	data, err := grade.JUnit(grade.Verify(newWorld(t, "", journal.Options{})))
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Suite struct {
			Tests    int `xml:"tests,attr"`
			Failures int `xml:"failures,attr"`
			Cases    []struct {
				Failure string `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	s := read.Suite
	if s.Tests != 1 || s.Failures != 1 || len(s.Cases) != 1 || s.Cases[0].Failure != "nothing was checked: the scenario expects nothing" {
		t.Errorf("got %+v", s)
	}
}

// TestExpectationString: what stands in a report can be pasted into a scenario.
func TestExpectationString(t *testing.T) {
	for _, c := range mixed(t).Checks {
		f := parse(t, opening+"expect: [{"+grade.Line(c.Expect)+"}]")
		if got := grade.Line(f.Expect[0]); got != grade.Line(c.Expect) {
			t.Errorf("%s became %s", grade.Line(c.Expect), got)
		}
	}
}
