//go:build bench && linux

package bench

import (
	"context"
	"fmt"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// station is a process with its connections, and what they showed so far.
type station struct {
	*process
	*generator
	run
	next      source
	status    int
	used      time.Duration // of a CPU by the process
	generated time.Duration // of a CPU by the generator
	memory    float64       // RSS at the end, in bytes
}

// openStation starts a process and warms it up for a tenth of a turn.
func openStation(t *testing.T, o operation, start func(context.Context) (*process, error)) *station {
	t.Helper()
	p, err := start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := &station{process: p, next: o.source(), status: o.status}
	if _, err := p.firstAnswer(s.next(), o.status); err != nil {
		t.Fatal(err)
	}
	if s.generator, err = connect(p.addr, connections); err != nil {
		t.Fatal(err)
	}
	if _, err := s.drive(s.next, o.status, extent{time: *window / 10}); err != nil {
		t.Fatal(err)
	}
	return s
}

// forget begins anew with what the station shows.
func (s *station) forget() { s.run, s.used, s.generated = run{}, 0, 0 }

// measure adds a slice to what the station showed.
func (s *station) measure(e extent) error {
	before, err := s.cpuTime()
	if err != nil {
		return err
	}
	mine := ownCPUTime()
	r, err := s.drive(s.next, s.status, e)
	if err != nil {
		return err
	}
	s.generated += ownCPUTime() - mine
	after, err := s.cpuTime()
	s.used += after - before
	s.took += r.took
	s.latencies = append(s.latencies, r.latencies...)
	return err
}

// ownCPUTime is how long this process has run on a CPU.
func ownCPUTime() time.Duration {
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		panic(err) // the arguments are constants
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// costs is the CPU time of the server for one answer.
func (s *station) costs() time.Duration { return s.used / time.Duration(len(s.latencies)) }

// busy is the part of the time in which the server was on its CPU, in percent.
func (s *station) busy() float64 { return 100 * s.used.Seconds() / s.took.Seconds() }

// String is for the log: how fast, how busy the server's CPU was with it, and
// what one answer cost server and generator.
func (s *station) String() string {
	return fmt.Sprintf("%.0f/s, p99 %v, CPU %.0f %%, %v each (generator %v)", s.perSecond(),
		percentile(s.latencies, 99).Round(time.Microsecond), s.busy(),
		s.costs().Round(100*time.Nanosecond), (s.generated / time.Duration(len(s.latencies))).Round(100*time.Nanosecond))
}

// cost of an answer in µs: of time, and of time of the server on a CPU.
type cost struct{ wall, cpu float64 }

func micro(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
