package sim

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// MaxDuration is the longest duration the product accepts: one hundred years
// of 365 days.
const MaxDuration = 100 * 365 * 24 * time.Hour

// DurationForm tells a reader how a duration is written.
const DurationForm = `a duration is one or more of a whole number followed by ms, s, m, h, d or w, at most 100 years, such as 10m or 13d23h`

// ErrDuration is what [ParseDuration] answers when the text is not a duration.
var ErrDuration = errors.New(DurationForm)

// Duration is a span of time as scenarios, faults, limits and the control API
// write it: ([0-9]+(ms|s|m|h|d|w))+, never negative, at most [MaxDuration].
// A day is 24 hours, a week seven days.
type Duration time.Duration

var units = []struct {
	suffix string
	length time.Duration
}{
	{"ms", time.Millisecond}, {"s", time.Second}, {"m", time.Minute},
	{"h", time.Hour}, {"d", 24 * time.Hour}, {"w", 7 * 24 * time.Hour},
}

// ParseDuration reads the form of [Duration]. It returns [ErrDuration] for
// anything else, also for a value beyond [MaxDuration].
func ParseDuration(s string) (Duration, error) {
	if s == "" {
		return 0, ErrDuration
	}
	var total time.Duration
	for rest := s; rest != ""; {
		digits := leadingDigits(rest)
		if digits == 0 || digits > 15 {
			return 0, ErrDuration
		}
		n, err := strconv.ParseInt(rest[:digits], 10, 64)
		if err != nil {
			return 0, ErrDuration
		}
		unit, width := leadingUnit(rest[digits:])
		if width == 0 || n > int64(MaxDuration/unit) {
			return 0, ErrDuration
		}
		if total += time.Duration(n) * unit; total > MaxDuration {
			return 0, ErrDuration
		}
		rest = rest[digits+width:]
	}
	return Duration(total), nil
}

func leadingDigits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func leadingUnit(s string) (time.Duration, int) {
	for _, u := range units {
		if strings.HasPrefix(s, u.suffix) {
			return u.length, len(u.suffix)
		}
	}
	return 0, 0
}

// String writes d in the form [ParseDuration] reads, largest unit first. What
// is below a millisecond is left out; nothing left is "0s".
func (d Duration) String() string {
	rest := time.Duration(d)
	var b strings.Builder
	for i := len(units) - 2; i >= 0; i-- { // weeks are never written: 14d reads better than 2w
		u := units[i]
		if n := rest / u.length; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10))
			b.WriteString(u.suffix)
			rest -= n * u.length
		}
	}
	if b.Len() == 0 {
		return "0s"
	}
	return b.String()
}

// UnmarshalText reads the form of [ParseDuration].
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := ParseDuration(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

// MarshalText writes the form of [Duration.String].
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }
