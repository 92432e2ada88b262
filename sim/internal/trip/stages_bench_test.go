package trip_test

import (
	"bytes"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/dialog360"
	"github.com/preverified-sim/preverified-sim/sim/internal/meta"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
	"github.com/preverified-sim/preverified-sim/specs"
)

// measured is an operation whose stages are measured.
type measured struct {
	name, api    string
	method, path string
	header       http.Header
	body         string // holds firstPhone when every request needs a new one
	status       int
}

const (
	firstPhone = "12012000000"
	pool       = "/api/v2/partners/simul8PA/preverified-numbers"
	add        = `{"phone_number":"` + firstPhone + `"}`
)

func operations() []measured {
	json := []string{"application/json"}
	hub := http.Header{"X-Api-Key": {"sim-api-key"}, "Content-Type": json}
	meta := http.Header{"Authorization": {"Bearer EAAJBsimulator"}, "Content-Type": json}
	return []measured{
		{"360dialog.list_numbers", "360dialog", "GET", pool, hub, "", 200},
		{"meta.add_number", "meta", "POST", "/v23.0/506914307656634/add_phone_numbers", meta, add, 200},
		{"360dialog.add_number", "360dialog", "POST", pool, hub, add, 201},
	}
}

// BenchmarkStages makes the trip up to each stage in turn: "to=validate" is all
// from the beginning to the end of validate, "to=reply" the whole trip. What the
// last stage takes of that is in own-ns/op and own-allocs/op.
//
// The world is that of make bench: three numbers, one limit, ten fault rules
// that do not match.
func BenchmarkStages(b *testing.B) {
	for _, o := range operations() {
		b.Run("op="+o.name, func(b *testing.B) {
			r, next := newRig(b), o.requests()
			var allocs float64
			for _, stage := range trip.Stages() {
				before := allocs
				b.Run("to="+stage, func(b *testing.B) { allocs = o.measure(b, r, next, stage, before) })
			}
		})
	}
}

// measure makes the trip up to a stage. It returns how often a trip allocates,
// and is told that of the trip to the stage before.
func (o measured) measure(b *testing.B, r rig, next func() *http.Request, stage string, before float64) (allocs float64) {
	entry := trip.Entry{Path: o.path, Escaped: o.path, Base: "http://127.0.0.1:8360"}
	var own time.Duration
	start := allocations()
	b.ReportAllocs()
	for b.Loop() {
		w := sink{header: http.Header{}}
		took, err := r.trip.TravelTo(stage, &w, next(), r.world, o.api, entry)
		if err != nil || stage == "reply" && w.status != o.status {
			b.Fatalf("status %d, %v", w.status, err)
		}
		own += took
	}
	allocs = float64(allocations()-start) / float64(b.N)
	b.ReportMetric(float64(own.Nanoseconds())/float64(b.N), "own-ns/op")
	b.ReportMetric(max(0, math.Round(allocs-before)), "own-allocs/op")
	return allocs
}

func allocations() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

// requests gives one request over and over, with a new phone number each time
// where the body holds one.
func (o measured) requests() func() *http.Request {
	r := httptest.NewRequest(o.method, o.path, nil)
	r.Header = o.header
	if o.body == "" {
		return func() *http.Request { return r }
	}
	text := []byte(o.body)
	at := strings.Index(o.body, firstPhone)
	digits := text[at : at+len(firstPhone)]
	body := &memory{}
	r.ContentLength = int64(len(text))
	return func() *http.Request {
		for i := len(digits) - 1; i >= 0; i-- {
			if digits[i]++; digits[i] <= '9' {
				break
			}
			digits[i] = '0'
		}
		body.Reset(text)
		r.Body = body
		return r
	}
}

// memory is a body that can be read again.
type memory struct{ bytes.Reader }

func (*memory) Close() error { return nil }

// sink is a ResponseWriter that keeps the status.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
func (s *sink) WriteHeader(status int)      { s.status = status }

// rig is a trip with both vendors, and a world.
type rig struct {
	trip  *trip.Trip
	world *world.World
}

func newRig(b *testing.B) rig {
	b.Helper()
	scenario, err := os.ReadFile("../bench/testdata/bench.yaml")
	if err != nil {
		b.Fatal(err)
	}
	srv, err := server.New(server.Options{ScenarioFile: "bench.yaml", ScenarioText: scenario})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(srv.Close)
	r := rig{trip: trip.New(trip.Options{
		Catalogue: srv.Catalogue(), MaxBody: server.DefaultMaxBody, BodyTimeout: server.DefaultBodyTimeout, Wall: time.Now,
		Log: slog.New(slog.DiscardHandler),
	})}
	if r.world, err = srv.Worlds().Get(world.Default); err != nil {
		b.Fatal(err)
	}
	meta, err := meta.New(spec(b, "meta.yaml"), srv.Catalogue())
	if err != nil {
		b.Fatal(err)
	}
	hub, err := dialog360.New(spec(b, "360dialog.yaml"), srv.Catalogue())
	if err != nil {
		b.Fatal(err)
	}
	r.trip.Add(meta)
	r.trip.Add(hub)
	return r
}

func spec(b *testing.B, name string) *contract.Spec {
	b.Helper()
	text, err := specs.FS.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	s, err := contract.Load(name, text)
	if err != nil {
		b.Fatal(err)
	}
	return s
}
