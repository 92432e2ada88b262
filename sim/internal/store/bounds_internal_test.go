package store

import (
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// TestAFrozenWorldDoesNotGrow: on a clock that stands still nothing ever comes
// due, so what has gone stale must go by itself.
func TestAFrozenWorldDoesNotGrow(t *testing.T) {
	s := New(Rules{Profile: sim.Profiles[1], Codes: sim.CodeRules{}.Filled(), PoolSync: sim.Duration(24 * time.Hour)}, 42)
	now := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	err := s.Do(now, func(tx *Tx) error {
		tx.AddBusiness("1", "")
		tx.AddPartner(sim.Partner{ID: "p", Business: "1"})
		for range 3 * maxTombstones {
			if err := liveAndDie(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct{ got, most int }{
		"agenda":       {len(s.agenda), 2 * pruneAfter},
		"order":        {len(s.order), 2*maxTombstones + sweepAfter},
		"tombstones":   {len(s.numbers) - len(s.byPhone), maxTombstones},
		"numbers":      {len(s.numbers), maxTombstones},
		"inbox":        {len(s.inbox), maxInbox},
		"list":         {len(s.businesses["1"].numbers), 2*sweepAfter + 2},
		"pool":         {len(s.pools["p"].rows), 2*sweepAfter + 2},
		"changed":      {len(s.changed), sweepAfter + 1},
		"lost rows":    {len(s.orphans), 0},
		"live numbers": {len(s.byPhone), 0},
	} {
		if c.got > c.most {
			t.Errorf("%s holds %d, want at most %d", what, c.got, c.most)
		}
	}
}

func liveAndDie(tx *Tx) error {
	actor := sim.Token{Business: "1"}
	n, err := tx.Place(Placement{Phone: sim.Phone{MSISDN: "15550783881", CountryPrefix: 1}, Business: "1"})
	if err != nil {
		return err
	}
	if _, err := tx.AddToPool("p", n.ID); err != nil {
		return err
	}
	if err := tx.RequestCode(n.ID, actor, "SMS", "en", sim.FaultDelivery{}); err != nil {
		return err
	}
	if err := tx.Verify(n.PhoneNumber); err != nil {
		return err
	}
	if err := tx.DeleteNumber(n.ID, actor); err != nil {
		return err
	}
	return tx.TakeFromPool("p", n.ID)
}
