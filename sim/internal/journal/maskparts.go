package journal

import (
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/textproto"
	"slices"
	"strings"
)

// maskBody masks a message's body by its media type.
func maskBody(contentType, body string) string {
	media, params, _ := mime.ParseMediaType(contentType)
	switch {
	case strings.Contains(strings.ToLower(contentType), "x-www-form-urlencoded"):
		return maskForm(body)
	case media == "multipart/form-data" && params["boundary"] != "":
		return maskMultipart(body, params["boundary"])
	default:
		return MaskText(body)
	}
}

// part is one part of a multipart form.
type part struct {
	header textproto.MIMEHeader
	secret bool
	value  string
}

// maskMultipart masks a multipart form. It is shown as it was sent where the
// text alone tells how far each secret goes, and else written anew from what the
// server reads of it: a secret may go over several lines, be encoded, or have its
// name in a writing of its own.
func maskMultipart(body, boundary string) string {
	masked := MaskText(body)
	parts := readParts(body, boundary)
	if !slices.ContainsFunc(parts, func(p part) bool { return p.shownBy(masked) }) {
		return masked
	}
	var b strings.Builder
	for _, p := range parts {
		b.WriteString("--" + boundary + "\r\n")
		for _, name := range slices.Sorted(maps.Keys(p.header)) {
			for _, v := range p.header[name] {
				b.WriteString(name + ": " + MaskText(v) + "\r\n")
			}
		}
		value := MaskText(p.value)
		if p.secret {
			value = Mask(p.value)
		}
		b.WriteString("\r\n" + value + "\r\n")
	}
	return b.String() + "--" + boundary + "--\r\n"
}

// shownBy tells whether a masked text may still show a secret part.
func (p *part) shownBy(masked string) bool {
	return p.secret && len(p.value) > shown && (strings.ContainsAny(p.value, "\r\n") || strings.Contains(masked, p.value))
}

// readParts reads a form as the server does, as far as it can be read, but leaves
// transfer encodings as they are.
func readParts(body, boundary string) (parts []part) {
	reader := multipart.NewReader(strings.NewReader(body), boundary)
	for {
		p, err := reader.NextRawPart()
		if err != nil {
			return parts
		}
		value, err := io.ReadAll(p)
		parts = append(parts, part{header: p.Header, secret: isSecretParameter(p.FormName()), value: string(value)})
		if err != nil {
			return parts
		}
	}
}
