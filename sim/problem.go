package sim

import (
	"fmt"
	"strings"
)

// Problem is a refusal of the control API (RFC 9457).
type Problem struct {
	// Type names the kind of refusal and stays the same, such as
	// /problems/unknown-number; Title is that kind in a few words.
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"` // what is wrong this time
	// Errors lists everything that is wrong with the request; it is empty when
	// Detail says it all.
	Errors []Issue `json:"errors,omitempty"`
}

// Error implements error: status, title and detail, and beneath them the issues
// when there are several.
func (p *Problem) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s: %s", p.Status, p.Title, p.Detail)
	if len(p.Errors) > 1 {
		for _, e := range p.Errors {
			fmt.Fprintf(&b, "\n\t%s: %s", e.Path, e.Message)
		}
	}
	return b.String()
}
