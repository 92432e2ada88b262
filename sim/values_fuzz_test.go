package sim_test

import (
	"encoding/json"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

var (
	durationForm = regexp.MustCompile(`^([0-9]{1,15}(ms|s|m|h|d|w))+$`) // longer numbers are not read, whatever they say
	durationPart = regexp.MustCompile(`([0-9]+)(ms|s|m|h|d|w)`)
	unitLengths  = map[string]time.Duration{
		"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour,
	}
)

// A text is a duration when it has the form and is not too long, whatever its
// digits; written anew it is read as the same.
func FuzzParseDuration(f *testing.F) {
	for _, text := range []string{
		"", "0s", "1ms", "1m", "1m1s", "1ms1s", "13d23h", "36500d", "36501d", "36500d1ms", "5214w", "5214w2d", "5215w", "876000h", "3153600000s", "3153600000001ms", "1h1h", "00000000000000000000001s", "99999999999999999999ms",
		"9223372036854775807ms", "9223372036854775808w", "1", "s", "-1s", "+1s", "1.5s", "1e3s", "1 s", " 1s", "1s ", "1S", "1us", "1y", "1M", "1mss", "1m s", "\u0661s", "1s\x00", "1s\n", strings.Repeat("1s", 5000), strings.Repeat("9", 5000) + "s",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		total := new(big.Int)
		for _, part := range durationPart.FindAllStringSubmatch(text, -1) {
			n, _ := new(big.Int).SetString(part[1], 10)
			total.Add(total, n.Mul(n, big.NewInt(int64(unitLengths[part[2]]))))
		}
		fits := durationForm.MatchString(text) && total.Cmp(big.NewInt(int64(sim.MaxDuration))) <= 0
		d, err := sim.ParseDuration(text)
		if fits != (err == nil) || err == nil && int64(d) != total.Int64() {
			t.Fatalf("%q is %s, %v; by its form it is %s", text, time.Duration(d), err, total)
		}
		if again, err2 := sim.ParseDuration(d.String()); err2 != nil || again != d {
			t.Errorf("%q is written %q, which is %v, %v", text, d, again, err2)
		}
		written, _ := json.Marshal(d)
		var read sim.Duration
		if err := json.Unmarshal(written, &read); err != nil || read != d {
			t.Errorf("%q is %s in JSON, which is %v, %v", text, written, read, err)
		}
	})
}

var regionForm = regexp.MustCompile(`^([A-Z]{2})?$`)

// Whatever is read as a phone number is the same number in all its writings.
func FuzzParsePhone(f *testing.F) {
	for _, text := range []string{
		"", "12025550140", "+1 (202) 555-0140", "1.202.555.0140", "+49 1512 3456789", "390612345678", "521551234567890", "5491123456789", "541123456789", "8001234567", "80012345678", "870773111632", "883510001234567", "888123456789", "979123456789",
		"999123456789", "2250123456789", "00", "+", "(((", "+1+2", "1-", "7", "123456789012345", "12345678901234567", strings.Repeat("1", 40), strings.Repeat(" ", 39) + "1", "\u0661\u0662\u0663\u0664\u0665\u0666", "1\x00", "tel:1", "+0012025550140", "0012025550140", "+38000939114184", "3750619117",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		digits := sim.MSISDN(text)
		if again := sim.MSISDN(digits); again != digits {
			t.Errorf("the digits of %q are %q, and of those %q", text, digits, again)
		}
		p, err := sim.ParsePhone(text)
		if err != nil {
			return
		}
		if !strings.HasPrefix(p.MSISDN, strconv.Itoa(p.CountryPrefix)) || strings.Trim(p.MSISDN, "0123456789") != "" || !regionForm.MatchString(p.Region) {
			t.Errorf("%q is %+v", text, p)
		}
		for _, writing := range []string{p.MSISDN, "+" + p.MSISDN, p.Display()} {
			if again, err := sim.ParsePhone(writing); err != nil || again != p {
				t.Errorf("%q is %+v, and its writing %q is %+v, %v", text, p, writing, again, err)
			}
		}
	})
}
