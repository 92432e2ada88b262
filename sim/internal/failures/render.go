package failures

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Answer renders the failure in a dialect for an operation. The operation may be
// empty, when the request fits none.
func (e *Entry) Answer(d sim.Dialect, operation string, args Args) Answer {
	r := e.Rendering(d)
	v := r.For(operation)
	out := Answer{Source: v.Source, Status: v.Status, Members: v.Members, Headers: slices.Clone(r.Headers)}
	for i, m := range out.Members {
		if s, ok := m.Value.(string); ok {
			out.Members[i].Value = fill(s, args)
		}
	}
	for i, h := range out.Headers {
		out.Headers[i].Value = fill(h.Value, args)
	}
	return out
}

// fill puts args in the place of a text's placeholders. The texts of a catalogue
// can be parsed.
func fill(s string, args Args) string {
	if !strings.ContainsAny(s, "{}") {
		return s
	}
	t, _ := parseText(s)
	var b strings.Builder
	for _, p := range t {
		if v := args[p.name]; p.name != "" && v != "" {
			b.WriteString(v)
		} else {
			b.WriteString(p.literal)
		}
	}
	return b.String()
}

// text is a message cut at its placeholders.
type text []part

// part is literal text, or a placeholder when name is set.
type part struct {
	literal string // the text itself, or the placeholder's fallback
	name    string
}

// parseText cuts s at its placeholders. It returns an error for a brace that is
// neither doubled nor part of a placeholder, and for an unknown name.
func parseText(s string) (text, error) {
	var t text
	for s != "" {
		i := strings.IndexAny(s, "{}")
		if i < 0 {
			return append(t, part{literal: s}), nil
		}
		if i > 0 {
			t = append(t, part{literal: s[:i]})
		}
		if strings.HasPrefix(s[i+1:], s[i:i+1]) {
			t = append(t, part{literal: s[i : i+1]})
			s = s[i+2:]
			continue
		}
		p, rest, err := parsePlaceholder(s[i:])
		if err != nil {
			return nil, err
		}
		t, s = append(t, p), rest
	}
	return t, nil
}

func parsePlaceholder(s string) (p part, rest string, err error) {
	end := strings.IndexByte(s, '}')
	if s[0] == '}' || end < 0 || strings.Contains(s[1:end], "{") {
		return p, "", errors.New("a single brace; write a literal brace twice, a placeholder as {name} or {name:fallback}")
	}
	p.name, p.literal, _ = strings.Cut(s[1:end], ":")
	if !slices.Contains(PlaceholderNames(), p.name) {
		return p, "", fmt.Errorf("unknown placeholder {%s}; known are %s", p.name, strings.Join(PlaceholderNames(), ", "))
	}
	return p, s[end+1:], nil
}
