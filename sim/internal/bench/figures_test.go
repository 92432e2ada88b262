//go:build bench && linux

package bench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/client"
	"github.com/preverified-sim/preverified-sim/sim/simtest"
)

// The identities of the default world, and the paths that are measured.
const (
	business  = "506914307656634"
	pool      = "/api/v2/partners/simul8PA/preverified-numbers"
	metaPath  = "/v23.0/" + business
	dialogKey = "X-API-Key: sim-api-key"
	metaAuth  = "Authorization: Bearer EAAJBsimulator"

	benchScenario = "testdata/bench.yaml"
	mib           = 1 << 20
)

// newNumber is the load of a POST that adds another US number every time.
func newNumber(path, credential string, status int) load {
	return load{func(n, _ int64) [][]byte {
		return [][]byte{request("POST", path, credential, fmt.Sprintf(`{"phone_number":"1%d"}`, 2_012_000_000+n))}
	}, status}
}

func (l *laboratory) testThroughput(t *testing.T) {
	listed := strings.Repeat(`{"code_verification_status":"NOT_VERIFIED","country_code":"de","created_at":"2026-01-15T09:00:00Z","partner_id":"simul8PA","phone_number":"4915123456780","preverified_phone_number_id":"106540352242922"},`, 3)
	for _, o := range []struct {
		load
		speed, slowness *budget
		floor           string
	}{
		{each(200, request("GET", pool, dialogKey, "")), &listSpeed, &listP99, "[" + strings.TrimSuffix(listed, ",") + "]"},
		{newNumber(metaPath+"/add_phone_numbers", metaAuth, 200), &metaSpeed, nil, `{"id":"106540352242922"}`},
		{newNumber(pool, dialogKey, 201), &dialogSpeed, nil, listed[:len(listed)/3-1]},
	} {
		var speed, slowness []float64
		for range *rounds {
			floor, simulator := l.startFloor(t, o.status, o.floor), l.startSimulator(t, benchScenario)
			floor.firstAnswer(t, pool, nil, o.status)
			var sent atomic.Int64
			bare, own := o.run(t, floor, &sent), o.run(t, simulator, &sent)
			speed = append(speed, float64(bare.each)/float64(own.each))
			slowness = append(slowness, float64(own.p99)/float64(bare.p99))
			t.Logf("%s: floor %v, simulator %v, p99 %v and %v", o.speed.figure, bare.each, own.each, bare.p99, own.p99)
			floor.stop()
			simulator.stop()
		}
		l.record(t, *o.speed, speed...)
		if o.slowness != nil {
			l.record(t, *o.slowness, slowness...)
		}
	}
}

// testStart alternates starts of floor and simulator, each from no process to
// the first list of the default world answered with 200.
func (l *laboratory) testStart(t *testing.T) {
	key := http.Header{"X-Api-Key": {"sim-api-key"}}
	var ratios []float64
	for range 4 * *rounds {
		floor := l.startFloor(t, 200, "[]")
		bare := floor.firstAnswer(t, pool, key, 200)
		floor.stop()
		simulator := start(t, l.simulator, func(addr string) []string { return []string{"--addr", addr} })
		own := simulator.firstAnswer(t, pool, key, 200)
		simulator.stop()
		ratios = append(ratios, float64(own)/float64(bare))
	}
	l.record(t, startRatio, ratios...)
}

// testMemory reads the memory of an idle simulator, and again after many
// requests.
func (l *laboratory) testMemory(t *testing.T) {
	s := l.startSimulator(t, benchScenario)
	l.record(t, idleMemory, s.restingMemory(t)/mib)
	most := int64(1_000_000)
	if *smoke {
		most /= 10
	}
	var sent atomic.Int64
	for sent.Load() < most {
		each(200, request("GET", pool, dialogKey, "")).run(t, s, &sent)
	}
	now, _ := s.memory(t)
	l.record(t, usedMemory, now/mib)
}

// testNumbers starts pools of numbers of the first business, and measures how
// long that takes and what a number weighs.
func (l *laboratory) testNumbers(t *testing.T) {
	small, _ := l.weigh(t, 100)
	large, ready := l.weigh(t, 100_000)
	l.record(t, numberBytes, (large-small)/(100_000-100))
	l.record(t, poolReady, ready.Seconds())
	if *smoke {
		return
	}
	million, ready := l.weigh(t, 1_000_000)
	l.record(t, millionReady, ready.Seconds())
	l.record(t, millionBytes, million/mib)
}

func (l *laboratory) weigh(t *testing.T, count int) (bytes float64, ready time.Duration) {
	t.Helper()
	scenario := write(t, "weigh.yaml", fmt.Sprintf("version: 1\nbusinesses: [{id: %q, tokens: [EAAJBsimulator]}]\ngenerate: [{count: %d}]\n", business, count))
	s := start(t, l.simulator, func(addr string) []string { return []string{"--addr", addr, "--scenario", scenario} })
	defer s.stop()
	ready = s.firstAnswer(t, "/readyz", nil, 200)
	return s.restingMemory(t), ready
}

// testSimtest starts simulators in this process, the first of them unmeasured.
func (l *laboratory) testSimtest(t *testing.T) {
	var took []float64
	for i := range 20 {
		t.Run("start", func(t *testing.T) {
			began := time.Now()
			simtest.Start(t)
			if i > 0 {
				took = append(took, milliseconds(time.Since(began)))
			}
		})
	}
	l.record(t, simtestStart, took...)
}

