// Package bench measures the simulator against its budgets, beside the floor: a
// bare net/http server that answers every request with the same body.
//
//	make bench          every figure; fails when a must is missed
//	make bench-smoke    a short run that fails only beyond twice a must
//
// The simulator runs as it is built for users, in a process of its own, with
// testdata/bench.yaml: requests and answers checked against the contracts, the
// journal on, one limit, and ten fault rules that are asked on every request and
// never match. The floor (testdata/floor) is built with the same flags. Under load
// both get GOMAXPROCS=1, so that on two CPUs the generator has the other.
//
// A throughput is testing.Benchmark over sixteen kept connections, each with one
// request in flight; -test.benchtime sets how long. Floor and simulator take
// turns, a figure is the ratio within one turn, and the table has the median of
// the turns: the speed of a machine changes from minute to minute, ratios of
// neighbours do not. Pools of different sizes are compared in the same way.
//
// The budgets are in budgets_test.go. The build tag keeps the package out of
// go test ./...; memory is read from /proc, so it runs on Linux only.
package bench
