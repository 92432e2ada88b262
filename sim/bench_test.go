package sim_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
)

// placed is a store whose alpha owns count numbers, placed without parsing.
func placed(b *testing.B, count int) *bench {
	b.Helper()
	w := newBench(b, sim.Rules{})
	w.must(func(tx *sim.Tx) error {
		for i := range count {
			p := sim.Phone{MSISDN: fmt.Sprintf("1202%07d", i), CountryPrefix: 1, Region: "US"}
			if _, err := tx.Place(sim.Placement{Phone: p, Business: alpha}); err != nil {
				return err
			}
		}
		return nil
	})
	return w
}

// pools are the sizes whose figures ought to be alike.
var pools = []int{100, 1_000_000}

func BenchmarkAddNumber(b *testing.B) {
	w := newBench(b, sim.Rules{})
	phones := make([]string, b.N)
	for i := range phones {
		phones[i] = fmt.Sprintf("1555%07d", i)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for _, phone := range phones {
		w.add(alpha, phone)
	}
}

func BenchmarkVerifyCode(b *testing.B) {
	for _, size := range pools {
		b.Run(fmt.Sprintf("numbers=%d", size), func(b *testing.B) {
			w := placed(b, size)
			id := w.add(alpha, phoneA)
			ask, enter := request(id, byAlpha), verify(id, byAlpha, "x")
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				if i%4 == 0 {
					w.must(ask)
				}
				w.want(sim.CodeWrong, enter)
			}
		})
	}
}

func BenchmarkPage(b *testing.B) {
	for _, size := range pools {
		b.Run(fmt.Sprintf("numbers=%d", size), func(b *testing.B) {
			w := placed(b, size)
			middle := w.s.PeekPhone(fmt.Sprintf("1202%07d", size/2))
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				if p := w.page(byAlpha, sim.Query{Limit: 25, After: middle}); len(p.Numbers) != 25 || !p.Earlier || !p.Later {
					b.Fatal("not a page from the middle")
				}
			}
		})
	}
}

// BenchmarkMemory tells how many bytes of heap one number takes.
func BenchmarkMemory(b *testing.B) {
	const count = 200_000
	for range b.N {
		before := heap()
		w := placed(b, count)
		b.ReportMetric(float64(heap()-before)/count, "B/number")
		runtime.KeepAlive(w)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
