package journal

import (
	"encoding/base64"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/preverified-sim/preverified-sim/sim"
)

// View returns the record in its public form, with its secrets masked. Sizes are
// those of the messages as sent.
func View(r *Record) sim.Record {
	m := maskerOf(r)
	display := ""
	if r.PhoneNumber != "" {
		display = sim.DisplayPhone(m.mask(r.PhoneNumber))
	}
	return sim.Record{
		ID: r.ID, At: r.At.UTC().Format(sim.StampLayout), World: r.World,
		Operation: orNull(r.Operation), Origin: r.Origin, Parent: orNull(r.Parent),
		Method: r.Method, Path: m.mask(r.Path), Status: r.Status, Dialect: r.Dialect,
		Fault: orNull(r.Fault), Limit: orNull(r.Limit), Cause: m.cause(r.Cause),
		Conforms: r.Conforms, Violations: m.violations(r.Violations),
		Request: sim.RecordRequest{
			Query:         m.mask(r.Query),
			RecordMessage: m.message(r.RequestHeader, r.RequestBody, r.RequestSize, r.RequestCut),
		},
		Response:   m.message(r.ResponseHeader.HTTP(), r.ResponseBody, r.ResponseSize, r.ResponseCut),
		DurationMS: float64(r.Duration.Round(time.Microsecond).Microseconds()) / 1000,
		API:        r.API, Error: r.Error, Hint: m.prose(r.Hint), Outcome: r.Outcome, Violates: r.Violates,
		Decisions: r.Decisions,
		NumberID:  m.mask(r.NumberID), PhoneNumber: m.mask(r.PhoneNumber), Display: display, Business: m.mask(r.Business), Partner: m.mask(r.Partner),
		NumberStatus: r.NumberStatus, RetryAfter: sim.Duration(r.RetryAfter), Transient: r.Transient, Inferred: r.Inferred,
	}
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// cause masks a copy: a state may quote the client.
func (m *masker) cause(c *sim.Cause) *sim.Cause {
	if c == nil {
		return nil
	}
	out := *c
	out.Text, out.State = m.prose(c.Text), m.prose(c.State)
	return &out
}

// violations masks a copy of the list: names and messages quote the client.
func (m *masker) violations(list []sim.Violation) []sim.Violation {
	out := make([]sim.Violation, len(list))
	for i, v := range list {
		v.Name, v.Message = m.prose(v.Name), m.prose(v.Message)
		out[i] = v
	}
	return out
}

func (m *masker) message(h http.Header, body []byte, size int64, truncated bool) sim.RecordMessage {
	v := sim.RecordMessage{Headers: m.header(h), Size: size, Truncated: truncated}
	if truncated {
		v.Body = m.maskCut(string(body))
	} else {
		v.Body = m.mask(string(body))
	}
	if len(v.Body) > mostBody { // stars may be longer than what they hide
		v.Body, v.Truncated = string(wholeRunes([]byte(v.Body[:mostBody]))), true
	}
	if !utf8.ValidString(v.Body) {
		v.Body = base64.StdEncoding.EncodeToString([]byte(v.Body))
		v.Encoding = "base64"
	}
	return v
}
