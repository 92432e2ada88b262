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

// Clock is what a world's clock shows.
type Clock struct {
	Now  Time `json:"now"`
	Mode Mode `json:"mode"`
	// Speed is how many times as fast as real time a running clock goes; 0 for a
	// frozen one.
	Speed int `json:"speed,omitempty"`
	// Next are the coming events in order, at most [MaxNext]; never nil in an answer.
	Next []Settled `json:"next"`
}

// The bounds of a [Clock]: a day of world time a second, and how many events it lists.
const (
	MaxSpeed = 86_400
	MaxNext  = 20
)

// Moved is a clock that was moved, with everything that became due on the way,
// in order.
type Moved struct {
	Clock
	Settled []Settled `json:"settled"`
}

// Settled is one thing that became due, or that will.
type Settled struct {
	At Time `json:"at"`
	// Event names it: an event of the store such as number_expired, window_ended
	// for a rolling window that has room again, or the verb of a timeline step.
	Event string `json:"event"`
	// NumberID and PhoneNumber (an MSISDN) name the number it is about, if any.
	NumberID    string `json:"number_id,omitempty"`
	PhoneNumber string `json:"phone_number,omitempty"`
	// Detail is the limit and key of a window, or the object of a timeline step,
	// with the reason when the step failed.
	Detail string `json:"detail,omitempty"`
}

// WindowEnded is the event of a rolling window that has room again.
const WindowEnded = "window_ended"

// Happened tells that an event of `POST events` took place.
type Happened struct {
	Now     Time   `json:"now"`
	Applied string `json:"applied"` // its verb, such as claim
}
