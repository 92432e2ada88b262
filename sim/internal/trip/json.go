package trip

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// DeepestJSON is how far the JSON of a request may nest; it bounds the work of a
// hostile body.
const DeepestJSON = 64

// largeJSON is the length of a text, in bytes, from which the lists and objects in
// it stay text: decoded, a megabyte of them takes seventy.
const largeJSON = 64 << 10

// DecodeJSON reads one JSON value of at most [DeepestJSON] levels, as
// [wire.Read] does. It returns an error for anything else.
//
// Of a text longer than 64 KiB only the members of the outermost object are told
// apart, [MostParams] and one more of them at most: a list or an object among
// them, and a text that is a list, is a [json.RawMessage].
func DecodeJSON(text []byte) (any, error) {
	if Nesting(text) > DeepestJSON {
		return nil, errors.New("the JSON value is nested too deep")
	}
	if len(text) <= largeJSON {
		return wire.Read(text)
	}
	if !json.Valid(text) {
		return nil, errors.New("the text is not JSON")
	}
	return decodeLarge(bytes.TrimSpace(text))
}

func decodeLarge(text []byte) (any, error) {
	switch text[0] {
	case '[':
		return json.RawMessage(text), nil
	case '{':
	default:
		return wire.Read(text)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	out := map[string]any{}
	for d.More() && len(out) <= MostParams {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return nil, err
		}
		out[name.(string)] = value //nolint:forcetypeassert // the name of a member is a string
		if value[0] != '[' && value[0] != '{' {
			if out[name.(string)], err = wire.Read(value); err != nil { //nolint:forcetypeassert // as above
				return nil, err
			}
		}
	}
	return out, nil
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
