package sim

import "strconv"

// IsNodeID reports whether text can be the id of a node at Meta: decimal digits
// that fit into 64 bits, the first not 0.
func IsNodeID(text string) bool {
	_, ok := wholeNumber(text)
	return ok
}

// wholeNumber reads decimal digits that do not begin with 0.
func wholeNumber(text string) (uint64, bool) {
	if text == "" || text[0] < '1' || text[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseUint(text, 10, 64)
	return n, err == nil
}
