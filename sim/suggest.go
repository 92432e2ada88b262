package sim

import (
	"strconv"
	"strings"
)

// longestMeant bounds the words for which something close is looked for, in
// bytes.
const longestMeant = 128

// DidYouMean returns "; did you mean "x"?" for the candidate closest to the word, or
// "" when none is close enough to be meant. Case does not count.
func DidYouMean(word string, candidates []string) string {
	if len(word) > longestMeant {
		return ""
	}
	best, least := "", max(2, len(word)/3)+1
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + strconv.Quote(best) + "?"
}

// distance is the Levenshtein distance in bytes: all names are ASCII.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
