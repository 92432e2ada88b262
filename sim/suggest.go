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
// one that is, and for no word at all.
func NotOneOf[T ~string](word T, accepted []T) string {
	if word == "" || slices.Contains(accepted, word) {
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
		// Two edits turn any two letters into any other two.
		if d := edits(word, strings.ToLower(c), least); d < least && d < max(len(word), len(c)) {
			best, least = c, d
		}
	}
	return best
}

// edits is the distance [Closest] compares. Words whose lengths differ by most or
// more are not counted out.
func edits(a, b string, most int) int {
	if vendor := strings.LastIndexByte(b, '.') + 1; vendor > 0 && len(a) >= 3 && !strings.Contains(a, ".") {
		most = min(most, 1+edits(a, b[vendor:], most-1))
	}
	switch {
	case min(len(a), len(b)) >= 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)):
		return min(most, 2, max(len(a), len(b))-min(len(a), len(b)))
	case max(len(a), len(b))-min(len(a), len(b)) >= most:
		return most
	}
	return min(most, distance(a, b))
}

// distance is the number of insertions, deletions, replacements and swaps of
// neighbours, in bytes, that turn a into b.
func distance(a, b string) int {
	row, prev := make([]int, len(b)+1), make([]int, len(b)+1)
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
