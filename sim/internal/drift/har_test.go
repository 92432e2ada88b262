package drift_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
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

func TestBrokenFiles(t *testing.T) {
	const fine = `"startedDateTime":"2026-01-15T09:00:00Z"`
	ok := entry("09:00:00Z", "https://graph.facebook.com/v23.0/1", "200", "{}")
	for name, c := range map[string]struct{ file, want string }{
		"empty":            {"", "c.har: not a HAR file: unexpected end of JSON input"},
		"not JSON":         {"GET /", "c.har: not a HAR file: invalid character 'G'"},
		"truncated":        {`{"log":{"entries":[{`, "c.har: not a HAR file: unexpected end"},
		"a list":           {`[]`, "c.har: not a HAR file: an object is needed, not this JSON array"},
		"other JSON":       {`{"entries":[]}`, "c.har: not a HAR file: log is missing"},
		"no entries":       {`{"log":{}}`, "c.har: not a HAR file: log.entries is missing"},
		"nothing recorded": {`{"log":{"entries":[]}}`, "c.har: no entry was recorded"},
		"entries a text":   {`{"log":{"entries":"x"}}`, "c.har: not a HAR file: log.entries must not be a JSON string"},
		"entry a number":   {string(har(ok, "7")), "c.har: entry 2: an object is needed, not this JSON number"},
		"no request":       {string(har(`{` + fine + `,"response":{"status":200}}`)), "c.har: entry 1: request is missing"},
		"no response":      {string(har(ok, `{`+fine+`,"request":{"method":"GET","url":"https://x/"}}`)), "c.har: entry 2: response.status is missing"},
		"status a text":    {string(har(`{` + fine + `,"request":{},"response":{"status":"200"}}`)), "c.har: entry 1: response.status must not be a JSON string"},
		"status 900":       {string(har(strings.Replace(ok, "200", "900", 1))), "c.har: entry 1: response.status: 900 is no HTTP status"},
		"no time":          {string(har(strings.Replace(ok, "2026-01-15T09:00:00Z", "yesterday", 1))), `c.har: entry 1: startedDateTime: "yesterday" is no time`},
		"far time":         {string(har(strings.Replace(ok, "2026-01", "2226-01", 1))), "c.har: entry 1: startedDateTime:"},
		"method":           {string(har(strings.Replace(ok, "GET", "GET /", 1))), `c.har: entry 1: request.method: "GET /" is no HTTP method`},
		"relative URL":     {string(har(strings.Replace(ok, "https://graph.facebook.com", "", 1))), `c.har: entry 1: request.url: "/v23.0/1" is no absolute URL`},
		"encoding":         {string(har(strings.Replace(ok, `"text"`, `"encoding":"rot13","text"`, 1))), `c.har: entry 1: response.content: encoding "rot13" is not known; base64 is`},
		"base64":           {string(har(strings.Replace(ok, `"text"`, `"encoding":"base64","text"`, 1))), "c.har: entry 1: response.content: text is not base64, as encoding says"},
		"headers a text":   {string(har(strings.Replace(ok, `"content"`, `"headers":"x","content"`, 1))), "c.har: entry 1: response.headers must not be a JSON string"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := drift.Decode("c.har", []byte(c.file)); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
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

// stub answers everything alike.
type stub struct {
	status int
	header http.Header
	body   string
	seen   []*http.Request
	moved  []time.Time
}

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.seen = append(s.seen, r)
	for name, values := range s.header {
		w.Header()[name] = values
	}
	w.WriteHeader(s.status)
	_, _ = w.Write([]byte(s.body))
}
func (s *stub) MoveTo(at time.Time) error { s.moved = append(s.moved, at); return nil }
func (s *stub) Code(string, bool) string  { return "424242" }
func (s *stub) Failure(drift.Failure) (m map[string]any, ok bool) {
	return map[string]any{"code": 1}, true
}

// Whatever a file holds, it is refused or replayed; nothing it says is taken
// for granted.
func FuzzDecode(f *testing.F) {
	for _, name := range []string{"matching.har", "drifted.har"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add(har())
	f.Add(har(entry("09:00:00Z", "https://graph.facebook.com/v23.0/12345/preverified_numbers?after=x&%zz", "200",
		`{"data":[{"id":"5"},7,null],"paging":{"next":"x","cursors":[]}}`)))
	f.Add(har(entry("09:00:00Z", "https://hub.360dialog.io/api/v2/partners/%2f/preverified-numbers", "502", `{"meta":{"details":{"error":{"code":4}}}}`)))
	f.Add(har(entry("09:00:00Z", "data:text/plain,x", "200", ""), entry("08:00:00Z", "https://graph.facebook.com", "200", "[[]]")))
	for _, body := range []string{"\ufeff{}", "\x00", `{"error":{"code":1e999,"message":"\ud800"}}`, strings.Repeat("[", 10000), `{"data":` + strings.Repeat(`{"a":`, 200) + `1` + strings.Repeat("}", 201), `{"id":"1","id":"2"}`, `{"data":[{"id":12345678901234567890}]}`} {
		f.Add(har(entry("09:00:00Z", "https://graph.facebook.com/v23.0/1?access_token=x%00&a=%zz", "200", body)))
	}
	f.Add([]byte("\xef\xbb\xbf{}"))
	f.Add([]byte(`{"log":{"entries":` + strings.Repeat("[", 20000)))
	f.Add(har(entry("99:99:99Z", "https://graph.facebook.com/v23.0/%2e%2e//1?#", "1e9", "")))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := drift.Decode("c.har", data)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "c.har: ") {
				t.Errorf("%v does not name the file", err)
			}
			return
		}
		for _, documented := range []bool{false, true} {
			report, err := drift.New(c, drift.Options{Documented: documented}).Replay(&stub{status: 200, body: "{}"})
			if err != nil {
				t.Fatalf("%v for %q", err, data)
			}
			if report.Entries != len(c.Entries) || report.Drifted != (len(report.Differences) > 0) {
				t.Errorf("the report counts wrong: %s", report.Text())
			}
			if _, err := json.Marshal(report); err != nil {
				t.Error(err)
			}
		}
	})
}
