package scenario

import (
	"cmp"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// rule is what the tags of a member ask of its value (see [sim.Scenario]).
type rule struct {
	required    bool
	unique      bool // of a list: nothing comes twice
	form        form
	names       string
	refers      string
	advice      string
	least, most int64
}

// ruleOf is the rule that a tag makes, made once.
func (c *checker) ruleOf(tag reflect.StructTag) *rule {
	r := c.rules[tag]
	if r != nil {
		return r
	}
	r = &rule{
		required: !strings.HasSuffix(tag.Get("yaml"), ",omitempty"), unique: tag.Get("unique") != "",
		names: tag.Get("names"), refers: tag.Get("refers"), least: math.MinInt64, most: math.MaxInt64,
	}
	if r.form = (form{read: readWord(sim.Words(tag))}); tag.Get("form") != "" {
		r.form = forms[tag.Get("form")]
	}
	r.advice = cmp.Or(tag.Get("needs"), r.form.advice)
	for part := range strings.SplitSeq(tag.Get("jsonschema"), ",") {
		bound, value, _ := strings.Cut(part, "=")
		switch n, _ := strconv.ParseInt(value, 10, 64); bound {
		case "minimum":
			r.least = n
		case "maximum":
			r.most = n
		}
	}
	c.rules[tag] = r
	return r
}

// part is a struct of the scenario, to which value points.
type part struct {
	path  string
	value any
}

// reference is a text that must name something of a kind.
type reference struct{ path, kind, name string }

// visit checks a value that was read, and writes a text in its canonical form. What
// depends on other values waits until all are read.
func (c *checker) visit(path string, v reflect.Value, tag reflect.StructTag) {
	r := c.ruleOf(tag)
	span, isSpan := v.Interface().(sim.Duration)
	switch {
	case isSpan:
		if r.advice != "" && span == 0 {
			c.add(path, "must be %s", r.advice)
		}
	case v.IsZero() && v.Kind() == reflect.String && !r.required && !strings.HasSuffix(path, "]"): // as if it were left out
	case v.IsZero() && r.advice != "" && !v.CanInt():
		c.add(path, "is missing: %s", r.advice)
	case v.Kind() == reflect.String:
		c.text(path, v, r)
	case v.Kind() == reflect.Slice && r.unique:
		c.twice(path, v)
	case v.Kind() == reflect.Struct:
		c.parts = append(c.parts, part{path, v.Addr().Interface()})
	case v.CanInt() && (v.Int() < r.least || v.Int() > r.most):
		if r.most == math.MaxInt64 {
			c.add(path, "must be at least %d, not %d", r.least, v.Int())
		} else {
			c.add(path, "must be from %d to %d, not %d", r.least, r.most, v.Int())
		}
	}
}

// twice refuses a text of a list that has been there before.
func (c *checker) twice(path string, list reflect.Value) {
	before := map[string]bool{"": true}
	for i := range list.Len() {
		text := list.Index(i).String()
		if before[text] && text != "" {
			c.add(path+"["+strconv.Itoa(i)+"]", "%s is named twice", strict.Clip(text))
		}
		before[text] = true
	}
}

// text checks one text by its rule.
func (c *checker) text(path string, v reflect.Value, r *rule) {
	canonical, wrong := r.form.read(c, v.String())
	v.SetString(canonical)
	if r.names != "" {
		c.name(r.names, canonical)
	}
	switch {
	case wrong != "":
		c.add(path, "%s", wrong)
	case r.form.once != "":
		c.once(path, r.form.once, canonical)
	}
	if wrong == "" && r.refers != "" {
		c.references = append(c.references, reference{path, r.refers, canonical})
	}
}

// once notes a value that may exist only once in the world.
func (c *checker) once(path, what, value string) {
	key := what + " " + value
	if what == "the API key" { // no token may have its value
		key = "the token " + value
	}
	if first, again := c.seen[key]; again {
		c.already(path, what, value, first)
		return
	}
	c.seen[key] = path
}

func (c *checker) already(path, what, value, first string) {
	line, _ := c.pos.At(first)
	c.add(path, "%s %q is already on line %d (%s)", what, strict.Clip(value), line, first)
}

// names are those of one kind, in the order of the scenario.
type names struct {
	list []string
	has  map[string]bool
}

// name makes a name known.
func (c *checker) name(kind, name string) {
	known := c.named[kind]
	if known == nil {
		known = &names{has: map[string]bool{}}
		c.named[kind] = known
	}
	known.list, known.has[name] = append(known.list, name), true
}

// listedIn are the members of a scenario that name what is referred to.
var listedIn = map[string]string{
	"business": "businesses", "token": "businesses", "partner": "partners", "API key": "partners", "app": "apps", "WABA": "wabas",
}

// refer checks that a text names something of the scenario.
func (c *checker) refer(r reference) {
	known := cmp.Or(c.named[r.kind], &names{})
	switch {
	case known.has[r.name]:
	case r.kind == "number":
		c.mentioned(r.path, r.name)
	case r.kind == "business" && r.name == store.Business360dialog, c.issues.Full(), c.incomplete(listedIn[r.kind]):
	default:
		c.add(r.path, "there is no %s %q%s", r.kind, strict.Clip(r.name), sim.Suggest(r.name, known.list))
	}
}

// mentioned checks a number that is neither listed nor to be added, unless the scenario
// has some that cannot be known before it is built. Without a task it does not say what
// its client adds, so that an expected number is only warned of, as that of a step is,
// which fails at run time.
func (c *checker) mentioned(path, phone string) {
	switch expected := strings.HasPrefix(path, "expect"); {
	case len(c.file.Generate) > 0, c.incomplete("numbers"), c.incomplete("task"):
	case strings.HasPrefix(path, "task"), expected && c.file.Task != nil:
		c.add(path, "the number %s is neither in numbers nor in task.add: add it to one of them", phone)
	case expected:
		c.warn(path, "the number %s is not in numbers; if the client adds it, say so in task.add", phone)
	default:
		c.warn(path, "the number %s is neither in numbers nor in task.add, so this step would fail", phone)
	}
}

// lost tells whether the value at the path, or one around it that is no mapping, could
// not be read.
func (c *checker) lost(path string) bool {
	return slices.ContainsFunc(c.unread, func(p string) bool { return p == path || within(path, p) && !c.pos.IsMapping(p) })
}

// incomplete reports whether something at or below path could not be read, so
// that its absence says nothing.
func (c *checker) incomplete(path string) bool {
	return slices.ContainsFunc(c.unread, func(p string) bool { return p == path || within(p, path) })
}

// within tells whether a path leads into the value at another.
func within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && rest != "" && (outer == "" || rest[0] == '.' || rest[0] == '[')
}
