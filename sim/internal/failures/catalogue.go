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

// Rendering is a failure in one dialect, with its texts as the file has them,
// placeholders included. The file gives source and where of observed ones alone:
// see [Entry.Rendering].
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

// Variant is a rendering for one operation, whole: the status, the members of the vendor's
// error object, whose values are string, int or bool, and the headers of its own.
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
type Catalogue struct {
	entries []*Entry
	byID    map[string]*Entry
}

// Entry returns the entry with that id, and whether there is one.
func (c *Catalogue) Entry(id string) (*Entry, bool) {
	e, ok := c.byID[id]
	return e, ok
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
	r.Source, r.Where = e.Source, e.Where
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
			v.Members = setMember(v.Members, m.Key, m.Value)
		}
	}
	return v
}

// wireOrder is the order of members in both dialects of Meta.
var wireOrder = []string{
	"message", "type", "code", "error_data", "error_subcode", "is_transient", "error_user_title", "error_user_msg",
}

// setMember sets, adds or, with nil, removes a member of a body it may change. A
// new one goes where the vendor prints it.
func setMember(members wire.Object, name string, value any) wire.Object {
	i := slices.IndexFunc(members, func(m wire.Member) bool { return m.Name == name })
	switch {
	case i >= 0 && value == nil:
		return slices.Delete(members, i, i+1)
	case i >= 0:
		members[i].Value = value
		return members
	case value == nil:
		return members
	}
	at := len(members)
	if rank := slices.Index(wireOrder, name); rank >= 0 {
		after := func(m wire.Member) bool { return slices.Index(wireOrder, m.Name) > rank }
		if i := slices.IndexFunc(members, after); i >= 0 {
			at = i
		}
	}
	return slices.Insert(members, at, wire.Member{Name: name, Value: value})
}
