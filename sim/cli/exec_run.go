package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/preverified-sim/preverified-sim/sim"
	"github.com/preverified-sim/preverified-sim/sim/internal/grade"
	"github.com/preverified-sim/preverified-sim/sim/internal/har"
	"github.com/preverified-sim/preverified-sim/sim/internal/journal"
	"github.com/preverified-sim/preverified-sim/sim/internal/server"
	"github.com/preverified-sim/preverified-sim/sim/internal/world"
)

// one runs the command against a simulator of its own, and judges it.
func (x *execution) one(ctx context.Context, o *outcome) error {
	// Its world may be large, and its clock starts now.
	if err := unless(ctx, func() error { return o.srv.Reload(nil) }); err != nil {
		return cmp.Or(context.Cause(ctx), usageError("%w", err))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	// A signal is the command's; the simulator is there until it has ended.
	serving, stop := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() {
		stopped <- o.srv.Serve(serving, server.Endpoint{Listener: listener, Handler: x.handler(o.srv)})
	}()

	o.url = urlOf(listener.Addr().String(), false)
	if o.code, err = x.child(ctx, x.childEnv(o.url, o.scenario)); err == nil {
		err = o.judge()
	}
	stop()
	return errors.Join(err, <-stopped)
}

// judge takes report and records from the world that the command has left.
func (o *outcome) judge() error {
	w, err := o.srv.Worlds().Get(world.Default)
	if err != nil {
		return err
	}
	o.report = grade.Verify(w)
	for _, r := range w.Journal.All(sim.RecordFilter{}) {
		o.records = append(o.records, journal.View(r))
	}
	return nil
}

// handler is the simulator. A clock of --clock starts with the first request.
func (x *execution) handler(srv *server.Server) http.Handler {
	if x.Clock == nil {
		return srv.Handler()
	}
	begin := sync.OnceFunc(func() { _ = srv.Worlds().Reset(world.Default) }) // it was built before
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin()
		srv.Handler().ServeHTTP(w, r)
	})
}

// child runs the command and returns its exit code. Of many commands at once each
// is heard when it has ended, and none reads our input.
func (x *execution) child(ctx context.Context, env []string) (int, error) {
	c := exec.Command(x.command[0], x.command[1:]...)
	c.Env, c.Stdout, c.Stderr = append(os.Environ(), env...), x.p.stdout, x.p.stderr
	if !x.many {
		c.Stdin = x.p.stdin
	}
	var stdout, stderr bytes.Buffer
	if x.parallel > 1 {
		c.Stdout, c.Stderr = &stdout, &stderr
	}
	if err := x.start(ctx, c); err != nil {
		return 0, err
	}
	err := c.Wait()
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.running, c.Process)
	_, _ = x.p.stdout.Write(stdout.Bytes()) // a reader that has gone changes no exit code
	_, _ = x.p.stderr.Write(stderr.Bytes())
	if c.ProcessState == nil {
		return 0, err
	}
	return exitCode(c.ProcessState), nil
}

// passOn gives signals to the commands that run, until the channel is closed. The first
// ends a context with the exit of a process that it ended, and no other command begins.
func (x *execution) passOn(signals <-chan os.Signal, end context.CancelCauseFunc) {
	for s := range signals {
		x.mu.Lock()
		end(&exitError{code: 128 + int(s.(syscall.Signal))}) // which all are that exec takes
		// The terminal sends what is typed to the whole group, commands included.
		typed := (s == syscall.SIGINT || s == syscall.SIGQUIT) && isTerminal(os.Stdin)
		for p := range x.running {
			if !typed {
				_ = p.Signal(s) // one that has just ended needs none
			}
		}
		x.mu.Unlock()
	}
}

// start starts a command. It returns a usage error for one that cannot be started, and
// why ctx ended if that came first.
func (x *execution) start(ctx context.Context, command *exec.Cmd) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := command.Start(); err != nil {
		return usageError("the command cannot be run: %w", err)
	}
	x.running[command.Process] = true
	return nil
}

// exitCode is a command's exit code as shells have it: 128 and the number of a signal.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}

// progress is the line of a scenario that has ended, with what failed below it.
func (x *execution) progress(o *outcome) {
	var b strings.Builder
	fmt.Fprintf(&b, "%-7s  %s", o.verdict(x.unmet), o.scenario.Name)
	if o.code != 0 {
		fmt.Fprintf(&b, " (the command exited with %d)", o.code)
	}
	b.WriteString("\n")
	if o.err == nil && o.verdict(x.unmet) != "passed" {
		for line := range strings.Lines(grade.Text(o.report)) {
			if !strings.HasPrefix(line, "ok ") {
				b.WriteString("  " + line)
			}
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	_, _ = x.p.stderr.Write([]byte(x.p.report(x.p.stderr, b.String()))) // as above
}

func (x *execution) summary(outcomes []*outcome) {
	rows := [][]string{{"SCENARIO", "VERDICT", "CHECKS", "EXIT", "TIME"}}
	count := map[string]int{}
	for _, o := range outcomes {
		passed := 0
		for _, c := range o.report.Checks {
			if c.Passed {
				passed++
			}
		}
		verdict := o.verdict(x.unmet)
		count[verdict]++
		rows = append(rows, []string{
			o.scenario.Name, verdict, fmt.Sprintf("%d of %d", passed, len(o.report.Checks)), strconv.Itoa(o.code),
			o.took.Round(10 * time.Millisecond).String(),
		})
	}
	_ = x.p.tableTo(x.p.stderr, rows...) // a reader that has gone changes no exit code
	fmt.Fprintf(x.p.stderr, "%d passed, %d failed, %d not met, of %d\n", count["passed"], count["failed"], count["not met"], len(outcomes))
}

// writeFile writes the file of --report or --journal in the form that its name asks for:
// of many reports, JUnit has a suite and JSON an array; exchanges are oldest first.
func writeFile(file string, exchanges bool, outcomes []*outcome) error {
	if file == "" {
		return nil
	}
	reports, records := []sim.Report{}, []sim.Record{}
	var lines strings.Builder
	for _, o := range outcomes {
		reports, records = append(reports, o.report), append(records, o.records...)
		if !exchanges {
			lines.WriteString(grade.Text(o.report))
			continue
		}
		for _, r := range o.records {
			if len(outcomes) > 1 {
				lines.WriteString(o.scenario.Name + " ")
			}
			lines.WriteString(r.Line() + "\n")
		}
	}
	data, err := []byte(lines.String()), error(nil)
	switch ext := strings.ToLower(filepath.Ext(file)); {
	case ext == ".xml":
		data, err = grade.JUnit(reports...)
	case ext == ".har":
		data, err = har.Encode(records, outcomes[0].url, programVersion())
	case ext == ".json" && exchanges:
		data, err = indented(records)
	case ext == ".json" && len(reports) == 1:
		data, err = indented(reports[0])
	case ext == ".json":
		data, err = indented(reports)
	}
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}

func indented(v any) ([]byte, error) {
	data, err := json.MarshalIndent(v, "", "  ")
	return append(data, '\n'), err
}
