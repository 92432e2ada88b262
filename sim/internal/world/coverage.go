package world

import "sync"

// Coverage counts what was reached in a world, beyond what the bounded journal
// remembers.
type Coverage struct {
	mu       sync.Mutex
	answers  map[answer]uint64
	failures map[string]uint64
}

type answer struct {
	operation string
	status    int
}

// NewCoverage returns an empty count.
func NewCoverage() *Coverage {
	return &Coverage{answers: map[answer]uint64{}, failures: map[string]uint64{}}
}

// Count notes one answer: the operation, its status, and the catalogue id of
// the failure, "" for a success.
func (c *Coverage) Count(operation string, status int, failure string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if operation != "" {
		c.answers[answer{operation, status}]++
	}
	if failure != "" {
		c.failures[failure]++
	}
}

// Answers tells how often an operation answered with a status.
func (c *Coverage) Answers(operation string, status int) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.answers[answer{operation, status}]
}

// Failures tells how often a catalogue id was answered.
func (c *Coverage) Failures(id string) uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.failures[id]
}
