package world_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// kept is a world with something in every part, and its snapshot.
func kept(t *testing.T) (*world.World, world.Setup, world.Snapshot) {
	t.Helper()
	s := setup()
	s.Timeline = func(at time.Time) []world.Step {
		var out []world.Step
		for _, after := range []time.Duration{2 * time.Hour, time.Hour} {
			out = append(out, world.Step{At: at.Add(after), Event: "step", Detail: after.String(), Do: func(*world.World, time.Time) error { return nil }})
		}
		return out
	}
	w := build(t, s)
	if _, err := w.MoveTo(start.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	w.Limits.Take(w.Now(), "meta.verify_code", limit.Keys{sim.PerBusiness: "1"})
	w.Coverage.Count("meta.verify_code", 422, "meta.code_wrong")
	return w, s, w.Snapshot()
}

// TestRestoredTimelinesHappenOnce: steps that are behind stay behind.
func TestRestoredTimelinesHappenOnce(t *testing.T) {
	_, s, snap := kept(t)
	w, err := world.Restore("again", time.Now, s, &snap, sim.Known{}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	out, err := w.MoveTo(start.Add(3 * time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	steps := slices.DeleteFunc(out.Settled, func(e sim.Settled) bool { return e.Event != "step" })
	if len(steps) != 1 || steps[0].Detail != "2h0m0s" {
		t.Errorf("steps %v, want the second alone", steps)
	}
	if c := w.Coverage.Counts(); c.Answers["meta.verify_code"][422] != 1 || c.Failures["meta.code_wrong"] != 1 {
		t.Error("coverage is lost")
	}
}

func TestRestoreRefusesWhatNoWorldHolds(t *testing.T) {
	_, s, snap := kept(t)
	text, err := json.Marshal(snap)
	if err != nil {
		t.Fatal(err)
	}
	for path, spoil := range map[string]func(*world.Snapshot){
		"version":                         func(s *world.Snapshot) { s.Version = 0 },
		"clock.started":                   func(s *world.Snapshot) { s.Clock.Started = s.Clock.Now.Add(1) },
		"rules":                           func(s *world.Snapshot) { s.Rules.Codes.TTL = 0 },
		"limits[0].name":                  func(s *world.Snapshot) { s.Limits[0].Name = "" },
		"limits[0].allow":                 func(s *world.Snapshot) { s.Limits[0].Allow = 0 },
		"limits[0].usage[1].key":          func(s *world.Snapshot) { s.Limits[0].Usage = append(s.Limits[0].Usage, s.Limits[0].Usage[0]) },
		"limits[0].usage[0].key":          func(s *world.Snapshot) { s.Limits[0].Usage[0].Key = "" },
		"limits[0].usage[0].exhausted_at": func(s *world.Snapshot) { s.Limits[0].Usage[0].ExhaustedAt = new(time.Time) },
		"limits[0].usage[0].calls":        func(s *world.Snapshot) { s.Limits[0].Usage[0].Calls = []time.Time{start, start} },
		"limits[0].usage[0].calls[0]":     func(s *world.Snapshot) { s.Limits[0].Usage[0].Calls[0] = time.Time{} },
		"faults[0].name":                  func(s *world.Snapshot) { s.Faults[0].Name = "" },
		"faults[0].when.status":           func(s *world.Snapshot) { s.Faults[0].When.Status = "GONE" },
		"faults[0].since":                 func(s *world.Snapshot) { s.Faults[0].Since = sim.Time{} },
		"faults[0].acted":                 func(s *world.Snapshot) { s.Faults[0].Acted = 1 },
		"timeline_done":                   func(s *world.Snapshot) { s.TimelineDone = -1 },
		"streams.faults":                  func(s *world.Snapshot) { s.Streams.Faults = nil },
		"store.at":                        func(s *world.Snapshot) { s.Store.At = time.Time{} },
	} {
		var spoiled world.Snapshot
		if err := json.Unmarshal(text, &spoiled); err != nil {
			t.Fatal(err)
		}
		spoil(&spoiled)
		var found sim.Issues
		if w, err := world.Restore("again", time.Now, s, &spoiled, sim.Known{}, func(int) {}); !errors.As(err, &found) || w != nil {
			t.Errorf("%s: restored", path)
		} else if !slices.ContainsFunc(found, func(d sim.Issue) bool { return d.Path == path }) {
			t.Errorf("want a defect at %s, got %v", path, found)
		}
	}
}

// TestRegistryRestore: the restored world takes the place of the one of its
// name, and a refusal leaves that one.
func TestRegistryRestore(t *testing.T) {
	_, s, snap := kept(t)
	r, err := newRegistry(time.Now, 2, s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	old, err := r.Get("a")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{"a b": world.ErrName, "third": world.ErrFull} {
		if _, err := restoreIn(r, name, s, &snap); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	bad := snap
	bad.Version = 1
	if _, err := restoreIn(r, "a", s, &bad); err == nil {
		t.Error("another version was restored")
	}
	if w, _ := r.Get("a"); w != old {
		t.Error("a refusal has replaced the world")
	}
	w, err := restoreIn(r, "a", s, &snap)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := r.Get("a"); got != w || w.Name != "a" {
		t.Error("the restored world is not in place")
	}
	select {
	case <-old.Leaving():
	default:
		t.Error("the old world lives on")
	}
	if ended := r.EndIdle(time.Hour); len(ended) != 0 {
		t.Errorf("a restored world counts as idle: %v", ended)
	}
}

// restoreIn puts a snapshot that has been read into a registry.
func restoreIn(r *world.Registry, name string, setup world.Setup, s *world.Snapshot) (*world.World, error) {
	return r.Restore(name, sim.Known{}, func() (world.Setup, *world.Snapshot, error) { return setup, s, nil })
}
