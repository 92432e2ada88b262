package strict

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

var variable = pattern.Lazy(`^[A-Za-z_][A-Za-z0-9_]*$`)

// expanded returns a scalar's text with the variables replaced, and its tag. A
// text that came out of a variable has the tag it would have had if it had
// been written plainly, since quotes are needed around ${NAME} in a flow
// mapping whatever its type.
func (d *decoder) expanded(n *yaml.Node, path string) (text, tag string, ok bool) {
	if d.opts.Expand == nil || !strings.Contains(n.Value, "${") {
		return n.Value, n.ShortTag(), true
	}
	var out strings.Builder
	replaced, ok := false, true
	rest := n.Value
	for {
		i := strings.Index(rest, "${")
		if i < 0 {
			break
		}
		if i > 0 && rest[i-1] == '$' {
			out.WriteString(rest[:i-1] + "${")
			rest = rest[i+2:]
			continue
		}
		name, after, closed := strings.Cut(rest[i+2:], "}")
		if !closed || !variable().MatchString(name) {
			d.problem(n, path, "${ must be followed by a name and }; write $${ for the text ${")
			return "", "", false
		}
		value, known := d.opts.Expand(name)
		if !known {
			d.problem(n, path, "the variable ${%s} is not set; write $${ for the text ${", Clip(name))
			ok = false
		}
		out.WriteString(rest[:i] + value)
		rest, replaced = after, true
	}
	out.WriteString(rest)
	if !replaced {
		return out.String(), n.ShortTag(), ok
	}
	plain := yaml.Node{Kind: yaml.ScalarNode, Value: out.String()}
	return out.String(), plain.ShortTag(), ok
}
