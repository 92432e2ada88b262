package world

import (
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// A request that comes while a step is being carried out must wait for it; it
// would otherwise meet a world in which what is due has not happened.
func TestAStepIsDueUntilItIsDone(t *testing.T) {
	start := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	due, ran := false, false
	w, err := New("w", time.Now, Setup{
		Mode: sim.Frozen, At: start,
		Rules: store.Rules{Profile: sim.Profiles[0], Codes: sim.CodeRules{}.Filled()},
		Timeline: func(time.Time) []Step {
			return []Step{{At: start.Add(time.Minute), Do: func(w *World, at time.Time) error {
				ran, due = true, w.nextStep.Load() <= at.UnixNano()
				return nil
			}}}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.MoveTo(start.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if !ran || !due {
		t.Errorf("the step ran: %t, requests wait for it: %t; want both", ran, due)
	}
	if w.nextStep.Load() <= start.Add(time.Hour).UnixNano() {
		t.Error("a step that is done is still due")
	}
}
