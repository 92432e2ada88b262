// Package history checks that what many clients do at once has an order in
// which it could have been done one after the other: that the simulator is
// linearizable.
//
// Clients call both vendors and the control API of one world at the same time,
// all about the same few telephone numbers. What each asked, what it was told,
// and when, is a history; porcupine looks for an order of its parts that keeps
// to the times and that a sequential model accepts.
//
// # Parts
//
// A call to Meta is carried out under the store's lock, so it is one part. A
// call to 360dialog is not: adding a number is a look into the pool, a
// registration at Meta, a share at Meta, and a new row, and others may see the
// number at Meta before it is in the pool. So such a call is split (split_test.go)
// into the steps that must be indivisible: the looks into and changes of the pool,
// and its calls to Meta, which the journal keeps as its children. All steps of
// all calls are checked together against one model of Meta and the pool
// (steps_test.go). The pool is checked a second time from outside
// (pool_test.go): to a partner, adding, deleting and listing must look
// indivisible, whatever happens at Meta.
//
// # Time
//
// The world's clock is frozen, and real time is a counter that increases with
// every reading (ticker_test.go). A client asks before and after each
// call; the log is stamped when a call to Meta is over.
//
// More histories than the default:
//
//	go test ./sim/internal/history -histories=10000 -first=1000000
package history

import (
	"flag"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"go.uber.org/goleak"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

var (
	histories = flag.Int("histories", 200, "how many histories to check")
	first     = flag.Uint64("first", 0, "the seed of the first one; what its clients choose depends on it, not when they do it")
)

// TestMain fails the package when a test has left something running.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds the search for an order, in real time. It takes milliseconds;
// a search that takes this long has found nothing out and fails.
const patience = 20 * time.Second

// TestHistoriesAreLinearizable has clients call the handler.
func TestHistoriesAreLinearizable(t *testing.T) {
	w := newWorld(t)
	checkMany(t, w, *histories)
}

// TestHistoriesOverTheNetwork does the same over connections.
func TestHistoriesOverTheNetwork(t *testing.T) {
	tick, log := newTicker()
	s := simtest.Start(t, options(tick, log))
	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	t.Cleanup(transport.CloseIdleConnections)
	over := func(r *http.Request) (response, error) { return overNetwork(transport, s.URL, r) }
	checkMany(t, &universe{t: t, tick: tick, log: log, send: over, worlds: s.Server().Worlds()}, max(1, *histories/10))
}

func checkMany(t *testing.T, w *universe, n int) {
	steps, most := 0, 0
	for i := range n {
		seed := *first + uint64(i)
		h := w.play(seed)
		steps += len(h.steps)
		most = max(most, len(h.steps))
		if err := h.check(); err != nil {
			t.Fatalf("history %d: %v", seed, err)
		}
	}
	t.Logf("%d histories with %d steps, at most %d in one", n, steps, most)
}

// history is what was done in one world, in parts.
type history struct {
	exchanges []exchange
	steps     []porcupine.Operation // of Meta and the pool
	pool      []porcupine.Operation // as partners see it
	inbox     map[string][]string   // the codes of each telephone number, oldest first
}

// check looks for an order, first of the steps, then of the pool from outside.
func (h *history) check() error {
	for _, part := range []struct {
		name  string
		model porcupine.Model
		parts []porcupine.Operation
	}{{"steps", h.model(), h.steps}, {"the pool", poolModel, h.pool}} {
		if got := porcupine.CheckOperationsTimeout(part.model, part.parts, patience); got != porcupine.Ok {
			return fmt.Errorf("%s: %s\n%s", part.name, got, told(part.parts))
		}
	}
	return nil
}

// told lists parts by the time they began.
func told(parts []porcupine.Operation) string {
	var b strings.Builder
	for _, p := range parts {
		fmt.Fprintf(&b, "%6d to %6d  client %d  %v -> %v\n", p.Call, p.Return, p.ClientId, p.Input, p.Output)
	}
	return b.String()
}
