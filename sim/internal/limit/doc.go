// Package limit counts calls in rolling windows of world time.
//
// A [sim.LimitRule] allows so many calls of some operations within a window,
// counted apart for each key: the business, number, token, partner or app a call
// belongs to. A [Set] holds the limits of one world.
//
// A call at the time now is admitted when fewer than Allow calls were counted in
// (now-window, now]. [Set.Take] asks all limits of the operation first, and counts the
// call in all of them only if each admits it; one whose key is empty for the call does
// not apply. A refused call is counted nowhere, unless the limit that refuses it says
// that it counts: then the key stays full for one window from that call. A call that is
// earlier than the last one under its key, as when two race, is counted at the time of
// that one. The package reads no clock: now is an argument.
package limit
