package cli

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/preverified-sim/preverified-sim/scenarios"
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
	addr, controlAddr, addrFile string
	tls                         bool
	tlsCert, tlsKey, tlsCAFile  string
	httpAddr, worldTTL          string
	scenario, scenarioDir       string
	errors, controlToken        string
	watch, open, quiet          bool
	seed                        string
	maxWorlds, journalSize      int
	maxBody                     int64
	logLevel, logFormat         string
	scenarioYAML                string
	identity                    map[string]string
	origin                      map[string]string // of each flag and identity variable: flag, env or default
}

// variable is the environment variable of a flag.
func variable(flag string) string {
	return "SIM_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// define makes the flags that serve alone has: where it listens and what it
// watches.
func (s *settings) define(f *pflag.FlagSet) {
	f.Var(addrValue(&s.addr, defaultAddr), "addr", "`address` to listen on; port 0 takes a free one")
	f.Var(addrValue(&s.controlAddr, ""), "control-addr", "`address` of a listener of its own for the control API")
	f.BoolVar(&s.tls, "tls", false, "make --addr an https listener, HTTP/2 included")
	f.StringVar(&s.tlsCert, "tls-cert", "", "PEM `file` with the certificate; left out, one is made for the vendors' names")
	f.StringVar(&s.tlsKey, "tls-key", "", "PEM `file` with the certificate's key")
	f.StringVar(&s.tlsCAFile, "tls-ca-file", "", "`file` to write the CA of a self-made certificate to")
	f.Var(addrValue(&s.httpAddr, ""), "http-addr", "`address` of a plain listener beside --tls")
	f.StringVar(&s.addrFile, "addr-file", "", "`file` to write the base URL to once the server listens")
	f.BoolVar(&s.watch, "watch", false, "reload the scenario when its file changes")
	s.defineWorld(f, "info")
}

// defineWorld makes the flags that say what is simulated, and how it is logged.
func (s *settings) defineWorld(f *pflag.FlagSet, level string) {
	f.StringVar(&s.controlToken, "control-token", "", "bearer `token` the control API asks for")
	f.StringVar(&s.scenario, "scenario", server.DefaultScenario, "`name` of a scenario, or a YAML file")
	f.StringVar(&s.scenarioDir, "scenario-dir", "", "`directory` with scenarios of your own")
	f.StringVar(&s.errors, "errors", "", "YAML `file` that corrects entries of the error catalogue")
	f.BoolVar(&s.open, "open", false, "accept any credential; create businesses and partners on first mention")
	f.Var(&checked{to: &s.seed, form: "a whole number from 0 to 18446744073709551615", fits: isSeed}, "seed", "`number` that starts all randomness; beats the scenario's")
	f.Var(intValue(&s.maxWorlds, server.DefaultMaxWorlds, 1), "max-worlds", "how many worlds may exist, default counted")
	f.Var(durationValue(&s.worldTTL, "0s"), "world-ttl", "end worlds that were idle for this `duration`; 0s never")
	f.Var(intValue(&s.journalSize, 1000, 1), "journal-size", "how many requests a world's journal remembers")
	f.Var(bytesValue(&s.maxBody, server.DefaultMaxBody), "max-body", "largest request body in `bytes`")
	f.BoolVar(&s.quiet, "quiet-headers", false, "leave the X-Sim headers off the answers")
	f.Var(oneOf(&s.logLevel, level, "debug", "info", "warn", "error"), "log-level", "debug, info, warn or error")
	f.Var(oneOf(&s.logFormat, "text", "text", "json"), "log-format", "text or json")
}

// fill takes what no flag has set from the environment and notes where each
// setting comes from. It returns a usage error that names the variable.
func (s *settings) fill(f *pflag.FlagSet, p *process) error {
	var first error
	s.origin, first = fromEnvironment(f, p)
	if err := s.fillIdentity(p); first == nil {
		first = err
	}
	s.scenarioYAML, _ = p.lookup("SIM_SCENARIO_YAML")
	return first
}

// fromEnvironment sets the flags that were not given from their variables. It
// returns where each comes from and the first usage error.
func fromEnvironment(f *pflag.FlagSet, p *process) (origin map[string]string, first error) {
	origin = map[string]string{}
	f.VisitAll(func(flag *pflag.Flag) {
		if flag.Name == "help" || flag.Name == "version" {
			return
		}
		name := variable(flag.Name)
		text, given := p.lookup(name)
		switch {
		case flag.Changed:
			origin[flag.Name] = "flag"
		case given && text != "":
			origin[flag.Name] = "env"
			if err := flag.Value.Set(text); err != nil && first == nil {
				first = refused(name, text, flag, err)
			}
		default:
			origin[flag.Name] = "default"
		}
	})
	return origin, first
}

// refused is the usage error of a value that does not fit: its source, a flag
// or a variable, the value, and the accepted form.
func refused(source, value string, flag *pflag.Flag, cause error) error {
	form := cause.Error()
	if flag.Value.Type() == "bool" {
		form = "want true or false"
	}
	return usageError("%s: %q: %s", source, strict.Clip(value), form)
}

// identityForms are what the identity variables may hold.
var identityForms = map[string]struct {
	form string
	fits func(string) bool
}{
	"SIM_BUSINESS_ID":       {"digits only, 1 to 20, the first not 0", isID},
	"SIM_META_TOKEN":        {"printable characters without spaces", isPrintable},
	"SIM_PARTNER_ID":        {"letters, digits, dots, underscores and hyphens, at most 64", sim.IsName},
	"SIM_360DIALOG_API_KEY": {"printable characters without spaces", isPrintable},
}

func isID(s string) bool {
	return s != "" && len(s) <= 20 && s[0] != '0' && strings.Trim(s, "0123456789") == ""
}

func isPrintable(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < '!' || r > '~' })
}

