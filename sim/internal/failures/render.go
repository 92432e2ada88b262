package failures

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// Answer renders the failure in a dialect for an operation. The operation may be
// empty, when the request fits none. Without placeholders, or without args,
// nothing is allocated.
func (e *Entry) Answer(d sim.Dialect, operation string, args Args) Answer {
	r := e.Rendering(d)
	p := &r.base
	if v, ok := r.byOp[operation]; ok {
		p = v
	}
	if len(args) == 0 || !p.dynamic {
		return p.answer
	}
	return p.fill(args)
}

// prepared is a rendering ready to be sent: the answer with fallbacks in place,
// and the texts that args may change.
type prepared struct {
	answer  Answer
	members []text // parallel to answer.Members, nil for values without placeholders; nil when there are none
	headers []text // parallel to answer.Headers, in the same way
	dynamic bool
}

// prepare gets the answers of a rendering ready. Its texts have been checked.
func (r *Rendering) prepare() {
	r.base = prepare(r.Status, r.Members, r.Headers)
	if len(r.PerOperation) == 0 {
		return
	}
	r.byOp = make(map[string]*prepared, len(r.PerOperation))
	for _, v := range r.PerOperation {
		p := prepare(v.Status, v.Members, r.Headers)
		r.byOp[v.Operation] = &p
	}
}

// prepare resolves the texts of an answer once. Most have no brace, and such an
// answer is taken over as it is.
func prepare(status int, members wire.Object, headers [][2]string) prepared {
	p := prepared{answer: Answer{Status: status, Members: slices.Clip(members), Headers: slices.Clip(headers)}}
	if slices.ContainsFunc(members, func(m wire.Member) bool { s, _ := m.Value.(string); return braced(s) }) {
		p.answer.Members, p.members = slices.Clip(slices.Clone(members)), make([]text, len(members))
	}
	for i := range p.members {
		if s, ok := members[i].Value.(string); ok {
			p.answer.Members[i].Value, p.members[i] = p.resolve(s)
		}
	}
	if slices.ContainsFunc(headers, func(h [2]string) bool { return braced(h[1]) }) {
		p.answer.Headers, p.headers = slices.Clip(slices.Clone(headers)), make([]text, len(headers))
	}
	for i := range p.headers {
		p.answer.Headers[i][1], p.headers[i] = p.resolve(headers[i][1])
	}
	return p
}

func braced(s string) bool { return strings.ContainsAny(s, "{}") }

// resolve returns the text with its fallbacks, and its parts when args may
// change it.
func (p *prepared) resolve(s string) (string, text) {
	t, err := parseText(s)
	if err != nil || !t.dynamic() {
		return t.fill(nil), nil
	}
	p.dynamic = true
	return t.fill(nil), t
}

func (p *prepared) fill(args Args) Answer {
	out := Answer{Status: p.answer.Status, Members: slices.Clip(slices.Clone(p.answer.Members)), Headers: p.answer.Headers}
	for i, t := range p.members {
		if t != nil {
			out.Members[i].Value = t.fill(args)
		}
	}
	for i, t := range p.headers {
		if t == nil {
			continue
		}
		if &out.Headers[0] == &p.answer.Headers[0] {
			out.Headers = slices.Clip(slices.Clone(p.answer.Headers))
		}
		out.Headers[i][1] = t.fill(args)
	}
	return out
}

// text is a message cut at its placeholders.
type text []part

// part is literal text, or a placeholder when name is set.
type part struct {
	literal string // the text itself, or the placeholder's fallback
	name    string
}

func (t text) dynamic() bool {
	return slices.ContainsFunc(t, func(p part) bool { return p.name != "" })
}

func (t text) fill(args Args) string {
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
