//go:build bench && !linux

package bench

import "testing"

func TestBudgets(t *testing.T) {
	t.Fatalf("measuring needs Linux, for its /proc, epoll and CPU affinity; asked for were %d turns of %v (short: %v, picture: %q)",
		*rounds, *window, *smoke, *picture)
}
