package grade

import (
	"slices"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// outcomes are the expectations that follow from the task: one for each of its
// numbers, unless the scenario speaks of that number itself, and unharmed.
func outcomes(f *sim.Scenario) []sim.Expectation {
	if f.Task == nil {
		return nil
	}
	var out []sim.Expectation
	for _, x := range numbersOf(f.Task) {
		if !slices.ContainsFunc(f.Expect, func(e sim.Expectation) bool {
			return e.Number != nil && sim.MSISDN(e.Number.PhoneNumber) == x.PhoneNumber
		}) {
			out = append(out, sim.Expectation{Number: x})
		}
	}
	if !slices.ContainsFunc(f.Expect, func(e sim.Expectation) bool { return e.Unharmed }) {
		out = append(out, sim.Expectation{Unharmed: true})
	}
	return out
}

// Solvable tells whether a client can do something of the task: a number of it whose end
// no expectation of the scenario replaces. It is true without a task.
func Solvable(f *sim.Scenario) bool {
	return f.Task == nil || slices.ContainsFunc(outcomes(f), func(e sim.Expectation) bool { return e.Number != nil })
}

// numbersOf is what must be true of each number in the end, in the order of the task.
func numbersOf(t *sim.Task) (out []*sim.ExpectNumber) {
	of := func(phone string) *sim.ExpectNumber {
		phone = sim.MSISDN(phone)
		i := slices.IndexFunc(out, func(x *sim.ExpectNumber) bool { return x.PhoneNumber == phone })
		if i < 0 {
			i = len(out)
			out = append(out, &sim.ExpectNumber{PhoneNumber: phone})
		}
		return out[i]
	}
	yes, no := true, false
	for _, phone := range t.Add {
		of(phone).Exists = &yes
	}
	for _, phone := range t.Verify {
		x := of(phone)
		x.Exists, x.Status = &yes, sim.Statuses{sim.Verified}
	}
	for _, phone := range t.Delete {
		of(phone).Exists = &no
	}
	for _, s := range t.Share {
		x := of(s.PhoneNumber)
		x.SharedWith = append(x.SharedWith, s.With)
	}
	for _, c := range t.Claim {
		x := of(c.PhoneNumber)
		x.Registered = &yes
		x.Exists, x.Status = nil, nil // the claim replaces the pre-verified number
	}
	return out
}

// unharmed demands that the client deleted no number outside its task. A number
// that it added itself it may take back: that it exists in the end is checked.
func (ev *evidence) unharmed() verdict {
	free := map[string]bool{} // the numbers that may be deleted
	if t := ev.file.Task; t != nil {
		for _, phone := range t.Delete {
			free[sim.MSISDN(phone)] = true
		}
	}
	var proof []*journal.Record
	for _, r := range ev.records {
		if !applied(r) {
			continue
		}
		switch phone := ev.about(r); r.Operation {
		case "meta.add_number", "360dialog.add_number":
			free[phone] = true
		case "meta.delete_number", "360dialog.delete_number":
			if root := ev.root(r); root.Operation != "360dialog.add_number" && !free[phone] {
				proof = append(proof, root)
			}
		}
	}
	if len(proof) == 0 {
		return pass("the client deleted no number outside its task")
	}
	return fail(proof, "%s deleted the number %s, which the task does not ask for", proof[0].ID, ev.about(proof[0]))
}

// root is the client's request behind a record.
func (ev *evidence) root(r *journal.Record) *journal.Record {
	if parent := ev.byID[r.Parent]; parent != nil {
		return parent
	}
	return r
}
