package sim

import (
	"testing"
	"time"
)

// TestAFrozenWorldDoesNotGrow: on a clock that stands still nothing ever comes
// due, so what has gone stale must go by itself.
func TestAFrozenWorldDoesNotGrow(t *testing.T) {
	s := NewStore(Rules{Profile: Profiles[1], Codes: DefaultCodeRules, PoolSync: day}, 42)
	now := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	err := s.Do(now, func(tx *Tx) error {
		tx.AddBusiness("1", "")
		tx.AddPartner(Partner{ID: "p", Business: "1"})
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
		"numbers due":  {len(s.numbersDue.items), 2 * pruneAfter},
		"codes due":    {len(s.codesDue.items), 2 * pruneAfter},
		"order":        {len(s.order), 2*maxTombstones + sweepAfter},
		"tombstones":   {len(s.tombs), maxTombstones},
		"numbers":      {len(s.numbers), maxTombstones},
		"inbox":        {len(s.inbox), maxInbox},
		"list":         {len(s.businesses["1"].numbers), 2*sweepAfter + 2},
		"pool":         {len(s.pools["p"].rows), 2*sweepAfter + 2},
		"unlearned":    {len(s.unlearned), sweepAfter + 1},
		"rows":         {s.rows, 0},
		"lost rows":    {len(s.orphans) + len(s.lost), 0},
		"live numbers": {len(s.byPhone), 0},
	} {
		if c.got > c.most {
			t.Errorf("%s holds %d, want at most %d", what, c.got, c.most)
		}
	}
}

func liveAndDie(tx *Tx) error {
	actor := Token{Business: "1"}
	n, err := tx.Place(Placement{Phone: Phone{MSISDN: "15550783881", CountryPrefix: 1}, Business: "1"})
	if err != nil {
		return err
	}
	if _, err := tx.AddToPool("p", n.ID); err != nil {
		return err
	}
	if err := tx.RequestCode(n.ID, actor, "SMS", "en", Delivery{}); err != nil {
		return err
	}
	if err := tx.Verify(n.Phone.MSISDN); err != nil {
		return err
	}
	if err := tx.DeleteNumber(n.ID, actor); err != nil {
		return err
	}
	return tx.TakeFromPool("p", n.ID)
}
