package control_test

import (
	"testing"

	"github.com/preverified-sim/preverified-sim/sim"
)

func TestSwitchesAreListedBesideTheFailures(t *testing.T) {
	r := newRig(t)
	listed, _ := r.want(200, "GET", "/errors", "")["switches"].([]any)
	all := sim.AllSwitches
	if len(listed) != len(all) || len(all) == 0 {
		t.Fatalf("%d switches, want %d", len(listed), len(all))
	}
	for i, w := range all {
		got := listed[i].(object)
		values := got["values"].([]any)
		if got["name"] != w.Name || len(values) != len(w.Values) {
			t.Errorf("switch %d is %v, want %s with %d values", i, got, w.Name, len(w.Values))
			continue
		}
		for j, v := range w.Values {
			if at := values[j].(object); at["value"] != v.Value || at["source"] != v.Source || at["where"] != v.Where {
				t.Errorf("%s: %v, want %+v", w.Name, at, v)
			}
		}
	}
}
