package trip

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// child is a call that another one made.
type child struct {
	record *journal.Record
	// failed tells that the caller got a refusal, no answer or no answer that it
	// could read.
	failed bool
}

// cause says what decided the answer. It returns nil for a success in which
// nothing intervened.
func (x *exchange) cause() *sim.Cause {
	r := x.record
	switch byFault := r.Fault != "" && x.act != nil; {
	case !byFault && r.Limit != "":
		return &sim.Cause{Text: "limit " + r.Limit, Limit: r.Limit}
	case !byFault && x.reply.Status >= http.StatusBadRequest:
		if c := x.call.blamed(); c != nil {
			return passedOn(c)
		}
		return x.refused()
	case r.Fault != "":
		return &sim.Cause{Text: "fault " + r.Fault, Fault: r.Fault}
	default:
		return nil
	}
}

// blamed is the call to Meta, or the part, whose failure a refused call passes on:
// the first that failed, else the first in which something intervened. A call made
// afterwards to clean up is not to blame.
func (c *Call) blamed() *journal.Record {
	var intervened *journal.Record
	for _, made := range c.children {
		if made.failed {
			return made.record
		}
		if intervened == nil && made.record.Cause != nil {
			intervened = made.record
		}
	}
	return intervened
}

// passedOn is the cause of an answer that passes on the failure of a call.
func passedOn(r *journal.Record) *sim.Cause {
	out := &sim.Cause{Record: r.ID, Operation: r.Operation, Text: strings.TrimSpace(r.Operation + " " + r.ID)}
	if c := r.Cause; c != nil {
		out.Text += ": " + c.Text
		out.Fault, out.Limit, out.State = c.Fault, c.Limit, c.State
	}
	return out
}

// refused words why a stage or the store refused the call: what the refusal says of
// the state, else when the catalogue says that the failure occurs, with the place
// where the request breaks its contract.
func (x *exchange) refused() *sim.Cause {
	summary := lowered(strings.TrimSuffix(x.reply.Summary, "."))
	if r := x.record; !r.Conforms && len(r.Violations) > 0 && r.Violations[0].In != "" {
		v := r.Violations[0]
		return &sim.Cause{Text: cmp.Or(summary, v.Message) + " (" + strings.TrimSpace(v.In+" "+v.Name) + ")"}
	}
	var refusal *sim.Error
	if errors.As(x.err, &refusal) && refusal.Detail != "" {
		summary = refusal.Detail
	}
	if summary == "" {
		return &sim.Cause{Text: "status " + strconv.Itoa(x.reply.Status)}
	}
	return &sim.Cause{Text: summary, State: summary}
}

// lowered writes the first letter of a sentence small, unless the first word is an
// abbreviation.
func lowered(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[n:]); n == 0 || unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}
