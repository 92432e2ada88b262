package trip

import (
	"errors"

	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// DeepestJSON is how far the JSON of a request may nest; it bounds the work of a
// hostile body.
const DeepestJSON = 64

// DecodeJSON reads one JSON value of at most [DeepestJSON] levels, as
// [wire.Read] does. It returns an error for anything else.
func DecodeJSON(text []byte) (any, error) {
	if Nesting(text) > DeepestJSON {
		return nil, errors.New("the JSON value is nested too deep")
	}
	return wire.Read(text)
}

// Nesting returns how deep the brackets of a text nest; brackets in strings do
// not count.
func Nesting(text []byte) int {
	depth, most, quoted := 0, 0, false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			depth++
			most = max(most, depth)
		case b == '}' || b == ']':
			depth--
		}
	}
	return most
}
