package main

import (
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/preverified-sim/preverified-sim/sim/server"
)

// settings are what serve is told.
type settings struct {
	addr, controlAddr, addrFile string
	scenario, scenarioDir       string
	errors, controlToken        string
	watch, open, quiet          bool
	seed                        string
	maxWorlds, journalSize      int
	maxBody                     int64
	logLevel, logFormat         string
	scenarioYAML                string
	identity                    map[string]string
	origin                      map[string]string // of each setting: flag, env or default
}

// variable is the environment variable of a flag.
func variable(flag string) string {
	return "SIM_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// define makes the flags of serve.
func (s *settings) define(f *pflag.FlagSet) {
	f.Var(addrValue(&s.addr, "127.0.0.1:8360"), "addr", "`address` to listen on; port 0 takes a free one")
	f.Var(addrValue(&s.controlAddr, ""), "control-addr", "`address` of a listener of its own for the control API")
	f.StringVar(&s.addrFile, "addr-file", "", "`file` to write the base URL to once the server listens")
	f.StringVar(&s.controlToken, "control-token", "", "bearer `token` the control API asks for")
	f.StringVar(&s.scenario, "scenario", server.DefaultScenario, "`name` of a scenario, or a YAML file")
	f.StringVar(&s.scenarioDir, "scenario-dir", "", "`directory` with scenarios of your own")
	f.StringVar(&s.errors, "errors", "", "YAML `file` that corrects entries of the error catalogue")
	f.BoolVar(&s.watch, "watch", false, "reload the scenario when its file changes")
	f.BoolVar(&s.open, "open", false, "accept any credential; create businesses and partners on first mention")
	f.Var(&checked{to: &s.seed, form: "a whole number from 0 to 18446744073709551615", fits: isSeed}, "seed", "`number` that starts all randomness; beats the scenario's")
	f.Var(intValue(&s.maxWorlds, server.DefaultMaxWorlds, 1), "max-worlds", "how many worlds may exist, default counted")
	f.Var(intValue(&s.journalSize, 1000, 1), "journal-size", "how many requests a world's journal remembers")
	f.Var(bytesValue(&s.maxBody, server.DefaultMaxBody), "max-body", "largest request body in `bytes`")
	f.BoolVar(&s.quiet, "quiet-headers", false, "leave the X-Sim headers off the answers")
	f.Var(oneOf(&s.logLevel, "info", "debug", "info", "warn", "error"), "log-level", "debug, info, warn or error")
	f.Var(oneOf(&s.logFormat, "text", "text", "json"), "log-format", "text or json")
}

// fill takes what no flag has set from the environment and notes where each
// setting comes from. It returns a usage error that names the variable.
func (s *settings) fill(f *pflag.FlagSet, p *process) error {
	s.origin = map[string]string{}
	var first error
	f.VisitAll(func(flag *pflag.Flag) {
		if flag.Name == "help" || flag.Name == "version" {
			return
		}
		name := variable(flag.Name)
		text, given := p.lookup(name)
		switch {
		case flag.Changed:
			s.origin[flag.Name] = "flag"
		case given && text != "":
			s.origin[flag.Name] = "env"
			if err := flag.Value.Set(text); err != nil && first == nil {
				first = usageError("%s: %q: %s", name, text, formOf(flag, err))
			}
		default:
			s.origin[flag.Name] = "default"
		}
	})
	s.scenarioYAML, _ = p.lookup("SIM_SCENARIO_YAML")
	s.identity = map[string]string{}
	for name := range server.Identity {
		s.identity[name], _ = p.lookup(name)
	}
	return first
}

func formOf(flag *pflag.Flag, err error) string {
	if flag.Value.Type() == "bool" {
		return "want true or false"
	}
	return err.Error()
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
		if flag.Name == "control-token" && value != "" {
			value = "****"
		}
		out = append(out, slog.String(flag.Name, value+" ("+origin+")"))
	})
	return out
}

// options turns the settings into the server's. It returns a usage error for a
// file that cannot be read.
func (s *settings) options() (server.Options, error) {
	o := server.Options{
		Identity: s.identity, Open: s.open, MaxWorlds: s.maxWorlds, MaxBody: s.maxBody,
		JournalSize: s.journalSize, QuietHeaders: s.quiet,
		ControlToken: s.controlToken, ControlApart: s.controlAddr != "", Version: version,
	}
	if s.seed != "" {
		seed, _ := strconv.ParseUint(s.seed, 10, 64) // its form was checked when it was set
		o.Seed = &seed
	}
	if s.scenarioDir != "" {
		if info, err := os.Stat(s.scenarioDir); err != nil || !info.IsDir() {
			return o, usageError("--scenario-dir: %q is not a directory", s.scenarioDir)
		}
		o.ScenarioDir = os.DirFS(s.scenarioDir)
	}
	if s.errors != "" {
		text, err := os.ReadFile(s.errors)
		if err != nil {
			return o, usageError("--errors: %w", err)
		}
		o.ErrorsFile, o.ErrorsText = s.errors, text
	}
	return s.withScenario(o)
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
			return o, usageError("--scenario: %w", err)
		}
		o.ScenarioFile, o.ScenarioText = s.scenarioFile(), text
	default:
		o.Scenario = s.scenario
	}
	return o, nil
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

// checked is a text flag whose form is checked when it is set.
type checked struct {
	to   *string
	form string
	fits func(string) bool
}

func (c *checked) String() string {
	if c.to == nil {
		return ""
	}
	return *c.to
}
func (c *checked) Type() string { return "text" }
func (c *checked) Set(text string) error {
	if !c.fits(text) {
		return fmt.Errorf("want %s", c.form)
	}
	*c.to = text
	return nil
}

func addrValue(to *string, initial string) *checked {
	*to = initial
	return &checked{to: to, form: "host:port, such as 127.0.0.1:8360 or :0", fits: func(s string) bool {
		_, port, err := net.SplitHostPort(s)
		n, err2 := strconv.ParseUint(port, 10, 16)
		return err == nil && err2 == nil && n <= 65535
	}}
}

func oneOf(to *string, initial string, words ...string) *checked {
	*to = initial
	return &checked{to: to, form: "one of " + strings.Join(words, ", "), fits: func(s string) bool {
		for _, w := range words {
			if s == w {
				return true
			}
		}
		return false
	}}
}

func isSeed(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

// number is a flag for a whole number from a least value on.
type number struct {
	set   func(int64)
	get   func() int64
	least int64
}

func (n *number) String() string {
	if n.get == nil {
		return "0"
	}
	return strconv.FormatInt(n.get(), 10)
}
func (n *number) Type() string { return "number" }
func (n *number) Set(text string) error {
	v, err := strconv.ParseInt(text, 10, 32)
	if err != nil || v < n.least {
		return fmt.Errorf("want a whole number from %d to 2147483647", n.least)
	}
	n.set(v)
	return nil
}

func intValue(to *int, initial int, least int64) *number {
	*to = initial
	return &number{set: func(v int64) { *to = int(v) }, get: func() int64 { return int64(*to) }, least: least}
}

func bytesValue(to *int64, initial int64) *number {
	*to = initial
	return &number{set: func(v int64) { *to = v }, get: func() int64 { return *to }, least: 1}
}
