// Package ballast sets memory aside that is never touched, so that it takes up
// addresses and nothing else. Importing it is all there is to do.
//
// The collector runs whenever the heap has doubled, which on a server with a few
// MiB of state is dozens of times a second under load, and three times before it
// serves at all. With the ballast counted in, it is a few times a second, and
// once in a start, when there is nothing to look at yet. A percentage would do
// the same for a small heap and let a large one grow without measure.
//
// For the start it has to be there before the tables of libraries are: Go
// initialises packages by the order of their paths, each as soon as everything
// it imports is ready, and this one imports nothing. A test holds that.
package ballast

var held []byte

func init() { held = make([]byte, 16<<20) }

// Size is how much the heap may grow, in bytes, before the collector runs in a
// program that holds next to nothing.
func Size() int { return len(held) }
