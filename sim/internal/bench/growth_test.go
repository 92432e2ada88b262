//go:build bench && linux

package bench

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

// The panels of the picture, in its order.
var (
	costPanel     = &panel{title: "Cost of an operation", across: "numbers in the pool", up: "µs an answer"}
	weightPanel   = &panel{title: "Memory", across: "numbers in the pool", up: "bytes a number"}
	readyPanel    = &panel{title: "Start", across: "numbers in the pool", up: "seconds to ready", log: true}
	worldsPanel   = &panel{title: "Worlds", across: "worlds", up: "MiB resident in all"}
	creationPanel = &panel{title: "Creating a world", across: "worlds there are then", up: "ms for its first request"}
	advancePanel  = &panel{title: "Advancing the clock", across: "verifications that run out", up: "ms, all of them listed", log: true}
)

// growth is the picture make bench writes.
var growth = &chart{panels: []*panel{costPanel, weightPanel, readyPanel, worldsPanel, creationPanel, advancePanel}}

// testAdvance moves the clock over the end of so many verifications at once.
func (l *laboratory) testAdvance(t *testing.T) {
	for _, due := range append([]int{1, 10}, l.sizes...) {
		took := milliseconds([]time.Duration{l.advance(t, due)})
		advancePanel.add("", float64(due), took[0])
		if due == l.many() {
			l.record(t, row{info(fmt.Sprintf("`advance` past %s expiries, all listed", thousands(due)), " ms"), took})
		}
	}
}

// advance returns how long the answer took that lists them all, the reading of
// it included.
func (l *laboratory) advance(t *testing.T, due int) time.Duration {
	t.Helper()
	scenario := fmt.Sprintf("version: 1\nbusinesses: [{id: %q}]\ngenerate: [{count: %d, statuses: {VERIFIED: 1}}]\n", business, due)
	p := l.startSimulator(t, "--scenario", l.write(t, "advance.yaml", scenario))
	began := time.Now()
	answer, err := http.Post("http://"+p.addr+"/_sim/v1/clock", "application/json", strings.NewReader(`{"advance":"14d"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	took := time.Since(began)
	if expired := bytes.Count(body, []byte(`"number_id"`)); err != nil || expired != due {
		t.Fatalf("%d of %d expired, %v: %.300s", expired, due, err, body)
	}
	l.stop(t, p)
	return took
}

// writeGrowth draws what the other tests found.
func (l *laboratory) writeGrowth(t *testing.T, file string) {
	growth.title = l.machine()[0]
	if err := os.WriteFile(file, []byte(growth.svg()), 0o644); err != nil {
		t.Fatal(err)
	}
}
