package server

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/common/expfmt"

	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
)

// latencyBuckets are upper bounds in seconds of wall time.
var latencyBuckets = []float64{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5, 30}

// meter counts requests for Prometheus: by operation, status, dialect and fault
// rule, and their latency by operation. It is safe for concurrent use.
type meter struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	latency  *prometheus.HistogramVec
	// runtime registers Go's own metrics, once and on the first call: listing them
	// all would prolong every start.
	runtime func()
}

// newMeter starts counting; what the server itself knows is read when asked for.
func newMeter(s *Server) *meter {
	m := &meter{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "preverified_sim_requests_total",
			Help: "Requests of vendors' clients and of 360dialog itself; the operation is empty where a request met none.",
		}, []string{"operation", "status", "dialect", "fault"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "preverified_sim_request_duration_seconds",
			Help:    "Wall time from a request's arrival until its answer is ready, injected latency included.",
			Buckets: latencyBuckets,
		}, []string{"operation"}),
	}
	m.registry.MustRegister(m.requests, m.latency,
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "preverified_sim_contract_violations_total",
			Help: "Places where an answer broke its contract without having declared it.",
		}, func() float64 { return float64(s.Violations()) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "preverified_sim_panics_total",
			Help: "Panics that were caught; each is a mistake of the simulator.",
		}, func() float64 { return float64(s.Panics()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "preverified_sim_worlds", Help: "Worlds that exist, the default one counted.",
		}, func() float64 { return float64(s.worlds.Count()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "preverified_sim_journal_dropped", Help: "Records that fell out of the journals of the worlds that exist.",
		}, s.droppedRecords),
	)
	m.runtime = sync.OnceFunc(func() {
		// The live heap of the last garbage collection shows growth that the size of
		// the heap hides.
		live := collectors.GoRuntimeMetricsRule{Matcher: regexp.MustCompile(`^/gc/heap/live:bytes$`)}
		m.registry.MustRegister(collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(live)))
	})
	return m
}

func (s *Server) droppedRecords() float64 {
	var dropped uint64
	for _, w := range s.worlds.List() {
		dropped += w.Journal.Dropped()
	}
	return float64(dropped)
}

// observe counts one closed record, and passes it on.
func (s *Server) observe(r *journal.Record) {
	m := s.meter
	m.requests.WithLabelValues(r.Operation, strconv.Itoa(r.Status), string(r.Dialect), r.Fault).Inc()
	m.latency.WithLabelValues(r.Operation).Observe(r.Duration.Seconds())
	if s.opts.Requests != nil {
		s.opts.Requests(journal.View(r))
	}
}

func (s *Server) metrics() ([]byte, error) {
	s.meter.runtime()
	families, err := s.meter.registry.Gather()
	var text bytes.Buffer
	for _, family := range families {
		_, writing := expfmt.MetricFamilyToText(&text, family)
		err = errors.Join(err, writing)
	}
	return text.Bytes(), err
}
