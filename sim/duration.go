package sim

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxDuration is the longest duration the product accepts: one hundred years
// of 365 days.
const MaxDuration = 100 * 365 * 24 * time.Hour

// ErrDuration is what [ParseDuration] answers when the text is not a duration. It tells
// a reader how one is written.
var ErrDuration = errors.New("a duration is one or more of a whole number followed by ms, s, m, h, d or w, " +
	"at most 100 years, such as 10m or 13d23h")

// Duration is a span of time as scenarios, faults, limits and the control API
// write it: ([0-9]+(ms|s|m|h|d|w))+, never negative, at most [MaxDuration].
// A day is 24 hours, a week seven days.
type Duration time.Duration

type unit struct {
	suffix string
	length time.Duration
}

var units = []unit{
	{"ms", time.Millisecond}, {"s", time.Second}, {"m", time.Minute},
	{"h", time.Hour}, {"d", 24 * time.Hour}, {"w", 7 * 24 * time.Hour},
}

// ParseDuration reads the form of [Duration]. It returns [ErrDuration] for
// anything else, also for a value beyond [MaxDuration].
func ParseDuration(s string) (Duration, error) {
	var total time.Duration
	for rest := s; ; {
		digits := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if digits < 1 || digits > 15 {
			return 0, ErrDuration
		}
		n, _ := strconv.ParseInt(rest[:digits], 10, 64) // so many fit
		i := slices.IndexFunc(units, func(u unit) bool { return strings.HasPrefix(rest[digits:], u.suffix) })
		if i < 0 || n > int64(MaxDuration/units[i].length) {
			return 0, ErrDuration
		}
		if total += time.Duration(n) * units[i].length; total > MaxDuration {
			return 0, ErrDuration
		}
		if rest = rest[digits+len(units[i].suffix):]; rest == "" {
			return Duration(total), nil
		}
	}
}

// String writes d in the form [ParseDuration] reads, largest unit first. What
// is below a millisecond is left out; nothing left is "0s".
func (d Duration) String() string {
	rest := time.Duration(d)
	var b strings.Builder
	for i := len(units) - 2; i >= 0; i-- { // weeks are never written: 14d reads better than 2w
		u := units[i]
		if n := rest / u.length; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, u.suffix)
			rest -= n * u.length
		}
	}
	if b.Len() == 0 {
		return "0s"
	}
	return b.String()
}

// UnmarshalText reads the form of [ParseDuration].
func (d *Duration) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDuration(string(text))
	return err
}

// MarshalText writes the form of [Duration.String].
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }
