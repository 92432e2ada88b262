package simtest_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// TestAWaiterIsWokenByWhatItWaitsFor: the answer comes at once, not when the
// call looks again; only a move of the clock is noticed a little later. Real
// time stands still here while anything can run.
func TestAWaiterIsWokenByWhatItWaitsFor(t *testing.T) {
	const body = `{"code_method": "SMS", "language": "en_US"}`
	for _, w := range []struct {
		name, target, want string
		within             time.Duration
		happen             func(c caller)
	}{
		{"a code that is delivered at once", "/codes/latest?phone_number=" + phoneNew + "&wait=60s", `"state":"pending"`, 0, func(c caller) {
			c.meta(200, simtest.MetaToken, "POST", "/"+c.id(phoneNew)+"/request_code", body)
		}},
		{"a code that arrives as the clock moves", "/codes/latest?wait=60s", `"delivered_at":"2026-01-15T09:00:30.000Z"`, time.Second, func(c caller) {
			c.control(201, "POST", "/faults", params{"do": params{"deliver": params{"late": "30s"}}})
			c.meta(200, simtest.MetaToken, "POST", "/"+c.id(phoneExpired)+"/request_code", body)
			c.control(404, "GET", "/codes/latest", nil)
			c.advance(30 * time.Second)
		}},
		{"the last of the requests", "/requests/count?operation=meta.get_business&min=2&wait=60s", `{"count":2}`, 0, func(c caller) {
			for range 2 {
				c.meta(200, simtest.MetaToken, "GET", "/"+simtest.BusinessID, nil)
			}
		}},
		{"the end of its world", "/requests/count?operation=meta.get_business&min=9&wait=60s", `{"count":`, 0, func(c caller) {
			c.control(204, "POST", "/reset", nil)
		}},
	} {
		t.Run(w.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := caller{t, simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(twoPartners)})}
				answers := make(chan simtest.Answer, 1)
				go func() {
					a, _ := c.s.Try("GET", "/_sim/v1"+w.target, nil)
					answers <- a
				}()
				synctest.Wait()
				began := time.Now()
				w.happen(c)
				a := <-answers
				if waited := time.Since(began); a.Status != 200 || !strings.Contains(string(a.Body), w.want) || waited > w.within {
					t.Errorf("after %s: %d %s, want %s within %s", waited, a.Status, a.Body, w.want, w.within)
				}
			})
		})
	}
}
