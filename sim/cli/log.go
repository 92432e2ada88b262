package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"

	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/meta"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// runLog is what a running simulator says. At a terminal it begins with what a person
// needs first and has a short line a request; elsewhere it is a log of slog.
type runLog struct {
	p        *process
	log      *slog.Logger
	terminal io.Writer // nil elsewhere
	console  string    // the base URL of the console

	mu    sync.Mutex
	trips trips
}

func newLog(s *settings, p *process) *runLog {
	l := &runLog{p: p, log: newLogger(s, p), trips: trips{}}
	if s.logFormat == "text" && isTerminal(p.stderr) && l.log.Enabled(context.Background(), slog.LevelInfo) {
		l.terminal = p.stderr
	}
	return l
}

func newLogger(s *settings, p *process) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(s.logLevel)) // the flag takes no other
	o := &slog.HandlerOptions{Level: level}
	if s.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.stderr, o))
	}
	return slog.New(slog.NewTextHandler(p.stderr, o))
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// begin says where the simulator listens and which settings are not default.
func (l *runLog) begin(s *settings, f *pflag.FlagSet, boot world.Setup, ends []server.Endpoint, url string) {
	facts := []any{"url", url, "version", programVersion(), "scenario", boot.Scenario, "seed", boot.Seed}
	if s.httpAddr != "" {
		facts = append(facts, "http", endpointURL(ends[1]))
	}
	l.console = url
	if s.controlAddr != "" {
		l.console = endpointURL(ends[len(ends)-1])
		facts = append(facts, "control", l.console)
	}
	changed := s.changed(f)
	if l.terminal == nil {
		l.log.Info("listening", append(facts, slog.Group("settings", changed...))...)
		return
	}
	var b strings.Builder
	for i := 0; i < len(facts); i += 2 {
		fmt.Fprintf(&b, "%-10s %v\n", facts[i], facts[i+1])
	}
	fmt.Fprintf(&b, "%-10s %s/_sim/\n", "console", l.console)
	for _, line := range credentials(boot) {
		b.WriteString(line + "\n")
	}
	for _, setting := range changed {
		fmt.Fprintf(&b, "%-10s %s\n", "setting", setting)
	}
	_, _ = io.WriteString(l.terminal, b.String()) // a terminal that has gone reads nothing
}

// mostCredentials bounds how many businesses and partners a terminal lists.
const mostCredentials = 5

// credentials lists who can call the vendors in a world of the scenario.
func credentials(boot world.Setup) (lines []string) {
	f, ok := boot.Document.(*sim.Scenario)
	if !ok {
		return nil
	}
	for _, b := range f.Businesses[:min(len(f.Businesses), mostCredentials)] {
		for _, t := range b.Tokens[:min(len(b.Tokens), 1)] {
			secret := t.Token
			if meta.LooksReal(secret) {
				secret = journal.Mask(secret)
			}
			lines = append(lines, fmt.Sprintf("%-10s business %s, token %s", "meta", b.ID, secret))
		}
	}
	for _, p := range f.Partners[:min(len(f.Partners), mostCredentials)] {
		for _, key := range p.APIKeys[:min(len(p.APIKeys), 1)] {
			lines = append(lines, fmt.Sprintf("%-10s partner %s, API key %s", "360dialog", p.ID, key))
		}
	}
	return lines
}

// requests returns the function that reports each request; nil reports none.
func (l *runLog) requests(s *settings) func(sim.Record) {
	switch {
	case l.terminal != nil:
		return l.show
	case s.logRequests:
		return l.note
	}
	return nil
}

// show writes the line of a request to the terminal, and those of its calls below it.
func (l *runLog) show(r sim.Record) {
	line := r.Brief()
	if r.World != world.Default {
		line = r.World + " " + line
	}
	line = l.p.recordLine(l.terminal, line, r, l.console)
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = io.WriteString(l.terminal, l.trips.end(r, line)) // a terminal that has gone reads nothing
}

// trips holds the lines of calls whose request has not ended, by its world and id.
type trips map[string]string

// end returns the text that is to be shown once a record is there: none for a call, which
// waits for its request, else the record's line with those of its calls below it.
func (t trips) end(r sim.Record, line string) string {
	if r.Parent != nil {
		t[r.World+"/"+*r.Parent] += line
		return ""
	}
	self := r.World + "/" + r.ID
	line += t[self]
	delete(t, self)
	return line
}

// recordURL is where the console below a base URL shows a record.
func recordURL(base string, r sim.Record) string {
	in := r.World
	if in == world.Default {
		in = ""
	}
	return inWorld(base, in) + "/_sim/#" + r.ID
}

// recordLine is the line of a record, wrapped at a terminal; where that has colours, with
// the id as a link to the console below a base URL.
func (p *process) recordLine(stream io.Writer, line string, r sim.Record, base string) string {
	line = p.report(stream, line)
	if !p.colours(stream) {
		return line
	}
	return strings.Replace(line, r.ID, "\x1b]8;;"+recordURL(base, r)+"\x1b\\"+r.ID+"\x1b]8;;\x1b\\", 1)
}

func (l *runLog) note(r sim.Record) {
	facts := []any{"world", r.World, "id", r.ID}
	add := func(name string, value *string) {
		if value != nil && *value != "" {
			facts = append(facts, name, *value)
		}
	}
	add("parent", r.Parent)
	add("operation", r.Operation)
	facts = append(facts, "method", r.Method, "path", r.Path, "status", r.Status)
	add("error", &r.Error)
	add("fault", r.Fault)
	add("limit", r.Limit)
	if r.Cause != nil {
		add("cause", &r.Cause.Text)
	}
	if r.Outcome != "replied" {
		add("outcome", &r.Outcome)
	}
	add("hint", &r.Hint)
	l.log.Info("request", append(facts, "duration_ms", r.DurationMS, "console", recordURL(l.console, r))...)
}
