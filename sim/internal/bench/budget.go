package bench

import (
	"fmt"
	"strconv"
)

// budget is what a figure must keep to, and what it aims at.
type budget struct {
	figure     string
	unit       string  // behind the value, empty for a ratio
	must, goal float64 // both zero: a figure for information
	least      bool    // must is the least allowed, otherwise the most
	unmet      bool    // by more than half: the short run, which guards what has been reached, leaves it out
}

// row is a measured figure: one value a turn.
type row struct {
	budget
	values []float64
}

func (r row) median() float64 { return median(r.values) }

// informs tells whether the row has no budget.
func (r row) informs() bool { return r.must == 0 }

// holds tells whether the median keeps to the budget, with so much slack: 1 for
// the budget itself, 2 for half or twice of it.
func (r row) holds(slack float64) bool {
	switch {
	case r.informs(), r.unmet && slack > 1:
		return true
	case len(r.values) == 0:
		return false
	case r.least:
		return r.median() >= r.must/slack
	default:
		return r.median() <= r.must*slack
	}
}

// verdict says how the median stands to must and goal.
func (r row) verdict(slack float64) string {
	switch {
	case r.informs():
		return ""
	case !r.holds(slack):
		return "**FAIL**"
	case !r.holds(1):
		return "below budget"
	}
	away := r.goal - r.median()
	if !r.least {
		away = -away
	}
	if away <= 0 {
		return "pass, goal reached"
	}
	return fmt.Sprintf("pass, %.0f %% from the goal", 100*away/r.goal)
}

// bound writes must or goal of the budget.
func (r row) bound(value float64) string {
	switch {
	case r.informs():
		return ""
	case r.least:
		return "≥ " + digits(value) + r.unit
	default:
		return "≤ " + digits(value) + r.unit
	}
}

// figures writes the median and, of several values, the extremes.
func (r row) figures() string {
	if len(r.values) == 0 {
		return "not measured"
	}
	text := digits(r.median()) + r.unit
	if len(r.values) > 1 {
		least, most := extremes(r.values)
		text += fmt.Sprintf(" (%s–%s)", digits(least), digits(most))
	}
	return text
}

// digits writes a value with three significant digits, or all of its whole
// part.
func digits(v float64) string {
	decimals := 0
	switch {
	case v < 1:
		decimals = 3
	case v < 10:
		decimals = 2
	case v < 100:
		decimals = 1
	}
	text := strconv.FormatFloat(v, 'f', decimals, 64)
	if decimals > 0 {
		for text[len(text)-1] == '0' {
			text = text[:len(text)-1]
		}
		if text[len(text)-1] == '.' {
			text = text[:len(text)-1]
		}
	}
	return text
}

// thousands writes a whole number with commas between its
// thousands.
func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
