package trip

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sync"
)

// DeepestJSON is how far the JSON of a request may nest; it bounds the work of a
// hostile body.
const DeepestJSON = 64

// errJSON is what [DecodeJSON] returns for a text that is not one JSON value.
var errJSON = errors.New("not one JSON value of bounded depth")

// decoder is a JSON decoder and what it reads. It can be used again as long as
// it has met nothing but whole values.
type decoder struct {
	text bytes.Reader
	json *json.Decoder
	some [64]byte
}

var decoders = sync.Pool{New: func() any {
	d := new(decoder)
	d.json = json.NewDecoder(&d.text)
	d.json.UseNumber()
	return d
}}

// mostJSON bounds the text whose decoder is used again, in bytes: it keeps room
// for the longest it has read.
const mostJSON = 16 << 10

// DecodeJSON reads one JSON value of at most [DeepestJSON] levels: maps, slices,
// strings, bools, nil, and json.Number for numbers. It returns an error for
// anything else, also for a second value behind the first.
func DecodeJSON(text []byte) (any, error) {
	if Nesting(text) > DeepestJSON {
		return nil, errJSON
	}
	d := decoders.Get().(*decoder) //nolint:forcetypeassert // the pool holds nothing else
	d.text.Reset(text)
	var value any
	if err := d.json.Decode(&value); err != nil {
		return nil, errJSON
	}
	if !d.spent() {
		return nil, errJSON
	}
	if len(text) <= mostJSON {
		d.text.Reset(nil)
		decoders.Put(d)
	}
	return value, nil
}

// spent tells whether nothing but white space is left to read.
func (d *decoder) spent() bool { return d.blank(d.json.Buffered()) && d.blank(&d.text) }

func (d *decoder) blank(rest io.Reader) bool {
	for {
		n, err := rest.Read(d.some[:])
		switch {
		case len(bytes.Trim(d.some[:n], " \t\r\n")) > 0:
			return false
		case err != nil: // it lies in memory: this is its end
			return true
		}
	}
}

// Nesting returns how deep the brackets of a text go, strings left out.
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
