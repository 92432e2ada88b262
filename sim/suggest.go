package sim

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The bounds of looking for what was meant: the length of the word in bytes, how
// many candidates it is compared with, and how many a message lists. Both the
// word and the candidates may come from the same hostile document.
const (
	maxWord       = 128
	maxCandidates = 1000
	maxListed     = 40
)

// DidYouMean returns `; did you mean "x"?` for the candidate closest to the
// word, or "" when none is close enough to be meant.
//
// A word that is the end of several, such as list_numbers, names each of them.
func DidYouMean(word string, candidates []string) string {
	var ends []string
	for _, c := range candidates[:min(len(candidates), maxCandidates)] {
		if len(word) >= 3 && strings.HasSuffix(c, "."+word) {
			ends = append(ends, strconv.Quote(c))
		}
	}
	if len(ends) > 1 && len(ends) <= 3 {
		return "; did you mean " + strings.Join(ends, " or ") + "?"
	}
	if best := Closest(word, candidates); best != "" {
		return "; did you mean " + strconv.Quote(best) + "?"
	}
	return ""
}

// Suggest is [DidYouMean], with the list of the candidates when none is close.
func Suggest(word string, candidates []string) string {
	switch meant := DidYouMean(word, candidates); {
	case meant != "":
		return meant
	case len(candidates) == 0:
		return "; there are none"
	case len(candidates) > maxListed:
		return fmt.Sprintf("; accepted are %s and %d more", strings.Join(candidates[:maxListed], ", "), len(candidates)-maxListed)
	}
	return "; accepted are " + strings.Join(candidates, ", ")
}

// List writes words with commas between them.
func List[T ~string](words []T) string { return strings.Join(plain(words), ", ") }

func plain[T ~string](words []T) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return out
}

// Counted is a number with its noun in the right form, such as 2 checks.
func Counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// Times is once, or 2 times.
func Times(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

// NotOneOf refuses a word that is not in a list, with what was meant. It returns "" for
// one that is, for no word at all, and for any where there is no list.
func NotOneOf[T ~string](word T, accepted []T) string {
	if word == "" || accepted == nil || slices.Contains(accepted, word) {
		return ""
	}
	return fmt.Sprintf("%q is not one of %s%s", word, List(accepted), DidYouMean(string(word), plain(accepted)))
}

// Closest is the candidate with the fewest edits from the word: at most two, or a
// third of the word's length. A candidate that begins with the word, or the word
// with it, counts as two edits away. An operation without its vendor, such as
// verify_code, counts as one edit more. Case does not count.
func Closest(word string, candidates []string) (best string) {
	if len(word) > maxWord {
		return ""
	}
	word = strings.ToLower(word)
	least := max(2, len(word)/3) + 1
	for _, c := range candidates[:min(len(candidates), maxCandidates)] {
		lower := strings.ToLower(c)
		d := edits(word, lower)
		if vendor := strings.LastIndexByte(lower, '.') + 1; vendor > 0 && len(word) >= 3 && !strings.Contains(word, ".") {
			d = min(d, 1+edits(word, lower[vendor:]))
		}
		// Two edits turn any two letters into any other two.
		if d < least && d < max(len(word), len(c)) {
			best, least = c, d
		}
	}
	return best
}

// edits is the number of insertions, deletions and replacements, in bytes, that turn a
// into b. Two bytes that have changed places count once, and it is at most two when one
// of the words begins with the other.
func edits(a, b string) int {
	if min(len(a), len(b)) >= 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) {
		return min(2, max(len(a), len(b))-min(len(a), len(b)))
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0]++
		for j := range len(b) {
			replaced := corner
			if a[i] != b[j] {
				replaced++
			}
			corner = row[j+1]
			row[j+1] = min(corner+1, row[j]+1, replaced)
		}
	}
	if row[len(b)] == 2 && slices.Equal(slices.Sorted(slices.Values([]byte(a))), slices.Sorted(slices.Values([]byte(b)))) {
		return 1
	}
	return row[len(b)]
}
