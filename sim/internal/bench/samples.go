package bench

import (
	"slices"
	"time"
)

// percentile returns the value that p percent of the samples do not exceed
// (nearest rank), for p over 0 and up to 100. It sorts the samples. None have
// percentile 0.
func percentile(samples []time.Duration, p float64) time.Duration {
	if len(samples) == 0 {
		return 0
	}
	slices.Sort(samples)
	rank := int(p/100*float64(len(samples)) + 0.999999)
	return samples[min(max(rank, 1), len(samples))-1]
}

// median returns the middle of the values, or the mean of the middle two. None
// have median 0.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	switch {
	case n == 0:
		return 0
	case n%2 == 1:
		return sorted[n/2]
	default:
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
}

// extremes returns the least and the most of the values, of which there are
// some.
func extremes(values []float64) (least, most float64) {
	return slices.Min(values), slices.Max(values)
}
