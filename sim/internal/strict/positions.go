package strict

import (
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Positions knows where in a document each value stood. [Decode] fills it; the
// zero value answers line 1, column 1 for everything.
type Positions struct {
	file string
	root *yaml.Node
}

// Issue is an issue of the value at the path.
func (p *Positions) Issue(path, message string) sim.Issue {
	line, column := p.At(path)
	return sim.Issue{File: p.file, Line: line, Column: column, Path: path, Message: message}
}

// Empty reports whether no document was read into it.
func (p *Positions) Empty() bool { return p == nil || p.root == nil }

// At returns the line and column, from 1, of the value at a path such as
// numbers[3].status. When there is no such value, for instance because it was
// left out, it is the place of the closest parent that is there.
func (p *Positions) At(path string) (line, column int) {
	if p.Empty() {
		return 1, 1
	}
	node, _ := p.find(path)
	return node.Line, node.Column
}

// Has reports whether there is a value at the path that is not null.
func (p *Positions) Has(path string) bool {
	if p.Empty() {
		return false
	}
	node, found := p.find(path)
	return found && !isNull(node)
}

// find returns the value at the path, or the closest parent that is there. An alias is
// returned where it was used.
func (p *Positions) find(path string) (node *yaml.Node, found bool) {
	node = resolve(p.root)
	for path != "" {
		var step string
		step, path = nextStep(path)
		next := child(resolve(node), step)
		if next == nil {
			return node, false
		}
		node = next
	}
	return node, true
}

// Join adds a key to a path. Keys that would read as more than one step are
// quoted.
func Join(path, key string) string {
	if key == "" || len(key) > clipAt || strings.ContainsAny(key, ".[]\"\n") {
		return path + "[" + strconv.Quote(Clip(key)) + "]"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

// nextStep cuts the first step off a path: a key, or an index in brackets as
// [3] or ["X.Y"].
func nextStep(path string) (step, rest string) {
	if strings.HasPrefix(path, "[") {
		end := strings.IndexByte(path, ']')
		if quoted, err := strconv.QuotedPrefix(path[1:]); err == nil {
			end = 1 + len(quoted)
		}
		if end < 0 || end >= len(path) {
			return path, ""
		}
		return path[:end+1], strings.TrimPrefix(path[end+1:], ".")
	}
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		return path, ""
	}
	return path[:end], strings.TrimPrefix(path[end:], ".")
}

func child(n *yaml.Node, step string) *yaml.Node {
	key := step
	if strings.HasPrefix(step, "[") && strings.HasSuffix(step, "]") {
		inner := step[1 : len(step)-1]
		if i, err := strconv.Atoi(inner); err == nil {
			return item(n, i)
		}
		if s, err := strconv.Unquote(inner); err == nil {
			key = s
		}
	}
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k := resolve(n.Content[i]); k.Kind == yaml.ScalarNode && k.Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// item is the i-th of a list, or the scalar that stands for a list of one.
func item(n *yaml.Node, i int) *yaml.Node {
	switch {
	case n.Kind == yaml.SequenceNode && i >= 0 && i < len(n.Content):
		return n.Content[i]
	case n.Kind == yaml.ScalarNode && i == 0:
		return n
	}
	return nil
}
