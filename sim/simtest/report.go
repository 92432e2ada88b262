package simtest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Bounds of what a failed test prints.
const (
	reportedRecords = 100 // of a world, the newest
	reportedBody    = 300 // bytes of an answer's body
)

// reportAll prints the default world and those that were looked into with In.
func (s *Sim) reportAll(t testing.TB) {
	t.Helper()
	for _, name := range append([]string{world.Default}, s.names.all()...) {
		if w, err := s.srv.Worlds().Lookup(name); err == nil {
			report(t, w)
		}
	}
}

// report prints what was asked of a world, oldest first, in one piece, so that
// parallel tests do not mix their lines. A world that was asked nothing is left
// out.
func report(t testing.TB, w *world.World) {
	t.Helper()
	if text := journalText(w); text != "" {
		t.Log(text)
	}
}

func journalText(w *world.World) string {
	all := w.Journal.All(sim.RecordFilter{})
	if len(all) == 0 {
		return ""
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
		b.WriteString("\n\t" + line(r))
	}
	return b.String()
}

// line is one record for people, with its secrets masked.
func line(r *journal.Record) string {
	v := journal.View(r)
	var b strings.Builder
	if r.Parent != "" {
		b.WriteString("  ")
	}
	fmt.Fprintf(&b, "%s %s %s: %s %s -> ", v.ID, r.At.UTC().Format("2006-01-02T15:04:05.000Z"), orDash(r.Operation), v.Method, v.Path)
	if r.Status == 0 {
		b.WriteString("no answer")
	} else {
		fmt.Fprintf(&b, "%d", r.Status)
	}
	for _, part := range []struct{ name, value string }{
		{"", r.Error}, {"outcome ", unlessReplied(r.Outcome)}, {"fault ", r.Fault}, {"limit ", r.Limit}, {"child of ", r.Parent}, {"hint: ", v.Hint},
	} {
		if part.value != "" {
			b.WriteString(", " + part.name + part.value)
		}
	}
	for _, broken := range v.Violations {
		fmt.Fprintf(&b, "; %s broke the contract: %s", broken.Direction, broken.Message)
	}
	if r.Status >= 400 {
		b.WriteString("  " + clipped(v.Response.Body))
	}
	return b.String()
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

func unlessReplied(outcome string) string {
	if outcome == "replied" {
		return ""
	}
	return outcome
}

// clipped is a body on one line.
func clipped(body string) string {
	flat := strings.Join(strings.Fields(body), " ")
	if len(flat) <= reportedBody {
		return flat
	}
	return strings.ToValidUTF8(flat[:reportedBody], "") + "…"
}

// breaches lists the answers of a world that broke a vendor's contract without
// a fault rule that said so.
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
