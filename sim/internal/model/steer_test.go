package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// problems are the refusals of the control API: status and kind.
var problems = map[refusal]struct {
	status int
	kind   string
}{
	"number_not_found":   {404, "unknown-number"},
	"business_not_found": {404, "unknown-business"},
	"partner_not_found":  {404, "unknown-partner"},
	"unknown_name":       {404, "unknown-name"},
	"phone_number_taken": {409, "number-taken"},
	"already_in_pool":    {409, "number-taken"},
	"number_in_use":      {409, "number-in-use"},
	"nothing_to_restore": {409, "impossible"},
}

// place puts a number into a world by the control API.
func (x *machine) place(w *side, p placed) {
	x.t.Helper()
	status := map[bool]string{p.fresh: verified, p.verified > 0: expired}[true]
	r := control(w.name, "POST", "/numbers", object("phone_number", text(p.phone), "business", text(p.owner),
		"partner", text(p.partner), "status", text(status)))
	if refused := w.place(p); refused != fine {
		x.steer(r, problems[refused].status, problems[refused].kind)
	} else {
		x.steer(r, 201, "")
	}
	x.settle(w)
}

// settle compares everything after a step.
func (x *machine) settle(w *side) {
	x.t.Helper()
	x.observe(w)
	x.lists(w)
}

// event lets something happen now.
func (x *machine) event(w *side, e event) {
	x.t.Helper()
	r := control(w.name, "POST", "/events", e.json())
	if refused := w.happen(e); refused != fine {
		x.steer(r, problems[refused].status, problems[refused].kind)
	} else {
		x.steer(r, 200, "")
	}
	x.settle(w)
}

// addFault puts a rule in place.
func (x *machine) addFault(w *side, r rule) {
	x.t.Helper()
	w.addFault(r)
	x.steer(control(w.name, "POST", "/faults", r.json()), 201, "")
	x.settle(w)
}

func (x *machine) removeFault(w *side, name string) {
	x.t.Helper()
	r := control(w.name, "DELETE", "/faults/"+name, "")
	if w.removeFault(name) {
		x.steer(r, 204, "")
	} else {
		x.steer(r, 404, "unknown-fault")
	}
	x.settle(w)
}

func (x *machine) clearFaults(w *side) {
	x.t.Helper()
	w.faults = nil
	x.steer(control(w.name, "DELETE", "/faults", ""), 204, "")
	x.settle(w)
}

// enable switches a rule off or on again.
func (x *machine) enable(w *side, name string, on bool) {
	x.t.Helper()
	r := control(w.name, "PUT", "/faults/"+name, fmt.Sprintf(`{"enabled": %v}`, on))
	if i := w.fault(name); i >= 0 {
		w.faults[i].off = !on
		x.steer(r, 200, "")
	} else {
		x.steer(r, 404, "unknown-fault")
	}
	x.settle(w)
}

// setLimits replaces all limits.
func (x *machine) setLimits(w *side, quotas []quota) {
	x.t.Helper()
	var all []string
	for _, q := range quotas {
		all = append(all, q.json())
	}
	w.limits = newLimits(quotas)
	x.steer(control(w.name, "PUT", "/limits", `{"data": [`+strings.Join(all, ", ")+`]}`), 200, "")
	x.settle(w)
}

func (x *machine) exhaust(w *side, name, key string) {
	x.t.Helper()
	r := control(w.name, "POST", "/limits/"+name+"/exhaust", object("key", text(key)))
	if w.exhaust(name, key) {
		x.steer(r, 200, "")
	} else {
		x.steer(r, 400, "invalid-request")
	}
	x.settle(w)
}

// advance moves the clock and compares what became due on the way.
func (x *machine) advance(w *side, by time.Duration, absolute bool) {
	x.t.Helper()
	to := w.now.Add(by)
	body := object("advance", text(cmp.Or(span(by), "0s")))
	if absolute {
		body = object("at", text(to.Format(time.RFC3339Nano)))
	}
	due := w.advance(to)
	got := x.steer(control(w.name, "POST", "/clock", body), 200, "")
	settled, err := linesOfSettled(got.body)
	want := w.dueLines(due)
	slices.Sort(settled)
	slices.Sort(want)
	if wrong := differ(settled, want); wrong != "" || err != nil {
		x.fail("what became due is not what should have (%v): %s\n%s", err, wrong, got.body)
	}
	x.settle(w)
}

