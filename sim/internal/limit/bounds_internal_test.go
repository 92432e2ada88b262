package limit

import (
	"strconv"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// TestCallsAreBounded: beyond the bound on calls the key that has been idle
// longest starts from zero, and the count of what is held is right whatever
// comes and goes.
func TestCallsAreBounded(t *testing.T) {
	s := New([]sim.LimitRule{{Operations: sim.LimitOperations{"meta.get_number"}, Per: "number", Allow: 4, Window: sim.Duration(time.Hour)}})
	l := s.limits[0]
	l.maxCalls = 10
	now := time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)
	held := func() (n int) {
		for _, w := range l.keys {
			n += w.calls.n
		}
		return n
	}
	for i := range 200 {
		now = now.Add(time.Minute)
		v := s.Take(now, "meta.get_number", Keys{Number: strconv.Itoa(i % 7)})
		if got := held(); got != l.calls || got > l.maxCalls {
			t.Fatalf("after %d calls %d are held and %d counted, want at most %d", i+1, got, l.calls, l.maxCalls)
		}
		if !v.Allowed && l.calls < 4 {
			t.Fatalf("call %d is refused with %d calls held", i, l.calls)
		}
	}
	if s.Restore(s.Snapshot(now)); s.limits[0].calls != held() {
		t.Errorf("a restored limit counts %d calls, the other %d", s.limits[0].calls, held())
	}
}
