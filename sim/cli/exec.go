package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/sync/errgroup"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
	"github.com/preverified-sim/preverified-sim/sim/internal/scenario"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
)

// execution is what exec is told, and the commands that it runs.
type execution struct {
	settings
	p               *process
	scenarios       []string
	all, unmet      bool
	api             string
	report, journal string
	parallel        int
	command         []string
	mu              sync.Mutex // of the commands that run, and of what is written about them
	running         map[*os.Process]bool
	caFile          string // with --proxy
	many            bool   // scenarios, so that a table says how each ended
}

func newExec(p *process) *cobra.Command {
	x := &execution{p: p}
	c := &cobra.Command{
		Use:   "exec [flags] -- COMMAND [ARGUMENT...]",
		Short: "Run a command against a simulator of its own, and judge it",
		Long: "Starts a simulator on a free port of the loopback interface, runs the command\n" +
			"and stops. The command has in its environment what \"preverified-sim env\" prints,\n" +
			"SIM_SCENARIO, and the scenario's task: SIM_TASK in words, the comma lists\n" +
			"SIM_TASK_ADD, SIM_TASK_VERIFY, SIM_TASK_DELETE, SIM_TASK_SHARE (PHONE=BUSINESS)\n" +
			"and SIM_TASK_CLAIM (PHONE=WABA). When the scenario asks for anything, or\n" +
			"--report is given, the report goes to standard error. SIGINT, SIGTERM, SIGHUP\n" +
			"and SIGQUIT are passed on. With --proxy the command may call the vendors' own\n" +
			"https addresses: HTTPS_PROXY and the variables that name a CA point here.\n\n" +
			"With --all or several --scenario the command runs once for each, against a\n" +
			"simulator of its own, and a line a scenario says passed, failed or not met.\n\n" +
			"Exits with the command's code, 128 and the signal's number when a signal ended\n" +
			"it; with 3 when the command passed and the report did not. Of several scenarios\n" +
			"the first code counts, those apart whose task cannot be done.",
		Example: "  preverified-sim exec --scenario sms-late -- npm test\n" +
			"  preverified-sim exec --all --for meta --report report.xml -- ./pool-manager\n" +
			"  preverified-sim exec --all --for meta --clock 60x -- ./one-that-really-sleeps",
		Args: takes(1, math.MaxInt, "a command to run: preverified-sim exec [flags] -- COMMAND [ARGUMENT...]"),
	}
	x.defineExec(c.Flags())
	c.RunE = func(c *cobra.Command, args []string) error { return x.execute(c.Flags(), args) }
	return c
}

func (x *execution) defineExec(f *pflag.FlagSet) {
	f.SetInterspersed(false)
	x.defineWorld(f, "warn")
	add(f, &x.scenarios, listOf(text, &x.scenarios), "scenario", "", "`name` of a scenario, or a YAML file; repeatable (default "+server.DefaultScenario+")")
	add(f, &x.all, yesNo, "all", "false", "run the whole library, default apart")
	add(f, &x.api, oneOf(sim.APIs...), "for", "", "only scenarios whose task is for this `API`: 360dialog or meta")
	add(f, &x.parallel, count, "parallel", "1", "how many scenarios run at once")
	add(f, &x.report, text, "report", "", "write the report to this `file` too: .xml is JUnit, .json JSON, .har the exchanges, else text")
	add(f, &x.journal, text, "journal", "", "write all exchanges to this `file`: .json, .har, else text")
	add(f, &x.unmet, yesNo, "allow-unmet", "false", "let a scenario pass whose failures were never met")
}

func (x *execution) execute(f *pflag.FlagSet, args []string) error {
	x.command, x.running = args, map[*os.Process]bool{}
	defer outliveReaders()()
	ctx, end := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	go x.passOn(signals, end)
	defer func() {
		signal.Stop(signals)
		close(signals)
	}()
	err := x.fill(f, x.p)
	if err == nil {
		err = x.check()
	}
	if err == nil {
		x.caFile, err = x.certifyChild()
	}
	if err != nil {
		return err
	}
	defer os.Remove(x.caFile) // which is in the system's directory for temporary files, or is ""
	var outcomes []*outcome
	if err := unless(ctx, func() (err error) { outcomes, err = x.load(); return err }); err != nil {
		return err
	}
	x.whole(ctx, outcomes)
	return x.conclude(outcomes)
}

