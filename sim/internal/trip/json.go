package trip

import (
	"errors"

	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// DeepestJSON is how far the JSON of a request may nest; it bounds the work of a
// hostile body.
const DeepestJSON = 64

// mostJSON bounds the values in the JSON of a request: decoded, a megabyte of small
// ones takes seventy.
const mostJSON = 10 * MostParams

// DecodeJSON reads one JSON value as [wire.Read] does. It returns an error for anything
// else, for more than [DeepestJSON] levels and for more than ten times [MostParams]
// values.
func DecodeJSON(text []byte) (any, error) {
	if depth, commas := Nesting(text); depth > DeepestJSON || commas >= mostJSON {
		return nil, errors.New("the JSON value is nested too deep or holds too many values")
	}
	return wire.Read(text)
}

// Nesting returns how deep the brackets of a text nest and how many commas it has;
// those in strings do not count.
func Nesting(text []byte) (deepest, commas int) {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == ',':
			commas++
		case b == '{' || b == '[':
			depth++
			deepest = max(deepest, depth)
		case b == '}' || b == ']':
			depth--
		}
	}
	return deepest, commas
}
