// Package cli is the command line of preverified-sim: every flag and variable is
// read here, and [Main] returns the exit code.
//
// Without a subcommand it serves. Every flag of serve has an environment
// variable, SIM_ and its name in capitals; a flag beats the variable, the
// variable beats the default, and a value that does not fit refuses to start.
// exec runs a command against a simulator of its own. The other subcommands ask
// and steer a running one over its control API, or look things up offline.
//
// Exit codes: 0 for a clean end, also after SIGTERM; 1 for a failure at run
// time; 2 for wrong usage or a bad file; 3 for a report that did not pass.
package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"time"
)

// version is set by the linker for images and releases.
var version string

// programVersion is the linker's, else that of the module, else dev.
func programVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}

// The exit codes.
const (
	exitFailure = 1
	exitUsage   = 2
	exitReport  = 3
)

// exitError carries the exit code of a failure. Without an error nothing is said: the
// command that exec ran has spoken for itself.
type exitError struct {
	code int
	err  error
}

// Error implements error.
func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

// Unwrap returns what happened.
func (e *exitError) Unwrap() error { return e.err }

// usageError marks what the user can mend: a flag, a variable, a file.
func usageError(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}

// process is what a command sees of the outside.
type process struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	lookup         func(string) (string, bool)
	patience       time.Duration // with a simulator that is asked
}

// Streams are the standard streams of a command line.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Main carries out one command line and returns its exit code. lookup reads the
// environment, as os.LookupEnv does. serve and exec take signals for themselves; every
// other command ends by them, also while it waits for its input.
func Main(args []string, lookup func(string) (string, bool), s Streams) int {
	return run(context.Background(), args, &process{s.In, s.Out, s.Err, lookup, answerWithin})
}

// run carries out one command line and returns its exit code.
func run(ctx context.Context, args []string, p *process) int {
	root := newRoot(p)
	root.SetArgs(args)
	var help bytes.Buffer // and whatever else the library prints, which reports no error of writing
	root.SetOut(&help)
	root.SetErr(p.stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		_, err = help.WriteTo(p.stdout)
	}
	if err == nil {
		return 0
	}
	var exit *exitError
	if !errors.As(err, &exit) {
		exit = &exitError{exitFailure, err}
	}
	if exit.err != nil {
		fmt.Fprintln(p.stderr, "preverified-sim:", err)
	}
	return exit.code
}
