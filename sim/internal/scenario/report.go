package scenario

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"
)

// Report is the outcome of [Verify].
type Report struct {
	// Passed says that there were checks and none failed.
	Passed bool `json:"passed"`
	// Message sums the checks up in a sentence without a full stop.
	Message string `json:"message"`
	// Scenario and World are the names of both; Seed is what a repetition needs.
	Scenario string `json:"scenario"`
	World    string `json:"world"`
	Seed     uint64 `json:"seed"`
	// Dropped is how many records had fallen out of the journal.
	Dropped uint64 `json:"dropped"`
	// Checks has one entry for each expectation, in their order.
	Checks []Check `json:"checks"`
	// Rules are the fault rules that never acted. They fail nothing.
	Rules []IdleRule `json:"rules,omitempty"`
}

// Check is one expectation and what became of it.
type Check struct {
	// Expect is the expectation as the scenario has it.
	Expect Expectation `json:"expect"`
	// Passed says that it holds.
	Passed bool `json:"passed"`
	// Message says what was found, in a sentence without a full stop.
	Message string `json:"message"`
	// Records are the ids of the journal records that prove a failure, oldest
	// first; empty, never nil, when it passed or what was missed left no trace.
	Records []string `json:"records"`
}

// IdleRule is a fault rule that never acted.
type IdleRule struct {
	// Name is the rule's.
	Name string `json:"name"`
	// Message says why, in a sentence without a full stop.
	Message string `json:"message"`
	// Record is the id of the request that came closest, or "".
	Record string `json:"record,omitempty"`
}

// String is the expectation as a scenario may write it, on one line.
func (e Expectation) String() string {
	var n yaml.Node
	if err := n.Encode(e); err != nil {
		return e.Kind()
	}
	for _, inner := range n.Content {
		inner.Style |= yaml.FlowStyle
	}
	out, err := yaml.Marshal(&n)
	if err != nil {
		return e.Kind()
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

// Text is the report for people: the seed first, then one line a check.
func (r Report) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "seed %d, scenario %s, world %s: %s\n", r.Seed, r.Scenario, r.World, r.Message)
	if r.Dropped > 0 {
		fmt.Fprintf(&b, "note  %s fell out of the journal\n", counted(int(r.Dropped), "record"))
	}
	for _, c := range r.Checks {
		verdict := "ok   "
		if !c.Passed {
			verdict = "FAIL "
		}
		fmt.Fprintf(&b, "%s %s: %s%s\n", verdict, c.Expect, oneLine(c.Message), bracketed(c.Records))
	}
	b.WriteString(r.idle())
	return b.String()
}

// idle has one line for each fault rule that never acted.
func (r Report) idle() string {
	var b strings.Builder
	for _, i := range r.Rules {
		fmt.Fprintf(&b, "idle  fault rule %s: %s\n", i.Name, oneLine(i.Message))
	}
	return b.String()
}

func bracketed(records []string) string {
	if len(records) == 0 {
		return ""
	}
	return " [" + strings.Join(records, ", ") + "]"
}

// oneLine keeps what a client sent, which messages quote, from breaking a line.
func oneLine(s string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(plain), " ")
}

// The elements of a JUnit report, as CI services read them.
type (
	junitSuites struct {
		XMLName xml.Name   `xml:"testsuites"`
		Suite   junitSuite `xml:"testsuite"`
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

// JUnit is the report as JUnit XML: one test suite, one test case a check,
// named as the scenario writes it and numbered, seed and scenario as
// properties, the fault rules that never acted as output. A report without checks has
// one failed case, so that no reader takes it for a success. It returns the
// error of the encoder.
func (r Report) JUnit() ([]byte, error) {
	s := junitSuite{Name: r.Scenario, Output: r.idle(), Properties: []junitProperty{
		{"seed", strconv.FormatUint(r.Seed, 10)}, {"scenario", r.Scenario},
		{"world", r.World}, {"dropped", strconv.FormatUint(r.Dropped, 10)},
	}}
	for i, c := range r.Checks {
		tc := junitCase{Class: r.Scenario, Name: fmt.Sprintf("%d. %s", i+1, c.Expect)}
		if !c.Passed {
			tc.Failure = &junitFailure{Message: c.Message, Type: c.Expect.Kind(), Text: failureText(c)}
		}
		s.add(tc)
	}
	if len(r.Checks) == 0 {
		s.add(junitCase{Class: r.Scenario, Name: "report", Failure: &junitFailure{Message: r.Message, Type: "empty", Text: r.Message}})
	}
	out, err := xml.MarshalIndent(junitSuites{Suite: s}, "", "  ")
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), append(out, '\n')...), nil
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	if c.Failure != nil {
		s.Failures++
	}
	s.Cases = append(s.Cases, c)
}

func failureText(c Check) string {
	if len(c.Records) == 0 {
		return c.Message
	}
	return c.Message + "\nrecords: " + strings.Join(c.Records, ", ")
}
