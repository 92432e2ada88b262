//go:build bench && linux

package bench

import (
	"fmt"
	"slices"
)

// peers are servers that people use for the same end, as they were measured
// once: another run, so its figures are compared as ratios to the floor of that
// run only.
const peers = `
Others, measured on 2026-11-22 in another run: two CPUs, Debian 12, Go 1.26.8, Node 20, Java 17; server on one CPU, ` + "`wrk -t1 -c16 -d10s`" + `
on the other, medians of three turns. Work: the list of three numbers, and adding one. stripe-mock has its own API. Only
ratios may be compared across runs; milliseconds and MiB are of that machine on that day.

| server | checks / keeps | start, ms | RSS idle → used, MiB | GET ÷ net/http | p99 ÷ | POST ÷ net/http | p99 ÷ |
|---|---|--:|--:|--:|--:|--:|--:|
| bare net/http | nothing / nothing | 9 | 7 → 12 | 1 | 1 | 1 | 1 |
| net/http by hand | key and body / state | 10 | 7 → 322 | 0.842 | 1.3 | 0.696 | 10 |
| mountebank 2.9.1 | nothing / nothing | 558 | 78 → 109 | 0.198 | 4.6 | 0.193 | 4.3 |
| stripe-mock 0.203.0 | requests / nothing | 900 | 69 → 71 | 0.116 | 14 | 0.115 | 13 |
| WireMock 3.13.2, journal off | nothing / nothing | 2,595 | 159 → 249 | 0.085 | 84 | 0.174 | 70 |
| WireMock 3.13.2 | nothing / journal without bound | | 160 → 663 | 0.066 | | 0.131 | |
| Prism 5.14.2 | requests / nothing | 1,776 | 151 → 157 | 0.067 | 11 | 0.067 | 10 |
| Mockoon 9.9.0 | nothing / nothing | 961 | 111 → 189 | 0.024 | 64 | 0.029 | 54 |
`

// besidePeers is the table of peers, with what this run found of the simulator
// below it.
func besidePeers(r *report) string {
	row := func(name string, speed, p99 budget) string {
		return fmt.Sprintf("| **preverified-sim**, `%s` | requests, answers / state, bounded journal | %s | %s → %s | %s | %s | %s | %s |\n",
			name, r.found(startTime), r.found(idleMemory), r.found(usedMemory),
			r.found(listSpeed), r.found(listP99), r.found(speed), r.found(p99))
	}
	return peers + row("meta.add_number", metaSpeed, metaP99) + row("360dialog.add_number", hubSpeed, hubP99)
}

// found is the median of a row, or a dash if it was not measured.
func (r *report) found(b budget) string {
	i := slices.IndexFunc(r.rows, func(row row) bool { return row.figure == b.figure })
	if i < 0 {
		return "–"
	}
	return digits(r.rows[i].median())
}