// reset goes back to the start: the ids of its numbers are the same again.
func (x *machine) reset(w *side) {
	x.t.Helper()
	w.spec = begin(w.start)
	x.steer(control(w.name, "POST", "/reset", ""), 204, "")
	x.settle(w)
}

// snapshot writes a world down.
func (x *machine) snapshot(w *side) {
	x.t.Helper()
	r := control(w.name, "GET", "/snapshot", "")
	r.save = fmt.Sprintf("snapshot-%d.json", len(x.files)+1)
	got := x.steer(r, 200, "")
	x.files[r.save] = saved{got.body, w.clone()}
}

// thereAndBack writes a world down and puts that in its place: nothing is
// otherwise then, to the byte.
func (x *machine) thereAndBack(w *side) {
	x.t.Helper()
	x.snapshot(w)
	file := fmt.Sprintf("snapshot-%d.json", len(x.files))
	x.putBack(w, file)
	if again := x.h.send(control(w.name, "GET", "/snapshot", "")); string(again.body) != string(x.files[file].body) {
		x.fail("the snapshot of a restored snapshot is another:\n%s\n%s", x.files[file].body, again.body)
	}
	r := control(w.name, "POST", "/snapshot/diff", `{"from": `+string(x.files[file].body)+`}`)
	if diff := x.h.send(r); string(diff.body) != `{"data":[],"truncated":false}`+"\n" {
		x.fail("a restored snapshot differs from itself: %s", diff.body)
	}
	x.settleAll()
}

// restore puts what was written down in the place of a world.
func (x *machine) restore(w *side, file string) {
	x.t.Helper()
	x.putBack(w, file)
	x.settleAll()
}

// putBack is restoring alone. A reset of the world goes back to where the
// snapshot's world began.
func (x *machine) putBack(w *side, file string) {
	x.t.Helper()
	r := control(w.name, "PUT", "/snapshot", "")
	r.load, r.headers = file, []string{"Content-Type", "application/json"}
	w.spec = x.files[file].spec.clone()
	x.steer(r, 200, "")
}

// put makes a world anew from the first scenario, perhaps under another seed.
func (x *machine) put(name string, seed uint64) {
	x.t.Helper()
	status := 200
	if name == second && x.sides[name] == nil {
		status = 201
	}
	from := x.boot
	if seed != 0 && seed != from.seed {
		other := *x.boot
		other.seed, other.ids = seed, nil
		from = &other
	}
	w := newSide(begin(from), name)
	x.sides[name] = w
	x.steer(control("", "PUT", "/worlds/"+cmp.Or(name, "default"), object("seed", whole(int(seed)))), status, "")
	x.settleAll()
}

// end ends a world; the default one begins again.
func (x *machine) end(name string) {
	x.t.Helper()
	r := control("", "DELETE", "/worlds/"+cmp.Or(name, "default"), "")
	if name == second && x.sides[name] == nil {
		x.steer(r, 404, "unknown-world")
		return
	}
	delete(x.sides, name)
	x.steer(r, 204, "")
	x.settle(x.side(""))
}

// load starts a world anew from the other scenario.
func (x *machine) load(w *side) {
	x.t.Helper()
	w.spec = begin(x.other)
	r := control(w.name, "PUT", "/scenario", x.other.yaml("other", summary))
	r.headers = []string{"Content-Type", "application/yaml"}
	x.steer(r, 200, "")
	x.settleAll()
}

// settleAll compares both worlds: what is done to one is not felt in the other.
func (x *machine) settleAll() {
	x.t.Helper()
	for _, name := range []string{"", second} {
		if w := x.sides[name]; w != nil {
			x.settle(w)
		}
	}
}
