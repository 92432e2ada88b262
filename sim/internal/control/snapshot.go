package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// sampled is how many entries of each long list of a snapshot are held against
// the contract: all entries of a list are made by the same code.
const sampled = 100

// maxDifferences bounds the answer of a comparison.
const maxDifferences = 1000

// unread stands for the reader of bodies that handlers read.
func unread(*API, []byte) (any, error) { return nil, nil }

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
	w, err := q.api.Worlds.RestoreFrom(q.world.Name, len(q.text), func() (setup world.Setup, s *world.Snapshot, err error) {
		if s, err = readSnapshot("", q.text); err == nil {
			setup, err = q.again(s)
		}
		return setup, s, err
	})
	var found store.Defects
	if errors.As(err, &found) {
		return answer{}, defects(found)
	}
	if err != nil {
		return answer{}, err
	}
	return answer{value: viewWorld(w)}, nil
}

func defects(found store.Defects) error {
	issues := make(sim.Issues, len(found))
	for i, d := range found {
		issues[i] = sim.Issue{Path: d.Path, Message: d.Message}
	}
	return invalidSnapshot.list(issues)
}

// again is what the snapshot's scenario makes, under the bounds of the world
// that is to be replaced. Rules are checked for what only the product knows:
// operations and catalogue ids.
func (q *request) again(s *world.Snapshot) (world.Setup, error) {
	if text := bytes.TrimSpace(s.Scenario.Document); len(text) == 0 || text[0] != '{' {
		return world.Setup{}, defects(store.Defects{{Path: "scenario.document", Message: "is missing: a reset would have nowhere to go back to"}})
	}
	known := q.api.Known
	setup, err := scenario.Again(joinSurrogates(s.Scenario.Document), known, scenario.Build{
		Seed: &s.Seed, Open: s.Rules.Open, MaxNumbers: q.world.Setup().Rules.MaxNumbers, Journal: q.world.Setup().Journal,
	})
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
	var found store.Defects
	rules := make([]sim.LimitRule, len(s.Limits))
	for i := range s.Limits {
		rules[i] = s.Limits[i].LimitRule
	}
	for _, p := range limit.Check(rules, known) {
		found.Add(p.Message, "limits%s", p.Path)
	}
	for i := range s.Faults {
		for _, p := range fault.Check(&s.Faults[i].FaultRule, known) {
			found.Add(p.Message, "faults[%d].%s", i, p.Path)
		}
	}
	if len(found) > 0 {
		return setup, defects(found)
	}
	return setup, nil
}

// readSnapshot reads a snapshot strictly. The version comes first: another form
// has other members.
func readSnapshot(path string, data []byte) (*world.Snapshot, error) {
	var form struct {
		Version int `json:"version"`
	}
	err := json.Unmarshal(data, &form)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return nil, invalidRequest.fail("the body is not JSON: %s", jsonProblem(err))
	}
	if err != nil || form.Version != world.SnapshotVersion {
		return nil, defects(store.Defects{{Path: joined(path, "version"), Message: world.WrongVersion}})
	}
	s := new(world.Snapshot)
	if err := decodeStrictly(data, s); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) {
			path = joined(path, kind.Field)
		}
		return nil, defects(store.Defects{{Path: path, Message: err.Error()}})
	}
	return s, nil
}

func joined(path, member string) string {
	if path == "" {
		return member
	}
	return path + "." + member
}

// decodeStrictly reads one JSON value and refuses unknown members.
func decodeStrictly(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more than one JSON value")
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
		From json.RawMessage `json:"from"`
		To   json.RawMessage `json:"to"`
	}
	if err := decodeStrictly(q.text, &in); err != nil {
		return answer{}, invalidRequest.fail("the body is not {from, to}: %s", jsonProblem(err))
	}
	if in.From == nil {
		return answer{}, param("from", "is missing")
	}
	from, err := readSnapshot("from", in.From)
	if err != nil {
		return answer{}, err
	}
	to := from
	if in.To == nil || string(in.To) == "null" {
		to = q.snapshot()
	} else if to, err = readSnapshot("to", in.To); err != nil {
		return answer{}, err
	}
	found, more := world.Diff(from, to, maxDifferences)
	return answer{value: diffView{found, more}}, nil
}
