package journal

import (
	"encoding/base64"
	"net/http"
	"time"
	"unicode/utf8"

	"github.com/preverified-sim/preverified-sim/sim"
)

// timeLayout is RFC 3339 with milliseconds, for times in UTC.
const timeLayout = "2006-01-02T15:04:05.000Z07:00"

// View returns r for other eyes: with its secrets masked. Sizes are those of
// the messages as sent.
func View(r *Record) sim.Record {
	cutRequest, cutResponse := r.Truncated()
	return sim.Record{
		ID: r.ID, At: r.At.UTC().Format(timeLayout), World: r.World,
		Operation: orNull(r.Operation), Origin: r.Origin, Parent: orNull(r.Parent),
		Method: r.Method, Path: MaskPath(r.Path), Status: r.Status, Dialect: r.Dialect,
		Fault: orNull(r.Fault), Limit: orNull(r.Limit),
		Conforms: r.Conforms, Violations: viewViolations(r.Violations),
		Request: sim.RecordRequest{
			Query:         maskForm(r.Query),
			RecordMessage: viewMessage(r.RequestHeader, r.RequestBody, r.RequestSize, cutRequest),
		},
		Response:   viewMessage(r.ResponseHeader.HTTP(), r.ResponseBody, r.ResponseSize, cutResponse),
		DurationMS: float64(r.Duration.Round(time.Microsecond).Microseconds()) / 1000,
		API:        r.API, Error: r.Error, Hint: MaskText(r.Hint), Outcome: r.Outcome, Violates: r.Violates,
		Decisions: r.Decisions,
		NumberID:  r.NumberID, PhoneNumber: r.PhoneNumber, Business: r.Business, Partner: r.Partner,
	}
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// viewViolations copies the list: a message may quote what the client sent.
func viewViolations(list []sim.Violation) []sim.Violation {
	out := make([]sim.Violation, len(list))
	for i, v := range list {
		v.Message = MaskText(v.Message)
		out[i] = v
	}
	return out
}

func viewMessage(h http.Header, body []byte, size int64, truncated bool) sim.RecordMessage {
	v := sim.RecordMessage{Headers: maskHeader(h), Size: size, Truncated: truncated, Body: maskBody(h.Get("Content-Type"), string(body))}
	if !utf8.ValidString(v.Body) {
		v.Body = base64.StdEncoding.EncodeToString([]byte(v.Body))
		v.Encoding = "base64"
	}
	return v
}
