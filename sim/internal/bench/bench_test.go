//go:build bench && linux

package bench

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

// result is the table of the run.
var result report

// TestMain prints the table behind everything else.
func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if len(result.rows) > 0 {
		fmt.Print("\n", result.markdown())
		if !*smoke {
			fmt.Print(besidePeers(&result))
		}
	}
	os.Exit(code)
}

// TestBudgets measures every row of the table; a row that misses its budget
// fails its sub-test.
func TestBudgets(t *testing.T) {
	e := full
	if *smoke {
		e = short
	}
	l, err := newLaboratory(t.Context(), t.TempDir(), e)
	if err != nil {
		t.Fatal(err)
	}
	result.slack = l.slack
	result.machine = append(l.machine(), fmt.Sprintf("%d turns of %v for each figure that is a ratio.", *rounds, *window))
	t.Run("throughput", l.testThroughput)
	t.Run("start", l.testStart)
	t.Run("memory", l.testMemory)
	t.Run("pools", l.testPools)
	t.Run("numbers", l.testNumbers)
	t.Run("worlds", l.testWorlds)
	t.Run("advance", l.testAdvance)
	t.Run("binary", l.testBinary)
	if *picture != "" {
		l.writeGrowth(t, *picture)
	}
}

// record adds rows to the report, and fails the test for those that do not
// hold. A short run says how short it was.
func (l *laboratory) record(t *testing.T, rows ...row) {
	t.Helper()
	for i := range rows {
		rows[i].figure = strings.ReplaceAll(rows[i].figure, thousands(million), thousands(l.many()))
	}
	result.add(rows...)
	for _, failure := range (&report{rows: rows, slack: l.slack}).failures() {
		t.Error(failure)
	}
}
