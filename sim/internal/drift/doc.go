// Package drift holds recorded answers of the real vendors against the
// simulator's.
//
// [Read] decodes a HAR 1.2 file, [New] looks through it for the world it was
// recorded in, and [Plan.Replay] sends its requests to a simulator whose fresh
// world was built from [Plan.World], and compares answer with answer:
//
//	capture, err := drift.Read("capture.har", file)
//	plan := drift.New(capture, drift.Options{})
//	report, err := plan.Replay(simulator) // built from plan.World
//
// No secret is needed, and none that is in the file is used: every request gets
// a credential of the world, chosen by what the recorded answer says of the one
// it came with. Ids that a recorded "add" gave out are translated into those the
// simulator gives out. A code that was accepted is replaced by the right one, a
// code that was refused by a wrong one. Each request happens at its recorded
// time.
//
// What is compared is what a client depends on: the status, the headers a vendor
// is known to send, which members a body has, their types, the form of
// identifiers, times and addresses, and the values of codes and enumerations
// ([Compare]). Values that differ from call to call count as equal when they
// have the same form.
//
// Failures that no state explains (a 5xx, a rate limit, an app that is no
// Solution Provider) are not replayed: their bodies are compared with the
// failure catalogue. Requests to other Graph nodes are listed and count as no
// drift.
package drift
