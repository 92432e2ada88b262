package failures

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// Answer renders the failure in a dialect for an operation, with its placeholders
// filled. The operation may be empty, when the request fits none.
func (e *Entry) Answer(d sim.Dialect, operation string, args Args) Variant {
	out := e.Rendering(d).For(operation)
	for i, m := range out.Members { // the texts of a catalogue can be filled
		if s, ok := m.Value.(string); ok {
			out.Members[i].Value, _ = fill(s, args)
		}
	}
	for i, h := range out.Headers {
		out.Headers[i].Value, _ = fill(h.Value, args)
	}
	return out
}

// placeholders are doubled braces, placeholders and single braces.
var placeholders = pattern.Lazy(`\{\{|\}\}|\{[^{}]*\}|[{}]`)

// fill puts args in the place of a text's placeholders. It returns an error for a
// brace that is neither doubled nor part of a placeholder, and for an unknown name.
func fill(s string, args Args) (out string, err error) {
	if !strings.ContainsAny(s, "{}") {
		return s, nil
	}
	out = placeholders().ReplaceAllStringFunc(s, func(found string) string {
		if found == "{{" || found == "}}" {
			return found[:1]
		}
		name, fallback, _ := strings.Cut(strings.Trim(found, "{}"), ":")
		switch {
		case len(found) == 1:
			err = cmp.Or(err, errors.New("a single brace; write a literal brace twice, a placeholder as {name} or {name:fallback}"))
		case !slices.Contains(PlaceholderNames(), name):
			err = cmp.Or(err, fmt.Errorf("unknown placeholder {%s}; known are %s", name, strings.Join(PlaceholderNames(), ", ")))
		}
		return cmp.Or(args[name], fallback)
	})
	return out, err
}
