//go:build bench && linux

package bench

import (
	"context"
	"fmt"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// operation is a request whose throughput is held against the floor's.
type operation struct {
	name     string // for the sub-test
	request  []byte
	adds     bool // the phone number is a new one every time
	status   int
	speed    budget
	slowness budget // of the 99th percentile
}

func operations() []operation {
	add := `{"phone_number":"` + firstPhone + `"}`
	speed := func(figure string, must, goal float64) budget {
		return budget{figure: figure, must: must, goal: goal, least: true}
	}
	slowness := func(name string) budget {
		return budget{figure: "p99 of `" + name + "` at 16 connections ÷ bare p99", must: 3, goal: 2}
	}
	return []operation{
		{"360dialog.list_numbers", request("GET", pool, hubKey, ""), false, 200,
			speed("`360dialog.list_numbers`, 3 numbers ÷ bare GET", 0.50, 0.60), slowness("360dialog.list_numbers")},
		{"meta.add_number", request("POST", "/v23.0/"+business+"/add_phone_numbers", metaAuth, add), true, 200,
			speed("`meta.add_number` ÷ bare POST", 0.30, 0.45), slowness("meta.add_number")},
		{"360dialog.add_number", request("POST", pool, hubKey, add), true, 201,
			speed("`360dialog.add_number` ÷ bare POST", 0.12, 0.18), slowness("360dialog.add_number")},
	}
}

// source is a fresh stream of the operation's requests.
func (o operation) source() source {
	if o.adds {
		return newPhones(append([]byte{}, o.request...))
	}
	return always(o.request)
}

func (l *laboratory) testThroughput(t *testing.T) {
	for _, o := range operations() {
		t.Run(o.name, func(t *testing.T) {
			file := l.captureFloor(t, o)
			var speed, slowness, cost []float64
			for i := range *rounds {
				bare, own := l.takeTurn(t, o, file)
				t.Logf("turn %d: floor %v; simulator %v", i+1, bare, own)
				speed = append(speed, own.perSecond()/bare.perSecond())
				slowness = append(slowness, float64(percentile(own.latencies, 99))/float64(percentile(bare.latencies, 99)))
				cost = append(cost, float64(bare.costs())/float64(own.costs()))
			}
			record(t, row{o.speed, speed}, row{budget{figure: "— the same by CPU time of the server"}, cost},
				row{o.slowness, slowness})
		})
	}
}

// benchScenario is the world of the throughput.
var benchScenario = []string{"--scenario", "testdata/bench.yaml"}

// captureFloor asks a simulator for the bytes the floor is to send, and returns
// the file they are in.
func (l *laboratory) captureFloor(t *testing.T, o operation) string {
	t.Helper()
	p := l.startSimulator(t, benchScenario...)
	a, err := capture(p.addr, o.request)
	if err != nil || a.Status != o.status {
		t.Fatalf("status %d, %v: %s", a.Status, err, a.Body)
	}
	t.Logf("the floor answers with %v", a)
	file, err := a.write(l.dir, o.name)
	if err != nil {
		t.Fatal(err)
	}
	l.stop(t, p)
	return file
}

// startSimulator starts the simulator and waits until it is ready.
func (l *laboratory) startSimulator(t *testing.T, flags ...string) *process {
	t.Helper()
	p, err := l.simulator(t.Context(), flags...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.firstAnswer(request("GET", "/readyz", hubKey, ""), 200); err != nil {
		t.Fatal(err)
	}
	return p
}

func (l *laboratory) stop(t *testing.T, p *process) {
	t.Helper()
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
}

// changes is how often the two of a turn change places within it.
const changes = 10

// takeTurn measures a fresh floor and a fresh simulator against each other: both
// are warmed up, then they answer by turns of a slice each, while the other has
// nothing to do. What disturbs the machine disturbs both.
func (l *laboratory) takeTurn(t *testing.T, o operation, floorFile string) (bare, own *station) {
	t.Helper()
	bare = openStation(t, o, func(ctx context.Context) (*process, error) { return l.floor(ctx, floorFile) })
	own = openStation(t, o, func(ctx context.Context) (*process, error) { return l.simulator(ctx, benchScenario...) })
	for range changes {
		for _, s := range []*station{bare, own} {
			if err := s.measure(*window / changes); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, s := range []*station{bare, own} {
		s.generator.close()
		l.stop(t, s.process)
	}
	return bare, own
}

// station is a process with its connections, and what they showed so far.
type station struct {
	*process
	*generator
	run
	next      source
	status    int
	used      time.Duration // of a CPU by the process
	generated time.Duration // of a CPU by the generator
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

// measure adds a slice to what the station showed.
func (s *station) measure(slice time.Duration) error {
	before, err := s.cpuTime()
	if err != nil {
		return err
	}
	mine := ownCPUTime()
	r, err := s.drive(s.next, s.status, extent{time: slice})
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

// String is for the log: how fast, how busy the server's CPU was with it, and
// what one answer cost server and generator.
func (s *station) String() string {
	return fmt.Sprintf("%.0f/s, p99 %v, CPU %.0f %%, %v each (generator %v)", s.perSecond(),
		percentile(s.latencies, 99).Round(time.Microsecond), 100*s.used.Seconds()/s.took.Seconds(),
		s.costs().Round(100*time.Nanosecond), (s.generated / time.Duration(len(s.latencies))).Round(100*time.Nanosecond))
}
