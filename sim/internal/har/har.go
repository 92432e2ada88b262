// Package har writes journal records as an HTTP Archive (HAR 1.2), which the
// network tools of browsers open.
//
//	data, err := har.Encode(records, "http://127.0.0.1:8360", version)
//
// The entries stand in the order of the records' numbers. Their times are the
// world's, so in a frozen world many are equal. What HAR has no member for stands in
// members that begin with an underscore, as the format allows: the record, its
// parent, operation, origin, phone number and cause.
//
// Package drift reads HAR with types of its own, because it has to tell a member
// that is missing from an empty one.
package har

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// MediaType is that of an archive.
const MediaType = "application/har+json"

// unknown is the size of what was not counted, as HAR 1.2 writes it.
const unknown = -1

type (
	archive struct {
		Log log `json:"log"`
	}
	log struct {
		Version string  `json:"version"`
		Creator creator `json:"creator"`
		Pages   []any   `json:"pages"`
		Entries []entry `json:"entries"`
	}
	creator struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	entry struct {
		Started  string   `json:"startedDateTime"`
		Time     float64  `json:"time"` // milliseconds
		Request  request  `json:"request"`
		Response response `json:"response"`
		Cache    struct{} `json:"cache"`
		Timings  timings  `json:"timings"`
		Comment  string   `json:"comment,omitempty"`

		Resource  string     `json:"_resourceType"` // as Chrome names it
		Record    string     `json:"_record"`
		Parent    *string    `json:"_parent,omitempty"`
		Operation *string    `json:"_operation,omitempty"`
		Origin    sim.Origin `json:"_origin"`
		Phone     string     `json:"_phoneNumber,omitempty"`
		Cause     *sim.Cause `json:"_cause,omitempty"`
	}
	request struct {
		Method      string    `json:"method"`
		URL         string    `json:"url"`
		HTTPVersion string    `json:"httpVersion"`
		Cookies     []pair    `json:"cookies"`
		Headers     []pair    `json:"headers"`
		QueryString []pair    `json:"queryString"`
		PostData    *postData `json:"postData,omitempty"`
		HeadersSize int       `json:"headersSize"`
		BodySize    int64     `json:"bodySize"`
	}
	postData struct {
		MimeType string `json:"mimeType"`
		Text     string `json:"text"`
		Encoding string `json:"encoding,omitempty"`
		Comment  string `json:"comment,omitempty"`
	}
	response struct {
		Status      int     `json:"status"`
		StatusText  string  `json:"statusText"`
		HTTPVersion string  `json:"httpVersion"`
		Cookies     []pair  `json:"cookies"`
		Headers     []pair  `json:"headers"`
		Content     content `json:"content"`
		RedirectURL string  `json:"redirectURL"`
		HeadersSize int     `json:"headersSize"`
		BodySize    int64   `json:"bodySize"`
		Error       string  `json:"_error,omitempty"` // as Chrome names what cut an answer
	}
	content struct {
		Size     int64  `json:"size"`
		MimeType string `json:"mimeType"`
		Text     string `json:"text"`
		Encoding string `json:"encoding,omitempty"`
		Comment  string `json:"comment,omitempty"`
	}
	timings struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	}
	pair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

// Encode writes the records, whose secrets are masked, in any order. base is scheme,
// host and port of the simulator, without a trailing slash; version is the
// program's.
func Encode(records []sim.Record, base, version string) ([]byte, error) {
	out := archive{log{Version: "1.2", Creator: creator{"preverified-sim", version}, Pages: []any{}, Entries: make([]entry, len(records))}}
	ordered := slices.SortedStableFunc(slices.Values(records), func(a, b sim.Record) int { return number(a) - number(b) })
	for i, r := range ordered {
		out.Log.Entries[i] = entryOf(r, base)
	}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	err := e.Encode(out)
	return buf.Bytes(), err
}

func number(r sim.Record) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(r.ID, "r")) // the server gave the id
	return n
}

func entryOf(r sim.Record, base string) entry {
	e := entry{
		Started: r.At, Time: r.DurationMS, Timings: timings{Wait: r.DurationMS}, Request: requestOf(r, base), Response: responseOf(r),
		Resource: "fetch", Record: r.ID, Parent: r.Parent, Operation: r.Operation, Origin: r.Origin, Phone: r.PhoneNumber, Cause: r.Cause,
	}
	if r.Cause != nil {
		e.Comment = r.Cause.Text
	}
	return e
}

func requestOf(r sim.Record, base string) request {
	address := base
	if r.World != "default" {
		address += "/_world/" + r.World
	}
	address += (&url.URL{Path: r.Path}).EscapedPath()
	if r.Request.Query != "" {
		address += "?" + r.Request.Query
	}
	out := request{
		Method: r.Method, URL: address, HTTPVersion: "HTTP/1.1", Cookies: []pair{}, Headers: pairs(r.Request.Headers),
		QueryString: queried(r.Request.Query), HeadersSize: unknown, BodySize: r.Request.Size,
	}
	if m := r.Request; m.Size > 0 {
		out.PostData = &postData{MimeType: mediaType(m.RecordMessage), Text: m.Body, Encoding: m.Encoding, Comment: cut(m.RecordMessage)}
	}
	return out
}

func responseOf(r sim.Record) response {
	m := r.Response
	out := response{
		Status: r.Status, StatusText: http.StatusText(r.Status), HTTPVersion: "HTTP/1.1", Cookies: []pair{}, Headers: pairs(m.Headers),
		Content:     content{Size: m.Size, MimeType: mediaType(m), Text: m.Body, Encoding: m.Encoding, Comment: cut(m)},
		RedirectURL: http.Header(m.Headers).Get("Location"), HeadersSize: unknown, BodySize: m.Size,
	}
	if r.Outcome != "replied" {
		out.Error = r.Outcome
	}
	return out
}

func mediaType(m sim.RecordMessage) string { return http.Header(m.Headers).Get("Content-Type") }

// cut tells that the journal keeps less than the whole body.
func cut(m sim.RecordMessage) string {
	if m.Truncated {
		return "the journal keeps the beginning of the body only"
	}
	return ""
}

func pairs(headers map[string][]string) []pair {
	out := []pair{}
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		for _, value := range headers[name] {
			out = append(out, pair{name, value})
		}
	}
	return out
}

// queried are the parameters of a query in their order; what cannot be decoded
// stays as it is.
func queried(query string) []pair {
	out := []pair{}
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		out = append(out, pair{decoded(name), decoded(value)})
	}
	return out
}

func decoded(text string) string {
	if plain, err := url.QueryUnescape(text); err == nil {
		return plain
	}
	return text
}
