package strict

import (
	"cmp"
	"fmt"
	"slices"

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
	w := walker{open: map[*yaml.Node]bool{}}
	at, excess := w.walk(root, nil, 0)
	if excess != "" {
		d.add(at.Line, at.Column, "", excess)
	}
	return excess == ""
}

type walker struct {
	open    map[*yaml.Node]bool // the anchors being walked
	aliased int                 // nodes seen through an alias
	copied  int                 // bytes of text seen through an alias
}

// walk visits n; via is the outermost alias on the way to it, if any. It returns
// the first excess with the node it is noted at.
func (w *walker) walk(n, via *yaml.Node, depth int) (at *yaml.Node, excess string) {
	at = cmp.Or(via, n)
	if depth > maxDepth {
		return at, fmt.Sprintf("nested deeper than %d levels", maxDepth)
	}
	if n.Kind == yaml.AliasNode {
		if w.open[n.Alias] {
			return n, fmt.Sprintf("alias *%s stands inside its own anchor", Clip(n.Value))
		}
		w.open[n.Alias] = true
		defer delete(w.open, n.Alias)
		return w.walk(n.Alias, at, depth)
	}
	if via != nil {
		w.aliased++
		w.copied += len(n.Value)
	}
	switch {
	case w.aliased > maxAliased:
		return at, fmt.Sprintf("aliases unfold to more than %d nodes", maxAliased)
	case w.copied > MaxBytes:
		return at, fmt.Sprintf("aliases unfold to more than %d bytes", MaxBytes)
	case !slices.Contains(knownTags, n.ShortTag()):
		return at, fmt.Sprintf("the tag %s is not supported", Clip(n.Tag))
	case n.Anchor != "" && !w.open[n]:
		w.open[n] = true
		defer delete(w.open, n)
	}
	for _, c := range n.Content {
		if at, excess := w.walk(c, via, depth+1); excess != "" {
			return at, excess
		}
	}
	return nil, ""
}

var knownTags = []string{"", "!!null", "!!bool", "!!int", "!!float", "!!str", "!!timestamp", "!!merge", "!!map", "!!seq"}
