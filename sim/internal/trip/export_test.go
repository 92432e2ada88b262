package trip

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// Stages names the stages of a trip that is refused nowhere, in their order:
// those of the two lists, between what begins and what ends every trip.
func Stages() []string {
	names := []string{"begin"}
	for _, s := range slices.Concat(wayOut, wayHome) {
		names = append(names, s.name)
	}
	return append(names, "reply")
}

// TravelTo makes a client's trip up to and with the stage of that name, and
// returns how long that stage alone took. The trip ends there: before the last
// stages nothing is recorded or answered. A refusal on the way is an error.
func (t *Trip) TravelTo(
	last string, rw http.ResponseWriter, r *http.Request, w *world.World, api string, e Entry,
) (own time.Duration, err error) {
	began := time.Now()
	x := t.begin(r, w, t.apis[api], e, OriginClient, "")
	defer x.free()
	if last == "begin" {
		return time.Since(began), nil
	}
	for _, way := range [...][]stage{wayOut, wayHome} {
		for _, s := range way {
			if s.name == last {
				began = time.Now()
			}
			if x.err = x.guard(s); x.err != nil {
				return 0, fmt.Errorf("refused at %s: %w", s.name, x.err)
			}
			if s.name == last {
				return time.Since(began), nil
			}
		}
	}
	began = time.Now()
	x.deliver(rw)
	return time.Since(began), nil
}
