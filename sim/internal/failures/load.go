package failures

import (
	"fmt"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// File is a catalogue file: the name error messages give it, and its YAML.
type File struct {
	Name string
	Data []byte
}

// Load reads files into one catalogue, entries in the order of the files and of
// the lines in them. It returns [sim.Issues] with everything that is wrong.
func Load(files ...File) (*Catalogue, error) {
	return read(files, nil)
}

// Overlay returns the catalogue with a user's file laid over it; the receiver
// stays as it is. Entries of the file have the form of a catalogue's and may
// leave keys out, which then keep their value; ids that the catalogue does not
// have are errors. Within documented and observed the same holds key by key, with
// two rules: a body replaces the whole body, and with it the per_operation
// wordings unless the file gives those too; and a changed rendering without a
// source of its own counts as observed, with the file's name as its where. An
// observed block for an entry that had none starts from the documented one.
// Errors are those of [Load].
func (c *Catalogue) Overlay(name string, data []byte) (*Catalogue, error) {
	return read(c.files, append(slices.Clip(c.overlays), File{name, data}))
}

// read makes a catalogue of files and of what is laid over them, in order.
func read(files, overlays []File) (*Catalogue, error) {
	var c compiler
	raw := c.base(files)
	for _, over := range overlays {
		c.lay(over, raw)
	}
	out := &Catalogue{byID: make(map[string]*Entry, len(raw)), files: files, overlays: overlays}
	for _, r := range raw {
		out.add(c.entry(r))
	}
	if err := c.issues.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// compiler turns what was read into entries and collects what is wrong with it.
type compiler struct{ issues sim.Issues }

func (c *compiler) fail(at place, format string, args ...any) {
	c.issues.Add(at.positions.Issue(at.path, fmt.Sprintf(format, args...)))
}

// base reads the entries of all files, each id once.
func (c *compiler) base(files []File) (raw []rawEntry) {
	seen := map[string]string{}
	for _, f := range files {
		entries, issues := f.read(false)
		for _, i := range issues {
			c.issues.Add(i)
		}
		for _, e := range entries {
			if first, ok := seen[e.id]; ok {
				c.fail(e.at, "%q stands twice, first in %s", e.id, first)
				continue
			}
			seen[e.id] = f.Name
			raw = append(raw, e)
		}
	}
	return raw
}

// lay lays a file over entries, in place.
func (c *compiler) lay(f File, raw []rawEntry) {
	entries, issues := f.read(true)
	for _, i := range issues {
		c.issues.Add(i)
	}
	for _, over := range entries {
		i := slices.IndexFunc(raw, func(e rawEntry) bool { return e.id == over.id })
		if i < 0 {
			c.fail(over.at, "the catalogue has no failure %q", strict.Clip(over.id))
			continue
		}
		raw[i] = mergeEntry(raw[i], over, f.Name)
	}
}

// set replaces a value that the overlay gives.
func set[T any](to **T, given *T) {
	if given != nil {
		*to = given
	}
}

// mergeEntry lays over, which stands in file, on base. Nothing of base is changed
// in place.
func mergeEntry(base, over rawEntry, file string) rawEntry {
	out, seen := base, SeenInWild
	if over.Documented != nil {
		out.Documented = mergeRendering(base.Documented, over.Documented)
		out.Source, out.Where = &seen, &file
	}
	set(&out.Summary, over.Summary)
	set(&out.Source, over.Source)
	set(&out.Where, over.Where)
	set(&out.Transient, over.Transient)
	if over.Operations != nil {
		out.Operations, out.namesAt = over.Operations, over.namesAt
	}
	if over.Observed != nil {
		start := base.Observed
		if start == nil {
			start = out.Documented
		}
		out.Observed = mergeRendering(start, over.Observed)
		out.Observed.Source, out.Observed.Where = &seen, &file
		set(&out.Observed.Source, over.Observed.Source)
		set(&out.Observed.Where, over.Observed.Where)
	}
	return out
}

func mergeRendering(base, over *rawRendering) *rawRendering {
	var out rawRendering
	if base != nil {
		out = *base
	}
	out.at = over.at
	set(&out.Status, over.Status)
	if over.Body != nil {
		out.Body, out.PerOperation = over.Body, nil
	}
	if over.Headers != nil {
		out.Headers = over.Headers
	}
	if over.PerOperation != nil {
		out.PerOperation = over.PerOperation
	}
	return &out
}

// require notes a key that is missing.
func (c *compiler) require(at place, what, key string, given bool) {
	if !given {
		c.fail(at, "%s has no %s", what, key)
	}
}

// value is what p points to, or the zero value.
func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

func (c *compiler) entry(r rawEntry) *Entry {
	c.require(r.at, r.id, "summary", r.Summary != nil)
	c.require(r.at, r.id, "source", r.Source != nil)
	c.require(r.at, r.id, "where", r.Where != nil)
	c.require(r.at, r.id, "operations", r.Operations != nil)
	c.require(r.at, r.id, "transient", r.Transient != nil)
	c.require(r.at, r.id, "documented", r.Documented != nil)
	e := &Entry{
		ID: r.id, Summary: value(r.Summary), Source: value(r.Source), Where: value(r.Where),
		Operations: c.operations(r), Transient: value(r.Transient), HasObserved: r.Observed != nil,
	}
	if r.Documented != nil {
		documented := *r.Documented
		documented.Source, documented.Where = r.Source, r.Where
		e.Documented = c.rendering(e, &documented)
	}
	if o := r.Observed; o != nil {
		c.require(o.at, r.id+" observed", "source", o.Source != nil)
		c.require(o.at, r.id+" observed", "where", o.Where != nil)
		e.Observed = c.rendering(e, o)
	}
	return e
}

func (c *compiler) operations(r rawEntry) []string {
	out := make([]string, 0, len(r.Operations))
	vendor, _, _ := strings.Cut(r.id, ".")
	for i, op := range r.Operations {
		at := place{r.namesAt.positions, fmt.Sprintf("%s[%d]", r.namesAt.path, i)}
		switch {
		case !strings.HasPrefix(op, vendor+"."):
			c.fail(at, "%s cannot come from %q, an operation of another vendor", r.id, op)
		case slices.Contains(out, op):
			c.fail(at, "%s lists %q twice", r.id, op)
		default:
			out = append(out, op)
		}
	}
	return out
}

func (c *compiler) rendering(e *Entry, r *rawRendering) Rendering {
	c.require(r.at, e.ID, "status", r.Status != nil)
	c.require(r.at, e.ID, "body", r.Body != nil)
	out := Rendering{Source: value(r.Source), Where: value(r.Where), Status: value(r.Status)}
	for _, m := range r.Body {
		out.Members = append(out.Members, wire.Member{Name: m.Key, Value: m.Value})
	}
	for _, h := range r.Headers {
		out.Headers = append(out.Headers, [2]string{h.Key, h.Value})
	}
	if r.Body != nil {
		c.requireMessage(r.at, e, out.Members)
	}
	for _, v := range r.PerOperation {
		out.PerOperation = append(out.PerOperation, c.variant(e, &out, v.Key, v.Value, r.at.member("per_operation").member(v.Key)))
	}
	return out
}

func (c *compiler) variant(e *Entry, r *Rendering, operation string, members rawMembers, at place) Variant {
	v := Variant{operation, r.Source, r.Where, r.Status, slices.Clone(r.Members)}
	if strings.HasSuffix(operation, "*") || !e.MayComeFrom(operation) {
		c.fail(at, "%s does not come from %q, so it cannot differ there", e.ID, operation)
	}
	for _, m := range members {
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
	c.requireMessage(at, e, v.Members)
	return v
}

// requireMessage reports a body that does not say what went wrong, under the
// name the vendor has for it.
func (c *compiler) requireMessage(at place, e *Entry, members wire.Object) {
	names := []string{"message"}
	if e.Vendor() == "360dialog" {
		names = []string{"developer_message", "error"}
	}
	for _, n := range names {
		if _, ok := members.Get(n); ok {
			return
		}
	}
	c.fail(at, "the body of %s has no %s", e.ID, names[0])
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
