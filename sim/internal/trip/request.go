package trip

import (
	"encoding/json"
	"iter"
	"net/url"
	"slices"
	"strings"
)

// Bearer returns the credential of an Authorization header that has one of the
// schemes, in any case, or "".
func Bearer(header string, schemes ...string) string {
	scheme, value, found := strings.Cut(strings.TrimSpace(header), " ")
	known := slices.ContainsFunc(schemes, func(s string) bool { return strings.EqualFold(s, scheme) })
	if !found || !known {
		return ""
	}
	return strings.TrimSpace(value)
}

// Collapse turns repeated slashes of a path into one, as both vendors do.
func Collapse(path string) string {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	return path
}

// Pairs reads the names and values of a query or form in order. A part with a broken
// percent escape stays as it is, as with PHP and Werkzeug.
func Pairs(text string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for pair := range strings.SplitSeq(text, "&") {
			name, value, _ := strings.Cut(pair, "=")
			if pair != "" && !yield(unescape(url.QueryUnescape, name), unescape(url.QueryUnescape, value)) {
				return
			}
		}
	}
}

// unescape decodes a part of a path or of a query. Bytes that are no UTF-8 become U+FFFD.
func unescape(decode func(string) (string, error), s string) string {
	if plain, err := decode(s); err == nil {
		s = plain
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// Param is one decoded parameter.
type Param struct {
	// Name is the parameter's name.
	Name string
	// Value is a string for what came by query or form, and any JSON value for
	// what came in a JSON body.
	Value any
}

// MostParams bounds the parameters of a call, as PHP's max_input_vars does by
// default. Each is compared with those before it.
const MostParams = 1000

// Params are the parameters of a call, each name once.
type Params []Param

// Set puts a parameter in, over one of the same name.
func (p *Params) Set(name string, value any) {
	for i := range *p {
		if (*p)[i].Name == name {
			(*p)[i].Value = value
			return
		}
	}
	*p = append(*p, Param{name, value})
}

// Get returns a parameter's value.
func (p Params) Get(name string) (any, bool) {
	for i := range p {
		if p[i].Name == name {
			return p[i].Value, true
		}
	}
	return nil, false
}

// Text returns a parameter as text: strings as they are, other JSON values in
// their JSON writing. A missing one is "".
func (p Params) Text(name string) (string, bool) {
	v, ok := p.Get(name)
	if !ok {
		return "", false
	}
	if text, isText := v.(string); isText {
		return text, true
	}
	b, err := json.Marshal(v)
	return string(b), err == nil
}
