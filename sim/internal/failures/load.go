package failures

import (
	"cmp"
	"errors"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// File is a catalogue file: the name error messages give it, and its YAML.
type File struct {
	Name string
	Data []byte
}

// Load reads files into one catalogue, entries in the order of the files and of
// the lines in them. It returns [sim.Issues] with everything that is wrong.
func Load(files ...File) (*Catalogue, error) {
	out := &Catalogue{}
	var issues sim.Issues
	for _, f := range files {
		entries, c := f.read(false)
		for _, e := range entries {
			c.entry(e)
		}
		out.entries = append(out.entries, entries...)
		issues = append(issues, c.issues...)
	}
	if err := issues.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// Overlay returns the catalogue with a user's file laid over it; the receiver stays as it
// is. Keys that an entry of the file leaves out keep their value, also within documented
// and observed, with two rules: a body replaces the whole body, and with it the
// per_operation wordings unless the file gives those too; and a changed rendering without
// a source of its own counts as observed, with the file's name as its where. An observed
// block for an entry that had none starts from the documented one. It returns an error for
// an id that the catalogue does not have, and those of [Load].
func (c *Catalogue) Overlay(name string, data []byte) (*Catalogue, error) {
	out := &Catalogue{entries: c.Entries()}
	entries, check := File{name, data}.read(true)
	for _, over := range entries {
		i := out.index(over.ID)
		if i < 0 {
			check.fail(strict.Join("", over.ID), "the catalogue has no failure %q", strict.Clip(over.ID))
			continue
		}
		out.entries[i] = out.entries[i].with(over, name)
		check.entry(out.entries[i])
	}
	if err := check.issues.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// read returns the entries of a file. An overlay may be empty.
func (f File) read(overlay bool) ([]*Entry, *checker) {
	var read []strict.Member[Entry]
	var c checker
	errors.As(strict.Decode(f.Name, f.Data, &read, strict.Options{Positions: &c.positions, AllowEmpty: overlay}), &c.issues)
	entries := make([]*Entry, len(read))
	for i := range read {
		entries[i] = &read[i].Value
		entries[i].ID = read[i].Key
	}
	return entries, &c
}

// with returns the entry with over, which stands in file, laid over it.
func (e *Entry) with(over *Entry, file string) *Entry {
	out := *e
	if over.Documented != nil {
		out.Documented = e.Documented.with(over.Documented)
		out.Source, out.Where = cmp.Or(over.Documented.Source, SeenInWild), cmp.Or(over.Documented.Where, file)
	}
	if over.Observed != nil {
		out.Observed = cmp.Or(e.Observed, out.Documented).with(over.Observed)
		out.Observed.Source = cmp.Or(over.Observed.Source, SeenInWild)
		out.Observed.Where = cmp.Or(over.Observed.Where, file)
	}
	if over.Operations != nil {
		out.Operations = over.Operations
	}
	out.Summary = cmp.Or(over.Summary, out.Summary)
	out.Source = cmp.Or(over.Source, out.Source)
	out.Where = cmp.Or(over.Where, out.Where)
	out.Transient = cmp.Or(over.Transient, out.Transient)
	return &out
}

func (r *Rendering) with(over *Rendering) *Rendering {
	out := *r
	out.Status = cmp.Or(over.Status, r.Status)
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
