// Package limit counts calls in rolling windows of world time.
//
// A [sim.LimitRule] allows so many calls of some operations within a window,
// counted apart for each key: the business, number, token, partner or app a call
// belongs to. A [Set] holds the limits of one world.
//
// # The window
//
// A call at the time now is admitted when fewer than Allow calls were counted in
// (now-window, now]: a call leaves the window exactly one window after it was
// made. [Set.Take] asks all limits of the operation first and counts the call in
// all of them only if each admits it; a refused call is counted nowhere, unless
// the limit that refuses it says that it counts: then the key stays full for one
// window from that call. A limit whose key is empty for a call, such as a partner on a plain call to Meta, does
// not apply.
//
// A call whose now is earlier than the last one counted under its key, as happens
// when two calls race, is counted at the time of that one.
//
// A limit keeps the instants of the calls in its windows, and at most [MaxKeys]
// keys. The package reads no clock: now is an argument.
package limit
