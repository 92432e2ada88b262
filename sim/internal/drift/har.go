package drift

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Bounds of a capture.
const (
	MaxBytes   = 64 << 20 // of the file
	MaxEntries = 10_000
)

// Capture is a decoded HAR file.
type Capture struct {
	// Name is the file's, for messages.
	Name string
	// Entries are in the order of their times.
	Entries []Entry
}

// Entry is one recorded request with its answer.
type Entry struct {
	// Number is its place in the file, from 1.
	Number int
	// At is when the request was made, in UTC.
	At time.Time
	// Method, URL, Header and Body are the request's.
	Method string
	URL    *url.URL
	Header http.Header
	Body   []byte
	// Answer is the recorded one. Its status is 0 when there was none.
	Answer Answer
}

// Answer is a response, recorded or simulated.
type Answer struct {
	// Status is the HTTP status.
	Status int
	// Header are the headers; Headless says that the recorder kept none.
	Header   http.Header
	Headless bool
	// Body is the body; Unseen says that the recorder did not keep it.
	Body   []byte
	Unseen bool
}

// The parts of HAR 1.2 that count; everything else in a file is ignored.
type (
	harFile struct {
		Log *struct {
			Version string            `json:"version"`
			Entries []json.RawMessage `json:"entries"`
		} `json:"log"`
	}
	harEntry struct {
		Started  string       `json:"startedDateTime"`
		Request  *harRequest  `json:"request"`
		Response *harResponse `json:"response"`
	}
	harRequest struct {
		Method  string    `json:"method"`
		URL     string    `json:"url"`
		Headers []harPair `json:"headers"`
		Query   []harPair `json:"queryString"`
		Post    *harPost  `json:"postData"`
	}
	harPost struct {
		MimeType string    `json:"mimeType"`
		Text     string    `json:"text"`
		Encoding string    `json:"encoding"`
		Params   []harPair `json:"params"`
	}
	harResponse struct {
		Status  *int       `json:"status"`
		Headers []harPair  `json:"headers"`
		Content harContent `json:"content"`
	}
	harContent struct {
		MimeType string  `json:"mimeType"`
		Size     int64   `json:"size"`
		Text     *string `json:"text"`
		Encoding string  `json:"encoding"`
	}
	harPair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
)

// Read decodes a HAR file; name is what messages call it. It returns an error
// that names the file, the entry and the member for one that is too large, is
// no HAR or lacks what is needed.
func Read(name string, r io.Reader) (*Capture, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%s: larger than %d MiB; export fewer requests", name, MaxBytes>>20)
	}
	return Decode(name, data)
}

// Decode is [Read] for a file in memory.
func Decode(name string, data []byte) (*Capture, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // some recorders write a byte order mark
	var file harFile
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, fmt.Errorf("%s: not a HAR file: %w", name, plainly(err))
	}
	switch {
	case file.Log == nil:
		return nil, fmt.Errorf("%s: not a HAR file: log is missing", name)
	case file.Log.Entries == nil:
		return nil, fmt.Errorf("%s: not a HAR file: log.entries is missing", name)
	case len(file.Log.Entries) == 0:
		return nil, fmt.Errorf("%s: no entry was recorded", name)
	case len(file.Log.Entries) > MaxEntries:
		return nil, fmt.Errorf("%s: %d entries, more than %d", name, len(file.Log.Entries), MaxEntries)
	}
	c := &Capture{Name: name, Entries: make([]Entry, len(file.Log.Entries))}
	for i, raw := range file.Log.Entries {
		if err := c.Entries[i].decode(raw); err != nil {
			return nil, fmt.Errorf("%s: entry %d: %w", name, i+1, err)
		}
		c.Entries[i].Number = i + 1
	}
	slices.SortStableFunc(c.Entries, func(a, b Entry) int { return a.At.Compare(b.At) })
	return c, nil
}

