package sim

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Display writes a telephone number in libphonenumber's international format,
// the form real display numbers have, such as "+1 211-555-5105" (seed 002).
//
// The library would take longer for it than a request does. So it is asked for
// the form of numbers that begin alike, and the digits are filled in here.
func (p Phone) Display() string {
	if _, ok := wholeNumber(p.MSISDN); !ok {
		return "+" + p.MSISDN
	}
	form, _ := forms.of(p.form(), func() (string, error) { return p.layOut(), nil })
	return fillIn(form, p.MSISDN)
}

// DisplayPhone writes a phone number for people, as [Phone.Display] does. Digits that
// are no possible number get a plus sign.
func DisplayPhone(msisdn string) string {
	if p, err := ParsePhone(msisdn); err == nil {
		return p.Display()
	}
	return "+" + msisdn
}

// forms are those of the telephone numbers that were written last, with zeros
// for their digits.
var forms memo[string]

// form is equal for numbers that are written alike: those of the same country, length
// and leading digits.
func (p Phone) form() uint64 {
	leading := uint64(0)
	for i := range min(len(p.MSISDN), decisiveDigits(p.CountryPrefix)) {
		leading = 10*leading + uint64(p.MSISDN[i]-'0')
	}
	return leading<<15 | uint64(len(p.MSISDN))<<10 | uint64(p.CountryPrefix)
}

// decisiveDigits is how many of the first digits, the country code included, the
// library looks at when it chooses among the formats of a country.
func decisiveDigits(prefix int) int {
	code := len(strconv.Itoa(prefix))
	switch prefix {
	case 44, 54, 81, 86: // Great Britain, Argentina, Japan, China
		return code + 7
	case 7, 49, 91, 994: // Russia and Kazakhstan, Germany, India, Azerbaijan
		return code + 5
	default:
		return code + 4
	}
}

// layOut writes a number as the library does, with zeros for its digits. A number
// without a country is a plus sign and its digits.
func (p Phone) layOut() string {
	national, ok := strings.CutPrefix(p.MSISDN, strconv.Itoa(p.CountryPrefix))
	value, err := strconv.ParseUint(national, 10, 64)
	if !ok || err != nil {
		return "+" + strings.Repeat("0", len(p.MSISDN))
	}
	code, zeros := int32(p.CountryPrefix), int32(len(national)-len(strings.TrimLeft(national, "0")))
	italian := zeros > 0
	text := phonenumbers.Format(&phonenumbers.PhoneNumber{
		CountryCode: &code, NationalNumber: &value, ItalianLeadingZero: &italian, NumberOfLeadingZeros: &zeros,
	}, phonenumbers.INTERNATIONAL)
	shown := 0
	form := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return r
		}
		shown++
		return '0'
	}, text)
	if shown != len(p.MSISDN) {
		return "+" + strings.Repeat("0", len(p.MSISDN))
	}
	return form
}

// fillIn replaces the zeros of a form by the digits.
func fillIn(form, digits string) string {
	out := make([]byte, 0, 2*longestWriting)
	for i := range len(form) {
		c := form[i]
		if c == '0' {
			c, digits = digits[0], digits[1:]
		}
		out = append(out, c)
	}
	return string(out)
}
