//go:build bench && linux

package bench

// The table, in its order. Ratios have no unit; where a budget is a ratio to a
// pool of 100 numbers or to the floor, the figure says so.
var (
	listSpeed   = budget{figure: "`360dialog.list_numbers`, 3 numbers ÷ bare GET", must: 0.50, goal: 0.60, least: true}
	metaSpeed   = budget{figure: "`meta.add_number`, a new number each ÷ bare POST", must: 0.30, goal: 0.45, least: true}
	hubSpeed    = budget{figure: "`360dialog.add_number`, three operations in one ÷ bare POST", must: 0.12, goal: 0.18, least: true}
	listP99     = budget{figure: "p99 of `360dialog.list_numbers` at 16 connections ÷ bare p99", must: 3, goal: 2}
	metaP99     = budget{figure: "p99 of `meta.add_number` at 16 connections ÷ bare p99", must: 3, goal: 2}
	hubP99      = budget{figure: "p99 of `360dialog.add_number` at 16 connections ÷ bare p99", must: 3, goal: 2, unmet: true}
	firstStart  = budget{figure: "process start to first 200 ÷ a bare Go server's", must: 4, goal: 2.5}
	startTime   = info("process start to first 200", " ms")
	idleMemory  = budget{figure: "RSS idle", unit: " MiB", must: 25, goal: 18}
	usedMemory  = budget{figure: "RSS after 1,000,000 `360dialog.list_numbers`", unit: " MiB", must: 60, goal: 40}
	pageRatio   = budget{figure: "a page of 25 of `meta.list_numbers`, pool of 1,000,000 ÷ pool of 100", must: 1.5, goal: 1.1}
	verifyRatio = budget{figure: "`360dialog.verify_otp`, pool of 1,000,000 ÷ pool of 100", must: 1.3, goal: 1.1}
	getRatio    = budget{figure: "`meta.get_number`, pool of 1,000,000 ÷ pool of 100", must: 1.3, goal: 1.1}
	numberBytes = budget{figure: "memory per number, 1,000,000 against 100", unit: " bytes", must: 600, goal: 350}
	poolReady   = budget{figure: "1,000,000 generated numbers ready", unit: " s", must: 15, goal: 5}
	worldMemory = budget{figure: "RSS with 1,000 worlds", unit: " MiB", must: 100, goal: 30}
	worldTime   = budget{figure: "a request that creates a world", unit: " ms", must: 1, goal: 1}
	binarySize  = budget{figure: "stripped static binary", unit: " MB", must: 20, goal: 15}
)

// info is a figure without a budget.
func info(figure, unit string) budget { return budget{figure: "— " + figure, unit: unit} }
