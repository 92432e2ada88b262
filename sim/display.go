package sim

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// displayed are the telephone numbers that were written last. Writing one takes
// some microseconds, and the pages of a list come again and again.
var displayed memo[string]

// Display writes a telephone number in libphonenumber's international format,
// the form real display numbers have, such as "+1 211-555-5105" (seed 002).
func (p Phone) Display() string {
	key, ok := wholeNumber(p.MSISDN)
	if !ok {
		return "+" + p.MSISDN
	}
	text, _ := displayed.of(key<<10|uint64(p.CountryPrefix), func() (string, error) { return p.layOut(), nil })
	return text
}

// DisplayPhone writes a phone number for people, as [Phone.Display] does. Digits that
// are no possible number get a plus sign.
func DisplayPhone(msisdn string) string {
	if p, err := ParsePhone(msisdn); err == nil {
		return p.Display()
	}
	return "+" + msisdn
}

// layOut asks the library. A number without a country is a plus sign and its digits.
func (p Phone) layOut() string {
	national, _ := strings.CutPrefix(p.MSISDN, strconv.Itoa(p.CountryPrefix))
	value, err := strconv.ParseUint(national, 10, 64)
	if err != nil {
		return "+" + p.MSISDN
	}
	code, zeros := int32(p.CountryPrefix), int32(len(national)-len(strings.TrimLeft(national, "0")))
	italian := zeros > 0
	text := phonenumbers.Format(&phonenumbers.PhoneNumber{
		CountryCode: &code, NationalNumber: &value, ItalianLeadingZero: &italian, NumberOfLeadingZeros: &zeros,
	}, phonenumbers.INTERNATIONAL)
	if digits, _ := PhonePart(text); digits != p.MSISDN {
		return "+" + p.MSISDN
	}
	return text
}
