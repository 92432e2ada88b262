package fault_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
)

var start = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

// noDice fails the test when a die is thrown.
func noDice(t *testing.T) func() float64 {
	return func() float64 {
		t.Helper()
		t.Error("a number was drawn where none is needed")
		return 0
	}
}

// loaded gives the draws in turn and fails the test when there are no more.
func loaded(t *testing.T, draws ...float64) func() float64 {
	return func() float64 {
		t.Helper()
		if len(draws) == 0 {
			t.Fatal("more numbers were drawn than expected")
		}
		d := draws[0]
		draws = draws[1:]
		return d
	}
}

func seeded(seed uint64) func() float64 { return rand.New(rand.NewPCG(seed, 0)).Float64 }

func verify() *fault.Subject {
	return &fault.Subject{
		Request: "r1", Operation: "meta.verify_code", API: "meta", Method: "POST", Origin: "client",
		PhoneNumber: "15550783881", NumberID: "106540352242922", Business: "506914307656634",
		Partner: "simul8PA", Status: "NOT_VERIFIED",
	}
}

func dur(d time.Duration) sim.Duration { return sim.Duration(d) }

func ptr[T any](v T) *T { return &v }

func fail() sim.FaultAction { return sim.FaultAction{Error: "meta.unexpected_error"} }

func wait(d time.Duration) *sim.Latency { return &sim.Latency{Fixed: dur(d)} }
