package bench

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
)

func TestAxisCoversWhatIsDrawn(t *testing.T) {
	for _, most := range []float64{0.003, 0.09, 0.1, 1, 1.01, 2.6, 5, 9.9, 47, 250, 558, 99_999} {
		a := linearAxis(most)
		if n := len(a.ticks); a.from != 0 || a.to < most*(1-1e-9) || a.to > 1.7*most || n < 3 || n > 7 || a.ticks[n-1] != a.to {
			t.Errorf("up to %v: %+v", most, a)
		}
	}
	if a := linearAxis(0); a.to <= 0 {
		t.Errorf("up to nothing: %+v", a)
	}
	for _, c := range []struct{ least, most, from, to float64 }{
		{100, 1e6, 100, 1e6}, {0.7, 1200, 0.1, 10_000}, {10, 10, 10, 100},
	} {
		if a := logAxis(c.least, c.most); math.Abs(a.from-c.from) > 1e-9 || math.Abs(a.to-c.to) > 1e-9 {
			t.Errorf("%v to %v: %+v", c.least, c.most, a)
		}
	}
}

func TestPlaceOnAnAxis(t *testing.T) {
	for _, c := range []struct {
		axis  axis
		value float64
		want  float64
	}{
		{axis{from: 0, to: 50}, 10, 0.2},
		{logAxis(100, 1e6), 100, 0},
		{logAxis(100, 1e6), 10_000, 0.5},
		{logAxis(100, 1e6), 1e6, 1},
	} {
		if got := c.axis.place(c.value); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v on %+v is at %v, want %v", c.value, c.axis, got, c.want)
		}
	}
}

func TestTicksAreShort(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.02: "0.02", 100: "100", 1e4: "10k", 1e6: "1M", 1500: "1.5k"} {
		if got := tick(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
}

func TestChartIsAWellFormedDocument(t *testing.T) {
	cost := &panel{title: "Cost", across: "numbers", up: "µs <an answer>"}
	for _, x := range []float64{1000, 100, 1e6} {
		cost.add("read", x, 40)
		cost.add("read", x, 60)
		cost.add("write", x, x/1000)
	}
	c := &chart{title: "A & B", panels: []*panel{cost, {title: "Start", log: true}}}
	text := c.svg()
	for decoder := xml.NewDecoder(strings.NewReader(text)); ; {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"A &amp; B", "µs &lt;an answer&gt;", ">read<", ">1M<", "not measured", "prefers-color-scheme: dark"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in the picture", want)
		}
	}
	if strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
		t.Error("the picture has places that are nowhere")
	}
	if got := cost.curves[0].points; len(got) != 3 || got[0].x != 100 || got[2].x != 1e6 || len(got[1].values) != 2 {
		t.Errorf("points are not in order: %+v", got)
	}
}
