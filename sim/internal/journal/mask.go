package journal

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// stars stand in place of a secret; its last characters, as many as shown, stay
// readable, so that two secrets can be told apart.
const (
	stars = "****"
	shown = 4
)

// shortest is the length in bytes from which a secret is masked wherever it
// stands. A shorter one is also an ordinary word and is masked only as the value
// of its parameter.
const shortest = 8

// Mask hides a secret but for its last four characters. A secret of four
// characters or fewer is hidden whole. An empty text stays empty, because a
// request without a credential is worth seeing.
func Mask(secret string) string {
	if secret == "" {
		return ""
	}
	return stars + secret[tail(secret, 0, len(secret)):]
}

// tail returns where the readable end of the secret s[from:to] begins: to when
// the secret is too short to show any of it.
func tail(s string, from, to int) int {
	at := to
	for range shown {
		_, size := utf8.DecodeLastRuneInString(s[from:at])
		at -= size
	}
	if at == from {
		return to
	}
	return at
}

// The parameters and JSON members whose values are secrets, in every spelling of
// their names: api_key, apiKey, API-KEY. A token is masked wherever it stands in a
// record. A password may be an ordinary word and a PIN an ordinary number: both are
// masked behind their names only. The name code carries a secret where a code is
// exchanged for a token, and a number's code everywhere else.
const (
	tokenNames    = `[\w.-]*(?:token|secret|secret[_-]?proof|api[_-]?key)`
	passwordNames = `[\w.-]*password|pin`
	exchangeNames = tokenNames + `|code`
	exchangePath  = "/oauth/access_token"
	tokenStart    = "EAA" // of Meta's tokens
)

// secretHeaders are the headers whose values are secrets, besides those with the name
// of a token.
var secretHeaders = []string{
	"Authorization", "Proxy-Authorization", "X-Api-Key", "D360-Api-Key", "Cookie", "Set-Cookie",
}

// named finds the values of parameters.
type named struct {
	hints []string       // in lower case, without s, for which (?i) also takes ſ; a text without any of them holds no value
	name  *regexp.Regexp // a whole name
	value *regexp.Regexp // the values in a text
}

// in reports whether the text may hold values. Most texts hold none, and the search
// for a word takes a hundredth of what the expression does.
func (n *named) in(text string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(n.hints, func(hint string) bool { return strings.Contains(text, hint) })
}

// valuesOf finds values in the plain form (see [plainText]) of queries, forms, JSON
// and multipart bodies, and those of secret headers in the parts of a batch, also
// where the text was cut off.
func valuesOf(names string, hints ...string) named {
	return named{
		hints,
		regexp.MustCompile(`(?i)^(` + names + `)$`),
		regexp.MustCompile(`(?i)\b(?:` + names + `)=([^&"\s]+)` +
			`|"(?:` + names + `)"\s*:\s*"([^"]+)` +
			`|"(?:` + strings.TrimSuffix(names, "|code") + `)"\s*:\s*(\d+)` + // an error has a code too
			`|\bname="?(?:` + names + `)"?[^\n]*\n(?:[^\r\n][^\n]*\n)*\r?\n([^\r\n]+)` +
			`|\bauthorization"?\s*[:=]\s*\[?"?(?:bearer|oauth|basic)\s+([^"\s,]+)` +
			`|\b(?:x-api-key|d360-api-key)(?:"\s*:\s*\[?"|\s*[:=]\s*)([^"\s,]+)` +
			`|` + exchangePath[1:] + `\?(?:[^"\s]*&)?code=([^&"\s]+)`),
	}
}

var (
	tokens    = valuesOf(tokenNames, "token", "ecret", "key", "authorization")
	exchanges = valuesOf(exchangeNames, append(tokens.hints, "code")...)
	passwords = valuesOf(passwordNames, "word", "pin")
	// behindName matches a text behind which the value of a secret parameter begins.
	behindName = regexp.MustCompile(`(?i)\b(?:` + exchangeNames + `|` + passwordNames + `)(?:=|"\s*:\s*")$`)
	// tokenShape is the form of Meta's tokens.
	tokenShape = regexp.MustCompile(`\b` + tokenStart + `\w+`)
)

