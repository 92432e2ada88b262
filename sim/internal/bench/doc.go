// Package bench measures the simulator against its budgets, beside the floor: a
// bare net/http server that answers the same bytes and does nothing else.
//
//	make bench          every row of the table, and the pictures of its growth
//	make bench-smoke    a short run that fails only at half of a budget
//
// # What is measured
//
// The simulator as it is built for people, in a process of its own, started with
// testdata/bench.yaml: requests and answers held against the contracts, the
// journal on, the one limit of the default world, ten fault rules that are asked
// on every request and never match. The floor (testdata/floor) is built with the
// same flags and sends the status, headers and body that the simulator was seen
// to send for the request.
//
// Server and generator are pinned to a CPU each, so the server is what is
// measured; the report says how busy its CPU was. On a machine with one CPU, or
// where a process may not choose, nothing is pinned and the report says that.
// One generator serves both: 16 kept connections, each with one request on the
// way, written beforehand. Every answer's status is checked, and a wrong one
// ends the run.
//
// A turn starts both anew, warms them up and lets them answer by slices, one
// after the other; a figure is the ratio within one turn. A machine's speed drifts by a
// quarter and more from minute to minute, ratios of neighbours do not. Pools of
// different sizes are held against each other in the same way, in processes that
// stay. The table shows the median of the turns and their extremes, and under a
// ratio the same by CPU time of the server, which holds even where others use
// the machine.
//
// # Choosing and shortening
//
// Rows are sub-tests, the rest are flags:
//
//	go test -tags bench -count=1 ./sim/bench -run 'TestBudgets/throughput'
//	go test -tags bench -count=1 ./sim/bench -rounds 9 -time 2s
//
// The budgets themselves are in budget.go. Linux only: it reads /proc and waits
// with epoll. The build tag keeps all that takes long out of go test ./...; what
// computes and draws has no tag and is tested there.
package bench
