package store

import (
	"math"
	"time"
)

// moment is an instant in 8 bytes without a pointer: the nanoseconds since the
// earliest instant that 64 bits of them hold, in the year 1677. The zero moment
// is none; no world goes back that far (see [Earliest]).
type moment uint64

// never is later than every instant.
const never moment = math.MaxUint64

// unixZero is the moment of the Unix epoch.
const unixZero moment = 1 << 63

func momentOf(t time.Time) moment {
	if t.IsZero() {
		return 0
	}
	return unixZero + moment(t.UnixNano()) // wraps around for instants before the epoch
}

// time is the instant in UTC; the zero time for none.
func (m moment) time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.Unix(0, int64(m-unixZero)).UTC()
}

// add moves an instant by a duration, which may be negative.
func (m moment) add(d time.Duration) moment { return m + moment(d) }