// masker replaces the secrets of one record wherever they stand.
type masker struct {
	tokens  named
	secrets []string // in plain form, masked everywhere
	values  []string // in plain form, masked behind the name of a parameter
}

// maskerOf knows the credentials of the world, and those that the record's
// request and answer carry.
func maskerOf(r *Record) *masker {
	m := knowing(r.known)
	if strings.HasSuffix(strings.TrimRight(r.Path, "/"), exchangePath) {
		m.tokens = exchanges
	}
	m.headers(r.RequestHeader)
	m.headers(r.ResponseHeader.HTTP())
	for _, text := range []string{r.Query, string(r.RequestBody), string(r.ResponseBody)} {
		m.collect(text, 4)
		p := plainText(text)
		for _, at := range p.values(m.tokens) {
			m.know(p.text[at.from:at.to])
		}
	}
	return m
}

// knowing is a masker of the world's credentials; credentials may be nil.
func knowing(credentials func() []string) *masker {
	m := &masker{tokens: tokens}
	if credentials != nil {
		for _, s := range credentials() {
			m.know(s)
		}
	}
	return m
}

// Sentence masks a sentence that may quote a request: the credentials given, and
// what has the form of a token of Meta. credentials may be nil.
func Sentence(text string, credentials func() []string) string {
	return knowing(credentials).prose(text)
}

// Mask replaces the secrets that a text about the record holds: those of the
// record, those the world knows, and what has the form of a token of Meta.
func (r *Record) Mask(text string) string { return maskerOf(r).prose(text) }

