package world

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// Restore builds a world that goes on where the one went that gave the snapshot: the
// same requests get the same answers, byte for byte on a frozen clock. A running clock
// goes on from the time the snapshot shows. A reset goes back to setup, which is made
// from the snapshot's scenario, with the snapshot's seed and openness. known is what the
// rules are checked against; placed is told how many numbers are in place, after each.
//
// It returns [sim.Issues] with everything that is wrong with the snapshot.
func Restore(name string, wall func() time.Time, setup Setup, s *Snapshot, known sim.Known, placed func(count int)) (*World, error) {
	var d sim.Issues
	s.check(&d, known)
	setup.Seed, setup.Rules.Open, setup.Rules.OpenBusiness = s.Seed, s.Rules.Open, s.Rules.OpenBusiness
	rules := s.Rules
	rules.MaxNumbers = setup.Rules.MaxNumbers
	d.If(!reflect.DeepEqual(rules, setup.Rules), "must be those that the scenario makes", "rules")
	if len(d) > 0 {
		return nil, d
	}
	w := newWorld(name, setup, NewClock(wall, s.Clock.Mode, s.Clock.Speed, s.Clock.Now))
	w.Started = s.Clock.Started.UTC()
	w.SetDialect(s.Dialect)
	w.Limits.Restore(s.Limits)
	w.Faults.Restore(s.Faults)
	w.Coverage.counts = s.Coverage.clone()
	w.restoreParts(s, placed, &d)
	w.skip(s.TimelineDone, s.TimelineFailed, &d)
	if len(d) > 0 {
		return nil, d
	}
	return w, nil
}

// restoreParts restores what checks itself while it is restored.
func (w *World) restoreParts(s *Snapshot, placed func(int), d *sim.Issues) {
	var err error
	var inner sim.Issues
	if w.Store, err = store.Restore(w.setup.Rules, s.Seed, s.Store, placed); errors.As(err, &inner) {
		for _, found := range inner {
			d.At(found.Message, "store.%s", found.Path)
		}
	}
	if w.Journal, err = journal.Restore(w.setup.JournalSize, w.Store.Credentials, w.Name, s.Journal); err != nil {
		d.At(err.Error(), "journal")
	}
	d.If(w.Traces.UnmarshalBinary(s.Streams.Traces) != nil, "is not the place of a stream", "streams.traces")
	d.If(w.dice.UnmarshalBinary(s.Streams.Faults) != nil, "is not the place of a stream", "streams.faults")
}

// skip passes over the steps of the timeline that are behind.
func (w *World) skip(done int, failed map[int]string, d *sim.Issues) {
	w.plan()
	if done < 0 || done > len(w.steps) {
		d.At(fmt.Sprintf("the scenario's timeline has %d steps", len(w.steps)), "timeline_done")
		return
	}
	for i := range failed {
		d.If(i < 0 || i >= done, "names a step that is not behind", "timeline_failed")
	}
	for i := range w.steps[:done] {
		w.steps[i].Done, w.steps[i].Failure = true, failed[i]
	}
	w.done = done
	w.planStep()
}

// check notes what is wrong with the parts that do not check themselves.
func (s *Snapshot) check(d *sim.Issues, known sim.Known) {
	if s.Version != SnapshotVersion {
		d.At(WrongVersion, "version")
		return // what follows has another form
	}
	c := &s.Clock
	d.If(c.Mode != sim.Running && c.Mode != sim.Frozen, "must be running or frozen", "clock.mode")
	d.If(c.Speed < 0 || c.Speed > sim.MaxSpeed, fmt.Sprintf("must be from 1 to %d", sim.MaxSpeed), "clock.speed")
	d.Time(c.Now, "clock.now")
	d.If(c.Started.Before(sim.Earliest) || c.Started.After(c.Now), "the time is missing, or lies after now", "clock.started")
	_, spoken := sim.ParseDialect(string(s.Dialect))
	d.If(!spoken, "must be documented or observed", "dialect")
	s.checkLimits(d, known)
	s.checkFaults(d, known)
}

func (s *Snapshot) checkLimits(d *sim.Issues, known sim.Known) {
	rules := make([]sim.LimitRule, len(s.Limits))
	for i, l := range s.Limits {
		rules[i] = l.LimitRule
		d.If(l.Name == "", "is missing", "limits[%d].name", i)
		seen := map[sim.OptionalText]bool{}
		for j, u := range l.Usage {
			at := fmt.Sprintf("limits[%d].usage[%d]", i, j)
			d.If(seen[u.Key] || u.Key == "" && len(u.Calls) > 0, "must stand once, and must not be empty where there are calls", "%s.key", at)
			seen[u.Key] = true
			d.If(len(u.Calls) > l.Allow || !slices.IsSortedFunc(u.Calls, time.Time.Compare),
				"more calls than the limit allows, or not oldest first", "%s.calls", at)
			if u.ExhaustedAt != nil {
				d.Time(*u.ExhaustedAt, "%s.exhausted_at", at)
			}
			for n, call := range u.Calls {
				d.Time(call, "%s.calls[%d]", at, n)
			}
		}
	}
	for _, p := range limit.Check(rules, known) {
		d.At(p.Message, "limits%s", p.Path)
	}
}

func (s *Snapshot) checkFaults(d *sim.Issues, known sim.Known) {
	if len(s.Faults) > fault.MaxRules {
		d.At(fault.ErrTooManyRules.Error(), "faults[%d]", fault.MaxRules)
		return
	}
	seen := map[string]bool{}
	for i := range s.Faults {
		f := &s.Faults[i]
		d.If(f.Name == "" || seen[f.Name], "must not be empty, and must stand once", "faults[%d].name", i)
		seen[f.Name] = true
		for _, p := range fault.Check(&f.FaultRule, known) {
			d.At(p.Message, "faults[%d].%s", i, p.Path)
		}
		d.Time(f.Since.Time, "faults[%d].since", i)
		d.If(f.Acted < 0 || f.Acted > f.Matched || f.Matched > f.Seen,
			"a rule acts on what has matched, and matches what it has seen", "faults[%d].acted", i)
	}
}

// Restore puts the world of the snapshot that read gives in the place of the one of that
// name; on an error nothing has changed. It returns [ErrName], [ErrFull], the error of
// read, or what the function [Restore] does.
func (r *Registry) Restore(name string, known sim.Known, read func() (Setup, *Snapshot, error)) (*World, error) {
	if !sim.IsName(name) {
		return nil, ErrName
	}
	setup, s, err := read()
	if err != nil {
		return nil, err
	}
	what := sim.Building{Name: name, Scenario: setup.Scenario, From: "snapshot", Numbers: len(s.Store.Numbers)}
	return r.track(what, func(placed func(int)) (*World, error) {
		w, err := Restore(name, r.wall, setup, s, known, placed)
		if err == nil {
			_, err = r.put(w)
		}
		return w, err
	})
}
