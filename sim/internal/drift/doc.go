// Package drift compares recorded answers of the real vendors with the
// simulator's.
//
// [Read] decodes a HAR 1.2 file, [New] looks through it for the world it was
// recorded in, and [Plan.Replay] sends its requests to a simulator whose default
// world was built from [Plan.Scenario], and compares answer with answer:
//
//	capture, err := drift.Read("capture.har", file)
//	plan := drift.New(capture, drift.Options{})
//	report, err := plan.Replay(ctx, handler) // its world built from plan.Scenario
//
// The world is learned from the recorded successes: which businesses, partners
// and numbers there are, who may use them and what state they are in. No text of
// an error is read. Where an answer depends on more than that, give the scenario
// in [Options].
//
// No secret is needed, and none that is in the file is used: every request gets
// a credential of the world, chosen by the status and code of the recorded
// answer. Ids that a recorded "add" gave out are translated into the simulator's.
// A code that was accepted is replaced by the right one, a code that was refused
// by a wrong one. Each request happens at its recorded time.
//
// [Compare] looks at what a client depends on: the status, the headers a vendor
// is known to send and the recorder kept, which members a body has, their types,
// the form of identifiers, times and addresses, and the values of codes and
// enumerations. Values that differ from call to call are equal when they have the
// same form.
//
// A recorded failure that the simulator does not reproduce, such as a 5xx or a
// rate limit, is compared with the failures of the catalogue that have its code
// (Meta) or status (360dialog), and noted. Requests to other Graph nodes are noted
// and are not drift.
package drift