// plainSecret is the plain form of a secret as it is found in a text. The backslash
// of an escaped quotation mark behind it is not kept there.
func plainSecret(s string) string { return strings.TrimRight(plainText(s).text, `\`) }

func (m *masker) know(secret string) {
	secret = plainSecret(secret)
	if len(secret) >= shortest && !strings.HasPrefix(secret, stars) && !slices.Contains(m.secrets, secret) {
		m.secrets = append(m.secrets, secret)
	}
}

func (m *masker) headers(h http.Header) {
	for name, values := range h { // the order is of no consequence
		if !isSecretHeader(name) {
			continue
		}
		for _, value := range values {
			m.know(credential(value))
		}
	}
}

func isSecretHeader(name string) bool {
	return slices.Contains(secretHeaders, http.CanonicalHeaderKey(name)) || tokens.name.MatchString(name)
}

// credential is the value of a secret header without its scheme.
func credential(value string) string {
	value = strings.TrimSpace(value)
	if scheme, secret, found := strings.Cut(value, " "); found && !strings.ContainsAny(scheme, "=;") {
		return strings.TrimSpace(secret)
	}
	return value
}

// collect learns the values of secret parameters in a query, a form or JSON, and
// in what those hold in turn, such as the parts of a batch.
func (m *masker) collect(text string, depth int) {
	if depth == 0 || !m.tokens.in(text) && !passwords.in(text) {
		return
	}
	var value any
	if json.Unmarshal([]byte(text), &value) == nil {
		m.walk(value, depth)
		return
	}
	for pair := range strings.SplitSeq(text, "&") {
		name, value, _ := strings.Cut(pair, "=")
		m.parameter(unescaped(name[strings.LastIndex(name, "?")+1:]), unescaped(value), depth)
	}
}

func (m *masker) walk(value any, depth int) {
	switch v := value.(type) {
	case []any:
		for _, entry := range v {
			m.walk(entry, depth)
		}
	case map[string]any:
		for name, member := range v { // the order is of no consequence
			if text, ok := member.(string); ok {
				m.parameter(name, text, depth)
			} else {
				m.walk(member, depth)
			}
		}
	case string:
		m.collect(v, depth-1)
	}
}

func (m *masker) parameter(name, value string, depth int) {
	switch token := m.tokens.name.MatchString(name); {
	case value == "":
	case token || passwords.name.MatchString(name):
		m.values = append(m.values, plainSecret(value))
		if token {
			m.know(value)
		}
	default:
		m.collect(value, depth-1)
	}
}

func unescaped(s string) string {
	if plain, err := url.QueryUnescape(s); err == nil {
		return plain
	}
	return s
}

// span is a part of a text, from one byte up to another.
type span struct{ from, to int }

// mask returns the text with its secrets replaced. An escape is never torn apart,
// so a form stays a form and JSON stays JSON.
func (m *masker) mask(s string) string {
	p := plainText(s)
	return p.replace(m.find(p))
}

// prose is mask for a sentence of ours, which may quote the client. The words
// behind the name of a parameter in it are no value.
func (m *masker) prose(s string) string {
	p := plainText(s)
	return p.replace(m.known(p))
}

// maskCut is mask for a text of which only the beginning is kept.
func (m *masker) maskCut(s string) string {
	p := plainText(s)
	found := m.find(p)
	for _, secret := range m.secrets {
		if from := cutOff(p.text, secret); from >= 0 {
			found = append(found, span{from, len(p.text)})
		}
	}
	return p.replace(found)
}

// replace returns the text as it was sent, with stars in place of what was found.
func (p *plain) replace(found []span) string {
	s := p.sent
	var b strings.Builder
	done := 0
	for _, at := range merged(found) {
		if strings.HasPrefix(p.text[at.from:at.to], stars) {
			continue // masked already: the record comes from a snapshot
		}
		b.WriteString(s[done:p.at(at.from)])
		b.WriteString(stars)
		done = p.at(at.to)
		b.WriteString(s[p.at(tail(p.text, at.from, at.to)):done])
	}
	return b.String() + s[done:]
}

// find returns where secrets and values of secret parameters stand, in no order.
func (m *masker) find(p plain) []span {
	found := slices.Concat(m.known(p), p.values(m.tokens), p.values(passwords))
	for _, value := range m.values {
		for _, at := range places(p.text, value) {
			if behindName.MatchString(p.text[max(0, at.from-longestName):at.from]) {
				found = append(found, at)
			}
		}
	}
	return found
}

// longestName is the length in bytes within which the name of a parameter is looked
// for before its value.
const longestName = 40

// places returns where part stands in text.
func places(text, part string) []span {
	var out []span
	for i := 0; ; {
		n := strings.Index(text[i:], part)
		if n < 0 || part == "" {
			return out
		}
		i += n + len(part)
		out = append(out, span{i - len(part), i})
	}
}

// known returns where secrets stand that are known by value or form.
func (m *masker) known(p plain) []span {
	var found []span
	if strings.Contains(p.text, tokenStart) {
		for _, at := range tokenShape.FindAllStringIndex(p.text, -1) {
			found = append(found, span{at[0], at[1]})
		}
	}
	for _, secret := range m.secrets {
		found = append(found, places(p.text, secret)...)
	}
	return found
}

// cutOff returns where a secret begins within which the text was cut off, or -1.
// The text may end in a part of an escape.
func cutOff(text, secret string) int {
	for _, end := range []int{len(text), strings.LastIndexAny(text, `%\`)} {
		for n := min(len(secret)-1, end); n >= shortest; n-- {
			if strings.HasSuffix(text[:end], secret[:n]) && len(text)-end < 6 {
				return end - n
			}
		}
	}
	return -1
}

// merged sorts spans and unites those that overlap.
func merged(found []span) []span {
	slices.SortFunc(found, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	var out []span
	for _, at := range found {
		if n := len(out); n > 0 && at.from < out[n-1].to {
			out[n-1].to = max(out[n-1].to, at.to)
			continue
		}
		out = append(out, at)
	}
	return out
}

// header returns a copy of h, never nil, with its secrets masked. Values become valid
// UTF-8, as JSON shows them.
func (m *masker) header(h http.Header) http.Header {
	out := make(http.Header, len(h))
	for name, values := range h {
		masked := make([]string, len(values))
		for i, v := range values {
			if !isSecretHeader(name) {
				masked[i] = valid(m.mask(v))
				continue
			}
			v = valid(v) // before the last characters are counted, or masking twice would show others
			secret := credential(v)
			masked[i] = strings.TrimSuffix(strings.TrimSpace(v), secret) + Mask(secret)
		}
		out[name] = masked
	}
	return out
}

func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
