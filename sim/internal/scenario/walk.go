package scenario

import (
	"cmp"
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// walk checks a value and everything in it by the tags of the members (see
// [sim.Scenario]), in two passes: first the form of each text, then what refers to
// other parts of the scenario. A required text may not be empty.
func (c *checker) walk(path string, v reflect.Value, tag reflect.StructTag, required bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if unread := slices.Contains(c.unread, path); !v.IsNil() && !(unread && v.Elem().IsZero()) {
			c.walk(path, v.Elem(), tag, required)
		}
	case reflect.Slice:
		for i := range v.Len() {
			c.walk(c.place(v, path, fmt.Sprintf("%s[%d]", path, i)), v.Index(i), tag, true)
		}
	case reflect.Struct:
		c.members(path, v)
	case reflect.String:
		if v.String() != "" || required {
			c.text(path, v, tag)
		}
	}
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
	for i := range v.NumField() {
		tag := v.Type().Field(i).Tag
		name, option, _ := strings.Cut(tag.Get("yaml"), ",")
		if name == "" || name == "-" {
			continue
		}
		c.walk(c.place(v, path, under(path, name)), v.Field(i), tag, option != "omitempty")
	}
	if c.referring {
		c.whole(path, v.Addr().Interface())
	}
}

// text checks one text by its tag, and writes it in its canonical form.
func (c *checker) text(path string, v reflect.Value, tag reflect.StructTag) {
	text, form := v.String(), forms[tag.Get("form")]
	if form.read == nil {
		form.read = readWord(sim.Words(tag))
	}
	advice := cmp.Or(tag.Get("needs"), form.advice)
	switch {
	case text == "" && advice != "":
		if !c.referring {
			c.add(path, "is missing: %s", advice)
		}
	case c.referring:
		c.refer(path, tag.Get("refers"), text)
	default:
		canonical, wrong := form.read(c, text)
		v.SetString(canonical)
		if wrong != "" {
			c.add(path, "%s", wrong)
		} else if form.once != "" {
			c.once(path, form.once, canonical)
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

// names are what a scenario names, in its order.
type names struct {
	list []string
	has  map[string]bool
}

func (n *names) add(name string) {
	if n.has == nil {
		n.has = map[string]bool{}
	}
	if name != "" {
		n.list, n.has[name] = append(n.list, name), true
	}
}

// collect notes what the scenario names, by kind.
func (c *checker) collect() {
	var businesses, tokens, partners, keys, apps, wabas, numbers names
	for _, b := range c.file.Businesses {
		businesses.add(b.ID)
		for _, t := range b.Tokens {
			tokens.add(t.Token)
		}
	}
	for _, p := range c.file.Partners {
		partners.add(p.ID)
		for _, key := range p.APIKeys {
			keys.add(key)
		}
	}
	for _, a := range c.file.Apps {
		apps.add(a.ID)
	}
	if len(c.file.Apps) == 0 {
		apps.add(sim.DefaultApp)
	}
	for _, w := range c.file.WABAs {
		wabas.add(w.ID)
		for _, n := range w.PhoneNumbers {
			numbers.add(n.PhoneNumber)
		}
	}
	for _, n := range c.file.Numbers {
		numbers.add(n.PhoneNumber)
	}
	if c.file.Task != nil {
		for _, phone := range c.file.Task.Add {
			numbers.add(phone)
		}
	}
	c.named = map[string]names{
		"business": businesses, "token": tokens, "partner": partners, "API key": keys, "app": apps, "WABA": wabas, "number": numbers,
	}
}

// listedIn are the members of a scenario that name what is referred to.
var listedIn = map[string]string{
	"business": "businesses", "token": "businesses", "partner": "partners", "API key": "partners", "app": "apps", "WABA": "wabas",
}

// refer checks that a text names something of the scenario. A single step knows no
// scenario.
func (c *checker) refer(path, kind, name string) {
	switch known := c.named[kind]; {
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
