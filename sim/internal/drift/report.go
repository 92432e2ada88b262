package drift

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/preverified-sim/preverified-sim/sim"
)

// The kinds of a note.
const (
	NoteNotSimulated    = "not simulated"
	NoteNotReproducible = "not reproducible by replay"
)

// Report is the outcome of a replay.
type Report struct {
	// Capture is the file's name.
	Capture string `json:"capture"`
	// Drifted tells whether anything differs.
	Drifted bool `json:"drifted"`
	// Entries counts those of the file, Compared those whose answers were
	// compared.
	Entries  int `json:"entries"`
	Compared int `json:"compared"`
	// Operations is the summary, by name.
	Operations []Tally `json:"operations"`
	// Differences are in the order of the requests.
	Differences []Difference `json:"differences"`
	// Notes are entries that were not replayed; they are no drift.
	Notes []Note `json:"notes"`
}

// Tally sums up one operation.
type Tally struct {
	// Operation is its name.
	Operation string `json:"operation"`
	// Compared counts the entries whose answers were compared, Drifted those
	// among them that differ, Differences all that differs in them.
	Compared    int `json:"compared"`
	Drifted     int `json:"drifted"`
	Differences int `json:"differences"`
}

// Note says why an entry was not replayed.
type Note struct {
	// Entry is its place in the file, from 1; Operation is "" for one that is
	// not simulated.
	Entry     int    `json:"entry"`
	Operation string `json:"operation,omitempty"`
	// Request is the method with host and path, without the query.
	Request string `json:"request"`
	// Kind is one of the two kinds of notes, Why the reason.
	Kind string `json:"kind"`
	Why  string `json:"why"`
}

// String writes one line.
func (n Note) String() string {
	return fmt.Sprintf("entry %d %s: %s: %s", n.Entry, cmp.Or(n.Operation, n.Request), n.Kind, n.Why)
}

func newReport(capture string, entries int) *Report {
	return &Report{Capture: capture, Entries: entries, Operations: []Tally{}, Differences: []Difference{}, Notes: []Note{}}
}

func (r *Report) note(c *call, kind, why string) {
	r.Notes = append(r.Notes, Note{c.Number, c.name, fmt.Sprintf("%s %s%.60s", c.Method, c.URL.Host, c.URL.EscapedPath()), kind, why})
}

// compared counts an entry with what was found in it.
func (r *Report) compared(c *call, found []Difference) {
	r.Compared++
	i := slices.IndexFunc(r.Operations, func(t Tally) bool { return t.Operation == c.name })
	if i < 0 {
		i = len(r.Operations)
		r.Operations = append(r.Operations, Tally{Operation: c.name})
	}
	t := &r.Operations[i]
	t.Compared++
	t.Differences += len(found)
	if len(found) > 0 {
		t.Drifted++
	}
	for _, d := range found {
		d.Entry, d.Operation = c.Number, c.name
		r.Differences, r.Drifted = append(r.Differences, d), true
	}
	slices.SortFunc(r.Operations, func(a, b Tally) int { return strings.Compare(a.Operation, b.Operation) })
}

// Text writes the report for people: differences, notes, a summary by
// operation.
func (r *Report) Text() string {
	var b strings.Builder
	for _, d := range r.Differences {
		b.WriteString(d.String() + "\n")
	}
	for _, n := range r.Notes {
		b.WriteString(n.String() + "\n")
	}
	if len(r.Operations) > 0 {
		t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		fmt.Fprintln(t, "OPERATION\tCOMPARED\tDRIFTED\tDIFFERENCES")
		for _, o := range r.Operations {
			fmt.Fprintf(t, "%s\t%d\t%d\t%d\n", o.Operation, o.Compared, o.Drifted, o.Differences)
		}
		_ = t.Flush() // a strings.Builder takes everything
	}
	verdict := "no drift"
	switch {
	case r.Drifted:
		verdict = "drift"
	case r.Compared == 0:
		verdict = "nothing compared"
	}
	fmt.Fprintf(&b, "%s: %s: %d of %d entries compared, %s\n",
		r.Capture, verdict, r.Compared, r.Entries, sim.Counted(len(r.Differences), "difference"))
	return b.String()
}
