package world_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// large is a setup that places that many numbers and then returns err.
func large(count int, err error) world.Setup {
	s := setup()
	s.Scenario, s.Numbers = "large", count
	s.Populate = func(tx *store.Tx, _ *store.Stream) error {
		tx.AddBusiness("1", "")
		for i := range count {
			p := sim.Phone{MSISDN: fmt.Sprintf("1201%07d", i), CountryPrefix: 1, Region: "US"}
			if _, bad := tx.Place(store.Placement{Phone: p, Business: "1"}); bad != nil {
				return bad
			}
		}
		return err
	}
	return s
}

// told collects what a registry tells.
type told struct {
	mu  sync.Mutex
	all []step
}

type step struct {
	sim.Building
	done bool
}

func (c *told) tell(b sim.Building, _ time.Duration, done bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, step{b, done})
}

func (c *told) want(t *testing.T, want ...step) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if !slices.Equal(c.all, want) {
		t.Errorf("told\n%+v, want\n%+v", c.all, want)
	}
	c.all = nil
}

func TestConstructions(t *testing.T) {
	const count = 100_001
	seen := &told{}
	r := world.NewRegistry(time.Now, 3, large(count, nil), seen.tell)
	if _, err := r.Lookup(world.Default); !errors.Is(err, world.ErrUnknown) || r.Count() != 0 {
		t.Fatalf("the default world is there before a request: %v", err)
	}
	w, err := r.Get(world.Default)
	if err != nil {
		t.Fatal(err)
	}
	seen.want(t,
		step{Building: sim.Building{Name: "default", Scenario: "large", Numbers: count, From: "scenario"}},
		step{Building: sim.Building{Name: "default", Scenario: "large", Placed: 100_000, Percent: 99, Numbers: count, From: "scenario"}},
		step{Building: sim.Building{Name: "default", Scenario: "large", Placed: count, Percent: 100, Numbers: count, From: "scenario"}, done: true},
	)
	snap := w.Snapshot()
	read := func() (world.Setup, *world.Snapshot, error) { return w.Setup(), &snap, nil }
	if _, err := r.Restore("again", sim.Known{}, read); err != nil {
		t.Fatal(err)
	}
	seen.want(t,
		step{Building: sim.Building{Name: "again", Scenario: "large", Numbers: count, From: "snapshot"}},
		step{Building: sim.Building{Name: "again", Scenario: "large", Placed: 100_000, Percent: 99, Numbers: count, From: "snapshot"}},
		step{Building: sim.Building{Name: "again", Scenario: "large", Placed: count, Percent: 100, Numbers: count, From: "snapshot"}, done: true},
	)
	if left := r.Buildings(); len(left) != 0 {
		t.Errorf("still building %+v", left)
	}
}

// TestConstructionsThatFail leave nothing behind, and no end is reported.
func TestConstructionsThatFail(t *testing.T) {
	no, seen := errors.New("no"), &told{}
	r := world.NewRegistry(time.Now, 3, large(10_000, no), seen.tell)
	if _, err := r.Get(world.Default); !errors.Is(err, no) {
		t.Errorf("built: %v", err)
	}
	seen.want(t, step{Building: sim.Building{Name: "default", Scenario: "large", Numbers: 10_000, From: "scenario"}})
	unread := func() (world.Setup, *world.Snapshot, error) { return world.Setup{}, nil, no }
	if _, err := r.Restore("again", sim.Known{}, unread); !errors.Is(err, no) {
		t.Errorf("restored: %v", err)
	}
	if _, _, err := r.Put("small", large(9_999, nil)); err != nil {
		t.Error(err)
	}
	seen.want(t)
	if left := r.Buildings(); len(left) != 0 {
		t.Errorf("still building %+v", left)
	}
}
