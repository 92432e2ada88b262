package sim

import (
	"encoding/json"
	"time"
)

// StampLayout is how the control API writes an instant of world time: RFC 3339
// in UTC, with milliseconds.
const StampLayout = "2006-01-02T15:04:05.000Z07:00"

// Time is an instant of world time that is written in JSON by [StampLayout],
// and as null when it is zero.
type Time struct{ time.Time }

// MarshalJSON writes the form of [Time].
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.UTC().AppendFormat(nil, `"`+StampLayout+`"`), nil
}

// OptionalText is text that is written in JSON as null when it is empty.
type OptionalText string

// MarshalJSON writes the form of [OptionalText].
func (t OptionalText) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(t))
}
