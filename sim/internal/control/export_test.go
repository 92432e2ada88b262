package control

import "time"

// SetHeartbeat lets a stream say more often that it is alive.
func (a *API) SetHeartbeat(d time.Duration) { a.heartbeat = d }
