// Package fault decides which requests go wrong, and how.
//
// A [sim.FaultRule] has three parts: on says which requests it is about, when says on
// which of those it acts, do says what happens then. [Check] finds
// everything in a rule that is impossible, and [Canonical] brings it into
// the form an [Engine] compares with requests. An Engine holds the rules of one
// world and answers [Engine.Decide] at each of three points of a request:
//
//	arrive  before the request is looked at: connection, and latency alone
//	admit   before the change is made: error, status, deliver
//	reply   after the change is made: reply, and error or status with apply
//
// Latency beside another action waits at the point of that action.
//
// # Counting
//
// A rule sees the requests that reach its point and fit On. A request that was
// ended at an earlier point is not seen at a later one. Of those seen, a rule
// counts the ones within its window (after, until: world time since the rule was
// put in place) and with its status; the first counted request is call 1. Then
// calls, from, every and times decide, and the die of probability is thrown
// last. Every rule counts every request it is about, also when an earlier rule
// decided it, so that call 2 is the same request for two rules with the same on.
//
// # Acting
//
// At each point the rules are asked in the order they were added. The first that
// acts with anything but latency decides the point. Rules behind it throw no die
// and use up none of their times, except those that have latency alone: latency
// adds up over all rules that act, before and behind the one that decides, to
// [MaxLatency] at most. A rule with latency and another action, behind the one
// that decides, does neither.
//
// # Dice
//
// Probability and drawn latency take their numbers from the function given to
// [New], one each, in the order of the rules, the die before the latency. The
// same seed and the same requests give the same decisions. Nothing is drawn
// unless a rule needs it.
//
// # Why a rule did not act
//
// [NearestMiss] names the request that came closest to a rule that saw none, and
// the parts that did not fit. Missed of a rule has the last reason why a request it
// saw was left alone.
//
// The package reads no clock: now is an argument, in world time.
package fault
