package meta

import (
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// field is one entry of the fields parameter (Meta's guide on field expansion).
type field struct {
	name string
	sub  []field // those in its braces or in .fields()
	text string  // sub as it was written
	// params are its other modifiers, such as .limit(3).
	params trip.Params
}

// The bounds of what is read: the names of one list, more than any node has, so
// that a longer list holds an unknown name and is refused; how deep lists nest; and
// the modifiers of one field.
const (
	mostFields    = 64
	deepestFields = 3
	mostModifiers = 16
)

// parseFields reads "a,b{c,d},e.limit(3){f},g.fields(h)". A part that cannot be
// read is returned as rest.
func parseFields(text string, depth int) (fields []field, rest string) {
	for text != "" {
		if len(fields) == mostFields || depth == deepestFields {
			return fields, text
		}
		var f field
		f, rest = parseField(text, depth)
		if rest != "" && rest[0] != ',' {
			return fields, strings.TrimSpace(f.name + rest)
		}
		if f.name != "" && !slices.ContainsFunc(fields, func(g field) bool { return g.name == f.name }) {
			fields = append(fields, f)
		}
		text = strings.TrimPrefix(rest, ",")
	}
	return fields, ""
}

// parseField reads the first field of a list and returns what follows it.
func parseField(text string, depth int) (f field, rest string) {
	end := strings.IndexAny(text, ",.{}()")
	if end < 0 {
		return field{name: strings.TrimSpace(text)}, ""
	}
	f.name, rest = strings.TrimSpace(text[:end]), text[end:]
	for f.name != "" && rest != "" && (rest[0] == '.' || rest[0] == '{') {
		name, inner, after, ok := modifier(rest)
		if !ok || len(f.params) == mostModifiers {
			return f, rest
		}
		if name != "fields" {
			f.params.Set(name, inner)
		} else {
			var bad string
			if f.sub, bad = parseFields(inner, depth+1); bad != "" {
				return f, "{" + bad
			}
			f.text = inner
		}
		rest = strings.TrimLeft(after, " ")
	}
	return f, rest
}

// modifier reads .name(inner) or {inner}, which is .fields(inner), and returns
// what follows it.
func modifier(text string) (name, inner, rest string, ok bool) {
	name, brackets := "fields", "{}"
	start := 0
	if text[0] == '.' {
		start, brackets = strings.IndexByte(text, '('), "()"
		if start < 2 {
			return "", "", "", false
		}
		name = text[1:start]
	}
	depth := 0
	for i := start; i < len(text); i++ {
		switch text[i] {
		case brackets[0]:
			depth++
		case brackets[1]:
			depth--
		}
		if depth == 0 {
			return name, text[start+1 : i], text[i+1:], true
		}
	}
	return "", "", "", false
}
