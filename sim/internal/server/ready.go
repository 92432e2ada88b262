package server

import (
	"fmt"
	"net/http"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// probe answers whether the process lives, and whether a large default world is built.
func (s *Server) probe(w http.ResponseWriter, r *http.Request, path string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	text := "ok"
	if _, unbuilt := s.worlds.Lookup(world.Default); path == readyPath && unbuilt != nil {
		text = s.progress()
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_, _ = w.Write([]byte(text + "\n"))
}

// progress is a line about what keeps the server from being ready.
func (s *Server) progress() string {
	for _, c := range s.worlds.Buildings() {
		if c.Name == world.Default {
			return fmt.Sprintf("building the world default: %d of %d numbers, %d%%", c.Placed, c.Numbers, c.Percent)
		}
	}
	return "building the world default"
}

// tellBuilding logs how far a large world is.
func (s *Server) tellBuilding(b sim.Building, took time.Duration, done bool) {
	doing, built := "building a world", "a world was built"
	if b.From == "snapshot" {
		doing, built = "restoring a world", "a world was restored"
	}
	facts, elapsed := []any{"world", b.Name, "scenario", b.Scenario, "numbers", b.Placed}, took.Round(time.Millisecond)
	if done {
		s.log.Info(built, append(facts, "elapsed", elapsed)...)
		return
	}
	s.log.Info(doing, append(facts, "of", b.Numbers, "percent", b.Percent, "elapsed", elapsed)...)
}
