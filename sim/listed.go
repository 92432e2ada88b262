package sim

// ListedScenario is one scenario of a library.
type ListedScenario struct {
	// Name is what it is loaded by, Summary its one sentence.
	Name    string `json:"name"`
	Summary string `json:"summary"`
	// Task is what its client has to do; nil for a scenario without one.
	Task *Task `json:"task,omitempty"`
	// Embedded says that it comes with the simulator.
	Embedded bool `json:"embedded"`
}
