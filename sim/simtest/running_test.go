package simtest_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// TestARunningWorldNoticesThatTimePasses: nothing moves its clock, and what has
// become due has happened when the next request looks.
func TestARunningWorldNoticesThatTimePasses(t *testing.T) {
	wall := &wallClock{at: time.Date(2026, 1, 15, 9, 0, 0, 0, time.UTC)}
	pass := wall.pass
	running := strings.Replace(twoPartners, "clock: {mode: frozen, at: 2026-01-15T09:00:00Z}", "pool_sync: 1h", 1) +
		"switches: {claimed: in_use}\ntimeline: [{at: +2h, do: {claim: \"" + phoneVerified + "\"}}]\n"
	s := simtest.StartInProcess(t, simtest.Options{ScenarioText: []byte(running), Wall: wall.now})
	c := caller{t, s}
	c.meta(200, simtest.MetaToken, "POST", "/"+c.id(phoneNew)+"/request_code", params{"code_method": "SMS", "language": "en_US"})
	states := func() string { return column(t, c.control(200, "GET", "/codes", nil), "state") }
	same(t, "the code at once", states(), "pending")
	pass(10*time.Minute - time.Millisecond)
	same(t, "the code at last", states(), "pending")
	pass(time.Millisecond)
	same(t, "the code after its time", states(), "expired")
	c.control(200, "POST", "/events", params{"expire": phonePooledVerified})
	pooled := func() string { return column(t, c.hub(200, "GET", "", nil), "code_verification_status") }
	same(t, "the pool before it is synced", pooled(), "NOT_VERIFIED VERIFIED")
	pass(50 * time.Minute)
	same(t, "the pool after it is synced", pooled(), "NOT_VERIFIED EXPIRED")
	same(t, "before the step", c.state(phoneVerified)["availability"], "AVAILABLE")
	pass(time.Hour)
	same(t, "after the step", c.state(phoneVerified)["availability"], "IN_USE")
	pass(13 * 24 * time.Hour)
	same(t, "after its verification", c.state(phoneVerified)["status"], "EXPIRED")
	if counts := string(c.control(200, "GET", "/coverage", nil).Body); !strings.Contains(counts, `{"name":"code_expired","count":1}`) {
		t.Errorf("the coverage lacks the code: %.300s", counts)
	}
	if now := text(t, c.control(200, "GET", "/clock", nil), "now"); now != "2026-01-28T11:00:00.000Z" {
		t.Errorf("the clock shows %s", now)
	}
}

// TestWorldsAreBounded: the last world is made, whichever request comes first, and one
// more is refused until another ends.
func TestWorldsAreBounded(t *testing.T) {
	s := simtest.Start(t, simtest.Options{MaxWorlds: 2})
	c := caller{t, s}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if a, err := s.Try("GET", "/_world/a/_sim/v1/clock", nil); err != nil || a.Status != 200 {
				t.Errorf("the last world: %d %s %v", a.Status, a.Body, err)
			}
		})
	}
	all.Wait()
	c.want(503, c.do("GET", "/_world/b/_sim/v1/clock", nil), "GET", "one more")
	c.want(503, c.do("GET", "/_world/b/v23.0/1", nil), "GET", "one more")
	c.control(503, "PUT", "/worlds/b", nil)
	c.control(200, "PUT", "/worlds/a", nil)
	c.control(204, "DELETE", "/worlds/a", nil)
	c.want(200, c.do("GET", "/_world/b/_sim/v1/clock", nil), "GET", "the last again")
	c.control(503, "PUT", "/worlds/a", nil)
}
