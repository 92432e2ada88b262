package main

// ballastBytes is how much the heap may grow, in bytes, before the collector
// runs on a server that holds next to nothing.
const ballastBytes = 16 << 20

// ballast is memory that is set aside and never touched, so that it takes up
// addresses and nothing else. The collector runs whenever the heap has doubled,
// which on a server with a few MiB of state is dozens of times a second under
// load. With the ballast counted in, it is a few times. A percentage would do
// the same for a small heap and let a large one grow without measure.
func ballast() []byte { return make([]byte, ballastBytes) }
