package journal

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// plain is a text with its percent-encoding and its JSON escapes undone, however
// deep they stand in each other. Two writings of one secret have one plain form.
type plain struct {
	text string
	sent string
	// from is where each byte of text stands in sent, and its
	// length at the end; nil when text is what was sent.
	from []int
}

// deepest is how many layers of escapes in each other are undone.
const deepest = 8

func plainText(s string) plain {
	p := plain{text: s, sent: s}
	for range deepest {
		if !strings.ContainsAny(p.text, `%\+`) || !p.undo() {
			break
		}
	}
	return p
}

// at is where the byte i of the text stands in the text as it was sent.
func (p *plain) at(i int) int {
	if p.from == nil {
		return i
	}
	return p.from[i]
}

// undo takes one layer of escapes away and tells whether there was one.
func (p *plain) undo() bool {
	text, from := make([]byte, 0, len(p.text)), make([]int, 0, len(p.text)+1)
	for i := 0; i < len(p.text); {
		c, next := unit(p.text, i)
		text = appendUnit(text, c)
		for len(from) < len(text) {
			from = append(from, p.at(i))
		}
		i = next
	}
	from = append(from, p.at(len(p.text)))
	changed := string(text) != p.text
	p.text, p.from = string(text), from
	return changed
}

// A rune of unit above this is a single byte that is no text in UTF-8.
const rawByte = utf8.MaxRune + 1

func appendUnit(to []byte, c rune) []byte {
	if c >= rawByte {
		return append(to, byte(c-rawByte))
	}
	return utf8.AppendRune(to, c)
}

// unit reads the character at i, escaped or not.
func unit(s string, i int) (c rune, next int) {
	switch s[i] {
	case '+': // a blank in a form
		return ' ', i + 1
	case '%':
		if n, ok := hex(s, i+1, 2); ok {
			return rawByte + n, i + 3
		}
	case '\\':
		return escape(s, i)
	}
	return rawByte + rune(s[i]), i + 1
}

// escape reads a JSON escape. A backslash before another one is taken away with
// it, so that text escaped several times comes out once.
func escape(s string, i int) (c rune, next int) {
	for i < len(s) && s[i] == '\\' {
		i++
	}
	if i == len(s) {
		return '\\', i
	}
	switch s[i] {
	case 'n':
		return '\n', i + 1
	case 'r':
		return '\r', i + 1
	case 't':
		return '\t', i + 1
	case 'u':
		if n, ok := hex(s, i+1, 4); ok {
			return n, i + 5
		}
	}
	return rawByte + rune(s[i]), i + 1
}

func hex(s string, from, digits int) (rune, bool) {
	if from+digits > len(s) {
		return 0, false
	}
	n, err := strconv.ParseUint(s[from:from+digits], 16, 32)
	return rune(n), err == nil //nolint:gosec // at most four digits
}

// values are where the values of parameters stand.
func (p *plain) values(of named) []span {
	if !of.in(p.text) {
		return nil
	}
	var out []span
	for _, at := range of.value.FindAllStringSubmatchIndex(p.text, -1) {
		for g := 2; g < len(at); g += 2 {
			if at[g] >= 0 {
				out = append(out, span{at[g], at[g+1]})
			}
		}
	}
	return out
}
