//go:build bench && linux

package bench

import (
	"flag"
	"fmt"
	"os"
	"testing"
	"time"
)

var (
	rounds = flag.Int("rounds", 5, "how many turns floor and simulator take")
	window = flag.Duration("time", 3*time.Second, "how long a turn measures")
	smoke  = flag.Bool("smoke", false, "fail only at half of a budget, with smaller pools")
	result report
)

func TestMain(m *testing.M) {
	flag.Parse()
	result.slack = 1
	if *smoke {
		result.slack = 2
	}
	code := m.Run()
	if len(result.rows) > 0 {
		fmt.Print("\n", result.markdown(), "\n")
	}
	os.Exit(code)
}

// TestBudgets measures every row of the table; a row that misses its budget
// fails its sub-test.
func TestBudgets(t *testing.T) {
	l, err := newLaboratory(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	result.machine = l.machine()
	t.Run("throughput", l.testThroughput)
}

// record adds rows to the report, and fails the test for those that do not hold.
func record(t *testing.T, rows ...row) {
	t.Helper()
	result.add(rows...)
	for _, failure := range (&report{rows: rows, slack: result.slack}).failures() {
		t.Error(failure)
	}
}
