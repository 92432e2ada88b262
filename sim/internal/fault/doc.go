// Package fault decides what goes wrong with which request.
//
// An [Engine] holds the rules of one world. [Engine.Decide] is asked at three points:
//
//	arrive  before the request is looked at: connection, and latency alone
//	admit   before the change is made: error, status, deliver
//	reply   after the change is made: reply, and error or status with apply
//
// A rule sees the requests that reach its point and fit On. Of those it counts the ones
// within its window (after, until: world time since the rule was put in place) and with
// its status; the first is call 1. Then calls, from, every and times decide, and the die
// of probability is thrown last. Every rule counts, also behind one that decided.
//
// At each point the rules are asked in the order they were added. The first that acts
// with anything but latency decides the point; rules behind it throw no die and use up
// none of their times, except those that have latency alone, which adds up to
// [MaxLatency].
//
// Dice and drawn latency take one number each from the function given to [New], in the
// order of the rules, the die before the latency. The package reads no clock.
package fault
