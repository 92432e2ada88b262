//go:build bench && linux

package bench

import (
	"context"
	"fmt"
	"testing"
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
	return []operation{
		{"360dialog.list_numbers", request("GET", pool, hubKey, ""), false, 200, listSpeed, listP99},
		{"meta.add_number", request("POST", "/v23.0/"+business+"/add_phone_numbers", metaAuth, add), true, 200, metaSpeed, metaP99},
		{"360dialog.add_number", request("POST", pool, hubKey, add), true, 201, hubSpeed, hubP99},
	}
}

// source is a fresh stream of the operation's requests.
func (o operation) source() source {
	if o.adds {
		return newPhones(append([]byte{}, o.request...))
	}
	return always(o.request)
}

// testThroughput measures every operation, and how busy the server's CPU was:
// a server with time to spare was not what was measured.
func (l *laboratory) testThroughput(t *testing.T) {
	var bare, own []float64
	for _, o := range operations() {
		t.Run(o.name, func(t *testing.T) {
			floor, simulator := l.compare(t, o)
			bare, own = append(bare, floor...), append(own, simulator...)
		})
	}
	l.record(t, row{info("server's CPU busy with the floor", " %"), bare}, row{info("server's CPU busy with the simulator", " %"), own})
}

// compare takes the turns of an operation, and returns how busy floor and
// simulator were in each, in percent.
func (l *laboratory) compare(t *testing.T, o operation) (floor, simulator []float64) {
	file := l.captureFloor(t, o.request, o.status)
	var speed, slowness, cost, memory []float64
	var answers int
	for i := range *rounds {
		bare, own := l.takeTurn(t, o, file)
		t.Logf("turn %d: floor %v; simulator %v", i+1, bare, own)
		speed = append(speed, own.perSecond()/bare.perSecond())
		slowness = append(slowness, float64(percentile(own.latencies, 99))/float64(percentile(bare.latencies, 99)))
		cost = append(cost, float64(bare.costs())/float64(own.costs()))
		memory, answers = append(memory, own.memory/mib), len(own.latencies)
		floor, simulator = append(floor, bare.busy()), append(simulator, own.busy())
	}
	l.record(t, row{o.speed, speed}, row{info("the same by CPU time of the server", ""), cost},
		row{o.slowness, slowness}, row{info(fmt.Sprintf("RSS after the last turn's %s answers", thousands(answers)), " MiB"), memory})
	return floor, simulator
}

// benchScenario is the world of the throughput.
var benchScenario = []string{"--scenario", "testdata/bench.yaml"}

// captureFloor asks a simulator for the bytes the floor is to send, and returns
// the file they are in.
func (l *laboratory) captureFloor(t *testing.T, request []byte, status int) string {
	t.Helper()
	p := l.startSimulator(t, benchScenario...)
	a, err := capture(p.addr, request)
	if err != nil || a.Status != status {
		t.Fatalf("status %d, %v: %s", a.Status, err, a.Body)
	}
	t.Logf("the floor answers with %v", a)
	file, err := a.write(l.dir)
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
			if err := s.measure(extent{time: *window / changes}); err != nil {
				t.Fatal(err)
			}
		}
	}
	own.memory = l.memory(t, own.process)
	for _, s := range []*station{bare, own} {
		s.generator.close()
		l.stop(t, s.process)
	}
	return bare, own
}
