package model

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// transcript writes the sequence so that it can be pasted: the start as a
// scenario, then the requests for a shell.
func (x *machine) transcript() string {
	var b strings.Builder
	b.WriteString("# Save this as start.yaml and run: preverified-sim serve --scenario start.yaml\n")
	b.WriteString(x.boot.yaml("model", summary))
	b.WriteString("\n# Then, with SIM=http://127.0.0.1:8360:\n")
	for _, s := range x.log {
		b.WriteString(s.curl() + "  # " + s.note + "\n")
	}
	return b.String()
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

// traceIDs are drawn for every answer, and for every token, also for the
// questions that are not part of the sequence. In a batch they stand in texts.
var traceIDs = regexp.MustCompile(`"(fbtrace_id|360dialog_trace_id|access_token)\\?":\\?"[^"\\]*`)

// replay sends the requests of the sequence to a simulator that starts anew, and
// returns what the vendors answered.
func (x *machine) replay() []response {
	x.t.Helper()
	if err := x.h.anew(x.boot.yaml("model", summary)); err != nil {
		x.fail("the start is refused: %v", err)
	}
	files := map[string]string{}
	var answers []response
	for _, s := range x.log {
		r := s.request
		if r.load != "" {
			r.body = files[r.load]
		}
		got := x.h.send(r)
		if r.save != "" {
			files[r.save] = string(got.body)
		}
		if r.toVendor() {
			answers = append(answers, got)
		}
	}
	return answers
}

func (r request) toVendor() bool { return !strings.Contains(r.path(), "/_sim/v1/") }

// checkReplay compares two replays with the sequence, and with each other to the
// byte.
func (x *machine) checkReplay() {
	x.t.Helper()
	first, again := x.replay(), x.replay()
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
