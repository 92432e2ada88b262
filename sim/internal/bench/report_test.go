package bench

import (
	"strings"
	"testing"
)

var (
	speed  = budget{figure: "speed", must: 0.5, goal: 0.6, least: true}
	memory = budget{figure: "memory", unit: " MiB", must: 60, goal: 40}
)

func TestRowIsHeldAgainstItsBudget(t *testing.T) {
	for _, c := range []struct {
		budget  budget
		value   float64
		holds   bool
		half    bool // holds with the slack of the short run
		verdict string
	}{
		{speed, 0.7, true, true, "pass, goal reached"},
		{speed, 0.6, true, true, "pass, goal reached"},
		{speed, 0.54, true, true, "pass, 10 % from the goal"},
		{speed, 0.5, true, true, "pass, 17 % from the goal"},
		{speed, 0.49, false, true, "**FAIL**"},
		{speed, 0.24, false, false, "**FAIL**"},
		{memory, 39, true, true, "pass, goal reached"},
		{memory, 50, true, true, "pass, 25 % from the goal"},
		{memory, 61, false, true, "**FAIL**"},
		{memory, 121, false, false, "**FAIL**"},
		{budget{figure: "not reached yet", must: 4, goal: 2.5, unmet: true}, 9, false, true, "**FAIL**"},
		{budget{figure: "for information"}, 1e9, true, true, ""},
	} {
		r := row{c.budget, []float64{c.value}}
		if r.holds(1) != c.holds || r.holds(2) != c.half || r.verdict(1) != c.verdict {
			t.Errorf("%s %v: holds %v, with slack %v, %q; want %v, %v, %q", c.budget.figure, c.value,
				r.holds(1), r.holds(2), r.verdict(1), c.holds, c.half, c.verdict)
		}
	}
	if (row{speed, nil}).holds(2) {
		t.Error("a row without a value holds")
	}
	if got := (row{speed, []float64{0.3}}).verdict(2); got != "below budget" {
		t.Errorf("half of a budget is %q in a short run", got)
	}
}

func TestReportIsATable(t *testing.T) {
	r := report{machine: []string{"A machine."}, slack: 1}
	r.add(row{speed, []float64{0.7, 0.65, 0.8}}, row{memory, []float64{61.23}}, row{budget{figure: "— later", unit: " ms"}, []float64{1234.5}})
	want := `A machine.

| figure | measured | must | goal | |
|---|--:|--:|--:|---|
| speed | 0.7 (0.65–0.8) | ≥ 0.5 | ≥ 0.6 | pass, goal reached |
| memory | 61.2 MiB | ≤ 60 MiB | ≤ 40 MiB | **FAIL** |
| — later | 1234 ms |  |  |  |
`
	if got := r.markdown(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := strings.Join(r.failures(), "; "); got != "memory: 61.2 MiB, must be ≤ 60 MiB" {
		t.Errorf("failures: %s", got)
	}
}

func TestFiguresAreWrittenForPeople(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.12345: "0.123", 0.5: "0.5", 2: "2", 9.876: "9.88", 40: "40", 54.321: "54.3", 4321.9: "4322"} {
		if got := digits(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
	for n, want := range map[int]string{7: "7", 999: "999", 1000: "1,000", 12_034: "12,034", 1_000_000: "1,000,000"} {
		if got := thousands(n); got != want {
			t.Errorf("%d is written %q, want %q", n, got, want)
		}
	}
}
