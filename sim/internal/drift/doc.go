// Package drift compares recorded answers of the real vendors with the
// simulator's.
//
//	plan := drift.New("capture.har", entries, drift.Options{}) // what har.Read gave
//	report, err := plan.Replay(ctx, handler)                   // its world built from plan.Scenario
//
// The world is learned from the recorded successes: a table (call.go) says of each
// operation of what kind the node in its path is and what nodes its answer lists, and
// what is shown first of a node is its state at the start. Where an answer depends on
// more than that, give the scenario in [Options].
//
// The world must be open: no secret of the file is used, and any credential is taken. Ids
// that a recorded "add" gave out are translated into the simulator's, an accepted code
// becomes the world's one code and a refused code a wrong one. Each request happens at its
// recorded time.
//
// [Compare] looks at what a client depends on: status, headers, the members of a body
// with their types, the form of values that differ from call to call, and the values of
// codes and enumerations.
//
// A recorded failure that the simulator does not reproduce, such as a 5xx, a rate limit
// or a refused credential, is compared with the failures of the catalogue that have its code (Meta) or
// status (360dialog), and noted. Requests to other Graph nodes are noted and are no
// drift.
package drift
