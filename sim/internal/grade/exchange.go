package grade

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

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
			PhoneNumber: v.PhoneNumber, Answer: essence(r, v.Response),
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

// essence is the member of an answer that matters: Meta's error, 360dialog's
// meta, else the whole body.
func essence(r *journal.Record, answer sim.RecordMessage) string {
	text := answer.Body
	var body map[string]json.RawMessage
	if r.Status >= 400 && json.Unmarshal([]byte(text), &body) == nil {
		for _, member := range []string{"error", "meta"} {
			if part, ok := body[member]; ok {
				text = `"` + member + `": ` + string(part)
				break
			}
		}
	}
	var compact bytes.Buffer
	if json.Compact(&compact, []byte(text)) == nil {
		text = compact.String()
	}
	text = strings.Join(strings.Fields(text), " ")
	if len(text) <= maxAnswer {
		return text
	}
	end := maxAnswer
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "..."
}
