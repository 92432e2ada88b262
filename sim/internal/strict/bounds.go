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
	at, excess := new(walker).walk(root, nil, nil)
	if excess != "" {
		d.add(at.Line, at.Column, "", excess)
	}
	return excess == ""
}

// walker counts the nodes, and the bytes of text, that are seen through an alias.
type walker struct{ nodes, bytes int }

// walk visits n, which stands within others; via is the outermost alias on the way to
// it, if any. It returns the first excess with the node it is noted at.
func (w *walker) walk(n, via *yaml.Node, within []*yaml.Node) (at *yaml.Node, excess string) {
	at = cmp.Or(via, n)
	switch {
	case len(within) > maxDepth:
		return at, fmt.Sprintf("nested deeper than %d levels", maxDepth)
	case slices.Contains(within, n.Alias):
		return n, fmt.Sprintf("alias *%s stands inside its own anchor", Clip(n.Value))
	case n.Alias != nil:
		return w.walk(n.Alias, at, within)
	case via != nil:
		w.nodes++
		w.bytes += len(n.Value)
	}
	switch {
	case w.nodes > maxAliased:
		return at, fmt.Sprintf("aliases unfold to more than %d nodes", maxAliased)
	case w.bytes > MaxBytes:
		return at, fmt.Sprintf("aliases unfold to more than %d bytes", MaxBytes)
	case !slices.Contains(knownTags, n.ShortTag()):
		return at, fmt.Sprintf("the tag %s is not supported", Clip(n.Tag))
	}
	for _, c := range n.Content {
		if at, excess := w.walk(c, via, append(within, n)); excess != "" {
			return at, excess
		}
	}
	return nil, ""
}

var knownTags = []string{"", "!!null", "!!bool", "!!int", "!!float", "!!str", "!!timestamp", "!!merge", "!!map", "!!seq"}
