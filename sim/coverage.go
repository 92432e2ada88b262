package sim

// Coverage is what was reached in a world since it began, and what never.
type Coverage struct {
	// Percent is Reached of Reachable: documented answers and failure ids.
	Percent   float64 `json:"percent"`
	Reached   int     `json:"reached"`
	Reachable int     `json:"reachable"`

	Operations  []OperationCoverage  `json:"operations"`
	Errors      []ErrorCoverage      `json:"errors"`
	Transitions []TransitionCoverage `json:"transitions"`
	Faults      []FaultCoverage      `json:"faults"`
	Never       NeverReached         `json:"never"`
}

// OperationCoverage is an operation and how often each documented answer came.
type OperationCoverage struct {
	Operation string           `json:"operation"`
	Answers   []AnswerCoverage `json:"answers"`
}

// AnswerCoverage is a documented status and how often it came.
type AnswerCoverage struct {
	Status int    `json:"status"`
	Count  uint64 `json:"count"`
}

// ErrorCoverage is a failure of the catalogue and how often it was answered.
type ErrorCoverage struct {
	ID        string `json:"id"`
	Count     uint64 `json:"count"`
	Reachable bool   `json:"reachable"` // any operation can answer with it
}

// TransitionCoverage is a step of a number's life and how often it was taken.
type TransitionCoverage struct {
	Name  string `json:"name"`
	Count uint64 `json:"count"`
}

// FaultCoverage is a fault rule, how many requests it matched and on how many it
// acted.
type FaultCoverage struct {
	Name    string `json:"name"`
	Matched int    `json:"matched"`
	Acted   int    `json:"acted"`
}

// NeverReached is what a test run has left out.
type NeverReached struct {
	Answers     []Unanswered `json:"answers"`
	Errors      []string     `json:"errors"`
	Transitions []string     `json:"transitions"`
	Faults      []string     `json:"faults"`
}

// Unanswered is a documented answer that never came.
type Unanswered struct {
	Operation string `json:"operation"`
	Status    int    `json:"status"`
}
