// Package failures holds the closed list of failures the two vendors can
// answer with: one [Entry] per stable id, with its wording in each [Dialect],
// where it may come from and how well it is known.
//
// The entries are data. [Load] reads them from YAML, strictly, and reports all errors of
// all files at once. [Catalogue.Overlay] lays a user's file over a catalogue, so that a
// real capture replaces what was documented or inferred. An entry looks like this:
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
//	    per_operation:               # optional: what differs, member by member; null leaves a member out
//	      meta.verify_code: {message: This phone number is already verified}
//	  observed:                      # optional: without it the same as documented
//	    source: inferred
//	    where: as authors of public clients report it
//	    status: 400
//	    body: {message: Request code error, type: OAuthException, code: 136024}
//
// A body lists what the vendor's envelope holds: the members of "error" for Meta,
// developer_message for 360dialog. What differs from answer to answer (fbtrace_id,
// http_code, success, the trace id, details) belongs to the dialect that writes the
// envelope. In per_operation the keys status, source and where speak of the rendering.
// Texts may hold placeholders; see [PlaceholderNames].
package failures

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
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

// PlaceholderNames returns the names a text may hold in braces, {name} or
// {name:fallback}, with what [Args] put there. One that is not filled shows its fallback
// or nothing, and a literal brace is written twice.
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

// Entry is one failure, as its file has it. It does not change once loaded.
type Entry struct {
	ID         string     // its key in the file
	Summary    string     `yaml:"summary" strict:"filled"` // one sentence on when it occurs
	Source     Source     `yaml:"source"`                  // of the documented rendering
	Where      string     `yaml:"where" strict:"filled"`   // where that can be looked up
	Operations []string   `yaml:"operations"`              // "meta.*" is all of a vendor; empty: the request fits none
	Transient  *bool      `yaml:"transient"`               // whether a client may retry the same request; never nil once loaded
	Documented *Rendering `yaml:"documented"`
	Observed   *Rendering `yaml:"observed"` // nil where it does not differ
}

// Rendering is a failure in one dialect, with its texts as the file has them.
type Rendering struct {
	Source       Source                   `yaml:"source"`
	Where        string                   `yaml:"where" strict:"filled"`
	Status       *int                     `yaml:"status"` // never nil once loaded
	Body         members                  `yaml:"body"`
	Headers      []strict.Member[string]  `yaml:"headers"`
	PerOperation []strict.Member[members] `yaml:"per_operation"` // what differs for an operation
}

// members are those of a body: text, whole numbers, true or false. In PerOperation,
// nil takes a member out.
type members = []strict.Member[any]

// Variant is a rendering for one operation, whole. The values of the members are string,
// int or bool.
type Variant struct {
	Operation string
	Source    Source // how well this wording is known
	Where     string
	Status    int
	Members   wire.Object
	Headers   []strict.Member[string]
}

// Catalogue is a set of entries in file order. It does not change once loaded
// and may be read by any number of goroutines.
type Catalogue struct{ entries []*Entry }

func (c *Catalogue) index(id string) int {
	return slices.IndexFunc(c.entries, func(e *Entry) bool { return e.ID == id })
}

// Entry returns the entry with that id, and whether there is one.
func (c *Catalogue) Entry(id string) (*Entry, bool) {
	i := c.index(id)
	if i < 0 {
		return nil, false
	}
	return c.entries[i], true
}

// Entries returns all entries in file order. The slice is the caller's.
func (c *Catalogue) Entries() []*Entry { return slices.Clone(c.entries) }

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
// [sim.Observed] counts as [sim.Documented].
func (e *Entry) Rendering(d sim.Dialect) Rendering {
	if d == sim.Observed && e.Observed != nil {
		return *e.Observed
	}
	r := *e.Documented
	r.Source, r.Where = cmp.Or(r.Source, e.Source), cmp.Or(r.Where, e.Where)
	return r
}

// For returns the rendering as the operation has it, which need not be one the
// failure may come from.
func (r Rendering) For(operation string) Variant {
	v := Variant{Operation: operation, Source: r.Source, Where: r.Where, Headers: slices.Clone(r.Headers)}
	if r.Status != nil {
		v.Status = *r.Status
	}
	for _, m := range r.Body {
		v.Members = append(v.Members, wire.Member{Name: m.Key, Value: m.Value})
	}
	i := slices.IndexFunc(r.PerOperation, func(m strict.Member[members]) bool { return m.Key == operation })
	if i < 0 {
		return v
	}
	for _, m := range r.PerOperation[i].Value {
		text, _ := m.Value.(string)
		switch m.Key {
		case "source":
			v.Source = Source(text)
		case "where":
			v.Where = text
		case "status":
			v.Status, _ = m.Value.(int)
		default:
			v.Members = v.Members.With(m.Key, m.Value)
		}
	}
	v.Members = slices.DeleteFunc(v.Members, func(m wire.Member) bool { return m.Value == nil })
	slices.SortStableFunc(v.Members, func(a, b wire.Member) int { return cmp.Compare(rank(a.Name), rank(b.Name)) })
	return v
}

// wireOrder is the order of members in both dialects of Meta.
var wireOrder = []string{
	"message", "type", "code", "error_data", "error_subcode", "is_transient", "error_user_title", "error_user_msg",
}

// rank is the place of a member in that order; those without one come last.
func rank(name string) int {
	if i := slices.Index(wireOrder, name); i >= 0 {
		return i
	}
	return len(wireOrder)
}
