package store_test

import (
	"hash/fnv"
	"math/rand/v2"
	"testing"

	"github.com/brianvoe/gofakeit/v7"

	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

func TestStreamDrawsWhatGofakeitDraws(t *testing.T) {
	for seed := range uint64(50) {
		h := fnv.New64a()
		h.Write([]byte("pool"))
		fake := gofakeit.NewFaker(rand.NewPCG(seed, h.Sum64()), false)
		ours := store.NewStream(seed, "pool")
		for i := range 20 {
			if got, want := ours.Digits(i%9+1), fake.DigitN(uint(i%9+1)); got != want {
				t.Fatalf("seed %d: digits %s, gofakeit has %s", seed, got, want)
			}
			if got, want := ours.Company(), fake.Company(); got != want {
				t.Fatalf("seed %d: company %s, gofakeit has %s", seed, got, want)
			}
		}
	}
}
