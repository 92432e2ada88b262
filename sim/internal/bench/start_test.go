//go:build bench && linux

package bench

import (
	"os"
	"testing"
)

// testStart alternates starts of floor and simulator, each from no process to
// the first list of the default world answered with 200.
func (l *laboratory) testStart(t *testing.T) {
	file := l.captureFloor(t, request("GET", pool, hubKey, ""), 200)
	var ratios, byCPU, bare, own []float64
	for range l.starts {
		floor, err := l.floor(t.Context(), file)
		b := l.firstList(t, floor, err)
		simulator, err := l.simulator(t.Context())
		o := l.firstList(t, simulator, err)
		ratios = append(ratios, o.wall/b.wall)
		byCPU = append(byCPU, o.cpu/b.cpu)
		bare, own = append(bare, b.wall/1000), append(own, o.wall/1000)
	}
	l.record(t, row{firstStart, ratios}, row{info("the same by CPU time of the server", ""), byCPU},
		row{startTime, own}, row{info("a bare Go server's", " ms"), bare})
}

// firstList waits for the list of a process that was just started, and ends it.
func (l *laboratory) firstList(t *testing.T, p *process, err error) cost {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	took, err := p.firstAnswer(request("GET", pool, hubKey, ""), 200)
	if err != nil {
		t.Fatal(err)
	}
	used, err := p.cpuTime()
	if err != nil {
		t.Fatal(err)
	}
	l.stop(t, p)
	return cost{micro(took), micro(used)}
}

// testBinary weighs the program.
func (l *laboratory) testBinary(t *testing.T) {
	file, err := os.Stat(l.binaries.simulator)
	if err != nil {
		t.Fatal(err)
	}
	l.record(t, row{binarySize, []float64{float64(file.Size()) / 1e6}})
}
