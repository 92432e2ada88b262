package simtest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// reportedRecords is how many records of a world a failed test prints, the newest.
const reportedRecords = 100

// report prints the requests of a world, if any, oldest first: in one piece, so that
// parallel tests do not mix their lines.
func report(t testing.TB, w *world.World) {
	t.Helper()
	all := w.Journal.All(sim.RecordFilter{})
	if len(all) == 0 {
		return
	}
	shown := all[max(0, len(all)-reportedRecords):]
	setup := w.Setup()
	var b strings.Builder
	fmt.Fprintf(&b, "simtest: world %s, scenario %s, seed %d, at %s: %d requests", w.Name, setup.Scenario, setup.Seed,
		w.Clock.Now().UTC().Format(time.RFC3339), len(all))
	if earlier := uint64(len(all)-len(shown)) + w.Journal.Dropped(); earlier > 0 {
		fmt.Fprintf(&b, ", %d earlier ones not shown", earlier)
	}
	for _, r := range shown {
		v := journal.View(r)
		b.WriteString("\n\t" + v.Line())
		if v.Status >= 400 {
			b.WriteString("  " + grade.Beginning(v.Response.Body))
		}
	}
	t.Log(b.String())
}

// breaches lists the answers that broke a vendor's contract undeclared.
func breaches(w *world.World) []string {
	var out []string
	for _, r := range w.Journal.All(sim.RecordFilter{}) {
		for _, v := range r.Violations {
			if v.Direction == "response" && !v.Declared {
				out = append(out, fmt.Sprintf("the answer to %s %s in world %s broke the contract of %s: %s", r.ID, r.Path, w.Name, r.Operation, v.Message))
			}
		}
	}
	return out
}
