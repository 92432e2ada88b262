package sim

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Phone is a telephone number as the world keeps it.
type Phone struct {
	// MSISDN is the number in E.164 without the plus sign: digits only.
	MSISDN string
	// CountryPrefix is the country calling code, 1 to 999.
	CountryPrefix int
	// Region is the ISO 3166-1 alpha-2 code in capitals, or "" where the number
	// fits none: non-geographic ranges and ranges no country has given out.
	Region string
}

// parsed are the telephone numbers that were read last. Reading one costs as
// much as a request, and tests come with the same ones again and again.
var parsed memo[Phone]

// ParsePhone reads any E.164 writing: with or without a plus sign, with blanks,
// hyphens, dots and parentheses. It returns [InvalidPhoneNumber] for text that
// is no number or whose length is impossible in its country. A number that is
// merely not assigned passes, so that fictitious ranges can be used.
func ParsePhone(text string) (Phone, error) {
	digits, ok := msisdn(text)
	if !ok {
		return Phone{}, Refuse(InvalidPhoneNumber)
	}
	key, ok := wholeNumber(digits)
	if !ok {
		return Phone{}, Refuse(InvalidPhoneNumber)
	}
	return parsed.of(key, func() (Phone, error) { return parsePhone(digits) })
}

// parsePhone reads a number until it says the same again: where somebody has
// dialled a national prefix twice, the library takes off one of them at a time.
func parsePhone(digits string) (Phone, error) {
	n, err := phonenumbers.Parse("+"+digits, "")
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return Phone{}, Refuse(InvalidPhoneNumber)
	}
	e164 := strings.TrimPrefix(phonenumbers.Format(n, phonenumbers.E164), "+")
	if len(e164) < len(digits) {
		return parsePhone(e164)
	}
	region := phonenumbers.GetRegionCodeForNumber(n)
	if len(region) != 2 || region == "ZZ" {
		region = ""
	}
	return Phone{
		MSISDN:        e164,
		CountryPrefix: int(n.GetCountryCode()),
		Region:        region,
	}, nil
}

// MSISDN strips an E.164 writing to its digits without judging them; text that
// is no such writing is returned as it is.
func MSISDN(text string) string {
	if digits, ok := msisdn(text); ok {
		return digits
	}
	return text
}

// longestWriting bounds the text that is looked at: 15 digits and generous
// punctuation.
const longestWriting = 40

func msisdn(text string) (string, bool) {
	if len(text) == 0 || len(text) > longestWriting {
		return "", false
	}
	clean := true
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < '0' || c > '9' {
			clean = false
			break
		}
	}
	if clean {
		return text, true
	}
	out, plus := make([]byte, 0, len(text)), false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			out = append(out, c)
		case c == '+' && len(out) == 0 && !plus:
			plus = true
		case c == ' ' || c == '-' || c == '.' || c == '(' || c == ')':
		default:
			return "", false
		}
	}
	return string(out), len(out) > 0
}
