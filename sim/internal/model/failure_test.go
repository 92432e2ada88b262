package model

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// quitter is a test that has failed.
type quitter struct{ said string }

func (*quitter) Helper() {}

func (q *quitter) Fatalf(format string, args ...any) {
	q.said = fmt.Sprintf(format, args...)
	panic(q)
}

// TestFailureTellsHowToRepeat: the comparison fails where the simulator and the
// specification part, here because only the specification is given a number, and
// prints the sequence.
func TestFailureTellsHowToRepeat(t *testing.T) {
	q := &quitter{}
	defer func() {
		if recover() != any(q) || !strings.Contains(q.said, "numbers of world") ||
			!strings.Contains(q.said, "\nversion: 1\n") || !strings.Contains(q.said, "\ncurl -sS -X POST") {
			t.Errorf("the failure says\n%s", q.said)
		}
	}()
	x := newMachine(q, newHarness(t), newStart(7), newStart(7))
	x.call(x.side(""), call{operation: "360dialog.add_number", secret: "sim-api-key", partner: "simul8PA",
		params: map[string]string{"phone_number": phones[2]}})
	x.side("").insert(number{phone: phones[3], owner: alpha})
	x.advance(x.side(""), time.Second, false)
}
