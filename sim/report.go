package sim

// Report is the outcome of [Verify].
type Report struct {
	// Passed says that there were checks and none failed.
	Passed bool `json:"passed"`
	// Message sums the checks up in a sentence without a full stop.
	Message string `json:"message"`
	// Scenario and World are the names of both; Seed is what a repetition needs.
	Scenario string `json:"scenario"`
	World    string `json:"world"`
	Seed     uint64 `json:"seed"`
	// Dropped is how many records had fallen out of the journal.
	Dropped uint64 `json:"dropped"`
	// Checks has one entry for each expectation, in their order.
	Checks []Check `json:"checks"`
	// Rules are the fault rules that never acted. They fail nothing.
	Rules []IdleRule `json:"rules,omitempty"`
}

// Check is one expectation and what became of it.
type Check struct {
	// Expect is the expectation as the scenario has it.
	Expect Expectation `json:"expect"`
	// Passed says that it holds.
	Passed bool `json:"passed"`
	// Message says what was found, in a sentence without a full stop.
	Message string `json:"message"`
	// Records are the ids of the journal records that prove a failure, oldest
	// first; empty, never nil, when it passed or what was missed left no trace.
	Records []string `json:"records"`
}

// IdleRule is a fault rule that never acted.
type IdleRule struct {
	// Name is the rule's.
	Name string `json:"name"`
	// Message says why, in a sentence without a full stop.
	Message string `json:"message"`
	// Record is the id of the request that came closest, or "".
	Record string `json:"record,omitempty"`
}
