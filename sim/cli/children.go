package cli

import (
	"context"
	"os"
	"os/exec"
	"sync"
	"syscall"
)

// children are the commands that exec runs.
type children struct {
	mu      sync.Mutex
	running map[*os.Process]bool
}

// passOn gives signals to the commands that run, until the channel is closed. The first
// ends a context with the exit of a process that it ended, and no other command begins.
func (c *children) passOn(signals <-chan os.Signal, end context.CancelCauseFunc) {
	for s := range signals {
		c.mu.Lock()
		end(&exitError{code: 128 + int(s.(syscall.Signal))}) // which all are that exec takes
		// The terminal sends what is typed to the whole group, commands included.
		typed := (s == syscall.SIGINT || s == syscall.SIGQUIT) && isTerminal(os.Stdin)
		for p := range c.running {
			if !typed {
				_ = p.Signal(s) // one that has just ended needs none
			}
		}
		c.mu.Unlock()
	}
}

// run runs a command and returns its exit code. It returns a usage error for one
// that cannot be started, and why ctx ended if that came first.
func (c *children) run(ctx context.Context, command *exec.Cmd) (int, error) {
	if err := c.start(ctx, command); err != nil {
		return 0, err
	}
	err := command.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.running, command.Process)
	if command.ProcessState == nil {
		return 0, err
	}
	return exitCode(command.ProcessState), nil
}

func (c *children) start(ctx context.Context, command *exec.Cmd) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := command.Start(); err != nil {
		return usageError("the command cannot be run: %w", err)
	}
	c.running[command.Process] = true
	return nil
}

// exitCode is a command's exit code as shells have it: 128 and the number of a signal.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
