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
	file   string
	places map[string]*yaml.Node // by path; an alias stands where it was used
}

// Issue is an issue of the value at the path.
func (p *Positions) Issue(path, message string) sim.Issue {
	line, column := p.At(path)
	return sim.Issue{File: p.file, Line: line, Column: column, Path: path, Message: message}
}

// Empty reports whether no document was read into it.
func (p *Positions) Empty() bool { return p.places == nil }

// IsMapping reports whether the value at the path has members.
func (p *Positions) IsMapping(path string) bool {
	n := p.places[path]
	return n != nil && resolve(n).Kind == yaml.MappingNode
}

// At returns the line and column, from 1, of the value at a path such as
// numbers[3].status. When there is no such value, for instance because it was
// left out, it is the place of the closest parent that is there.
func (p *Positions) At(path string) (line, column int) {
	n := p.places[path]
	for n == nil {
		if path == "" {
			return 1, 1
		}
		path = path[:max(0, strings.LastIndexAny(path, ".["))]
		n = p.places[path]
	}
	return n.Line, n.Column
}

// Join adds a key to a path. Keys that would read as more than one step are
// quoted.
func Join(path, key string) string {
	if key == "" || len(key) > clipAt || strings.ContainsAny(key, ".[]\"\n") {
		return path + "[" + strconv.Quote(Clip(key)) + "]"
	}
	return strings.TrimPrefix(path+"."+key, ".")
}