// testBodies sends eight bodies of 1 MiB at once, of every shape, and reads the
// peak of the memory.
func (l *laboratory) testBodies(t *testing.T) {
	s := l.startSimulator(t, benchScenario)
	fill := func(head, part, tail string) string {
		return head + strings.Repeat(part, (mib-len(head)-len(tail))/len(part)) + tail
	}
	for _, body := range []string{
		fill(`{"phone_number":"`, "1", `"}`),
		fill(`{"phone_number":[`, `{},`, `{}]}`),
		fill(`{"phone_number":`, "[", "]"),
		fill("{", `"a":1,`, `"b":1}`),
		fill("", "a=1&", "b=1"),
	} {
		for _, target := range []struct{ path, credential string }{{pool, dialogKey}, {metaPath + "/add_phone_numbers", metaAuth}} {
			kind := "application/json"
			if !strings.HasPrefix(body, "{") {
				kind = "application/x-www-form-urlencoded"
			}
			var group sync.WaitGroup
			for range 8 {
				group.Go(func() { s.post(t, target.path, target.credential, kind, body) })
			}
			group.Wait()
		}
	}
	_, peak := s.memory(t)
	l.record(t, bodyMemory, peak/mib)
}

// post sends a body that is refused.
func (s *server) post(t *testing.T, path, credential, kind, body string) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+s.addr+path, strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	name, value, _ := strings.Cut(credential, ": ")
	r.Header.Set(name, value)
	r.Header.Set("Content-Type", kind)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return
	}
	_ = response.Body.Close()
	if response.StatusCode < 400 || response.StatusCode >= 500 {
		t.Errorf("%s answers %s", path, response.Status)
	}
}

// testWorlds makes a thousand worlds, the default one counted, by using them one
// after the other.
func (l *laboratory) testWorlds(t *testing.T) {
	s := l.startSimulator(t, "default")
	made, sent := 1, atomic.Int64{}
	worlds := load{func(n, _ int64) [][]byte {
		return [][]byte{request("GET", fmt.Sprintf("/_world/w-%d%s", n, pool), dialogKey, "")}
	}, 200}
	took, err := worlds.connection(s.addr, &sent, 0, func() bool { made++; return made <= 1000 })
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(took)
	l.record(t, worldMemory, s.restingMemory(t)/mib)
	l.record(t, worldTime, milliseconds(took[len(took)/2]))
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// testPools compares what ought to cost the same in a pool of any size.
func (l *laboratory) testPools(t *testing.T) {
	small, large := l.openPool(t, 100), l.openPool(t, 100_000)
	for _, o := range []struct {
		budget budget
		of     func(*pooled) load
	}{
		{pageRatio, func(p *pooled) load { return each(200, p.pages...) }},
		{verifyRatio, (*pooled).verify},
		{getRatio, func(p *pooled) load { return each(200, p.reads...) }},
	} {
		var ratios []float64
		for range *rounds {
			var sent atomic.Int64
			few, many := o.of(small).run(t, small.server, &sent), o.of(large).run(t, large.server, &sent)
			ratios = append(ratios, float64(many.each)/float64(few.each))
		}
		l.record(t, o.budget, ratios...)
	}
}

// pooled is a simulator with a pool, and the requests to measure it with.
type pooled struct {
	*server
	pages, reads, asks, enters [][]byte
}

// verify is the load of codes asked for and entered, one request after the other.
// Each connection has numbers of its own, so that none takes the code of another.
func (p *pooled) verify() load {
	own := int64(len(p.asks)) / connections
	return load{func(n, connection int64) [][]byte {
		i := connection%connections*own + n%own
		return [][]byte{p.asks[i], p.enters[i]}
	}, 200}
}

// openPool starts a simulator with a pool of the partner, and makes requests for
// numbers from all over it.
func (l *laboratory) openPool(t *testing.T, size int) *pooled {
	t.Helper()
	template, err := os.ReadFile("testdata/pool.yaml")
	if err != nil {
		t.Fatal(err)
	}
	scenario := write(t, "pool.yaml", strings.Replace(string(template), "count: 100,", fmt.Sprintf("count: %d,", size), 1))
	p := &pooled{server: l.startSimulator(t, scenario)}
	numbers, err := client.Client{URL: "http://" + p.addr}.Numbers(t.Context(), client.NumberFilter{})
	if err != nil || len(numbers) != size {
		t.Fatalf("%d numbers of %d: %v", len(numbers), size, err)
	}
	for i := range 100 {
		n := numbers[i*size/100]
		p.reads = append(p.reads, request("GET", "/v23.0/"+n.ID, metaAuth, ""))
		p.asks = append(p.asks, request("POST", pool+"/"+n.ID+"/request-otp", dialogKey, `{"code_method":"sms","language":"en_US"}`))
		p.enters = append(p.enters, request("POST", pool+"/"+n.ID+"/verify-otp", dialogKey, `{"code":"123456"}`))
	}
	for i := range 40 {
		n := numbers[size/4+i*size/100]
		p.pages = append(p.pages, request("GET", metaPath+"/preverified_numbers?limit=25&after="+p.cursor(t, n.PhoneNumber), metaAuth, ""))
	}
	return p
}

// cursor asks Meta's list for the cursor that points at a number.
func (s *server) cursor(t *testing.T, phone string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.addr+metaPath+"/preverified_numbers?phone_number="+url.QueryEscape(phone), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", strings.TrimPrefix(metaAuth, "Authorization: "))
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var page struct {
		Paging struct{ Cursors struct{ After string } }
	}
	if err := json.NewDecoder(response.Body).Decode(&page); err != nil || page.Paging.Cursors.After == "" {
		t.Fatalf("no cursor for %s: %s, %v", phone, response.Status, err)
	}
	return page.Paging.Cursors.After
}
