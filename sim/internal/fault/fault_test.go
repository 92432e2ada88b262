package fault_test

import (
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
)

var start = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

func verify() *fault.Subject {
	return &fault.Subject{
		Request: "r1", Status: "NOT_VERIFIED",
		FaultMatch: sim.FaultMatch{
			Operation: "meta.verify_code", API: "meta", Method: "POST", Origin: "client",
			PhoneNumber: "15550783881", NumberID: "106540352242922", Business: "506914307656634", Partner: "simul8PA",
		},
	}
}

func dur(d time.Duration) sim.Duration { return sim.Duration(d) }

func ptr[T any](v T) *T { return &v }

func fail() sim.FaultAction { return sim.FaultAction{Error: "meta.unexpected_error"} }

func wait(d time.Duration) *sim.Latency { return &sim.Latency{Fixed: dur(d)} }
