package control

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
)

// Report is what became of a scenario's expectations.
type Report struct {
	// Passed says that there was an expectation, and that all held.
	Passed bool `json:"passed"`
	// Scenario and Seed say what was run.
	Scenario string `json:"scenario"`
	Seed     uint64 `json:"seed"`
	// Checks has one entry per expectation, in the order of the scenario.
	Checks []Check `json:"checks"`
}

// Check is one expectation and its verdict.
type Check struct {
	// Expect is the expectation as it stands in the scenario, or a text.
	Expect any `json:"expect"`
	// Passed is the verdict, Message its reason.
	Passed  bool   `json:"passed"`
	Message string `json:"message"`
	// Records are the ids of the journal records that decided it.
	Records []string `json:"records"`
}

func verifyWorld(q *request) (answer, error) {
	report := q.api.Verify(q.world)
	report.Checks = append([]Check{}, report.Checks...)
	for i := range report.Checks {
		report.Checks[i].Records = append([]string{}, report.Checks[i].Records...)
	}
	if !prefers(q.http, jsonType, "application/xml", "text/xml") {
		return answer{value: report}, nil
	}
	data, err := report.JUnit()
	return answer{raw: data, media: "application/xml"}, err
}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []junitCase     `xml:"testcase"`
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitFailure `xml:"failure"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes the report in the XML form that CI systems read: one test case
// per check. A report without checks has one case that fails, since those
// systems take an empty suite for a success.
func (r Report) JUnit() ([]byte, error) {
	class := "preverified-sim." + r.Scenario
	suite := junitSuite{Name: r.Scenario, Properties: []junitProperty{{"seed", fmt.Sprint(r.Seed)}}}
	checks := r.Checks
	if len(checks) == 0 {
		checks = []Check{{Expect: "expect", Message: "the scenario expects nothing"}}
	}
	for i, c := range checks {
		test := junitCase{Class: class, Name: fmt.Sprintf("%d %s", i+1, expectText(c.Expect))}
		if !c.Passed {
			test.Failure = &junitFailure{Message: c.Message, Text: failureText(c)}
			suite.Failures++
		}
		suite.Cases = append(suite.Cases, test)
	}
	suite.Tests = len(suite.Cases)
	data, err := xml.MarshalIndent(junitSuites{
		Name: "preverified-sim", Tests: suite.Tests, Failures: suite.Failures, Suites: []junitSuite{suite},
	}, "", "  ")
	return append(append([]byte(xml.Header), data...), '\n'), err
}

func failureText(c Check) string {
	if len(c.Records) == 0 {
		return c.Message
	}
	return c.Message + "\nrecords: " + strings.Join(c.Records, " ")
}

// expectText writes an expectation on one line.
func expectText(expect any) string {
	if text, ok := expect.(string); ok {
		return text
	}
	data, err := json.Marshal(expect)
	if err != nil {
		return fmt.Sprint(expect)
	}
	return string(data)
}
