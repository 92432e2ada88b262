package failures

import (
	"errors"
	"slices"
	"strings"

	"github.com/preverified-sim/preverified-sim/sim/internal/wire"
)

// File is a catalogue file: the name error messages give it, and its YAML.
type File struct {
	Name string
	Data []byte
}

// Load reads files into one catalogue, entries in the order of the files and of
// the lines in them. Each error it returns names file and line; they are joined,
// one a line, so that one reading shows them all.
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
	raw, errs := base(files)
	for _, over := range overlays {
		errs = append(errs, lay(over, raw)...)
	}
	c, err := compile(raw, errs)
	if err != nil {
		return nil, err
	}
	c.files, c.overlays = files, overlays
	return c, nil
}

// base reads the entries of all files, each id once.
func base(files []File) (raw []rawEntry, errs []error) {
	seen := map[string]place{}
	for _, f := range files {
		p := parser{file: f.Name}
		entries := p.entries(f.Data)
		if len(entries) == 0 && len(p.errs) == 0 {
			p.errs = append(p.errs, place{f.Name, 1}.errorf("the file has no entries"))
		}
		for _, e := range entries {
			if first, ok := seen[e.id]; ok {
				p.errs = append(p.errs, e.at.errorf("%q stands twice, first at %s:%d", e.id, first.file, first.line))
				continue
			}
			seen[e.id] = e.at
			raw = append(raw, e)
		}
		errs = append(errs, p.errs...)
	}
	return raw, errs
}

// lay lays a file over entries, in place.
func lay(f File, raw []rawEntry) []error {
	p := parser{file: f.Name}
	for _, over := range p.entries(f.Data) {
		i := slices.IndexFunc(raw, func(e rawEntry) bool { return e.id == over.id })
		if i < 0 {
			p.errs = append(p.errs, over.at.errorf("the catalogue has no failure %q", over.id))
			continue
		}
		raw[i] = mergeEntry(raw[i], over)
	}
	return p.errs
}

// mergeEntry lays over on base. Nothing of base is changed in place.
func mergeEntry(base, over rawEntry) rawEntry {
	out := base
	out.keys = union(base.keys, over.keys)
	if over.keys["documented"] {
		out.documented = mergeRendering(base.documented, over.documented)
		out.source, out.where = SeenInWild, over.at.file
	}
	if over.keys["summary"] {
		out.summary = over.summary
	}
	if over.keys["source"] {
		out.source = over.source
	}
	if over.keys["where"] {
		out.where = over.where
	}
	if over.keys["operations"] {
		out.operations = over.operations
	}
	if over.keys["transient"] {
		out.transient = over.transient
	}
	if over.keys["observed"] {
		out.observed = mergeObserved(base, out.documented, over)
	}
	return out
}

func mergeObserved(base rawEntry, documented rawRendering, over rawEntry) rawRendering {
	start := base.observed
	if !base.keys["observed"] {
		start = documented
	}
	r := mergeRendering(start, over.observed)
	r.keys = union(r.keys, map[string]bool{"source": true, "where": true})
	r.source, r.where = SeenInWild, over.at.file
	if over.observed.keys["source"] {
		r.source = over.observed.source
	}
	if over.observed.keys["where"] {
		r.where = over.observed.where
	}
	return r
}

func mergeRendering(base, over rawRendering) rawRendering {
	out := base
	out.at = over.at
	out.keys = union(base.keys, over.keys)
	if over.keys["status"] {
		out.status = over.status
	}
	if over.keys["body"] {
		out.body, out.perOperation = over.body, nil
	}
	if over.keys["headers"] {
		out.headers = over.headers
	}
	if over.keys["per_operation"] {
		out.perOperation = over.perOperation
	}
	return out
}

func union(a, b map[string]bool) map[string]bool {
	out := make(map[string]bool, len(a)+len(b))
	for k := range a {
		out[k] = true
	}
	for k := range b {
		out[k] = true
	}
	return out
}

// compiler turns what was read into entries and collects what is wrong with it.
type compiler struct{ errs []error }

