package world

import (
	"cmp"
	"maps"
	"slices"
	"sync"
)

// Coverage counts what was reached in a world, beyond what the bounded journal
// remembers.
type Coverage struct {
	mu       sync.Mutex
	answers  map[Answer]uint64
	failures map[string]uint64
}

// Answer is a status of an operation.
type Answer struct {
	Operation string `json:"operation"`
	Status    int    `json:"status"`
}

// SavedCoverage is what was reached, by name.
type SavedCoverage struct {
	Answers  []SavedAnswer  `json:"answers"`
	Failures []SavedFailure `json:"failures"`
}

// SavedAnswer is how often an operation answered with a status.
type SavedAnswer struct {
	Answer
	Count uint64 `json:"count"`
}

// SavedFailure is how often a catalogue id was answered.
type SavedFailure struct {
	ID    string `json:"id"`
	Count uint64 `json:"count"`
}

// NewCoverage returns a count that goes on from what was saved.
func NewCoverage(saved SavedCoverage) *Coverage {
	c := &Coverage{answers: map[Answer]uint64{}, failures: map[string]uint64{}}
	for _, a := range saved.Answers {
		c.answers[a.Answer] = a.Count
	}
	for _, f := range saved.Failures {
		c.failures[f.ID] = f.Count
	}
	return c
}

// Count notes one answer: the operation, its status, and the catalogue id of
// the failure, "" for a success.
func (c *Coverage) Count(operation string, status int, failure string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if operation != "" {
		c.answers[Answer{operation, status}]++
	}
	if failure != "" {
		c.failures[failure]++
	}
}

// Counts returns how often each operation answered with each status, and how often each
// catalogue id was answered.
func (c *Coverage) Counts() (answers map[Answer]uint64, failures map[string]uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.answers), maps.Clone(c.failures)
}

func (c *Coverage) snapshot() SavedCoverage {
	answers, failures := c.Counts()
	out := SavedCoverage{Answers: []SavedAnswer{}, Failures: []SavedFailure{}}
	for a, count := range answers {
		out.Answers = append(out.Answers, SavedAnswer{a, count})
	}
	slices.SortFunc(out.Answers, func(a, b SavedAnswer) int {
		return cmp.Or(cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Status, b.Status))
	})
	for _, id := range slices.Sorted(maps.Keys(failures)) {
		out.Failures = append(out.Failures, SavedFailure{id, failures[id]})
	}
	return out
}
