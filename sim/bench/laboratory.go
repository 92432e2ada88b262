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

// laboratory is what every measurement needs: the two programs, a place for
// files, and where things run.
type laboratory struct {
	binaries
	pinning
	dir string
}

// newLaboratory builds the programs before it pins itself, since a build likes
// all CPUs.
func newLaboratory(ctx context.Context, dir string) (*laboratory, error) {
	l := &laboratory{dir: dir}
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
