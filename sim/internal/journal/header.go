package journal

import (
	"maps"
	"net/http"
	"net/textproto"
	"slices"
)

// Header are the headers of an answer in the order in which they were set. A
// list is made and kept for a fraction of what an http.Header costs, and the
// few dozen names of an answer are found as fast. The zero value is empty.
type Header []Field

// Field is one header with its values.
type Field struct {
	// Name is the name in canonical form, as [textproto.CanonicalMIMEHeaderKey]
	// gives it.
	Name string
	// Values are the values, one line each. They may be shared between answers
	// and must not be changed.
	Values []string
}

// HeaderOf returns the list of an http.Header, by name. The values are shared.
func HeaderOf(h http.Header) Header {
	if h == nil {
		return nil
	}
	out := make(Header, 0, len(h))
	for _, name := range slices.Sorted(maps.Keys(h)) {
		out = append(out, Field{textproto.CanonicalMIMEHeaderKey(name), h[name]})
	}
	return out
}

// Get returns the first value of a header, "" for one that is not there.
func (h Header) Get(name string) string {
	if i := h.find(textproto.CanonicalMIMEHeaderKey(name)); i >= 0 && len(h[i].Values) > 0 {
		return h[i].Values[0]
	}
	return ""
}

// Set puts a header in, over one of the same name.
func (h *Header) Set(name, value string) {
	name = textproto.CanonicalMIMEHeaderKey(name)
	if i := h.find(name); i >= 0 {
		(*h)[i].Values = []string{value}
		return
	}
	*h = append(*h, Field{name, []string{value}})
}

// Del takes a header away.
func (h *Header) Del(name string) {
	if i := h.find(textproto.CanonicalMIMEHeaderKey(name)); i >= 0 {
		*h = slices.Delete(*h, i, i+1)
	}
}

// CopyTo puts the headers into an http.Header, over those of the same names.
// The values are shared.
func (h Header) CopyTo(to http.Header) {
	for _, f := range h {
		to[f.Name] = f.Values
	}
}

// HTTP returns the headers as an http.Header of their own, nil for none at all.
// The values are shared.
func (h Header) HTTP() http.Header {
	if h == nil {
		return nil
	}
	out := make(http.Header, len(h))
	h.CopyTo(out)
	return out
}

func (h Header) find(name string) int {
	for i := range h {
		if h[i].Name == name {
			return i
		}
	}
	return -1
}
