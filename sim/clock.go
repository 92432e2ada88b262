package sim

import (
	"errors"
	"time"
)

// ErrBackwards is what a [Clock] answers when it is asked to go back.
var ErrBackwards = errors.New("the clock never goes backwards")

// ErrTooFar is what a [Clock] answers when it is asked to go beyond [Latest].
var ErrTooFar = errors.New("the clock goes no further than 2160-01-01T00:00:00Z")

// Earliest and Latest bound the times a [Clock] may be set to. Between them and
// one [MaxDuration] further, instants have a place in 64 bits of nanoseconds.
var (
	Earliest = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	Latest   = time.Date(2160, 1, 1, 0, 0, 0, 0, time.UTC)
)

// Mode says whether a clock moves by itself.
type Mode string

// The modes of a clock: Running is wall time plus an offset, Frozen moves only
// when it is told to.
const (
	Running Mode = "running"
	Frozen  Mode = "frozen"
)
