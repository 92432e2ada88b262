package sim

import (
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// longestName bounds what [IsName] takes, in bytes.
const longestName = 64

// IsName tells whether s has the form of the names that users make up for
// worlds, scenarios and partners: 1 to 64 letters, digits, dots, underscores
// and hyphens.
func IsName(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
	return s != "" && s != "." && s != ".." && len(s) <= longestName && strings.Trim(s, letters) == "" // paths drop the two
}

// RuleNameForm tells a reader how the name of a fault rule or limit is written.
const RuleNameForm = "a name has at most 128 printable ASCII characters, no slash, and no space at its ends"

// IsRuleName tells whether a name fits into a path segment and a header, as
// [RuleNameForm] says. "" does: it stands for a name that is made up.
func IsRuleName(s string) bool {
	bad := func(r rune) bool { return r < ' ' || r > '~' || r == '/' }
	return len(s) <= 128 && strings.IndexFunc(s, bad) < 0 && strings.TrimSpace(s) == s
}

// FreeName is the base, or the first of base-2, base-3 and so on that is not taken.
func FreeName(base string, taken func(string) bool) string {
	name := base
	for n := 2; taken(name); n++ {
		name = base + "-" + strconv.Itoa(n)
	}
	return name
}

// Vendor is the part of the name of an operation or error before the first dot,
// such as meta; "" for a name without one.
func Vendor(name string) string {
	vendor, _, ok := strings.Cut(name, ".")
	if !ok {
		return ""
	}
	return vendor
}

// AddressForm tells a reader how the address of a callback or a redirect is written.
const AddressForm = "an address that begins with http:// or https://"

// IsAddress tells whether a text is [AddressForm] and names a host.
func IsAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// IsVerifiedName tells whether Meta shows a text as the name of a phone number: it has 2
// to 75 characters (Meta OpenAPI v23.0).
func IsVerifiedName(s string) bool {
	n := utf8.RuneCountInString(s) // as JSON Schema counts
	return n >= 2 && n <= 75
}
