package scenario_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// BenchmarkGenerate builds worlds of a million generated numbers. It tells the
// bytes of heap that one number takes, and what was allocated on the way.
func BenchmarkGenerate(b *testing.B) {
	for name, batch := range map[string]string{
		"plain": "generate: [{count: 1000000}]",
		"mixed": "generate: [{count: 1000000, partner: p1, countries: {US: 3, DE: 1}, statuses: {VERIFIED: 8, EXPIRED: 1, NOT_VERIFIED: 1}}]",
	} {
		b.Run(name, func(b *testing.B) {
			const head = "version: 1\nbusinesses: [{id: 100}]\npartners: [{id: p1, business: 100}]\n"
			f, err := scenario.Parse("bench.yaml", []byte(head+batch), nil, sim.Known{})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				before := memory()
				w, err := world.New("w", time.Now, scenario.Setup(f, scenario.Build{}))
				if err != nil {
					b.Fatal(err)
				}
				after := memory()
				b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "B/number")
				b.ReportMetric(float64(after.TotalAlloc-before.TotalAlloc)/1e6, "allocated-B/number")
				runtime.KeepAlive(w)
			}
		})
	}
}

func memory() runtime.MemStats {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m
}
