package sim

import (
	"errors"
	"strings"
	"time"
)

// errAge is what an [Age] answers to text it cannot read.
var errAge = errors.New(`want a point in time: 13d ago, +5m, in 5m, or 2026-01-15T09:00:00Z`)

// The years that world time may be given in. Everything a world computes from
// them, a hundred years to either side, fits the clock.
const FirstYear, LastYear = 1970, 2100

// Age is a point in world time: relative to the start of the world, written
// "13d ago", "+1h" or "in 1h", or absolute, as RFC 3339 with a year from 1970
// to 2100. The zero Age is none.
type Age struct {
	relative bool
	offset   time.Duration // from the start, negative in the past
	at       time.Time
}

// After is the Age that lies d after the start of the world, or before it when
// d is negative.
func After(d time.Duration) Age { return Age{relative: true, offset: d} }

// ParseAge reads the forms of [Age].
func ParseAge(text string) (Age, error) {
	sign := time.Duration(1)
	span, found := strings.CutSuffix(text, " ago")
	if found {
		sign = -1
	} else if span, found = strings.CutPrefix(text, "in "); !found {
		span, found = strings.CutPrefix(text, "+")
	}
	if found {
		d, err := ParseDuration(span)
		if err != nil {
			return Age{}, errAge
		}
		return After(sign * time.Duration(d)), nil
	}
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || at.Year() < FirstYear || at.Year() > LastYear {
		return Age{}, errAge
	}
	return Age{at: at.UTC()}, nil
}

// IsZero reports whether no point in time was given.
func (a Age) IsZero() bool { return a == Age{} }

// Relative reports whether it is counted from the start of the world.
func (a Age) Relative() bool { return a.relative }

// Resolve is the instant, in UTC, for a world that starts at start; the zero
// time for the zero Age.
func (a Age) Resolve(start time.Time) time.Time {
	if a.relative {
		return start.UTC().Add(a.offset)
	}
	return a.at
}

// String writes the form [ParseAge] reads; "" for the zero Age.
func (a Age) String() string {
	switch {
	case a.IsZero():
		return ""
	case !a.relative:
		return a.at.Format(time.RFC3339Nano)
	case a.offset < 0:
		return Duration(-a.offset).String() + " ago"
	}
	return "+" + Duration(a.offset).String()
}

// UnmarshalText reads the forms of [ParseAge].
func (a *Age) UnmarshalText(text []byte) (err error) {
	*a, err = ParseAge(string(text))
	return err
}

// MarshalText writes the form of [Age.String].
func (a Age) MarshalText() ([]byte, error) { return []byte(a.String()), nil }
