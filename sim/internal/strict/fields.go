package strict

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// member is one key of a struct.
type member struct {
	name  string
	field int
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
		out = append(out, member{name, i})
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

// Suggest says what was meant by an unknown word: `did you mean "x"?` when one
// of the accepted words is within two edits, or starts with the word or the
// word with it; else the list of them.
func Suggest(word string, accepted []string) string {
	best, distance := "", 3
	word = word[:min(len(word), maxWord)]
	for _, a := range accepted[:min(len(accepted), maxTried)] {
		d := edits(word, a)
		if len(word) >= 3 && len(a) >= 3 && (strings.HasPrefix(a, word) || strings.HasPrefix(word, a)) {
			d = min(d, 2)
		}
		// Two edits turn any two letters into any other two.
		if d < distance && d < max(len(word), len(a)) {
			best, distance = a, d
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", Clip(best))
	}
	switch {
	case len(accepted) == 0:
		return "there are none"
	case len(accepted) > maxListed:
		return fmt.Sprintf("accepted are %s and %d more", strings.Join(accepted[:maxListed], ", "), len(accepted)-maxListed)
	}
	return "accepted are " + strings.Join(accepted, ", ")
}

// maxWord is how much of a word is compared, in bytes, and maxTried with how many
// others: what is accepted may come from the same document.
const (
	maxWord  = 128
	maxTried = 1000
)

// maxListed is how many accepted words a message lists.
const maxListed = 40

// edits is the number of insertions, deletions, replacements and swaps of
// neighbours that turn a into b; words of very different length are far apart
// without counting.
func edits(a, b string) int {
	if a = strings.ToLower(a); a == strings.ToLower(b) {
		return 0
	}
	b = strings.ToLower(b)
	if len(a)-len(b) > 2 || len(b)-len(a) > 2 {
		return 3
	}
	prev, row := make([]int, len(b)+1), make([]int, len(b)+1)
	var before []int
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, prev, row = prev, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return row[len(b)]
}
