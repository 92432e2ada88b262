//go:build bench && linux

package bench

import (
	"fmt"
	"testing"
	"time"
)

// mostWorlds is how many there may be, the default world counted.
const mostWorlds = 1000

// testWorlds makes worlds by using them, one behind the other, and reads the
// memory after each power of ten.
func (l *laboratory) testWorlds(t *testing.T) {
	p := l.startSimulator(t)
	g, err := connect(p.addr, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer g.close()
	worldsPanel.add("", 1, l.restingMemory(t, p)/mib)
	var took []time.Duration
	var memory float64
	made := 1
	for _, count := range []int{10, 100, mostWorlds} {
		r, err := g.drive(newWorlds(&made), 200, extent{count: count - made})
		if err != nil {
			t.Fatal(err)
		}
		memory = l.restingMemory(t, p) / mib
		worldsPanel.add("", float64(count), memory)
		creationPanel.add("", float64(count), median(milliseconds(r.latencies)))
		took = append(took, r.latencies...)
	}
	slow := percentile(took, 99)
	l.record(t, row{worldMemory, []float64{memory}}, row{worldTime, []float64{median(milliseconds(took))}},
		row{info("99th percentile of that", " ms"), milliseconds([]time.Duration{slow})})
	l.stop(t, p)
}

// newWorlds is a source of the list, each time in a world that is new.
func newWorlds(made *int) source {
	return func() []byte {
		*made++
		return request("GET", fmt.Sprintf("/_world/w-%d%s", *made, pool), hubKey, "")
	}
}

func milliseconds(durations []time.Duration) []float64 {
	var out []float64
	for _, d := range durations {
		out = append(out, float64(d)/float64(time.Millisecond))
	}
	return out
}
