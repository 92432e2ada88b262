package world

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
)

// SnapshotVersion is the version of the form of a [Snapshot]. Version 1 had journal
// records, fault rules and limits in another form.
const SnapshotVersion = 2

// WrongVersion says what is wrong with a snapshot of another version.
var WrongVersion = fmt.Sprintf("this program reads snapshots of version %d; earlier programs wrote journal records in another form, so take the snapshot anew", SnapshotVersion)

// FormVersion is a version of the form. Reading any but [SnapshotVersion] fails, before
// what follows it is read.
type FormVersion int

// UnmarshalJSON implements json.Unmarshaler.
func (v *FormVersion) UnmarshalJSON(data []byte) error {
	if string(data) != strconv.Itoa(SnapshotVersion) {
		return errors.New(WrongVersion)
	}
	*v = SnapshotVersion
	return nil
}

// Snapshot is a whole world as one JSON document, which [Restore] reads back. It holds
// secrets: tokens, API keys, passwords, codes, and what the journal does not mask.
type Snapshot struct {
	// Version is [SnapshotVersion]; Product is the version of the program, for
	// people.
	Version FormVersion `json:"version"`
	Product string      `json:"product,omitempty"`
	// ContainsSecrets is always true. It warns the finder of a file.
	ContainsSecrets bool `json:"contains_secrets"`
	// World is the name of the world it was taken of.
	World    string        `json:"world"`
	Scenario SavedScenario `json:"scenario"`
	Seed     uint64        `json:"seed"`
	Clock    SavedClock    `json:"clock"`
	Dialect  sim.Dialect   `json:"dialect"`
	Rules    store.Rules   `json:"rules"`
	// Limits and Faults are in their order, with what they have counted.
	Limits []sim.Limit `json:"limits"`
	Faults []sim.Fault `json:"faults"`
	// TimelineDone is how many steps of the scenario's timeline are behind.
	TimelineDone int `json:"timeline_done"`
	// TimelineFailed says why steps of those failed, by their place from 0.
	TimelineFailed map[int]string `json:"timeline_failed,omitempty"`
	Store          store.State    `json:"store"`
	Streams        SavedStreams   `json:"streams"`
	Coverage       Counts         `json:"coverage"`
	Journal        journal.State  `json:"journal"`
}

// SavedScenario is what the world was built from: where a reset goes back to.
type SavedScenario struct {
	Name string `json:"name"`
	// Document is the parsed scenario as JSON, null for a world made by hand.
	Document json.RawMessage `json:"document"`
}

// SavedClock is a clock: its mode, its speed while it runs, the world time it shows, and
// the one at which the world began.
type SavedClock struct {
	Mode    sim.Mode  `json:"mode"`
	Speed   int       `json:"speed,omitempty"`
	Now     time.Time `json:"now"`
	Started time.Time `json:"started"`
}

// SavedStreams are the places of the streams of trace ids and of the fault
// rules' dice; the store keeps its own.
type SavedStreams struct {
	Traces []byte `json:"traces"`
	Faults []byte `json:"faults"`
}

// Snapshot carries out what is due and returns the whole world.
//
// The parts are taken one after the other, against the order in which a request passes
// them: a request whose record is in the snapshot has all its effects in it too, one in
// flight may have left some of its effects without a record.
func (w *World) Snapshot() Snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.Clock.Now()
	w.settle(now)
	s := Snapshot{
		Version: SnapshotVersion, ContainsSecrets: true, World: w.Name,
		Scenario: SavedScenario{Name: w.setup.Scenario, Document: json.RawMessage("null")}, Seed: w.setup.Seed,
		Clock:   SavedClock{w.Clock.Mode(), w.Clock.Speed(), now, w.Started},
		Dialect: w.Dialect(), Rules: w.Store.Rules(), TimelineDone: w.done, TimelineFailed: map[int]string{},
	}
	for i, step := range w.steps {
		if step.Failure != "" {
			s.TimelineFailed[i] = step.Failure
		}
	}
	if text, err := json.Marshal(w.setup.Document); err == nil {
		s.Scenario.Document = text
	}
	s.Journal = w.Journal.Snapshot()
	s.Coverage = w.Coverage.Counts()
	s.Streams.Traces, _ = w.Traces.MarshalBinary() // neither fails
	s.Store = w.Store.Snapshot(now)
	s.Limits = w.Limits.Limits(now)
	s.Faults = w.Faults.Rules(now)
	s.Streams.Faults, _ = w.dice.MarshalBinary()
	return s
}
