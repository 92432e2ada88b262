//go:build bench && linux

package bench

import (
	"fmt"
	"slices"
	"strings"
)

// budget is what a figure must keep to, and what it aims at.
type budget struct {
	figure     string
	unit       string // behind the value; empty for a ratio
	must, goal float64
	least      bool // must is the least allowed, else the most
}

// The budgets. A ratio to the floor or to a pool of 100 numbers has no unit.
var (
	listSpeed    = budget{figure: "`360dialog.list_numbers`, 3 numbers ÷ bare GET", must: 0.42, goal: 0.60, least: true}
	metaSpeed    = budget{figure: "`meta.add_number`, one new number each ÷ bare POST", must: 0.20, goal: 0.35, least: true}
	dialogSpeed  = budget{figure: "`360dialog.add_number`, three operations in one ÷ bare POST", must: 0.11, goal: 0.18, least: true}
	listP99      = budget{figure: "p99 of the list at 16 connections ÷ bare p99", must: 4, goal: 2}
	startRatio   = budget{figure: "process start to first 200 ÷ a bare Go server's", must: 9, goal: 4}
	idleMemory   = budget{figure: "RSS idle", unit: " MiB", must: 30, goal: 20}
	usedMemory   = budget{figure: "RSS after 1,000,000 requests", unit: " MiB", must: 70, goal: 40}
	pageRatio    = budget{figure: "a page of 25 of `meta.list_numbers`, pool of 100,000 ÷ pool of 100", must: 1.3, goal: 1.1}
	verifyRatio  = budget{figure: "`360dialog.verify_otp`, pool of 100,000 ÷ pool of 100", must: 1.3, goal: 1.1}
	getRatio     = budget{figure: "`meta.get_number`, pool of 100,000 ÷ pool of 100", must: 1.3, goal: 1.1}
	numberBytes  = budget{figure: "memory per number, 100,000 against 100", unit: " bytes", must: 1000, goal: 500}
	poolReady    = budget{figure: "100,000 generated numbers ready", unit: " s", must: 2, goal: 0.3}
	millionReady = budget{figure: "1,000,000 generated numbers ready", unit: " s", must: 20, goal: 5}
	millionBytes = budget{figure: "RSS with 1,000,000 numbers", unit: " MiB", must: 1229, goal: 600}
	simtestStart = budget{figure: "`simtest.Start` after the first in a process", unit: " ms", must: 3, goal: 1}
	bodyMemory   = budget{figure: "peak RSS with 8 vendor bodies of 1 MiB at once, any shape", unit: " MiB", must: 150, goal: 80}
	worldMemory  = budget{figure: "RSS with 1,000 worlds", unit: " MiB", must: 100, goal: 30}
	worldTime    = budget{figure: "a request that creates a world", unit: " ms", must: 1, goal: 1}
	libraryTime  = budget{figure: "`exec --all` with a client of 20 requests a scenario", unit: " s", must: 10, goal: 5}
	binarySize   = budget{figure: "stripped static binary", unit: " MB", must: 24, goal: 20}
)

// row is a measured figure, with one value a turn.
type row struct {
	budget
	values []float64
}

func (r row) median() float64 {
	sorted := slices.Sorted(slices.Values(r.values))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// holds tells whether the median keeps to the must, stretched by slack.
func (r row) holds(slack float64) bool {
	if r.least {
		return r.median() >= r.must/slack
	}
	return r.median() <= r.must*slack
}

func (r row) reachesGoal() bool {
	return r.least && r.median() >= r.goal || !r.least && r.median() <= r.goal
}

// measured writes the median and, of several values, the extremes.
func (r row) measured() string {
	text := fmt.Sprintf("%.3g%s", r.median(), r.unit)
	if len(r.values) > 1 {
		text += fmt.Sprintf(" (%.3g–%.3g)", slices.Min(r.values), slices.Max(r.values))
	}
	return text
}

func (r row) bound(v float64) string {
	if r.least {
		return fmt.Sprintf("≥ %v%s", v, r.unit)
	}
	return fmt.Sprintf("≤ %v%s", v, r.unit)
}

// table writes the figures in Markdown.
func table(rows []row) string {
	var b strings.Builder
	b.WriteString("| figure | must | goal | measured | |\n|---|--:|--:|--:|---|\n")
	for _, r := range rows {
		verdict := "pass"
		switch {
		case !r.holds(1):
			verdict = "**FAIL**"
		case r.reachesGoal():
			verdict = "goal reached"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", r.figure, r.bound(r.must), r.bound(r.goal), r.measured(), verdict)
	}
	return b.String()
}
