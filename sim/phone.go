package sim

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Phone is a telephone number as the world keeps it.
type Phone struct {
	MSISDN        string `json:"phone_number" form:"node"`           // E.164 without the plus sign
	CountryPrefix int    `json:"country_prefix" form:"calling code"` // the country calling code, 1 to 999
	// Region is the ISO 3166-1 alpha-2 code in capitals, or "" where the number
	// fits none: non-geographic ranges and ranges no country has given out.
	Region string `json:"region,omitempty" form:"region"`
}

// parsed are the telephone numbers that were read last. Reading one costs as
// much as a request, and tests come with the same ones again and again.
var parsed memo[Phone]

// ParsePhone reads any E.164 writing (see [ReadMSISDN]). It returns
// [InvalidPhoneNumber] for text that is no number or whose length is impossible
// in its country. A number that is merely not assigned passes, so that
// fictitious ranges can be used.
func ParsePhone(text string) (Phone, error) {
	digits, _ := PhonePart(text) // no digits are no number
	key, ok := wholeNumber(digits)
	if !ok {
		return Phone{}, Refuse(InvalidPhoneNumber)
	}
	return parsed.of(key, func() (Phone, error) { return parsePhone(digits) })
}

// parsePhone parses until the digits stay the same: of a national prefix that
// is written twice, the library takes off one at a time.
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

// PhoneForm tells a reader how a phone number is written.
const PhoneForm = "a phone number with its country code, 5 to 15 digits, such as +1 555 078 3881"

// NotAPhone refuses a text that [PhoneForm] does not describe.
func NotAPhone(text string) string { return strconv.Quote(text) + " is not " + PhoneForm }

// ReadMSISDN reads any E.164 writing into its digits: a plus sign may come
// first, and blanks, hyphens, dots, slashes and parentheses may stand anywhere.
// It is the one reader of rules, filters and expectations; it does not know
// which lengths a country has. ok is false for text that [PhoneForm] does not
// describe.
func ReadMSISDN(text string) (msisdn string, ok bool) {
	digits, ok := PhonePart(text)
	return digits, ok && len(digits) >= 5 && len(digits) <= 15 && digits[0] != '0'
}

// MSISDN strips an E.164 writing to its digits without judging them; text that
// is no such writing is returned as it is.
func MSISDN(text string) string {
	if digits, ok := PhonePart(text); ok {
		return digits
	}
	return text
}

// longestWriting bounds the text that is looked at: 15 digits and generous
// punctuation.
const longestWriting = 40

// PhonePart reads part of a phone number in any writing into its digits. ok is false
// for text that has no digits, or anything that stands in no E.164 writing.
func PhonePart(text string) (digits string, ok bool) {
	if len(text) > longestWriting {
		return "", false
	}
	digits = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -.()/", r) {
			return -1
		}
		return r
	}, text)
	digits = strings.TrimPrefix(digits, "+")
	return digits, digits != "" && strings.Trim(digits, "0123456789") == ""
}
