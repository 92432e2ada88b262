package journal

import (
	"errors"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
)

func subscribe(t *testing.T, j *Journal, buffer int) *Subscription {
	t.Helper()
	s, err := j.Subscribe(buffer)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func drain(s *Subscription) string {
	var recs []*Record
	for r := range s.C {
		recs = append(recs, r)
	}
	return ids(recs)
}

func TestSlowSubscriberIsLetGo(t *testing.T) {
	j := New(Options{})
	slow, quick := subscribe(t, j, 2), subscribe(t, j, 10)
	for range 4 {
		add(j, nil)
	}
	expect(t, "slow", drain(slow), "r1 r2")
	expect(t, "slow lagged", slow.Lagged(), true)
	slow.Close()

	add(j, nil)
	expect(t, "quick lagged", quick.Lagged(), false)
	quick.Close()
	quick.Close()
	expect(t, "quick", drain(quick), "r1 r2 r3 r4 r5")
	expect(t, "quick lagged after closing", quick.Lagged(), false)
	expect(t, "nobody is left", len(j.subs), 0)
	add(j, nil)
}

func TestSubscribersAreBounded(t *testing.T) {
	j := New(Options{})
	var subs []*Subscription
	for range MaxSubscribers {
		subs = append(subs, subscribe(t, j, 0))
	}
	if _, err := j.Subscribe(1); !errors.Is(err, ErrTooManySubscribers) {
		t.Errorf("one too many: %v", err)
	}
	subs[10].Close()
	subscribe(t, j, 1).Close()
	add(j, nil)
	expect(t, "a buffer of 0 still takes one", (<-subs[0].C).ID, "r1")
}

func TestShutdown(t *testing.T) {
	j := New(Options{})
	s := subscribe(t, j, 1)
	j.Shutdown()
	expect(t, "records", drain(s), "")
	expect(t, "lagged", s.Lagged(), false)
	s.Close()
	if _, err := j.Subscribe(1); !errors.Is(err, ErrShutdown) {
		t.Errorf("after shutdown: %v", err)
	}
	add(j, nil)
	expect(t, "the journal goes on", j.Count(sim.RecordFilter{}), 1)
	j.Shutdown()
}
