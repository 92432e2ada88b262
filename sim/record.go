package sim

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Violation is one place where a message broke the vendor's contract.
type Violation struct {
	Direction string `json:"direction"` // request or response
	// In is path, query, header, body or, for an answer that is not documented, status.
	In string `json:"in,omitempty"`
	// Name is the parameter, or the way to the member of the body, such as
	// data[0].id; "" is the body itself.
	Name string `json:"name,omitempty"`
	// Keyword is the word of the schema that was broken, such as required or pattern;
	// SchemaPath leads to it within the schema.
	Keyword    string `json:"keyword,omitempty"`
	SchemaPath string `json:"schema_path,omitempty"`
	Message    string `json:"message"`            // never contains the value
	Declared   bool   `json:"declared,omitempty"` // by the fault rule that broke it
}

// FaultDecision is what one fault rule decided about one request, so that it can be
// read back later.
type FaultDecision struct {
	Rule  string `json:"rule"`
	Point string `json:"point,omitempty"` // a [FaultPoint]
	// Action is what the rule did: "" when it did not act, for instance because the
	// draw went against it.
	Action string `json:"action,omitempty"`
	Call   int    `json:"call,omitempty"` // of those that match, from 1
	// Draw is the number in [0, 1) drawn for a rule with a probability, nil for others.
	Draw      *float64 `json:"draw,omitempty"`
	LatencyMS int64    `json:"latency_ms,omitempty"` // of wall time, that the rule added
}

// Record is a request and its answer: as the control API shows it, the client
// reads it and a snapshot keeps it, with secrets masked. Members stand in the
// order in which they are printed.
type Record struct {
	ID         string        `json:"id"`
	At         string        `json:"at"` // world time, RFC 3339 with milliseconds, UTC
	World      string        `json:"world"`
	Operation  *string       `json:"operation"`
	Origin     Origin        `json:"origin"`
	Parent     *string       `json:"parent"`
	Method     string        `json:"method"`
	Path       string        `json:"path"`
	Status     int           `json:"status"`
	Dialect    string        `json:"dialect"`
	Fault      *string       `json:"fault"`
	Limit      *string       `json:"limit"`
	Cause      *Cause        `json:"cause"` // nil for a success in which nothing intervened
	Conforms   bool          `json:"conforms"`
	Violations []Violation   `json:"violations"` // never null
	Request    RecordRequest `json:"request"`
	Response   RecordMessage `json:"response"`
	DurationMS float64       `json:"duration_ms"` // wall time, to the microsecond

	API         string          `json:"api,omitempty"`
	Error       string          `json:"error,omitempty"`
	Hint        string          `json:"hint,omitempty"`
	Outcome     string          `json:"outcome,omitempty"`
	Violates    string          `json:"violates,omitempty"`
	Decisions   []FaultDecision `json:"decisions,omitempty"`
	NumberID    string          `json:"number_id,omitempty"`
	PhoneNumber string          `json:"phone_number,omitempty"`
	Display     string          `json:"display_phone_number,omitempty"` // [DisplayPhone] of it
	Business    string          `json:"business,omitempty"`
	Partner     string          `json:"partner,omitempty"`

	NumberStatus string   `json:"number_status,omitempty"` // when the call arrived
	RetryAfter   Duration `json:"retry_after,omitzero"`    // that the client was told to wait, in world time
	Transient    bool     `json:"transient,omitempty"`     // the failure answered may be retried
	Inferred     bool     `json:"inferred,omitempty"`      // no source shows the wording of the failure
}

// Cause is what decided an answer. The server words it once, for all who show it.
// Members that do not apply are empty.
type Cause struct {
	// Text is the whole cause in words, without a full stop, such as
	// "meta.share_number r27: fault share-fails-once".
	Text string `json:"text"`
	// Record and Operation are those of the call to Meta that failed, when
	// 360dialog's answer passes its failure on. The other members are that call's.
	Record    string `json:"record,omitempty"`
	Operation string `json:"operation,omitempty"`
	// Fault and Limit are the names of the rule that acted and of the limit that
	// refused the call.
	Fault string `json:"fault,omitempty"`
	Limit string `json:"limit,omitempty"`
	// State is what the world or the credential was like, such as "code expired at
	// 2026-01-15T09:10:00.000Z".
	State string `json:"state,omitempty"`
}

// OneLine writes a text on one line for people, without the control characters that a
// terminal would obey.
func OneLine(s string) string {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(plain), " ")
}

// indented is the line of a record: that of a call of 360dialog is indented.
func (r Record) indented(line string) string {
	line = OneLine(line)
	if r.Parent != nil {
		return "  " + line
	}
	return line
}

// Line is the record on one line for people, without its bodies: what was asked, the
// status, and why it was answered so. A call of 360dialog is indented.
func (r Record) Line() string {
	var b strings.Builder
	operation, answer := "-", "no answer"
	if r.Operation != nil {
		operation = *r.Operation
	}
	if r.Status != 0 {
		answer = strconv.Itoa(r.Status)
	}
	fmt.Fprintf(&b, "%s %s %s: %s %s -> %s", r.ID, r.At, operation, r.Method, r.Path, answer)
	write := func(name string, value *string) {
		if value != nil && *value != "" {
			b.WriteString(", " + name + *value)
		}
	}
	write("", &r.Error)
	if r.Outcome != "replied" {
		write("outcome ", &r.Outcome)
	}
	if r.Cause != nil {
		write("cause: ", &r.Cause.Text)
	}
	if r.Cause == nil || r.Cause.Fault == "" {
		write("fault ", r.Fault)
	}
	write("child of ", r.Parent)
	write("hint: ", &r.Hint)
	for _, v := range r.Violations {
		fmt.Fprintf(&b, "; %s broke the contract: %s", v.Direction, v.Message)
	}
	return r.indented(b.String())
}

// Brief is the record on one short line for a log that stays open: its id, the time of
// day, the answer, the operation, the number, how long it took, and the failure with its
// cause. A call of 360dialog is indented.
func (r Record) Brief() string {
	what, answer, why := r.Method+" "+r.Path, "cut", r.Error
	if r.Operation != nil {
		what = *r.Operation
	}
	if r.Status != 0 {
		answer = strconv.Itoa(r.Status)
	}
	switch {
	case r.Cause != nil:
		why = strings.TrimPrefix(why+": "+r.Cause.Text, ": ")
	case r.Hint != "":
		why += " (hint: " + r.Hint + ")"
	}
	line := fmt.Sprintf("%s %s %s %s", r.ID, r.At[11:19], answer, what)
	for _, part := range []string{r.PhoneNumber, fmt.Sprintf("%.1fms", r.DurationMS), strings.TrimSpace(why)} {
		if part != "" {
			line += " " + part
		}
	}
	return r.indented(line)
}

// RecordRequest is the request within a [Record].
type RecordRequest struct {
	Query string `json:"query"` // raw, without the question mark
	RecordMessage
}

// RecordMessage is what a request and an answer have in common.
type RecordMessage struct {
	Headers map[string][]string `json:"headers"` // never null
	// Body is the text as sent; Encoding is base64 when it is not UTF-8.
	Body     string `json:"body"`
	Encoding string `json:"encoding,omitempty"`
	// Size is the length of the whole body in bytes, of which a truncated one holds less.
	Size      int64 `json:"size"`
	Truncated bool  `json:"truncated"`
}
