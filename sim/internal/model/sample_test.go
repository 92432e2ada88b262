package model

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// sampleStart is a small world in which something goes wrong.
func sampleStart() *start {
	s := newStart(7)
	s.numbers = []placed{{phone: phones[0], owner: alpha}, {phone: phones[1], partner: "simul8PA", verified: day}}
	s.faults = []rule{{name: "lost", on: match{operation: "meta.verify_code"}, when: trigger{calls: []int{2}}, do: mishap{reply: "drop"}}}
	s.timeline = []moment{{10 * time.Minute, event{verb: "set_dialect", of: "observed"}}}
	return s
}

// sample plays a sequence by hand: what happens before the first call and right
// behind a move of the clock can be told by a scenario, the rest cannot.
func sample(t failer, h *harness) *machine {
	x := newMachine(t, h, sampleStart(), sampleStart())
	w := x.side("")
	x.event(w, event{verb: "expire", of: phones[1]})
	number := w.numbers[0].id
	ask := call{operation: "meta.request_code", secret: "EAAJBsimulator", node: number,
		params: map[string]string{"code_method": "SMS", "language": "en_US"}}
	enter := call{operation: "meta.verify_code", secret: "EAAJBsimulator", node: number, params: map[string]string{"code": "0000"}}
	x.call(w, ask)
	x.call(w, enter)
	x.event(w, event{verb: "restore", of: phones[1]})
	x.advance(w, 9*time.Minute, false)
	x.addFault(w, rule{name: "down", on: match{operation: "meta.share_number"}, do: mishap{failure: "meta.unexpected_error"}})
	enter.params = map[string]string{"code": w.codes[0].right}
	x.call(w, enter)
	x.call(w, call{operation: "360dialog.add_number", secret: "sim-api-key", partner: "simul8PA",
		params: map[string]string{"phone_number": phones[2]}})
	x.advance(w, time.Minute, true)
	x.call(w, call{operation: "meta.share_number", secret: "EAAJBsimulator", node: alpha,
		params: map[string]string{"preverified_id": number, "partner_business_id": beta}})
	return x
}

// TestTranscriptOfASample: what a failure would print is a scenario that the
// project reads, and commands whose answers are the same again.
func TestTranscriptOfASample(t *testing.T) {
	h := newHarness(t)
	x := sample(t, h)
	golden, err := os.ReadFile("testdata/transcript.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got := x.transcript(); got != strings.ReplaceAll(string(golden), "\r\n", "\n") {
		t.Errorf("the transcript of the sample is now\n%s", got)
	}
	text, requests, err := readTranscript(string(golden))
	if err != nil || len(requests) != 8 {
		t.Fatalf("%d commands: %v", len(requests), err)
	}
	setup, err := h.server.Library().Parse("start.yaml", []byte(text))
	if err != nil || len(setup.Faults) != 1 || len(setup.Timeline(epoch)) != 3 {
		t.Errorf("the scenario has %d faults and %d steps: %v", len(setup.Faults), len(setup.Timeline(epoch)), err)
	}
	x.checkReplay()
}

// quitter is a test that has failed.
type quitter struct{ said string }

func (*quitter) Helper() {}

func (q *quitter) Fatalf(format string, args ...any) {
	q.said = fmt.Sprintf(format, args...)
	panic(q)
}

// TestFailureTellsHowToRepeat: the comparison fails where the simulator and the
// specification part, here because the latter is told of a number that there is
// not, and says how they came there.
func TestFailureTellsHowToRepeat(t *testing.T) {
	q := &quitter{}
	defer func() {
		if recover() != any(q) || !strings.Contains(q.said, "numbers of world") ||
			!strings.Contains(q.said, "\nversion: 1\n") || !strings.Contains(q.said, "\ncurl -sS -X POST") {
			t.Errorf("the failure says\n%s", q.said)
		}
	}()
	x := sample(q, newHarness(t))
	x.side("").insert(number{phone: phones[3], owner: alpha})
	x.advance(x.side(""), time.Second, false)
}

// TestShellWords: a transcript survives whatever stands in it.
func TestShellWords(t *testing.T) {
	sent := request{method: "PUT", target: "/_sim/v1/scenario", headers: []string{"Content-Type", "application/yaml"},
		body: "name: it's # a \"test\"\nseed: 1\n", save: "out.json"}
	lines := shellLines(sent.curl() + "  # 200 'quoted'\n\n# a comment\n" + sent.curl())
	if len(lines) != 2 {
		t.Fatalf("%d lines: %q", len(lines), lines)
	}
	got, err := readCurl(lines[1])
	if err != nil || fmt.Sprint(got) != fmt.Sprint(sent) {
		t.Errorf("%+v came back as %+v: %v", sent, got, err)
	}
}
