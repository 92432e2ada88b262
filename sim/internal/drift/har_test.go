package drift_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/drift"
)

// har puts entries into the shortest file that is one.
func har(entries ...string) []byte {
	return []byte(`{"log":{"version":"1.2","entries":[` + strings.Join(entries, ",") + `]}}`)
}

// entry is a recorded GET; at is a time of 2026-01-15.
func entry(at, url string, status, body string) string {
	text, _ := json.Marshal(body)
	return `{"startedDateTime":"2026-01-15T` + at + `","request":{"method":"GET","url":"` + url +
		`"},"response":{"status":` + status + `,"content":{"text":` + string(text) + `}}}`
}

func decode(t *testing.T, data []byte) *drift.Capture {
	t.Helper()
	c, err := drift.Decode("c.har", data)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestBounds(t *testing.T) {
	ok := entry("09:00:00Z", "https://graph.facebook.com/v23.0/1", "200", "{}")
	many := make([]string, drift.MaxEntries+1)
	for i := range many {
		many[i] = ok
	}
	if _, err := drift.Decode("c.har", har(many...)); err == nil || err.Error() != "c.har: 10001 entries, more than 10000" {
		t.Errorf("too many entries: %v", err)
	}
	if c, err := drift.Decode("c.har", har(many[1:]...)); err != nil || len(c.Entries) != drift.MaxEntries {
		t.Errorf("as many entries as may be: %v", err)
	}
	blanks := bytes.NewReader(bytes.Repeat([]byte(" "), drift.MaxBytes+1))
	if _, err := drift.Read("c.har", blanks); err == nil || !strings.HasPrefix(err.Error(), "c.har: larger than 64 MiB") {
		t.Errorf("too large: %v", err)
	}
}

func TestDecode(t *testing.T) {
	c := decode(t, append([]byte("\xef\xbb\xbf"), har(
		`{"startedDateTime":"2026-01-15T10:00:00.5+01:00","_ours":1,
		  "request":{"method":"post","url":"https://graph.facebook.com/v23.0/1/verify_code",
		    "headers":[{"name":":path","value":"/"},{"name":"x-a","value":"1"},{"name":"X-A","value":"2"}],
		    "queryString":[{"name":"a b","value":"c&d"}],
		    "postData":{"mimeType":"multipart/form-data; boundary=x","params":[{"name":"code","value":"12 34"}]}},
		  "response":{"status":200,"content":{"size":2,"mimeType":"application/json","encoding":"base64","text":"e30="}}}`,
		`{"startedDateTime":"2026-01-15T08:59:00Z",
		  "request":{"method":"PUT","url":"https://x/?q=1","queryString":[{"name":"q","value":"2"}],
		    "postData":{"mimeType":"text/plain","text":"hello"}},
		  "response":{"status":0,"content":{"size":7}}}`)...))
	if len(c.Entries) != 2 || c.Entries[0].Number != 2 || c.Entries[1].Number != 1 {
		t.Fatalf("entries are not in the order of their times: %+v", c.Entries)
	}
	early, late := c.Entries[0], c.Entries[1]
	if early.URL.RawQuery != "q=1" || string(early.Body) != "hello" || early.Header.Get("Content-Type") != "text/plain" ||
		early.Answer.Status != 0 || !early.Answer.Unseen {
		t.Errorf("the first: %+v", early)
	}
	if !late.At.Equal(time.Date(2026, 1, 15, 9, 0, 0, 5e8, time.UTC)) || late.Method != "POST" ||
		late.URL.RawQuery != "a+b=c%26d" || string(late.Body) != "code=12+34" ||
		late.Header.Get("Content-Type") != "application/x-www-form-urlencoded" ||
		strings.Join(late.Header["X-A"], " ") != "1 2" || len(late.Header) != 2 ||
		string(late.Answer.Body) != "{}" || late.Answer.Unseen || late.Answer.Header.Get("Content-Type") != "application/json" {
		t.Errorf("the second: %+v", late)
	}
}
