//go:build bench && linux

package bench

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

var (
	smoke  = flag.Bool("smoke", false, "fail only beyond twice a must, leave out 1,000,000 numbers, and rest for a shorter time")
	rounds = flag.Int("rounds", 5, "how many turns each ratio takes")
)

// laboratory is what every measurement needs, and what was measured so far.
type laboratory struct {
	programs
	rows []row
}

// TestBudgets measures every figure and prints the table. It fails for each
// figure that misses its must.
func TestBudgets(t *testing.T) {
	l := &laboratory{programs: build(t)}
	t.Run("start", l.testStart)
	t.Run("throughput", onOneCPU(l.testThroughput))
	t.Run("memory", onOneCPU(l.testMemory))
	t.Run("pools", onOneCPU(l.testPools))
	t.Run("numbers", l.testNumbers)
	t.Run("simtest", l.testSimtest)
	t.Run("bodies", l.testBodies)
	t.Run("worlds", l.testWorlds)
	t.Run("library", l.testLibrary)
	t.Run("binary", l.testBinary)
	fmt.Printf("\n%s, %s %s/%s, %d CPUs, %d turns for each ratio.\n\n%s", time.Now().UTC().Format(time.DateOnly),
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), *rounds, table(l.rows))
}

// onOneCPU has the generator and the servers use one CPU each: on two CPUs,
// sixteen goroutines would take the server's.
func onOneCPU(measure func(*testing.T)) func(*testing.T) {
	return func(t *testing.T) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		measure(t)
	}
}

// record adds a figure to the table.
func (l *laboratory) record(t *testing.T, b budget, values ...float64) {
	t.Helper()
	r := row{b, values}
	l.rows = append(l.rows, r)
	slack := 1.0
	if *smoke {
		slack = 2
	}
	if *smoke && b == startRatio {
		// The libraries' initialisation alone takes seven times a bare start. The whole
		// run fails on the must; the short one notices a start that gets slower still.
		slack = 4
	}
	if !r.holds(slack) {
		t.Errorf("%s: %s, must be %s", r.figure, r.measured(), r.bound(r.must))
	}
}

// testLibrary runs the least client there is through every scenario. None is passed,
// so exec ends with 3.
func (l *laboratory) testLibrary(t *testing.T) {
	began := time.Now()
	said, err := exec.Command(l.simulator, "exec", "--all", "--", l.floor).CombinedOutput()
	var ended *exec.ExitError
	if !errors.As(err, &ended) || ended.ExitCode() != 3 {
		t.Fatalf("exec --all: %v\n%s", err, said)
	}
	l.record(t, libraryTime, time.Since(began).Seconds())
}

func (l *laboratory) testBinary(t *testing.T) {
	file, err := os.Stat(l.simulator)
	if err != nil {
		t.Fatal(err)
	}
	l.record(t, binarySize, float64(file.Size())/1e6)
}

// write keeps a text in a file of the test.
func write(t *testing.T, name, text string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
