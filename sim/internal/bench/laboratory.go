//go:build bench && linux

package bench

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// The identities of the default world, and the paths that are measured.
const (
	business = "506914307656634"
	partner  = "simul8PA"

	pool              = "/api/v2/partners/" + partner + "/preverified-numbers"
	numbersOfBusiness = "/v23.0/" + business + "/preverified_numbers"
	hubKey            = "X-API-Key: sim-api-key"
	metaAuth          = "Authorization: Bearer EAAJBsimulator"
)

// laboratory is what every measurement needs: the two programs, a place for
// files, and where things run.
type laboratory struct {
	binaries
	pinning
	dir string
	effort
}

// effort is how much is measured.
type effort struct {
	starts  int           // of floor and simulator
	weighed int           // pools of each size
	sizes   []int         // of pools, from smallPool to the largest
	rest    time.Duration // for a process, before its memory is read
	slack   float64
}

// many is the largest pool, and how many requests are sent before the memory is
// read.
func (e effort) many() int { return e.sizes[len(e.sizes)-1] }

// million is the largest pool of the budgets.
const million = 1_000_000

// The efforts of make bench and of make bench-smoke.
var (
	full  = effort{starts: 20, weighed: 3, sizes: []int{smallPool, 1_000, 10_000, 100_000, million}, rest: 5 * time.Second, slack: 1}
	short = effort{starts: 5, weighed: 1, sizes: []int{smallPool, 100_000}, rest: time.Second, slack: 2}
)

// smallPool is what every other pool is held against.
const smallPool = 100

// newLaboratory builds the programs before it pins itself, since a build likes
// all CPUs.
func newLaboratory(ctx context.Context, dir string, e effort) (*laboratory, error) {
	l := &laboratory{dir: dir, effort: e}
	var err error
	if l.pinning, err = choosePinning(); err != nil {
		return nil, err
	}
	if l.binaries, err = build(ctx, dir); err != nil {
		return nil, err
	}
	return l, l.pinGenerator()
}

// machine describes where the run takes place.
func (l *laboratory) machine() []string {
	return []string{
		fmt.Sprintf("%s, %s %s/%s, %d CPUs (%s); %s.", time.Now().UTC().Format(time.DateOnly), runtime.Version(),
			runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpuModel(), l.pinning),
	}
}

// cpuModel is what the kernel calls the CPU.
func cpuModel() string {
	text, _ := os.ReadFile("/proc/cpuinfo") // without it the model stays unknown
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.Join(strings.Fields(value), " ")
		}
	}
	return "unknown model"
}
