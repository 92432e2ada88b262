package grade

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// line is the expectation as a scenario may write it, on one line.
func line(e sim.Expectation) string {
	var n yaml.Node
	_ = n.Encode(e) // an expectation has a form in YAML
	for _, inner := range n.Content {
		inner.Style |= yaml.FlowStyle
	}
	out, _ := yaml.Marshal(&n)
	return strings.Join(strings.Fields(string(out)), " ")
}

// Text is the report for people: the seed first, then one line a check, below
// one that has not passed the exchanges that prove it.
func Text(r sim.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d, scenario %s, world %s: %s\n", r.Seed, r.Scenario, r.World, r.Message)
	if r.Dropped > 0 {
		fmt.Fprintf(&b, "note  %s fell out of the journal\n", sim.Counted(int(r.Dropped), "record"))
	}
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "%-5s %s: %s%s\n", word(c), line(c.Expect), sim.OneLine(c.Message), bracketed(c.Records))
		for _, e := range c.Exchanges {
			fmt.Fprintf(&b, "        %s\n", sim.OneLine(e.String()))
		}
	}
	b.WriteString(noteLines(r))
	return b.String()
}

// word is the verdict of a check.
func word(c sim.Check) string {
	switch {
	case c.Failed():
		return "FAIL"
	case !c.Met:
		return "unmet"
	default:
		return "ok"
	}
}

func noteLines(r sim.Report) string {
	var b strings.Builder
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "note  %s\n", sim.OneLine(note))
	}
	return b.String()
}

func bracketed(records []string) string {
	if len(records) == 0 {
		return ""
	}
	return " [" + strings.Join(records, ", ") + "]"
}

// The elements of a JUnit report, as CI services read them.
type (
	junitSuites struct {
		XMLName xml.Name     `xml:"testsuites"`
		Suites  []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name       string          `xml:"name,attr"`
		Tests      int             `xml:"tests,attr"`
		Failures   int             `xml:"failures,attr"`
		Errors     int             `xml:"errors,attr"`
		Skipped    int             `xml:"skipped,attr"`
		Properties []junitProperty `xml:"properties>property"`
		Cases      []junitCase     `xml:"testcase"`
		Output     string          `xml:"system-out,omitempty"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Failure *junitFailure `xml:"failure"`
	}
	junitFailure struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// JUnit is the reports as JUnit XML: one test suite a report, one test case a check,
// named as the scenario writes it and numbered, seed and scenario as
// properties, the notes as output. What was never met is a failure of the type
// not_met. A report without checks has one failed case, so that no reader takes it
// for a success. It returns the error of the encoder.
func JUnit(reports ...sim.Report) ([]byte, error) {
	var all junitSuites
	for _, r := range reports {
		all.Suites = append(all.Suites, suite(r))
	}
	out, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), append(out, '\n')...), nil
}

func suite(r sim.Report) junitSuite {
	s := junitSuite{Name: r.Scenario, Output: noteLines(r), Properties: []junitProperty{
		{"seed", strconv.FormatUint(r.Seed, 10)}, {"scenario", r.Scenario},
		{"world", r.World}, {"dropped", strconv.FormatUint(r.Dropped, 10)},
	}}
	for i, c := range r.Checks {
		tc := junitCase{Class: r.Scenario, Name: fmt.Sprintf("%d. %s", i+1, line(c.Expect))}
		if !c.Passed {
			s.Failures++
			tc.Failure = &junitFailure{Message: c.Message, Type: strings.Join(c.Expect.Kinds(), " and "), Text: failureText(c)}
			if !c.Met {
				tc.Failure.Type = string(sim.VerdictNotMet)
			}
		}
		s.Cases = append(s.Cases, tc)
	}
	if len(r.Checks) == 0 {
		empty := junitFailure{Message: r.Message, Type: "empty", Text: r.Message}
		s.Failures, s.Cases = 1, []junitCase{{Class: r.Scenario, Name: "report", Failure: &empty}}
	}
	s.Tests = len(s.Cases)
	return s
}

func failureText(c sim.Check) string {
	if len(c.Records) == 0 {
		return c.Message
	}
	text := c.Message + "\nrecords: " + strings.Join(c.Records, ", ")
	for _, e := range c.Exchanges {
		text += "\n" + e.String()
	}
	return text
}

// The bounds of the evidence of one check: how many exchanges it shows, and how
// many bytes of each answer.
const (
	maxExchanges = 20
	maxAnswer    = 300
)

// exchanges are the first records of a proof in short.
func exchanges(proof []*journal.Record) []sim.Exchange {
	var out []sim.Exchange
	for _, r := range proof[:min(len(proof), maxExchanges)] {
		v := journal.View(r)
		e := sim.Exchange{
			ID: v.ID, At: v.At, Method: v.Method, Path: v.Path, Status: v.Status,
			PhoneNumber: v.PhoneNumber, Answer: Beginning(v.Response.Body),
		}
		if v.Outcome != "replied" {
			e.Outcome = v.Outcome
		}
		if v.Fault != nil {
			e.Fault = *v.Fault
		}
		if v.Cause != nil {
			e.Cause = v.Cause.Text
		}
		out = append(out, e)
	}
	return out
}

// Beginning is a text on one line, as far as a reader needs it.
func Beginning(text string) string {
	if text = sim.OneLine(text); len(text) > maxAnswer {
		return strings.ToValidUTF8(text[:maxAnswer], "") + "..."
	}
	return text
}
