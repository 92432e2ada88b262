package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

func newExec(p *process) *cobra.Command {
	s := &settings{}
	var report string
	c := &cobra.Command{
		Use:   "exec [flags] -- COMMAND [ARGUMENT...]",
		Short: "Run a command against a simulator of its own, and judge it",
		Long: "Starts a simulator on a free port of the loopback interface, runs the command with\n" +
			"SIM_URL, SIM_META_URL, SIM_360DIALOG_URL and the credentials SIM_BUSINESS_ID,\n" +
			"SIM_META_TOKEN, SIM_PARTNER_ID and SIM_360DIALOG_API_KEY in its environment, and stops.\n" +
			"When the scenario expects anything, or --report is given, the report goes to standard\n" +
			"error. SIGINT and SIGTERM are passed on. With --proxy the command may call the vendors' own\n" +
			"https addresses: HTTPS_PROXY and the variables that name a CA point at the simulator.\n\n" +
			"Exits with the command's code, 128 and the signal's number when a signal ended it; with\n" +
			"3 when the command passed and the report did not.",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError("%s takes a command to run: %s", c.CommandPath(), c.UseLine())
			}
			return nil
		},
	}
	c.Flags().SetInterspersed(false)
	s.defineWorld(c.Flags(), "warn")
	add(c.Flags(), &report, text, "report", "", "write the report to this `file` too: .xml is JUnit, .json JSON, else text")
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := s.fill(c.Flags(), p); err != nil {
			return err
		}
		if err := isDirectory(filepath.Dir(report)); report != "" && err != nil {
			return usageError("--report: %q: want a file in a directory that exists", report)
		}
		return runAgainst(c.Context(), s, args, report, p)
	}
	return c
}

// runAgainst starts a simulator, runs the command against it, judges and stops.
func runAgainst(ctx context.Context, s *settings, args []string, report string, p *process) error {
	defer outliveReaders()()
	if _, err := exec.LookPath(args[0]); err != nil {
		return usageError("the command cannot be run: %w", err)
	}
	opts, err := s.options()
	if err != nil {
		return err
	}
	opts.Log = newLogger(s, p)
	proxy, err := s.childProxy(&opts)
	defer proxy.remove()
	if err != nil {
		return err
	}
	srv, err := s.newServer(opts)
	if err != nil {
		return err
	}
	if err := srv.Build(); err != nil {
		return usageError("%w", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	// A signal is the command's; the simulator is there until it has ended.
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	stopped := make(chan error, 1)
	go func() { stopped <- srv.Serve(serving, server.Endpoint{Listener: listener, Handler: srv.Handler()}) }()

	url := urlOf(listener.Addr().String(), false)
	code, err := runCommand(args, slices.Concat(os.Environ(), s.childEnv(url), proxy.variables(url)), p)
	if err == nil {
		err = judge(srv, report, p)
	}
	stop()
	err = errors.Join(err, <-stopped)
	if code != 0 { // the command's own verdict comes before that of the report
		return &exitError{code: code}
	}
	return err
}

// runCommand runs the command with our standard streams and returns its exit
// code. It returns a usage error for one that cannot be started.
func runCommand(args, env []string, p *process) (code int, err error) {
	c := exec.Command(args[0], args[1:]...)
	c.Env, c.Stdin, c.Stdout, c.Stderr = env, p.stdin, p.stdout, p.stderr
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	defer signal.Stop(signals)
	if err := c.Start(); err != nil {
		return 0, usageError("the command cannot be run: %w", err)
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for {
		select {
		case s := <-signals:
			if s != syscall.SIGINT || !typedByUser() {
				_ = c.Process.Signal(s) // one that has just ended needs none
			}
		case err := <-ended:
			if c.ProcessState == nil {
				return 0, err
			}
			return exitCode(c.ProcessState), nil
		}
	}
}

// exitCode is a command's exit code as shells have it: 128 and the number of
// the signal for one that a signal ended.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

// judge holds the default world against its scenario, if that expects anything
// or a report is asked for. It returns the exit of a report that did not pass.
func judge(srv *server.Server, file string, p *process) error {
	w, err := srv.Worlds().Get(world.Default)
	if err != nil {
		return err
	}
	expected, ok := w.Setup().Document.(*sim.Scenario)
	if file == "" && (!ok || len(expected.Expect) == 0) {
		return nil
	}
	report := grade.Verify(w)
	fmt.Fprint(p.stderr, grade.Text(report))
	if file != "" {
		if err := writeReport(file, report); err != nil {
			return err
		}
	}
	if !report.Passed {
		return reportFailed("the report did not pass")
	}
	return nil
}

// writeReport writes a report in the form that the file's name asks for.
func writeReport(file string, report sim.Report) error {
	data := []byte(grade.Text(report))
	var err error
	switch strings.ToLower(filepath.Ext(file)) {
	case ".xml":
		data, err = grade.JUnit(report)
	case ".json":
		data, err = json.MarshalIndent(report, "", "  ")
		data = append(data, '\n')
	}
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}

// childEnv is what the command's environment has beside ours. The control token
// is there when the API asks for it.
func (s *settings) childEnv(base string) []string {
	var out []string
	for _, v := range ownVariables(base, s.identity) {
		out = append(out, v.name+"="+v.value)
	}
	if s.controlToken != "" {
		out = append(out, "SIM_CONTROL_TOKEN="+s.controlToken)
	}
	return out
}
