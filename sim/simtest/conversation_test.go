package simtest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// TestConversations plays testdata/conversations: each file has a scenario,
// perhaps a catalogue's overlay below a line "--- errors", and below a line ---
// requests with the answers they must get. -update writes the answers anew.
//
// A request is METHOD TARGET BODY on one line; the body is optional, and may go
// on in lines that begin with a bar. Lines that begin with a blank beneath it
// are headers; without them, the credentials of the default scenario are sent.
// TARGET may be followed by members of the answer to show, such as .data.id.
// {12025550100} stands for the id of the number with that phone number, and
// {.paging.cursors.after} for that member of the answer before.
func TestConversations(t *testing.T) {
	files, err := filepath.Glob("testdata/conversations/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no conversations", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			scenario, talk, found := strings.Cut(string(text), "\n---\n")
			if !found {
				t.Fatal("no line --- beneath the scenario")
			}
			got := scenario + "\n---\n" + converse(t, scenario, talk)
			if *update {
				err = os.WriteFile(file, []byte(got), 0o644)
			}
			if err != nil || got != string(text) && !*update {
				t.Errorf("%v%s", err, firstDifference(string(text), got))
			}
		})
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	asked := ""
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d, %s\n got %s\nwant %s", i+1, asked, g[i], w[i])
		}
		if isRequest.MatchString(w[i]) {
			asked = w[i]
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

var isRequest = regexp.MustCompile(`^(GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS) [/{]`)

// converse sends the requests of a talk and returns it with the answers they got.
func converse(t *testing.T, scenario, talk string) string {
	t.Helper()
	scenario, errors, _ := strings.Cut(scenario, "\n--- errors\n")
	s := simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(scenario), ErrorsText: []byte(errors), ErrorsFile: "errors.yaml"})
	var out strings.Builder
	var last simtest.Answer
	var err error
	lines := strings.Split(strings.TrimSuffix(talk, "\n"), "\n")
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		if !isRequest.MatchString(line) {
			if line == "" || strings.HasPrefix(line, "#") {
				out.WriteString(line + "\n")
			}
			continue // an old answer
		}
		out.WriteString(line + "\n")
		parts := strings.SplitN(line, " ", 3)
		method, target, rest := parts[0], parts[1], strings.Join(parts[2:], "")
		var shown []string
		for strings.HasPrefix(rest, ".") {
			path, more, _ := strings.Cut(rest, " ")
			shown, rest = append(shown, path), more
		}
		headers := credentials(target)
		for ; i+1 < len(lines) && strings.HasPrefix(lines[i+1], "|"); i++ {
			out.WriteString(lines[i+1] + "\n")
			rest += strings.TrimPrefix(lines[i+1], "|") + "\n"
		}
		for first := true; i+1 < len(lines) && strings.HasPrefix(lines[i+1], " "); i++ {
			out.WriteString(lines[i+1] + "\n")
			if first {
				headers, first = nil, false
			}
			name, value, _ := strings.Cut(strings.TrimSpace(lines[i+1]), ": ")
			headers = append(headers, name, value)
		}
		var body any
		if rest != "" {
			body = filled(t, s, last, rest)
		}
		if last, err = s.Try(method, filled(t, s, last, target), body, headers...); err != nil {
			out.WriteString("< no answer\n")
			continue
		}
		out.WriteString(answerText(s, last, shown))
	}
	return out.String()
}

// placeholder stands for the id of the number with that phone number, or for a
// member of the answer before.
var placeholder = regexp.MustCompile(`\{([0-9]{8,15}|\.[a-z_.0-9]+)\}`)

func filled(t *testing.T, s *simtest.Sim, last simtest.Answer, text string) string {
	return placeholder.ReplaceAllStringFunc(text, func(name string) string {
		name = strings.Trim(name, "{}")
		if path, found := strings.CutPrefix(name, "."); found {
			member, _ := picked(last.JSON(t), strings.Split(path, ".")).(string)
			return strings.TrimPrefix(member, s.URL)
		}
		return caller{t, s}.id(name)
	})
}

// credentials are the headers a request to that path has without any written.
func credentials(target string) []string {
	switch {
	case strings.HasPrefix(target, "/_sim"):
		return nil
	case strings.HasPrefix(target, "/api"):
		return []string{"X-API-Key", simtest.APIKey}
	default:
		return []string{"Authorization", "Bearer " + simtest.MetaToken}
	}
}

// drawn is what differs from run to run, and the trace ids, which say nothing.
var drawn = regexp.MustCompile(`(\\?")(duration_ms|fbtrace_id|360dialog_trace_id|uptime)\\?":\s?(\\?"[^"\\]*\\?"|[0-9.]+)`)

// shownHeaders are the headers that conversations show.
var shownHeaders = []string{"Allow", "Retry-After", "WWW-Authenticate", "X-App-Usage", "X-Business-Use-Case-Usage", "Content-Disposition",
	"Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Max-Age"}

// answerText writes an answer down: its status, its media type when it is no JSON,
// headers that tell something, and its body or the members to show.
func answerText(s *simtest.Sim, a simtest.Answer, shown []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "< %d", a.Status)
	if media := a.Header.Get("Content-Type"); media != "" && !strings.Contains(media, "json") {
		b.WriteString(" " + media)
	}
	for _, name := range shownHeaders {
		if v := a.Header.Get(name); v != "" {
			fmt.Fprintf(&b, " %s: %s", name, v)
		}
	}
	text := strings.TrimSpace(string(a.Body))
	var document any
	if len(shown) > 0 && json.Unmarshal(a.Body, &document) == nil {
		text = ""
		for _, path := range shown {
			member, _ := json.Marshal(picked(document, strings.Split(path[1:], ".")))
			text += "\n" + path + " " + string(member)
		}
		text = text[1:]
	}
	text = drawn.ReplaceAllString(strings.ReplaceAll(text, s.URL, "http://simulator"), `$1$2$1:…`)
	b.WriteString("\n")
	for line := range strings.SplitSeq(text, "\n") {
		if line != "" {
			b.WriteString("< " + line + "\n")
		}
	}
	return b.String()
}

// picked is a member of a document by its path; of a list, that of one
// entry by its place or that of each.
func picked(v any, path []string) any {
	if len(path) == 0 || path[0] == "" {
		return v
	}
	switch at := v.(type) {
	case map[string]any:
		return picked(at[path[0]], path[1:])
	case []any:
		if i, err := strconv.Atoi(path[0]); err == nil && i < len(at) {
			return picked(at[i], path[1:])
		}
		out := []any{}
		for _, e := range at {
			out = append(out, picked(e, path))
		}
		return out
	default:
		return nil
	}
}
