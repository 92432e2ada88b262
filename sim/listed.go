package sim

import "encoding/json"

// LoadedScenario is what a world began with.
type LoadedScenario struct {
	// Name and Summary are the scenario's, Seed is the world's.
	Name    string `json:"name"`
	Summary string `json:"summary"`
	Seed    uint64 `json:"seed"`
	// Dialect is how Meta's failures are worded now, Profile the rules of a number's
	// life; Mode and StartedAt are those of the clock.
	Dialect   Dialect `json:"dialect"`
	Profile   string  `json:"profile"`
	Mode      Mode    `json:"mode"`
	StartedAt Time    `json:"started_at"`
	// Document is the scenario as JSON. As JSON is YAML, the same world can be made
	// of it.
	Document json.RawMessage `json:"document"`
}

// ListedScenario is one scenario of a library.
type ListedScenario struct {
	Name     string `json:"name"`
	Summary  string `json:"summary"`
	Task     *Task  `json:"task,omitempty"`
	Embedded bool   `json:"embedded"` // it comes with the simulator
}