// unless does work that may take long, and returns early with its cause when ctx ends.
func unless(ctx context.Context, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- work() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// check refuses what would only fail after the command has run.
func (x *execution) check() error {
	for _, output := range [][2]string{{"--report", x.report}, {"--journal", x.journal}} {
		if file := output[1]; file != "" && (isDirectory(filepath.Dir(file)) != nil || isDirectory(file) == nil) {
			return usageError("%s: %q: want a file in a directory that exists", output[0], file)
		}
	}
	switch {
	case strings.EqualFold(filepath.Ext(x.journal), ".xml"):
		return usageError("--journal: %q: exchanges have no JUnit form; want .json, .har or text", x.journal)
	case x.all && x.origin["scenario"] == "flag":
		return usageError("--all and --scenario exclude each other; give one")
	}
	if _, err := exec.LookPath(x.command[0]); err != nil {
		return usageError("the command cannot be run: %w", err)
	}
	return nil
}

// load makes a server for each scenario whose task is for the API, in order. It returns
// the usage error of the first that is unknown or cannot be used, and when none is for it.
func (x *execution) load() (out []*outcome, err error) {
	names := x.scenarios
	switch {
	case x.all:
		x.scenarioYAML = ""
		opts, err := x.options()
		if err != nil {
			return nil, err
		}
		library := scenario.Library{Dir: opts.ScenarioDir}
		names = slices.DeleteFunc(library.Names(), func(name string) bool { return name == server.DefaultScenario })
	case x.scenarioYAML != "" || len(names) == 0:
		names = []string{server.DefaultScenario}
	}
	for _, name := range names {
		s := x.settings
		s.scenario, s.Log = name, newLogger(&s, x.p)
		srv, err := s.newServer()
		if err != nil {
			return nil, err
		}
		f := srv.Worlds().Boot().Document.(*sim.Scenario) // the server was made with it
		if x.api == "" || f.Task == nil || f.Task.IsFor(x.api) {
			out = append(out, &outcome{srv: srv, scenario: f})
		}
	}
	if len(out) == 0 {
		return nil, usageError("--for: no scenario of %s is for %s; see preverified-sim scenario list", strings.Join(names, ", "), x.api)
	}
	return out, nil
}

// whole runs the command against each scenario and says how it went.
func (x *execution) whole(ctx context.Context, outcomes []*outcome) {
	x.many = x.all || len(outcomes) > 1
	var running errgroup.Group
	running.SetLimit(x.parallel)
	for _, o := range outcomes {
		running.Go(func() error {
			start := time.Now()
			o.err = x.one(ctx, o)
			o.took = time.Since(start)
			if x.many {
				x.progress(o)
			}
			return nil
		})
	}
	_ = running.Wait() // each outcome has its own error
	if x.many {
		x.summary(outcomes)
	}
}

// outcome is a scenario, the simulator that begins with it, and how the command did there.
type outcome struct {
	scenario *sim.Scenario
	srv      *server.Server
	url      string
	report   sim.Report
	records  []sim.Record
	code     int // of the command
	took     time.Duration
	err      error
}

// verdict is the word for an outcome.
func (o *outcome) verdict(unmet bool) string {
	switch {
	case o.err != nil:
		return "error"
	case o.report.Passed || unmet && o.report.Verdict == sim.VerdictNotMet:
		return "passed"
	case o.report.Verdict == sim.VerdictNotMet:
		return "not met"
	default:
		return "failed"
	}
}

// conclude writes the files and returns the exit of the whole: the command's own verdict
// comes before that of the report.
func (x *execution) conclude(outcomes []*outcome) error {
	var failed error
	for _, o := range outcomes {
		switch {
		case o.err != nil:
			return o.err
		case o.scenario.Task == nil && len(o.scenario.Expect) == 0 && x.report == "":
			continue
		}
		if !x.many {
			fmt.Fprint(x.p.stderr, x.p.report(x.p.stderr, grade.Text(o.report)))
		}
		if o.verdict(x.unmet) != "passed" {
			failed = errors.New("the report did not pass")
		}
	}
	written := cmp.Or(writeFile(x.report, false, outcomes), writeFile(x.journal, true, outcomes))
	for _, o := range outcomes {
		if o.code != 0 && (!x.many || grade.Solvable(o.scenario)) {
			return &exitError{o.code, written}
		}
	}
	switch {
	case failed == nil:
		return written
	case x.many:
		failed = nil // the table has said it
	}
	return &exitError{exitReport, errors.Join(failed, written)}
}

// taskVariables tell the command its task.
func taskVariables(f *sim.Scenario) []string {
	t := cmp.Or(f.Task, &sim.Task{})
	var share, claim []string
	for _, s := range t.Share {
		share = append(share, s.PhoneNumber+"="+s.With)
	}
	for _, c := range t.Claim {
		claim = append(claim, c.PhoneNumber+"="+c.WABA)
	}
	list := func(items []string) string { return strings.Join(items, ",") }
	return []string{
		"SIM_SCENARIO=" + f.Name, "SIM_TASK=" + t.Say,
		"SIM_TASK_ADD=" + list(t.Add), "SIM_TASK_VERIFY=" + list(t.Verify), "SIM_TASK_DELETE=" + list(t.Delete),
		"SIM_TASK_SHARE=" + list(share), "SIM_TASK_CLAIM=" + list(claim),
	}
}

// childEnv is what the command's environment has beside ours.
func (x *execution) childEnv(base string, f *sim.Scenario) []string {
	all := append(environment(base, x.Identity), taskVariables(f)...)
	if x.ControlToken != "" {
		all = append(all, "SIM_CONTROL_TOKEN="+x.ControlToken)
	}
	if x.caFile != "" {
		all = append(all, proxyVariables(base, x.caFile)...)
	}
	return all
}

// certifyChild has the servers be proxies, with --proxy, by which the command calls the
// vendors' own addresses. It returns the file with the CA to trust, "" without --proxy.
func (s *settings) certifyChild() (file string, err error) {
	if !s.proxy {
		return "", nil
	}
	if err := s.certify(); err != nil {
		return "", err
	}
	f, err := os.CreateTemp("", "preverified-sim-ca-*.pem")
	if err != nil {
		return "", err
	}
	_, err = f.Write(s.CA)
	return f.Name(), errors.Join(err, f.Close())
}
