// Package ballast sets memory aside that is never touched, so that it takes up
// addresses and nothing else. Importing it is all there is to do. Where the
// environment has a GOGC or a GOMEMLIMIT, nothing is done: the ballast would count
// against a limit.
//
// The collector runs whenever the heap has doubled, which on a server with a few
// MiB of state is dozens of times a second under load, and three times before it
// serves at all. With the ballast counted in, it is a few times a second. A
// percentage would do the same for a small heap and let a large one grow without
// measure.
//
// A start is not collected: the heap may grow to the size of the ballast first,
// and the collection that ends this sets the ballast aside. A build without the
// patched libraries may have filled their tables before this package has its say,
// and collects once.
package ballast

import (
	"os"
	"runtime"
	"runtime/debug"
)

const (
	size     = 16 << 20 // bytes
	smallest = 4 << 20  // bytes, the heap that is collected first at a percentage of 100
	usual    = 100      // percent
)

//lint:ignore U1000 it is there to be held, not to be read
var held []byte

func init() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(usual * size / smallest)
	// The first collection tells of it. It has to have a pointer, or it could share
	// its place with something that lives on, and nothing would ever be told.
	sentinel := new(struct{ _ *byte })
	runtime.AddCleanup(sentinel, set, usual)
}

func set(percent int) {
	held = make([]byte, size)
	debug.SetGCPercent(percent)
}
