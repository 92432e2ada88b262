package journal

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// text is a string read one character at a time through percent-encoding. A
// depth of 0 reads %22 as a quote, 1 reads %2522 as one too (a parameter within
// a parameter), and -1 decodes nothing.
type text struct {
	s     string
	depth int
}

// unit is a character together with the backslashes that stand before it.
type unit struct {
	char    rune // -1 at the end of the text
	slashes int  // how many backslashes precede it
	unicode bool // it was written \uXXXX
	last    int  // where the character itself begins, after the backslashes
	next    int  // where the following unit begins
	width   int  // bytes one of the backslashes takes
}

const maxDepth = 4

// depthAt tells how deep the character at i is percent-encoded.
func depthAt(s string, i int) int {
	if i >= len(s) || s[i] != '%' {
		return -1
	}
	depth := 0
	for i++; depth < maxDepth && strings.HasPrefix(s[i:], "25"); i += 2 {
		depth++
	}
	return depth
}

// char decodes the character at i and returns the place after it.
func (t text) char(i int) (rune, int) {
	if i >= len(t.s) {
		return -1, i
	}
	if t.s[i] == '%' && t.depth >= 0 {
		hex := i + 1
		for d := 0; d < t.depth && strings.HasPrefix(t.s[hex:], "25"); d++ {
			hex += 2
		}
		for ; hex > i; hex -= 2 {
			if c, ok := parseHex(t.s, hex, 2); ok {
				return c, hex + 2
			}
		}
	}
	c, size := utf8.DecodeRuneInString(t.s[i:])
	return c, i + size
}

func parseHex(s string, i, n int) (rune, bool) {
	if i+n > len(s) {
		return 0, false
	}
	v, err := strconv.ParseUint(s[i:i+n], 16, 32)
	return rune(v), err == nil
}

// unit reads the unit at i.
func (t text) unit(i int) unit {
	var u unit
	for {
		c, next := t.char(i)
		if c != '\\' {
			u.char, u.last, u.next = c, i, next
			break
		}
		u.slashes, u.width, i = u.slashes+1, next-i, next
	}
	if u.slashes > 0 && u.char == 'u' {
		if c, ok := parseHex(t.s, u.next, 4); ok {
			u.char, u.unicode, u.next = c, true, u.next+4
		}
	}
	return u
}

// skipSpace returns the place of the first character at or after i that is not
// white space.
func (t text) skipSpace(i int) int {
	for {
		c, next := t.char(i)
		if !isSpace(c) && !t.isBlank(c) {
			return i
		}
		i = next
	}
}

func isSpace(c rune) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// value is where a secret stands in a text.
type value struct {
	from, to int
	depth    int
	quote    string // put around the mask, for a number that becomes a string
}

// findValue finds the value of the parameter or header whose name ends at i.
func findValue(s, name string, i int) (value, bool) {
	if v, ok := partValue(s, name, i); ok {
		return v, true
	}
	t := text{s, depthAt(s, i)}
	u := t.unit(i)
	header := slices.Contains(secretHeaders, name)
	switch {
	case u.char == '"' || u.char == '\'':
		return t.member(name, i, u)
	case header && (u.char == ':' || u.char == '='):
		return t.headerLine(name, u.next)
	case u.char == '=':
		return t.assigned(u.next), true
	}
	return value{}, false
}

// assigned is the value of name=value, in a URL or a form. It goes on up to an
// ampersand, a quote or white space. It is percent-encoded once more than the
// text it stands in.
func (t text) assigned(from int) value {
	i := from
	for {
		u := t.unit(i)
		if u.char < 0 || u.char == '&' || u.char == '"' || isSpace(u.char) {
			break
		}
		i = u.next
	}
	if t.unit(i).char < 0 {
		i = len(t.s)
	}
	return value{from: from, to: i, depth: t.depth + 1}
}

