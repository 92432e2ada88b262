// Package simtest runs the simulator inside Go tests. Package client steers any
// simulator with typed calls.
//
//	func TestPool(t *testing.T) {
//		s := simtest.Start(t, simtest.Options{Scenario: "throttled"})
//		pool := mypool.New(s.URL, simtest.MetaToken)
//		// …
//		s.Advance(14 * 24 * time.Hour) // the world's time, not yours
//		// …
//	}
//
// [Start] listens on a free loopback port and stops with the test. [StartInProcess]
// does the same without a port: [Sim.Client] reaches the simulator through memory, so
// a test inside a bubble of testing/synctest waits for slow answers in no time. [Run]
// and [RunInProcess] are for places without a test, such as TestMain.
//
// A world is a universe of its own: numbers, codes, clock, faults, limits, journal.
// Tests that share a simulator and run in parallel take a world each with
// [Sim.NewWorld], which is named after the test and ends with it. [Sim.In] looks into
// a world by name and leaves it.
//
// Give the code under test [Sim.URL] as its base address. Where that cannot be
// changed, give it [Sim.Client]: whatever host a request of that client is for,
// https://graph.facebook.com and https://hub.360dialog.io among them, it reaches
// the simulator, in the world of the Sim, and no other machine. A connection that
// a fault rule resets, drops or lets hang fails there as on a network. [Sim.Do],
// [Sim.Meta] and [Sim.Dialog360] are a client for tests that need none.
//
// [Sim.Controls] returns a [client.Client]: the typed client of the control API, for
// the world of the Sim. The same type steers a simulator in another process, such as a
// service container:
//
//	c := client.Client{URL: os.Getenv("SIM_URL")}
//	code, err := c.LatestCode(ctx, client.LatestFilter{PhoneNumber: "+1 212 555 0105", Wait: 5 * time.Second})
//
// A failed test prints the journal of its worlds: requests, answers, the fault rule
// or limit that acted, and hints. Credentials are masked. A test in which the simulator
// itself broke a vendor's contract fails.
package simtest
