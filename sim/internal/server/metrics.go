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

// latencyBuckets are the upper bounds, in seconds of wall time, in which
// requests are counted.
var latencyBuckets = []float64{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5, 30}

// meter counts requests for Prometheus: by operation, status, dialect and fault
// rule, and their latency by operation. It is safe for concurrent use.
type meter struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	latency  *prometheus.HistogramVec
	// series finds counters by what they count: looking labels up by text costs
	// more than counting.
	series map[seriesKey]*series
	guard  sync.RWMutex // of series
	// runtime registers what Go tells of the process, once and not before anybody
	// asks: going through all that it could tell takes a start longer.
	runtime func()
}

type seriesKey struct {
	operation, dialect, fault string
	status                    int
}

type series struct {
	requests prometheus.Counter
	latency  prometheus.Observer
}

// maxSeries is how many combinations of labels are counted apart. Beyond it a
// fault rule is no longer told from others: all names there ever were add up, and
// those of the other labels are few.
const (
	maxSeries   = 10_000
	otherFaults = "(others)"
)

// newMeter starts counting; what the server knows itself is read when asked
// for.
func newMeter(s *Server) *meter {
	m := &meter{
		registry: prometheus.NewRegistry(),
		series:   map[seriesKey]*series{},
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
		// What the last garbage collection found in use shows growth that the size
		// of the heap hides.
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

// observe counts one closed record.
func (m *meter) observe(r *journal.Record) {
	key := seriesKey{r.Operation, r.Dialect, r.Fault, r.Status}
	m.guard.RLock()
	one, ok := m.series[key]
	m.guard.RUnlock()
	if !ok {
		one = m.open(key)
	}
	one.requests.Inc()
	one.latency.Observe(r.Duration.Seconds())
}

func (m *meter) open(key seriesKey) *series {
	m.guard.Lock()
	defer m.guard.Unlock()
	if len(m.series) >= maxSeries && key.fault != "" {
		key.fault = otherFaults
	}
	if one, ok := m.series[key]; ok {
		return one
	}
	one := &series{
		m.requests.WithLabelValues(key.operation, strconv.Itoa(key.status), key.dialect, key.fault),
		m.latency.WithLabelValues(key.operation),
	}
	m.series[key] = one
	return one
}

// metrics returns everything counted in the text form of Prometheus.
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