// member is the value in "name":"value", whose closing quote of the name is
// given. The quotes may be escaped, as they are when the object stands in a
// JSON string.
func (t text) member(name string, at int, closing unit) (value, bool) {
	i := t.skipSpace(closing.next)
	c, next := t.char(i)
	if c != ':' {
		return value{}, false
	}
	i = t.skipSpace(next)
	if c, next := t.char(i); c == '[' { // a header's values come as a list
		i = t.skipSpace(next)
	}
	open := t.unit(i)
	if open.char == closing.char {
		from := open.next
		to := t.closingQuote(from, open)
		if name == "authorization" {
			from = t.afterScheme(from, to)
		}
		return value{from: from, to: to, depth: t.depth}, true
	}
	if open.slashes == 0 && (open.char == '-' || open.char >= '0' && open.char <= '9') {
		to := i
		for c, next := t.char(to); strings.ContainsRune("+-.0123456789eE", c); c, next = t.char(to) {
			to = next
		}
		return value{from: i, to: to, depth: t.depth, quote: t.s[at:closing.next]}, true
	}
	return value{}, false
}

// closingQuote returns where the string that open began ends, or the end of
// the text. Each level of JSON in JSON doubles the backslashes and adds one: a
// quote behind k of them is closed by k again, any multiple of 2(k+1) more
// being escaped backslashes at the end of the value.
func (t text) closingQuote(i int, open unit) int {
	k := open.slashes
	for {
		u := t.unit(i)
		switch {
		case u.char < 0:
			return len(t.s)
		case u.char != open.char:
		case u.slashes < k:
			return i // the string around this one has ended
		case u.unicode != open.unicode:
			// \u0022 is a quote within the value, however many backslashes.
		case (u.slashes-k)%(2*(k+1)) == 0:
			return u.last - k*u.width
		}
		i = u.next
	}
}

// afterScheme returns the place behind the scheme of a credential, such as
// "Bearer ", or from when there is none.
func (t text) afterScheme(from, to int) int {
	for i := from; i < to; {
		c, next := t.char(i)
		if t.isBlank(c) {
			return t.skipSpace(next)
		}
		i = next
	}
	return from
}

// headerLine is the value in "X-API-Key: value": one word, for Authorization
// with a scheme before it, for Cookie any number of words, and nothing behind
// it on its line. Prose that merely mentions a header is left alone.
func (t text) headerLine(name string, i int) (value, bool) {
	from := t.skipSpace(i)
	to := t.word(from)
	for more := 1; ; more-- {
		c, next := t.char(to)
		if !t.isBlank(c) || more == 0 && name != "cookie" {
			break
		}
		if name != "cookie" {
			from = t.skipSpace(next)
		}
		to = t.word(t.skipSpace(next))
	}
	u := t.unit(to)
	end := u.char < 0 || u.slashes > 0 || strings.ContainsRune("\r\n\"',", u.char)
	return value{from: from, to: to, depth: t.depth}, end && to > from
}

// isBlank tells whether c separates words on a line.
func (t text) isBlank(c rune) bool {
	return c == ' ' || c == '\t' || c == '+' && t.depth >= 0
}

// longestWord is where the search for the end of a credential gives up and takes
// the rest of the text for it. Without it a text made of nothing but header
// names would be read over and over.
const longestWord = 8 << 10

// word returns the end of the word at from.
func (t text) word(from int) int {
	for i := from; ; {
		u := t.unit(i)
		if u.char < 0 || u.slashes > 0 || t.isBlank(u.char) || strings.ContainsRune("\r\n\"',", u.char) {
			return i
		}
		if i-from >= longestWord {
			return len(t.s)
		}
		i = u.next
	}
}

// partValue is the value of a part of a multipart form: the line behind the
// blank line that ends the part's header, in which the name stands.
func partValue(s, name string, i int) (value, bool) {
	before := strings.TrimSuffix(s[:i-len(name)], `"`)
	if !strings.HasSuffix(lowerASCII(before[max(0, len(before)-5):]), "name=") {
		return value{}, false
	}
	const farthest = 512 // the rest of a part's header is short
	rest := s[i:]
	from := -1
	for _, blank := range []string{"\r\n\r\n", "\n\n"} {
		n := strings.Index(rest[:min(len(rest), farthest)], blank)
		if n >= 0 && (from < 0 || n+len(blank) < from) {
			from = n + len(blank)
		}
	}
	if from < 0 {
		return value{}, false
	}
	to := len(rest)
	if n := strings.IndexAny(rest[from:], "\r\n"); n >= 0 {
		to = from + n
	}
	return value{from: i + from, to: i + to, depth: -1}, true
}
