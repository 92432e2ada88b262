package store_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// placed is a store whose alpha owns count numbers, placed as generated ones are.
func placed(b *testing.B, count int) *bench {
	b.Helper()
	w := newBench(b, store.Rules{})
	w.must(func(tx *store.Tx) error {
		for i := range count {
			p := sim.Phone{MSISDN: fmt.Sprintf("1202%07d", i), CountryPrefix: 1, Region: "US"}
			if _, err := tx.Place(store.Placement{Phone: p, Business: alpha}); err != nil {
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
	w := newBench(b, store.Rules{})
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
				if p := w.page(byAlpha, store.Query{Limit: 25, After: middle}); len(p.Numbers) != 25 || !p.Earlier || !p.Later {
					b.Fatal("not a page from the middle")
				}
			}
		})
	}
}

// BenchmarkNumber reads numbers from all over the pool, as a request does: what
// an id names, then the number.
func BenchmarkNumber(b *testing.B) {
	for _, size := range pools {
		b.Run(fmt.Sprintf("numbers=%d", size), func(b *testing.B) {
			w := placed(b, size)
			ids := make([]string, 1024)
			for i := range ids {
				ids[i] = w.s.PeekPhone(fmt.Sprintf("1202%07d", i*7919%size))
			}
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				id := ids[i%len(ids)]
				w.s.Peek(w.now, id)
				w.must(func(tx *store.Tx) error { _, err := tx.Number(id, byAlpha); return err })
			}
		})
	}
}

// BenchmarkRarePage looks for the one verified number in the middle of a pool: a
// filter that hardly any number meets is the only thing whose cost follows from
// the size of the pool.
func BenchmarkRarePage(b *testing.B) {
	for _, size := range pools {
		b.Run(fmt.Sprintf("numbers=%d", size), func(b *testing.B) {
			w := placed(b, size)
			w.must(func(tx *store.Tx) error { return tx.Verify(fmt.Sprintf("1202%07d", size/2)) })
			b.ResetTimer()
			for range b.N {
				if p := w.page(byAlpha, store.Query{Limit: 25, Status: sim.Verified}); len(p.Numbers) != 1 {
					b.Fatal("not the one page")
				}
			}
		})
	}
}

// BenchmarkAdvance lets a hundred codes of a pool end, a day at a time.
func BenchmarkAdvance(b *testing.B) {
	for _, size := range pools {
		b.Run(fmt.Sprintf("numbers=%d", size), func(b *testing.B) {
			w := placed(b, size)
			ids := make([]string, 100)
			for i := range ids {
				ids[i] = w.s.PeekPhone(fmt.Sprintf("1202%07d", i*7919%size))
			}
			b.ResetTimer()
			for range b.N {
				for _, id := range ids {
					w.must(request(id, byAlpha))
				}
				if w.now = w.now.Add(day); len(w.s.Settle(w.now)) != len(ids) {
					b.Fatal("not all have ended")
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
