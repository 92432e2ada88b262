package trip

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Breach says how an answer with the status, body and headers of a fault action
// breaks the contract of an operation in some dialect; "" for one that keeps it.
// Without a body it is the vendor's generic failure of that status.
func Breach(api API, r *Route, a *sim.FaultAction) string {
	for _, d := range []sim.Dialect{sim.Documented, sim.Observed} {
		c := &Call{
			Request: &http.Request{Method: r.Method}, Method: r.Method, Route: r, Dialect: d, api: api.Name(),
			world: &world.World{Traces: store.NewStream(0, "traces")}, // all that an envelope asks of a world
		}
		reply := ruleReply(api, c, a)
		for name, value := range a.Headers {
			reply.Header.Set(name, value)
		}
		media := reply.Header.Get("Content-Type")
		found := r.Contract.CheckResponse(a.Status, media, wire.Plain(reply.Value))
		switch {
		case a.Body == nil && (a.Status < http.StatusBadRequest || len(found) > 0 && found[0].In != "header"):
			return fmt.Sprintf("the contract of %s has no failure with status %d", r.Operation, a.Status)
		case len(found) == 0:
		case found[0].In == "status":
			return fmt.Sprintf("the contract of %s has no answer with status %d", r.Operation, a.Status)
		case found[0].In == "header":
			return fmt.Sprintf("the contract of %s has no answer of type %q with status %d", r.Operation, media, a.Status)
		default:
			what := strings.TrimPrefix(found[0].Name+": "+found[0].Message, ": ")
			return fmt.Sprintf("the body breaks the contract of %s with status %d: %s", r.Operation, a.Status, what)
		}
	}
	return ""
}
