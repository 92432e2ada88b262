package control

import (
	"errors"
	"strings"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

func getClock(q *request) (answer, error) { return answer{value: q.shown(q.world.Reading())}, nil }

// shown is a clock without the credentials in what comes next.
func (q *request) shown(c sim.Clock) sim.Clock {
	c.Next = q.masked(c.Next)
	return c
}

type clockInput struct {
	Advance *sim.Duration `yaml:"advance"`
	At      *string       `yaml:"at"`
	Mode    *sim.Mode     `yaml:"mode"`
	Speed   *int          `yaml:"speed"`
}

// moveClock does the one thing the body names: only a speed may stand beside the mode.
func moveClock(q *request) (answer, error) {
	in := input[clockInput](q)
	var moved sim.Moved
	var err error
	switch {
	case in.Speed != nil && (in.Mode == nil || *in.Mode != sim.Running):
		err = param("speed", "goes with mode: running")
	case in.Mode != nil && (in.Advance != nil || in.At != nil), in.Advance != nil && in.At != nil:
		err = param("", "give one of advance, at and mode")
	case in.Advance != nil:
		moved, err = q.world.Advance(time.Duration(*in.Advance))
		err = q.outOfReach("advance", err)
	case in.At != nil:
		moved, err = q.moveTo(*in.At)
	case in.Speed != nil:
		moved = q.world.SetMode(*in.Mode, *in.Speed)
	default:
		moved = q.world.SetMode(*in.Mode, 1)
	}
	if err != nil {
		return answer{}, err
	}
	moved.Clock, moved.Settled = q.shown(moved.Clock), q.masked(moved.Settled)
	out := answer{value: moved}
	if len(moved.Settled) > sampled {
		out.sample = sim.Moved{Clock: moved.Clock, Settled: moved.Settled[:sampled]}
	}
	return out, nil
}

func (q *request) moveTo(text string) (sim.Moved, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return sim.Moved{}, param("at", "%q is no time in RFC 3339, such as 2026-01-15T09:00:00Z", strict.Clip(text))
	}
	moved, err := q.world.MoveTo(at.UTC())
	return moved, q.outOfReach("at", err)
}

// outOfReach says why the clock cannot be moved as the member asks.
func (q *request) outOfReach(member string, err error) error {
	switch {
	case errors.Is(err, sim.ErrTooFar):
		return param(member, "world time ends with the year %d", sim.Latest.Year()-1)
	case errors.Is(err, sim.ErrBackwards):
		return param(member, "%s: it is %s, and at must be an RFC 3339 time not before that", err, q.world.Clock.Now().UTC().Format(sim.StampLayout))
	}
	return err
}

// masked hides the keys of rolling windows that count per token: they are
// credentials.
func (q *request) masked(settled []sim.Settled) []sim.Settled {
	rules := q.world.Limits.Rules()
	for i := range settled {
		if settled[i].Event == sim.WindowEnded {
			settled[i].Detail = maskKey(settled[i].Detail, rules)
		}
	}
	return append([]sim.Settled{}, settled...)
}

func maskKey(detail string, rules []sim.LimitRule) string {
	for _, r := range rules {
		if key, ok := strings.CutPrefix(detail, r.Name+" "); ok && r.Per == sim.PerToken {
			return r.Name + " " + journal.Mask(key)
		}
	}
	return detail
}

func readEvent(a *API, data []byte) (any, error) {
	return scenario.ParseStep(bodyName, data, a.Scenarios.Known)
}

func postEvent(q *request) (answer, error) {
	step := input[sim.Event](q)
	if err := scenario.Do(*step, q.world, q.now); err != nil {
		return answer{}, err
	}
	return answer{value: sim.Happened{Now: sim.Time{Time: q.now}, Applied: step.Verbs()[0]}}, nil
}
