package cli

import (
	"cmp"
	"crypto/tls"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/strict"
)

// defaultAddr is where serve listens and clients ask.
const defaultAddr = "127.0.0.1:8360"

// settings are what serve and exec are told.
type settings struct {
	server.Options                        // what it needs no more than to be handed on
	addr, httpAddr, controlAddr, addrFile string
	tls                                   bool
	certificate                           *tls.Config // with --tls
	tlsCert, tlsKey, tlsCAFile            string
	tlsNames                              []string
	proxy, logRequests                    bool
	scenario, scenarioDir, scenarioYAML   string
	errors                                string
	watch                                 bool
	logLevel, logFormat                   string
	origin                                map[string]string // of each flag and identity variable: flag or env; the others are default
}

// variable is the environment variable of a flag.
func variable(flag string) string {
	return "SIM_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// define makes the flags of serve.
func (s *settings) define(f *pflag.FlagSet) {
	add(f, &s.addr, address, "addr", defaultAddr, "`address` to listen on; port 0 takes a free one")
	add(f, &s.controlAddr, address, "control-addr", "", "`address` of a listener of its own for the control API")
	add(f, &s.tls, yesNo, "tls", "false", "make --addr an https listener, HTTP/2 included")
	add(f, &s.tlsNames, listOf(hostName, &s.tlsNames), "tls-name", "", "`name` or address for a self-made certificate, beside the usual; repeatable")
	add(f, &s.tlsCert, text, "tls-cert", "", "PEM `file` with the certificate; left out, one is made for the vendors' names")
	add(f, &s.tlsKey, text, "tls-key", "", "PEM `file` with the certificate's key")
	add(f, &s.tlsCAFile, text, "tls-ca-file", "", "`file` to write the CA of a self-made certificate to")
	add(f, &s.httpAddr, address, "http-addr", "", "`address` of a plain listener beside --tls")
	add(f, &s.addrFile, text, "addr-file", "", "`file` to write the base URL to once the server listens")
	add(f, &s.AllowHosts, listOf(hostName, &s.AllowHosts), "allow-host", "", "host `name`, beside localhost, by which browsers may use control API and console; repeatable")
	add(f, &s.logRequests, yesNo, "log-requests", "false", "log one line a request; a terminal shows them anyway")
	add(f, &s.watch, yesNo, "watch", "false", "reload the scenario when its file changes")
	add(f, &s.scenario, text, "scenario", server.DefaultScenario, "`name` of a scenario, or a YAML file")
	s.defineWorld(f, "info")
}

// defineWorld makes the flags that say what is simulated, and how it is logged.
func (s *settings) defineWorld(f *pflag.FlagSet, level string) {
	add(f, &s.proxy, yesNo, "proxy", "false", "be an HTTPS proxy too, for clients that call the vendors' own addresses")
	add(f, &s.ControlToken, token, "control-token", "", "bearer `token` the control API asks for")
	add(f, &s.scenarioDir, text, "scenario-dir", "", "`directory` with scenarios of your own")
	add(f, &s.errors, text, "errors", "", "YAML `file` that corrects entries of the error catalogue")
	add(f, &s.Open, yesNo, "open", "false", "accept any credential; create businesses and partners on first mention")
	add(f, &s.Seed, seed, "seed", "", "`number` that starts all randomness; beats the scenario's")
	add(f, &s.Clock, clockMode, "clock", "", "how every world's clock moves: frozen, running or a speed such as 60x; beats the scenario's")
	add(f, &s.MaxWorlds, count, "max-worlds", strconv.Itoa(server.DefaultMaxWorlds), "how many worlds may exist, default counted")
	add(f, &s.WorldTTL, duration, "world-ttl", "0s", "end worlds that were idle for this `duration`; 0s never")
	add(f, &s.JournalSize, count, "journal-size", "1000", "how many requests a world's journal remembers")
	add(f, &s.MaxBody, count, "max-body", strconv.Itoa(server.DefaultMaxBody), "largest request body in `bytes`")
	add(f, &s.QuietHeaders, yesNo, "quiet-headers", "false", "leave the X-Sim headers off the answers")
	add(f, &s.logLevel, oneOf("debug", "info", "warn", "error"), "log-level", level, "debug, info, warn or error")
	add(f, &s.logFormat, oneOf("text", "json"), "log-format", "text", "text or json")
}

// fill takes what no flag has set from the environment, and notes where each setting
// comes from. It returns the first usage error.
func (s *settings) fill(f *pflag.FlagSet, p *process) (err error) {
	s.origin = map[string]string{}
	f.VisitAll(func(flag *pflag.Flag) {
		if flag.Name == "help" || flag.Name == "version" {
			return
		}
		given, wrong := p.fromVariable(flag, variable(flag.Name))
		switch {
		case given:
			s.origin[flag.Name] = "env"
		case flag.Changed:
			s.origin[flag.Name] = "flag"
		}
		err = cmp.Or(err, wrong)
	})
	s.scenarioYAML, _ = p.lookup("SIM_SCENARIO_YAML")
	return cmp.Or(err, s.fillIdentity(p))
}

// fromVariable sets a flag that was not given from its variable, if that is set. It
// returns a usage error for a value that does not fit.
func (p *process) fromVariable(flag *pflag.Flag, name string) (given bool, err error) {
	text, _ := p.lookup(name)
	if flag.Changed || text == "" {
		return false, nil
	}
	if err := flag.Value.Set(text); err != nil {
		return true, refused(name, text, err)
	}
	return true, nil
}

// refused is the usage error of a flag's or a variable's value that does not fit.
func refused(source, value string, cause error) error {
	return usageError("%s: %q: %w", source, strict.Clip(value), cause)
}

// fillIdentity reads the identity variables, or returns a usage error.
func (s *settings) fillIdentity(p *process) error {
	s.Identity = map[string]string{}
	for _, v := range sim.Identity {
		value, _ := p.lookup(v.Name)
		if value != "" {
			s.origin[v.Name] = "env"
		}
		s.Identity[v.Name] = cmp.Or(value, v.Default)
		if !v.Fits(s.Identity[v.Name]) {
			return refused(v.Name, value, errors.New("want "+v.Form))
		}
	}
	return nil
}

// source names where a setting comes from: its variable, else its flag.
func (s *settings) source(flag string) string {
	if s.origin[flag] == "env" {
		return variable(flag)
	}
	return "--" + flag
}

// changed lists the settings that are not default with their origin, for the log.
func (s *settings) changed(f *pflag.FlagSet) (out []any) {
	note := func(name, value, origin string) {
		if origin != "" {
			out = append(out, slog.String(name, value+" ("+origin+")"))
		}
	}
	f.VisitAll(func(flag *pflag.Flag) {
		switch {
		case flag.Name == "control-token":
			note(flag.Name, "****", s.origin[flag.Name])
		case flag.Name == "scenario" && s.scenarioYAML != "":
			note(flag.Name, "SIM_SCENARIO_YAML", "env") // it beats the flag
		default:
			note(flag.Name, flag.Value.String(), s.origin[flag.Name])
		}
	})
	for _, v := range sim.Identity {
		value := s.Identity[v.Name]
		if v.Secret {
			value = journal.Mask(value)
		}
		note(v.Name, value, s.origin[v.Name])
	}
	return out
}

// options turns the settings into the server's. The boot scenario is the text in
// SIM_SCENARIO_YAML, a file, or a name of the library. It returns a usage error for a
// file that cannot be read.
func (s *settings) options() (server.Options, error) {
	o := s.Options
	o.ControlApart, o.Version = s.controlAddr != "", programVersion()
	if s.scenarioDir != "" {
		if err := isDirectory(s.scenarioDir); err != nil {
			return o, usageError("%s: %q: want a directory with scenarios: %w", s.source("scenario-dir"), s.scenarioDir, err)
		}
		o.ScenarioDir = regularFS{os.DirFS(s.scenarioDir)}
	}
	if s.errors != "" {
		text, err := readFile(s.errors)
		if err != nil {
			return o, usageError("%s: %q: want a YAML file: %w", s.source("errors"), s.errors, reason(err))
		}
		o.ErrorsFile, o.ErrorsText = s.errors, text
	}
	switch file := s.scenarioFile(); {
	case s.scenarioYAML != "":
		o.ScenarioFile, o.ScenarioText = "SIM_SCENARIO_YAML", []byte(s.scenarioYAML)
	case file != "":
		text, err := readFile(file)
		if err != nil {
			return o, s.badScenario("; " + reason(err).Error())
		}
		o.ScenarioFile, o.ScenarioText = file, text
	default:
		o.Scenario = s.scenario
	}
	return o, nil
}

// newServer loads the server. Whatever it finds wrong is a usage error.
func (s *settings) newServer() (*server.Server, error) {
	o, err := s.options()
	if err != nil {
		return nil, err
	}
	srv, err := server.New(o)
	switch {
	case errors.Is(err, scenario.ErrUnknown):
		return nil, s.badScenario(sim.Suggest(s.scenario, (&scenario.Library{Dir: o.ScenarioDir}).Names()))
	case err != nil:
		return nil, usageError("%w", err)
	}
	return srv, nil
}

func (s *settings) badScenario(why string) error {
	return usageError("%s: %q: want the name of a scenario or a YAML file%s", s.source("scenario"), strict.Clip(s.scenario), why)
}

// scenarioFile is the file --scenario names, or "" when it is a name.
func (s *settings) scenarioFile() string {
	extension := filepath.Ext(s.scenario)
	isFile := extension == ".yaml" || extension == ".yml" || strings.ContainsAny(s.scenario, `/\`)
	if s.scenarioYAML != "" || !isFile {
		return ""
	}
	return s.scenario
}
