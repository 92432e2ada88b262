//go:build bench && linux

package bench

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// burst is how many numbers are asked a code for, then verified.
const burst = smallPool

// errand is something a client does with a pool, whatever its size.
type errand struct {
	name   string
	budget budget
	// prepare, if any, is sent before do, as often, and not measured. Both hold
	// requests that are sent in turn.
	prepare, do func(*pooled) [][]byte
}

func errands() []errand {
	return []errand{
		{"a page of 25", pageRatio, nil, func(p *pooled) [][]byte { return p.pages }},
		{"verify_otp", verifyRatio, func(p *pooled) [][]byte { return p.asks }, func(p *pooled) [][]byte { return p.verifies }},
		{"get_number", getRatio, nil, func(p *pooled) [][]byte { return p.reads }},
	}
}

// pooled is a simulator with a pool, and the requests to measure it with.
type pooled struct {
	*station
	size                         int
	pages, reads, asks, verifies [][]byte
}

// testPools keeps a simulator for every size of the pool, and lets them take
// turns with the same errands.
func (l *laboratory) testPools(t *testing.T) {
	var pools []*pooled
	for _, size := range l.sizes {
		pools = append(pools, l.openPool(t, size))
	}
	for _, p := range pools {
		if err := p.warmUp(); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range errands() {
		t.Run(e.name, func(t *testing.T) { l.comparePools(t, pools, e) })
	}
	for _, p := range pools {
		p.close()
		l.stop(t, p.process)
	}
}

func (l *laboratory) comparePools(t *testing.T, pools []*pooled, e errand) {
	ratios, cpu := map[int][]float64{}, map[int]float64{}
	for range *rounds {
		costs := l.costsOf(t, pools, e)
		for i, p := range pools {
			ratios[p.size] = append(ratios[p.size], costs[i].wall/costs[0].wall)
			cpu[p.size] += costs[i].cpu
			costPanel.add(e.name, float64(p.size), costs[i].wall)
		}
		t.Logf("µs an answer, wall and CPU: %.1f", costs)
	}
	// A large heap is seldom collected, but at length: only all turns together
	// have their share of that.
	l.record(t, row{e.budget, ratios[l.many()]},
		row{info("the same by CPU time of the server, all turns together", ""), []float64{cpu[l.many()] / cpu[smallPool]}})
	for _, p := range pools[1 : len(pools)-1] {
		l.record(t, row{info(fmt.Sprintf("pool of %s ÷ pool of %d", thousands(p.size), smallPool), ""), ratios[p.size]})
	}
}

// costsOf measures the errand once on every pool, by turns of a slice.
func (l *laboratory) costsOf(t *testing.T, pools []*pooled, e errand) []cost {
	t.Helper()
	for _, p := range pools {
		p.forget()
	}
	for range changes {
		for _, p := range pools {
			if err := p.run(e, *window/changes); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out []cost
	for _, p := range pools {
		out = append(out, cost{micro(p.each()), micro(p.costs())})
	}
	return out
}

// run does the errand for a while.
func (p *pooled) run(e errand, slice time.Duration) error {
	p.next = turns(e.do(p))
	if e.prepare == nil {
		return p.measure(extent{time: slice})
	}
	prepare := turns(e.prepare(p))
	for end := time.Now().Add(slice); time.Now().Before(end); {
		if _, err := p.drive(prepare, 200, extent{count: burst}); err != nil {
			return fmt.Errorf("prepare: %w", err)
		}
		if err := p.measure(extent{count: burst}); err != nil {
			return err
		}
	}
	return nil
}

// turns is a source of the requests in turn, over and over.
func turns(requests [][]byte) source {
	i := -1
	return func() []byte {
		i = (i + 1) % len(requests)
		return requests[i]
	}
}

// openPool starts a simulator with a pool of the partner, and learns of its
// numbers what the requests need.
func (l *laboratory) openPool(t *testing.T, size int) *pooled {
	t.Helper()
	template, err := os.ReadFile("testdata/pool.yaml")
	if err != nil {
		t.Fatal(err)
	}
	scenario := strings.Replace(string(template), "count: 100,", fmt.Sprintf("count: %d,", size), 1)
	process := l.startSimulator(t, "--scenario", l.write(t, fmt.Sprintf("pool-%d.yaml", size), scenario))
	p := &pooled{station: &station{process: process, status: 200}, size: size}
	numbers, err := process.numbers(t.Context())
	if err != nil || len(numbers) != size {
		t.Fatalf("%d numbers of %d: %v", len(numbers), size, err)
	}
	for _, n := range spread(numbers, 0, size, min(size, 1000)) {
		at := pool + "/" + n.ID
		p.reads = append(p.reads, request("GET", "/v23.0/"+n.ID, metaAuth, ""))
		p.asks = append(p.asks, request("POST", at+"/request-otp", hubKey, `{"code_method":"sms","language":"en_US"}`))
		p.verifies = append(p.verifies, request("POST", at+"/verify-otp", hubKey, `{"code":"123456"}`))
	}
	l.addPages(t, p, numbers)
	return p
}

// warmUp connects, once all pools stand: the simulator waits only so long for
// the first request of a connection.
func (p *pooled) warmUp() (err error) {
	if p.generator, err = connect(p.addr, connections); err != nil {
		return err
	}
	_, err = p.drive(turns(p.reads), p.status, extent{count: 5000})
	return err
}

// addPages renders pages from the middle of the list, none of them the first
// or the last.
func (l *laboratory) addPages(t *testing.T, p *pooled, numbers []listed) {
	t.Helper()
	for _, n := range spread(numbers, p.size/4, p.size*7/10, 40) {
		cursor, err := p.cursor(t.Context(), n.Phone)
		if err != nil {
			t.Fatal(err)
		}
		p.pages = append(p.pages, request("GET", numbersOfBusiness+"?limit=25&after="+cursor, metaAuth, ""))
	}
}

// spread takes count numbers from those between two places, evenly.
func spread(numbers []listed, from, to, count int) []listed {
	var out []listed
	for i := range count {
		out = append(out, numbers[from+i*(to-from)/count])
	}
	return slices.Clip(out)
}
