package trip

import (
	"net/http"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// GenericFits reports whether the vendor's generic failure of a status keeps
// the contract of an operation, in every dialect: whether a fault rule may give
// that status, without a body, and break nothing.
func GenericFits(api API, r *Route, status int) bool {
	if status < http.StatusBadRequest || !r.Contract.Documents(status) {
		return false
	}
	for _, d := range []sim.Dialect{sim.Documented, sim.Observed} {
		c := &Call{
			Request: &http.Request{Method: r.Method}, Method: r.Method, Route: r, Dialect: d, api: api.Name(),
			world: &world.World{Traces: store.NewStream(0, "traces")}, // all that an envelope asks of a world
		}
		reply := api.Generic(c, status)
		if len(r.Contract.CheckResponse(status, reply.Header.Get("Content-Type"), wire.Plain(reply.Value))) > 0 {
			return false
		}
	}
	return true
}
