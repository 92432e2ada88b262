package dialog360

import (
	"errors"
	"net/http"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

const (
	internalError sim.ErrorCode = "internal_error"

	messageName   = "developer_message"
	traceAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	traceLength   = 19 // of the one public sample
)

// Render implements trip.API.
func (d *Dialog) Render(c *trip.Call, value any, err error) trip.Reply {
	switch {
	case errors.Is(err, trip.ErrAnswered):
		return trip.Reply{Status: http.StatusOK, Header: trip.Header{
			{Name: "Allow", Values: []string{d.allowed(c)}},
			{Name: "Content-Type", Values: []string{"text/html; charset=utf-8"}},
		}}
	case err != nil:
		d.hint(c, err)
		return d.refuse(c, err)
	default:
		return reply(c.Route.Success, value)
	}
}

// Generic implements trip.API.
func (d *Dialog) Generic(c *trip.Call, status int) trip.Reply {
	return reply(status, envelope(c, status, map[string]any{messageName: http.StatusText(status)}))
}

// jsonType is the one header of every answer with a body: without a charset, as
// the service's framework has it.
var jsonType = trip.Field{Name: "Content-Type", Values: []string{"application/json"}}

// mostHeaders is how many an answer has without those of a fault rule.
const mostHeaders = 6

// reply writes JSON as the service's framework does: with a newline at the end.
func reply(status int, value any) trip.Reply {
	return trip.Reply{
		Status: status, Header: append(make(trip.Header, 0, mostHeaders), jsonType), Value: value, Newline: true,
	}
}

func (d *Dialog) refuse(c *trip.Call, err error) trip.Reply {
	var broken *sim.Error
	if errors.As(err, &broken) && broken.Code == "malformed_request" { // the trip's name for it
		err = &sim.Error{Code: invalidJSON}
	}
	entry, _ := d.Failure(err)
	answer := entry.Answer(c.Dialect, c.Operation(), failures.Args{"method": c.Method, "id": c.NumberID})
	out := reply(answer.Status, body(c, answer, err))
	out.Failure, out.Summary, out.Transient = entry.ID, entry.Summary, *entry.Transient
	out.Inferred = answer.Source == failures.Inferred
	var more *refusal
	if errors.As(err, &more) && more.from != nil { // even with a status that says otherwise
		out.Transient = out.Transient || more.from.passing()
	}
	for _, h := range answer.Headers {
		out.Header.Set(h.Key, h.Value)
	}
	if answer.Status == http.StatusMethodNotAllowed {
		out.Header.Set("Allow", d.allowed(c))
	}
	if c.AnnounceWait || answer.Status == http.StatusTooManyRequests && c.Wait > 0 {
		out.Wait = c.Wait
		out.Header.Set("Retry-After", trip.Seconds(c.Wait))
	}
	return out
}

// body is the vendor's envelope, or for an entry that has no developer message
// its members as they stand: the token call fails in the shape of OAuth.
func body(c *trip.Call, a failures.Variant, err error) any {
	members := map[string]any{}
	for _, m := range a.Members {
		members[m.Name] = m.Value
	}
	if _, enveloped := members[messageName]; !enveloped {
		return members
	}
	var more *refusal
	if errors.As(err, &more) {
		if more.words != "" {
			members[messageName] = more.words
		}
		if more.details != nil {
			members["details"] = more.details
		}
	}
	return envelope(c, a.Status, members)
}

// envelope is seed 000's error body, with a trace id on every error.
func envelope(c *trip.Call, status int, members map[string]any) any {
	members["360dialog_trace_id"] = c.TraceID(func() string { return c.Trace(traceAlphabet, traceLength) })
	members["http_code"], members["success"] = status, status < http.StatusBadRequest
	return map[string]any{"meta": members}
}
