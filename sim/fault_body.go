package sim

import (
	"bytes"
	"encoding/json"
)

// FaultBody is the body of an answer that a fault rule gives. It is written as
// text, which is sent as it stands, or as any other value of JSON or YAML, which
// is sent as JSON with its members in the order in which they were written.
type FaultBody struct {
	sent string
	json bool // written as a value
}

// NewFaultBody is the body that is sent as the text stands.
func NewFaultBody(text string) *FaultBody { return &FaultBody{sent: text} }

// String is what is sent.
func (b *FaultBody) String() string { return b.sent }

// UnmarshalText reads text, which is how YAML hands over a scalar.
func (b *FaultBody) UnmarshalText(text []byte) error {
	*b = FaultBody{sent: string(text)}
	return nil
}

// UnmarshalJSON reads text or any other value.
func (b *FaultBody) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		*b = FaultBody{}
		return json.Unmarshal(data, &b.sent)
	}
	var compact bytes.Buffer
	err := json.Compact(&compact, data)
	*b = FaultBody{sent: compact.String(), json: true}
	return err
}

// MarshalJSON writes the form that was read.
func (b FaultBody) MarshalJSON() ([]byte, error) {
	if b.json {
		return []byte(b.sent), nil
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false) // the encoder around it may ask for that
	err := enc.Encode(b.sent)
	return out.Bytes(), err
}
