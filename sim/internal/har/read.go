package har

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// MaxBytes bounds a file that is read.
const MaxBytes = 64 << 20

// FormType is the media type of a form.
const FormType = "application/x-www-form-urlencoded"

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
	// Inner says that a vendor made the request for another one, as an archive of the
	// simulator's journal tells.
	Inner bool
	// Answer is the recorded one. Its status is 0 when there was none.
	Answer Answer
}

// Answer is a response.
type Answer struct {
	Status int
	// Header are the headers; Headless says that the recorder kept none.
	Header   http.Header
	Headless bool
	// Body is the body; Unseen says that the recorder did not keep it.
	Body   []byte
	Unseen bool
}

// Read decodes a file into its entries, at least one, in the order of their times;
// name is what messages call it. It returns an error that names the file, the entry
// and the member for one that is too large, is no HAR or lacks what is needed.
func Read(name string, r io.Reader) ([]Entry, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%s: larger than %d MiB; export fewer requests", name, MaxBytes>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // some recorders write a byte order mark
	var file archive[json.RawMessage]
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
	}
	out := make([]Entry, len(file.Log.Entries))
	for i, raw := range file.Log.Entries {
		if err := out[i].decode(raw); err != nil {
			return nil, fmt.Errorf("%s: entry %d: %w", name, i+1, err)
		}
		out[i].Number = i + 1
	}
	slices.SortStableFunc(out, func(a, b Entry) int { return a.At.Compare(b.At) })
	return out, nil
}

// plainly words an error of encoding/json without Go's names of types.
func plainly(err error) error {
	if wrong := new(json.UnmarshalTypeError); errors.As(err, &wrong) {
		return errors.New(strings.TrimPrefix(wrong.Field+": "+sim.WrongType(wrong), ": "))
	}
	return err
}

func (e *Entry) decode(raw json.RawMessage) error {
	var h entry
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
		return fmt.Errorf("startedDateTime: %.60q is no time in ISO 8601, such as 2026-01-15T09:00:00.000Z", h.Started)
	}
	e.At, e.Inner = at.UTC(), h.Parent != nil
	if err := e.request(h.Request); err != nil {
		return err
	}
	return e.response(h.Response)
}

func (e *Entry) request(h *request) (err error) {
	e.Method = strings.ToUpper(h.Method)
	if e.Method == "" || strings.Trim(e.Method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" {
		return fmt.Errorf("request.method: %.60q is no HTTP method", h.Method)
	}
	if e.URL, err = url.Parse(h.URL); err != nil || e.URL.Scheme == "" {
		return fmt.Errorf("request.url: %.60q is no absolute URL", h.URL)
	}
	if e.URL.RawQuery == "" {
		e.URL.RawQuery = encoded(h.QueryString)
	}
	e.Header = headersOf(h.Headers)
	post := h.PostData
	if post == nil {
		return nil
	}
	if post.Text == "" && len(post.Params) > 0 {
		e.Body = []byte(encoded(post.Params))
		e.Header.Set("Content-Type", FormType)
	} else if e.Body, err = bodyOf(post.Text, post.Encoding); err != nil {
		return fmt.Errorf("request.postData: %w", err)
	}
	if e.Header.Get("Content-Type") == "" && post.MimeType != "" {
		e.Header.Set("Content-Type", post.MimeType)
	}
	return nil
}

func (e *Entry) response(h *response) (err error) {
	e.Answer = Answer{Status: *h.Status, Header: headersOf(h.Headers), Headless: len(h.Headers) == 0}
	if e.Answer.Headless && h.Content.MimeType != "" {
		e.Answer.Header.Set("Content-Type", h.Content.MimeType)
	}
	if h.Content.Text == nil {
		e.Answer.Unseen = h.Content.Size > 0
		return nil
	}
	if e.Answer.Body, err = bodyOf(*h.Content.Text, h.Content.Encoding); err != nil {
		return fmt.Errorf("response.content: %w", err)
	}
	return nil
}

func bodyOf(text, encoding string) ([]byte, error) {
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
		return nil, fmt.Errorf("encoding %.60q is not known; base64 is", encoding)
	}
}

func encoded(pairs []pair) string {
	values := url.Values{}
	for _, p := range pairs {
		values.Add(p.Name, p.Value)
	}
	return values.Encode()
}

// headersOf leaves out the pseudo-headers of HTTP/2, which recorders list too.
func headersOf(pairs []pair) http.Header {
	h := http.Header{}
	for _, p := range pairs {
		if p.Name != "" && p.Name[0] != ':' {
			h.Add(p.Name, p.Value)
		}
	}
	return h
}
