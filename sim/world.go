package sim

// Health is the state of the whole process.
type Health struct {
	// Status is ok.
	Status string `json:"status"`
	// Version is the program's.
	Version string `json:"version"`
	// Uptime is in seconds of real time.
	Uptime float64 `json:"uptime"`
	// Worlds is how many there are.
	Worlds int `json:"worlds"`
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
	// Name is its name, Scenario that of the scenario it began with.
	Name     string `json:"name"`
	Scenario string `json:"scenario"`
	// Seed is what everything drawn in it begins with.
	Seed uint64 `json:"seed"`
	// Mode, Now and StartedAt are its clock's: whether it runs, what time it is
	// there, and when it began.
	Mode      Mode `json:"mode"`
	Now       Time `json:"now"`
	StartedAt Time `json:"started_at"`
}

// Building is a world of 10,000 numbers and more that is being built, or built
// anew.
type Building struct {
	// Name is the world's, Scenario that of its scenario; the latter is "" while a
	// snapshot is being read.
	Name     string `json:"name"`
	Scenario string `json:"scenario"`
	// From is scenario or snapshot.
	From string `json:"from"`
	// Placed is how many of its Numbers are in place, Percent the part of them.
	Placed  int `json:"placed"`
	Numbers int `json:"numbers"`
	Percent int `json:"percent"`
}
