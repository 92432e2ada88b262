package journal

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// stars stand in place of what is masked.
const stars = "****"

// shown is how many characters at the end of a secret stay readable, so that
// two of them can be told apart.
const shown = 4

// secretParameters are the parameters and members whose values are secrets, in
// lower case.
var secretParameters = []string{"access_token", "appsecret_proof", "password", "client_secret", "refresh_token"}

// encodedParameters are the same as some clients write them in an address: with
// the underscore percent-encoded too. An answer may repeat the address.
var encodedParameters = func() []string {
	var out []string
	for _, name := range secretParameters {
		if encoded := strings.ReplaceAll(name, "_", "%5f"); encoded != name {
			out = append(out, encoded)
		}
	}
	return out
}()

// secretHeaders are the headers whose values are secrets, in lower case.
var secretHeaders = []string{"authorization", "x-api-key", "d360-api-key", "cookie"}

// Mask hides a secret but for its last four characters. One of four characters
// or fewer is hidden whole. An empty text stays empty: there is nothing to hide,
// and that a client sent nothing is worth seeing.
func Mask(secret string) string {
	if secret == "" {
		return ""
	}
	if utf8.RuneCountInString(secret) <= shown {
		return stars
	}
	i := len(secret)
	for range shown {
		_, size := utf8.DecodeLastRuneInString(secret[:i])
		i -= size
	}
	return stars + secret[i:]
}

// maskCredential is [Mask] for an Authorization header: the scheme stays.
func maskCredential(value string) string {
	scheme, secret, found := strings.Cut(strings.TrimSpace(value), " ")
	if !found {
		return Mask(scheme)
	}
	return scheme + " " + Mask(strings.TrimSpace(secret))
}

// maskHeader returns a copy of h, never nil, with its secrets masked.
func maskHeader(h http.Header) http.Header {
	out := make(http.Header, len(h))
	for name, values := range h {
		masked := make([]string, len(values))
		for i, v := range values {
			masked[i] = maskHeaderValue(strings.ToLower(name), v)
		}
		out[name] = masked
	}
	return out
}

func maskHeaderValue(name, value string) string {
	switch name {
	case "authorization", "proxy-authorization":
		return maskCredential(value)
	case "x-api-key", "d360-api-key", "cookie", "set-cookie":
		return Mask(value)
	}
	return MaskText(value)
}

// maskForm masks a query or a form body. The server takes everything up to the
// next ampersand for the value, and so does this; what stands inside the other
// values is masked as text.
func maskForm(s string) string {
	if s == "" {
		return ""
	}
	var b strings.Builder
	for i, pair := range strings.Split(s, "&") {
		if i > 0 {
			b.WriteByte('&')
		}
		name, value, found := strings.Cut(pair, "=")
		if found && isSecretParameter(name) {
			b.WriteString(name + "=" + maskUnits(text{value, 0}, 0, len(value)))
			continue
		}
		b.WriteString(MaskText(pair))
	}
	return b.String()
}

func isSecretParameter(name string) bool {
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	for _, s := range secretParameters {
		if strings.EqualFold(s, name) {
			return true
		}
	}
	return false
}

// MaskText masks the secrets it finds in any text: a URL, a form, JSON, a
// multipart body, header lines, a log message, whole or cut off anywhere. It
// finds them by the names of their parameters and headers, also where JSON
// stands in a JSON string or in a percent-encoded parameter, and where an
// ampersand is written \u0026. Where it is not clear how far a secret goes, it
// masks more rather than less.
func MaskText(s string) string {
	s = plainNames(s)
	var b strings.Builder
	done := 0
	names := newNameFinder(s)
	for {
		name, at := names.next(done)
		if at < 0 {
			break
		}
		end := at + len(name)
		v, ok := findValue(s, name, end)
		if !ok {
			b.WriteString(s[done:end])
			done = end
			continue
		}
		b.WriteString(s[done:v.from])
		b.WriteString(v.quote)
		b.WriteString(maskUnits(text{s, v.depth}, v.from, v.to))
		b.WriteString(v.quote)
		done = v.to
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// Letters that need no escape and have one all the same, in JSON and in
// addresses, however deep they stand in each other.
var (
	jsonLetters    = lazy(`\\+u00(25|2[dD]|5[fF]|[46][1-9a-fA-F]|[57][0-9aA])`)
	percentLetters = lazy(`%(25)*(2[dD]|5[fF]|[46][1-9a-fA-F]|[57][0-9aA])`)
)

// lazy compiles a pattern when it is first asked for.
func lazy(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

// plainNames writes such letters plain in a text where they hide the name of a
// secret. No other text is changed.
func plainNames(s string) string {
	plain := s
	if strings.Contains(s, `u00`) {
		plain = jsonLetters().ReplaceAllStringFunc(plain, lastByte)
	}
	if strings.Contains(plain, "%") {
		plain = percentLetters().ReplaceAllStringFunc(plain, lastByte)
	}
	if len(plain) == len(s) || countNames(plain) <= countNames(s) {
		return s
	}
	return plain
}

// lastByte is the byte whose two hexadecimal digits end an escape.
func lastByte(escape string) string {
	n, _ := strconv.ParseUint(escape[len(escape)-2:], 16, 8) // the pattern wants digits
	return string(rune(n))
}

// countNames counts where the names of secrets stand in a text.
func countNames(s string) (n int) {
	lower := lowerASCII(s)
	for _, list := range [][]string{secretParameters, encodedParameters, secretHeaders} {
		for _, name := range list {
			n += strings.Count(lower, name)
		}
	}
	return n
}

// nameFinder finds the names of secrets in a text, in any case. It searches for
// each name on its own and remembers where it stands next, which is many times
// faster than one regular expression for all.
type nameFinder struct {
	lower string
	names []string
	at    []int // next place of each name, or len(lower)
}

func newNameFinder(s string) *nameFinder {
	f := &nameFinder{lower: lowerASCII(s)}
	for _, list := range [][]string{secretParameters, encodedParameters, secretHeaders} {
		for _, name := range list {
			if i := strings.Index(f.lower, name); i >= 0 {
				f.names = append(f.names, name)
				f.at = append(f.at, i)
			}
		}
	}
	return f
}

// next returns the first name at or after from, and -1 when there is none.
func (f *nameFinder) next(from int) (string, int) {
	best := -1
	for i, name := range f.names {
		if f.at[i] < from {
			f.at[i] = len(f.lower)
			if n := strings.Index(f.lower[from:], name); n >= 0 {
				f.at[i] = from + n
			}
		}
		if f.at[i] < len(f.lower) && (best < 0 || f.at[i] < f.at[best]) {
			best = i
		}
	}
	if best < 0 {
		return "", -1
	}
	return f.names[best], f.at[best]
}

// lowerASCII keeps the length, which strings.ToLower does not promise.
func lowerASCII(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if 'A' <= b[i] && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}

// maskUnits masks the characters of t between two places. An escaped character
// counts as one and is never torn apart, so the text stays decodable.
func maskUnits(t text, from, to int) string {
	if from == to {
		return ""
	}
	var starts [shown]int
	n := 0
	for i := from; i < to; n++ {
		starts[n%shown] = i
		i = t.unit(i).next
	}
	if n <= shown {
		return stars
	}
	return stars + t.s[starts[n%shown]:to]
}
