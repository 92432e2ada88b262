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
// needs no port, so a test in a bubble of testing/synctest waits for slow answers in no
// time. [Run] and [RunInProcess] are for places without a test, such as TestMain. Tests
// that share a simulator and run in parallel take a world each with [Sim.NewWorld].
//
// Give the code under test [Sim.URL] as its base address. Where that cannot be
// changed, give it [Sim.Client]: whatever host a request of that client is for,
// https://graph.facebook.com and https://hub.360dialog.io among them, it reaches
// the simulator, in the world of the Sim, and no other machine. [Sim.Do], [Sim.Meta]
// and [Sim.Dialog360] are a client for tests that need none; [Sim.Controls] is that of
// the control API.
//
// A failed test prints the journal of its worlds: requests, answers, the fault rule
// or limit that acted, and hints. Credentials are masked. A test in which the simulator
// itself broke a vendor's contract fails.
package simtest
