package fault

import (
	"math"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// MaxLatency is the longest wall time a request is held back at one point,
// however many rules add to it.
const MaxLatency = 10 * time.Minute

// z99 is the 99th percentile of the standard normal distribution.
const z99 = 2.3263

// drawLatency is the wall time of one request. A fixed latency takes nothing from
// rand, each of the others exactly one number.
func drawLatency(l *sim.Latency, rand func() float64) time.Duration {
	var d time.Duration
	switch {
	case l.P99 > 0:
		d = logNormal(float64(l.P50), float64(l.P99), rand())
	case l.Max > 0:
		d = time.Duration(l.Min) + time.Duration(rand()*float64(l.Max-l.Min))
	default:
		d = time.Duration(l.Fixed)
	}
	return min(d, MaxLatency)
}

// logNormal turns an even draw u into one from the log-normal curve with the
// given median and 99th percentile. It inverts the distribution instead of
// combining two draws, so that every draw costs the stream one number.
func logNormal(p50, p99, u float64) time.Duration {
	u = max(u, 1e-12) // at 0 the curve has no value
	z := math.Sqrt2 * math.Erfinv(2*u-1)
	d := p50 * math.Exp(z*math.Log(p99/p50)/z99)
	return time.Duration(min(d, float64(MaxLatency)))
}
