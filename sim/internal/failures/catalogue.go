// Package failures holds the closed list of failures the two vendors can
// answer with: one [Entry] per stable id, with its wording in each [Dialect],
// where it may come from and how well it is known.
//
// The entries are data. [Load] reads them from YAML, strictly: an unknown key, a
// repeated id, a word that is no source or a text with a broken placeholder is an
// error with file and line, and all errors of all files are reported at once.
// [Catalogue.Overlay] lays a user's file over a catalogue, so that a real capture
// replaces what was documented or inferred. A file looks like this:
//
//	meta.already_verified:
//	  summary: The number is verified and cannot be verified again yet.
//	  source: openapi                # of the documented rendering
//	  where: Meta OpenAPI v23.0, 422 of requesting and of verifying a code
//	  operations: [meta.request_code, meta.verify_code]     # ["meta.*"]: all of a vendor; []: none, the request fits no operation
//	  transient: false               # may a client retry the same request?
//	  documented:
//	    status: 422
//	    body: {message: This phone number has already been verified, type: GraphMethodException, code: 100}
//	    headers: {}                  # optional
//	    per_operation:               # optional: what differs, member by member
//	      meta.verify_code: {message: This phone number is already verified}
//	  observed:                      # optional: without it the same as documented
//	    source: inferred
//	    where: as authors of public clients report it
//	    status: 400
//	    body: {message: Request code error, type: OAuthException, code: 136024}
//
// A body lists what the vendor's envelope holds, in wire order: the members of
// "error" for Meta without fbtrace_id, developer_message for 360dialog. What
// differs from answer to answer (fbtrace_id, http_code, success, the trace id,
// details) belongs to the dialect that writes the envelope. In per_operation the
// keys status, source and where speak of the rendering, every other key is a
// member of the body, and a member set to null is left out for that operation.
//
// Texts may hold placeholders, {name} or {name:fallback}, which [Args] fill; one
// that is not filled shows its fallback, or nothing. A literal brace is written
// twice. The names are those of [PlaceholderNames].
package failures

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// Source tells how well a rendering is known.
type Source string

// The sources, the strongest first.
const (
	Seed       Source = "seed"     // the vendor documents the product is made from
	OpenAPI    Source = "openapi"  // the vendor's published OpenAPI file
	Docs       Source = "docs"     // another page of the vendor's documentation
	SeenInWild Source = "observed" // a real answer in public material
	Inferred   Source = "inferred" // a conclusion, not a sighting
)

// UnmarshalText reads the word of a source.
func (s *Source) UnmarshalText(text []byte) error {
	switch *s = Source(text); *s {
	case Seed, OpenAPI, Docs, SeenInWild, Inferred:
		return nil
	}
	return errors.New("want seed, openapi, docs, observed or inferred")
}

// PlaceholderNames returns the names a text may hold in braces, with what an
// answer is to put there:
//
//	field       the parameter or field the failure is about
//	rule        what its value must be, to follow "must be"
//	id          the object's id as the request has it
//	method      the HTTP verb in lower case
//	path        the unknown part of the path, without a leading slash
//	node_type   Graph's name of the node's class
//	app_id      the id of the app behind the token
//	expired_at  when the token ended, as [GraphTime] writes it
//	now         the world's time, as [GraphTime] writes it
func PlaceholderNames() []string {
	return []string{"field", "rule", "id", "method", "path", "node_type", "app_id", "expired_at", "now"}
}

// Args are the values of placeholders by name. An empty value counts as absent,
// and one that the text does not ask for is ignored.
type Args map[string]string

// Answer is a rendered failure: status, the members of the vendor's error object
// and the headers of its own.
type Answer struct {
	Source  Source // how well this wording is known
	Status  int
	Members wire.Object // values are string, int or bool
	Headers [][2]string // name and value, in file order
}

// Entry is one failure. It does not change once loaded.
type Entry struct {
	ID         string
	Summary    string   // one sentence on when it occurs
	Source     Source   // of the documented rendering
	Where      string   // where that can be looked up
	Operations []string // names as in [Catalogue.CheckOperations]; "meta.*" is all of a vendor; empty: the request fits none
	Transient  bool     // whether a client may retry the same request

	Documented  Rendering
	Observed    Rendering // equal to Documented when HasObserved is false
	HasObserved bool      // whether the catalogue knows another observed answer
}

