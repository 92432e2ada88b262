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

// unknown is the size of what was not counted, as HAR 1.2 writes it.
const unknown = -1

// Encode writes the records, whose secrets are masked, in any order. base is scheme,
// host and port of the simulator, without a trailing slash; version is the
// program's.
func Encode(records []sim.Record, base, version string) ([]byte, error) {
	out := archive[entry]{&log[entry]{
		Version: "1.2", Creator: creator{"preverified-sim", version}, Pages: []any{}, Entries: make([]entry, len(records)),
	}}
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

func requestOf(r sim.Record, base string) *request {
	address := base
	switch {
	case r.Origin == sim.OriginMeta: // a webhook goes to its receiver, whose scheme is not kept
		address = "http://" + http.Header(r.Request.Headers).Get("Host")
	case r.World != "default":
		address += "/_world/" + r.World
	}
	address += (&url.URL{Path: r.Path}).EscapedPath()
	if r.Request.Query != "" {
		address += "?" + r.Request.Query
	}
	out := &request{
		Method: r.Method, URL: address, HTTPVersion: "HTTP/1.1", Cookies: []pair{}, Headers: pairs(r.Request.Headers),
		QueryString: queried(r.Request.Query), HeadersSize: unknown, BodySize: r.Request.Size,
	}
	if m := r.Request; m.Size > 0 {
		out.PostData = &postData{MimeType: mediaType(m.RecordMessage), Text: m.Body, Encoding: m.Encoding, Comment: cut(m.RecordMessage)}
	}
	return out
}

func responseOf(r sim.Record) *response {
	m := r.Response
	out := &response{
		Status: &r.Status, StatusText: http.StatusText(r.Status), HTTPVersion: "HTTP/1.1", Cookies: []pair{}, Headers: pairs(m.Headers),
		Content:     content{Size: m.Size, MimeType: mediaType(m), Text: &m.Body, Encoding: m.Encoding, Comment: cut(m)},
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

// queried are the parameters of a query in order; what cannot be decoded stays.
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
