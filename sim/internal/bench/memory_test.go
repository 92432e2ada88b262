//go:build bench && linux

package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

const mib = 1 << 20

// testMemory reads the memory of an idle simulator, and again after many
// requests.
func (l *laboratory) testMemory(t *testing.T) {
	p := l.startSimulator(t, benchScenario...)
	l.record(t, row{idleMemory, []float64{l.restingMemory(t, p) / mib}})
	g, err := connect(p.addr, connections)
	if err != nil {
		t.Fatal(err)
	}
	defer g.close()
	r, err := g.drive(always(request("GET", pool, hubKey, "")), 200, extent{count: l.many()})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d requests in %v", len(r.latencies), r.took)
	l.record(t, row{usedMemory, []float64{l.memory(t, p) / mib}}, row{info(fmt.Sprintf("%.0f s later", l.rest.Seconds()), " MiB"), []float64{l.restingMemory(t, p) / mib}})
	l.stop(t, p)
}

// restingMemory is the RSS of a process in bytes after a rest.
func (l *laboratory) restingMemory(t *testing.T, p *process) float64 {
	t.Helper()
	if err := pause(t.Context(), l.rest); err != nil {
		t.Fatal(err)
	}
	return l.memory(t, p)
}

// memory is the RSS of a process in bytes.
func (l *laboratory) memory(t *testing.T, p *process) float64 {
	t.Helper()
	bytes, err := p.rss()
	if err != nil {
		t.Fatal(err)
	}
	return float64(bytes)
}

// telling is the smallest pool whose memory stands out from that of the process.
const telling = 10_000

// testNumbers starts pools of every size, and measures how long that takes and
// what a number weighs.
func (l *laboratory) testNumbers(t *testing.T) {
	var weights, ready []float64
	for range l.weighed {
		empty := l.weighPool(t, smallPool)
		readyPanel.add("", smallPool, empty.ready.Seconds())
		for _, size := range l.sizes[1:] {
			full := l.weighPool(t, size)
			weight := (full.bytes - empty.bytes) / float64(size-smallPool)
			t.Logf("%d numbers: ready in %v, %.0f bytes each", size, full.ready, weight)
			if size >= telling {
				weightPanel.add("", float64(size), weight)
			}
			readyPanel.add("", float64(size), full.ready.Seconds())
			if size == l.many() {
				weights, ready = append(weights, weight), append(ready, full.ready.Seconds())
			}
		}
	}
	within := poolReady
	within.must *= float64(l.many()) / million
	within.goal *= float64(l.many()) / million
	l.record(t, row{numberBytes, weights}, row{within, ready})
}

// weighed is a pool that was started and came to rest.
type weighed struct {
	ready time.Duration
	bytes float64
}

// weighPool starts a simulator with numbers of the first business, and ends it.
func (l *laboratory) weighPool(t *testing.T, size int) weighed {
	t.Helper()
	scenario := fmt.Sprintf("version: 1\nbusinesses: [{id: %q, tokens: [EAAJBsimulator]}]\ngenerate: [{count: %d}]\n", business, size)
	p, err := l.simulator(t.Context(), "--scenario", l.write(t, fmt.Sprintf("weigh-%d.yaml", size), scenario))
	if err != nil {
		t.Fatal(err)
	}
	ready, err := p.firstAnswer(request("GET", "/readyz", hubKey, ""), 200)
	if err != nil {
		t.Fatal(err)
	}
	out := weighed{ready, l.restingMemory(t, p)}
	l.stop(t, p)
	return out
}

// write keeps a text in a file of the run.
func (l *laboratory) write(t *testing.T, name, text string) (path string) {
	t.Helper()
	path = filepath.Join(l.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
