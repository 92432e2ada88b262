package fuzz_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// nastyTexts are values that have broken decoders of others: what stands in
// them goes where a decoder expects an id, a name, a number.
var nastyTexts = map[string]string{
	"empty":                  "",
	"blank":                  " ",
	"NUL":                    "\x00",
	"NUL behind digits":      "12025550140\x00",
	"CRLF":                   "a\r\nX-Injected: 1",
	"newline behind digits":  "123456\n",
	"byte order mark":        "\ufeff12025550140",
	"overlong slash":         "\xc0\xaf",
	"half a character":       "\xe2\x82",
	"a surrogate in UTF-8":   "\xed\xa0\x80",
	"beyond Unicode":         "\xf4\x90\x80\x80",
	"right-to-left override": "\u202e12025550140",
	"line separator":         "\u2028",
	"astral":                 "\U0001f4a9",
	"Arabic digits":          "\u0661\u0662\u0663\u0664\u0665\u0666",
	"full-width digits":      "\uff11\uff12\uff13\uff14\uff15\uff16",
	"dotless i":              "\u0131d",
	"long":                   strings.Repeat("9", 5000),
	"huge number":            "1e999",
	"more than 64 bits":      "18446744073709551616",
	"negative":               "-1",
	"minus nothing":          "-0",
	"hexadecimal":            "0x10",
	"not a number":           "NaN",
	"percent":                "%",
	"percent twice":          "%2525",
	"percent zero":           "%00",
	"percent and no hex":     "%zz",
	"half a percent":         "%4",
	"path upward":            "../../etc/passwd",
	"quotes":                 `"'\`,
	"HTML":                   "<script>alert(1)</script>&amp;",
	"JSON":                   `{"id":"1"}`,
	"variable":               "${SIM_META_TOKEN}",
	"template":               "{id} {{id}}",
}

// nastyJSON are documents that are odd in themselves.
var nastyJSON = map[string]string{
	"empty object":         `{}`,
	"null":                 `null`,
	"text":                 `"x"`,
	"number":               `1`,
	"list":                 `[]`,
	"nothing":              ``,
	"blanks":               " \t\r\n ",
	"byte order mark":      "\xef\xbb\xbf{}",
	"UTF-16":               "{\x00}\x00",
	"comment":              `{/**/}`,
	"trailing comma":       `{"a":1,}`,
	"two values":           `{} {}`,
	"unterminated":         `{"a":"`,
	"single quotes":        `{'a':1}`,
	"deep lists":           strings.Repeat("[", 10000),
	"deep objects":         strings.Repeat(`{"a":`, 10000) + "1" + strings.Repeat("}", 10000),
	"as deep as may be":    `{"a":` + strings.Repeat("[", 63) + strings.Repeat("]", 63) + `}`,
	"one deeper":           `{"a":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`,
	"brackets in a text":   `{"a":"` + strings.Repeat("[", 100) + `"}`,
	"lone surrogate":       `{"phone_number":"\ud800"}`,
	"surrogates reversed":  `{"phone_number":"\udc00\ud800"}`,
	"NUL escaped":          `{"phone_number":"\u0000"}`,
	"raw control":          "{\"phone_number\":\"\x01\"}",
	"raw newline":          "{\"phone_number\":\"\n\"}",
	"no UTF-8":             "{\"phone_number\":\"\xff\"}",
	"huge number":          `{"phone_number":1e999}`,
	"tiny number":          `{"phone_number":1e-999}`,
	"leading zero":         `{"phone_number":012}`,
	"long number":          `{"phone_number":` + strings.Repeat("9", 5000) + `}`,
	"a name twice":         `{"phone_number":"12025550140","phone_number":null}`,
	"a name in capitals":   `{"PHONE_NUMBER":"12025550140"}`,
	"an escaped name":      `{"phone\u005fnumber":"12025550140"}`,
	"an empty name":        `{"":""}`,
	"NUL as a name":        `{"\u0000":1}`,
	"prototype":            `{"__proto__":{"admin":true}}`,
	"many unknown members": manyMembers(400),
}

func manyMembers(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"x` + strconv.Itoa(i) + `":` + strconv.Itoa(i))
	}
	return "{" + b.String()[1:] + "}"
}

// inOrder are the values of a table of seeds, in the order of their names.
func inOrder(table map[string]string) []string {
	out := make([]string, 0, len(table))
	for _, name := range slices.Sorted(maps.Keys(table)) {
		out = append(out, table[name])
	}
	return out
}

// bomb is a YAML document whose aliases unfold to 8^23 nodes.
func bomb() string {
	var b strings.Builder
	b.WriteString("version: 1\nname: &a x\nnumbers:\n- &b [*a, *a, *a, *a, *a, *a, *a, *a]\n")
	for c := 'c'; c <= 'z'; c++ {
		b.WriteString("- &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+", ", 8) + "]\n")
	}
	return b.String()
}

// multipartBody is a body of multipart/form-data, boundary b.
func multipartBody(parts ...string) string {
	var out strings.Builder
	for i := 0; i+1 < len(parts); i += 2 {
		out.WriteString("--b\r\nContent-Disposition: form-data; " + parts[i] + "\r\n\r\n" + parts[i+1] + "\r\n")
	}
	return out.String() + "--b--\r\n"
}
