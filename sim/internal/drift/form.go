package drift

import (
	"fmt"
	"mime"
	"regexp"
	"slices"
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

// metaHeaders are those recorded with Graph's answers (public captures of 2018
// to 2026, which have the content type with a charset and without, and Vary with
// Origin and without).
var metaHeaders = []string{
	"Content-Type", "Facebook-Api-Version", "X-Fb-Request-Id", "X-Fb-Trace-Id", "X-Fb-Rev", "X-Fb-Debug", "Cache-Control",
	"Pragma", "Expires", "Etag", "Www-Authenticate", "Vary", "Strict-Transport-Security", "Access-Control-Allow-Origin",
}

// forms reduce the values of headers and members to what must be equal: those of which
// only the name tells the form.
var forms = map[string]func(string) string{
	"Content-Type":                quoted(mediaType),
	"Facebook-Api-Version":        quoted(strings.TrimSpace),
	"X-Fb-Request-Id":             like(traceID, "23 characters, the first an A"),
	"X-Fb-Trace-Id":               like(pattern.Lazy(`^[A-Za-z0-9+/]{11}$`), "11 characters of base64"),
	"X-Fb-Rev":                    like(pattern.Lazy(`^[0-9]{10}$`), "10 digits"),
	"X-Fb-Debug":                  like(pattern.Lazy(`^[A-Za-z0-9+/]{86}==$`), "88 characters of base64"),
	"Cache-Control":               quoted(list),
	"Pragma":                      quoted(list),
	"Expires":                     quoted(strings.TrimSpace),
	"Etag":                        always("a value"),
	"Www-Authenticate":            challenge,
	"Vary":                        always("a value"), // its words changed over the years
	"Strict-Transport-Security":   quoted(list),
	"Access-Control-Allow-Origin": quoted(strings.TrimSpace),

	"fbtrace_id":          like(traceID, "23 characters, the first an A"),
	"360dialog_trace_id":  like(pattern.Lazy(`^[A-Za-z0-9]{19}$`), "19 letters and digits"),
	"before":              always("a cursor"),
	"after":               always("a cursor"),
	"access_token":        always("text"),
	"name":                always("text"),
	"error_user_title":    always("text"), // in the language of the request
	"error_user_msg":      always("text"),
	"verified_name":       always("text"),
	"owner_business_name": always("text"),
}

var traceID = pattern.Lazy(`^A[A-Za-z0-9_-]{22}$`)

// like reduces a value that differs from call to call to whether it has its form.
func like(re func() *regexp.Regexp, name string) func(string) string {
	return func(s string) string {
		if re().MatchString(s) {
			return name
		}
		return fmt.Sprintf("%.60q", s)
	}
}

func always(name string) func(string) string { return func(string) string { return name } }

// quoted shows a value as such, so that commas in it part nothing.
func quoted(same func(string) string) func(string) string {
	return func(s string) string { return fmt.Sprintf("%.60q", same(s)) }
}

// mediaType is a content type without its charset, which older captures have and
// recent ones do not.
func mediaType(s string) string {
	kind, _, err := mime.ParseMediaType(s)
	if err != nil {
		return s
	}
	return kind
}

// list compares the words of a header without regard to order and case.
func list(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ',' || r == ';' })
	for i := range words {
		words[i] = strings.TrimSpace(words[i])
	}
	slices.Sort(words)
	return strings.Join(words, ", ")
}

var challengePattern = pattern.Lazy(`^(OAuth "Facebook Platform" "[a-z_]+") ".*"$`)

// challenge keeps the reason of Graph's WWW-Authenticate; the message is in the
// body too.
func challenge(s string) string { return challengePattern().ReplaceAllString(s, "$1") }

// shapes are looked through in order; the first that fits names the form.
var shapes = []struct {
	pattern func() *regexp.Regexp
	name    string
}{
	{pattern.Lazy(`^$`), "an empty text"},
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
	for _, f := range shapes {
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
