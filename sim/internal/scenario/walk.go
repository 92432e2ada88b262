package scenario

import (
	"cmp"
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// rule is what the tags of a member say of its texts (see [sim.Scenario]).
type rule struct {
	name     string // "" for a member that a scenario does not have
	index    []int
	required bool
	unique   bool // of a list: nothing comes twice
	form     form
	names    string
	refers   string
	advice   string
}

func ruleOf(f reflect.StructField) rule {
	tag := f.Tag
	name, option, _ := strings.Cut(tag.Get("yaml"), ",")
	r := rule{
		name: strings.Trim(name, "-"), index: f.Index, required: option != "omitempty", unique: tag.Get("unique") != "",
		names: tag.Get("names"), refers: tag.Get("refers"),
	}
	if r.form = (form{read: readWord(sim.Words(tag))}); tag.Get("form") != "" {
		r.form = forms[tag.Get("form")]
	}
	r.advice = cmp.Or(tag.Get("needs"), r.form.advice)
	return r
}

// rulesOf are the rules of the members of a struct, made once.
func (c *checker) rulesOf(t reflect.Type) []rule {
	rules, known := c.rules[t]
	if !known {
		for _, f := range reflect.VisibleFields(t) {
			rules = append(rules, ruleOf(f))
		}
		c.rules[t] = rules
	}
	return rules
}

// walk checks a value and everything in it by the tags of the members, in two passes:
// first the form of each text, then what refers to other parts of the scenario. A
// required text may not be empty.
func (c *checker) walk(path string, v reflect.Value, r *rule, required bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if read := c.pos.IsMapping(path) || !slices.Contains(c.unread, path); read && !v.IsNil() {
			c.walk(path, v.Elem(), r, required)
		}
	case reflect.Slice:
		before := map[string]bool{}
		for i := range v.Len() {
			at, item := c.place(v, path, path+"["+strconv.Itoa(i)+"]"), v.Index(i)
			c.walk(at, item, r, true)
			if r.unique && c.referring {
				c.twice(at, item.String(), before)
			}
		}
	case reflect.Struct:
		c.members(path, v)
	case reflect.String:
		if v.String() != "" || required {
			c.text(path, v, r)
		}
	}
}

// twice refuses a text of a list that has been there before.
func (c *checker) twice(path, text string, before map[string]bool) {
	if before[text] && text != "" {
		c.add(path, "%s is named twice", strict.Clip(text))
	}
	before[text] = true
}

// place is the path of a part of a value, or of the whole where that is written in its
// short form.
func (c *checker) place(v reflect.Value, whole, part string) string {
	if _, short := v.Addr().Interface().(encoding.TextUnmarshaler); short && !c.pos.Has(part) {
		return whole
	}
	return part
}

func (c *checker) members(path string, v reflect.Value) {
	rules := c.rulesOf(v.Type())
	for i := range rules {
		if r := &rules[i]; r.name != "" {
			c.walk(c.place(v, path, under(path, r.name)), v.FieldByIndex(r.index), r, r.required)
		}
	}
	if c.referring {
		if r := v.FieldByName("Requests"); r.IsValid() {
			c.sender(path, r.Interface().(sim.Requests))
		}
		c.whole(path, v.Addr().Interface())
	}
}

// text checks one text by its rule, and writes it in its canonical form.
func (c *checker) text(path string, v reflect.Value, r *rule) {
	text := v.String()
	switch {
	case text == "" && r.advice != "":
		if !c.referring {
			c.add(path, "is missing: %s", r.advice)
		}
	case c.referring:
		c.refer(path, r.refers, text)
	default:
		canonical, wrong := r.form.read(c, text)
		v.SetString(canonical)
		if r.names != "" {
			c.name(r.names, canonical)
		}
		if wrong != "" {
			c.add(path, "%s", wrong)
		} else if r.form.once != "" {
			c.once(path, r.form.once, canonical)
		}
	}
}

// once notes a value that may exist only once in the world.
func (c *checker) once(path, what, value string) {
	key := what + " " + value
	if what == "the API key" { // no token may have its value
		key = "the token " + value
	}
	if first, again := c.seen[key]; again {
		line, _ := c.pos.At(first)
		c.add(path, "%s %q is already on line %d (%s)", what, strict.Clip(value), line, first)
		return
	}
	c.seen[key] = path
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

// refer checks that a text names something of the scenario. A single step knows no
// scenario.
func (c *checker) refer(path, kind, name string) {
	known := cmp.Or(c.named[kind], &names{})
	switch {
	case c.file == nil || kind == "" || known.has[name]:
	case kind == "number":
		c.mentioned(path, name)
	case kind == "business" && name == store.Business360dialog, c.issues.Full(), c.incomplete(listedIn[kind]):
	default:
		c.add(path, "there is no %s %q%s", kind, strict.Clip(name), sim.Suggest(name, known.list))
	}
}

// mentioned checks a number that is neither listed nor to be added, unless the scenario
// has some that cannot be known before it is built. Without a task it does not say what
// its client adds, so that an expected number is only warned of, as that of a step is,
// which fails at run time.
func (c *checker) mentioned(path, phone string) {
	_, err := sim.ParsePhone(phone)
	switch expected := strings.HasPrefix(path, "expect"); {
	case err != nil, len(c.file.Generate) > 0, c.incomplete("numbers"), c.incomplete("task"):
	case strings.HasPrefix(path, "task"), expected && c.file.Task != nil:
		c.add(path, "the number %s is neither in numbers nor in task.add: add it to one of them", phone)
	case expected:
		c.warn(path, "the number %s is not in numbers; if the client adds it, say so in task.add", phone)
	default:
		c.warn(path, "the number %s is neither in numbers nor in task.add, so this step would fail", phone)
	}
}
