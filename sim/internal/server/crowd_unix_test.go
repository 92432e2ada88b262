//go:build unix

package server_test

import (
	"net"
	"runtime"
	"syscall"
	"testing"

	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// crowd is how many connections lie idle, where the descriptors suffice for both
// of their ends.
const crowd = 10_000

// Thousands of connections that say nothing, or nothing more, keep nobody else
// waiting, and leave nothing behind.
func TestIdleCrowd(t *testing.T) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	many := min(crowd, (int(min(limit.Cur, 1<<20))-200)/2) //nolint:gosec // it is bounded
	r := listen(t, server.Options{HeaderTimeout: patience, IdleTimeout: patience})
	all := make([]net.Conn, many)
	for i := range all {
		c, err := net.Dial("tcp", r.addr)
		if err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		defer c.Close()
		all[i] = c
		if i%2 == 0 {
			r.say(c, request("GET", "/livez"))
		}
	}
	until(t, "a crowd", func() bool { return runtime.NumGoroutine() >= many })
	r.alive()
	for _, c := range all {
		_ = c.Close()
	}
}
