package strict

import (
	"reflect"
	"slices"
	"strings"
)

// member is one key of a struct. One with the tag strict:"filled" is no empty text,
// which would be taken as left out.
type member struct {
	name   string
	field  int
	filled bool
}

type memberList []member

// fieldsOf lists the keys of a struct in the order of their declaration: the
// exported fields with a yaml tag.
func fieldsOf(t reflect.Type) memberList {
	var out memberList
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if !f.IsExported() || name == "" || name == "-" {
			continue
		}
		out = append(out, member{name, i, f.Tag.Get("strict") == "filled"})
	}
	return out
}

func (m memberList) index(name string) int {
	return slices.IndexFunc(m, func(x member) bool { return x.name == name })
}

func (m memberList) names() []string {
	out := make([]string, len(m))
	for i := range m {
		out[i] = m[i].name
	}
	return out
}
