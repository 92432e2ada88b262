package sim

// Health is the state of the whole process.
type Health struct {
	Status  string  `json:"status"` // ok
	Version string  `json:"version"`
	Uptime  float64 `json:"uptime"` // in seconds of real time
	Worlds  int     `json:"worlds"` // how many there are
	// Violations counts the simulator's answers that broke a contract without a
	// fault rule that said so. A test run should end with 0.
	Violations int64 `json:"violations"`
	// Panics counts the simulator's mistakes that were caught and answered with
	// 500.
	Panics int64 `json:"panics"`
	// Warnings are what its users should know; never nil in an answer.
	Warnings []string `json:"warnings"`
}

// World describes a world of the process.
type World struct {
	Name      string `json:"name"`
	Scenario  string `json:"scenario"` // the name of the one it began with
	Seed      uint64 `json:"seed"`     // what everything drawn in it begins with
	Mode      Mode   `json:"mode"`
	Now       Time   `json:"now"`
	StartedAt Time   `json:"started_at"`
}

// Building is a world of 10,000 numbers and more that is being built, or built
// anew.
type Building struct {
	// Name is the world's, Scenario that of its scenario.
	Name     string `json:"name"`
	Scenario string `json:"scenario"`
	From     string `json:"from"` // scenario or snapshot
	// Placed is how many of its Numbers are in place, Percent the part of them.
	Placed  int `json:"placed"`
	Numbers int `json:"numbers"`
	Percent int `json:"percent"`
}
