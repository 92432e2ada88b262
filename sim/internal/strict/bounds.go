package strict

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// resolve follows aliases to the node they stand for.
func resolve(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// bounded walks the document as the decoder would see it, aliases written out,
// and reports whether that is worth doing. It stops at the first excess, so a
// document that would unfold to billions of nodes costs as much as the bound.
func (d *decoder) bounded(root *yaml.Node) bool {
	w := walker{decoder: d, open: map[*yaml.Node]bool{}}
	return w.walk(root, nil, 0)
}

type walker struct {
	*decoder
	open    map[*yaml.Node]bool // the anchors being walked
	aliased int                 // nodes seen through an alias
	copied  int                 // bytes of text seen through an alias
}

// walk visits n; via is the outermost alias on the way to it, if any.
func (w *walker) walk(n, via *yaml.Node, depth int) bool {
	if depth > maxDepth {
		return w.refuse(n, via, fmt.Sprintf("nested deeper than %d levels", maxDepth))
	}
	if n.Kind == yaml.AliasNode {
		if via == nil {
			via = n
		}
		if w.open[n.Alias] {
			return w.refuse(n, nil, fmt.Sprintf("alias *%s stands inside its own anchor", Clip(n.Value)))
		}
		w.open[n.Alias] = true
		defer delete(w.open, n.Alias)
		return w.walk(n.Alias, via, depth)
	}
	if via != nil {
		if w.aliased++; w.aliased > maxAliased {
			return w.refuse(n, via, fmt.Sprintf("aliases unfold to more than %d nodes", maxAliased))
		}
		if w.copied += len(n.Value); w.copied > MaxBytes {
			return w.refuse(n, via, fmt.Sprintf("aliases unfold to more than %d bytes", MaxBytes))
		}
	}
	if !knownTag(n) {
		return w.refuse(n, via, fmt.Sprintf("the tag %s is not supported", Clip(n.Tag)))
	}
	if n.Anchor != "" && !w.open[n] {
		w.open[n] = true
		defer delete(w.open, n)
	}
	for _, c := range n.Content {
		if !w.walk(c, via, depth+1) {
			return false
		}
	}
	return true
}

func (w *walker) refuse(n, via *yaml.Node, message string) bool {
	if via != nil {
		n = via
	}
	w.add(n.Line, n.Column, "", message)
	return false
}

func knownTag(n *yaml.Node) bool {
	switch n.ShortTag() {
	case "!!binary":
		return false
	case "", "!!null", "!!bool", "!!int", "!!float", "!!str", "!!timestamp", "!!merge", "!!map", "!!seq":
		return true
	}
	return false
}
