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

func getClock(q *request) (answer, error) {
	return answer{value: sim.Clock{Now: sim.Time{Time: q.now}, Mode: q.world.Clock.Mode()}}, nil
}

type clockInput struct {
	Advance *sim.Duration `yaml:"advance"`
	At      *string       `yaml:"at"`
	Mode    *sim.Mode     `yaml:"mode"`
}

// endOfTime is the year from which on no clock is set: nanoseconds since 1970
// fit into 64 bits until 2262, and durations of a hundred years are added to it.
const endOfTime = 2150

// moveClock does the one thing the body names; the contract has counted its
// members.
func moveClock(q *request) (answer, error) {
	in := input[clockInput](q)
	var settled []sim.Settled
	var err error
	switch {
	case in.Advance != nil:
		settled, err = q.advance(*in.Advance)
	case in.At != nil:
		settled, err = q.moveTo(*in.At)
	default:
		q.world.SetMode(*in.Mode)
	}
	if err != nil {
		return answer{}, err
	}
	clock := sim.Clock{Now: sim.Time{Time: q.world.Clock.Now()}, Mode: q.world.Clock.Mode()}
	return answer{value: sim.Moved{Clock: clock, Settled: q.masked(settled)}}, nil
}

func (q *request) advance(d sim.Duration) ([]sim.Settled, error) {
	target := q.world.Clock.Now().Add(time.Duration(d))
	if target.Year() >= endOfTime {
		return nil, param("advance", "world time ends with the year %d", endOfTime-1)
	}
	settled, err := q.world.MoveTo(target)
	if errors.Is(err, sim.ErrBackwards) { // a running clock has passed a target that was near
		return q.world.Settle(q.world.Clock.Now()), nil
	}
	return settled, err
}

func (q *request) moveTo(text string) ([]sim.Settled, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, param("at", "%q is no time in RFC 3339, such as 2026-01-15T09:00:00Z", strict.Clip(text))
	}
	if at.Year() >= endOfTime {
		return nil, param("at", "world time ends with the year %d", endOfTime-1)
	}
	settled, err := q.world.MoveTo(at.UTC())
	if errors.Is(err, sim.ErrBackwards) {
		return nil, param("at", "%s: it is %s, and at must be an RFC 3339 time not before that", err, stamp(q.world.Clock.Now()))
	}
	return settled, err
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

// maskKey masks the key of a window that counts by credential.
func maskKey(detail string, rules []sim.LimitRule) string {
	for _, r := range rules {
		if key, ok := strings.CutPrefix(detail, r.Name+" "); ok && r.Per == sim.PerToken {
			return r.Name + " " + journal.Mask(key)
		}
	}
	return detail
}

func readEvent(a *API, data []byte) (any, error) {
	return scenario.ParseStep(bodyName, data, a.Known)
}

func postEvent(q *request) (answer, error) {
	step := input[sim.Event](q)
	if err := scenario.Do(*step, q.world, q.now); err != nil {
		return answer{}, err
	}
	return answer{value: sim.Happened{Now: sim.Time{Time: q.now}, Applied: scenario.Verb(step)}}, nil
}
