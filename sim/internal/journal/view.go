package journal

import (
	"encoding/base64"
	"net/http"
	"time"
	"unicode/utf8"
)

// timeLayout is RFC 3339 with milliseconds, for times in UTC.
const timeLayout = "2006-01-02T15:04:05.000Z07:00"

// RecordView is a record as the control API shows it: secrets masked, members
// in the order in which they are printed.
type RecordView struct {
	ID         string      `json:"id"`
	At         string      `json:"at"` // world time, RFC 3339 with milliseconds, UTC
	World      string      `json:"world"`
	Operation  *string     `json:"operation"`
	Origin     string      `json:"origin"`
	Parent     *string     `json:"parent"`
	Method     string      `json:"method"`
	Path       string      `json:"path"`
	Status     int         `json:"status"`
	Dialect    string      `json:"dialect"`
	Fault      *string     `json:"fault"`
	Limit      *string     `json:"limit"`
	Conforms   bool        `json:"conforms"`
	Violations []Violation `json:"violations"` // never null
	Request    RequestView `json:"request"`
	Response   MessageView `json:"response"`
	DurationMS float64     `json:"duration_ms"` // wall time, to the microsecond

	API         string     `json:"api,omitempty"`
	Error       string     `json:"error,omitempty"`
	Hint        string     `json:"hint,omitempty"`
	Outcome     string     `json:"outcome,omitempty"`
	Violates    string     `json:"violates,omitempty"`
	Decisions   []Decision `json:"decisions,omitempty"`
	NumberID    string     `json:"number_id,omitempty"`
	PhoneNumber string     `json:"phone_number,omitempty"`
	Business    string     `json:"business,omitempty"`
	Partner     string     `json:"partner,omitempty"`
}

// RequestView is the request within a [RecordView].
type RequestView struct {
	Query string `json:"query"` // raw, without the question mark
	MessageView
}

// MessageView is what a request and an answer have in common.
type MessageView struct {
	Headers http.Header `json:"headers"` // never null
	// Body is the text as sent, or its Base64 form when it is not UTF-8.
	Body string `json:"body"`
	// Encoding is "base64" when Body is, else "".
	Encoding string `json:"encoding,omitempty"`
	// Size is the length of the whole body in bytes.
	Size int64 `json:"size"`
	// Truncated is true when Body holds less than that.
	Truncated bool `json:"truncated"`
}

// View returns r for other eyes: with its secrets masked. Sizes are those of
// the messages as sent.
func View(r *Record) RecordView {
	cutRequest, cutResponse := r.Truncated()
	return RecordView{
		ID: r.ID, At: r.At.UTC().Format(timeLayout), World: r.World,
		Operation: orNull(r.Operation), Origin: r.Origin, Parent: orNull(r.Parent),
		Method: r.Method, Path: MaskPath(r.Path), Status: r.Status, Dialect: r.Dialect,
		Fault: orNull(r.Fault), Limit: orNull(r.Limit),
		Conforms: r.Conforms, Violations: viewViolations(r.Violations),
		Request: RequestView{
			Query:       maskForm(r.Query),
			MessageView: viewMessage(r.RequestHeader, r.RequestBody, r.RequestSize, cutRequest),
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
func viewViolations(list []Violation) []Violation {
	out := make([]Violation, len(list))
	for i, v := range list {
		v.Message = MaskText(v.Message)
		out[i] = v
	}
	return out
}

func viewMessage(h http.Header, body []byte, size int64, truncated bool) MessageView {
	v := MessageView{Headers: maskHeader(h), Size: size, Truncated: truncated, Body: maskBody(h.Get("Content-Type"), string(body))}
	if !utf8.ValidString(v.Body) {
		v.Body = base64.StdEncoding.EncodeToString([]byte(v.Body))
		v.Encoding = "base64"
	}
	return v
}
