package server

import (
	"github.com/preverified-sim/preverified-sim/sim/catalogue"
	"github.com/preverified-sim/preverified-sim/sim/httpapi"
	"github.com/preverified-sim/preverified-sim/sim/scenario"
)

// knownTo gathers what scenarios and rules are checked against: the operations
// of the vendors' tables and the ids of the catalogue.
func knownTo(apis []httpapi.API, errs *catalogue.Catalogue) scenario.Known {
	names := map[string]string{}
	methods := map[string]string{}
	sources := map[string][]string{}
	known := scenario.Known{
		Operations: func(name string) (string, bool) { n, ok := names[name]; return n, ok },
		Method:     func(operation string) string { return methods[operation] },
		ErrorIDs: func(id string) ([]string, bool) {
			ids, ok := sources[id]
			return ids, ok
		},
	}
	for _, api := range apis {
		for _, r := range api.Routes() {
			names[r.Operation], names[r.Contract.ID] = r.Operation, r.Operation
			methods[r.Operation] = r.Method
			known.OperationNames = append(known.OperationNames, r.Operation)
		}
	}
	for _, e := range errs.Entries() {
		known.ErrorNames = append(known.ErrorNames, e.ID)
		sources[e.ID] = []string{}
		for _, operation := range known.OperationNames {
			if e.MayComeFrom(operation) {
				sources[e.ID] = append(sources[e.ID], operation)
			}
		}
	}
	return known
}
