package sim

import (
	"encoding/json"
	"time"
)

// TimeLayout is how the control API writes an instant: RFC 3339 with milliseconds,
// in UTC.
const TimeLayout = "2006-01-02T15:04:05.000Z07:00"

// Time is an instant of world time as the control API writes it. The zero Time
// stands for none and is null.
type Time struct{ time.Time }

// String writes the instant in [TimeLayout].
func (t Time) String() string { return t.UTC().Format(TimeLayout) }

// MarshalJSON writes the instant in [TimeLayout], or null for none.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(t.String())
}

// UnmarshalJSON reads an RFC 3339 time, or null for none. It returns the error of
// the time package for any other text.
func (t *Time) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*t = Time{}
		return nil
	}
	return t.Time.UnmarshalJSON(data)
}
