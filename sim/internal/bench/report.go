package bench

import (
	"fmt"
	"strings"
)

// report is the table of a run.
type report struct {
	machine []string // a line each
	rows    []row
	slack   float64
}

func (r *report) add(rows ...row) { r.rows = append(r.rows, rows...) }

// failures names the rows that do not hold.
func (r *report) failures() []string {
	var names []string
	for _, row := range r.rows {
		if !row.holds(r.slack) {
			names = append(names, row.figure+": "+row.figures()+", must be "+row.bound(row.must))
		}
	}
	return names
}

// markdown writes the table.
func (r *report) markdown() string {
	var b strings.Builder
	for _, line := range r.machine {
		b.WriteString(line + "\n")
	}
	b.WriteString("\n| figure | measured | must | goal | |\n|---|--:|--:|--:|---|\n")
	for _, row := range r.rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n",
			row.figure, row.figures(), row.bound(row.must), row.bound(row.goal), row.verdict(r.slack))
	}
	return b.String()
}
