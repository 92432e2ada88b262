// Package server puts the simulator together: from [Options] to an
// http.Handler, and from there to listeners and a graceful stop.
//
// [New] loads documents, catalogue and the boot scenario. [Server.Serve] builds a
// large default world, and /readyz tells how far that is (ready.go).
// [Server.Handler] tells the rooms of the house apart by path and Host
// (address.go). [Server.Serve] listens until its context ends.
package server

import (
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/preverified-sim/preverified-sim/sim/internal/contract"
	"github.com/preverified-sim/preverified-sim/sim/internal/control"
	"github.com/preverified-sim/preverified-sim/sim/internal/dialog360"
	"github.com/preverified-sim/preverified-sim/sim/internal/failures"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/meta"
	"github.com/preverified-sim/preverified-sim/sim/internal/popup"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/signup"
	"github.com/preverified-sim/preverified-sim/sim/internal/store"
	"github.com/preverified-sim/preverified-sim/sim/internal/trip"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
	"github.com/preverified-sim/preverified-sim/specs"
)

// Server is the simulator, ready to answer.
type Server struct {
	opts    Options
	trip    *trip.Trip
	worlds  *world.Registry
	library *scenario.Library
	control func() *control.API // built on the first call
	errors  *failures.Catalogue
	apis    []trip.API
	log     *slog.Logger
	started time.Time
	meter   *meter
	tunnels *Handed
	popup   *popup.Popup

	warned   sync.Mutex
	warnings []string
}

// New loads everything and builds the default world. It returns an error that
// names the document, the file or the scenario at fault. A large default world (see
// [world.Large]) is left to [Server.Serve], so that the server tells how far it is;
// requests to the world wait until it is there.
func New(o Options) (*Server, error) {
	o = withDefaults(o)
	s := &Server{opts: o, log: o.Log, started: o.Wall(), tunnels: NewHanded()}
	d, err := loadDocuments()
	if err != nil {
		return nil, err
	}
	s.errors = d.failures
	if o.ErrorsText != nil {
		if s.errors, err = d.failures.Overlay(o.ErrorsFile, o.ErrorsText); err != nil {
			return nil, err
		}
	}
	s.meter = newMeter(s)
	s.popup = &popup.Popup{Errors: s.errors, Wall: o.Wall, Observe: s.observe, QuietHeaders: o.QuietHeaders}
	if err := s.addVendors(d); err != nil {
		return nil, err
	}
	s.library = &scenario.Library{
		Dir: o.ScenarioDir, Env: s.identity, Known: knownTo(s.apis, s.errors),
		Build: scenario.Build{Seed: o.Seed, Clock: o.Clock, Open: o.Open, MaxNumbers: o.MaxNumbers, JournalSize: o.JournalSize},
	}
	boot, err := s.boot(o.ScenarioText)
	if err != nil {
		return nil, err
	}
	if token := o.Identity["SIM_META_TOKEN"]; meta.LooksReal(token) {
		s.credentialLooksReal(journal.Mask(token))
	}
	s.worlds = world.NewRegistry(o.Wall, o.MaxWorlds, boot, s.tellBuilding)
	courier := signup.NewCourier(o.Wall, s.observe)
	s.worlds.Deliver(courier.Wake, courier.Rest)
	s.control = sync.OnceValue(s.newControl)
	if boot.Numbers < world.Large {
		_, err = s.worlds.Get(world.Default)
	}
	return s, err
}

// documents are the vendors' contracts and catalogues. They never change, so a
// process parses them once.
type documents struct {
	meta, dialog360 *contract.Spec
	failures        *failures.Catalogue
}

var loadDocuments = sync.OnceValues(func() (d documents, err error) {
	var loading errgroup.Group
	loading.Go(func() (err error) { d.meta, err = loadSpec("meta.yaml"); return err })
	loading.Go(func() (err error) { d.dialog360, err = loadSpec("360dialog.yaml"); return err })
	loading.Go(func() (err error) { d.failures, err = loadFailures(); return err })
	return d, loading.Wait()
})

func loadSpec(name string) (*contract.Spec, error) {
	data, _ := specs.FS.ReadFile(name) // which is embedded
	return contract.Load(name, data)
}

func loadFailures() (*failures.Catalogue, error) {
	var files []failures.File
	for _, name := range []string{"meta.errors.yaml", "360dialog.errors.yaml"} {
		data, _ := specs.FS.ReadFile(name) // as above
		files = append(files, failures.File{Name: name, Data: data})
	}
	return failures.Load(files...)
}