func compile(raw []rawEntry, errs []error) (*Catalogue, error) {
	c := compiler{errs}
	out := &Catalogue{byID: make(map[string]*Entry, len(raw))}
	for _, r := range raw {
		out.add(c.entry(r))
	}
	if err := errors.Join(c.errs...); err != nil {
		return nil, err
	}
	return out, nil
}

func (c *compiler) fail(at place, format string, args ...any) {
	c.errs = append(c.errs, at.errorf(format, args...))
}

func (c *compiler) require(at place, what string, given map[string]bool, keys ...string) {
	for _, k := range keys {
		if !given[k] {
			c.fail(at, "%s has no %s", what, k)
		}
	}
}

func (c *compiler) entry(r rawEntry) *Entry {
	c.require(r.at, r.id, r.keys, "summary", "source", "where", "operations", "transient", "documented")
	e := &Entry{
		ID: r.id, Summary: r.summary, Source: r.source, Where: r.where,
		Operations: c.operations(r), Transient: r.transient, HasObserved: r.keys["observed"],
	}
	r.documented.source, r.documented.where = r.source, r.where
	if r.keys["documented"] {
		e.Documented = c.rendering(e, r.documented)
	}
	if e.HasObserved {
		c.require(r.observed.at, r.id+" observed", r.observed.keys, "source", "where")
		e.Observed = c.rendering(e, r.observed)
	}
	return e
}

func (c *compiler) operations(r rawEntry) []string {
	out := make([]string, 0, len(r.operations))
	vendor, _, _ := strings.Cut(r.id, ".")
	for _, op := range r.operations {
		switch {
		case !strings.HasPrefix(op.name, vendor+"."):
			c.fail(op.at, "%s cannot come from %q, an operation of another vendor", r.id, op.name)
		case slices.Contains(out, op.name):
			c.fail(op.at, "%s lists %q twice", r.id, op.name)
		default:
			out = append(out, op.name)
		}
	}
	return out
}

func (c *compiler) rendering(e *Entry, r rawRendering) Rendering {
	c.require(r.at, e.ID, r.keys, "status", "body")
	out := Rendering{Source: r.source, Where: r.where, Status: r.status}
	for _, m := range r.body {
		out.Members = append(out.Members, wire.Member{Name: m.name, Value: m.value})
	}
	for _, h := range r.headers {
		text, _ := h.value.(string)
		out.Headers = append(out.Headers, [2]string{h.name, text})
	}
	if r.keys["body"] {
		c.requireMessage(r.at, e, out.Members)
	}
	for _, raw := range r.perOperation {
		out.PerOperation = append(out.PerOperation, c.variant(e, &out, raw))
	}
	return out
}

func (c *compiler) variant(e *Entry, r *Rendering, raw rawVariant) Variant {
	v := Variant{raw.operation.name, r.Source, r.Where, r.Status, slices.Clone(r.Members)}
	if strings.HasSuffix(v.Operation, "*") || !e.MayComeFrom(v.Operation) {
		c.fail(raw.operation.at, "%s does not come from %q, so it cannot differ there", e.ID, v.Operation)
	}
	if raw.keys["source"] {
		v.Source = raw.source
	}
	if raw.keys["where"] {
		v.Where = raw.where
	}
	if raw.keys["status"] {
		v.Status = raw.status
	}
	for _, m := range raw.members {
		v.Members = setMember(v.Members, m.name, m.value)
	}
	c.requireMessage(raw.operation.at, e, v.Members)
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

// placeholdersOf returns the names used by any text of the renderings, in the
// order of PlaceholderNames.
func placeholdersOf(renderings ...*Rendering) []string {
	used := map[string]bool{}
	note := func(p *prepared) {
		for _, t := range append(slices.Clone(p.members), p.headers...) {
			for _, part := range t {
				used[part.name] = true
			}
		}
	}
	for _, r := range renderings {
		note(&r.base)
		for _, v := range r.PerOperation {
			note(r.byOp[v.Operation])
		}
	}
	return slices.DeleteFunc(PlaceholderNames(), func(name string) bool { return !used[name] })
}
