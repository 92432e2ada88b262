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
// stands. A shorter one would take innocent text along and is masked only as the
// value of its parameter.
const shortest = 5

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

// secretNames are the parameters and JSON members whose values are secrets.
const secretNames = `access_token|input_token|fb_exchange_token|refresh_token|client_secret|app_secret|appsecret_proof|api_key|password`

// secretHeaders are the headers whose values are secrets.
var secretHeaders = []string{
	"Authorization", "Proxy-Authorization", "X-Api-Key", "D360-Api-Key", "Cookie", "Set-Cookie",
}

// The patterns read a text in its plain form (see [plainText]).
var (
	isSecretName = regexp.MustCompile(`(?i)^(` + secretNames + `)$`)
	// tokenShape is the form of Meta's tokens.
	tokenShape = regexp.MustCompile(`\bEAA\w+`)
	// secretValue finds the values of secretNames in queries, forms, JSON and
	// multipart bodies, and of secret headers in the parts of a batch, also where
	// the text was cut off.
	secretValue = regexp.MustCompile(`(?i)\b(?:` + secretNames + `)(?:=|"\s*:\s*")([^&"\s]+)` +
		`|"(?:` + secretNames + `)"\s*:\s*(\d+)` +
		`|\bname="?(?:` + secretNames + `)"?[^\n]*\n(?:[^\r\n][^\n]*\n)*\r?\n([^\r\n]+)` +
		`|\bauthorization"?\s*[:=]\s*\[?"?(?:bearer|oauth|basic)\s+([^"\s,]+)` +
		`|\b(?:x-api-key|d360-api-key)(?:"\s*:\s*\[?"|\s*[:=]\s*)([^"\s,]+)`)
	// secretHint is found in every text that secretValue matches, and much faster.
	secretHint = regexp.MustCompile(`(?i)token|secret|api.key|password|authorization`)
)

// masker replaces the secrets of one record wherever they stand.
type masker struct {
	secrets []string // in plain form
}

// maskerOf knows the credentials of the world, and those that the record's
// request and answer carry.
func maskerOf(r *Record) *masker {
	m := &masker{}
	if r.known != nil {
		for _, s := range r.known() {
			m.know(s)
		}
	}
	m.headers(r.RequestHeader)
	m.headers(r.ResponseHeader.HTTP())
	for _, text := range []string{r.Query, string(r.RequestBody), string(r.ResponseBody)} {
		m.collect(text, 4)
		p := plainText(text)
		for _, at := range p.values() {
			m.know(p.text[at.from:at.to])
		}
	}
	return m
}

// Mask replaces the secrets that a text about the record holds: those of the
// record, those the world knows, and what has the form of a token of Meta.
func (r *Record) Mask(text string) string { return maskerOf(r).prose(text) }

func (m *masker) know(secret string) {
	// The backslash of an escaped quotation mark behind the secret is not kept.
	secret = strings.TrimRight(plainText(secret).text, `\`)
	if len(secret) >= shortest && !strings.HasPrefix(secret, stars) && !slices.Contains(m.secrets, secret) {
		m.secrets = append(m.secrets, secret)
	}
}

func (m *masker) headers(h http.Header) {
	for _, name := range secretHeaders {
		for _, value := range h.Values(name) {
			m.know(credential(value))
		}
	}
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
	if depth == 0 || !secretHint.MatchString(text) {
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
	if isSecretName.MatchString(name) {
		m.know(value)
	} else {
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
func (m *masker) find(p plain) []span { return append(m.known(p), p.values()...) }

// known returns where secrets stand that are known by value or form.
func (m *masker) known(p plain) []span {
	var found []span
	for _, at := range tokenShape.FindAllStringIndex(p.text, -1) {
		found = append(found, span{at[0], at[1]})
	}
	for _, secret := range m.secrets {
		for i := 0; ; {
			n := strings.Index(p.text[i:], secret)
			if n < 0 {
				break
			}
			found = append(found, span{i + n, i + n + len(secret)})
			i += n + len(secret)
		}
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

// header returns a copy of h, never nil, with its secrets masked.
func (m *masker) header(h http.Header) http.Header {
	out := make(http.Header, len(h))
	for name, values := range h {
		masked := make([]string, len(values))
		for i, v := range values {
			masked[i] = m.mask(v)
			if slices.Contains(secretHeaders, http.CanonicalHeaderKey(name)) {
				secret := credential(v)
				masked[i] = strings.TrimSuffix(strings.TrimSpace(v), secret) + Mask(secret)
			}
		}
		out[name] = masked
	}
	return out
}