// plainly words what encoding/json says, without Go's names of types.
func plainly(err error) error {
	var wrong *json.UnmarshalTypeError
	switch {
	case !errors.As(err, &wrong):
		return err
	case wrong.Field == "":
		return fmt.Errorf("an object is needed, not this JSON %s", wrong.Value)
	default:
		return fmt.Errorf("%s must not be a JSON %s", wrong.Field, wrong.Value)
	}
}

func (e *Entry) decode(raw json.RawMessage) error {
	var h harEntry
	if err := json.Unmarshal(raw, &h); err != nil {
		return plainly(err)
	}
	switch {
	case h.Request == nil:
		return errors.New("request is missing")
	case h.Response == nil || h.Response.Status == nil:
		return errors.New("response.status is missing")
	case *h.Response.Status < 0 || *h.Response.Status > 599:
		return fmt.Errorf("response.status: %d is no HTTP status", *h.Response.Status)
	}
	at, err := time.Parse(time.RFC3339Nano, h.Started)
	if err != nil || at.UTC().Year() < sim.FirstYear || at.UTC().Year() > sim.LastYear {
		return fmt.Errorf("startedDateTime: %q is no time in ISO 8601, such as 2026-01-15T09:00:00.000Z", clip(h.Started))
	}
	e.At = at.UTC()
	if err := e.request(h.Request); err != nil {
		return err
	}
	return e.response(h.Response)
}

func (e *Entry) request(h *harRequest) (err error) {
	if h.Method == "" || strings.Trim(strings.ToUpper(h.Method), "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" {
		return fmt.Errorf("request.method: %q is no HTTP method", clip(h.Method))
	}
	e.Method = strings.ToUpper(h.Method)
	if e.URL, err = url.Parse(h.URL); err != nil || e.URL.Scheme == "" {
		return fmt.Errorf("request.url: %q is no absolute URL", clip(h.URL))
	}
	if e.URL.RawQuery == "" && len(h.Query) > 0 {
		e.URL.RawQuery = encodePairs(h.Query)
	}
	e.Header = headersOf(h.Headers)
	if h.Post == nil {
		return nil
	}
	kind := h.Post.MimeType
	if h.Post.Text == "" && len(h.Post.Params) > 0 {
		e.Body, kind = []byte(encodePairs(h.Post.Params)), formType
		e.Header.Set("Content-Type", formType)
	} else if e.Body, err = content(h.Post.Text, h.Post.Encoding); err != nil {
		return fmt.Errorf("request.postData: %w", err)
	}
	if e.Header.Get("Content-Type") == "" && kind != "" {
		e.Header.Set("Content-Type", kind)
	}
	return nil
}

func (e *Entry) response(h *harResponse) (err error) {
	e.Answer = Answer{Status: *h.Status, Header: headersOf(h.Headers), Headless: len(h.Headers) == 0}
	if e.Answer.Headless && h.Content.MimeType != "" {
		e.Answer.Header.Set("Content-Type", h.Content.MimeType)
	}
	if h.Content.Text == nil {
		e.Answer.Unseen = h.Content.Size > 0
		return nil
	}
	if e.Answer.Body, err = content(*h.Content.Text, h.Content.Encoding); err != nil {
		return fmt.Errorf("response.content: %w", err)
	}
	return nil
}

func content(text, encoding string) ([]byte, error) {
	switch strings.ToLower(encoding) {
	case "":
		return []byte(text), nil
	case "base64":
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, errors.New("text is not base64, as encoding says")
		}
		return data, nil
	default:
		return nil, fmt.Errorf("encoding %q is not known; base64 is", clip(encoding))
	}
}

func encodePairs(pairs []harPair) string {
	var b strings.Builder
	for i, p := range pairs {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(p.Name) + "=" + url.QueryEscape(p.Value))
	}
	return b.String()
}

// headersOf leaves out the pseudo-headers of HTTP/2, which recorders list too.
func headersOf(pairs []harPair) http.Header {
	h := http.Header{}
	for _, p := range pairs {
		if p.Name == "" || p.Name[0] == ':' {
			continue
		}
		name := textproto.CanonicalMIMEHeaderKey(p.Name)
		h[name] = append(h[name], p.Value)
	}
	return h
}

// clip keeps a text of the file short enough for a message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
