package sim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Issue is one thing that is wrong with an input, and where: a scenario, a
// catalogue file, a snapshot, a fault rule or the request that carried it.
type Issue struct {
	File string `json:"-"` // the name of the input; "" where there is but one
	// Path is the value's place in the input, such as numbers[3].status, or ""
	// for the input itself. Message is what is wrong, and what was meant or would do.
	Path    string `json:"path"`
	Message string `json:"message"`
	// Line and Column say where, from 1; 0 for an input without lines.
	Line   int `json:"line,omitempty"`
	Column int `json:"column,omitempty"`
}

// String is file:line:column: path: message, without the parts that are empty.
func (i Issue) String() string {
	text := i.Message
	if i.Path != "" {
		text = i.Path + ": " + text
	}
	if i.File == "" {
		return text
	}
	return fmt.Sprintf("%s:%d:%d: %s", i.File, i.Line, i.Column, text)
}

// Issues are all issues of one input, and an error unless there are none.
type Issues []Issue

// The bounds of a list of issues: their number, and the bytes of the texts of
// one. Texts quote the input, so a hostile one could fill the memory.
const (
	maxIssues    = 1000
	maxIssueText = 2000
	maxIssuePath = 500
)

// Add notes an issue. Of more than a thousand the first are kept, and a last one
// that says so.
func (l *Issues) Add(i Issue) {
	switch {
	case len(*l) == maxIssues:
		i.Path, i.Message = "", "too many problems; the rest is left out"
	case l.Full():
		return
	}
	i.Path, i.Message = cut(i.Path, maxIssuePath), cut(i.Message, maxIssueText)
	*l = append(*l, i)
}

// At notes an issue at a path, which is made of the format and its arguments.
func (l *Issues) At(message, path string, args ...any) {
	if !l.Full() {
		l.Add(Issue{Path: fmt.Sprintf(path, args...), Message: message})
	}
}

// If notes an issue where something is wrong.
func (l *Issues) If(wrong bool, message, path string, args ...any) {
	if wrong {
		l.At(message, path, args...)
	}
}

// Refuse notes an issue if it is there, and returns whether it is.
func (l *Issues) Refuse(wrong bool, path, format string, args ...any) bool {
	if wrong {
		l.Add(Issue{Path: path, Message: fmt.Sprintf(format, args...)})
	}
	return wrong
}

// Word refuses a word that is not among those accepted; no word at all is fine.
func Word[T ~string](l *Issues, path string, word T, accepted []T) {
	if why := NotOneOf(word, accepted); why != "" {
		l.Add(Issue{Path: path, Message: why})
	}
}

// Time notes an instant that cannot be computed with: more than one [MaxDuration]
// outside [Earliest] and [Latest].
func (l *Issues) Time(t time.Time, path string, args ...any) {
	l.If(t.Before(Earliest.Add(-MaxDuration)) || t.After(Latest.Add(MaxDuration)), "the time is missing or out of range", path, args...)
}

// Full reports that no more issues are kept.
func (l Issues) Full() bool { return len(l) > maxIssues }

func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "..."
}

// Err returns the issues sorted by file, line and column, or nil when there are
// none. The list itself is sorted, too.
func (l Issues) Err() error {
	if len(l) == 0 {
		return nil
	}
	slices.SortStableFunc(l, func(a, b Issue) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return l
}

// Error prints one issue a line.
func (l Issues) Error() string {
	lines := make([]string, len(l))
	for i, issue := range l {
		lines[i] = issue.String()
	}
	return strings.Join(lines, "\n")
}

// Lint is what a dry run of a scenario finds.
type Lint struct {
	// Issues are the mistakes, then the warnings; never nil in an answer.
	Issues []LintIssue `json:"issues"`
	// Name, Summary and Task are those of a scenario without mistakes.
	Name    string `json:"name,omitempty"`
	Summary string `json:"summary,omitempty"`
	Task    *Task  `json:"task,omitempty"`
}

// LintIssue is one issue of a [Lint].
type LintIssue struct {
	Issue
	// Warning says that the scenario can be loaded all the same.
	Warning bool `json:"warning,omitempty"`
}

// WrongType says of JSON that does not fit its member what would, and what came, without
// Go's names of types.
func WrongType(e *json.UnmarshalTypeError) string {
	wanted := map[reflect.Kind]string{
		reflect.Struct: "an object", reflect.Map: "an object", reflect.Slice: "a list", reflect.String: "text",
		reflect.Bool: "true or false", reflect.Float64: "a number",
	}[e.Type.Kind()]
	got, literal := strings.CutPrefix(e.Value, "number ")
	if !literal {
		got = map[string]string{
			"object": "an object", "array": "a list", "string": "text", "bool": "true or false", "number": "a number",
		}[e.Value]
	}
	return "want " + cmp.Or(wanted, "a whole number") + ", got " + got
}
