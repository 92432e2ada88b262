package sim

import "encoding/json"

// Difference is one place in which two snapshots differ.
type Difference struct {
	// Path is the place, such as store.numbers[1234567890123456].verified_at.
	// What has an id or a name is found by it, whatever its place in its list.
	Path string `json:"path"`
	// From and To are what stands there; null where nothing does.
	From json.RawMessage `json:"from"`
	To   json.RawMessage `json:"to"`
}
