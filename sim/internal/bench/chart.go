package bench

import (
	"math"
	"slices"
	"strconv"
)

// chart is the picture of what grows with what: panels side by side.
type chart struct {
	title  string
	panels []*panel
}

// panel is one coordinate system. Its horizontal axis is logarithmic.
type panel struct {
	title  string
	across string // what the horizontal axis counts
	up     string // what the vertical axis measures, with its unit
	log    bool   // the vertical axis is logarithmic too
	curves []*curve
}

// curve is a line of a panel: points from left to right.
type curve struct {
	name   string // empty for the only one
	points []*point
}

// point is what was measured at one place, each time.
type point struct {
	x      float64
	values []float64
}

// add puts a value into the curve of that name, which it begins if need be.
// Curves stand in the order in which they began.
func (p *panel) add(name string, x, value float64) {
	c := find(&p.curves, func(c *curve) bool { return c.name == name }, &curve{name: name})
	at := find(&c.points, func(p *point) bool { return p.x == x }, &point{x: x})
	at.values = append(at.values, value)
	slices.SortStableFunc(c.points, func(a, b *point) int { return int(math.Copysign(1, a.x-b.x)) })
}

// find returns the element that is meant, or appends another.
func find[E any](all *[]*E, meant func(*E) bool, other *E) *E {
	if i := slices.IndexFunc(*all, meant); i >= 0 {
		return (*all)[i]
	}
	*all = append(*all, other)
	return other
}

// span is the smallest and the largest of the panel's coordinates. Both are 0
// without any.
func (p *panel) span() (left, right, low, high float64) {
	left, low = math.Inf(1), math.Inf(1)
	right, high = math.Inf(-1), math.Inf(-1)
	for _, c := range p.curves {
		for _, at := range c.points {
			left, right = min(left, at.x), max(right, at.x)
			low, high = min(low, slices.Min(at.values)), max(high, slices.Max(at.values))
		}
	}
	if right < left {
		return 0, 0, 0, 0
	}
	return left, right, low, high
}

// axis turns values into places from 0 to 1.
type axis struct {
	from, to float64
	log      bool
	ticks    []float64
}

// linearAxis goes from 0 to the first round number that is not below most, with
// three to six ticks.
func linearAxis(most float64) axis {
	if most <= 0 {
		most = 1
	}
	step := math.Pow(10, math.Floor(math.Log10(most)))
	for _, part := range []float64{0.2, 0.25, 0.5, 1, 2} {
		if most/(step*part) <= 5 {
			step *= part
			break
		}
	}
	a := axis{}
	for i := 0; ; i++ {
		a.to = float64(i) * step
		a.ticks = append(a.ticks, a.to)
		if a.to >= most*(1-1e-9) {
			return a
		}
	}
}

// logAxis goes from the power of ten at or below least to the one at or above
// most; both are over 0.
func logAxis(least, most float64) axis {
	first := math.Floor(math.Log10(least) + 1e-9)
	last := max(math.Ceil(math.Log10(most)-1e-9), first+1)
	a := axis{from: math.Pow(10, first), to: math.Pow(10, last), log: true}
	for exponent := first; exponent <= last; exponent++ {
		a.ticks = append(a.ticks, math.Pow(10, exponent))
	}
	return a
}

// place is where v lies on the axis: 0 at its beginning, 1 at its end.
func (a axis) place(v float64) float64 {
	if a.log {
		return math.Log(v/a.from) / math.Log(a.to/a.from)
	}
	return (v - a.from) / (a.to - a.from)
}

// tick writes a value at an axis: 10k for 10,000, 1M for 1,000,000.
func tick(v float64) string {
	for _, unit := range []struct {
		worth float64
		name  string
	}{{1e6, "M"}, {1e3, "k"}} {
		if v >= unit.worth*(1-1e-9) {
			return strconv.FormatFloat(v/unit.worth, 'g', 4, 64) + unit.name
		}
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}
