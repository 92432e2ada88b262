package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// UnmarshalText reads the plain form: a fixed duration such as 200ms.
func (l *Latency) UnmarshalText(text []byte) error {
	var d Duration
	if err := d.UnmarshalText(text); err != nil {
		return err
	}
	*l = Latency{Fixed: d}
	return nil
}

// UnmarshalJSON reads "200ms" or an object with the members of [Latency];
// an unknown member is an error.
func (l *Latency) UnmarshalJSON(data []byte) error {
	type object Latency
	return decodeShort(data, l.UnmarshalText, (*object)(l),
		"latency is a duration such as 200ms, or {min, max}, or {p50, p99}")
}

// MarshalJSON writes the plain form for a fixed latency, else the object.
func (l Latency) MarshalJSON() ([]byte, error) {
	if l == (Latency{Fixed: l.Fixed}) {
		return json.Marshal(l.Fixed)
	}
	type object Latency
	return json.Marshal(object(l))
}

// UnmarshalText reads the plain form, an outcome. A word that is none is kept for the
// check of rules to refuse, so that it is reported with everything else.
func (d *FaultDelivery) UnmarshalText(text []byte) error {
	*d = FaultDelivery{Outcome: FaultOutcome(text)}
	return nil
}

// UnmarshalJSON reads an outcome or an object with the members of [FaultDelivery]; an
// unknown member is an error.
func (d *FaultDelivery) UnmarshalJSON(data []byte) error {
	type object FaultDelivery
	return decodeShort(data, d.UnmarshalText, (*object)(d), "deliver is "+List(FaultOutcomes)+" or {late: 30s}")
}

// MarshalJSON writes the plain form for an outcome, else the object.
func (d FaultDelivery) MarshalJSON() ([]byte, error) {
	if d == (FaultDelivery{Outcome: d.Outcome}) {
		return json.Marshal(d.Outcome)
	}
	type object FaultDelivery
	return json.Marshal(object(d))
}

// decodeShort hands a JSON string to text and an object to the struct behind
// object. It decodes strictly itself, because the strictness of the decoder
// around it does not reach into an UnmarshalJSON.
func decodeShort(data []byte, text func([]byte) error, object any, form string) error {
	switch data[0] {
	case '"':
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		return text([]byte(s))
	case '{':
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		if err := dec.Decode(object); err != nil {
			return fmt.Errorf("%s: %w", form, err)
		}
		return nil
	case 'n': // null leaves the value alone, as encoding/json does everywhere
		return nil
	default:
		return errors.New(form)
	}
}

const callsForm = "calls is one number or a list of numbers, counted from 1"

// UnmarshalText reads a single number, which is how YAML hands over a scalar.
func (c *FaultCalls) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil {
		return errors.New(callsForm)
	}
	*c = FaultCalls{n}
	return nil
}

// UnmarshalJSON reads 1 or [2, 3].
func (c *FaultCalls) UnmarshalJSON(data []byte) error {
	var list []int
	if data[0] == '[' || data[0] == 'n' {
		if json.Unmarshal(data, &list) != nil {
			return errors.New(callsForm)
		}
		*c = list
		return nil
	}
	return c.UnmarshalText(data)
}

// UnmarshalText reads a whole number from 1.
func (c *FaultCount) UnmarshalText(text []byte) error {
	n, err := strconv.Atoi(string(text))
	if err != nil || n < 1 {
		return errors.New("from, every and times are whole numbers from 1")
	}
	*c = FaultCount(n)
	return nil
}

// UnmarshalJSON reads a whole number from 1; null leaves the count alone.
func (c *FaultCount) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	return c.UnmarshalText(data)
}
