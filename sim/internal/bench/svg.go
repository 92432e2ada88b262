package bench

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// Sizes of the picture, in pixels.
const (
	panelWidth, panelHeight = 320, 250
	columns                 = 3
	heading                 = 30 // above the panels

	plotLeft, plotTop     = 52, 56 // of the coordinate system in its panel
	plotRight, plotBottom = panelWidth - 16, panelHeight - 42
	plotWide, plotTall    = plotRight - plotLeft, plotBottom - plotTop
)

// style leaves the ground to the page and suits a light and a dark one.
const style = `
text { font: 11px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; fill: #57606a }
.name { font-size: 13px; font-weight: 600; fill: #1f2328 }
.axis { stroke: #8c959f; stroke-width: 1 }
.grid { stroke: #8c959f; stroke-opacity: .25; stroke-width: 1 }
.curve { fill: none; stroke-width: 2 }
.spread { stroke-width: 1.5; stroke-opacity: .6 }
.right { text-anchor: end } .middle { text-anchor: middle }
.c0 { stroke: #2f7fe0 } .c1 { stroke: #d1740f } .c2 { stroke: #2c9a57 }
.f0 { fill: #2f7fe0 } .f1 { fill: #d1740f } .f2 { fill: #2c9a57 }
@media (prefers-color-scheme: dark) { text { fill: #9da7b1 } .name { fill: #e6edf3 } }
`

// drawing collects the elements of an SVG document.
type drawing struct{ strings.Builder }

func (d *drawing) add(format string, values ...any) { fmt.Fprintf(d, format+"\n", values...) }

// text writes words at a place; class gives them their look.
func (d *drawing) text(x, y float64, class, words string) {
	var escaped strings.Builder
	_ = xml.EscapeText(&escaped, []byte(words)) // a Builder takes everything
	d.add(`<text x="%.1f" y="%.1f" class="%s">%s</text>`, x, y, class, escaped.String())
}

// svg draws the chart.
func (c *chart) svg() string {
	lines := (len(c.panels) + columns - 1) / columns
	d := &drawing{}
	width, height := panelWidth*columns, heading+panelHeight*lines
	d.add(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">`,
		width, height, width, height)
	d.add("<style>%s</style>", style)
	d.text(12, 18, "", c.title)
	for i, p := range c.panels {
		d.add(`<g transform="translate(%d,%d)">`, i%columns*panelWidth, heading+i/columns*panelHeight)
		d.panel(p)
		d.add("</g>")
	}
	d.add("</svg>")
	return d.String()
}

func (d *drawing) panel(p *panel) {
	d.text(12, 16, "name", p.title)
	d.text(12, 32, "", p.up)
	d.legend(p)
	left, right, low, high := p.span()
	if right == 0 {
		d.text(plotLeft, (plotTop+plotBottom)/2, "", "not measured")
		return
	}
	across, up := logAxis(left, right), linearAxis(high)
	if p.log {
		up = logAxis(low, high)
	}
	d.axes(across, up)
	d.text((plotLeft+plotRight)/2, plotBottom+34, "middle", p.across)
	for i, c := range p.curves {
		d.curve(c, i, across, up)
	}
}

// legend names the curves where there are several.
func (d *drawing) legend(p *panel) {
	x := 12.0
	for i, c := range p.curves {
		if c.name == "" {
			continue
		}
		d.add(`<rect x="%.1f" y="39" width="9" height="9" class="f%d"/>`, x, i)
		d.text(x+13, 47, "", c.name)
		x += 26 + 6.1*float64(len(c.name))
	}
}

func (d *drawing) axes(across, up axis) {
	for _, v := range up.ticks {
		y := plotBottom - up.place(v)*plotTall
		d.add(`<path class="grid" d="M%d %.1fH%d"/>`, plotLeft, y, plotRight)
		d.text(plotLeft-6, y+4, "right", tick(v))
	}
	for _, v := range across.ticks {
		x := plotLeft + across.place(v)*plotWide
		d.add(`<path class="axis" d="M%.1f %dv4"/>`, x, plotBottom)
		d.text(x, plotBottom+17, "middle", tick(v))
	}
	d.add(`<path class="axis" d="M%d %dH%d"/>`, plotLeft, plotBottom, plotRight)
}

// curve draws the medians, and a bar from the least to the most of each point.
func (d *drawing) curve(c *curve, color int, across, up axis) {
	var path, marks strings.Builder
	for i, at := range c.points {
		x := plotLeft + across.place(at.x)*plotWide
		y := func(v float64) float64 { return plotBottom - up.place(v)*plotTall }
		command := "L"
		if i == 0 {
			command = "M"
		}
		fmt.Fprintf(&path, "%s%.1f %.1f", command, x, y(median(at.values)))
		fmt.Fprintf(&marks, `<circle cx="%.1f" cy="%.1f" r="2.5" class="f%d"/>`, x, y(median(at.values)), color)
		least, most := extremes(at.values)
		fmt.Fprintf(&marks, `<path class="spread c%d" d="M%.1f %.1fV%.1f"/>`, color, x, y(least), y(most))
	}
	d.add(`<path class="curve c%d" d="%s"/>`, color, path.String())
	d.add("%s", marks.String())
}
