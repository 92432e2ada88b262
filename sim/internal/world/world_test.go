package world_test

import (
	"errors"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/limit"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

var start = time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)

// wall is a clock on the wall that a test turns by hand.
type wall struct {
	mu  sync.Mutex
	now time.Time
}

func (w *wall) read() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *wall) turn(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func setup() world.Setup {
	return world.Setup{
		Scenario: "test", Seed: 42, Mode: sim.Frozen, At: start,
		Dialect: sim.Documented,
		Rules:   store.Rules{Profile: sim.Profiles[0], Codes: sim.CodeRules{}.Filled()},
		Limits:  []sim.LimitRule{{Name: "l", Operations: []string{"meta.verify_code"}, Per: "business", Allow: 1, Window: sim.Duration(time.Hour)}},
		Faults:  []sim.FaultRule{{Name: "f", Do: sim.FaultAction{Error: "meta.rate_limited"}}},
		Populate: func(tx *store.Tx, _ *store.Stream) error {
			tx.AddBusiness("1", "One")
			_, err := tx.AddNumber("1", "15550000001")
			return err
		},
	}
}

func build(t *testing.T, s world.Setup) *world.World {
	t.Helper()
	w, err := world.New("w", time.Now, s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTimelineHappensAtItsOwnInstants(t *testing.T) {
	s := setup()
	var seen []time.Time
	step := func(after time.Duration, err error) world.Step {
		return world.Step{At: start.Add(after), Event: "step", Detail: after.String(), Do: func(_ *world.World, at time.Time) error {
			seen = append(seen, at)
			return err
		}}
	}
	s.Timeline = func(time.Time) []world.Step {
		return []world.Step{step(time.Hour, errors.New("in vain")), step(time.Minute, nil)}
	}
	w := build(t, s)
	moved, err := w.MoveTo(start.Add(2 * time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	settled := moved.Settled
	if want := []time.Time{start.Add(time.Minute), start.Add(time.Hour)}; !slices.EqualFunc(seen, want, time.Time.Equal) {
		t.Errorf("steps ran at %v", seen)
	}
	if len(settled) != 2 || settled[1].Detail != "1h0m0s: in vain" {
		t.Errorf("settled %+v", settled)
	}
	if w.Now(); len(seen) != 2 {
		t.Error("a step ran twice")
	}
}

func TestNowRunsWhatIsDue(t *testing.T) {
	s := setup()
	clock := &wall{now: start}
	s.Mode, s.At = sim.Running, time.Time{}
	ran := 0
	s.Timeline = func(begin time.Time) []world.Step {
		return []world.Step{{At: begin.Add(time.Minute), Do: func(*world.World, time.Time) error { ran++; return nil }}}
	}
	w, err := world.New("w", clock.read, s)
	if err != nil {
		t.Fatal(err)
	}
	if w.Now(); ran != 0 {
		t.Error("a step ran too early")
	}
	clock.turn(time.Minute)
	if w.Now(); ran != 1 {
		t.Error("a step that was due did not run")
	}
}

func TestMoveTo(t *testing.T) {
	w := build(t, setup())
	w.Limits.Take(start, "meta.verify_code", limit.Keys{sim.PerBusiness: "1"})
	moved, err := w.MoveTo(start.Add(time.Hour))
	if err != nil || len(moved.Settled) != 1 || moved.Settled[0].Event != "window_ended" || !moved.Now.Equal(start.Add(time.Hour)) {
		t.Errorf("%+v %v", moved, err)
	}
	if _, err := w.MoveTo(start); !errors.Is(err, sim.ErrBackwards) {
		t.Errorf("backwards: %v", err)
	}
	if _, err := w.MoveTo(sim.Latest.Add(time.Hour)); !errors.Is(err, sim.ErrTooFar) {
		t.Errorf("too far: %v", err)
	}
}

func TestRegistry(t *testing.T) {
	clock := &wall{now: start}
	r, err := newRegistry(clock.read, 3, setup())
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "a/b", "ä", " ", "a b", string(make([]byte, 65))} {
		if _, err := r.Get(bad); !errors.Is(err, world.ErrName) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	a, err := r.Get("a")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := r.Get("a"); again != a {
		t.Error("a second use makes a second world")
	}
	if _, err := r.Get("b"); err != nil {
		t.Error(err)
	}
	if _, err := r.Get("c"); !errors.Is(err, world.ErrFull) {
		t.Errorf("one too many: %v", err)
	}
	if err := r.Reset("a"); err != nil {
		t.Fatal(err)
	}
	select {
	case <-a.Leaving():
	default:
		t.Error("a reset leaves the old world alive")
	}
	if err := r.End("b"); err != nil || r.Count() != 2 {
		t.Errorf("end: %v, %d worlds", err, r.Count())
	}
	if err := r.End("b"); !errors.Is(err, world.ErrUnknown) {
		t.Errorf("end twice: %v", err)
	}
	before, _ := r.Lookup(world.Default)
	if err := r.End(world.Default); err != nil {
		t.Fatal(err)
	}
	if after, err := r.Lookup(world.Default); err != nil || after == before {
		t.Error("the default world does not begin anew")
	}
	broken := setup()
	broken.Populate = func(*store.Tx, *store.Stream) error { return errors.New("no") }
	kept, _ := r.Lookup("a")
	if _, _, err := r.Put("a", broken); err == nil {
		t.Error("a world that cannot be built is put")
	}
	if now, _ := r.Lookup("a"); now != kept {
		t.Error("a failed Put takes the old world away")
	}
}

func TestIdleWorldsEnd(t *testing.T) {
	clock := &wall{now: start}
	r, err := newRegistry(clock.read, 10, setup())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"old", "used"} {
		if _, err := r.Get(name); err != nil {
			t.Fatal(err)
		}
	}
	clock.turn(time.Minute)
	if _, err := r.Get("used"); err != nil {
		t.Fatal(err)
	}
	clock.turn(30 * time.Second)
	if ended := r.EndIdle(time.Minute); !slices.Equal(ended, []string{"old"}) || r.Count() != 2 {
		t.Errorf("ended %v, %d left", ended, r.Count())
	}
}

func TestFirstUseMakesOneWorld(t *testing.T) {
	r, err := newRegistry(time.Now, 100, setup())
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	worlds := make([]*world.World, 64)
	for i := range worlds {
		wg.Go(func() { worlds[i], _ = r.Get("w" + strconv.Itoa(i%4)) })
	}
	wg.Wait()
	for i, w := range worlds {
		if w == nil || w != worlds[i%4] {
			t.Fatalf("use %d met another world", i)
		}
	}
}

// A world that takes long to build must not keep others waiting, nor be built
// twice.
func TestBuildingAWorldKeepsNobodyWaiting(t *testing.T) {
	slow := setup()
	var began atomic.Int64
	building, finish := make(chan struct{}), make(chan struct{})
	slow.Populate = func(*store.Tx, *store.Stream) error {
		if began.Add(1) > 1 { // the default world comes first
			close(building)
			<-finish
		}
		return nil
	}
	r, err := newRegistry(time.Now, 3, slow)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var got [8]*world.World
	for i := range got {
		wg.Go(func() { got[i], _ = r.Get("slow") })
	}
	<-building
	if _, err := r.Get(world.Default); err != nil {
		t.Error(err)
	}
	if _, _, err := r.Put("other", setup()); err != nil {
		t.Error(err)
	}
	if err := r.Reset("other"); err != nil {
		t.Error(err)
	}
	if _, _, err := r.Put("one too many", setup()); !errors.Is(err, world.ErrName) {
		t.Error(err)
	}
	if _, _, err := r.Put("one-too-many", setup()); !errors.Is(err, world.ErrFull) {
		t.Errorf("a world that is being built is not counted: %v", err)
	}
	close(finish)
	wg.Wait()
	for _, w := range got {
		if w == nil || w != got[0] {
			t.Fatal("one first use met another world")
		}
	}
	if n := began.Load(); n != 2 || r.Count() != 3 {
		t.Errorf("%d worlds were built, %d are there; want 2 and 3", n, r.Count())
	}
}

func TestAFailedBirthIsTriedAgain(t *testing.T) {
	s, fails := setup(), errors.New("no")
	var err error
	s.Populate = func(*store.Tx, *store.Stream) error { return err }
	r, _ := newRegistry(time.Now, 2, s)
	err = fails
	if w, got := r.Get("w"); !errors.Is(got, fails) || w != nil {
		t.Errorf("%v, %v", w, got)
	}
	err = nil
	if _, got := r.Get("w"); got != nil {
		t.Error(got)
	}
}

// newRegistry opens a registry and builds its default world.
func newRegistry(wall func() time.Time, bound int, boot world.Setup) (*world.Registry, error) {
	r := world.NewRegistry(wall, bound, boot, func(sim.Building, time.Duration, bool) {})
	_, err := r.Get(world.Default)
	return r, err
}
