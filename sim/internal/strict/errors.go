package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one thing that is wrong with a document.
type Problem struct {
	// File is the name given to [Decode].
	File string `json:"file"`
	// Line and Column say where, from 1.
	Line   int `json:"line"`
	Column int `json:"column"`
	// Path is the value's place in the document, such as numbers[3].status, or
	// "" for the document itself.
	Path string `json:"path,omitempty"`
	// Message is what is wrong, and what was meant.
	Message string `json:"message"`
}

// String is file:line:column: path: message.
func (p Problem) String() string {
	if p.Path == "" {
		return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s: %s", p.File, p.Line, p.Column, p.Path, p.Message)
}

// The bounds of one problem's texts, in bytes.
const (
	maxMessage = 2000
	maxPath    = 500
)

// maxProblems bounds how many problems one document collects: beyond them a
// reader is not helped, and a hostile document must not fill the memory.
const maxProblems = 1000

// Errors are all problems of one document, in the order of their positions.
type Errors struct {
	// File is the name problems are reported under.
	File string
	// Problems are sorted once [Errors.Err] was called.
	Problems []Problem
}

// Add notes a problem. Of more than a thousand only the first are kept, and a
// last one that says so.
func (e *Errors) Add(line, column int, path, message string) {
	switch {
	case len(e.Problems) == maxProblems:
		path, message = "", "too many problems; the rest is left out"
	case len(e.Problems) > maxProblems:
		return
	}
	e.Problems = append(e.Problems, Problem{e.File, line, column, cut(path, maxPath), cut(message, maxMessage)})
}

// Full reports whether no more problems are kept, so that to look for more is for
// nothing.
func (e *Errors) Full() bool { return len(e.Problems) > maxProblems }

// cut shortens a text. What quotes the document may be as long as that, and
// through aliases as often as there is room for problems.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "..."
}

// AddAt notes a problem of the value at path.
func (e *Errors) AddAt(pos *Positions, path, message string) {
	line, column := pos.At(path)
	e.Add(line, column, path, message)
}

// Err sorts the problems by position and returns e, or nil when there are
// none.
func (e *Errors) Err() error {
	if len(e.Problems) == 0 {
		return nil
	}
	slices.SortStableFunc(e.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return e
}

// Error prints one problem a line.
func (e *Errors) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}
