package sim

import (
	"regexp"
	"regexp/syntax"
	"strconv"
	"testing"

	"github.com/nyaruka/phonenumbers"
)

// longest is how many characters the expression matches at most.
func longest(t *testing.T, r *syntax.Regexp) int {
	switch r.Op {
	case syntax.OpEmptyMatch:
		return 0
	case syntax.OpLiteral:
		return len(r.Rune)
	case syntax.OpCharClass:
		return 1
	case syntax.OpCapture, syntax.OpQuest:
		return longest(t, r.Sub[0])
	case syntax.OpConcat, syntax.OpAlternate:
		total := 0
		for _, sub := range r.Sub {
			if n := longest(t, sub); r.Op == syntax.OpConcat {
				total += n
			} else {
				total = max(total, n)
			}
		}
		return total
	default:
		t.Fatalf("a format of the library has an unexpected expression: %s", r)
		return 0
	}
}

// TestDisplayKnowsTheFormats: the library chooses a format by a number's length
// and no more leading digits than we tell numbers apart by, and a format only
// puts something between the digits.
func TestDisplayKnowsTheFormats(t *testing.T) {
	all, err := phonenumbers.MetadataCollection()
	if err != nil {
		t.Fatal(err)
	}
	groups := regexp.MustCompile(`^(\(\\d(\{[0-9,]+\})?\))+$`)
	inOrder := regexp.MustCompile(`^\$1([^0-9$]*\$[2-9])*$`)
	seen := 0
	for _, country := range all.GetMetadata() {
		formats := country.GetIntlNumberFormat()
		if len(formats) == 0 {
			formats = country.GetNumberFormat()
		}
		code := int(country.GetCountryCode())
		for _, f := range formats {
			seen++
			if f.GetFormat() == "NA" {
				continue
			}
			if !groups.MatchString(f.GetPattern()) || !inOrder.MatchString(f.GetFormat()) {
				t.Errorf("+%d: %s as %s does more than to group digits", code, f.GetPattern(), f.GetFormat())
			}
			for _, leading := range f.GetLeadingDigitsPattern() {
				r, err := syntax.Parse(leading, syntax.Perl)
				if err != nil {
					t.Fatal(err)
				}
				if n := longest(t, r.Simplify()) + len(strconv.Itoa(code)); n > decisiveDigits(code) {
					t.Errorf("+%d: %s looks at %d digits, more than %d", code, leading, n, decisiveDigits(code))
				}
			}
		}
	}
	if seen < 500 {
		t.Fatalf("only %d formats", seen)
	}
}
