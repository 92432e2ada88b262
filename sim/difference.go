package sim

import "encoding/json"

// Difference is one place in which two snapshots differ.
type Difference struct {
	// Path is the place, such as store.numbers[1234567890123456].verified_at.
	// Items with an id or a name are found by it, in any place of their list.
	Path string `json:"path"`
	// From and To are what stands there; null for nothing.
	From json.RawMessage `json:"from"`
	To   json.RawMessage `json:"to"`
}
