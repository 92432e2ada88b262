package control

import (
	"bytes"
	"errors"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/entries"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// sampled is how many entries of each long list of a snapshot are held against
// the contract: all entries of a list are made by the same code.
const sampled = 100

// maxDifferences bounds the answer of a comparison.
const maxDifferences = 1000

func getSnapshot(q *request) (answer, error) {
	s := q.snapshot()
	return answer{value: s, sample: sampleOf(s), filename: "preverified-sim-" + q.world.Name + ".json"}, nil
}

func (q *request) snapshot() *world.Snapshot {
	s := q.world.Snapshot()
	s.Product = q.api.Version
	return &s
}

// sampleOf is the snapshot with the beginning of each long list.
func sampleOf(s *world.Snapshot) *world.Snapshot {
	out := *s
	out.Store.Numbers = out.Store.Numbers[:min(sampled, len(out.Store.Numbers))]
	out.Store.Codes = out.Store.Codes[:min(sampled, len(out.Store.Codes))]
	out.Journal.Records = out.Journal.Records[:min(sampled, len(out.Journal.Records))]
	return &out
}

// putSnapshot puts the snapshot's world in the place of this one. Nothing has
// changed unless the whole snapshot is sound and the new world stands.
func putSnapshot(q *request) (answer, error) {
	w, err := q.api.Worlds.Restore(q.world.Name, q.api.Scenarios.Known, func() (setup world.Setup, s *world.Snapshot, err error) {
		s = new(world.Snapshot)
		if err = q.readLong(s, 1); err == nil {
			err = checkVersion("", s)
		}
		if err == nil {
			setup, err = q.again(s)
		}
		return setup, s, err
	})
	var found sim.Issues
	var wrong *entries.Error
	switch {
	case errors.As(err, &found):
		return answer{}, invalidSnapshot.list(found)
	case errors.As(err, &wrong):
		return answer{}, misread(wrong)
	case err != nil:
		return answer{}, err
	}
	return answer{value: viewWorld(w)}, nil
}

func misread(e *entries.Error) error {
	return badSnapshot(e.Path, e.Err.Error())
}

func badSnapshot(path, message string) error {
	return invalidSnapshot.list(sim.Issues{{Path: path, Message: message}})
}

// again is what the snapshot's scenario makes, under the bounds of the world
// that is to be replaced.
func (q *request) again(s *world.Snapshot) (world.Setup, error) {
	if text := bytes.TrimSpace(s.Scenario.Document); len(text) == 0 || text[0] != '{' {
		return world.Setup{}, badSnapshot("scenario.document", "is missing: a reset would have nowhere to go back to")
	}
	// Without Env: the variables were replaced long ago, so that ${NAME} stands for itself.
	library := scenario.Library{Known: q.api.Scenarios.Known, Build: scenario.Build{
		Seed: &s.Seed, Open: s.Rules.Open, MaxNumbers: q.world.Setup().Rules.MaxNumbers, JournalSize: q.world.Setup().JournalSize,
	}}
	setup, err := library.Parse("scenario.document", joinSurrogates(s.Scenario.Document))
	var wrong sim.Issues
	if errors.As(err, &wrong) {
		for i := range wrong {
			wrong[i].Path = strings.TrimSuffix("scenario.document."+wrong[i].Path, ".")
		}
		return setup, invalidSnapshot.list(inline(wrong))
	}
	if err != nil {
		return setup, err
	}
	setup.Scenario = s.Scenario.Name
	return setup, nil
}

// The bounds of a snapshot: 2,000,000 numbers, each with its row and its code, are
// 6,000,000 entries of lists.
const (
	maxEntries = 8_000_000
	maxValue   = 64 << 20 // bytes
)

// readLong reads a long body of so many snapshots strictly, an entry of their lists at
// a time. It returns an [*entries.Error] for JSON that is not of the type, else a
// problem.
func (q *request) readLong(into any, snapshots int) error {
	most := entries.Bounds{Entries: snapshots * maxEntries, Value: maxValue}
	err := entries.Read(q.stream, into, most)
	var refused *sim.Problem
	var wrong *entries.Error
	switch {
	case err == nil, errors.As(err, &refused), errors.As(err, &wrong):
		return err
	case errors.Is(err, entries.ErrBound):
		return tooLarge.fail("the body has more than %d entries, or a value of more than %d bytes", most.Entries, most.Value)
	}
	return invalidRequest.fail("the body is not JSON: %s", jsonProblem(err))
}

// checkVersion refuses a snapshot without a version, which is read by now.
func checkVersion(path string, s *world.Snapshot) error {
	if s.Version == 0 {
		return badSnapshot(path+"version", world.WrongVersion)
	}
	return nil
}

type diffView struct {
	Data      []sim.Difference `json:"data"`
	Truncated bool             `json:"truncated"`
}

// diffSnapshots compares two snapshots, or one with the present.
func diffSnapshots(q *request) (answer, error) {
	var in struct {
		From *world.Snapshot `json:"from"`
		To   *world.Snapshot `json:"to"`
	}
	err := q.readLong(&in, 2)
	if wrong := new(entries.Error); errors.As(err, &wrong) {
		if first, _, _ := strings.Cut(wrong.Path, "."); first == "from" || first == "to" {
			return answer{}, misread(wrong)
		}
		err = invalidRequest.fail("the body is not {from, to}: %s", wrong)
	}
	if err != nil {
		return answer{}, err
	}
	if in.From == nil {
		return answer{}, param("from", "is missing")
	}
	if in.To == nil {
		in.To = q.snapshot()
	}
	if err := errors.Join(checkVersion("from.", in.From), checkVersion("to.", in.To)); err != nil {
		return answer{}, err
	}
	var ignored []string
	if q.query.Has("ignore") {
		ignored = strings.Split(q.query.Get("ignore"), ",")
	}
	found, more := world.Diff(in.From, in.To, maxDifferences, ignored...)
	return answer{value: diffView{found, more}}, nil
}
