package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
)

// knownTo gathers what scenarios and rules are checked against.
func knownTo(apis []trip.API, errs *failures.Catalogue) sim.Known {
	names := map[string]string{}
	methods := map[string]string{}
	numbered := map[string]bool{}
	breach := map[string]func(*sim.FaultAction) string{}
	known := sim.Known{
		Operations: func(name string) (string, bool) { n, ok := names[name]; return n, ok },
		Method:     func(operation string) string { return methods[operation] },
		Numbered:   func(operation string) bool { return numbered[operation] },
		Breach:     func(operation string, a *sim.FaultAction) string { return breach[operation](a) },
		Statuses:   func(id, operation string) []int { return statuses(errs, id, operation) },
	}
	for _, api := range apis {
		for _, r := range api.Routes() {
			names[r.Operation], names[r.Contract.ID] = r.Operation, r.Operation
			methods[r.Operation], numbered[r.Operation] = r.Method, namesNumber(r)
			breach[r.Operation] = func(a *sim.FaultAction) string { return trip.Breach(api, r, a) }
			known.OperationNames = append(known.OperationNames, r.Operation)
		}
	}
	names[sim.WebhookOperation], methods[sim.WebhookOperation] = sim.WebhookOperation, http.MethodPost
	for _, e := range errs.Entries() {
		known.ErrorNames = append(known.ErrorNames, e.ID)
	}
	known.ErrorIDs = func(id string) ([]string, bool) {
		e, ok := errs.Entry(id)
		if !ok {
			return nil, false
		}
		return slices.DeleteFunc(slices.Clone(known.OperationNames), func(operation string) bool { return !e.MayComeFrom(operation) }), true
	}
	return known
}

// namesNumber tells whether calls of a route name a number by its id: in the path, or as a
// parameter of Meta's.
func namesNumber(r *trip.Route) bool {
	return strings.HasPrefix(r.Path, "/{node}") && (r.Kind == store.KindNumber || r.Kind == store.KindPhone) ||
		r.Contract.Takes("preverified_id") || r.Contract.Takes("preverified_phone_number_id")
}

func statuses(errs *failures.Catalogue, id, operation string) []int {
	entry, ok := errs.Entry(id)
	if !ok {
		return nil
	}
	documented, observed := entry.Rendering(sim.Documented), entry.Rendering(sim.Observed)
	return []int{documented.For(operation).Status, observed.For(operation).Status}
}
