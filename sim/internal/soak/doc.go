// Package soak drives the simulator for a long time with everything at once, and
// holds what is left of it against what it was. It has no code of its own; all
// is in its test files.
//
//	make soak                        two minutes
//	make soak SOAK_TIME=8h           a night
//	make soak SOAK='-seed 7 -rate 0' load of that seed, as fast as it goes
//	make soak SOAK='-seed 7 -client 31' one client's, as a failure names it
//
// # The load
//
// It is drawn from a seed, which is printed. Some clients have a world each, for
// a few hundred requests, whose clock stands still: both vendors' calls, the
// control API, fault rules of every kind, snapshots, resets, and requests that
// are wrong in many ways, on kept connections and new ones. Others share worlds
// whose clocks run, where rules appear and vanish under each other's requests,
// watchers of the journal come and go, callers wait and leave, and bytes come in
// that are no HTTP. Others call the vendors by TLS, directly and through the proxy,
// and leave worlds behind that end because they are idle. Of every second seed the
// process is open to any credential.
//
// # Invariants
//
// A world of one client is ended and begun anew, and everything it was sent is
// sent again: status, headers and body of every answer are the same, byte for
// byte, but for Date and durations of wall time. Its journal agrees with what the
// client saw. No answer breaks its contract, nothing panics, and every 5xx was
// injected.
//
// Three times, after warming up, in the middle and at the end, the load stops,
// its worlds are ended, and the process is read when it has come to rest: memory
// in use and resident, goroutines, descriptors. They are where they were. In the
// end SIGTERM ends the process within a second, with requests that hang and
// streams that are open.
//
// The build tag soak keeps the long run out of go test ./...; a short one of the
// repetition has no tag. Linux only: it reads /proc.
package soak
