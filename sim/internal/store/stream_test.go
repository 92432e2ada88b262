package store_test

import (
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// TestASeedKeepsItsValues: scenarios and tests of users name what a seed draws.
func TestASeedKeepsItsValues(t *testing.T) {
	s := store.NewStream(42, "pool")
	got := [...]string{s.Digits(6), s.Company(), s.NodeID(), s.Text("abcdef", 8), s.Company()}
	if want := [...]string{"375798", "PlanetEcosystems", "7713734675342043", "fddfdbfd", "Environmental Data Resources"}; got != want {
		t.Errorf("drew %q, want %q", got, want)
	}
}
