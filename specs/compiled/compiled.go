// Package compiled is the contents of package specs as Go values, so that a
// start parses none of its YAML: building a document takes a hundredth of the
// time of parsing and validating it.
//
// [Meta], [Dialog360] and [Control] are the OpenAPI documents, cut down to what
// requests and answers are held against: paths, parameters, bodies, statuses
// and schemas, without prose, examples and headers. [Failures] are the error
// catalogues, whole. Every call builds a document anew.
//
// The YAML is the source. After a change of it, write the Go files anew with
//
//	go generate ./specs/compiled
//
// A test fails as long as one of them is not what the YAML says, and holds the
// YAML to what a start no longer checks: that kin-openapi finds each document
// valid and that each catalogue reads without an error.
package compiled

import (
	"github.com/getkin/kin-openapi/openapi3"

	"github.com/preverified-sim/preverified-sim/sim/catalogue"
)

//go:generate go test . -run TestCompiled -update

// Failures are the entries of both error catalogues, as [catalogue.New] takes
// them, Meta's first. Everybody gets the same ones, to read.
func Failures() []catalogue.Entry { return failures }

// path and response are entries of maps of kin's that have no literal.
type (
	path struct {
		template string
		item     *openapi3.PathItem
	}
	response struct {
		status string
		ref    *openapi3.ResponseRef
	}
)

func paths(all []path) *openapi3.Paths {
	out := openapi3.NewPathsWithCapacity(len(all))
	for _, p := range all {
		out.Set(p.template, p.item)
	}
	return out
}

func responses(all []response) *openapi3.Responses {
	out := openapi3.NewResponsesWithCapacity(len(all))
	for _, r := range all {
		out.Set(r.status, r.ref)
	}
	return out
}
