// Package drift compares recorded answers of the real vendors with the
// simulator's.
//
//	plan := drift.New("capture.har", entries, drift.Options{}) // what har.Read gave
//	report, err := plan.Replay(ctx, handler)                   // its world built from plan.Scenario
//
// The world is learned from the recorded successes: a table (call.go) says of each
// operation of what kind the node in its path is and what nodes its answer lists, and
// what is shown first of a node is its state at the start. No text of an error is read.
// Where an answer depends on more than that, give the scenario in [Options]. A code that
// was exchanged, and a token that was looked at, are no part of a capture: such a success
// is noted.
//
// No secret is needed, and none of the file is used: every request gets a credential
// of the world, chosen by the status and code of the recorded answer. Ids that a
// recorded "add" gave out are translated into the simulator's, an accepted code
// becomes the right one and a refused code a wrong one. Each request happens at its
// recorded time.
//
// [Compare] looks at what a client depends on: status, headers, the members of a body
// with their types, the form of values that differ from call to call, and the values of
// codes and enumerations.
//
// A recorded failure that the simulator does not reproduce, such as a 5xx or a rate
// limit, is compared with the failures of the catalogue that have its code (Meta) or
// status (360dialog), and noted. Requests to other Graph nodes are noted and are no
// drift.
package drift
