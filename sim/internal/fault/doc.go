// Package fault decides what goes wrong with which request.
//
// A [sim.FaultRule] says on which requests, when among them, and what happens.
// [Check] finds everything in a rule that is impossible, and [Canonical] brings it into
// the form an [Engine] compares with requests. An Engine holds the rules of one
// world and answers [Engine.Decide] at each of three points of a request:
//
//	arrive  before the request is looked at: connection, and latency alone
//	admit   before the change is made: error, status, deliver
//	reply   after the change is made: reply, and error or status with apply
//
// A rule sees the requests that reach its point and fit On. Of those it counts the ones
// within its window (after, until: world time since the rule was put in place) and with
// its status; the first is call 1. Then calls, from, every and times decide, and the die
// of probability is thrown last. Every rule counts every request it is about, also when
// an earlier rule decided it.
//
// At each point the rules are asked in the order they were added. The first that acts
// with anything but latency decides the point; rules behind it throw no die and use up
// none of their times, except those that have latency alone, which adds up over all rules
// that act, to [MaxLatency] at most.
//
// Dice and drawn latency take their numbers from the function given to [New], one each,
// in the order of the rules, the die before the latency. The package reads no clock: now
// is an argument, in world time.
package fault
