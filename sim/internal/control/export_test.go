package control

import "time"

// SetHeartbeat lets a stream say more often that it is alive.
func (a *API) SetHeartbeat(d time.Duration) { a.heartbeat = d }

// Calls are the ids of the route table.
func Calls() []string {
	var out []string
	for _, r := range table() {
		out = append(out, r.id)
	}
	return out
}
