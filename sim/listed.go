package sim

// Listed is one scenario of a library.
type ListedScenario struct {
	// Name is what it is loaded by, Summary its one sentence.
	Name    string `json:"name"`
	Summary string `json:"summary"`
	// Embedded says that it comes with the simulator.
	Embedded bool `json:"embedded"`
}
