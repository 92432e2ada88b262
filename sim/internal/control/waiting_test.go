package control_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// TestWaitingForACode covers the three ways a wait ends well: a code is there,
// a message arrives by the clock alone, a request brings one.
func TestWaitingForACode(t *testing.T) {
	r := newRig(t)
	id := r.place("12125550100")
	r.wantProblem(404, "no-code", "GET", "/codes/latest?wait=1ms", "", "1ms")
	got := make(chan object)
	go func() { got <- r.want(200, "GET", "/codes/latest?phone_number=12125550100&wait=20s", "") }()
	r.sendCode(id, sim.FaultDelivery{Late: sim.Duration(time.Minute)})
	r.want(200, "POST", "/clock", `{"advance": "1m"}`)
	if c := <-got; c["number_id"] != id || c["delivered_at"] != "2026-01-15T09:01:00.000Z" {
		t.Errorf("the late code: %v", c)
	}
	if c := r.want(200, "GET", "/codes/latest?wait=20s", ""); c["number_id"] != id {
		t.Errorf("a code that is there: %v", c)
	}
}

func TestWaitingEndsWithTheWorldAndTheClient(t *testing.T) {
	r := newRig(t)
	for _, target := range []string{"/codes/latest?wait=50s", "/requests/count?wait=50s"} {
		done := make(chan int)
		ready := make(chan struct{})
		go func() {
			close(ready)
			done <- r.send("GET", target, "").Code
		}()
		<-ready
		ended := make(chan struct{})
		go func() { // until the call hangs in the world that ends
			for {
				select {
				case <-ended:
					return
				default:
					r.want(204, "POST", "/reset", "")
				}
			}
		}()
		if code := <-done; code != 404 && code != 200 {
			t.Errorf("%s in a world that ended: %d", target, code)
		}
		close(ended)

		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		req := httptest.NewRequest("GET", target, nil).WithContext(ctx)
		r.ServeHTTP(httptest.NewRecorder(), req, "", strings.SplitN(target, "?", 2)[0])
	}
}
