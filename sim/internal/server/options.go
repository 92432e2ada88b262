package server

import (
	"cmp"
	"crypto/tls"
	"io/fs"
	"log/slog"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
)

// Defaults of [Options].
const (
	DefaultScenario  = "default"
	DefaultMaxWorlds = 1000
	DefaultMaxBody   = 1 << 20
)

// Options are the settings of a server. The zero value is the default one.
type Options struct {
	// Scenario is the name of a scenario of the library; "" is the default one.
	Scenario string
	// ScenarioFile and ScenarioText give a scenario that is not of the library;
	// the file's name stands in messages. They beat Scenario.
	ScenarioFile string
	ScenarioText []byte
	// ScenarioDir is the user's directory of scenarios; nil for none.
	ScenarioDir fs.FS
	// Identity replaces values of [sim.Identity], by the names of the variables.
	Identity map[string]string
	// ErrorsFile and ErrorsText are an overlay of the error catalogues.
	ErrorsFile string
	ErrorsText []byte
	// Seed beats the seed of every scenario; nil leaves them.
	Seed *uint64
	// Clock beats the mode and the speed of every scenario's clock; nil leaves them.
	Clock *sim.ScenarioClock
	// Open takes any credential, and creates businesses and partners on first mention.
	Open bool
	// MaxWorlds bounds the worlds; MaxNumbers the live numbers of one (zero takes
	// sim.MaxNumbers); MaxBody the bytes of a request body; JournalSize the records
	// of a world's journal. Zero takes the default.
	MaxWorlds   int
	MaxNumbers  int
	MaxBody     int
	JournalSize int
	// HeaderTimeout is the wall time for the head of a request (zero takes 10 s),
	// BodyTimeout for a body, or each 256 KiB of one of the control API (30 s),
	// WriteTimeout for 64 KiB of an answer (30 s), IdleTimeout between requests (2 min).
	HeaderTimeout, BodyTimeout, WriteTimeout, IdleTimeout time.Duration
	// WorldTTL ends worlds that were idle that long in wall time; zero never.
	WorldTTL time.Duration
	// CA is the PEM of the CA that clients must trust; nil when there is none.
	CA []byte
	// Proxy, when set, has the server answer CONNECT to a vendor's host with a tunnel,
	// in which it serves the vendor by this certificate.
	Proxy *tls.Config
	// AllowHosts are the host names, beside localhost, by which browsers may use the
	// control API.
	AllowHosts []string
	// Requests, when set, is called with every closed record of a vendor's request.
	Requests func(sim.Record)
	// QuietHeaders leaves the X-Sim headers off.
	QuietHeaders bool
	// ControlApart takes the control API off the main handler; it is only on
	// [Server.ControlHandler] then.
	ControlApart bool
	// ControlToken protects the control API; "" leaves it open.
	ControlToken string
	// Version is the program's.
	Version string
	// Log takes warnings, errors and the progress of large worlds; nil discards them.
	Log *slog.Logger
	// Wall is real time; nil for time.Now.
	Wall func() time.Time
}

func withDefaults(o Options) Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Wall == nil {
		o.Wall = time.Now
	}
	identity := map[string]string{}
	for _, v := range sim.Identity {
		identity[v.Name] = cmp.Or(o.Identity[v.Name], v.Default)
	}
	o.Identity = identity
	o.Scenario = cmp.Or(o.Scenario, DefaultScenario)
	o.MaxWorlds = cmp.Or(o.MaxWorlds, DefaultMaxWorlds)
	o.MaxBody = cmp.Or(o.MaxBody, DefaultMaxBody)
	o.HeaderTimeout = cmp.Or(o.HeaderTimeout, 10*time.Second)
	o.BodyTimeout = cmp.Or(o.BodyTimeout, 30*time.Second)
	o.WriteTimeout = cmp.Or(o.WriteTimeout, 30*time.Second)
	o.IdleTimeout = cmp.Or(o.IdleTimeout, 2*time.Minute)
	return o
}
