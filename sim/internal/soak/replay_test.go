package soak_test

import (
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

//go:embed testdata/soak.yaml
var scenarioText string

// tally counts what was done.
type tally struct {
	requests, faulted, worlds, repeated, bodies atomic.Int64
}

// TestTheSameRequestsAreAnsweredTheSame is the repetition that the soak test goes
// on with for hours, in short.
func TestTheSameRequestsAreAnsweredTheSame(t *testing.T) {
	t.Parallel()
	s := simtest.Start(t, simtest.Options{ScenarioText: []byte(scenarioText), MaxBody: maxBody})
	addr, counts := strings.TrimPrefix(s.URL, "http://"), &tally{}
	for i := range uint64(2) {
		if err := roundTrip(newClient(addr, fmt.Sprintf("w%d", i), [2]uint64{1, i}, counts), 250, never); err != nil {
			t.Error(err)
		}
	}
	if counts.repeated.Load() < 500 || counts.faulted.Load() < 20 || counts.bodies.Load() < 100 {
		t.Errorf("%d calls were repeated, %d of them met faults, %d bodies were found in journals", counts.repeated.Load(), counts.faulted.Load(), counts.bodies.Load())
	}
}

func never() bool { return false }

// roundTrip lets a client work in a world of its own, holds the journal against
// what it saw, and then repeats everything in a fresh world.
func roundTrip(c *client, steps int, stop func() bool) error {
	if err := c.begin(); err != nil {
		return err
	}
	if err := c.run(steps, stop); err != nil {
		return err
	}
	if err := c.checkJournal(); err != nil {
		return fmt.Errorf("world %s: %w", c.world, err)
	}
	if err := errors.Join(c.begin(), c.repeat()); err != nil {
		return fmt.Errorf("world %s: %w", c.world, err)
	}
	return c.endWorld()
}

// process sends a call of the control API that is about the process.
func (c *client) process(method, path, body string, want ...int) error {
	a, err := c.beside().send(steer(method, path, body), "default")
	if err != nil {
		return err
	}
	for _, status := range want {
		if a.status == status {
			return nil
		}
	}
	return fmt.Errorf("%s %s: %v", method, path, a)
}

// begin ends the world, if it is there, and makes it from the boot scenario.
func (c *client) begin() error {
	path := "/worlds/" + url.PathEscape(c.world)
	c.counts.worlds.Add(1)
	return errors.Join(c.process("DELETE", path, "", http.StatusNoContent, http.StatusNotFound), c.process("PUT", path, fmt.Sprintf(`{"seed":%d}`, c.seed), http.StatusCreated))
}

func (c *client) endWorld() error {
	return c.process("DELETE", "/worlds/"+url.PathEscape(c.world), "", http.StatusNoContent)
}

// repeat sends every call again and compares the answers.
func (c *client) repeat() error {
	defer c.line.close()
	for i, s := range c.steps {
		a, err := c.deliver(s.call)
		if err != nil {
			return err
		}
		if !a.same(s.answer) {
			return fmt.Errorf("call %d, %s %s\n%s\nwas answered\n%v\nand then\n%v", i, s.method, s.target, s.call.body, differing(s.answer, a), differing(a, s.answer))
		}
		c.counts.repeated.Add(1)
	}
	return nil
}

// differing is a with the body from shortly before where it differs from b.
func differing(a, b answer) answer {
	i := 0
	for i < min(len(a.body), len(b.body)) && a.body[i] == b.body[i] {
		i++
	}
	a.body = a.body[max(0, i-200):]
	return a
}

// checkJournal holds the journal against the calls that should be in it.
func (c *client) checkJournal() error {
	all, dropped, err := c.records("")
	if err != nil {
		return err
	}
	if err := uninjured(all, dropped); err != nil {
		return err
	}
	var own []record
	for _, r := range all {
		if r.Origin == "client" && r.Parent == nil {
			own = append(own, r)
		}
	}
	if len(own) > len(c.journaled) || len(own) < len(c.journaled) && dropped == 0 {
		return fmt.Errorf("the journal has %d calls of %d, and %d were dropped", len(own), len(c.journaled), dropped)
	}
	for i, r := range own {
		s := c.steps[c.journaled[len(c.journaled)-1-i]]
		if err := c.agree(s, r); err != nil {
			return fmt.Errorf("record %s: %w: %s %s was answered %v; the record is %+v", r.ID, err, s.method, s.target, s.answer, r)
		}
	}
	return nil
}

// agree compares what the client saw with what was recorded, but for what a
// record masks and does not keep.
func (c *client) agree(s step, r record) error {
	u, err := url.ParseRequestURI(s.target)
	if err != nil {
		return err
	}
	// A run of bytes that are no UTF-8 is one U+FFFD in a record.
	switch {
	case r.Method != s.method:
		return errors.New("another method")
	case r.Path != strings.ToValidUTF8(u.Path, "\uFFFD") && !strings.Contains(r.Path, "****"):
		return errors.New("another path")
	case (s.end == whole || s.end == cut) && r.Status != s.status:
		return errors.New("another status")
	case (s.end == whole) != (r.Outcome == "replied" || r.Outcome == "slow" || r.Outcome == "garbage"):
		return errors.New("another outcome")
	}
	kept := r.Response.Body
	if s.end == whole && s.method != "HEAD" && r.Response.Encoding == "" && !r.Response.Truncated && !strings.Contains(kept, "****") {
		c.counts.bodies.Add(1)
		if kept != string(s.answer.body) {
			return errors.New("another body")
		}
	}
	return nil
}

// uninjured looks for answers that failed and broke contracts by themselves. Of a
// full journal, calls within the oldest may have fallen out.
func uninjured(all []record, dropped int) error {
	made := map[string][]record{}
	for _, r := range all {
		if r.Parent != nil {
			made[*r.Parent] = append(made[*r.Parent], r)
		}
	}
	for i, r := range all {
		fell := dropped > 0 && i > len(all)-20
		excused := slices.ContainsFunc(made[r.ID], func(child record) bool { return child.excuses(r.Status) })
		if r.Status >= 500 && !r.injured() && !excused && !fell {
			return fmt.Errorf("a failure that was not injected: %+v", r)
		}
		for _, v := range r.Violations {
			if v.Direction == "response" && !v.Declared {
				return fmt.Errorf("an answer that broke its contract: %+v", r)
			}
		}
	}
	return nil
}
