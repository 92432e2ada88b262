package model

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// transcript writes the sequence down so that it can be pasted: the start as a
// scenario, then the requests for a shell. What happened right behind a move of
// the clock, or before anything else, stands in the scenario's timeline.
func (x *machine) transcript() string {
	start, steps := x.told()
	var b strings.Builder
	b.WriteString("# Save this as start.yaml; preverified-sim serve --scenario start.yaml plays it.\n")
	b.WriteString(start.yaml("model", summary))
	b.WriteString("\n# Then, with SIM=http://127.0.0.1:8360:\n")
	for _, s := range steps {
		b.WriteString(s.curl() + "  # " + s.note + "\n")
	}
	return b.String()
}

// told is the sequence as a scenario can tell it, and the steps that are left.
func (x *machine) told() (*start, []step) {
	if !x.simple() {
		return x.boot, x.log
	}
	told, left, untouched := *x.boot, []step{}, true
	told.timeline = slices.Clone(x.boot.timeline)
	for _, s := range x.log {
		if s.event != nil && untouched && x.boot.lists(*s.event) {
			told.timeline = append(told.timeline, moment{s.after, *s.event})
			continue
		}
		untouched = s.moves
		left = append(left, s)
	}
	slices.SortStableFunc(told.timeline, moment.compare)
	return &told, left
}

// simple tells whether the sequence goes on in one world that never starts anew.
func (x *machine) simple() bool {
	return !slices.ContainsFunc(x.log, func(s step) bool {
		return s.world != "" || slices.ContainsFunc([]string{"/reset", "/snapshot", "/worlds", "/scenario"}, func(call string) bool {
			return strings.HasPrefix(s.target, "/_sim/v1"+call)
		})
	})
}

// lists tells whether a scenario may speak of what the event is about: tokens
// and keys must be among those it lists.
func (s *start) lists(e event) bool {
	switch e.verb {
	case "revoke_token", "expire_token", "set_permissions":
		return slices.ContainsFunc(s.businesses, func(b business) bool {
			return slices.ContainsFunc(b.tokens, func(t token) bool { return t.value == e.of })
		})
	default:
		return true
	}
}

// curl is a request for a shell.
func (r request) curl() string {
	words := []string{"curl", "-sS", "-X", r.method, `"$SIM"` + quote(r.path())}
	for headers := r.allHeaders(); len(headers) > 1; headers = headers[2:] {
		words = append(words, "-H", quote(headers[0]+": "+headers[1]))
	}
	switch {
	case r.load != "":
		words = append(words, "--data-binary", "@"+r.load)
	case r.body != "":
		words = append(words, "--data-binary", quote(r.body))
	}
	if r.save != "" {
		words = append(words, "-o", r.save)
	}
	return strings.Join(words, " ")
}

// path is where the request goes: the world stands in front or in a header.
func (r request) path() string {
	if r.byHeader {
		return r.target
	}
	return r.prefix() + r.target
}

func (r request) allHeaders() []string {
	if r.world == "" || !r.byHeader {
		return r.headers
	}
	return append(slices.Clone(r.headers), "X-Sim-World", r.world)
}

func (r request) prefix() string {
	if r.world == "" {
		return ""
	}
	return "/_world/" + r.world
}

// quote makes one word for a shell of any text.
func quote(text string) string { return `'` + strings.ReplaceAll(text, `'`, `'\''`) + `'` }

// readTranscript takes a transcript apart: the scenario above, the requests
// below.
func readTranscript(text string) (scenario string, requests []request, err error) {
	scenario, rest, found := strings.Cut(text, "\ncurl ")
	if !found {
		return text, nil, nil
	}
	for _, words := range shellLines("curl " + rest) {
		r, err := readCurl(words)
		if err != nil {
			return "", nil, err
		}
		requests = append(requests, r)
	}
	return scenario + "\n", requests, nil
}

// word is a word of a shell's line, a comment to its end, or the end itself.
var word = regexp.MustCompile(`#[^\n]*|\n|(?:'[^']*'|"[^"]*"|\\.|[^\s'"\\#])+`)