// Rendering is a failure in one dialect, with its texts as the file has them,
// placeholders included.
type Rendering struct {
	Source  Source
	Where   string
	Status  int
	Members wire.Object
	Headers [][2]string
	// PerOperation holds the operations that answer differently, in file order.
	PerOperation []Variant
}

// Variant is a rendering for one operation, whole: what the file does not say
// there is that of the rendering it belongs to.
type Variant struct {
	Operation string
	Source    Source
	Where     string
	Status    int
	Members   wire.Object
}

// Catalogue is a set of entries in file order. It does not change once loaded
// and may be read by any number of goroutines.
type Catalogue struct {
	entries []*Entry
	byID    map[string]*Entry

	files    []File // the base, read again for the next overlay
	overlays []File
}

func (c *Catalogue) add(e *Entry) {
	if !e.HasObserved {
		e.Observed = e.Documented
	}
	c.entries = append(c.entries, e)
	c.byID[e.ID] = e
}

// Entry returns the entry with that id, and whether there is one.
func (c *Catalogue) Entry(id string) (*Entry, bool) {
	e, ok := c.byID[id]
	return e, ok
}

// Entries returns all entries in file order. The slice is the caller's.
func (c *Catalogue) Entries() []*Entry { return slices.Clone(c.entries) }

// CheckOperations holds the operations of all entries against the names that
// exist. It returns one error naming every entry with an unknown operation, or
// with a wildcard that fits none.
func (c *Catalogue) CheckOperations(known []string) error {
	var bad []string
	for _, e := range c.entries {
		for _, op := range e.Operations {
			if !slices.ContainsFunc(known, func(k string) bool { return covers(op, k) }) {
				bad = append(bad, fmt.Sprintf("%s: no operation is called %q", e.ID, op))
			}
		}
	}
	if bad == nil {
		return nil
	}
	return fmt.Errorf("failure catalogue: %s", strings.Join(bad, "; "))
}

// covers tells whether the operation is pattern, or of the vendor that a pattern
// such as "meta.*" names.
func covers(pattern, operation string) bool {
	if vendor, ok := strings.CutSuffix(pattern, "*"); ok {
		return len(operation) > len(vendor) && strings.HasPrefix(operation, vendor)
	}
	return pattern == operation
}

// Vendor returns the id's first part: "meta" or "360dialog".
func (e *Entry) Vendor() string {
	vendor, _, _ := strings.Cut(e.ID, ".")
	return vendor
}

// MayComeFrom tells whether the operation may answer with this failure.
func (e *Entry) MayComeFrom(operation string) bool {
	return slices.ContainsFunc(e.Operations, func(p string) bool { return covers(p, operation) })
}

// Rendering returns the entry's rendering in the dialect. Every dialect but
// [Observed] counts as [Documented].
func (e *Entry) Rendering(d sim.Dialect) *Rendering {
	if d == sim.Observed {
		return &e.Observed
	}
	return &e.Documented
}

// For returns the rendering as the operation has it, which need not be one the
// failure may come from.
func (r *Rendering) For(operation string) Variant {
	for _, v := range r.PerOperation {
		if v.Operation == operation {
			return v
		}
	}
	return Variant{operation, r.Source, r.Where, r.Status, r.Members}
}

// Placeholders returns the names of all placeholders in the entry's texts, in
// the order of [PlaceholderNames].
func (e *Entry) Placeholders() []string {
	used := map[string]bool{}
	note := func(value any) {
		s, _ := value.(string)
		t, _ := parseText(s)
		for _, p := range t {
			used[p.name] = true
		}
	}
	for _, r := range []*Rendering{&e.Documented, &e.Observed} {
		for _, h := range r.Headers {
			note(h[1])
		}
		for _, v := range append(slices.Clone(r.PerOperation), r.For("")) {
			for _, m := range v.Members {
				note(m.Value)
			}
		}
	}
	return slices.DeleteFunc(PlaceholderNames(), func(name string) bool { return !used[name] })
}
