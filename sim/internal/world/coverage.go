package world

import (
	"maps"
	"sync"
)

// Coverage counts what was reached in a world, beyond what the bounded journal
// remembers.
type Coverage struct {
	mu     sync.Mutex
	counts Counts
}

// Counts tell how often each operation answered with each status, and how often each
// catalogue id was answered.
type Counts struct {
	Answers  map[string]map[int]uint64 `json:"answers"`
	Failures map[string]uint64         `json:"failures"`
}

func (c Counts) clone() Counts {
	out := Counts{map[string]map[int]uint64{}, map[string]uint64{}}
	for operation, statuses := range c.Answers {
		out.Answers[operation] = maps.Clone(statuses)
	}
	maps.Copy(out.Failures, c.Failures)
	return out
}

// Count notes one answer: the operation, its status, and the catalogue id of
// the failure, "" for a success.
func (c *Coverage) Count(operation string, status int, failure string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if operation != "" {
		if c.counts.Answers[operation] == nil {
			c.counts.Answers[operation] = map[int]uint64{}
		}
		c.counts.Answers[operation][status]++
	}
	if failure != "" {
		c.counts.Failures[failure]++
	}
}

// Counts returns a copy of what was counted.
func (c *Coverage) Counts() Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counts.clone()
}
