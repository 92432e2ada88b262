package store

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// digits is a text of decimal digits that does not begin with 0, such as a node
// id or an MSISDN, kept as the number it writes: 8 bytes without a pointer. Zero
// is no text.
type digits uint64

// longestDigits is how many digits the largest of them has.
const longestDigits = len("18446744073709551615")

// packDigits returns false for text that is not of the form, or beyond 64 bits.
func packDigits(text string) (d digits, ok bool) {
	if text == "" || len(text) > longestDigits || text[0] == '0' {
		return 0, false
	}
	for i := range len(text) {
		figure := digits(text[i] - '0')
		if figure > 9 || d > (math.MaxUint64-figure)/10 {
			return 0, false
		}
		d = 10*d + figure
	}
	return d, true
}

var errNodeID = errors.New("sim: an id has digits only, the first not 0, and is at most 18446744073709551615")

func (d digits) append(to []byte) []byte { return strconv.AppendUint(to, uint64(d), 10) }

// String is the text; "" for none.
func (d digits) String() string {
	if d == 0 {
		return ""
	}
	return strconv.FormatUint(uint64(d), 10)
}

// texts writes ids and telephone numbers out for those who get copies, as many
// as it was made for into one piece of memory.
type texts struct{ b strings.Builder }

// usualDigits is room for an id of the streams, and for any MSISDN.
const usualDigits = 16

func newTexts(count int) *texts {
	t := new(texts)
	t.b.Grow(count * usualDigits)
	return t
}

func (t *texts) of(d digits) string {
	if d == 0 {
		return ""
	}
	var text [longestDigits]byte
	from := t.b.Len()
	t.b.Write(d.append(text[:0]))
	return t.b.String()[from:]
}

// region is a country's ISO 3166-1 alpha-2 code in 2 bytes: its place among all
// pairs of capitals, counted from 1. Zero is none.
type region uint16

// pairs holds every pair of capitals, so that the text of a region costs no
// memory of its own.
var pairs = func() string {
	var b strings.Builder
	for first := 'A'; first <= 'Z'; first++ {
		for second := 'A'; second <= 'Z'; second++ {
			b.WriteRune(first)
			b.WriteRune(second)
		}
	}
	return b.String()
}()

// packRegion returns none for text that is not two capitals.
func packRegion(text string) region {
	if len(text) != 2 || !isCapital(text[0]) || !isCapital(text[1]) {
		return 0
	}
	return 1 + 26*region(text[0]-'A') + region(text[1]-'A')
}

func isCapital(c byte) bool { return c >= 'A' && c <= 'Z' }

func (r region) String() string {
	if r == 0 {
		return ""
	}
	return pairs[2*(r-1) : 2*r]
}
