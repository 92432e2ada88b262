package grade

import (
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

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
