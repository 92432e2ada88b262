// Package limit counts calls in rolling windows of world time.
//
// A [Rule] allows so many calls of some operations within a window, counted
// apart for each key: the business, number, token, partner or app a call belongs
// to. A [Set] holds the limits of one world.
//
// # The window
//
// A call at the time now is admitted when fewer than Allow calls were counted in
// (now-window, now]: a call leaves the window exactly one window after it was
// made. [Set.Take] asks all limits of the operation first and counts the call in
// all of them only if each admits it; a refused call is counted nowhere, so that
// a client that keeps asking is not locked out by that. A limit whose key is
// empty for a call, such as a partner on a plain call to Meta, does not apply.
//
// World time does not go backwards. A call whose now is earlier than the last
// one the limit counted, as happens when two calls race, is counted at the time
// of that one.
//
// # Memory
//
// A call takes eight bytes, and no key holds more calls than its limit allows. A
// key is forgotten when its last call has left the window. A limit keeps at most
// [MaxKeys] keys; the one that has been idle longest makes room for the next,
// which then starts from zero.
//
// The package reads no clock: now is an argument. Times must lie between the
// years 1678 and 2262, the range of nanoseconds in 64 bits.
package limit
