package har_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/har"
)

func TestLargeFilesAreRefused(t *testing.T) {
	blanks := bytes.NewReader(bytes.Repeat([]byte(" "), har.MaxBytes+1))
	if _, err := har.Read("c.har", blanks); err == nil || !strings.HasPrefix(err.Error(), "c.har: larger than 64 MiB") {
		t.Errorf("too large: %v", err)
	}
}

func TestRead(t *testing.T) {
	entries, err := har.Read("c.har", strings.NewReader("\xef\xbb\xbf"+`{"log":{"version":"1.2","entries":[`+strings.Join([]string{
		`{"startedDateTime":"2026-01-15T10:00:00.5+01:00","_ours":1,
		  "request":{"method":"post","url":"https://graph.facebook.com/v23.0/1/verify_code",
		    "headers":[{"name":":path","value":"/"},{"name":"x-a","value":"1"},{"name":"X-A","value":"2"}],
		    "queryString":[{"name":"a b","value":"c&d"}],
		    "postData":{"mimeType":"multipart/form-data; boundary=x","params":[{"name":"code","value":"12 34"}]}},
		  "response":{"status":200,"content":{"size":2,"mimeType":"application/json","encoding":"base64","text":"e30="}}}`,
		`{"startedDateTime":"2026-01-15T08:59:00Z",
		  "request":{"method":"PUT","url":"https://x/?q=1","queryString":[{"name":"q","value":"2"}],
		    "postData":{"mimeType":"text/plain","text":"hello"}},
		  "response":{"status":0,"content":{"size":7}}}`}, ",")+`]}}`))
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 || entries[0].Number != 2 || entries[1].Number != 1 {
		t.Fatalf("entries are not in the order of their times: %+v", entries)
	}
	early, late := entries[0], entries[1]
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
