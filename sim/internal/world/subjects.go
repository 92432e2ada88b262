package world

import (
	"net/http"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/fault"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// Subjects are records as fault rules look at them, for [fault.NearestMiss]. A
// request that was refused before its operation was known is left out, because no
// rule has seen it.
func Subjects(records []*journal.Record) []fault.Subject {
	var out []fault.Subject
	for _, r := range records {
		if r.Operation == "" {
			continue
		}
		out = append(out, fault.Subject{
			Request: r.ID, At: r.At,
			FaultMatch: sim.FaultMatch{
				Operation: r.Operation, API: r.API, Method: r.Method, Origin: r.Origin,
				PhoneNumber: r.PhoneNumber, NumberID: r.NumberID, Business: r.Business, Partner: r.Partner,
			},
			Status: r.NumberStatus, Fault: r.Fault, Limit: r.Limit,
			Served: r.Status != 0 && r.Status < http.StatusBadRequest && r.Outcome == "replied",
		})
	}
	return out
}
