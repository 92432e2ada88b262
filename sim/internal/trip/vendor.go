package trip

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
)

// Vendor is the part of an [API] that both vendors have in common.
type Vendor struct {
	// Spec is the vendor's document, ErrorSchema the name of its errors' schema.
	Spec        *contract.Spec
	ErrorSchema string
	// Errors is the catalogue, Unexpected the failure for an error that is none of ours.
	Errors     *failures.Catalogue
	Unexpected sim.ErrorCode

	name   string
	routes []*Route            // the operations
	at     map[string][]*Route // all rows, by their paths
	router *mux.Router
}

// Bind gives the vendor its name and its rows: those of the operations, and others. paths
// are the templates of the rows' paths, in which {edge} stands for any last part. It
// returns an error when a row is not in the document.
func (v *Vendor) Bind(name string, paths []string, operations []*Route, others ...*Route) error {
	v.name, v.routes, v.at = name, operations, map[string][]*Route{}
	v.router = mux.NewRouter().SkipClean(true).UseEncodedPath()
	for _, path := range paths {
		v.router.Path(path)
	}
	for _, r := range slices.Concat(operations, others) {
		document := cmp.Or(r.Document, r.Operation)
		plan, ok := v.Spec.Operation(document)
		if !ok || plan.Method != r.Method {
			return fmt.Errorf("%s: %s %s is not in the document", name, r.Method, document)
		}
		r.Contract, r.Success = plan, cmp.Or(r.Success, http.StatusOK)
		v.at[r.Path] = append(v.at[r.Path], r)
	}
	return nil
}

// At lists the rows of a path, none for one that no row has, and the values of its
// variables. escaped is the path as it was sent, "" where only the decoded one counts.
// Methods are the vendors' to tell apart, because mux 1.8.1 forgets a mismatch.
func (v *Vendor) At(path, escaped string) ([]*Route, map[string]string) {
	var found mux.RouteMatch
	if !v.router.Match(&http.Request{URL: &url.URL{Path: path, RawPath: escaped}}, &found) {
		return nil, nil
	}
	template, _ := found.Route.GetPathTemplate() // every route has one
	for name, value := range found.Vars {        // each on its own
		found.Vars[name] = unescape(url.PathUnescape, value)
	}
	return v.at[strings.Replace(template, "{edge}", found.Vars["edge"], 1)], found.Vars
}

// Name implements [API].
func (v *Vendor) Name() string { return v.name }

// Routes implements [API].
func (v *Vendor) Routes() []*Route { return v.routes }

// CheckStray implements [API].
func (v *Vendor) CheckStray(value any) []sim.Violation {
	return v.Spec.CheckSchema(v.ErrorSchema, value)
}

// Failure returns the entry of a refusal in the vendor's catalogue. An error that is
// none of ours is the vendor's unexpected failure.
func (v *Vendor) Failure(err error) (*failures.Entry, *sim.Error) {
	var refusal *sim.Error
	if errors.As(err, &refusal) {
		if entry, ok := v.Errors.Entry(v.name + "." + string(refusal.Code)); ok {
			return entry, refusal
		}
	}
	entry, _ := v.Errors.Entry(v.name + "." + string(v.Unexpected))
	return entry, &sim.Error{Code: v.Unexpected}
}