func (s *Server) addVendors(d documents) error {
	o := s.opts
	s.trip = trip.New(trip.Options{
		MaxBody: int64(o.MaxBody), BodyTimeout: o.BodyTimeout, Log: o.Log, Wall: o.Wall, QuietHeaders: o.QuietHeaders,
		Prove: signup.Prove, Observe: s.observe, LooksReal: s.credentialLooksReal, Elsewhere: s.elsewhere,
	})
	graph, err := meta.New(d.meta, s.errors)
	if err != nil {
		return err
	}
	partner, err := dialog360.New(d.dialog360, s.errors)
	if err != nil {
		return err
	}
	for _, api := range []trip.API{graph, partner} {
		s.trip.Add(api)
		s.apis = append(s.apis, api)
	}
	return nil
}

func (s *Server) identity(name string) (value string, ok bool) {
	value, ok = s.opts.Identity[name]
	return value, ok
}

func (s *Server) boot(text []byte) (world.Setup, error) {
	if text != nil {
		return s.library.Parse(s.opts.ScenarioFile, text)
	}
	setup, err := s.library.Load(s.opts.Scenario)
	if err != nil {
		return setup, fmt.Errorf("scenario %s: %w", s.opts.Scenario, err)
	}
	return setup, nil
}

// mostSearched bounds the worlds that are looked into for one hint.
const mostSearched = 256

// elsewhere names another world that known is true for: the default one before the
// others, those by name. It returns "" when it is true for none of the first worlds.
func (s *Server) elsewhere(here string, known func(*store.Store) bool) string {
	all := s.worlds.List()
	if w, err := s.worlds.Lookup(world.Default); err == nil {
		all = append([]*world.World{w}, all...)
	}
	for _, w := range all[:min(len(all), mostSearched)] {
		if w.Name != here && known(w.Store) {
			return w.Name
		}
	}
	return ""
}

// mostWarnings bounds what health lists.
const mostWarnings = 16

// credentialLooksReal warns, once for each, of a credential that seems to be a real
// one.
func (s *Server) credentialLooksReal(masked string) {
	text := "a credential that looks real was used: " + masked + "; make up one for tests, and revoke it if it is one"
	s.warned.Lock()
	defer s.warned.Unlock()
	if !slices.Contains(s.warnings, text) && len(s.warnings) < mostWarnings {
		s.warnings = append(s.warnings, text)
		s.log.Warn(text)
	}
}

// Warnings lists what the server has warned of, for health.
func (s *Server) Warnings() []string {
	s.warned.Lock()
	defer s.warned.Unlock()
	return slices.Clone(s.warnings)
}

// Violations counts the answers that broke a contract without having declared
// it. Tests hold it to be zero.
func (s *Server) Violations() int64 { return s.trip.Violations.Load() }

// Panics counts the panics that were caught. Each is a mistake of the simulator.
func (s *Server) Panics() int64 { return s.trip.Panics.Load() }

// Worlds returns the registry of worlds.
func (s *Server) Worlds() *world.Registry { return s.worlds }

// Library returns the library of scenarios.
func (s *Server) Library() *scenario.Library { return s.library }

// Reload reads the boot scenario again, from a text unless that is nil: worlds to come
// start from it, and the default world starts anew. On an error nothing is changed.
func (s *Server) Reload(text []byte) error {
	if text == nil {
		text = s.opts.ScenarioText
	}
	setup, err := s.boot(text)
	if err == nil {
		_, _, err = s.worlds.Put(world.Default, setup)
	}
	if err == nil {
		s.worlds.SetBoot(setup)
	}
	return err
}

// Close ends every world, and with it the requests that hang there.
func (s *Server) Close() { s.worlds.Close() }

// Handler returns the simulator as one handler: vendors, control API, probes.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serveHTTP) }

// ControlHandler returns the control API and the probes alone, for a listener
// of its own.
func (s *Server) ControlHandler() http.Handler { return http.HandlerFunc(s.serveControl) }

// Catalogue returns the failures the vendors can answer, with any overlay.
func (s *Server) Catalogue() *failures.Catalogue { return s.errors }

// Operations returns the rows of both vendors' tables.
func (s *Server) Operations() []*trip.Route {
	var out []*trip.Route
	for _, api := range s.apis {
		out = append(out, api.Routes()...)
	}
	return out
}
