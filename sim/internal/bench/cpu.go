//go:build bench && linux

package bench

import (
	"fmt"
	"os"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"
)

// pinning says on which CPU what runs.
type pinning struct {
	server, generator int
	apart             bool // false: nothing is pinned
}

// choosePinning takes the first two CPUs this process may use.
func choosePinning() (pinning, error) {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		return pinning{}, fmt.Errorf("CPUs of this process: %w", err)
	}
	var cpus []int
	for cpu := 0; len(cpus) < 2 && cpu < 1024; cpu++ {
		if set.IsSet(cpu) {
			cpus = append(cpus, cpu)
		}
	}
	if len(cpus) < 2 {
		return pinning{}, nil
	}
	return pinning{server: cpus[0], generator: cpus[1], apart: true}, nil
}

// String says where things run, for the report.
func (p pinning) String() string {
	if !p.apart {
		return "one CPU for server and generator, nothing pinned: the ratios say little"
	}
	return fmt.Sprintf("server on CPU %d, generator on CPU %d", p.server, p.generator)
}

// pinGenerator moves every thread of this process, and with them those to
// come, to the generator's CPU.
func (p pinning) pinGenerator() error {
	if !p.apart {
		return nil
	}
	threads, err := os.ReadDir("/proc/self/task")
	if err != nil {
		return err
	}
	for _, thread := range threads {
		id, err := strconv.Atoi(thread.Name())
		if err != nil {
			return err
		}
		if err := setAffinity(id, p.generator); err != nil {
			return fmt.Errorf("pin thread %d: %w", id, err)
		}
	}
	return nil
}

// onServer runs start on a thread of the server's CPU, so that the process it
// starts stays there.
func (p pinning) onServer(start func() error) error {
	if !p.apart {
		return start()
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := setAffinity(0, p.server); err != nil {
		return fmt.Errorf("pin the server: %w", err)
	}
	err := start()
	if back := setAffinity(0, p.generator); back != nil && err == nil {
		err = fmt.Errorf("pin the generator: %w", back)
	}
	return err
}

func setAffinity(thread, cpu int) error {
	var set unix.CPUSet
	set.Set(cpu)
	return unix.SchedSetaffinity(thread, &set)
}
