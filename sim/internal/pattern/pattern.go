// Package pattern compiles regular expressions on first use. A start that
// compiles what only a refusal, a hint or another command will ask for is a
// slower start, and most of the memory goes to programs that never run.
//
//	var likeVersion = pattern.Lazy(`^v[0-9]+`)
//
//	if likeVersion().MatchString(s) { … }
package pattern

import (
	"regexp"
	"sync"
)

// Lazy returns a function that compiles the expression when it is first called
// and gives the same program from then on. It is safe for concurrent use. An
// expression that does not compile panics there; a test compiles every one that
// stands in the module.
func Lazy(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
