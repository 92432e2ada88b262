package drift

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim/internal/pattern"
)

// byValue are the members whose value counts, not only its form: codes, the
// words that go with them, and enumerations.
var byValue = map[string]bool{
	"code": true, "error_subcode": true, "type": true, "message": true, // Meta's error
	"developer_message": true, "http_code": true, // 360dialog's
	"error": true, "error_description": true, "token_type": true, "expires_in": true, // the token call's
	"status":                   true, // of 360dialog's service response
	"code_verification_status": true, "verification_status": true, "availability_status": true,
	"country_prefix": true, "country_code": true,
}

// byName are the forms of identifiers that only their name makes known.
var byName = map[string]func(string) string{
	"fbtrace_id":          form(pattern.Lazy(`^A[A-Za-z0-9_-]{22}$`), "23 characters, the first an A"),
	"360dialog_trace_id":  form(pattern.Lazy(`^[A-Za-z0-9]{19}$`), "19 letters and digits"),
	"before":              cursor,
	"after":               cursor,
	"access_token":        secret,
	"name":                secret,
	"error_user_title":    secret, // in the language of the request
	"error_user_msg":      secret,
	"verified_name":       secret,
	"owner_business_name": secret,
}

func cursor(string) string { return "a cursor" }
func secret(string) string { return "text" }

// texts compares two strings: by value where that counts, else by their form.
func (c *comparison) texts(path, name, was, is string) {
	switch {
	case masked(was):
	case byValue[name]:
		if c.plain(was) != c.plain(is) {
			c.add(KindValue, path, strconv.Quote(was), strconv.Quote(is))
		}
	case byName[name] != nil:
		c.shapes(path, byName[name](was), byName[name](is))
	default:
		c.shapes(path, shape(was), shape(is))
	}
}

func (c *comparison) shapes(path, was, is string) {
	if was != is {
		c.add(KindShape, path, was, is)
	}
}

var (
	// A Graph time within a message, such as Friday, 18-Sep-26 10:00:00 PDT.
	spokenTime = pattern.Lazy(`[A-Z][a-z]+day, [0-9]{2}-[A-Z][a-z]{2}-[0-9]{2} [0-9:]{8} [A-Z]{3,4}`)
	longDigits = pattern.Lazy(`[0-9]{5,}`)
)

// plain takes out of a message what differs from call to call: times, and ids
// that stand for each other. Error codes of six digits stay.
func (c *comparison) plain(s string) string {
	s = spokenTime().ReplaceAllString(s, "<time>")
	return longDigits().ReplaceAllStringFunc(s, c.ours)
}

// forms are looked through in order; the first that fits names the form.
var forms = []struct {
	pattern func() *regexp.Regexp
	name    string
}{
	{pattern.Lazy(`^[0-9]{5,}$`), "digits"},
	{pattern.Lazy(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d{4}$`), "a time with +0000"},
	{pattern.Lazy(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$`), "a time with +00:00"},
	{pattern.Lazy(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$`), "a time with Z"},
	{pattern.Lazy(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:?\d\d)?$`), "a time with fractions"},
	{pattern.Lazy(`^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d$`), "a time without zone"},
	{pattern.Lazy(`^https?://`), "a URL"},
	{pattern.Lazy(`^\+[0-9]{6,15}$`), "a phone number in E.164"},
	{pattern.Lazy(`^\+[0-9][0-9 ().-]{6,24}$`), "a phone number for display"},
}

// shape names the form of a text whose value differs from call to call.
func shape(s string) string {
	if s == "" {
		return "an empty text"
	}
	for _, f := range forms {
		if f.pattern().MatchString(s) {
			return f.name
		}
	}
	return "text"
}

var maskPattern = pattern.Lazy(`(?i)\*{3,}|x{4,}|•{2,}|redacted|stripped|removed|masked|\[hidden\]|<[a-z_-]+>|^…$`)

// masked tells whether a recorded text was made unreadable before the file was
// given away; it fits everything.
func masked(s string) bool {
	return maskPattern().MatchString(s) && !strings.Contains(s, " ") || strings.Trim(s, "*xX•") == "" && len(s) > 3
}
