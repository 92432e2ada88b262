package sim

import (
	"fmt"
	"strings"
)

// Verdict is the outcome of a report.
type Verdict string

// The verdicts: every check passed; one failed; none failed, but something that
// the scenario is about never happened, so that nothing is proved.
const (
	VerdictPassed Verdict = "passed"
	VerdictFailed Verdict = "failed"
	VerdictNotMet Verdict = "not_met"
)

// Report is the outcome of `POST verify`.
type Report struct {
	Verdict Verdict `json:"verdict"`
	Passed  bool    `json:"passed"`
	// Message sums the checks up in a sentence without a full stop.
	Message string `json:"message"`
	// Notes are what a reader should know beside the checks, each a sentence
	// without a full stop; never nil.
	Notes    []string `json:"notes"`
	Scenario string   `json:"scenario"`
	World    string   `json:"world"`
	Seed     uint64   `json:"seed"`    // what a repetition needs
	Dropped  uint64   `json:"dropped"` // records that had fallen out of the journal
	// Checks has one entry for each expectation, in their order, then those that
	// follow from the task, then what must have happened.
	Checks []Check `json:"checks"`
}

// Check is one expectation and what became of it.
type Check struct {
	Expect Expectation `json:"expect"`
	Passed bool        `json:"passed"`
	// Met is false for what must have happened and has not. Such a check has not
	// passed, and has not failed either.
	Met bool `json:"met"`
	// Message says what was found, in a sentence without a full stop.
	Message string `json:"message"`
	// Records are the ids of the journal records that prove a failure, oldest
	// first; empty, never nil, when it passed or what was missed left no trace.
	Records []string `json:"records"`
	// Exchanges are the first of those records in short.
	Exchanges []Exchange `json:"exchanges,omitempty"`
}

// Failed says that the expectation does not hold.
func (c Check) Failed() bool { return c.Met && !c.Passed }

// Exchange is a request and its answer in short, with secrets masked.
type Exchange struct {
	ID     string `json:"id"` // of the journal record
	At     string `json:"at"` // world time, RFC 3339 with milliseconds
	Method string `json:"method"`
	Path   string `json:"path"`
	// Status is 0 when no answer was begun. Outcome is how the answer was cut, or
	// "".
	Status  int    `json:"status"`
	Outcome string `json:"outcome,omitempty"`

	PhoneNumber string `json:"phone_number,omitempty"`
	Fault       string `json:"fault,omitempty"`
	Cause       string `json:"cause,omitempty"`
	// Answer is the beginning of the answer's body, on one line.
	Answer string `json:"answer,omitempty"`
}

// String is the exchange on one line.
func (e Exchange) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %s -> %d", e.ID, e.At, e.Method, e.Path, e.Status)
	fault := e.Fault
	if strings.Contains(e.Cause, "fault "+fault) {
		fault = ""
	}
	for _, part := range []struct{ name, text string }{
		{"answer ", e.Outcome}, {"number ", e.PhoneNumber}, {"fault ", fault}, {"cause: ", e.Cause},
	} {
		if part.text != "" {
			b.WriteString(", " + part.name + part.text)
		}
	}
	if e.Answer != "" {
		b.WriteString(": " + e.Answer)
	}
	return b.String()
}