// shellLines splits a script as a shell does, as far as transcripts need it.
func shellLines(script string) (lines [][]string) {
	unquote := regexp.MustCompile(`'([^']*)'|"([^"]*)"|\\(.)`)
	var line []string
	for _, w := range word.FindAllString(script+"\n", -1) {
		switch {
		case w == "\n" && len(line) > 0:
			lines, line = append(lines, line), nil
		case w == "\n" || w[0] == '#':
		default:
			line = append(line, unquote.ReplaceAllString(w, "$1$2$3"))
		}
	}
	return lines
}

func readCurl(words []string) (r request, err error) {
	if words[0] != "curl" {
		return r, fmt.Errorf("%q is no curl", words)
	}
	for i := 1; i < len(words); i++ {
		flag, value := words[i], ""
		if flag == "-sS" {
			continue
		}
		if strings.HasPrefix(flag, "-") && i+1 < len(words) {
			i++
			value = words[i]
		}
		switch {
		case flag == "-X":
			r.method = value
		case flag == "-H":
			name, text, _ := strings.Cut(value, ": ")
			r.headers = append(r.headers, name, text)
		case flag == "-o":
			r.save = value
		case flag == "--data-binary" && strings.HasPrefix(value, "@"):
			r.load = value[1:]
		case flag == "--data-binary":
			r.body = value
		case strings.HasPrefix(flag, "$SIM"):
			r.target = strings.TrimPrefix(flag, "$SIM")
		default:
			return r, fmt.Errorf("a transcript has no %q", flag)
		}
	}
	return r, nil
}

// traceIDs are drawn for every answer, and for every token, also for the answers
// to questions that are no part of the sequence. In a batch they stand in texts.
var traceIDs = regexp.MustCompile(`"(fbtrace_id|360dialog_trace_id|access_token)\\?":\\?"[^"\\]*`)

// replay plays a transcript in a simulator that begins anew, and returns what
// the vendors answered.
func replay(h *harness, text string) ([]response, error) {
	scenario, requests, err := readTranscript(text)
	if err != nil {
		return nil, err
	}
	if err := h.anew(scenario); err != nil {
		return nil, err
	}
	files := map[string]string{}
	var answers []response
	for _, r := range requests {
		if r.load != "" {
			r.body = files[r.load]
		}
		got := h.send(r)
		if r.save != "" {
			files[r.save] = string(got.body)
		}
		if r.toVendor() {
			answers = append(answers, got)
		}
	}
	return answers, nil
}

func (r request) toVendor() bool { return !strings.Contains(r.path(), "/_sim/v1/") }

// checkReplay holds two replays of the transcript against the sequence, and
// against each other to the byte.
func (x *machine) checkReplay() {
	x.t.Helper()
	text := x.transcript()
	first, err := replay(x.h, text)
	again, err2 := replay(x.h, text)
	if err != nil || err2 != nil {
		x.fail("the transcript cannot be replayed: %v %v", err, err2)
	}
	var was []response
	for _, s := range x.log {
		if s.toVendor() {
			was = append(was, s.answer)
		}
	}
	if len(first) != len(was) || len(again) != len(was) {
		x.fail("%d answers, then %d and %d in the replays", len(was), len(first), len(again))
	}
	for i := range was {
		if first[i].status != was[i].status || untraced(first[i].body) != untraced(was[i].body) {
			x.fail("answer %d of the replay is\n\t%s\nand was\n\t%s", i, first[i], was[i])
		}
		if fmt.Sprint(first[i]) != fmt.Sprint(again[i]) {
			x.fail("answer %d of the second replay is\n\t%s\nand was\n\t%s", i, again[i], first[i])
		}
	}
}

func untraced(body []byte) string { return traceIDs.ReplaceAllString(string(body), "") }

// String is status, headers by name and body.
func (r response) String() string { return fmt.Sprintf("%d %v %s", r.status, r.header, r.body) }