// identityNames are the identity variables in the order in which they are
// shown.
var identityNames = []string{"SIM_BUSINESS_ID", "SIM_META_TOKEN", "SIM_PARTNER_ID", "SIM_360DIALOG_API_KEY"}

func (s *settings) fillIdentity(p *process) error {
	s.identity = map[string]string{}
	if s.origin == nil { // asked without flags
		s.origin = map[string]string{}
	}
	for _, name := range identityNames {
		value, _ := p.lookup(name)
		s.origin[name] = "env"
		if value == "" {
			value, s.origin[name] = server.Identity[name], "default"
		}
		if !identityForms[name].fits(value) {
			return usageError("%s: %q: want %s", name, strict.Clip(value), identityForms[name].form)
		}
		s.identity[name] = value
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

// logged lists the effective settings with their origin, for the log.
func (s *settings) logged(f *pflag.FlagSet) []any {
	var out []any
	f.VisitAll(func(flag *pflag.Flag) {
		origin, ok := s.origin[flag.Name]
		if !ok {
			return
		}
		value := flag.Value.String()
		switch {
		case flag.Name == "control-token" && value != "":
			value = "****"
		case flag.Name == "scenario" && s.scenarioYAML != "":
			value, origin = "SIM_SCENARIO_YAML", "env" // it beats the flag
		}
		out = append(out, slog.String(flag.Name, value+" ("+origin+")"))
	})
	return append(out, s.loggedIdentity()...)
}

// loggedIdentity lists the identity variables, which have no flags, under their
// own names and without their secrets.
func (s *settings) loggedIdentity() []any {
	var out []any
	for _, name := range identityNames {
		value := s.identity[name]
		if name == "SIM_META_TOKEN" || name == "SIM_360DIALOG_API_KEY" {
			value = journal.Mask(value)
		}
		out = append(out, slog.String(name, value+" ("+s.origin[name]+")"))
	}
	return out
}

// options turns the settings into the server's. It returns a usage error for a
// file that cannot be read.
func (s *settings) options() (server.Options, error) {
	o := server.Options{
		Identity: s.identity, Open: s.open, MaxWorlds: s.maxWorlds, MaxBody: s.maxBody,
		JournalSize: s.journalSize, WorldTTL: duration(s.worldTTL), QuietHeaders: s.quiet,
		ControlToken: s.controlToken, ControlApart: s.controlAddr != "", Version: version,
	}
	if s.seed != "" {
		seed, _ := strconv.ParseUint(s.seed, 10, 64) // its form was checked when it was set
		o.Seed = &seed
	}
	if err := isDirectory(filepath.Dir(s.addrFile)); s.addrFile != "" && err != nil {
		return o, usageError("%s: %q: want a file in a directory that exists", s.source("addr-file"), s.addrFile)
	}
	if s.scenarioDir != "" {
		if err := isDirectory(s.scenarioDir); err != nil {
			return o, usageError("%s: %q: want a directory with scenarios: %w", s.source("scenario-dir"), s.scenarioDir, err)
		}
		o.ScenarioDir = os.DirFS(s.scenarioDir)
	}
	if s.errors != "" {
		text, err := os.ReadFile(s.errors)
		if err != nil {
			return o, usageError("%s: %q: want a YAML file: %w", s.source("errors"), s.errors, reason(err))
		}
		o.ErrorsFile, o.ErrorsText = s.errors, text
	}
	return s.withScenario(o)
}

func isDirectory(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		err = errors.New("it is a file")
	}
	return reason(err)
}

// reason is what a file error says beside the file's name.
func reason(err error) error {
	var named *fs.PathError
	if errors.As(err, &named) {
		return named.Err
	}
	return err
}

// withScenario sets where the boot scenario comes from: the text in
// SIM_SCENARIO_YAML, a file, or a name of the library.
func (s *settings) withScenario(o server.Options) (server.Options, error) {
	switch {
	case s.scenarioYAML != "":
		o.ScenarioFile, o.ScenarioText = "SIM_SCENARIO_YAML", []byte(s.scenarioYAML)
	case s.scenarioFile() != "":
		text, err := os.ReadFile(s.scenarioFile())
		if err != nil {
			return o, s.badScenario("; " + reason(err).Error())
		}
		o.ScenarioFile, o.ScenarioText = s.scenarioFile(), text
	default:
		o.Scenario = s.scenario
	}
	return o, nil
}

// newServer loads the server; a large default world is built later. Whatever it
// finds wrong is in what it was given, and a usage error.
func (s *settings) newServer(o server.Options) (*server.Server, error) {
	srv, err := server.Load(o)
	switch {
	case errors.Is(err, scenario.ErrUnknown):
		return nil, s.badScenario(sim.Suggest(s.scenario, scenarioNames(o.ScenarioDir)))
	case err != nil:
		return nil, usageError("%w", err)
	}
	return srv, nil
}

func (s *settings) badScenario(why string) error {
	return usageError("%s: %q: want the name of a scenario or a YAML file%s", s.source("scenario"), strict.Clip(s.scenario), why)
}

// scenarioNames are the names of the library, the user's directory included.
func scenarioNames(dir fs.FS) []string {
	var out []string
	for _, source := range []fs.FS{dir, scenarios.FS} {
		if source == nil {
			continue
		}
		files, _ := fs.Glob(source, "*.yaml") // the pattern is well-formed
		for _, file := range files {
			out = append(out, strings.TrimSuffix(file, ".yaml"))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// scenarioFile is the file --scenario names, or "" when it is a name.
func (s *settings) scenarioFile() string {
	if s.scenarioYAML == "" && isFile(s.scenario) {
		return s.scenario
	}
	return ""
}

func isFile(scenario string) bool {
	return strings.ContainsAny(scenario, `/\`) || strings.HasSuffix(scenario, ".yaml") || strings.HasSuffix(scenario, ".yml")
}
