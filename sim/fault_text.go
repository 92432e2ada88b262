package sim

import (
	"bytes"
	"encoding"
	"encoding/json"
)

// UnmarshalText reads the plain form: a fixed duration such as 200ms.
func (l *Latency) UnmarshalText(text []byte) error {
	*l = Latency{}
	return l.Fixed.UnmarshalText(text)
}

// UnmarshalJSON reads the plain form, or an object with the members of [Latency].
func (l *Latency) UnmarshalJSON(data []byte) error {
	type object Latency
	return readShort(data, l, (*object)(l))
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

// UnmarshalJSON reads the plain form, or an object with the members of [FaultDelivery].
func (d *FaultDelivery) UnmarshalJSON(data []byte) error {
	type object FaultDelivery
	return readShort(data, d, (*object)(d))
}

// MarshalJSON writes the plain form for an outcome, else the object.
func (d FaultDelivery) MarshalJSON() ([]byte, error) {
	if d == (FaultDelivery{Outcome: d.Outcome}) {
		return json.Marshal(d.Outcome)
	}
	type object FaultDelivery
	return json.Marshal(object(d))
}

// readShort hands a JSON string to short and an object to the struct behind long. It
// decodes strictly itself, because the strictness of the decoder around it does not
// reach into an UnmarshalJSON.
func readShort(data []byte, short encoding.TextUnmarshaler, long any) error {
	if data[0] == '"' {
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		return short.UnmarshalText([]byte(text))
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	return dec.Decode(long)
}
